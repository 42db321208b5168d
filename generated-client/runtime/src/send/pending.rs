//! Calls in flight.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::call::call::Outcome;
use crate::error::Error;
use crate::response::body::Body;
use crate::response::response::Response;
use crate::transport::BoxFuture;

/// A call in flight: awaiting it returns the response as `T`. Nothing is sent before it is first polled; dropping it cancels the call.
#[must_use = "nothing is sent until this is awaited"]
pub struct Pending<T> {
    progress: Progress,
    finish: fn(Response<Body>) -> Result<T, Error>,
}

/// The progress of a call.
pub(crate) enum Progress {
    Pending(BoxFuture<Outcome>),
    /// The request is invalid.
    Failed(Error),
    /// The outcome has been returned.
    Done,
}

impl<T> Pending<T> {
    #[inline]
    pub(super) fn new(progress: Progress, finish: fn(Response<Body>) -> Result<T, Error>) -> Self {
        Self { progress, finish }
    }

    /// Waits for the call by `wait` instead of awaiting it.
    #[cfg(feature = "blocking")]
    #[inline]
    pub(super) fn finish_by(self, wait: fn(Progress) -> Result<Response<Body>, Error>) -> Result<T, Error> {
        (self.finish)(wait(self.progress)?)
    }
}

impl Progress {
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Response<Body>, Error>> {
        match std::mem::replace(self, Self::Done) {
            Self::Pending(mut future) => match future.as_mut().poll(context) {
                Poll::Ready(outcome) => Poll::Ready(outcome.map(|(response, _)| response).map_err(Error::from)),
                Poll::Pending => {
                    *self = Self::Pending(future);
                    Poll::Pending
                }
            },
            Self::Failed(error) => Poll::Ready(Err(error)),
            Self::Done => Poll::Pending,
        }
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(self.progress.poll(context));
        Poll::Ready(response.and_then(self.finish))
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}

//! Calls that are under way.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::body::Body;
use crate::error::Error;
use crate::exchange::Outcome;
use crate::response::Response;
use crate::transport::BoxFuture;

/// A call that is under way: awaiting it gives the answer as `T`. Nothing is sent before it is first polled; dropping it ends the call.
#[must_use = "nothing is sent until this is awaited"]
pub struct Pending<T> {
    answer: Answer,
    finish: fn(Response<Body>) -> Result<T, Error>,
}

/// An answer that may still be to come.
pub(crate) enum Answer {
    /// It is on its way.
    Pending(BoxFuture<Outcome>),
    /// There will be none.
    Failed(Error),
    /// It has been given to the caller.
    Taken,
}

impl<T> Pending<T> {
    #[inline]
    pub(crate) fn new(answer: Answer, finish: fn(Response<Body>) -> Result<T, Error>) -> Self {
        Self { answer, finish }
    }

    /// The outcome, when something else than awaiting gives the answer.
    #[cfg(feature = "blocking")]
    #[inline]
    pub(crate) fn finish_by(self, wait: fn(Answer) -> Result<Response<Body>, Error>) -> Result<T, Error> {
        (self.finish)(wait(self.answer)?)
    }
}

impl Answer {
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Response<Body>, Error>> {
        let answer = match self {
            Self::Pending(future) => match future.as_mut().poll(context) {
                Poll::Ready(outcome) => outcome.map(|(response, _)| response),
                Poll::Pending => return Poll::Pending,
            },
            Self::Taken => return Poll::Pending,
            Self::Failed(_) => match std::mem::replace(self, Self::Taken) {
                Self::Failed(error) => return Poll::Ready(Err(error)),
                Self::Pending(_) | Self::Taken => return Poll::Pending,
            },
        };
        *self = Self::Taken;
        Poll::Ready(answer)
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let finish = self.finish;
        self.answer.poll(context).map(|answer| answer.and_then(finish))
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}

//! Calls in flight.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use octoscribe_transport::BoxFuture;

use crate::call::call::Outcome;
use crate::call::error::Error;
use crate::response::body::Body;
use crate::response::response::Response;

/// A call in flight: awaiting it returns the response as `T`. Nothing is sent before it is first polled; dropping it cancels the call.
#[must_use = "nothing is sent until this is awaited"]
pub struct Pending<T> {
    /// `None` after the outcome.
    call: Option<BoxFuture<Outcome>>,
    finish: fn(Response<Body>) -> Result<T, Error>,
}

impl<T> Pending<T> {
    pub(super) fn new(call: BoxFuture<Outcome>, finish: fn(Response<Body>) -> Result<T, Error>) -> Self {
        let call = Some(call);
        Self { call, finish }
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(call) = &mut self.call else {
            return Poll::Pending;
        };
        let outcome = ready!(call.as_mut().poll(context));
        self.call = None;
        Poll::Ready(outcome.and_then(|(response, _)| (self.finish)(response)))
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}

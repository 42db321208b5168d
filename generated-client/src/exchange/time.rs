//! The time that a call has.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::date::until;
use crate::transport::{BoxFuture, Transport, TransportError};

/// What is left of a call's time. Waits for limits don't count, so that they don't use it up.
pub(crate) struct Budget<'c> {
    transport: &'c dyn Transport,
    /// The whole; `None` for as long as it takes.
    limit: Option<Duration>,
    left: Option<Duration>,
}

impl<'c> Budget<'c> {
    pub(crate) fn new(transport: &'c dyn Transport, limit: Option<Duration>) -> Self {
        let left = limit;
        Self { transport, limit, left }
    }

    pub(crate) fn has(&self, duration: Duration) -> bool {
        self.left.is_none_or(|left| duration < left)
    }

    pub(crate) fn spend(&mut self, duration: Duration) {
        self.left = self.left.map(|left| left.saturating_sub(duration));
    }

    /// Does first one thing and then, with its result, another, in the time that is left; the first one may have a limit of its own.
    ///
    /// # Errors
    ///
    /// What the two make of it, and a timeout.
    pub(crate) async fn run<A, B, E, F>(
        &mut self,
        first_limit: Option<Duration>,
        first: impl Future<Output = Result<A, E>>,
        second: impl FnOnce(A) -> F,
    ) -> Result<B, E>
    where
        E: From<TransportError>,
        F: Future<Output = Result<B, E>>,
    {
        let began = self.transport.now();
        let outcome = self.race(first_limit, first, second).await;
        // The clock may have been set meanwhile; what is left never grows by it.
        self.spend(until(self.transport.now(), began));
        outcome
    }

    async fn race<A, B, E, F>(
        &self,
        first_limit: Option<Duration>,
        first: impl Future<Output = Result<A, E>>,
        second: impl FnOnce(A) -> F,
    ) -> Result<B, E>
    where
        E: From<TransportError>,
        F: Future<Output = Result<B, E>>,
    {
        let slice = [self.left, first_limit].into_iter().flatten().min();
        let mut alarm = slice.map(|slice| self.transport.sleep(slice));
        let Some(outcome) = before(&mut alarm, first).await else {
            let is_whole = slice == self.left;
            let limit = if is_whole { self.limit } else { first_limit };
            return Err(TransportError::timeout(limit.unwrap_or_default()).into());
        };
        let mut second = pin!(second(outcome?));
        if let Some(outcome) = before(&mut alarm, second.as_mut()).await {
            return outcome;
        }
        // What rang may have been the first one's limit.
        let rest = match (self.left, slice) {
            (Some(left), Some(slice)) => Some(left.saturating_sub(slice)),
            (left, _) => left,
        };
        let mut alarm = rest.map(|rest| self.transport.sleep(rest));
        match before(&mut alarm, second).await {
            Some(outcome) => outcome,
            None => Err(TransportError::timeout(self.limit.unwrap_or_default()).into()),
        }
    }
}

/// The outcome of `work`, or `None` when the alarm rings first.
async fn before<T>(alarm: &mut Option<BoxFuture<()>>, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|context| match (work.as_mut().poll(context), alarm.as_mut()) {
        (Poll::Ready(outcome), _) => Poll::Ready(Some(outcome)),
        (Poll::Pending, Some(alarm)) => alarm.as_mut().poll(context).map(|()| None),
        (Poll::Pending, None) => Poll::Pending,
    })
    .await
}

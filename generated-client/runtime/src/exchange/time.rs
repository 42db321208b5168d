//! The time that a call has.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use jiff::Timestamp;

use crate::date::until;
use crate::transport::{BoxFuture, Transport, TransportError};

/// What is left of a call's time. Waits for limits don't count, so that they don't use it up.
pub(crate) struct Budget<'c> {
    transport: &'c dyn Transport,
    /// The whole; `None` for as long as it takes.
    limit: Option<Duration>,
    left: Option<Duration>,
}

/// The time of one attempt, which begins with its head.
pub(crate) struct Attempt<'c> {
    transport: &'c dyn Transport,
    /// The call's time, for errors, and what is left of it.
    limit: Option<Duration>,
    left: Option<Duration>,
    head_limit: Option<Duration>,
    /// The shorter of the two.
    first: Option<Duration>,
    /// Rings when that is over.
    alarm: Option<BoxFuture<()>>,
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

    pub(crate) fn begin(&self, head_limit: Option<Duration>) -> Attempt<'c> {
        let first = [self.left, head_limit].into_iter().flatten().min();
        Attempt {
            transport: self.transport,
            limit: self.limit,
            left: self.left,
            head_limit,
            first,
            alarm: first.map(|first| self.transport.sleep(first)),
        }
    }

    /// Takes what an attempt that ran from then to now has used up. The clock may have been set meanwhile; what is left never grows by it.
    pub(crate) fn end(&mut self, began: Timestamp, now: Timestamp) {
        self.spend(until(now, began));
    }
}

impl Attempt<'_> {
    /// Does what has to be done in the time for the head.
    ///
    /// # Errors
    ///
    /// A timeout, and what the work makes of it.
    pub(crate) async fn head<T, E: From<TransportError>>(
        &mut self,
        work: Pin<&mut impl Future<Output = Result<T, E>>>,
    ) -> Result<T, E> {
        match before(&mut self.alarm, work).await {
            Some(outcome) => outcome,
            None => Err(self.timeout().into()),
        }
    }

    /// Does the rest.
    ///
    /// # Errors
    ///
    /// A timeout, and what the work makes of it.
    pub(crate) async fn rest<T, E: From<TransportError>>(
        &mut self,
        mut work: Pin<&mut impl Future<Output = Result<T, E>>>,
    ) -> Result<T, E> {
        if let Some(outcome) = before(&mut self.alarm, work.as_mut()).await {
            return outcome;
        }
        // What rang may have been the head's limit.
        self.head_limit = None;
        let first = self.first.unwrap_or_default();
        let rest = self.left.map(|left| left.saturating_sub(first));
        if rest.is_some_and(|rest| rest.is_zero()) {
            return Err(self.timeout().into());
        }
        self.alarm = rest.map(|rest| self.transport.sleep(rest));
        match before(&mut self.alarm, work).await {
            Some(outcome) => outcome,
            None => Err(self.timeout().into()),
        }
    }

    /// The error of the limit that has just been hit.
    fn timeout(&self) -> TransportError {
        let limit = match (self.head_limit, self.left) {
            (Some(head_limit), Some(left)) if head_limit < left => Some(head_limit),
            (Some(head_limit), None) => Some(head_limit),
            _ => self.limit,
        };
        TransportError::timeout(limit.unwrap_or_default())
    }
}

/// The outcome of `work`, or `None` when the alarm rings first.
pub(super) fn before<T>(
    alarm: &mut Option<BoxFuture<()>>,
    mut work: Pin<&mut impl Future<Output = T>>,
) -> impl Future<Output = Option<T>> {
    poll_fn(move |context| match (work.as_mut().poll(context), alarm.as_mut()) {
        (Poll::Ready(outcome), _) => Poll::Ready(Some(outcome)),
        (Poll::Pending, Some(alarm)) => alarm.as_mut().poll(context).map(|()| None),
        (Poll::Pending, None) => Poll::Pending,
    })
}

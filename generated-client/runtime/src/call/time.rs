//! Timeouts of attempts.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use octoscribe_transport::{BoxFuture, RequestBody, Transport, TransportError};

/// The timer of an attempt. One alarm serves head and body, since most bodies arrive with their heads.
pub(crate) struct Timer<'c> {
    transport: &'c dyn Transport,
    /// The call's timeout, for errors.
    timeout: Option<Duration>,
    /// The limit for the head, if it is shorter than what is left of the call's time.
    head_limit: Option<Duration>,
    /// What the limit for the head leaves for the body.
    rest: Option<Duration>,
    alarm: Option<BoxFuture<()>>,
}

impl<'c> Timer<'c> {
    /// Starts the timer of an attempt that may take `left`, and its head `head_limit`.
    pub(crate) fn start(
        transport: &'c dyn Transport,
        timeout: Option<Duration>,
        left: Option<Duration>,
        head_limit: Option<Duration>,
    ) -> Self {
        let head_limit = head_limit.filter(|limit| left.is_none_or(|left| *limit < left));
        Self {
            transport,
            timeout,
            head_limit,
            rest: left.map(|left| left.saturating_sub(head_limit.unwrap_or_default())),
            alarm: head_limit.or(left).map(|first| transport.sleep(first)),
        }
    }

    /// Waits for the head of the response.
    ///
    /// # Errors
    ///
    /// A timeout, and the errors of `work`.
    pub(crate) async fn head<T, E: From<TransportError>>(
        &mut self,
        work: Pin<&mut impl Future<Output = Result<T, E>>>,
    ) -> Result<T, E> {
        let limit = self.head_limit.or(self.timeout);
        before(&mut self.alarm, work)
            .await
            .unwrap_or_else(|| Err(timeout(limit)))
    }

    /// Waits for the body of the response.
    ///
    /// # Errors
    ///
    /// A timeout, and the errors of `work`.
    pub(crate) async fn body<T, E: From<TransportError>>(
        &mut self,
        mut work: Pin<&mut impl Future<Output = Result<T, E>>>,
    ) -> Result<T, E> {
        if self.head_limit.is_some() {
            if let Some(outcome) = before(&mut self.alarm, work.as_mut()).await {
                return outcome;
            }
            self.alarm = self.rest.map(|rest| self.transport.sleep(rest));
        }
        before(&mut self.alarm, work)
            .await
            .unwrap_or_else(|| Err(timeout(self.timeout)))
    }
}

/// Waits for `work`, which sends a streamed body, as long as the body makes progress.
///
/// # Errors
///
/// A timeout, when the body makes no progress for `limit`. Progress is checked once in that time, so it may take twice as long.
pub(crate) async fn while_moving<T, E: From<TransportError>>(
    transport: &dyn Transport,
    limit: Option<Duration>,
    body: &RequestBody,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let mut work = pin!(work);
    let mut sent = body.progress();
    loop {
        let mut alarm = limit.map(|limit| transport.sleep(limit));
        if let Some(outcome) = before(&mut alarm, work.as_mut()).await {
            return outcome;
        }
        let now = body.progress();
        if now == sent {
            return Err(timeout(limit));
        }
        sent = now;
    }
}

/// Waits for `work`, or returns `None` when the alarm rings first.
pub(crate) fn before<T>(
    alarm: &mut Option<BoxFuture<()>>,
    mut work: Pin<&mut impl Future<Output = T>>,
) -> impl Future<Output = Option<T>> {
    poll_fn(move |context| match (work.as_mut().poll(context), alarm.as_mut()) {
        (Poll::Ready(outcome), _) => Poll::Ready(Some(outcome)),
        (Poll::Pending, Some(alarm)) => alarm.as_mut().poll(context).map(|()| None),
        (Poll::Pending, None) => Poll::Pending,
    })
}

fn timeout<E: From<TransportError>>(limit: Option<Duration>) -> E {
    TransportError::timeout(limit.unwrap_or_default()).into()
}

//! The time of requests whose bodies are streams: as long as they move, they may take.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::transport::{RequestBody, Transport, TransportError};

/// The outcome of `work`, which sends a body.
///
/// # Errors
///
/// A timeout, when nothing more of the body has been read for `limit`. It is looked at once in that time, so it may take twice as long.
pub(super) async fn while_moving<T, E: From<TransportError>>(
    transport: &dyn Transport,
    limit: Option<Duration>,
    body: &RequestBody,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let Some(limit) = limit else {
        return work.await;
    };
    let mut work = pin!(work);
    let mut alarm = transport.sleep(limit);
    let mut sent = body.progress();
    poll_fn(|context| {
        if let Poll::Ready(outcome) = work.as_mut().poll(context) {
            return Poll::Ready(outcome);
        }
        while alarm.as_mut().poll(context).is_ready() {
            let now = body.progress();
            if now == sent {
                return Poll::Ready(Err(TransportError::timeout(limit).into()));
            }
            sent = now;
            alarm = transport.sleep(limit);
        }
        Poll::Pending
    })
    .await
}

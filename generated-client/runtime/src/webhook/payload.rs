//! What the emitted types of payloads say of themselves.

use bytes::Bytes;

use crate::response::body::{Body, DecodeError};
use crate::response::model::Model;
use crate::response::model::notes::Notes;
use crate::response::model::policy::Reading;

/// The payload of an event.
pub trait Payload: Model + Default + Send + 'static {
    /// The event: the value of the header `X-GitHub-Event`.
    const EVENT: &'static str;
    /// The payload's `action`; `None` for events without one.
    const ACTION: Option<&'static str>;
}

/// The payloads of all events, as one enum.
pub trait Events: Sized {
    /// Reads the payload of an event. An unknown event is kept as JSON.
    ///
    /// # Errors
    ///
    /// When the body isn't what the docs say of the event.
    fn read(event: &str, body: &[u8], reading: Reading) -> Result<(Self, Notes), DecodeError>;
}

/// Reads a payload by a policy; returns it with the differences from the docs.
///
/// # Errors
///
/// When the body isn't what the docs say of the event.
pub fn read<P: Payload>(body: &[u8], reading: Reading) -> Result<(P, Notes), DecodeError> {
    let mut body = Body::of_event(P::EVENT, Bytes::copy_from_slice(body), reading);
    let mut payload = P::default();
    body.fill(&mut payload)?;
    Ok((payload, body.into_notes()))
}

//! What the emitted types of payloads say of themselves.

use bytes::Bytes;
use serde_json::Value;

use crate::response::body::{Body, DecodeError, without_mark};
use crate::response::model::notes::Notes;
use crate::response::model::policy::Reading;
use crate::response::model::{Model, Record, fill};

/// The payload of an event.
pub trait Payload: Model + Default + Send + 'static {
    /// The event: the value of the header `X-GitHub-Event`.
    const EVENT: &'static str;
    /// The payload's `action`; `None` for events without one.
    const ACTION: Option<&'static str>;
}

/// What the payloads of most events have in common.
#[derive(Record)]
pub(super) struct Envelope {
    pub(super) action: Option<String>,
    pub(super) installation: Option<InstallationId>,
}

#[derive(Record)]
pub(super) struct InstallationId {
    pub(super) id: i64,
}

impl Envelope {
    /// Reads a payload; `None` when it isn't a JSON object.
    pub(super) fn read(payload: &[u8]) -> Option<Self> {
        let mut envelope = Self::default();
        fill(&mut envelope, payload, Reading::Tolerant, false).ok()?;
        Some(envelope)
    }
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
    Ok((payload, body.notes))
}

/// Reads a payload as an event that holds it.
#[doc(hidden)]
pub fn read_event<P: Payload, E>(
    body: &[u8],
    reading: Reading,
    event: fn(Box<P>) -> E,
) -> Result<(E, Notes), DecodeError> {
    let (payload, notes) = read(body, reading)?;
    Ok((event(Box::new(payload)), notes))
}

/// Reads the payload of an unknown event.
#[doc(hidden)]
pub fn read_unknown<E>(body: &[u8], event: fn(Value) -> E) -> Result<(E, Notes), DecodeError> {
    let body = Body::of_event("unknown event", Bytes::copy_from_slice(body), Reading::default());
    Ok((event(body.json()?), Notes::default()))
}

/// The `action` of a payload.
#[doc(hidden)]
#[must_use]
pub fn action(body: &[u8]) -> Option<String> {
    Envelope::read(without_mark(body))?.action
}

//! What the emitted types of payloads say of themselves.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::response::body::{Body, DecodeError, without_mark};
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
    #[derive(Default)]
    struct Action(Option<String>);

    impl<'de> Visitor<'de> for Action {
        type Value = Self;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Self, A::Error> {
            while let Some(name) = members.next_key::<Cow<'_, str>>()? {
                if name == "action" {
                    self.0 = members.next_value::<Value>()?.as_str().map(ToOwned::to_owned);
                } else {
                    members.next_value::<IgnoredAny>()?;
                }
            }
            Ok(self)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_slice(without_mark(body));
    let found = deserializer.deserialize_map(Action::default());
    found.ok().and_then(|action| action.0)
}

//! Webhooks: what the emitted types of payloads say of themselves, and how they are read.

mod payload;

pub use self::payload::{Events, Payload, read};
#[doc(hidden)]
pub use self::payload::{action, read_event, read_unknown};

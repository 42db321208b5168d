//! Why a delivery was not handled.

use std::error::Error as StdError;
use std::fmt::{self, Display};

use http::StatusCode;

use crate::request::shown::{MESSAGE, Shown};
use crate::response::body::DecodeError;
use crate::webhook::delivery_error::DeliveryError;
use octoscribe_transport::BoxError;

/// Why a delivery was not handled.
#[derive(Debug)]
#[non_exhaustive]
pub enum RouterError {
    /// The request is no delivery of GitHub.
    Refused(DeliveryError),
    /// The delivery was handled before, or is being handled.
    Replayed,
    /// Too many deliveries wait for their turn.
    Busy {
        /// The number of deliveries that may wait.
        limit: usize,
    },
    /// The payload isn't what the docs say of its event.
    Payload(DecodeError),
    /// A handler failed.
    Handler(BoxError),
    /// A handler panicked, with this message.
    Panicked(String),
}

impl RouterError {
    /// The status to respond with: that of [`DeliveryError::status`], 409 for a replay, 503 when busy, and 500 otherwise.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Refused(error) => error.status(),
            Self::Replayed => StatusCode::CONFLICT,
            Self::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Payload(_) | Self::Handler(_) | Self::Panicked(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl Display for RouterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => Display::fmt(error, f),
            Self::Replayed => f.write_str("the delivery was handled before, or is being handled"),
            Self::Busy { limit } => write!(f, "too many deliveries wait (limit {limit})"),
            Self::Payload(error) => write!(f, "unexpected payload: {error}"),
            Self::Handler(error) => write!(f, "a handler failed: {error}"),
            Self::Panicked(message) => write!(f, "a handler panicked: {}", Shown(message, MESSAGE)),
        }
    }
}

/// Without a source: the message has all causes but those of a handler's own error.
impl StdError for RouterError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Handler(error) => error.source(),
            _ => None,
        }
    }
}

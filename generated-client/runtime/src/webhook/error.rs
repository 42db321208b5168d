//! Why a request is not taken for a delivery, and why a delivery was not handled.

use std::error::Error as StdError;
use std::fmt::{self, Display};

use http::StatusCode;

use crate::request::shown::{MESSAGE, Shown, WORDS};
use crate::response::body::DecodeError;
use octoscribe_transport::BoxError;

/// Why a request is not taken for a delivery of GitHub.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryError {
    /// The body exceeds the limit.
    TooLarge {
        /// The size of the body, in bytes.
        size: usize,
        /// The limit, in bytes.
        limit: usize,
    },
    /// The header `X-Hub-Signature-256` is missing.
    Unsigned {
        /// Whether the header of the older signature with SHA-1 is there, which isn't accepted.
        has_sha1: bool,
    },
    /// The signature isn't that of the body.
    Signature {
        /// The number of secrets that were tried.
        secrets: usize,
    },
    /// A header is missing or invalid.
    Header(&'static str),
    /// The content type is neither of GitHub's two.
    ContentType(String),
    /// The body has no payload.
    Payload(&'static str),
}

impl DeliveryError {
    /// The status to respond with: 400, 401 or 413.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsigned { .. } | Self::Signature { .. } => StatusCode::UNAUTHORIZED,
            Self::Header(_) | Self::ContentType(_) | Self::Payload(_) => StatusCode::BAD_REQUEST,
        }
    }
}

impl Display for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { size, limit } => write!(f, "body too large: {size} bytes (limit {limit})"),
            Self::Unsigned { has_sha1: true } => {
                f.write_str("no header `X-Hub-Signature-256`: `X-Hub-Signature` (SHA-1) alone is not accepted")
            }
            Self::Unsigned { has_sha1: false } => {
                f.write_str("no header `X-Hub-Signature-256`: set a secret in the settings of the webhook")
            }
            Self::Signature { secrets } => write!(
                f,
                "wrong signature (secrets tried: {secrets}): the secret is not that of the webhook, or the body was changed on the way"
            ),
            Self::Header(name) => write!(f, "header `{name}` missing or invalid"),
            Self::ContentType(found) => write!(
                f,
                "content type `{}`: expected `application/json` or `application/x-www-form-urlencoded`",
                Shown(found, WORDS)
            ),
            Self::Payload(problem) => f.write_str(problem),
        }
    }
}

impl StdError for DeliveryError {}

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

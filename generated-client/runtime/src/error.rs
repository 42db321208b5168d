//! The error that stands on top of all others.

use std::error::Error as StdError;
use std::fmt::{self, Display};

use crate::call::authorization::AuthError;
use crate::call::error::CallError;
use crate::call::settings::ConfigError;
use crate::call::wait::LimitError;
use crate::request::base::LinkError;
use crate::request::violations::Violations;
use crate::response::api_error::ApiError;
use crate::response::body::DecodeError;
use crate::response::collect::SizeError;
use octoscribe_transport::TransportError;

/// Why a client could not be built or a call failed. No variant holds the headers of a request, and so none holds the token.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A setting of the client is invalid; nothing was sent.
    Config(ConfigError),
    /// The request breaks the rules of the endpoint's docs; nothing was sent.
    Validation(Violations),
    /// Sending the request or receiving the response failed. The server may have received the request.
    Transport(TransportError),
    /// The wait for a limit exceeds the maximum; nothing was sent.
    Limited(Box<LimitError>),
    /// The response has a status other than success.
    Api(Box<ApiError>),
    /// The body of the response doesn't fit the expected type.
    Decode(DecodeError),
    /// The body of the response exceeds the client's limit.
    TooLarge(SizeError),
    /// The call has no authorization; it was not sent.
    Auth(AuthError),
    /// The link to the next page can't be followed.
    Link(LinkError),
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(_) => f.write_str("invalid setting of the client"),
            Self::Validation(violations) => write!(f, "invalid request:\n{violations}"),
            Self::Transport(_) => f.write_str("request failed"),
            Self::Limited(_) => f.write_str("request not sent"),
            Self::Api(error) => Display::fmt(error, f),
            Self::Decode(_) => f.write_str("unexpected response"),
            Self::TooLarge(_) => f.write_str("response too large"),
            Self::Auth(_) => f.write_str("no authorization"),
            Self::Link(_) => f.write_str("next page not requested"),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Transport(error) => Some(error),
            Self::Limited(error) => Some(error),
            Self::Decode(error) => Some(error),
            Self::TooLarge(error) => Some(error),
            Self::Auth(error) => Some(error),
            Self::Link(error) => Some(error),
            // Their messages are part of this error's.
            Self::Validation(_) | Self::Api(_) => None,
        }
    }
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Transport(error) => Self::Transport(error),
            CallError::Limited(error) => Self::Limited(error),
            CallError::Api(error) => Self::Api(error),
            CallError::TooLarge(error) => Self::TooLarge(error),
            CallError::Auth(error) => Self::Auth(error),
        }
    }
}

macro_rules! from {
    ($($variant:ident($error:ty),)*) => {
        $(impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })*
    };
}

from! {
    Config(ConfigError),
    Validation(Violations),
    Transport(TransportError),
    Decode(DecodeError),
    Auth(AuthError),
    Link(LinkError),
}

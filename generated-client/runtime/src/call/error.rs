//! The error of clients and calls.

use std::error::Error as StdError;
use std::fmt::{self, Display};

use http::{StatusCode, Uri};
use jiff::Timestamp;

use crate::call::authorization::AuthError;
use crate::call::refusal::Refusal;
use crate::call::settings::ConfigError;
use crate::call::wait::{LimitError, WaitReason};
use crate::request::base::LinkError;
use crate::request::endpoint::Endpoint;
use crate::request::shown::{MESSAGE, Shown};
use crate::request::violations::Violations;
use crate::response::api_error::ApiError;
use crate::response::api_error::GraphQlErrors;
use crate::response::body::{DecodeError, StatusError};
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
    /// The response has a successful status that the docs don't list.
    Status(StatusError),
    /// The body of the response exceeds the client's limit.
    TooLarge(SizeError),
    /// The call has no authorization; it was not sent.
    Auth(AuthError),
    /// The link to the next page can't be followed.
    Link(LinkError),
    /// The response of GraphQL has errors, perhaps beside data.
    GraphQl(Box<GraphQlErrors>),
}

impl Error {
    /// Says which call failed, and to which host.
    pub(crate) fn in_call(self, endpoint: &Endpoint, uri: &Uri) -> Self {
        match self {
            Self::Transport(error) => {
                let host = uri.host().unwrap_or("no host");
                Self::Transport(error.in_call(format!("{} at {host}", endpoint.id())))
            }
            other => other,
        }
    }

    /// The status of the response, if there is one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::Decode(error) => StatusCode::from_u16(error.body().status()).ok(),
            Self::Status(error) => StatusCode::from_u16(error.status()).ok(),
            Self::GraphQl(_) => Some(StatusCode::OK),
            _ => None,
        }
    }

    /// Whether the response has status 404: there is no such resource, or the token may not see it.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether the call timed out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }

    /// Whether one of GitHub's rate limits is exhausted: the client didn't wait for it, or the response says so.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        match self {
            Self::Limited(error) => matches!(
                error.reason(),
                WaitReason::PrimaryLimit { .. } | WaitReason::SecondaryLimit
            ),
            Self::Api(error) => {
                let response = &error.response;
                // The time matters for the length of the wait only.
                let now = Timestamp::UNIX_EPOCH;
                Refusal::read(response.status(), response.headers(), response.body().bytes(), now).is_some()
            }
            Self::GraphQl(errors) => errors.is_rate_limited(),
            _ => false,
        }
    }

    /// GitHub's id of the request, for its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id.as_deref(),
            Self::Decode(error) => error.request_id(),
            Self::Status(error) => error.request_id(),
            Self::GraphQl(errors) => errors.request_id(),
            _ => None,
        }
    }
}

/// Says all: what happened, in which call, to which host, and every cause.
impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => write!(f, "invalid setting of the client: {error}"),
            Self::Validation(violations) => write!(f, "invalid request:\n{violations}"),
            Self::Transport(error) => with_causes(error, f),
            Self::Limited(error) => write!(f, "request not sent: {error}"),
            Self::Api(error) => Display::fmt(error, f),
            Self::Decode(error) => write!(f, "unexpected response: {error}"),
            Self::Status(error) => write!(f, "unexpected response: {error}"),
            Self::TooLarge(error) => write!(f, "response too large: {error}"),
            Self::Auth(error) => {
                f.write_str("no authorization: ")?;
                with_causes(error, f)
            }
            Self::Link(error) => write!(f, "link not followed: {error}"),
            Self::GraphQl(errors) => Display::fmt(errors, f),
        }
    }
}

/// An error and its causes, on one line.
fn with_causes(error: &dyn StdError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    Display::fmt(error, f)?;
    let mut next = error.source();
    while let Some(cause) = next {
        write!(f, ": {}", Shown(&cause.to_string(), MESSAGE))?;
        next = cause.source();
    }
    Ok(())
}

/// Without a source: the message has all causes. They are in the variants.
impl StdError for Error {}

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
    Status(StatusError),
    Auth(AuthError),
    Link(LinkError),
}

//! Why a call failed.

use http::Uri;

use crate::call::authorization::AuthError;
use crate::call::wait::LimitError;
use crate::request::endpoint::Endpoint;
use crate::response::api_error::ApiError;
use crate::response::collect::SizeError;
use octoscribe_transport::TransportError;

/// Why a call failed; [`Error`](crate::Error) has the same variants.
pub(crate) enum CallError {
    Transport(TransportError),
    Limited(Box<LimitError>),
    Api(Box<ApiError>),
    TooLarge(SizeError),
    Auth(AuthError),
}

impl CallError {
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
}

impl From<TransportError> for CallError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

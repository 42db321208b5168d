//! Why a call failed.

use crate::call::authorization::AuthError;
use crate::call::wait::LimitError;
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

impl From<TransportError> for CallError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

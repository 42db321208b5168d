//! Responses: status, headers, bodies, and the types that bodies are read as.

pub(crate) mod api_error;
pub(crate) mod body;
pub(crate) mod collect;
#[cfg(feature = "gzip")]
pub(crate) mod gzip;
pub(crate) mod json_error;
pub(crate) mod links;
pub(crate) mod media_type;
pub mod model;
#[expect(clippy::module_inception, reason = "a response is what the room is about")]
pub(crate) mod response;
pub(crate) mod scopes;

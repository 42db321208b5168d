//! The runtime of `octoscribe`: everything of the client that is the same whatever the docs say.
//!
//! Programs use `octoscribe`, which has all of this under the same names. It is a crate of its own because it changes for other reasons than the
//! emitted code: when pages change, it isn't compiled again.

pub mod auth;
mod base;
#[cfg(feature = "blocking")]
mod blocking;
pub mod body;
pub mod client;
mod collect;
mod date;
mod download;
mod draft;
pub mod encode;
pub mod endpoint;
pub mod error;
mod exchange;
mod group;
mod json;
mod link;
mod media_type;
pub mod model;
pub mod nullable;
pub mod object;
pub mod paginate;
mod path;
mod pending;
pub mod request;
mod response;
pub mod rule;
mod scopes;
mod secret;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod text;
mod violation;

#[cfg(feature = "blocking")]
pub use crate::blocking::{Reader, Waiting, block_on};
pub use crate::body::{Body, Decode};
pub use crate::client::{BareClient, ClientBuilder};
pub use crate::collect::SizeError;
pub use crate::download::Download;
pub use crate::encode::JsonObject;
pub use crate::endpoint::Endpoint;
pub use crate::error::{ApiError, ConfigError, DecodeError, Error, FieldError, LimitError, LinkError};
pub use crate::exchange::cache::{Cache, CacheKey, CachedAnswer};
pub use crate::exchange::memory_cache::MemoryCache;
pub use crate::exchange::wait::{Wait, WaitReason};
pub use crate::link::Links;
pub use crate::media_type::MediaType;
pub use crate::model::Problem;
pub use crate::nullable::Nullable;
pub use crate::object::Object;
pub use crate::paginate::{ItemStream, Items, Pages};
pub use crate::pending::Pending;
pub use crate::request::{Paged, Request, Single};
pub use crate::response::{RateLimit, Response};
pub use crate::rule::{Pattern, Rule};
pub use crate::violation::{Violation, Violations};

pub use octoscribe_transport as transport;
pub use octoscribe_transport::RequestBody;
pub use secrecy;

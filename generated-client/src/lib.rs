//! A typed, validating client for the whole GitHub REST API.
//!
//! A [`Client`] has a handle for each scope of GitHub's docs, and each handle a method for each endpoint. A method takes what the endpoint
//! requires and returns a request, on which everything optional is set. [`send`](Request::send) gives the answer's body,
//! [`response`](Request::response) the whole answer, [`request`](Request::request) what would be sent, and
//! [`validate`](Request::validate) everything that is wrong with it. A request that breaks the rules of the docs is not sent.
//!
//! The types of answers have public fields. Where you make a value of one yourself, end it with `..Default::default()`, and a pattern with `..`:
//! that an answer gains a field is no breaking change.
//!
//! Who calls, limits and retries, caching, redirects, bodies, tracing, calls without async and test doubles have an example each in the module
//! `guide`, which the documentation has when all features are on.
//!
//! The runtime in this crate is written by hand; the scopes are generated from the docs, one file for each page.

pub mod auth;
mod base;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod client;
mod collect;
#[cfg(test)]
mod conformance;
mod date;
mod download;
mod draft;
pub mod encode;
mod endpoint;
mod error;
mod exchange;
#[rustfmt::skip]
mod generated;
mod group;
#[cfg(all(
    doc,
    feature = "all-scopes",
    feature = "app-auth",
    feature = "blocking",
    feature = "testing"
))]
pub mod guide;
mod json;
mod link;
mod media_type;
pub mod model;
mod nullable;
mod object;
mod paginate;
mod path;
mod pending;
mod request;
mod response;
mod rule;
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
pub use crate::client::{Client, ClientBuilder};
pub use crate::collect::SizeError;
pub use crate::download::Download;
pub use crate::encode::JsonObject;
pub use crate::endpoint::Endpoint;
pub use crate::error::{ApiError, ConfigError, DecodeError, Error, FieldError, LimitError, LinkError};
pub use crate::exchange::cache::{Cache, CacheKey, CachedAnswer};
pub use crate::exchange::memory_cache::MemoryCache;
pub use crate::exchange::wait::{Wait, WaitReason};
pub use crate::generated::*;
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
pub use {bytes, http, jiff, serde_json};

/// What the README shows is compiled as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

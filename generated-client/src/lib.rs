//! A typed, validating client for the whole GitHub REST API.
//!
//! A [`Client`] has a handle for each scope of GitHub's docs, and each handle has a method for each endpoint. A method takes the required
//! parameters and returns a request, which has setters for the optional ones. [`send`](Request::send) returns the body of the response,
//! [`response`](Request::response) the whole response, [`request`](Request::request) the HTTP request, and
//! [`validate`](Request::validate) all violations. A request that breaks the rules of the docs is not sent.
//!
//! The types of responses have public fields. End values with `..Default::default()` and patterns with `..`: a new field is not a breaking
//! change.
//!
//! The module `guide`, which the documentation has with all features, shows examples of credentials, limits and retries, caching, redirects,
//! bodies, tracing, blocking calls and test doubles.
//!
//! The scopes are generated from the docs, one file for each page. Everything else is written by hand, in `octoscribe-runtime`.

mod client;
#[cfg(test)]
mod conformance;
#[rustfmt::skip]
mod generated;
#[cfg(all(
    doc,
    feature = "all-scopes",
    feature = "app-auth",
    feature = "blocking",
    feature = "testing"
))]
pub mod guide;
#[cfg(feature = "testing")]
pub mod testing;

/// The date versions of the API that the client serves, for [`ClientBuilder::api_version`].
///
/// Fields and parameters that one of them lacks are optional, and their descriptions say so.
pub mod api_versions {
    /// The first version, which is the default.
    pub const V2022_11_28: &str = "2022-11-28";
    /// The version of 10 March 2026.
    pub const V2026_03_10: &str = "2026-03-10";
}

pub use crate::client::{Client, ClientBuilder};
pub use crate::generated::*;

pub use octoscribe_runtime::secrecy;
#[doc(inline)]
pub use octoscribe_runtime::{
    ApiError, BareClient, Body, Cache, CacheKey, CachedResponse, ConfigError, Decode, DecodeError, Download, Endpoint,
    Engine, Error, FieldError, ItemStream, Items, JsonObject, LimitError, LinkError, Links, MediaType, MemoryCache,
    Nullable, Object, Paged, Pages, Pattern, Pending, Problem, RateLimit, Request, RequestBody, Response, Rule, Single,
    SizeError, Violation, Violations, Wait, WaitReason, auth, encode, model, transport,
};
#[cfg(feature = "blocking")]
#[doc(inline)]
pub use octoscribe_runtime::{Reader, Waiting, block_on};
pub use {bytes, http, jiff, serde_json};

/// Compiles the examples of the README as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

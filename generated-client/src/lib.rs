//! A typed, validating client for the whole GitHub REST API.
//!
//! A [`Client`] has a handle for each scope of GitHub's docs, and each handle has a method for each endpoint. A method takes the required
//! parameters and returns a request, which has setters for the optional ones. [`send`](Request::send) returns the body of the response,
//! [`response`](Request::response) the whole response, [`request`](Request::request) the HTTP request, and
//! [`validate`](Request::validate) all violations. A request that breaks the rules of the docs is not sent.
//!
//! The types of responses have public fields and are `#[non_exhaustive]`: make a value for a test with `default()` and assign its fields. A
//! new field is not a breaking change.
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
mod request;
#[cfg(feature = "testing")]
pub mod testing;

pub use crate::client::{Client, ClientBuilder};
pub use crate::generated::*;
pub use crate::request::{Request, Route};

pub use octoscribe_runtime::secrecy;
#[doc(inline)]
pub use octoscribe_runtime::{
    ApiError, BareClient, BareRequest, Body, Cache, CacheKey, CachedResponse, ConfigError, Decode, DecodeError,
    Download, Endpoint, Engine, Error, FieldError, IntoList, IntoNullable, ItemStream, Items, JsonObject, LimitError,
    LinkError, Links, List, MediaType, MemoryCache, Nullable, Object, Paged, Pages, Pattern, Pending, Problem,
    RateLimit, RequestBody, RequestBuilder, Response, Rule, Single, SizeError, StringEnum, UnknownValue, Violation,
    Violations, Wait, WaitReason, auth, encode, model, transport,
};
#[cfg(feature = "blocking")]
#[doc(inline)]
pub use octoscribe_runtime::{Reader, Waiting, block_on};
pub use {bytes, http, jiff, serde_json};

/// Compiles the examples of the README as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

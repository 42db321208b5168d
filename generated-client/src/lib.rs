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
//! The scopes are generated from the docs, one file for each page. What is the same for all of them is written by hand, in `octoscribe-runtime`.

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

pub use crate::client::Client;
pub use crate::generated::*;

/// Settings for a [`Client`]. What isn't set is right for github.com.
pub type ClientBuilder = octoscribe_runtime::ClientBuilder<Client>;

pub use octoscribe_runtime::secrecy;
#[doc(inline)]
pub use octoscribe_runtime::{
    ApiError, BareClient, Body, Cache, CacheKey, CachedAnswer, ConfigError, Decode, DecodeError, Download, Endpoint,
    Error, FieldError, ItemStream, Items, JsonObject, LimitError, LinkError, Links, MediaType, MemoryCache, Nullable,
    Object, Paged, Pages, Pattern, Pending, Problem, RateLimit, Request, RequestBody, Response, Rule, Single,
    SizeError, Violation, Violations, Wait, WaitReason, auth, encode, model, transport,
};
#[cfg(feature = "blocking")]
#[doc(inline)]
pub use octoscribe_runtime::{Reader, Waiting, block_on};
pub use {bytes, http, jiff, serde_json};

/// What the README shows is compiled as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

//! A typed, validating client for the whole GitHub REST API.
//!
//! ```
//! use octoscribe::Client;
//!
//! # async fn example(token: String) -> Result<(), octoscribe::Error> {
//! let client = Client::builder().token(token).build()?;
//! let issue = client.issues().create("octocat", "hello-world", "Found a bug").body("It only happens on Mondays.").send().await?;
//! println!("#{}: {}", issue.number, issue.title);
//! # Ok(())
//! # }
//! ```
//!
//! A method takes the required parameters and returns a request, which has setters for the optional ones. [`send`](Request::send) returns the
//! body of the response, [`response`](Request::response) the whole response, [`request`](Request::request) the HTTP request without sending
//! it, and [`validate`](Request::validate) all violations. A request that breaks the rules of the docs is not sent.
//!
//! The types of responses have public fields and are `#[non_exhaustive]`: make a value for a test with `default()` and assign its fields. A
//! new field is not a breaking change.
//!
//! # How to find an endpoint
//!
//! A [`Client`] has a method for each scope of GitHub's docs (`client.issues()`), and what it returns has a method for each endpoint. Search
//! for the title in GitHub's docs (`create a check run`), its words (`create_check_run`) or octokit's name (`listForRepo`).
#![cfg_attr(
    all(doc, feature = "all-scopes"),
    doc = "The module [`endpoints`] lists all endpoints with their routes."
)]
//! The types that scopes share are in [`schemas`].
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `all-scopes` | yes | all scopes; without it, each scope has a feature of its name: `issues`, `code-scanning` |
//! | `hyper` | yes | the HTTP stack: hyper |
//! | `http2` | yes | HTTP/2 in the HTTP stack |
//! | `rustls` | yes | rustls for TLS, with the certificates of the operating system |
//! | `gzip` | yes | compressed responses |
//! | `app-auth` | yes | credentials of GitHub Apps |
//! | `reqwest` | no | reqwest as the HTTP stack, instead of `hyper` |
//! | `enterprise-cloud` | no | the endpoints that only GitHub Enterprise Cloud has |
//! | `native-tls` | no | the system's TLS library, instead of `rustls` |
//! | `tower` | no | an HTTP stack from any service of tower |
//! | `blocking` | no | calls that block the thread instead of a future |
//! | `testing` | no | a test double |
//! | `webhooks` | no | payloads of webhooks, verified deliveries, and a router for them |
//!
//! Without an HTTP stack, a client takes one by [`ClientBuilder::transport`](crate::ClientBuilder::transport).
#![cfg_attr(
    all(
        doc,
        feature = "all-scopes",
        feature = "app-auth",
        feature = "blocking",
        feature = "hyper",
        feature = "testing",
        feature = "tower",
        feature = "webhooks"
    ),
    doc = "\nThe module [`guide`] has examples of credentials, limits and retries, caching, redirects, bodies, connections, headers and hooks, GraphQL, routes at run time, tracing, blocking calls, webhooks and test doubles."
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod client;
// The feature is that of the crate's own tests in its workspace; the published package has neither these tests nor the pages.
#[cfg(test)]
#[cfg(feature = "testing")]
mod conformance;
#[rustfmt::skip]
#[allow(missing_docs, reason = "a page need not describe everything")]
#[allow(
    clippy::module_inception,
    clippy::too_many_lines,
    reason = "payloads repeat names, and there are many events"
)]
mod generated;
#[cfg(all(
    doc,
    feature = "all-scopes",
    feature = "app-auth",
    feature = "blocking",
    feature = "hyper",
    feature = "testing",
    feature = "tower",
    feature = "webhooks"
))]
pub mod guide;
mod request;
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
pub use crate::request::{Request, Route};

pub use octoscribe_runtime::secrecy;
#[cfg(feature = "webhooks")]
#[doc(inline)]
pub use octoscribe_runtime::webhook;
#[doc(inline)]
pub use octoscribe_runtime::{
    ApiError, BareClient, BareRequest, Base64, Body, Cache, CacheKey, CachedResponse, ConfigError, Decode, DecodeError,
    Download, Endpoint, Engine, Error, FieldError, GRAPHQL, GraphQl, GraphQlError, GraphQlErrors, GraphQlPages, Hook,
    Identity, IntoList, IntoNullable, InvalidBase64, ItemStream, Items, JsonObject, LimitError, LimitFacts,
    LimitWindow, LinkError, Links, List, MediaType, MemoryCache, Notes, Nullable, Object, Paged, Pages, Pattern,
    Pending, PendingDownload, Problem, RateLimit, Reading, RequestBody, RequestBuilder, Resolution, Response, Rule,
    Sending, Service, ServiceClient, SharedAttempt, SharedLimits, SharedToken, SharedTokens, Single, SizeError,
    StatusError, StringEnum, UnknownValue, Violation, Violations, Wait, WaitReason, auth, encode, model, transport,
};
#[cfg(feature = "blocking")]
#[doc(inline)]
pub use octoscribe_runtime::{Reader, Waiting, block_on};
pub use {bytes, http, jiff, serde_json};

/// Compiles the examples of the README as documentation tests.
#[cfg(all(doctest, feature = "blocking", feature = "testing"))]
#[doc = include_str!("../../README.md")]
struct Readme;

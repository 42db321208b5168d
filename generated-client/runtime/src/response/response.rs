//! Responses: status, headers and body.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

use crate::request::secret::ShownHeaders;
use crate::response::body::REQUEST_ID;
use crate::response::links::Links;
use crate::response::model::notes::Notes;

/// A response.
#[derive(Clone)]
pub struct Response<T> {
    head: Head,
    body: T,
}

/// What a response has beside its body.
#[derive(Clone)]
struct Head {
    status: StatusCode,
    headers: HeaderMap,
    notes: Notes,
    is_cached: bool,
    /// The bytes received of a compressed body.
    compressed: Option<Arc<AtomicU64>>,
}

impl<T> Response<T> {
    pub(crate) fn new(
        status: StatusCode,
        headers: HeaderMap,
        body: T,
        is_cached: bool,
        compressed: Option<Arc<AtomicU64>>,
    ) -> Self {
        let head = Head {
            status,
            headers,
            notes: Notes::default(),
            is_cached,
            compressed,
        };
        Self { head, body }
    }

    /// Replaces the body by what `read` makes of it, which also returns notes.
    pub(crate) fn try_map<U, E>(self, read: impl FnOnce(T) -> Result<(U, Notes), E>) -> Result<Response<U>, E> {
        let (body, notes) = read(self.body)?;
        let head = Head { notes, ..self.head };
        Ok(Response { head, body })
    }

    pub(crate) fn map<U>(self, map: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            head: self.head,
            body: map(self.body),
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// GitHub's id of the request, for its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.head.headers.get(&REQUEST_ID)?.to_str().ok()
    }

    /// The state of the rate limit; `None` when the server doesn't send it, as GitHub Enterprise Server by default.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::read(&self.head.headers)
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &T {
        &self.body
    }

    /// Returns the body.
    #[must_use]
    pub fn into_body(self) -> T {
        self.body
    }

    /// Where the body differs from the docs and could be read all the same, as the [policy](crate::Reading) says.
    #[must_use]
    pub fn notes(&self) -> &Notes {
        &self.head.notes
    }

    /// Whether the response has not changed and its body comes from the [cache](crate::Cache). Status and headers are those of the cached
    /// response, updated with the headers that GitHub sent.
    #[must_use]
    pub fn is_cached(&self) -> bool {
        self.head.is_cached
    }

    /// The number of bytes of the body that have been received so far, if it was compressed on its way (feature `gzip`). The headers and the
    /// body are then those of the response before it was compressed.
    #[must_use]
    pub fn compressed_size(&self) -> Option<u64> {
        let compressed = self.head.compressed.as_ref()?;
        Some(compressed.load(Ordering::Relaxed))
    }

    /// The links to other pages (header `link`, RFC 8288).
    #[must_use]
    pub fn links(&self) -> Links {
        Links::read(&self.head.headers)
    }
}

/// Shows everything without secrets.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.head.status)
            .field("headers", &ShownHeaders(&self.head.headers))
            .field("body", &self.body)
            .field("notes", &self.head.notes)
            .field("is_cached", &self.head.is_cached)
            .finish_non_exhaustive()
    }
}

/// The state of a rate limit, from the `x-ratelimit-*` headers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// Requests allowed in a window.
    pub limit: u64,
    /// Requests left in this window.
    pub remaining: u64,
    /// Requests made in this window.
    pub used: Option<u64>,
    /// When the window ends.
    pub reset: Timestamp,
    /// The resource whose limit the request counts for: `core`, `search`, ...
    pub resource: Option<String>,
}

impl RateLimit {
    /// Reads the headers of a response.
    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let text = |name: &'static str| headers.get(name)?.to_str().ok();
        let number = |name| text(name)?.parse().ok();
        Some(Self {
            limit: number("x-ratelimit-limit")?,
            remaining: number("x-ratelimit-remaining")?,
            used: number("x-ratelimit-used"),
            reset: Timestamp::from_second(text("x-ratelimit-reset")?.parse().ok()?).ok()?,
            resource: text("x-ratelimit-resource").map(ToOwned::to_owned),
        })
    }
}

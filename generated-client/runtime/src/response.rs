//! Answers: status, headers and body.

use http::{HeaderMap, HeaderName, StatusCode};
use jiff::Timestamp;

use crate::body::{Body, Decode};
use crate::error::Error;
use crate::link::Links;
use crate::model::Problem;

/// GitHub's header with the id of a request.
pub(crate) static REQUEST_ID: HeaderName = HeaderName::from_static("x-github-request-id");

/// An answer.
#[derive(Clone, Debug)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    body: T,
    forgiven: Vec<Problem>,
    is_cached: bool,
}

impl Response<Body> {
    /// Status and headers alone.
    pub(crate) fn without_body(self) -> Response<()> {
        Response::new(self.status, self.headers, ())
    }

    /// Has the body taken even where it isn't what the docs say.
    pub(crate) fn forgive(&mut self) {
        self.body.forgive();
    }

    /// Notes that the body comes from the cache.
    pub(crate) fn mark_cached(&mut self) {
        self.is_cached = true;
    }
}

impl<T: Decode> Response<T> {
    /// Reads the body of an answer.
    pub(crate) fn decode(response: Response<Body>) -> Result<Self, Error> {
        let Response {
            status,
            headers,
            mut body,
            is_cached,
            ..
        } = response;
        let value = T::decode(&mut body)?;
        Ok(Self {
            status,
            headers,
            body: value,
            forgiven: body.into_forgiven(),
            is_cached,
        })
    }
}

impl<T> Response<T> {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: T) -> Self {
        Self {
            status,
            headers,
            body,
            forgiven: Vec::new(),
            is_cached: false,
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// GitHub's id of the request, for its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.headers.get(&REQUEST_ID)?.to_str().ok()
    }

    /// What is left of the rate limit; `None` where the server tells nothing, as GitHub Enterprise Server does by default.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        let number = |name| self.header(name)?.parse::<u64>().ok();
        let reset = self.header("x-ratelimit-reset")?.parse().ok()?;
        Some(RateLimit {
            limit: number("x-ratelimit-limit")?,
            remaining: number("x-ratelimit-remaining")?,
            used: number("x-ratelimit-used"),
            reset: Timestamp::from_second(reset).ok()?,
            resource: self.header("x-ratelimit-resource").map(ToOwned::to_owned),
        })
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The body, without status and headers.
    #[must_use]
    pub fn into_body(self) -> T {
        self.body
    }

    /// Where the body isn't what the docs say; always empty but for a [lenient](crate::Request::lenient) request.
    #[must_use]
    pub fn forgiven(&self) -> &[Problem] {
        &self.forgiven
    }

    /// Whether GitHub said that the answer has not changed, so that the body comes from the [cache](crate::Cache). Status and headers are then
    /// those of the answer that is kept, brought up to date with what GitHub sent.
    #[must_use]
    pub fn is_cached(&self) -> bool {
        self.is_cached
    }

    /// The links to other pages (the header `link`, RFC 8288).
    #[must_use]
    pub fn links(&self) -> Links {
        Links::read(&self.headers)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A rate limit, as the `x-ratelimit-*` headers tell it.
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
    /// The limit that the request counts for: `core`, `search`, ...
    pub resource: Option<String>,
}

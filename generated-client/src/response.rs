//! Answers: status, headers and body.

use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

/// GitHub's header with the id of a request.
pub(crate) const REQUEST_ID: &str = "x-github-request-id";

/// An answer.
#[derive(Clone, Debug)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    body: T,
}

impl<T> Response<T> {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: T) -> Self {
        Self { status, headers, body }
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
        self.header(REQUEST_ID)
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

    /// The answer with another body.
    pub(crate) fn try_map<U, E>(self, change: impl FnOnce(T) -> Result<U, E>) -> Result<Response<U>, E> {
        Ok(Response::new(self.status, self.headers, change(self.body)?))
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

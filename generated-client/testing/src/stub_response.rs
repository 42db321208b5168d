//! The responses of stubs, and faults in place of them.

use std::fmt::Display;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use octoscribe_runtime::transport::TransportError;
use serde::Serialize;
use serde_json::{Value, json};

/// The media type of JSON, as GitHub states it.
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// A response of a stub, or a fault in place of one.
#[derive(Clone, Debug)]
#[must_use = "`When::respond` adds a response to a stub"]
pub struct StubResponse {
    pub(crate) outcome: Outcome,
    pub(crate) status: StatusCode,
    /// Whether the status becomes the one that the docs of the endpoint list.
    pub(crate) is_documented: bool,
    pub(crate) headers: HeaderMap,
    pub(crate) delay: Duration,
    pub(crate) fault: Option<BodyFault>,
    pub(crate) times: Option<usize>,
}

/// What is sent, or a fault in place of a response.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Body(Bytes),
    /// The requested page of a list, in an object's member of this name if there is one.
    Pages(Option<String>, Vec<Value>),
    Failed(TransportError),
    Silent,
}

/// A fault in the transmission of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) enum BodyFault {
    /// The body breaks off after a number of bytes.
    Cut(usize),
    /// The body arrives in chunks of a number of bytes, each after a wait.
    Slow(usize, Duration),
}

impl StubResponse {
    fn new(outcome: Outcome, status: StatusCode) -> Self {
        Self {
            outcome,
            status,
            is_documented: false,
            headers: HeaderMap::new(),
            delay: Duration::ZERO,
            fault: None,
            times: None,
        }
    }

    /// A response with the status that the docs list.
    fn success(outcome: Outcome) -> Self {
        Self {
            is_documented: true,
            ..Self::new(outcome, StatusCode::OK)
        }
    }

    /// Responds with JSON and the status that the docs of the endpoint list, 200 otherwise; for null, with 204 and no body.
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(value) {
            Ok(json) if json == b"null" => Self::empty(StatusCode::NO_CONTENT),
            Ok(json) => Self::success(Outcome::Body(json.into())).with(CONTENT_TYPE, JSON),
            Err(error) => Self::refused(format!("not JSON: {error}")),
        }
    }

    /// Responds with a body of another media type, and a status like [`json`](StubResponse::json).
    pub fn bytes(content_type: &str, body: impl Into<Bytes>) -> Self {
        Self::success(Outcome::Body(body.into())).header(CONTENT_TYPE.as_str(), content_type)
    }

    /// Responds without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self::new(Outcome::Body(Bytes::new()), status)
    }

    /// Responds with an error message in GitHub's format.
    pub fn error(status: StatusCode, message: &str) -> Self {
        let body =
            json!({"message": message, "documentation_url": "https://docs.github.com/rest", "status": status.as_str()});
        Self::json(&body).status(status)
    }

    /// Responds with a redirect.
    pub fn redirect(status: StatusCode, to: &str) -> Self {
        Self::empty(status).header(LOCATION.as_str(), to)
    }

    /// Responds as GitHub does when a secondary rate limit is hit: with 403, and `retry-after` if given. GitHub sends 429 too, see
    /// [`status`](StubResponse::status).
    pub fn secondary_limit(retry_after: Option<Duration>) -> Self {
        let response = Self::error(StatusCode::FORBIDDEN, "You have exceeded a secondary rate limit");
        match retry_after {
            None => response,
            Some(wait) => {
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                response.header(RETRY_AFTER.as_str(), seconds)
            }
        }
    }

    /// Responds with the page of a list that the call requests with `page` and `per_page` (default 30, maximum 100), and links to the other
    /// pages.
    pub fn pages<T: Serialize>(items: &[T]) -> Self {
        Self::listing(None, items)
    }

    /// Like [`pages`](StubResponse::pages), in an object with `total_count`.
    pub fn pages_in<T: Serialize>(name: &str, items: &[T]) -> Self {
        Self::listing(Some(name.to_owned()), items)
    }

    fn listing<T: Serialize>(name: Option<String>, items: &[T]) -> Self {
        match items.iter().map(serde_json::to_value).collect() {
            Ok(items) => Self::success(Outcome::Pages(name, items)).with(CONTENT_TYPE, JSON),
            Err(error) => Self::refused(format!("not JSON: {error}")),
        }
    }

    /// Fails to connect: nothing is sent.
    pub fn no_connection() -> Self {
        Self::failed(TransportError::connect("no connection, as the stub says"))
    }

    /// Breaks off after the request was sent, before a response.
    pub fn broken() -> Self {
        Self::failed(TransportError::other("broken off, as the stub says"))
    }

    /// Never responds.
    pub fn silent() -> Self {
        Self::new(Outcome::Silent, StatusCode::OK)
    }

    /// Sets the status.
    pub fn status(mut self, status: StatusCode) -> Self {
        (self.status, self.is_documented) = (status, false);
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        match (name.parse::<HeaderName>(), value.to_string().parse()) {
            (Ok(name), Ok(value)) => {
                self.headers.append(name, value);
                self
            }
            _ => Self::refused(format!("invalid header: {name:?}: {:?}", value.to_string())),
        }
    }

    /// Delays the response, by the double's clock.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Breaks off the body after a number of bytes.
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.fault = Some(BodyFault::Cut(bytes));
        self
    }

    /// Sends the body in chunks of a number of bytes, each after a wait.
    pub fn in_chunks(mut self, bytes: usize, each_after: Duration) -> Self {
        self.fault = Some(BodyFault::Slow(bytes.max(1), each_after));
        self
    }

    /// Sends the response a number of times. Default: once when another one follows, any number of times for the last one.
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    /// No response, for a reason.
    pub(crate) fn refused(reason: String) -> Self {
        Self::failed(TransportError::refused(reason))
    }

    fn failed(error: TransportError) -> Self {
        Self::new(Outcome::Failed(error), StatusCode::OK)
    }

    fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

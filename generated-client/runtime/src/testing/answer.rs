//! What a test double answers.

use std::fmt::{self, Display};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

/// The media type of JSON, as GitHub states it.
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// An answer of a [`FakeGitHub`](super::FakeGitHub), or a fault in place of one.
#[derive(Clone, Debug)]
#[must_use = "an answer is given to a stub by `respond`"]
pub struct Answer {
    pub(super) outcome: Outcome,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) delay: Duration,
    pub(super) fault: Option<BodyFault>,
    pub(super) times: Option<usize>,
    /// Why this answer can't be given.
    pub(super) problem: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Body(Bytes),
    /// What of a list the request asks for; inside an object, by this name.
    Pages(Option<String>, Vec<Value>),
    NoConnection,
    Broken,
    Silent,
}

/// What is wrong with the way a body comes.
#[derive(Clone, Copy, Debug)]
pub(super) enum BodyFault {
    /// It breaks off after so many bytes.
    Cut(usize),
    /// It comes in pieces of so many bytes, each after a wait.
    Slow(usize, Duration),
}

impl Answer {
    fn new(outcome: Outcome, status: StatusCode) -> Self {
        Self {
            outcome,
            status,
            headers: HeaderMap::new(),
            delay: Duration::ZERO,
            fault: None,
            times: None,
            problem: None,
        }
    }

    /// JSON with status 200; for null, 204 and no body.
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(value) {
            Ok(json) if json == b"null" => Self::empty(StatusCode::NO_CONTENT),
            Ok(json) => Self::new(Outcome::Body(json.into()), StatusCode::OK).with(CONTENT_TYPE, JSON),
            Err(error) => Self::new(Outcome::Broken, StatusCode::OK).problem(format!("no JSON: {error}")),
        }
    }

    /// A body of another media type, with status 200.
    pub fn bytes(content_type: &str, body: impl Into<Bytes>) -> Self {
        Self::new(Outcome::Body(body.into()), StatusCode::OK).header(CONTENT_TYPE.as_str(), content_type)
    }

    /// No body.
    pub fn empty(status: StatusCode) -> Self {
        Self::new(Outcome::Body(Bytes::new()), status)
    }

    /// An error with a message, in the form that GitHub gives it.
    pub fn error(status: StatusCode, message: &str) -> Self {
        let body =
            json!({"message": message, "documentation_url": "https://docs.github.com/rest", "status": status.as_str()});
        Self::json(&body).status(status)
    }

    /// A redirect.
    pub fn redirect(status: StatusCode, to: &str) -> Self {
        Self::empty(status).header(LOCATION.as_str(), to)
    }

    /// What GitHub answers when calls come too fast: 403, with or without the seconds after which to try again. With
    /// `status(StatusCode::TOO_MANY_REQUESTS)` it is its other form.
    pub fn secondary_limit(retry_after: Option<Duration>) -> Self {
        let answer = Self::error(StatusCode::FORBIDDEN, "You have exceeded a secondary rate limit");
        match retry_after {
            None => answer,
            Some(wait) => {
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                answer.header(RETRY_AFTER.as_str(), seconds)
            }
        }
    }

    /// A list of which each call gets the page that it asks for with `page` and `per_page` (30 unless it says; 100 at most), and links to
    /// the other pages.
    pub fn pages<T: Serialize>(items: &[T]) -> Self {
        Self::listing(None, items)
    }

    /// The same for a list inside an object, beside its `total_count`.
    pub fn pages_in<T: Serialize>(name: &str, items: &[T]) -> Self {
        Self::listing(Some(name.to_owned()), items)
    }

    fn listing<T: Serialize>(name: Option<String>, items: &[T]) -> Self {
        match items.iter().map(serde_json::to_value).collect() {
            Ok(items) => Self::new(Outcome::Pages(name, items), StatusCode::OK).with(CONTENT_TYPE, JSON),
            Err(error) => Self::new(Outcome::Broken, StatusCode::OK).problem(format!("no JSON: {error}")),
        }
    }

    /// No connection: the call fails before anything is sent.
    pub fn no_connection() -> Self {
        Self::new(Outcome::NoConnection, StatusCode::OK)
    }

    /// The exchange breaks off after the request was sent, before an answer comes.
    pub fn broken() -> Self {
        Self::new(Outcome::Broken, StatusCode::OK)
    }

    /// No answer ever: the client's timeout ends the call.
    pub fn silent() -> Self {
        Self::new(Outcome::Silent, StatusCode::OK)
    }

    /// Another status.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// One more header.
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        match (name.parse::<HeaderName>(), value.to_string().parse()) {
            (Ok(name), Ok(value)) => {
                self.headers.append(name, value);
                self
            }
            _ => self.problem(format!("no header: {name:?}: {:?}", value.to_string())),
        }
    }

    /// The answer comes after a while, by the double's clock.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The body breaks off after so many bytes.
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.fault = Some(BodyFault::Cut(bytes));
        self
    }

    /// The body comes in pieces of so many bytes, each after a while.
    pub fn in_pieces(mut self, bytes: usize, each_after: Duration) -> Self {
        self.fault = Some(BodyFault::Slow(bytes.max(1), each_after));
        self
    }

    /// The answer is given so many times, no more. Without this it is given once when another one follows, and for ever when it is the
    /// last.
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    fn problem(mut self, problem: String) -> Self {
        self.problem.get_or_insert(problem);
        self
    }
}

/// Why a double did not answer a call.
#[derive(Clone)]
pub(super) struct Refusal(pub(super) String);

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The same as the text, since a test that fails shows an error in this form.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}

impl std::error::Error for Refusal {}

//! Bodies of responses, and what they are read as.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::{self, Display};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::uri::Authority;
use http::{HeaderMap, HeaderName, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::request::shown::{Shown, WORDS};
use crate::response::json_error::JsonError;
use crate::response::model::problem::Problem;
use crate::response::model::{self, Model};

/// GitHub's header with the id of a request.
pub(crate) static REQUEST_ID: HeaderName = HeaderName::from_static("x-github-request-id");

/// The body of a response, as received. Cheap to clone.
#[derive(Clone, Default)]
pub struct Body {
    bytes: Bytes,
    content_type: Option<HeaderValue>,
    /// The endpoint's id, for errors.
    endpoint: &'static str,
    /// Where the request was sent, for errors.
    host: Option<Authority>,
    request_id: Option<HeaderValue>,
    status: u16,
    /// Whether problems are forgiven.
    is_lenient: bool,
    /// The problems that were forgiven.
    forgiven: Vec<Problem>,
}

impl Body {
    /// Creates the body of an endpoint's response; errors name `endpoint`, the id.
    #[must_use]
    pub fn new(endpoint: &'static str, status: StatusCode, headers: &HeaderMap, bytes: Bytes) -> Self {
        Self {
            bytes,
            content_type: headers.get(CONTENT_TYPE).cloned(),
            endpoint,
            request_id: headers.get(&REQUEST_ID).cloned(),
            status: status.as_u16(),
            ..Self::default()
        }
    }

    /// Says where the request was sent.
    #[must_use]
    pub(crate) fn of_host(mut self, host: Option<Authority>) -> Self {
        self.host = host;
        self
    }

    /// The call as errors name it: `issues.get at api.github.com`.
    pub(crate) fn call(&self) -> String {
        match &self.host {
            Some(host) => format!("{} at {}", self.endpoint, host.host()),
            None => self.endpoint.to_owned(),
        }
    }

    /// Creates a body from JSON of another origin, such as a webhook, to be read by [`Decode::decode`](crate::Decode::decode).
    #[must_use]
    pub fn from_json(json: impl Into<Bytes>) -> Self {
        Self {
            bytes: json.into(),
            ..Self::default()
        }
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Returns the bytes without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// The body as a string; invalid UTF-8 becomes U+FFFD.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// Parses the JSON as a type of your own or as [`serde_json::Value`].
    ///
    /// # Errors
    ///
    /// When the body isn't JSON, or doesn't fit the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        serde_json::from_slice(&self.bytes).map_err(|error| self.error(Vec::new(), Some(JsonError::new(&error))))
    }

    /// Fills a value of a type of the docs. An empty body reads as null, and one that isn't JSON as a string.
    pub(crate) fn fill(&mut self, value: &mut dyn Model) -> Result<(), DecodeError> {
        let problems = if self.bytes.is_empty() {
            model::fill(value, b"null")
        } else if self.is_json() {
            model::fill(value, &self.bytes)
        } else {
            model::fill(value, Value::from(self.text()).to_string().as_bytes())
        };
        let is_forgiven = self.is_lenient && !problems.iter().any(|problem| problem.is_syntax);
        if problems.is_empty() || is_forgiven {
            self.forgiven = problems;
            Ok(())
        } else {
            Err(self.error(problems, None))
        }
    }

    /// The error of a value of the body that doesn't fit a type of the program.
    pub(crate) fn unfit(&self, error: &serde_json::Error) -> DecodeError {
        self.error(Vec::new(), Some(JsonError::new(error)))
    }

    fn error(&self, problems: Vec<Problem>, source: Option<JsonError>) -> DecodeError {
        let body = self.clone();
        DecodeError(Box::new(Details { body, problems, source }))
    }

    /// Whether the body is JSON, as by default.
    fn is_json(&self) -> bool {
        self.content_type().is_none_or(|media_type| {
            let (essence, _) = media_type.split_once(';').unwrap_or((media_type, ""));
            let essence = essence.trim().to_ascii_lowercase();
            essence.ends_with("/json") || essence.ends_with("+json")
        })
    }

    /// The status of the response; 0 for a body of another origin.
    #[inline]
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Makes [`Decode::decode`](crate::Decode::decode) use defaults for values that are missing or of another type, as for
    /// [lenient requests](crate::BareRequest::lenient).
    pub fn forgive(&mut self) {
        self.is_lenient = true;
    }

    /// The problems that were forgiven when the body was read.
    #[must_use]
    pub fn into_forgiven(self) -> Vec<Problem> {
        self.forgiven
    }

    /// The media type, with its parameters.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_ref().and_then(|value| value.to_str().ok())
    }

    pub(crate) fn endpoint(&self) -> &'static str {
        self.endpoint
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        self.request_id.as_ref().and_then(|value| value.to_str().ok())
    }
}

/// Omits the content: responses hold tokens, among other things.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let media_type = self.content_type().unwrap_or("no content type");
        write!(f, "Body({} bytes, {media_type})", self.bytes.len())
    }
}

/// A response whose body doesn't fit the expected type.
#[derive(Debug)]
pub struct DecodeError(Box<Details>);

#[derive(Debug)]
struct Details {
    body: Body,
    problems: Vec<Problem>,
    source: Option<JsonError>,
}

impl DecodeError {
    /// All places where the body isn't what the docs say, 100 at most. Empty for a type of your own.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.0.problems
    }

    /// The endpoint that was called: `packages.deletePackageForUser`.
    #[must_use]
    pub fn endpoint(&self) -> &'static str {
        self.0.body.endpoint()
    }

    /// GitHub's id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.body.request_id()
    }

    /// The body as received.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.0.body
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.body.call())?;
        if let Some(id) = self.request_id() {
            write!(f, " [request {}]", Shown(id, WORDS))?;
        }
        if let Some(source) = &self.0.source {
            write!(f, ": {source}")?;
        }
        match self.0.problems.as_slice() {
            [] => Ok(()),
            [single] => write!(f, ": {single}"),
            several => {
                f.write_str(":")?;
                several.iter().try_for_each(|problem| write!(f, "\n{problem}"))
            }
        }
    }
}

impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|error| error as _)
    }
}

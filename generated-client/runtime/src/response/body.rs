//! Bodies of responses, and what they are read as.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::uri::Authority;
use http::{HeaderMap, HeaderName, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::request::endpoint::Successes;
use crate::request::secret::without_long_words;
use crate::request::shown::{Shown, WORDS};
use crate::response::json_error::JsonError;
use crate::response::model::notes::{Notes, Reported};
use crate::response::model::policy::{Reading, Resolution};
use crate::response::model::problem::Problem;
use crate::response::model::reader::BadItem;
use crate::response::model::{self, Model};

/// What some servers send before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Characters that an error shows of a body that isn't JSON.
const SHOWN: usize = 80;

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
    /// The successful statuses of the docs.
    successes: Successes,
    reading: Reading,
    pub(crate) notes: Notes,
    /// Where notes are reported.
    reported: Option<Arc<Reported>>,
    /// Whether bad items of the list are taken out, and those that were.
    pub(crate) isolates: bool,
    bad_items: Vec<BadItem>,
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

    /// Adds what is known of the call: the host, the successful statuses of the docs, and where notes are reported.
    #[must_use]
    pub(crate) fn of_call(mut self, host: Option<Authority>, successes: Successes, reported: Arc<Reported>) -> Self {
        (self.host, self.successes, self.reported) = (host, successes, Some(reported));
        self
    }

    /// The call as errors name it: `issues.get at api.github.com`.
    pub(crate) fn call(&self) -> String {
        match &self.host {
            _ if self.endpoint.is_empty() => "body".to_owned(),
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

    /// Creates the body of a webhook's event; errors name it.
    #[cfg(feature = "webhooks")]
    pub(crate) fn of_event(event: &'static str, json: Bytes, reading: Reading) -> Self {
        Self {
            bytes: json,
            endpoint: event,
            reading,
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

    /// Parses the JSON as a type of your own or as [`serde_json::Value`]. Types of the docs, also inside of yours, are read by the
    /// [policy](crate::Reading) of the call.
    ///
    /// # Errors
    ///
    /// When the body isn't JSON, or doesn't fit the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        let bytes = without_mark(&self.bytes);
        let (read, notes) = model::read_as(self.reading, || serde_json::from_slice(bytes));
        self.report(&notes);
        read.map_err(|error| self.unfit(&error))
    }

    /// Fills a value of a type of the docs. A body that isn't JSON reads as a string.
    pub(crate) fn fill(&mut self, value: &mut dyn Model) -> Result<(), DecodeError> {
        let (reading, isolates) = (self.reading, self.isolates);
        let read = if self.is_json() {
            if self.bytes.is_empty() && self.successes.has_body(self.status) {
                return Err(self.mismatch("a body", "nothing"));
            }
            model::fill(value, without_mark(&self.bytes), reading, isolates)
        } else {
            let string = Value::from(self.text()).to_string();
            model::fill(value, string.as_bytes(), reading, isolates)
        };
        let (notes, bad_items) = read.map_err(|notes| DecodeError::new(self, &notes, None))?;
        self.report(&notes);
        (self.notes, self.bad_items) = (notes, bad_items);
        Ok(())
    }

    fn report(&self, notes: &Notes) {
        if let Some(reported) = &self.reported {
            reported.report(self.endpoint, notes);
        }
    }

    /// The error of a value of the body that doesn't fit a type of the program.
    pub(crate) fn unfit(&self, error: &serde_json::Error) -> DecodeError {
        DecodeError::new(self, &Notes::default(), Some(error))
    }

    /// The error of a body that is another than the expected one.
    pub(crate) fn mismatch(&self, expected: &'static str, found: &str) -> DecodeError {
        let problem = Problem::mismatch(expected, found);
        DecodeError::new(self, &Notes::new(vec![problem], 1), None)
    }

    /// Takes the items that couldn't be read: how many good items come before each, and why.
    pub(crate) fn take_bad_items(&mut self) -> Vec<(usize, DecodeError)> {
        let items = std::mem::take(&mut self.bad_items);
        let errors = items
            .iter()
            .map(|item| (item.index, DecodeError::new(self, &item.notes, None)));
        errors.collect()
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

    /// Whether the docs list the status, as far as that is known.
    pub(crate) fn has_documented_status(&self) -> bool {
        self.successes.has(self.status)
    }

    /// Sets how strictly [`Decode::decode`](crate::Decode::decode) reads the body.
    pub fn set_reading(&mut self, reading: Reading) {
        self.reading = reading;
    }

    /// Where the body differs from the docs, after it was read.
    #[must_use]
    pub fn notes(&self) -> &Notes {
        &self.notes
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

/// JSON without a byte order mark.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)
}

/// Omits the content: responses hold tokens, among other things.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let media_type = self.content_type().unwrap_or("no content type");
        write!(f, "Body({} bytes, {media_type})", self.bytes.len())
    }
}

/// A response whose body doesn't fit the expected type.
#[derive(Clone, Debug)]
pub struct DecodeError(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    body: Body,
    notes: Notes,
    source: Option<JsonError>,
}

impl DecodeError {
    fn new(body: &Body, notes: &Notes, source: Option<&serde_json::Error>) -> Self {
        let (mut body, notes) = (body.clone(), notes.clone());
        body.bad_items = Vec::new();
        let source = source.map(JsonError::new);
        Self(Box::new(Details { body, notes, source }))
    }

    /// Where the body isn't what the docs say: the first 100 places, those that are errors first. Empty for a type of your own.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        self.0.notes.problems()
    }

    /// The number of all problems.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.notes.count()
    }

    /// The endpoint that was called: `packages.deletePackageForUser`. Of a webhook, the event.
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
        self.0.body.write_call(f)?;
        let errors = self.problems().iter();
        let errors: Vec<&Problem> = errors
            .filter(|problem| problem.resolution == Resolution::Error)
            .collect();
        let is_root = errors.iter().any(|problem| problem.path.is_empty());
        if is_root || self.0.source.is_some() {
            self.0.body.write_beginning(f)?;
        }
        if let Some(source) = &self.0.source {
            write!(f, ": {source}")?;
        }
        match errors.as_slice() {
            [] => Ok(()),
            [single] => write!(f, ": {single}"),
            several => {
                f.write_str(":")?;
                several.iter().try_for_each(|problem| write!(f, "\n{problem}"))
            }
        }?;
        match self.count().saturating_sub(self.problems().len()) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

impl StdError for DecodeError {}

impl Body {
    /// The call and its id: `issues.get at api.github.com [request AB:1]`.
    pub(crate) fn write_call(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.call())?;
        match self.request_id() {
            Some(id) => write!(f, " [request {}]", Shown(id, WORDS)),
            None => Ok(()),
        }
    }

    /// Status, media type, and how a body begins that isn't JSON. JSON isn't shown: it may hold secrets.
    fn write_beginning(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.status == 0 {
            return Ok(());
        }
        let media_type = self.content_type().unwrap_or("no content type");
        write!(f, ": status {}, {media_type}", self.status)?;
        let text = self.text();
        let text = text.trim_start();
        let is_json = text.starts_with(['{', '[', '"']);
        if text.is_empty() || is_json || media_type.contains("form-urlencoded") {
            return Ok(());
        }
        let shown: String = text.chars().take(SHOWN).collect();
        write!(f, ", begins {:?}", without_long_words(&shown))
    }
}

/// A success with a status that the docs don't list, so that it isn't known what its body is.
#[derive(Clone, Debug)]
pub struct StatusError(Box<Body>);

impl StatusError {
    pub(crate) fn new(body: &Body) -> Self {
        Self(Box::new(body.clone()))
    }

    /// The status; 0 for a body of another origin.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status()
    }

    /// The endpoint that was called: `repos.getPunchCardStats`.
    #[must_use]
    pub fn endpoint(&self) -> &'static str {
        self.0.endpoint()
    }

    /// GitHub's id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id()
    }

    /// The body as received.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.0
    }
}

impl Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_call(f)?;
        write!(
            f,
            ": status {}, which the docs don't list; `raw` returns the body undecoded",
            self.0.status
        )
    }
}

impl StdError for StatusError {}

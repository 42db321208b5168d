//! Bodies of answers.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{DecodeError, Error};
use crate::model::{self, Model, Problem};
use crate::response::REQUEST_ID;

/// The body of an answer, as it came. Cheap to clone.
#[derive(Clone, Default)]
pub struct Body {
    bytes: Bytes,
    content_type: Option<HeaderValue>,
    /// Where the body comes from, for errors.
    endpoint: &'static str,
    request_id: Option<HeaderValue>,
    status: u16,
    /// Whether what is wrong with the body is forgiven.
    is_lenient: bool,
    /// What was wrong with the body and is forgiven.
    forgiven: Vec<Problem>,
}

impl Body {
    /// The body of an endpoint's answer; `endpoint` is the id that errors name.
    #[must_use]
    pub fn new(endpoint: &'static str, status: StatusCode, headers: &HeaderMap, bytes: Bytes) -> Self {
        Self {
            status: status.as_u16(),
            is_lenient: false,
            forgiven: Vec::new(),
            bytes,
            content_type: headers.get(CONTENT_TYPE).cloned(),
            endpoint,
            request_id: headers.get(&REQUEST_ID).cloned(),
        }
    }

    /// A JSON body that came some other way, from a cache or a webhook, to be read by [`Decode::decode`].
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

    /// The bytes, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// The text; what is not UTF-8 becomes U+FFFD.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// The JSON, as a type of your own or as [`serde_json::Value`].
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] when the body isn't JSON of this form.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.bytes).map_err(|error| DecodeError::new(self.clone(), error).into())
    }

    /// Reads the body as a type of the docs. An answer without a body is null, and a text that isn't JSON is a text.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] with all places where the body isn't what the type says.
    pub fn read<T: Model + Default>(&mut self) -> Result<T, Error> {
        let mut value = T::default();
        self.fill(&mut value)?;
        Ok(value)
    }

    fn fill(&mut self, value: &mut dyn Model) -> Result<(), Error> {
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
            Err(DecodeError::of_problems(self.clone(), problems).into())
        }
    }

    /// Whether the body is JSON, which is also supposed where the server doesn't say.
    fn is_json(&self) -> bool {
        self.content_type().is_none_or(|media_type| {
            let (essence, _) = media_type.split_once(';').unwrap_or((media_type, ""));
            let essence = essence.trim().to_ascii_lowercase();
            essence.ends_with("/json") || essence.ends_with("+json")
        })
    }

    /// The status of the answer; 0 for a body that came some other way.
    #[inline]
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Makes [`Decode::decode`] put defaults where a value is missing or of another type, as for
    /// [lenient requests](crate::Request::lenient).
    pub fn forgive(&mut self) {
        self.is_lenient = true;
    }

    /// What was wrong when the body was read, and is forgiven.
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

/// Leaves the content out: answers hold tokens, among other things.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let media_type = self.content_type().unwrap_or("no content type");
        write!(f, "Body({} bytes, {media_type})", self.bytes.len())
    }
}

/// What the body of an answer can be read as: every type that the endpoints' methods name, [`Body`] itself, and `()`.
pub trait Decode: Sized {
    /// Reads the body of a successful answer.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] when the body doesn't have the form.
    fn decode(body: &mut Body) -> Result<Self, Error>;
}

impl Decode for Body {
    fn decode(body: &mut Body) -> Result<Self, Error> {
        Ok(std::mem::take(body))
    }
}

/// Whatever the body is, it is left alone.
impl Decode for () {
    fn decode(_: &mut Body) -> Result<Self, Error> {
        Ok(())
    }
}

impl<T: Model + Default> Decode for T {
    #[inline]
    fn decode(body: &mut Body) -> Result<Self, Error> {
        body.read()
    }
}

//! Bodies of answers.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde::de::DeserializeOwned;

use crate::error::{DecodeError, Error};
use crate::response::REQUEST_ID;

/// The body of an answer, as it came. Cheap to clone.
#[derive(Clone, Default)]
pub struct Body {
    bytes: Bytes,
    content_type: Option<HeaderValue>,
    /// Where the body comes from, for errors.
    endpoint: &'static str,
    request_id: Option<HeaderValue>,
}

impl Body {
    pub(crate) fn new(endpoint: &'static str, headers: &HeaderMap, bytes: Bytes) -> Self {
        Self {
            bytes,
            content_type: headers.get(CONTENT_TYPE).cloned(),
            endpoint,
            request_id: headers.get(REQUEST_ID).cloned(),
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

/// What the body of an answer can be read as.
pub trait Decode: Sized {
    /// Reads the body of a successful answer.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] when the body doesn't have the form.
    fn decode(body: Body) -> Result<Self, Error>;
}

impl Decode for Body {
    fn decode(body: Body) -> Result<Self, Error> {
        Ok(body)
    }
}

/// Whatever the body is, it is left alone.
impl Decode for () {
    fn decode(_: Body) -> Result<Self, Error> {
        Ok(())
    }
}

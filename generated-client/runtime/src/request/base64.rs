//! Bytes that are strings in JSON.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::request::encode::{Encode, Encoder};

/// Bytes that GitHub sends and takes as a string in Base64, such as the content of a file.
///
/// Requests encode what they get; [`decode`](Self::decode) gives the bytes of a response.
///
/// ```
/// use octoscribe::Base64;
///
/// assert_eq!(Base64::from("Hello").as_str(), "SGVsbG8=");
/// assert_eq!(Base64::from_encoded("SGVs\nbG8=\n").decode().unwrap(), b"Hello");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Base64(String);

impl Base64 {
    /// Takes a string that is Base64 already.
    #[must_use]
    pub fn from_encoded(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The string in Base64. GitHub breaks it into lines.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the bytes. Line breaks in the string don't count.
    ///
    /// # Errors
    ///
    /// When the string isn't Base64.
    pub fn decode(&self) -> Result<Vec<u8>, InvalidBase64> {
        let mut text = self.0.clone();
        text.retain(|c| !c.is_ascii_whitespace());
        STANDARD.decode(text).map_err(InvalidBase64)
    }
}

/// Encodes bytes, or the UTF-8 of a string.
impl<T: AsRef<[u8]>> From<T> for Base64 {
    fn from(bytes: T) -> Self {
        Self(STANDARD.encode(bytes))
    }
}

impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Encode for Base64 {
    fn encode(&self, out: &mut dyn Encoder) {
        out.string(&self.0);
    }
}

/// A string that isn't Base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidBase64(base64::DecodeError);

impl fmt::Display for InvalidBase64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not Base64: {}", self.0)
    }
}

impl std::error::Error for InvalidBase64 {}

//! Parts of bodies: which one is requested, and which one comes.

use http::header::{CONTENT_ENCODING, CONTENT_RANGE, ETAG, IF_RANGE, RANGE};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::response::body::Body;
use crate::response::response::Response;
use octoscribe_transport::TransportError;

/// The part of a body that is requested: from a byte on, and on which condition.
#[derive(Clone, Default)]
pub(super) struct Part {
    pub(super) offset: u64,
    pub(super) validator: Option<HeaderValue>,
}

impl Part {
    /// Adds the headers of the part to a request.
    pub(super) fn request(&self, headers: &mut HeaderMap) {
        if self.offset == 0 {
            return;
        }
        if let Ok(range) = HeaderValue::try_from(format!("bytes={}-", self.offset)) {
            headers.insert(RANGE, range);
        }
        if let Some(validator) = &self.validator {
            headers.insert(IF_RANGE, validator.clone());
        }
    }

    /// The offset at which a body begins in a response to a request for the part.
    ///
    /// # Errors
    ///
    /// When it isn't the part that was requested.
    pub(super) fn offset_of(&self, head: &Response<Body>) -> Result<u64, TransportError> {
        if head.status() != StatusCode::PARTIAL_CONTENT {
            return Ok(0);
        }
        let text = |name| head.headers().get(name).and_then(|value| value.to_str().ok());
        let begin = text(CONTENT_RANGE)
            .and_then(|range| range.strip_prefix("bytes ")?.split_once('-'))
            .and_then(|(begin, _)| begin.parse::<u64>().ok());
        if self.offset == 0 {
            // The program asked for a part by a header of its own.
            return Ok(begin.unwrap_or_default());
        }
        let tags = (head.headers().get(ETAG), &self.validator);
        let is_same = match tags {
            (Some(tag), Some(validator)) => !validator.as_bytes().starts_with(b"\"") || tag == validator,
            _ => true,
        };
        if begin == Some(self.offset) && is_same && text(CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity")
        {
            Ok(self.offset)
        } else {
            Err(TransportError::other(
                "the server sent another part than the one requested",
            ))
        }
    }
}

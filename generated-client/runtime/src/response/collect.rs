//! Collects bodies of responses in memory, up to a limit.

use std::error::Error as StdError;
use std::fmt::{self, Display};

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

use octoscribe_transport::{ResponseBody, TransportError};

/// Reads a body to its end, or until it exceeds `limit` bytes. Returns the bytes and whether they were cut.
///
/// # Errors
///
/// When the body breaks off.
pub(crate) async fn collect(mut body: ResponseBody, limit: usize) -> Result<(Bytes, bool), TransportError> {
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(chunk) = frame?.into_data() else {
            continue;
        };
        if chunk.len() > limit.saturating_sub(bytes.len()) {
            return Ok((bytes.freeze(), true));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok((bytes.freeze(), false))
}

/// A body that exceeds the client's limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SizeError {
    pub(crate) endpoint: &'static str,
    pub(crate) limit: usize,
}

impl SizeError {
    /// The endpoint that was called: `repos.getContent`.
    #[must_use]
    pub fn endpoint(&self) -> &'static str {
        self.endpoint
    }

    /// The limit in bytes, see [`ClientBuilder::max_body_size`](crate::ClientBuilder::max_body_size).
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit
    }
}

impl Display for SizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the body exceeds {} bytes, the client's `max_body_size`; `download` streams it",
            self.endpoint, self.limit
        )
    }
}

impl StdError for SizeError {}

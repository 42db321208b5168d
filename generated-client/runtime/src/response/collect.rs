//! Collects bodies of responses in memory, up to a limit.

use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::future::poll_fn;
use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use http_body::Body;

use crate::request::endpoint::Endpoint;
use crate::transport::{ResponseBody, TransportError};

/// A body in memory.
pub(crate) struct Collected {
    pub(crate) bytes: Bytes,
    /// Whether the body was cut at the limit.
    pub(crate) is_cut: bool,
}

/// Reads a body to its end, or until it exceeds `limit` bytes.
///
/// # Errors
///
/// When the body breaks off.
pub(crate) async fn collect(mut body: ResponseBody, limit: usize) -> Result<Collected, TransportError> {
    // Most bodies come in one chunk, which is not copied.
    let mut only = Bytes::new();
    let mut several = BytesMut::new();
    while let Some(chunk) = next(&mut body).await? {
        let so_far = only.len() + several.len();
        if chunk.len() > limit.saturating_sub(so_far) {
            let bytes = if several.is_empty() { only } else { several.freeze() };
            return Ok(Collected { bytes, is_cut: true });
        }
        if so_far == 0 {
            only = chunk;
        } else {
            several.extend_from_slice(&std::mem::take(&mut only));
            several.extend_from_slice(&chunk);
        }
    }
    let bytes = if several.is_empty() { only } else { several.freeze() };
    Ok(Collected { bytes, is_cut: false })
}

/// The next chunk of a body that isn't empty; trailers are ignored.
async fn next(body: &mut ResponseBody) -> Result<Option<Bytes>, TransportError> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
            None => return Ok(None),
            Some(frame) => {
                if let Ok(chunk) = frame?.into_data()
                    && !chunk.is_empty()
                {
                    return Ok(Some(chunk));
                }
            }
        }
    }
}

/// A body that exceeds the client's limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SizeError {
    endpoint: &'static str,
    limit: usize,
}

impl SizeError {
    pub(crate) fn new(endpoint: &Endpoint, limit: usize) -> Self {
        Self {
            endpoint: endpoint.id(),
            limit,
        }
    }

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

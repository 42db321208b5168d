//! Whole bodies of answers, up to a size.

use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::future::poll_fn;
use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use http_body::Body;

use crate::endpoint::Endpoint;
use crate::transport::{ResponseBody, TransportError};

/// A body that is kept in memory.
pub(crate) struct Collected {
    pub(crate) bytes: Bytes,
    /// Whether the rest was left, as it would have been too much.
    pub(crate) is_cut: bool,
}

/// Reads a body until its end, or until it has more than `limit` bytes.
///
/// # Errors
///
/// When the body breaks off.
pub(crate) async fn collect(mut body: ResponseBody, limit: usize) -> Result<Collected, TransportError> {
    // Most bodies come in one piece, which is not copied.
    let mut only = Bytes::new();
    let mut several = BytesMut::new();
    while let Some(piece) = next(&mut body).await? {
        let so_far = only.len() + several.len();
        if piece.len() > limit.saturating_sub(so_far) {
            let bytes = if several.is_empty() { only } else { several.freeze() };
            return Ok(Collected { bytes, is_cut: true });
        }
        if so_far == 0 {
            only = piece;
        } else {
            several.extend_from_slice(&std::mem::take(&mut only));
            several.extend_from_slice(&piece);
        }
    }
    let bytes = if several.is_empty() { only } else { several.freeze() };
    Ok(Collected { bytes, is_cut: false })
}

/// The next piece of a body, without trailers and empty pieces.
async fn next(body: &mut ResponseBody) -> Result<Option<Bytes>, TransportError> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
            None => return Ok(None),
            Some(frame) => {
                if let Ok(piece) = frame?.into_data()
                    && !piece.is_empty()
                {
                    return Ok(Some(piece));
                }
            }
        }
    }
}

/// An answer's body that is longer than the client keeps in memory.
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

    /// The most bytes that the client takes, see [`ClientBuilder::max_body_size`](crate::ClientBuilder::max_body_size).
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit
    }
}

impl Display for SizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the answer's body has more than {} bytes, the client's `max_body_size`; `download` gives it piece by piece",
            self.endpoint, self.limit
        )
    }
}

impl StdError for SizeError {}

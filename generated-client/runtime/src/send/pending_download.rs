//! Downloads that have not begun, and those that continue another.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::HeaderValue;
use http::header::{ETAG, LAST_MODIFIED};

use crate::call::error::Error;
use crate::send::download::Download;
use crate::send::part::Part;
use crate::send::unsent::Unsent;
use octoscribe_transport::BoxFuture;

/// A download that has not begun: awaiting it returns the [`Download`]. See [`BareRequest::download`](crate::BareRequest::download).
#[must_use = "nothing is sent until this is awaited"]
pub struct PendingDownload {
    unsent: Box<Unsent>,
    part: Part,
    call: Option<BoxFuture<Result<Download, Error>>>,
}

impl PendingDownload {
    pub(super) fn new(unsent: Box<Unsent>) -> Self {
        Self {
            unsent,
            part: Part::default(),
            call: None,
        }
    }

    /// Requests the body from a byte on (header `Range`). The server may send the whole body all the same: [`Download::offset`] says where the
    /// body begins.
    pub fn from(mut self, offset: u64) -> Self {
        self.part.offset = offset;
        self
    }

    /// Requests the part only if the body is still the one with this entity tag or date (header `If-Range`), and otherwise the whole body.
    pub fn if_unchanged(mut self, validator: HeaderValue) -> Self {
        self.part.validator = Some(validator);
        self
    }

    /// Requests the rest of an interrupted download. If the body has changed, or the server sends no validator, the download starts over and
    /// its [`offset`](Download::offset) is 0.
    ///
    /// ```
    /// use octoscribe::bytes::Bytes;
    /// use octoscribe::http::StatusCode;
    /// use octoscribe::testing::{FakeGitHub, StubResponse};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// let archive = client.repos().download_tarball_archive("octocat", "hello-world", "main");
    /// # github.when(&archive).respond(StubResponse::bytes("application/x-gzip", "0123456789").header("etag", "\"v1\"").cut_after(4));
    /// # github.when(&archive).header("range", "bytes=4-").header("if-range", "\"v1\"").respond(
    /// #     StubResponse::bytes("application/x-gzip", "456789").status(StatusCode::PARTIAL_CONTENT).header("content-range", "bytes 4-9/10"),
    /// # );
    /// let mut file = Vec::new();
    /// let mut download = archive.download().await?;
    /// while let Some(chunk) = download.next().await {
    ///     match chunk {
    ///         Ok(chunk) => file.extend_from_slice(&chunk),
    ///         Err(_) => {
    ///             download = archive.download().resume(&download).await?;
    ///             file.truncate(usize::try_from(download.offset())?);
    ///         }
    ///     }
    /// }
    /// assert_eq!(file, b"0123456789");
    /// # Ok(())
    /// # }
    /// ```
    pub fn resume(self, interrupted: &Download) -> Self {
        let headers = interrupted.response().headers();
        // Only a strong entity tag tells that each byte is the same (RFC 9110, section 13.1.5).
        let tag = headers.get(ETAG).filter(|tag| !tag.as_bytes().starts_with(b"W/"));
        match tag.or_else(|| headers.get(LAST_MODIFIED)) {
            // The offsets of a body that was compressed are not those of the part.
            Some(validator) if interrupted.response().compressed_size().is_none() => {
                self.if_unchanged(validator.clone()).from(interrupted.position())
            }
            _ => self,
        }
    }
}

impl Future for PendingDownload {
    type Output = Result<Download, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { unsent, part, call } = &mut *self;
        call.get_or_insert_with(|| unsent.download(part)).as_mut().poll(context)
    }
}

impl fmt::Debug for PendingDownload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingDownload")
            .field("request", &self.unsent.draft)
            .field("offset", &self.part.offset)
            .finish_non_exhaustive()
    }
}

//! Downloads: bodies of responses as streams, those that have not begun, and those that continue another.

use std::fmt;
use std::future::{Future, poll_fn, ready};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, ETAG, IF_RANGE, LAST_MODIFIED, RANGE};
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body::Body as _;

use crate::call::call;
use crate::call::engine::Engine;
use crate::call::error::Error;
use crate::response::body::Body;
use crate::response::response::Response;
use crate::send::unsent::Unsent;
use octoscribe_transport::{BoxFuture, ResponseBody, TransportError};

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
        call.get_or_insert_with(|| begin(unsent, part)).as_mut().poll(context)
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

/// Sends a request and leaves the body of the response as a stream.
fn begin(unsent: &Unsent, part: &Part) -> BoxFuture<Result<Download, Error>> {
    let mut request = match unsent.own_part(None) {
        Ok(request) => request,
        Err(error) => return Box::pin(ready(Err(error))),
    };
    part.request(request.headers_mut());
    let part = part.clone();
    let (engine, endpoint, mut options) = (unsent.engine.clone(), unsent.endpoint(), unsent.options);
    options.is_stream = true;
    Box::pin(async move {
        let (head, stream) = call::call(engine.clone(), endpoint, request, options).await?;
        let body = stream.unwrap_or_else(|| Bytes::new().into());
        let offset = part.offset_of(&head)?;
        Ok(Download::new(engine, head, body, offset))
    })
}

/// The part of a body that is requested: from a byte on, and on which condition.
#[derive(Clone, Default)]
struct Part {
    offset: u64,
    validator: Option<HeaderValue>,
}

impl Part {
    /// Adds the headers of the part to a request.
    fn request(&self, headers: &mut HeaderMap) {
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
    fn offset_of(&self, head: &Response<Body>) -> Result<u64, TransportError> {
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

/// A successful response with its body as a stream of chunks. See [`BareRequest::download`](crate::BareRequest::download).
#[must_use = "the body is read as far as this is polled"]
pub struct Download {
    engine: Engine,
    head: Response<()>,
    body: Option<ResponseBody>,
    offset: u64,
    size: Option<u64>,
    received: u64,
    /// The timeout of the next chunk.
    limit: Option<Duration>,
    /// Rings at the timeout.
    alarm: Option<BoxFuture<()>>,
}

impl Download {
    pub(super) fn new(engine: Engine, head: Response<Body>, body: ResponseBody, offset: u64) -> Self {
        let length = head
            .headers()
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok());
        Self {
            size: body.size_hint().exact().or_else(|| length?.parse().ok()),
            offset,
            limit: engine.settings().timeout,
            engine,
            head: head.map(drop),
            body: Some(body),
            received: 0,
            alarm: None,
        }
    }

    /// The first byte that has not been received.
    pub(super) fn position(&self) -> u64 {
        self.offset + self.received
    }

    /// Status and headers.
    #[must_use]
    pub fn response(&self) -> &Response<()> {
        &self.head
    }

    /// Where the body begins: 0, or what was [requested](crate::PendingDownload::from) if the server sent that part.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The size of the body in bytes from [`offset`](Download::offset) on, when the server sends it. For archives of repositories it doesn't.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// The number of bytes received so far.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Returns the next chunk; `None` after the last one and after an error.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        loop {
            let Poll::Ready(frame) = Pin::new(&mut *body).poll_frame(context) else {
                return self.poll_alarm(context).map(|error| Some(Err(error)));
            };
            self.alarm = None;
            match frame.map(|frame| frame.map(http_body::Frame::into_data)) {
                Some(Ok(Ok(chunk))) if chunk.is_empty() => {}
                Some(Ok(Ok(chunk))) => return Poll::Ready(Some(Ok(chunk))),
                // Trailers.
                Some(Ok(Err(_))) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(self.missing().map(Err)),
            }
        }
    }

    /// The error of a chunk that takes too long.
    fn poll_alarm(&mut self, context: &mut Context<'_>) -> Poll<TransportError> {
        let Some(limit) = self.limit else {
            return Poll::Pending;
        };
        let alarm = self.alarm.get_or_insert_with(|| self.engine.transport().sleep(limit));
        alarm.as_mut().poll(context).map(|()| TransportError::timeout(limit))
    }

    /// The error of a body that ends too early.
    fn missing(&self) -> Option<TransportError> {
        let left = self.size?.checked_sub(self.received).filter(|left| *left > 0)?;
        Some(TransportError::other(format!("body ended {left} bytes early")))
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(self.poll_chunk(context));
        match &chunk {
            Some(Ok(chunk)) => self.received += chunk.len() as u64,
            Some(Err(_)) | None => self.body = None,
        }
        Poll::Ready(chunk.map(|chunk| chunk.map_err(Error::from)))
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.head.status())
            .field("size", &self.size)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

//! Bodies of responses as streams.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_LENGTH;
use http_body::Body as _;

use crate::call::engine::Engine;
use crate::call::error::Error;
use crate::response::body::Body;
use crate::response::response::Response;
use octoscribe_transport::{BoxFuture, ResponseBody, TransportError};

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

//! Bodies of answers that come piece by piece.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_LENGTH;
use http_body::Body as _;

use crate::client::BareClient;
use crate::error::Error;
use crate::response::Response;
use crate::transport::{BoxFuture, ResponseBody, TransportError};

/// A successful answer whose body is still to come, as a stream of its pieces. See [`Request::download`](crate::Request::download).
#[must_use = "the body is read as far as this is polled"]
pub struct Download {
    client: BareClient,
    head: Response<()>,
    body: Option<ResponseBody>,
    size: Option<u64>,
    received: u64,
    /// How long the next piece may take.
    limit: Option<Duration>,
    /// Rings when it takes too long.
    alarm: Option<BoxFuture<()>>,
}

impl Download {
    pub(crate) fn new(client: BareClient, head: Response<()>, body: ResponseBody) -> Self {
        let said = head
            .headers()
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok());
        Self {
            size: body.size_hint().exact().or_else(|| said?.parse().ok()),
            limit: client.timeout(),
            client,
            head,
            body: Some(body),
            received: 0,
            alarm: None,
        }
    }

    /// Status and headers.
    #[must_use]
    pub fn response(&self) -> &Response<()> {
        &self.head
    }

    /// The bytes of the whole body, where the server says so. It doesn't for archives of repositories.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// The bytes that have come so far.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// The next piece; `None` after the last one and after an error.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        loop {
            let Poll::Ready(frame) = Pin::new(&mut *body).poll_frame(context) else {
                return self.poll_alarm(context).map(|error| Some(Err(error)));
            };
            self.alarm = None;
            match frame.map(|frame| frame.map(http_body::Frame::into_data)) {
                Some(Ok(Ok(piece))) if piece.is_empty() => {}
                Some(Ok(Ok(piece))) => return Poll::Ready(Some(Ok(piece))),
                // Trailers.
                Some(Ok(Err(_))) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(self.missing().map(Err)),
            }
        }
    }

    /// The error of a piece that takes too long.
    fn poll_alarm(&mut self, context: &mut Context<'_>) -> Poll<TransportError> {
        let Some(limit) = self.limit else {
            return Poll::Pending;
        };
        let alarm = self.alarm.get_or_insert_with(|| self.client.transport().sleep(limit));
        alarm.as_mut().poll(context).map(|()| TransportError::timeout(limit))
    }

    /// The error of a body that ended before its size.
    fn missing(&self) -> Option<TransportError> {
        let left = self.size?.checked_sub(self.received).filter(|left| *left > 0)?;
        Some(TransportError::other(format!(
            "the body ended {left} bytes before its length"
        )))
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = ready!(self.poll_piece(context));
        match &piece {
            Some(Ok(piece)) => self.received += piece.len() as u64,
            Some(Err(_)) | None => self.body = None,
        }
        Poll::Ready(piece.map(|piece| piece.map_err(Error::from)))
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

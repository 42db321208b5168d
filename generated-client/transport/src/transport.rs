//! The trait of transports, and the bodies of responses.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use jiff::Timestamp;

use crate::error::{BoxError, Phase, TransportError};
use crate::request_body::RequestBody;

/// A future on the heap.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What a transport makes of a request.
pub type ResponseFuture = BoxFuture<Result<http::Response<ResponseBody>, TransportError>>;

/// Sends requests, and provides the time.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request; the future returns the head of the response, whatever its status. Redirects are not followed. Dropping the future cancels
    /// the call. The request of an endpoint has a `&'static Endpoint` among its extensions.
    fn call(&self, request: http::Request<RequestBody>) -> ResponseFuture;

    /// Sleeps, for timeouts, rate limits and retries.
    fn sleep(&self, duration: Duration) -> BoxFuture<()>;

    /// The time, for limits. A transport can have its own clock, so that tests don't wait.
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Sleeps by Tokio's clock. Without a runtime, where Tokio would panic, it returns at once; the call that waits fails anyway.
#[cfg(any(feature = "hyper", feature = "reqwest", feature = "tower"))]
pub(crate) fn tokio_sleep(duration: Duration) -> BoxFuture<()> {
    Box::pin(async move {
        if tokio::runtime::Handle::try_current().is_ok() {
            tokio::time::sleep(duration).await;
        }
    })
}

/// The body of a response, as a stream.
pub struct ResponseBody(Pin<Box<dyn http_body::Body<Data = Bytes, Error = TransportError> + Send>>);

impl ResponseBody {
    /// Creates a body from a stream.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self(Box::pin(
            body.map_err(|error| TransportError::other(error).in_phase(Phase::Receive)),
        ))
    }
}

/// Creates a body from bytes.
impl From<Bytes> for ResponseBody {
    fn from(bytes: Bytes) -> Self {
        Self::new(Full::new(bytes))
    }
}

impl http_body::Body for ResponseBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        self.0.as_mut().poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.0.size_hint()
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseBody")
    }
}

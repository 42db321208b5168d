//! The transports of `octoscribe`, which send requests to a server: hyper (feature `hyper`), reqwest (feature `reqwest`), or any other
//! [`Transport`].
//!
//! This is a crate of its own because an HTTP stack is generic code that takes longer to compile than the whole client: here it is compiled
//! once, not whenever the client is generated. Import it as `octoscribe::transport`.
//!
//! # WebAssembly
//!
//! hyper and this use of reqwest need sockets, so on `wasm32-unknown-unknown` a program brings its own [`Transport`]. Its futures are [`Send`]
//! there too, which those of JavaScript's promises are not: run `fetch` in `wasm_bindgen_futures::spawn_local` and send the response through
//! a channel, whose receiver is the future.

#[cfg(all(
    any(feature = "hyper", feature = "reqwest", feature = "blocking"),
    target_arch = "wasm32",
    target_os = "unknown"
))]
compile_error!(
    "the features `hyper`, `reqwest` and `blocking` need sockets and threads, which this target doesn't have"
);

#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "hyper")]
mod hyper;
mod request_body;
#[cfg(feature = "reqwest")]
mod reqwest;

use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use jiff::Timestamp;

#[cfg(feature = "blocking")]
pub use self::blocking::block_on;
#[cfg(feature = "hyper")]
pub use self::hyper::HyperTransport;
pub use self::request_body::RequestBody;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;

/// A future on the heap.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// An error of any type.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Sends requests, and provides the time.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request; the future returns the head of the response, whatever its status. Redirects are not followed. Dropping the future cancels
    /// the call. The request of an endpoint has a `&'static Endpoint` among its extensions.
    fn call(
        &self,
        request: http::Request<RequestBody>,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>>;

    /// Sleeps, for timeouts, rate limits and retries.
    fn sleep(&self, duration: Duration) -> BoxFuture<()>;

    /// The time, for limits. A transport can have its own clock, so that tests don't wait.
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The default transport: hyper if it is built in, otherwise reqwest.
///
/// # Errors
///
/// When neither is built in, or reqwest can't be set up.
#[cfg_attr(
    feature = "hyper",
    allow(clippy::unnecessary_wraps, reason = "only hyper is there in every case")
)]
pub fn default() -> Result<Arc<dyn Transport>, BoxError> {
    #[cfg(feature = "hyper")]
    return Ok(Arc::new(HyperTransport::new()));
    #[cfg(all(feature = "reqwest", not(feature = "hyper")))]
    return Ok(Arc::new(ReqwestTransport::new()?));
    #[cfg(not(any(feature = "hyper", feature = "reqwest")))]
    return Err("no transport is built in: turn on the feature `hyper` or `reqwest`, or give one".into());
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
        Self(Box::pin(body.map_err(TransportError::other)))
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

/// Why sending a request or receiving its response failed.
#[derive(Debug)]
pub struct TransportError {
    kind: Kind,
    source: Option<BoxError>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Connect,
    Timeout(Duration),
    Refused,
    Other,
}

impl TransportError {
    /// Creates an error of connecting: the server has not received the request.
    pub fn connect(source: impl Into<BoxError>) -> Self {
        Self {
            kind: Kind::Connect,
            source: Some(source.into()),
        }
    }

    /// Creates an error of a transport that refuses the request, which a retry would not change.
    pub fn refused(source: impl Into<BoxError>) -> Self {
        Self {
            kind: Kind::Refused,
            source: Some(source.into()),
        }
    }

    /// Creates any other error.
    pub fn other(source: impl Into<BoxError>) -> Self {
        Self {
            kind: Kind::Other,
            source: Some(source.into()),
        }
    }

    /// Creates the error of a timeout.
    #[must_use]
    pub fn timeout(limit: Duration) -> Self {
        Self {
            kind: Kind::Timeout(limit),
            source: None,
        }
    }

    /// Whether connecting failed: the server has not received the request.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == Kind::Connect
    }

    /// Whether the transport refused the request, so that a retry makes no sense.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.kind == Kind::Refused
    }

    /// Whether the call timed out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind, Kind::Timeout(_))
    }
}

impl Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Connect => f.write_str("could not connect to the server"),
            Kind::Timeout(limit) => write!(f, "timed out after {} s", limit.as_secs_f64()),
            Kind::Refused => f.write_str("the transport refused the request"),
            Kind::Other => f.write_str("the connection to the server broke off"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

//! Bodies of requests: bytes, or streams of a known length.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use http_body::{Body, Frame, SizeHint};

use crate::error::{BoxError, TransportError};
use crate::mutex::Mutex;

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// The body of a request, from anything that converts to [`Bytes`] or from a [stream](RequestBody::stream).
///
/// Clones of a stream share it: the first one that is read takes it, and the others then fail. Until one is read, each can be sent, see
/// [`is_sendable`](RequestBody::is_sendable).
#[derive(Clone)]
pub struct RequestBody(Kind);

#[derive(Clone)]
enum Kind {
    /// The rest of a body in memory.
    Bytes(Bytes),
    /// In a box: bodies are moved often, and are streams rarely.
    Stream(Box<StreamBody>),
}

struct StreamBody {
    shared: Arc<Shared>,
    /// The stream when this clone reads it. Never locked; transports require bodies that are `Sync`.
    own: Option<Mutex<Chunks>>,
    /// The number of bytes left.
    left: u64,
}

/// What the clones of a stream share.
struct Shared {
    /// The stream, until a clone reads it.
    chunks: Mutex<Option<Chunks>>,
    /// The number of bytes read.
    progress: AtomicU64,
}

impl RequestBody {
    /// Creates a body from a stream of chunks with `length` bytes in total. It can be sent once.
    ///
    /// A stream of another length aborts the request, so that the server doesn't take it for complete.
    pub fn stream<S, D, E>(chunks: S, length: u64) -> Self
    where
        S: Stream<Item = Result<D, E>> + Send + 'static,
        D: Into<Bytes> + 'static,
        E: Into<BoxError> + 'static,
    {
        let chunks: Chunks = Box::pin(chunks.map_ok(Into::into).map_err(Into::into));
        Self(Kind::Stream(Box::new(StreamBody {
            shared: Arc::new(Shared {
                chunks: Mutex::new(Some(chunks)),
                progress: AtomicU64::new(0),
            }),
            own: None,
            left: length,
        })))
    }

    /// The whole body, when it isn't a stream.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Bytes(bytes) => Some(bytes),
            Kind::Stream(_) => None,
        }
    }

    /// The bytes of a stream that have been read so far, by any of its clones; 0 for a body that is there.
    #[must_use]
    pub fn progress(&self) -> u64 {
        match &self.0 {
            Kind::Bytes(_) => 0,
            Kind::Stream(stream) => stream.shared.progress.load(Ordering::Relaxed),
        }
    }

    /// The bytes that are still to be sent.
    #[must_use]
    pub fn len(&self) -> u64 {
        match &self.0 {
            Kind::Bytes(bytes) => bytes.len() as u64,
            Kind::Stream(stream) => stream.left,
        }
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the body can be sent from its beginning: always, but for a stream of which a clone has been read.
    #[must_use]
    pub fn is_sendable(&self) -> bool {
        match &self.0 {
            Kind::Bytes(_) => true,
            Kind::Stream(stream) => stream.shared.chunks.lock().is_some(),
        }
    }
}

impl Default for RequestBody {
    fn default() -> Self {
        Self::from(Bytes::new())
    }
}

impl<T: Into<Bytes>> From<T> for RequestBody {
    fn from(bytes: T) -> Self {
        Self(Kind::Bytes(bytes.into()))
    }
}

/// A stream's clone begins where the stream began, and fails when that has been read.
impl Clone for StreamBody {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            own: None,
            left: self.left,
        }
    }
}

impl StreamBody {
    /// The stream, taken from the other clones.
    fn chunks(&mut self) -> Option<&mut Chunks> {
        if self.own.is_none() {
            self.own = self.shared.chunks.lock().take().map(Mutex::new);
        }
        self.own.as_mut().map(Mutex::get_mut)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        let chunk = match self.chunks() {
            Some(chunks) => ready!(chunks.as_mut().poll_next(context)),
            None => Some(Err("the request's body is a stream that has been read before".into())),
        };
        Poll::Ready(match chunk {
            Some(Ok(chunk)) => match self.left.checked_sub(chunk.len() as u64) {
                Some(left) => {
                    self.left = left;
                    self.shared.progress.fetch_add(chunk.len() as u64, Ordering::Relaxed);
                    Some(Ok(chunk))
                }
                None => Some(Err("the request's body is longer than its length says".into())),
            },
            None if self.left > 0 => {
                let short = format!("the request's body ended {} bytes before its length", self.left);
                Some(Err(short.into()))
            }
            other => other,
        })
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let chunk = match &mut self.0 {
            Kind::Bytes(bytes) if bytes.is_empty() => None,
            Kind::Bytes(bytes) => Some(Ok(std::mem::take(bytes))),
            Kind::Stream(stream) => ready!(stream.poll(context)),
        };
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data).map_err(TransportError::other)))
    }

    fn is_end_stream(&self) -> bool {
        self.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.len())
    }
}

/// Leaves the content out.
impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.0 {
            Kind::Bytes(_) => "",
            Kind::Stream(_) => "a stream of ",
        };
        write!(f, "RequestBody({kind}{} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::error::Error;

    use http_body_util::BodyExt;

    use super::*;

    struct Parts(VecDeque<&'static str>);

    impl Stream for Parts {
        type Item = Result<&'static str, std::io::Error>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.pop_front().map(|part| match part {
                "!" => Err(std::io::Error::other("disk on fire")),
                part => Ok(part),
            }))
        }
    }

    fn stream<const N: usize>(parts: [&'static str; N], length: u64) -> RequestBody {
        RequestBody::stream(Parts(parts.into()), length)
    }

    async fn outcome(body: RequestBody) -> String {
        match body.collect().await {
            Ok(whole) => format!("{:?}", whole.to_bytes()),
            Err(error) => error.source().unwrap().to_string(),
        }
    }

    #[tokio::test]
    async fn what_bodies_give() {
        assert_eq!(outcome(RequestBody::default()).await, r#"b"""#);
        assert_eq!(outcome(RequestBody::from("abc")).await, r#"b"abc""#);
        assert_eq!(outcome(stream([], 0)).await, r#"b"""#);
        assert_eq!(outcome(stream(["ab", "", "c"], 3)).await, r#"b"abc""#);
        assert_eq!(outcome(stream(["ab", "!"], 3)).await, "disk on fire");
        assert_eq!(
            outcome(stream(["ab", "cd"], 3)).await,
            "the request's body is longer than its length says"
        );
        assert_eq!(
            outcome(stream(["ab"], 3)).await,
            "the request's body ended 1 bytes before its length"
        );
    }

    #[tokio::test]
    async fn streams_are_read_by_one_of_their_clones() {
        let body = stream(["ab", "c"], 3);
        let mut first = body.clone();
        assert!(body.is_sendable());
        assert_eq!(first.frame().await.unwrap().unwrap().into_data().unwrap(), "ab");
        assert_eq!((first.len(), body.len(), body.clone().len()), (1, 3, 3));
        assert_eq!((first.progress(), body.progress()), (2, 2));
        assert!(!body.is_sendable());
        let late = outcome(body).await;
        assert_eq!(late, "the request's body is a stream that has been read before");
        assert_eq!(outcome(first).await, r#"b"c""#);
    }

    #[test]
    fn bodies_say_what_they_are() {
        let bytes = RequestBody::from(vec![1, 2]);
        assert_eq!(bytes.as_bytes().unwrap(), &[1, 2][..]);
        assert_eq!(bytes.size_hint().exact(), Some(2));
        let stream = stream(["secret"], 6);
        assert!(stream.as_bytes().is_none());
        assert_eq!(stream.size_hint().exact(), Some(6));
        assert_eq!(
            format!("{bytes:?} {stream:?}"),
            "RequestBody(2 bytes) RequestBody(a stream of 6 bytes)"
        );
    }
}

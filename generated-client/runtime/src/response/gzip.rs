//! Compressed bodies: what is asked for, and how it is read.

use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use flate2::write::MultiGzDecoder;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, RANGE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use octoscribe_transport::{BoxError, ResponseBody};

const GZIP: HeaderValue = HeaderValue::from_static("gzip");

/// Bytes that are decoded before they are handed on, so that a small chunk can't fill the memory.
const STEP: usize = 64 << 10;

/// Asks for a compressed response, unless the request says otherwise or asks for a part.
pub(crate) fn ask(headers: &mut HeaderMap) {
    if !headers.contains_key(RANGE) {
        headers.entry(ACCEPT_ENCODING).or_insert(GZIP);
    }
}

/// Decodes a body that is compressed. Returns the number of bytes received so far, if it is.
pub(crate) fn decode(
    method: &Method,
    status: StatusCode,
    headers: &mut HeaderMap,
    body: ResponseBody,
) -> (ResponseBody, Option<Arc<AtomicU64>>) {
    let encoding = headers
        .get(CONTENT_ENCODING)
        .and_then(|encoding| encoding.to_str().ok());
    let is_gzip = encoding.is_some_and(|encoding| {
        let is = |name: &str| encoding.trim().eq_ignore_ascii_case(name);
        is("gzip") || is("x-gzip")
    });
    let is_bodiless = matches!(
        status,
        StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED | StatusCode::PARTIAL_CONTENT
    );
    let has_body = *method != Method::HEAD && !is_bodiless;
    if !is_gzip || !has_body {
        return (body, None);
    }
    // What the headers say is no longer true.
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
    let received = Arc::new(AtomicU64::new(0));
    let decoded = Decoded {
        body: Some(body),
        decoder: MultiGzDecoder::new(Vec::new()),
        chunk: Bytes::new(),
        received: Arc::clone(&received),
    };
    (ResponseBody::new(decoded), Some(received))
}

/// A body that is decoded as it is read.
struct Decoded {
    /// `None` after its end.
    body: Option<ResponseBody>,
    decoder: MultiGzDecoder<Vec<u8>>,
    /// What has been received and not decoded.
    chunk: Bytes,
    received: Arc<AtomicU64>,
}

impl Decoded {
    /// Decodes the next step of the chunk.
    fn step(&mut self) -> Result<Bytes, BoxError> {
        while !self.chunk.is_empty() && self.decoder.get_ref().len() < STEP {
            // One call decodes 32 KiB at most.
            let read = self.decoder.write(&self.chunk)?;
            if read == 0 {
                return Err("the compressed body goes on after its end".into());
            }
            self.chunk.advance(read);
        }
        if self.chunk.is_empty() {
            self.decoder.flush()?;
        }
        Ok(std::mem::take(self.decoder.get_mut()).into())
    }

    /// Decodes what is left at the end.
    fn end(&mut self) -> Result<Bytes, BoxError> {
        if self.received.load(Ordering::Relaxed) > 0 {
            self.decoder.try_finish()?;
        }
        Ok(std::mem::take(self.decoder.get_mut()).into())
    }
}

impl http_body::Body for Decoded {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, BoxError>>> {
        loop {
            if !self.chunk.is_empty() {
                let step = self.step();
                if !step.as_ref().is_ok_and(Bytes::is_empty) {
                    return Poll::Ready(Some(step.map(http_body::Frame::data)));
                }
            }
            let Some(body) = &mut self.body else {
                return Poll::Ready(None);
            };
            match ready!(Pin::new(body).poll_frame(context)) {
                Some(Ok(frame)) => {
                    if let Ok(chunk) = frame.into_data() {
                        self.received.fetch_add(chunk.len() as u64, Ordering::Relaxed);
                        self.chunk = chunk;
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                None => {
                    self.body = None;
                    let rest = self.end();
                    let is_empty = rest.as_ref().is_ok_and(Bytes::is_empty);
                    return Poll::Ready((!is_empty).then(|| rest.map(http_body::Frame::data)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use futures_util::{FutureExt, stream};
    use http_body_util::{BodyExt, StreamBody};

    use super::*;

    fn compressed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    /// A body in chunks of a size, decoded: the largest chunk that came out, and the whole or the error.
    fn read(bytes: &[u8], size: usize) -> (usize, Result<Vec<u8>, String>) {
        let chunks: Vec<Bytes> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
        let frames = stream::iter(
            chunks
                .into_iter()
                .map(|chunk| Ok::<_, BoxError>(http_body::Frame::data(chunk))),
        );
        let mut headers = HeaderMap::from_iter([(CONTENT_ENCODING, GZIP), (CONTENT_LENGTH, HeaderValue::from(1))]);
        let body = ResponseBody::new(StreamBody::new(Box::pin(frames)));
        let (mut body, received) = decode(&Method::GET, StatusCode::OK, &mut headers, body);
        assert!(headers.is_empty());
        let (mut largest, mut whole) = (0, Vec::new());
        while let Some(frame) = body.frame().now_or_never().unwrap() {
            match frame {
                Ok(frame) => {
                    let chunk = frame.into_data().unwrap();
                    largest = largest.max(chunk.len());
                    whole.extend_from_slice(&chunk);
                }
                Err(error) => return (largest, Err(std::error::Error::source(&error).unwrap().to_string())),
            }
        }
        assert_eq!(received.unwrap().load(Ordering::Relaxed), bytes.len() as u64);
        (largest, Ok(whole))
    }

    #[test]
    fn bodies_are_decoded_in_chunks_of_any_size() {
        let text: Vec<u8> = (0..10_000u32)
            .flat_map(|number| number.to_string().into_bytes())
            .collect();
        let mut bytes = compressed(&text);
        for size in [1, 7, 4096, usize::MAX] {
            assert_eq!(read(&bytes, size).1.as_ref(), Ok(&text), "{size}");
        }
        bytes.extend(compressed(b" and more"));
        assert_eq!(read(&bytes, 1000).1.unwrap().len(), text.len() + 9);
        assert_eq!(read(b"", 1).1, Ok(Vec::new()));
        assert_eq!(read(&compressed(b""), 1).1, Ok(Vec::new()));
    }

    #[test]
    fn a_bomb_comes_in_steps() {
        let bomb = compressed(&vec![0; 4 << 20]);
        assert!(bomb.len() < 10_000);
        let (largest, whole) = read(&bomb, usize::MAX);
        assert_eq!(whole.unwrap().len(), 4 << 20);
        assert!(largest <= 3 * STEP, "{largest}");
    }

    #[test]
    fn broken_bodies_are_errors() {
        let bytes = compressed(b"a body that is long enough");
        for end in 1..bytes.len() {
            assert!(read(&bytes[..end], 9).1.is_err(), "{end}");
        }
        let mut wrong = bytes.clone();
        wrong[15] ^= 0xff;
        assert!(read(&wrong, 9).1.is_err());
        let mut longer = bytes;
        longer.extend(b"garbage after the end");
        assert!(read(&longer, 9).1.is_err());
        assert!(read(b"not compressed", 9).1.is_err());
    }

    #[test]
    fn other_bodies_stay() {
        for (method, status, encoding) in [
            (Method::GET, 200, "br"),
            (Method::GET, 200, "gzip, br"),
            (Method::HEAD, 200, "gzip"),
            (Method::GET, 304, "gzip"),
            (Method::GET, 206, "gzip"),
        ] {
            let mut headers = HeaderMap::from_iter([(CONTENT_ENCODING, encoding.parse().unwrap())]);
            let body = Bytes::from_static(b"as it is").into();
            let (_, received) = decode(&method, status.try_into().unwrap(), &mut headers, body);
            assert!(received.is_none() && headers.len() == 1, "{method} {status} {encoding}");
        }
    }
}

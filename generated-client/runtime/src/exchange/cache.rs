//! Conditional requests: answers that are kept, and asked for only where they have changed.

use std::fmt;

use bytes::{Bytes, BytesMut};
use hmac_sha256::Hash;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};

use crate::transport::{BoxFuture, RequestBody};

/// The first bytes of an encoded answer: the version of its form.
const MAGIC: &[u8] = b"octoscribe 1\n";

/// Where answers are kept for conditional requests: in memory ([`MemoryCache`](crate::MemoryCache)), in a database, ...
///
/// Both methods are within the call's timeout. A cache that fails should behave like an empty one.
pub trait Cache: Send + Sync + 'static {
    /// The answer that is kept under a key.
    fn get(&self, key: &CacheKey) -> BoxFuture<Option<CachedAnswer>>;

    /// Keeps an answer under a key, in place of any other.
    fn put(&self, key: &CacheKey, answer: CachedAnswer) -> BoxFuture<()>;
}

/// What an answer belongs to: a digest (SHA-256) of the URL and of all headers of the request, the token among them. So nobody gets the
/// answer to another's token, and the key tells neither.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CacheKey([u8; 32]);

impl CacheKey {
    /// The key of a request whose headers are complete.
    pub(crate) fn new<B>(request: &Request<B>) -> Self {
        let mut hash = Hash::new();
        let mut add = |bytes: &[u8]| {
            // With lengths, so that no two lists of parts give the same bytes.
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        add(request.uri().to_string().as_bytes());
        let mut headers: Vec<(&HeaderName, &HeaderValue)> = request.headers().iter().collect();
        headers.sort_by_key(|(name, _)| name.as_str());
        for (name, value) in headers {
            add(name.as_str().as_bytes());
            add(value.as_bytes());
        }
        Self(hash.finalize())
    }

    /// The key's bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// In hexadecimal digits.
impl fmt::Display for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CacheKey({self})")
    }
}

/// An answer that is kept. Cheap to clone.
#[derive(Clone, PartialEq)]
pub struct CachedAnswer {
    headers: HeaderMap,
    body: Bytes,
}

impl CachedAnswer {
    /// What to keep of an answer to a GET request; `None` for what can't be asked for conditionally, or must not be kept.
    pub(crate) fn of(status: StatusCode, headers: &HeaderMap, body: &Bytes) -> Option<Self> {
        let has_validator = headers.contains_key(ETAG) || headers.contains_key(LAST_MODIFIED);
        let is_kept = status == StatusCode::OK
            && has_validator
            && !mentions(headers, CACHE_CONTROL, "no-store")
            && !mentions(headers, VARY, "*");
        is_kept.then(|| Self::compact(headers, body))
    }

    /// A copy that holds nothing but itself in memory: what comes from a connection are parts of the connection's larger buffers.
    fn compact(headers: &HeaderMap, body: &Bytes) -> Self {
        let length: usize = headers.values().map(HeaderValue::len).sum();
        let mut buffer = BytesMut::with_capacity(length + body.len());
        headers
            .values()
            .for_each(|value| buffer.extend_from_slice(value.as_bytes()));
        buffer.extend_from_slice(body);
        let mut rest = buffer.freeze();
        let copies = headers.iter().filter_map(|(name, value)| {
            let part = rest.split_to(value.len());
            // Never refused: it is what a value consists of.
            Some((name.clone(), HeaderValue::from_maybe_shared(part).ok()?))
        });
        Self {
            headers: copies.collect(),
            body: rest,
        }
    }

    /// Makes a request conditional.
    pub(crate) fn ask(&self, headers: &mut HeaderMap) {
        for (own, condition) in [(ETAG, IF_NONE_MATCH), (LAST_MODIFIED, IF_MODIFIED_SINCE)] {
            if let Some(value) = self.headers.get(own) {
                headers.insert(condition, value.clone());
            }
        }
    }

    /// The answer after the server has said that it hasn't changed: its headers with those of the 304, among them the rate limit, and its body.
    pub(crate) fn renew(self, newer: HeaderMap) -> (HeaderMap, Bytes) {
        let Self { mut headers, body } = self;
        let mut name = None;
        for (next, value) in newer {
            // Further values of one name come without it.
            if let Some(next) = next {
                headers.remove(&next);
                name = Some(next);
            }
            if let Some(name) = &name
                && *name != CONTENT_LENGTH
            {
                headers.append(name, value);
            }
        }
        (headers, body)
    }

    /// The size in memory, about, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len() + 4);
        self.body.len() + headers.sum::<usize>()
    }

    /// The answer as bytes, for caches outside of this process.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(MAGIC.len() + self.size() + 1);
        bytes.extend_from_slice(MAGIC);
        for (name, value) in &self.headers {
            bytes.extend_from_slice(name.as_str().as_bytes());
            bytes.push(b':');
            bytes.extend_from_slice(value.as_bytes());
            bytes.push(b'\n');
        }
        bytes.push(b'\n');
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Reads what [`to_bytes`](CachedAnswer::to_bytes) wrote; `None` when it is anything else.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Option<Self> {
        let bytes: Bytes = bytes.into();
        let mut headers = HeaderMap::new();
        let mut rest = bytes.strip_prefix(MAGIC)?;
        loop {
            // No header's value has a line break.
            let end = rest.iter().position(|byte| *byte == b'\n')?;
            let (line, after) = rest.split_at_checked(end)?;
            rest = after.strip_prefix(b"\n")?;
            if line.is_empty() {
                let body = bytes.slice_ref(rest);
                return Some(Self { headers, body });
            }
            let colon = line.iter().position(|byte| *byte == b':')?;
            let (name, value) = line.split_at_checked(colon)?;
            let name = HeaderName::from_bytes(name).ok()?;
            headers.append(name, HeaderValue::from_bytes(value.strip_prefix(b":")?).ok()?);
        }
    }
}

/// Leaves the content out.
impl fmt::Debug for CachedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CachedAnswer({} bytes)", self.body.len())
    }
}

/// What is known about one request's answer.
pub(crate) struct Lookup {
    pub(crate) key: CacheKey,
    pub(crate) found: Option<CachedAnswer>,
}

/// Looks a request up, and makes it conditional when its answer is kept.
pub(crate) async fn look_up(
    cache: &dyn Cache,
    mut request: Request<RequestBody>,
) -> (Request<RequestBody>, Option<Lookup>) {
    if *request.method() != Method::GET {
        return (request, None);
    }
    let key = CacheKey::new(&request);
    let found = cache.get(&key).await;
    if let Some(answer) = &found {
        answer.ask(request.headers_mut());
    }
    (request, Some(Lookup { key, found }))
}

fn mentions(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).into_iter();
    let mut words = values.flat_map(|value| value.to_str().unwrap_or_default().split(','));
    words.any(|other| other.trim().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(&'static str, &'static str)]) -> Option<CachedAnswer> {
        let pairs = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let mut map = HeaderMap::new();
        pairs.for_each(|(name, value)| {
            map.append(name, value);
        });
        CachedAnswer::of(StatusCode::OK, &map, &Bytes::from_static(b"a\n\nb"))
    }

    #[test]
    fn what_is_kept() {
        assert!(answer(&[("etag", "W/\"x\"")]).is_some());
        assert!(answer(&[("last-modified", "x"), ("cache-control", "private, max-age=60")]).is_some());
        assert!(answer(&[]).is_none());
        assert!(answer(&[("etag", "x"), ("cache-control", "private, No-Store")]).is_none());
        assert!(answer(&[("etag", "x"), ("vary", "accept"), ("vary", "a, *")]).is_none());
        let headers = answer(&[("etag", "x")]).unwrap().headers;
        assert!(CachedAnswer::of(StatusCode::PARTIAL_CONTENT, &headers, &Bytes::new()).is_none());
    }

    #[test]
    fn what_is_kept_holds_no_buffer_of_a_connection() {
        let buffer = Bytes::from(b"W/\"x\" and a body, and much more".to_vec());
        let etag = HeaderValue::from_maybe_shared(buffer.slice(..5)).unwrap();
        let mut headers = HeaderMap::from_iter([(ETAG, etag)]);
        headers.append("link", HeaderValue::from_static("a"));
        headers.append("link", HeaderValue::from_static("b"));
        let kept = CachedAnswer::of(StatusCode::OK, &headers, &buffer.slice(10..16)).unwrap();
        assert_eq!((&kept.headers, &kept.body[..]), (&headers, &b"a body"[..]));
        drop(headers);
        assert!(buffer.is_unique());
    }

    #[test]
    fn encoded_answers_come_back() {
        let whole = answer(&[("etag", "W/\"x:y\""), ("link", "a"), ("link", "b")]).unwrap();
        let bytes = whole.to_bytes();
        assert_eq!(CachedAnswer::from_bytes(bytes.clone()), Some(whole));
        // Nothing that is cut off before the body is taken for an answer.
        let head = bytes.len() - b"a\n\nb".len();
        for end in 0..head {
            assert_eq!(
                CachedAnswer::from_bytes(bytes.get(..end).unwrap().to_vec()),
                None,
                "{end}"
            );
        }
        assert_eq!(CachedAnswer::from_bytes("octoscribe 2\n\n"), None);
    }

    #[test]
    fn keys_tell_requests_apart() {
        let key = |uri: &str, headers: &[(&str, &str)]| {
            let mut request = Request::get(uri);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            CacheKey::new(&request.body(()).unwrap())
        };
        let own = key("https://h/a", &[("accept", "x"), ("authorization", "Bearer 1")]);
        assert_eq!(
            own,
            key("https://h/a", &[("authorization", "Bearer 1"), ("accept", "x")])
        );
        let others = [
            key("https://h/a", &[("accept", "x"), ("authorization", "Bearer 2")]),
            key("https://h/a", &[("accept", "x")]),
            key("https://h/a", &[("accept", "y"), ("authorization", "Bearer 1")]),
            key("https://h/a?b", &[("accept", "x"), ("authorization", "Bearer 1")]),
        ];
        assert!(!others.contains(&own));
        assert_eq!(format!("{own}").len(), 64);
    }

    #[test]
    fn newer_headers_replace_older_ones() {
        let old = answer(&[("etag", "x"), ("link", "a"), ("x-ratelimit-remaining", "9")]).unwrap();
        let mut newer = HeaderMap::new();
        for (name, value) in [
            ("x-ratelimit-remaining", "8"),
            ("link", "b"),
            ("link", "c"),
            ("content-length", "0"),
        ] {
            newer.append(name, HeaderValue::from_static(value));
        }
        let (headers, body) = old.renew(newer);
        assert_eq!(body, "a\n\nb");
        let links: Vec<_> = headers.get_all("link").iter().collect();
        assert_eq!(links, ["b", "c"]);
        assert_eq!(
            (&headers["etag"], &headers["x-ratelimit-remaining"]),
            (&HeaderValue::from_static("x"), &HeaderValue::from_static("8"))
        );
    }
}

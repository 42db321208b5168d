//! Conditional requests: responses that are cached, and fetched again only when they have changed.

use std::fmt;
use std::future::ready;

use bytes::Bytes;
use http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use lru::LruCache;
use memchr::memmem;

use crate::call::shared::{Identity, digest};
use octoscribe_transport::{BoxFuture, Mutex};

/// Headers about the bytes of one message.
const OF_THE_MESSAGE: [HeaderName; 2] = [CONTENT_ENCODING, CONTENT_LENGTH];

/// The first bytes of a serialized response: the version of the format.
const MAGIC: &[u8] = b"octoscribe 1";
/// What is between the headers and the body.
const END: &[u8] = b"\n\n";

/// Caches responses for conditional requests: in memory ([`MemoryCache`](crate::MemoryCache)), in a database, ...
///
/// The call's timeout includes both methods. A cache that fails should behave like an empty one.
pub trait Cache: Send + Sync + 'static {
    /// Returns the response cached under a key.
    fn get(&self, key: &CacheKey) -> BoxFuture<Option<CachedResponse>>;

    /// Caches a response under a key, replacing any other.
    fn put(&self, key: &CacheKey, response: CachedResponse) -> BoxFuture<()>;
}

/// The key of a response: a digest (SHA-256) of the request's URL, all other headers and who calls: the installation of an app, or the token.
/// Different credentials never share a response, a renewed token does, and the key reveals nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CacheKey([u8; 32]);

impl CacheKey {
    /// The key of a request, once it has all its headers. If it is known who calls, the key has that instead of the token.
    pub(crate) fn new<B>(request: &Request<B>, identity: Option<Identity>) -> Self {
        let url = request.uri().to_string();
        let headers = request.headers().iter();
        let mut headers: Vec<(&HeaderName, &HeaderValue)> = headers
            .filter(|(name, _)| identity.is_none() || **name != AUTHORIZATION)
            .collect();
        headers.sort_by_key(|(name, _)| name.as_str());
        let headers = headers
            .iter()
            .flat_map(|(name, value)| [name.as_str().as_bytes(), value.as_bytes()]);
        let identity = identity.as_ref().map(|identity| identity.as_bytes().as_slice());
        Self(digest([url.as_bytes()].into_iter().chain(identity).chain(headers)))
    }

    /// The bytes of the key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Displays hexadecimal digits.
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

/// A cached response. Cheap to clone.
#[derive(Clone, PartialEq)]
pub struct CachedResponse {
    headers: HeaderMap,
    body: Bytes,
}

impl CachedResponse {
    /// The cacheable part of a response to a GET request; `None` when it has no validator or must not be cached.
    pub(crate) fn of(status: StatusCode, headers: &HeaderMap, body: &Bytes) -> Option<Self> {
        let has_validator = headers.contains_key(ETAG) || headers.contains_key(LAST_MODIFIED);
        let is_kept = status == StatusCode::OK
            && has_validator
            && !mentions(headers, CACHE_CONTROL, "no-store")
            && !mentions(headers, VARY, "*");
        // With memory of its own: the parts of a response share the larger buffers of its connection.
        let copies = headers.iter().filter_map(|(name, value)| {
            // Never fails: these are the bytes of a value.
            Some((name.clone(), HeaderValue::from_bytes(value.as_bytes()).ok()?))
        });
        is_kept.then(|| Self {
            headers: copies.collect(),
            body: Bytes::copy_from_slice(body),
        })
    }

    /// Makes a request conditional.
    fn make_conditional(&self, headers: &mut HeaderMap) {
        for (own, condition) in [(ETAG, IF_NONE_MATCH), (LAST_MODIFIED, IF_MODIFIED_SINCE)] {
            if let Some(value) = self.headers.get(own) {
                headers.insert(condition, value.clone());
            }
        }
    }

    /// The response after the server has sent 304: its headers updated with those of the 304, such as the rate limit, and its body.
    pub(crate) fn renew(self, newer: &HeaderMap) -> (HeaderMap, Bytes) {
        let Self { mut headers, body } = self;
        for name in newer.keys() {
            headers.remove(name);
        }
        for (name, value) in newer.iter().filter(|(name, _)| !OF_THE_MESSAGE.contains(name)) {
            headers.append(name, value.clone());
        }
        (headers, body)
    }

    /// The approximate size in memory, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len() + 4);
        self.body.len() + headers.sum::<usize>()
    }

    /// Serializes the response, for caches outside this process.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(MAGIC.len() + self.size() + END.len());
        bytes.extend_from_slice(MAGIC);
        for (name, value) in &self.headers {
            bytes.push(b'\n');
            bytes.extend_from_slice(name.as_str().as_bytes());
            bytes.push(b':');
            bytes.extend_from_slice(value.as_bytes());
        }
        bytes.extend_from_slice(END);
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Deserializes what [`to_bytes`](CachedResponse::to_bytes) wrote; `None` for anything else.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Option<Self> {
        let bytes: Bytes = bytes.into();
        let rest = bytes.strip_prefix(MAGIC)?;
        // Values of headers have no line breaks.
        let (head, body) = rest.split_at_checked(memmem::find(rest, END)?)?;
        let mut lines = head.split(|byte| *byte == b'\n');
        lines.next().filter(|rest| rest.is_empty())?;
        let mut headers = HeaderMap::new();
        for line in lines {
            let mut parts = line.splitn(2, |byte| *byte == b':');
            let name = HeaderName::from_bytes(parts.next()?).ok()?;
            headers.append(name, HeaderValue::from_bytes(parts.next()?).ok()?);
        }
        let body = bytes.slice_ref(body.strip_prefix(END)?);
        Some(Self { headers, body })
    }
}

/// Omits the content.
impl fmt::Debug for CachedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CachedResponse({} bytes)", self.body.len())
    }
}

/// The result of looking up a request.
pub(crate) struct Lookup {
    pub(crate) key: CacheKey,
    pub(crate) found: Option<CachedResponse>,
}

/// Looks up a GET request, and makes it conditional when its response is cached.
pub(crate) async fn look_up<B>(
    cache: &dyn Cache,
    request: &mut Request<B>,
    identity: Option<Identity>,
) -> Option<Lookup> {
    if *request.method() != Method::GET {
        return None;
    }
    let key = CacheKey::new(request, identity);
    let found = cache.get(&key).await;
    if let Some(response) = &found {
        response.make_conditional(request.headers_mut());
    }
    Some(Lookup { key, found })
}

fn mentions(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).into_iter();
    let mut words = values.flat_map(|value| value.to_str().unwrap_or_default().split(','));
    words.any(|other| other.trim().eq_ignore_ascii_case(word))
}

const CAPACITY: usize = 32 << 20;

/// Caches the most recently used responses in memory, up to a capacity (by default 32 MiB).
pub struct MemoryCache {
    capacity: usize,
    entries: Mutex<Entries>,
}

struct Entries {
    by_key: LruCache<CacheKey, CachedResponse>,
    /// The size of all responses.
    size: usize,
}

impl MemoryCache {
    /// Creates a cache with a capacity in bytes. Responses larger than an eighth of it are not cached: one would evict many.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            entries: Mutex::new(Entries {
                by_key: LruCache::unbounded(),
                size: 0,
            }),
        }
    }
}

impl Default for MemoryCache {
    fn default() -> Self {
        Self::new(CAPACITY)
    }
}

impl Cache for MemoryCache {
    fn get(&self, key: &CacheKey) -> BoxFuture<Option<CachedResponse>> {
        let found = self.entries.lock().by_key.get(key).cloned();
        Box::pin(ready(found))
    }

    fn put(&self, key: &CacheKey, response: CachedResponse) -> BoxFuture<()> {
        let size = response.size();
        let mut entries = self.entries.lock();
        if size <= self.capacity / 8 {
            entries.size += size;
            if let Some(old) = entries.by_key.put(*key, response) {
                entries.size -= old.size();
            }
        }
        while entries.size > self.capacity
            && let Some((_, old)) = entries.by_key.pop_lru()
        {
            entries.size -= old.size();
        }
        Box::pin(ready(()))
    }
}

impl fmt::Debug for MemoryCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.entries.lock();
        f.debug_struct("MemoryCache")
            .field("capacity", &self.capacity)
            .field("size", &entries.size)
            .field("responses", &entries.by_key.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cached(headers: &[(&'static str, &'static str)]) -> Option<CachedResponse> {
        let pairs = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let mut map = HeaderMap::new();
        pairs.for_each(|(name, value)| {
            map.append(name, value);
        });
        CachedResponse::of(StatusCode::OK, &map, &Bytes::from_static(b"a\n\nb"))
    }

    #[test]
    fn what_is_cached() {
        assert!(cached(&[("etag", "W/\"x\"")]).is_some());
        assert!(cached(&[("last-modified", "x"), ("cache-control", "private, max-age=60")]).is_some());
        assert!(cached(&[]).is_none());
        assert!(cached(&[("etag", "x"), ("cache-control", "private, No-Store")]).is_none());
        assert!(cached(&[("etag", "x"), ("vary", "accept"), ("vary", "a, *")]).is_none());
        let headers = cached(&[("etag", "x")]).unwrap().headers;
        assert!(CachedResponse::of(StatusCode::PARTIAL_CONTENT, &headers, &Bytes::new()).is_none());
    }

    #[test]
    fn cached_responses_hold_no_buffer_of_a_connection() {
        let buffer = Bytes::from(b"W/\"x\" and a body, and much more".to_vec());
        let etag = HeaderValue::from_maybe_shared(buffer.slice(..5)).unwrap();
        let mut headers = HeaderMap::from_iter([(ETAG, etag)]);
        headers.append("link", HeaderValue::from_static("a"));
        headers.append("link", HeaderValue::from_static("b"));
        let kept = CachedResponse::of(StatusCode::OK, &headers, &buffer.slice(10..16)).unwrap();
        assert_eq!((&kept.headers, &kept.body[..]), (&headers, &b"a body"[..]));
        drop(headers);
        assert!(buffer.is_unique());
    }

    #[test]
    fn serialized_responses_come_back() {
        let whole = cached(&[("etag", "W/\"x:y\""), ("link", "a"), ("link", "b")]).unwrap();
        let bytes = whole.to_bytes();
        assert_eq!(CachedResponse::from_bytes(bytes.clone()), Some(whole));
        // Nothing that is cut off before the body is taken for a response.
        let head = bytes.len() - b"a\n\nb".len();
        for end in 0..head {
            assert_eq!(
                CachedResponse::from_bytes(bytes.get(..end).unwrap().to_vec()),
                None,
                "{end}"
            );
        }
        assert_eq!(CachedResponse::from_bytes("octoscribe 2\n\n"), None);
    }

    #[test]
    fn keys_tell_requests_apart() {
        let key = |uri: &str, headers: &[(&str, &str)]| {
            let mut request = Request::get(uri);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            CacheKey::new(&request.body(()).unwrap(), None)
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
        let old = cached(&[("etag", "x"), ("link", "a"), ("x-ratelimit-remaining", "9")]).unwrap();
        let mut newer = HeaderMap::new();
        for (name, value) in [
            ("x-ratelimit-remaining", "8"),
            ("link", "b"),
            ("link", "c"),
            ("content-length", "0"),
        ] {
            newer.append(name, HeaderValue::from_static(value));
        }
        let (headers, body) = old.renew(&newer);
        assert_eq!(body, "a\n\nb");
        let links: Vec<_> = headers.get_all("link").iter().collect();
        assert_eq!(links, ["b", "c"]);
        assert_eq!(
            (&headers["etag"], &headers["x-ratelimit-remaining"]),
            (&HeaderValue::from_static("x"), &HeaderValue::from_static("8"))
        );
    }
}

#[cfg(test)]
mod memory_tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, Request, StatusCode};

    use super::*;

    fn key(n: usize) -> CacheKey {
        CacheKey::new(&Request::get(format!("https://h/{n}")).body(()).unwrap(), None)
    }

    fn cached(length: usize) -> CachedResponse {
        let headers = HeaderMap::from_iter([(ETAG, HeaderValue::from_static("x"))]);
        CachedResponse::of(StatusCode::OK, &headers, &Bytes::from(vec![0; length])).unwrap()
    }

    #[tokio::test]
    async fn the_least_used_go_first() {
        let cache = MemoryCache::new(1000);
        for n in 0..12 {
            cache.put(&key(n), cached(100)).await;
            assert!(cache.get(&key(0)).await.is_some());
        }
        insta::assert_snapshot!(format!("{cache:?}"), @"MemoryCache { capacity: 1000, size: 981, responses: 9, .. }");
        assert!(cache.get(&key(1)).await.is_none() && cache.get(&key(11)).await.is_some());
        cache.put(&key(0), cached(10)).await;
        cache.put(&key(12), cached(500)).await;
        assert!(cache.get(&key(12)).await.is_none(), "too large");
        insta::assert_snapshot!(format!("{cache:?}"), @"MemoryCache { capacity: 1000, size: 891, responses: 9, .. }");
    }
}

//! The cache in memory.

use std::fmt;
use std::future::ready;

use lru::LruCache;

use crate::call::cache::{Cache, CacheKey, CachedResponse};
use octoscribe_transport::{BoxFuture, Mutex};

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
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, Request, StatusCode};

    use super::*;

    fn key(n: usize) -> CacheKey {
        CacheKey::new(&Request::get(format!("https://h/{n}")).body(()).unwrap(), None)
    }

    fn cached(length: usize) -> CachedResponse {
        let headers = HeaderMap::from_iter([(http::header::ETAG, HeaderValue::from_static("x"))]);
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

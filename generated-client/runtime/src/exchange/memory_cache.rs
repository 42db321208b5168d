//! The cache in memory.

use std::fmt;
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use super::cache::{Cache, CacheKey, CachedAnswer};
use crate::transport::BoxFuture;

const CAPACITY: usize = 32 << 20;

/// Keeps the answers that were used last, up to a number of bytes (by default 32 MiB).
pub struct MemoryCache {
    capacity: usize,
    answers: Mutex<Answers>,
}

struct Answers {
    by_key: LruCache<CacheKey, CachedAnswer>,
    /// The sum of the answers' sizes.
    size: usize,
}

impl MemoryCache {
    /// A cache for so many bytes. Answers of more than an eighth of it are not kept: one would drive out many.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            answers: Mutex::new(Answers {
                by_key: LruCache::unbounded(),
                size: 0,
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryCache {
    fn default() -> Self {
        Self::new(CAPACITY)
    }
}

impl Cache for MemoryCache {
    fn get(&self, key: &CacheKey) -> BoxFuture<Option<CachedAnswer>> {
        let found = self.lock().by_key.get(key).cloned();
        Box::pin(ready(found))
    }

    fn put(&self, key: &CacheKey, answer: CachedAnswer) -> BoxFuture<()> {
        let size = answer.size();
        let mut answers = self.lock();
        if size <= self.capacity / 8 {
            answers.size += size;
            if let Some(old) = answers.by_key.put(*key, answer) {
                answers.size -= old.size();
            }
        }
        while answers.size > self.capacity
            && let Some((_, old)) = answers.by_key.pop_lru()
        {
            answers.size -= old.size();
        }
        Box::pin(ready(()))
    }
}

impl fmt::Debug for MemoryCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answers = self.lock();
        f.debug_struct("MemoryCache")
            .field("capacity", &self.capacity)
            .field("size", &answers.size)
            .field("answers", &answers.by_key.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, Request, StatusCode};

    use super::*;

    fn key(n: usize) -> CacheKey {
        CacheKey::new(&Request::get(format!("https://h/{n}")).body(()).unwrap())
    }

    fn answer(length: usize) -> CachedAnswer {
        let headers = HeaderMap::from_iter([(http::header::ETAG, HeaderValue::from_static("x"))]);
        CachedAnswer::of(StatusCode::OK, &headers, &Bytes::from(vec![0; length])).unwrap()
    }

    #[tokio::test]
    async fn the_least_used_go_first() {
        let cache = MemoryCache::new(1000);
        for n in 0..12 {
            cache.put(&key(n), answer(100)).await;
            assert!(cache.get(&key(0)).await.is_some());
        }
        insta::assert_snapshot!(format!("{cache:?}"), @"MemoryCache { capacity: 1000, size: 981, answers: 9 }");
        assert!(cache.get(&key(1)).await.is_none() && cache.get(&key(11)).await.is_some());
        cache.put(&key(0), answer(10)).await;
        cache.put(&key(12), answer(500)).await;
        assert!(cache.get(&key(12)).await.is_none(), "too large");
        insta::assert_snapshot!(format!("{cache:?}"), @"MemoryCache { capacity: 1000, size: 891, answers: 9 }");
    }
}

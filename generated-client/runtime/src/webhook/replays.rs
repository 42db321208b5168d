//! The memory of deliveries, so that none is handled twice.

use std::fmt;
use std::future::ready;
use std::time::Duration;

use jiff::Timestamp;
use lru::LruCache;

use crate::call::date::after;
use octoscribe_transport::{BoxFuture, Mutex};

/// Deliveries that are remembered.
const CAPACITY: usize = 100_000;
/// How long GitHub redelivers: three days.
const AGE: Duration = Duration::from_secs(3 * 24 * 60 * 60);
/// How long a delivery is taken to be in the works whose end was never told.
const CLAIM: Duration = Duration::from_secs(10 * 60);

/// Remembers the ids of deliveries: in memory ([`MemoryDeliveries`]), or in a database that several processes share.
///
/// A store that fails should let deliveries pass: an event that is handled twice does less harm than one that is lost.
pub trait DeliveryStore: Send + Sync + 'static {
    /// Claims a delivery; returns false when it is claimed or was handled. A claim that never ends should expire after some minutes.
    fn claim(&self, id: &str) -> BoxFuture<bool>;

    /// Ends a claim: a delivery that was handled is remembered, one that failed may come again.
    fn finish(&self, id: &str, is_handled: bool) -> BoxFuture<()>;
}

/// Remembers the latest deliveries in memory: by default 100,000 for three days, since GitHub redelivers no older ones.
pub struct MemoryDeliveries {
    capacity: usize,
    age: Duration,
    /// When each delivery is forgotten.
    ends: Mutex<LruCache<String, Timestamp>>,
}

impl MemoryDeliveries {
    /// Creates a memory with the maximum number of deliveries, and how long they are remembered.
    #[must_use]
    pub fn new(capacity: usize, age: Duration) -> Self {
        Self {
            capacity,
            age,
            ends: Mutex::new(LruCache::unbounded()),
        }
    }

    fn claim_at(&self, id: &str, now: Timestamp) -> bool {
        let mut ends = self.ends.lock();
        // Not `get`, which would keep what is asked for again and again.
        if ends.peek(id).is_some_and(|end| now < *end) {
            return false;
        }
        ends.put(id.to_owned(), after(now, CLAIM));
        while ends.len() > self.capacity {
            ends.pop_lru();
        }
        true
    }

    fn finish_at(&self, id: &str, is_handled: bool, now: Timestamp) {
        let mut ends = self.ends.lock();
        if is_handled {
            ends.put(id.to_owned(), after(now, self.age));
        } else {
            ends.pop(id);
        }
    }
}

impl Default for MemoryDeliveries {
    fn default() -> Self {
        Self::new(CAPACITY, AGE)
    }
}

impl DeliveryStore for MemoryDeliveries {
    fn claim(&self, id: &str) -> BoxFuture<bool> {
        Box::pin(ready(self.claim_at(id, Timestamp::now())))
    }

    fn finish(&self, id: &str, is_handled: bool) -> BoxFuture<()> {
        self.finish_at(id, is_handled, Timestamp::now());
        Box::pin(ready(()))
    }
}

impl fmt::Debug for MemoryDeliveries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryDeliveries")
            .field("age", &self.age)
            .field("deliveries", &self.ends.lock().len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000_000 + second).unwrap()
    }

    #[test]
    fn a_delivery_passes_once_until_it_is_forgotten() {
        let seen = MemoryDeliveries::new(10, HOUR);
        assert!(seen.claim_at("a", at(0)));
        assert!(!seen.claim_at("a", at(1)), "in the works");
        seen.finish_at("a", true, at(2));
        assert!(!seen.claim_at("a", at(3601)));
        assert!(seen.claim_at("a", at(3602)));
    }

    #[test]
    fn a_delivery_that_failed_may_come_again() {
        let seen = MemoryDeliveries::new(10, HOUR);
        assert!(seen.claim_at("a", at(0)));
        seen.finish_at("a", false, at(1));
        assert!(seen.claim_at("a", at(2)));
        assert!(seen.claim_at("a", at(602)), "its end was never told");
    }

    #[test]
    fn the_oldest_are_forgotten_first() {
        let seen = MemoryDeliveries::new(2, HOUR);
        let claims = ["a", "b", "a", "c", "b", "a"].map(|id| seen.claim_at(id, at(0)));
        assert_eq!(claims, [true, true, false, true, false, true]);
        assert_eq!(seen.ends.lock().len(), 2);
    }
}

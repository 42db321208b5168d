//! The distance between writes, which GitHub asks for.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::date::{after, until};

/// When the clones of a client write.
#[derive(Debug, Default)]
pub(crate) struct Writes(Mutex<BTreeSet<Timestamp>>);

/// The time of a write. Dropped without being [taken](WritePlace::take), it is free for another one.
#[derive(Debug)]
pub(crate) struct WritePlace<'w> {
    writes: &'w Writes,
    time: Timestamp,
    is_taken: bool,
}

impl Writes {
    /// Keeps the first free place, and tells how long it is until then.
    ///
    /// # Errors
    ///
    /// How long it would be, when that is longer than `patience`.
    pub(crate) fn reserve(
        &self,
        spacing: Duration,
        patience: Duration,
        now: Timestamp,
    ) -> Result<(WritePlace<'_>, Duration), Duration> {
        let mut times = self.lock();
        times.retain(|time| after(*time, spacing) > now);
        // A gap is enough: it was given up, or the clock has been set back.
        let mut place = now;
        for time in &*times {
            if after(place, spacing) <= *time {
                break;
            }
            place = place.max(after(*time, spacing));
        }
        let wait = until(place, now);
        if wait > patience {
            return Err(wait);
        }
        times.insert(place);
        drop(times);
        let place = WritePlace {
            writes: self,
            time: place,
            is_taken: false,
        };
        Ok((place, wait))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WritePlace<'_> {
    /// The write goes.
    pub(crate) fn take(mut self) {
        self.is_taken = true;
    }
}

impl Drop for WritePlace<'_> {
    fn drop(&mut self) {
        if !self.is_taken {
            self.writes.lock().remove(&self.time);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000_000 + second).unwrap()
    }

    /// A place and how many seconds it is until then.
    fn reserve(writes: &Writes, now: i64) -> (WritePlace<'_>, u64) {
        let (place, wait) = writes.reserve(SECOND, SECOND * 10, at(now)).unwrap();
        (place, wait.as_secs())
    }

    /// How many seconds it is until a write may go, which then goes.
    fn write(writes: &Writes, now: i64) -> u64 {
        let (place, wait) = reserve(writes, now);
        place.take();
        wait
    }

    #[test]
    fn writes_queue() {
        let writes = Writes::default();
        let waits = [0, 0, 0, 1, 9, 9].map(|now| write(&writes, now));
        assert_eq!(waits, [0, 1, 2, 2, 0, 1]);
        assert_eq!(writes.lock().len(), 2, "what is over is forgotten");
    }

    #[test]
    fn places_that_are_given_up_are_free_again() {
        let writes = Writes::default();
        let (first, second, third) = (reserve(&writes, 0), reserve(&writes, 0), reserve(&writes, 0));
        assert_eq!((first.1, second.1, third.1), (0, 1, 2));
        drop(second);
        assert_eq!([write(&writes, 0), write(&writes, 0)], [1, 3]);
        drop((first, third));
        assert_eq!(write(&writes, 0), 0);
    }

    #[test]
    fn nobody_keeps_a_place_that_is_too_late_for_it() {
        let writes = Writes::default();
        let places: Vec<_> = (0..=10).map(|_| reserve(&writes, 0)).collect();
        assert_eq!(writes.reserve(SECOND, SECOND * 10, at(0)).unwrap_err(), SECOND * 11);
        assert_eq!(places.last().unwrap().1, 10);
        assert_eq!(writes.lock().len(), 11);
    }

    #[test]
    fn clocks_that_are_set_back_prolong_nothing() {
        let writes = Writes::default();
        assert_eq!([write(&writes, 0), write(&writes, 0)], [0, 1]);
        assert_eq!([write(&writes, -3600), write(&writes, -3600)], [0, 1]);
    }
}

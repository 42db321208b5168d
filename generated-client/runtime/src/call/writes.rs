//! The minimum time between writes, which GitHub asks for.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;

use crate::call::date::{after, until};
use octoscribe_transport::Mutex;

/// The times of writes.
#[derive(Debug, Default)]
pub(crate) struct Writes(Mutex<BTreeSet<Timestamp>>);

/// The reserved time of a write. Dropping it without [`Slot::take`] frees it for another write.
#[derive(Debug)]
pub(crate) struct Slot<'w> {
    writes: &'w Writes,
    time: Timestamp,
}

impl Writes {
    /// Reserves the first free slot; returns the wait until then.
    ///
    /// # Errors
    ///
    /// The wait, when it is longer than `patience`.
    pub(crate) fn reserve(
        &self,
        spacing: Duration,
        patience: Duration,
        now: Timestamp,
    ) -> Result<(Slot<'_>, Duration), Duration> {
        let mut times = self.0.lock();
        times.retain(|time| after(*time, spacing) > now);
        // A gap will do: a slot was freed, or the clock was set back.
        let mut slot = now;
        for time in &*times {
            if after(slot, spacing) <= *time {
                break;
            }
            slot = slot.max(after(*time, spacing));
        }
        let wait = until(slot, now);
        if wait > patience {
            return Err(wait);
        }
        times.insert(slot);
        drop(times);
        let slot = Slot {
            writes: self,
            time: slot,
        };
        Ok((slot, wait))
    }
}

impl Slot<'_> {
    /// Uses the slot.
    pub(crate) fn take(self) {
        std::mem::forget(self);
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.writes.0.lock().remove(&self.time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000_000 + second).unwrap()
    }

    /// A slot and the seconds until then.
    fn reserve(writes: &Writes, now: i64) -> (Slot<'_>, u64) {
        let (slot, wait) = writes.reserve(SECOND, SECOND * 10, at(now)).unwrap();
        (slot, wait.as_secs())
    }

    /// The seconds until a write, which then happens.
    fn write(writes: &Writes, now: i64) -> u64 {
        let (slot, wait) = reserve(writes, now);
        slot.take();
        wait
    }

    #[test]
    fn writes_queue() {
        let writes = Writes::default();
        let waits = [0, 0, 0, 1, 9, 9].map(|now| write(&writes, now));
        assert_eq!(waits, [0, 1, 2, 2, 0, 1]);
        assert_eq!(writes.0.lock().len(), 2, "the past is forgotten");
    }

    #[test]
    fn freed_slots_are_free_again() {
        let writes = Writes::default();
        let (first, second, third) = (reserve(&writes, 0), reserve(&writes, 0), reserve(&writes, 0));
        assert_eq!((first.1, second.1, third.1), (0, 1, 2));
        drop(second);
        assert_eq!([write(&writes, 0), write(&writes, 0)], [1, 3]);
        drop((first, third));
        assert_eq!(write(&writes, 0), 0);
    }

    #[test]
    fn slots_that_are_too_late_are_not_kept() {
        let writes = Writes::default();
        let slots: Vec<_> = (0..=10).map(|_| reserve(&writes, 0)).collect();
        assert_eq!(writes.reserve(SECOND, SECOND * 10, at(0)).unwrap_err(), SECOND * 11);
        assert_eq!(slots.last().unwrap().1, 10);
        assert_eq!(writes.0.lock().len(), 11);
    }

    #[test]
    fn clocks_that_are_set_back_prolong_nothing() {
        let writes = Writes::default();
        assert_eq!([write(&writes, 0), write(&writes, 0)], [0, 1]);
        assert_eq!([write(&writes, -3600), write(&writes, -3600)], [0, 1]);
    }
}

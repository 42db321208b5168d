//! The number of calls in flight.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts calls in flight: how many now, and at most.
#[derive(Clone, Default)]
pub(crate) struct InFlight(Arc<Mutex<(usize, usize)>>);

/// A call in flight, until it is dropped.
pub(crate) struct Flight(InFlight);

impl InFlight {
    pub(crate) fn begin(&self) -> Flight {
        let mut counts = self.lock();
        counts.0 += 1;
        counts.1 = counts.1.max(counts.0);
        Flight(self.clone())
    }

    /// The maximum so far.
    pub(crate) fn most(&self) -> usize {
        self.lock().1
    }

    fn lock(&self) -> MutexGuard<'_, (usize, usize)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.lock().0 -= 1;
    }
}

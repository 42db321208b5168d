//! Retries: for which statuses, when, and how many.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::StatusCode;

/// The limit of the first backoff; it doubles with each attempt.
const BASE: Duration = Duration::from_millis(500);
const MAX_BACKOFF: Duration = Duration::from_secs(20);

const CAPACITY: u32 = 500;
const COST: u32 = 5;

/// A budget that keeps retries from overloading a failing server. Each retry takes 5 of 500 tokens; a success returns one, or all 5 after a
/// retry. When half of all calls fail, the budget is soon empty and nothing is retried.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }
}

impl Budget {
    /// Takes the tokens for a retry, if there are enough.
    pub(crate) fn take(&self) -> bool {
        let take = |tokens: u32| tokens.checked_sub(COST);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Returns tokens for a success.
    pub(crate) fn give_back(&self, was_retried: bool) {
        if self.0.load(Ordering::Relaxed) < CAPACITY {
            let gift = if was_retried { COST } else { 1 };
            let give = |tokens: u32| Some(tokens.saturating_add(gift).min(CAPACITY));
            // Never fails: `give` always returns a value.
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
        }
    }
}

/// Whether a status is a transient failure.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::INTERNAL_SERVER_ERROR
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// The wait after a number of attempts: random up to the limit (full jitter), so that calls that failed together are not retried together.
pub(crate) fn backoff(attempts: u32) -> Duration {
    let doublings = attempts.saturating_sub(1).min(16);
    let limit = BASE.saturating_mul(1 << doublings).min(MAX_BACKOFF);
    limit.mul_f64(fastrand::f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_run_out_and_recover() {
        let budget = Budget::default();
        let taken = (0..200).filter(|_| budget.take()).count();
        assert_eq!(taken, 100);
        for _ in 0..5 {
            budget.give_back(false);
        }
        assert!(budget.take() && !budget.take());
        budget.give_back(true);
        assert!(budget.take());
        for _ in 0..1000 {
            budget.give_back(true);
        }
        assert_eq!(budget.0.load(Ordering::Relaxed), CAPACITY);
    }

    #[test]
    fn backoff_is_bounded_and_spread() {
        for (attempts, limit) in [(1, 500), (2, 1000), (3, 2000), (7, 20_000), (u32::MAX, 20_000)] {
            let waits: Vec<Duration> = (0..200).map(|_| backoff(attempts)).collect();
            let limit = Duration::from_millis(limit);
            assert!(waits.iter().all(|wait| *wait <= limit));
            assert!(waits.iter().any(|wait| *wait < limit / 4) && waits.iter().any(|wait| *wait > limit / 4 * 3));
        }
    }
}

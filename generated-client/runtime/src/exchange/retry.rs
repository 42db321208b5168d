//! Which attempts may be repeated, and when.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::StatusCode;

/// The first backoff is between zero and this; it doubles with each attempt.
const BASE: Duration = Duration::from_millis(500);
const MAX_BACKOFF: Duration = Duration::from_secs(20);

const CAPACITY: u32 = 500;
const COST: u32 = 5;

/// What keeps retries from adding to the load of a server that fails: each takes 5 tokens out of 500, a success gives one back, and one that
/// needed a retry gives all 5 back. When half of all calls fail, it is empty soon, and first attempts alone go on.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }
}

impl Budget {
    /// Takes what a retry costs, if it is there.
    pub(crate) fn take(&self) -> bool {
        let take = |tokens: u32| tokens.checked_sub(COST);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Gives back for a success.
    pub(crate) fn give_back(&self, was_repeated: bool) {
        if self.0.load(Ordering::Relaxed) < CAPACITY {
            let gift = if was_repeated { COST } else { 1 };
            let give = |tokens: u32| Some(tokens.saturating_add(gift).min(CAPACITY));
            // Never refused: `give` always has a value.
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
        }
    }
}

/// Whether a status is a failure that may be gone at the next attempt.
pub(crate) fn is_passing(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::INTERNAL_SERVER_ERROR
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// How long to wait after so many attempts: any time up to the limit ("full jitter"), so that the calls that failed together don't come
/// back together.
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

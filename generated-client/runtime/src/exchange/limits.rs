//! What the clones of a client know together about rate limits.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

use super::refusal::{self, Refusal};
use super::wait::WaitReason;
use crate::date::{after, until};

/// The least pause after a secondary limit for which the server names none; it doubles each time, as GitHub's docs ask.
const PAUSE: Duration = Duration::from_secs(60);
/// The number of doublings; the longest pause is 16 minutes.
const MAX_DOUBLINGS: u32 = 4;
/// No limit of GitHub's lasts longer. Whoever says so is mistaken, and must not silence a program until it is started again.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// How much earlier the time of one call may be than that of another that came first, without the clock having been set back: threads
/// that read the clock don't take the lock in the same order.
const DISORDER: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(crate) struct Limits {
    state: Mutex<State>,
    /// Whether a limit was ever hit since the last time that none held anything back: without, calls need neither lock nor clock.
    was_hit: AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    /// The latest time that was seen.
    now: Timestamp,
    /// When everything may go on after a secondary limit.
    pause_end: Timestamp,
    /// When the last secondary limit was hit, and how many in a row there have been.
    struck: Timestamp,
    strikes: u32,
    /// The resources that are used up, and until when.
    used_up: Vec<(Arc<str>, Timestamp)>,
    /// The resource of each endpoint's latest answer, by the endpoint's id.
    resources: HashMap<&'static str, Arc<str>>,
}

impl Limits {
    /// How long a call of an endpoint has to wait at this time, and why. Which resource an endpoint counts for is known from its last
    /// answer only: a guess could hold back what GitHub would let through.
    pub(crate) fn wait(&self, endpoint: &'static str, now: Timestamp) -> Option<(WaitReason, Duration)> {
        let mut state = self.at(now);
        if state.used_up.is_empty() && state.pause_end <= now {
            self.was_hit.store(false, Ordering::Relaxed);
            return None;
        }
        state.used_up.retain(|(_, end)| *end > now);
        let pause = (state.pause_end > now).then_some((WaitReason::SecondaryLimit, state.pause_end));
        let window = if state.used_up.is_empty() {
            None
        } else {
            let own = state.resources.get(endpoint);
            let window = state.used_up.iter().find(|(resource, _)| Some(resource) == own);
            window.map(|(resource, end)| {
                let resource = Arc::clone(resource);
                (WaitReason::PrimaryLimit { resource }, *end)
            })
        };
        let (reason, end) = pause.into_iter().chain(window).max_by_key(|(_, end)| *end)?;
        Some((reason, until(end, now)))
    }

    /// Whether a limit may hold calls back.
    pub(crate) fn may_hold_back(&self) -> bool {
        self.was_hit.load(Ordering::Relaxed)
    }

    /// Learns from an answer to an attempt that was sent at `sent`; tells whether it was refused for a limit. The body matters for
    /// refusals only, and so does the time, which most answers need not be asked for.
    pub(crate) fn learn(
        &self,
        endpoint: &'static str,
        (status, headers, body): (StatusCode, &HeaderMap, &[u8]),
        sent: Timestamp,
        now: impl FnOnce() -> Timestamp,
    ) -> bool {
        let resource = refusal::resource(headers);
        if status.is_success() && !refusal::is_last(headers) {
            let mut state = self.lock();
            state.go_on(sent);
            state.assign(endpoint, resource);
            return false;
        }
        let now = now();
        let refusal = Refusal::read(status, headers, body, now);
        let mut state = self.at(now);
        state.assign(endpoint, resource);
        match &refusal {
            Some(Refusal::Secondary { wait }) => state.strike(*wait, sent, now),
            Some(Refusal::Primary { resource, wait }) => {
                // A server that names no resource means all requests.
                state.assign(endpoint, Some(resource));
                state.use_up(resource, end(now, *wait));
            }
            None => {
                if let Some((resource, wait)) = refusal::used_up(headers, now) {
                    state.use_up(resource, end(now, wait));
                }
                if status.is_success() {
                    state.go_on(sent);
                }
            }
        }
        if state.pause_end > now || !state.used_up.is_empty() {
            // Under the lock, so that nobody else takes it back unseen.
            self.was_hit.store(true, Ordering::Relaxed);
        }
        refusal.is_some()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state at a time. When the machine's clock has been set back, so is everything that was reckoned by it; otherwise calls would
    /// wait for as long as it went back.
    fn at(&self, now: Timestamp) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        if now < state.now {
            let back = until(state.now, now);
            if back < DISORDER {
                return state;
            }
            state.set_back(back);
        }
        state.now = now;
        state
    }
}

impl State {
    /// Notes that an attempt sent then was a success: one that was sent after a pause ends the row of refusals.
    fn go_on(&mut self, sent: Timestamp) {
        if sent >= self.pause_end {
            self.strikes = 0;
        }
    }

    fn assign(&mut self, endpoint: &'static str, resource: Option<&str>) {
        let Some(resource) = resource else {
            return;
        };
        if self.resources.get(endpoint).is_none_or(|known| **known != *resource) {
            self.resources.insert(endpoint, resource.into());
        }
    }

    fn use_up(&mut self, resource: &str, end: Timestamp) {
        match self.used_up.iter_mut().find(|(known, _)| **known == *resource) {
            Some((_, known)) => *known = end.max(*known),
            None => self.used_up.push((resource.into(), end)),
        }
    }

    fn strike(&mut self, wait: Option<Duration>, sent: Timestamp, now: Timestamp) {
        // Refusals of attempts that were already under way are the same strike.
        let is_new = self.strikes == 0 || sent >= self.struck;
        let doublings = if is_new {
            self.strikes
        } else {
            self.strikes.saturating_sub(1)
        };
        let pause = wait.unwrap_or_else(|| PAUSE.saturating_mul(1 << doublings.min(MAX_DOUBLINGS)));
        self.pause_end = self.pause_end.max(end(now, pause));
        if is_new {
            self.strikes = self.strikes.saturating_add(1);
            self.struck = now;
        }
    }

    fn set_back(&mut self, by: Duration) {
        let ends = self.used_up.iter_mut().map(|(_, end)| end);
        let times = [&mut self.pause_end, &mut self.struck];
        for time in ends.chain(times) {
            *time = time.saturating_sub(by).unwrap_or(*time);
        }
    }
}

/// When a limit ends.
fn end(now: Timestamp, wait: Duration) -> Timestamp {
    after(now, wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINT: &str = "issues.get";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000_000 + second).unwrap()
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| (http::HeaderName::from_static(name), value.parse().unwrap());
        pairs.iter().map(pair).collect()
    }

    fn learn(limits: &Limits, status: u16, pairs: &[(&'static str, &str)], (sent, now): (i64, i64)) -> bool {
        let status = StatusCode::from_u16(status).unwrap();
        limits.learn(ENDPOINT, (status, &headers(pairs), b""), at(sent), || at(now))
    }

    fn wait(limits: &Limits, endpoint: &'static str, now: i64) -> Option<(String, u64)> {
        let (reason, wait) = limits.wait(endpoint, at(now))?;
        Some((reason.to_string(), wait.as_secs()))
    }

    #[test]
    fn windows_hold_back_their_own_endpoints() {
        let limits = Limits::default();
        let last = [
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1000000050"),
            ("x-ratelimit-resource", "search"),
        ];
        assert!(!learn(&limits, 200, &last, (0, 10)));
        let reason = "the rate limit for `search` is used up".to_owned();
        assert_eq!(
            wait(&limits, ENDPOINT, 20),
            Some((reason, 31)),
            "a second after the reset"
        );
        assert_eq!(wait(&limits, "issues.list", 20), None);
        assert_eq!(wait(&limits, ENDPOINT, 51), None);
    }

    #[test]
    fn pauses_double_once_for_each_strike() {
        let limits = Limits::default();
        let pause = |now| wait(&limits, "any", now).map_or(0, |(_, wait)| wait);
        assert!(learn(&limits, 429, &[], (0, 1)));
        assert!(learn(&limits, 429, &[], (0, 2)), "was under way already");
        assert_eq!(pause(2), 60);
        assert!(learn(&limits, 429, &[], (62, 63)));
        assert_eq!(pause(63), 120);
        assert!(learn(&limits, 403, &[("retry-after", "5")], (183, 184)));
        assert_eq!(pause(184), 5);
        assert!(!learn(&limits, 200, &[], (190, 191)));
        assert!(learn(&limits, 429, &[], (200, 200)));
        assert_eq!(pause(200), 60, "a success ends the row");
        for strike in 0..40 {
            learn(&limits, 429, &[], (10_000 + strike * 1000, 10_000 + strike * 1000));
        }
        assert_eq!(pause(49_000), 960);
    }

    #[test]
    fn nonsense_ends_some_day() {
        for nonsense in [
            [("retry-after", "18446744073709551615"), ("x", "")],
            [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "99999999999")],
        ] {
            let limits = Limits::default();
            assert!(learn(&limits, 403, &nonsense, (0, 0)));
            assert_eq!(wait(&limits, ENDPOINT, 0).map(|(_, wait)| wait), Some(86_400));
        }
    }

    #[test]
    fn calls_out_of_order_shorten_nothing() {
        let limits = Limits::default();
        assert!(learn(&limits, 429, &[("retry-after", "30")], (0, 0)));
        for _ in 0..100 {
            let early = at(0) - Duration::from_millis(500);
            limits.wait(ENDPOINT, early);
            limits.wait(ENDPOINT, at(0));
        }
        assert_eq!(wait(&limits, ENDPOINT, 0).map(|(_, wait)| wait), Some(30));
    }

    #[test]
    fn clocks_that_are_set_back_prolong_nothing() {
        let limits = Limits::default();
        assert!(learn(&limits, 429, &[("retry-after", "30")], (0, 0)));
        assert_eq!(wait(&limits, ENDPOINT, -3600).map(|(_, wait)| wait), Some(30));
    }
}

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
    /// When the next write may go.
    next_write: Timestamp,
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

    /// Takes the next place among the writes; gives how long it is until then.
    pub(crate) fn write_place(&self, spacing: Duration, now: Timestamp) -> Duration {
        let mut state = self.at(now);
        let place = state.next_write.max(now);
        state.next_write = after(place, spacing);
        until(place, now)
    }

    /// Learns from an answer to an attempt that was sent at `sent`; tells whether it was refused for a limit. The body matters for
    /// refusals only.
    pub(crate) fn learn(
        &self,
        endpoint: &'static str,
        (status, headers, body): (StatusCode, &HeaderMap, &[u8]),
        (sent, now): (Timestamp, Timestamp),
    ) -> bool {
        let refusal = Refusal::read(status, headers, body, now);
        let mut state = self.at(now);
        if let Some(resource) = refusal::resource(headers) {
            state.assign(endpoint, resource);
        }
        match &refusal {
            Some(Refusal::Secondary { wait }) => state.strike(*wait, sent, now),
            Some(Refusal::Primary { resource, wait }) => {
                // A server that names no resource means all requests.
                state.assign(endpoint, resource);
                state.use_up(resource, after(now, *wait));
            }
            None => {
                if let Some((resource, wait)) = refusal::used_up(headers, now) {
                    state.use_up(resource, after(now, wait));
                }
                if status.is_success() && sent >= state.pause_end {
                    state.strikes = 0;
                }
            }
        }
        if state.pause_end > now || !state.used_up.is_empty() {
            // Under the lock, so that nobody else takes it back unseen.
            self.was_hit.store(true, Ordering::Relaxed);
        }
        refusal.is_some()
    }

    /// The state at a time. When the machine's clock has been set back, so is everything that was reckoned by it; otherwise calls would
    /// wait for as long as it went back.
    fn at(&self, now: Timestamp) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let back = until(state.now, now);
        if !back.is_zero() {
            state.set_back(back);
        }
        state.now = now;
        state
    }
}

impl State {
    fn assign(&mut self, endpoint: &'static str, resource: &str) {
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
        self.pause_end = self.pause_end.max(after(now, pause));
        if is_new {
            self.strikes = self.strikes.saturating_add(1);
            self.struck = now;
        }
    }

    fn set_back(&mut self, by: Duration) {
        let ends = self.used_up.iter_mut().map(|(_, end)| end);
        let times = [&mut self.pause_end, &mut self.struck, &mut self.next_write];
        for time in ends.chain(times) {
            *time = time.saturating_sub(by).unwrap_or(*time);
        }
    }
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
        limits.learn(ENDPOINT, (status, &headers(pairs), b""), (at(sent), at(now)))
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
    fn writes_queue() {
        let limits = Limits::default();
        let place = |now| limits.write_place(Duration::from_secs(1), at(now)).as_secs();
        assert_eq!([place(0), place(0), place(0), place(1), place(9)], [0, 1, 2, 2, 0]);
    }

    #[test]
    fn clocks_that_are_set_back_prolong_nothing() {
        let limits = Limits::default();
        assert!(learn(&limits, 429, &[("retry-after", "30")], (0, 0)));
        limits.write_place(Duration::from_secs(5), at(0));
        assert_eq!(wait(&limits, ENDPOINT, -3600).map(|(_, wait)| wait), Some(30));
        assert_eq!(limits.write_place(Duration::from_secs(5), at(-3600)).as_secs(), 5);
    }
}

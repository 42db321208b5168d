//! Rate limits that are exhausted, as the clones of a client have learned.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

use crate::call::date::{after, until};
use crate::call::refusal::{self, Refusal};
use crate::call::wait::WaitReason;
use octoscribe_transport::Mutex;

/// The pause after a secondary limit without `retry-after`; it doubles each time, as GitHub's docs ask.
const PAUSE: Duration = Duration::from_secs(60);
/// The number of doublings; the longest pause is 16 minutes.
const MAX_DOUBLINGS: u32 = 4;
/// The maximum for any limit: no limit of GitHub lasts longer, and a mistaken server must not silence a program until it restarts.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// How far the time may go back without the clock having been set back: threads that read the clock take the lock in any order.
const DISORDER: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// The latest time seen.
    now: Timestamp,
    /// The end of the pause after a secondary limit.
    pause_end: Timestamp,
    /// When a secondary limit was last hit, and how many times in a row.
    struck: Timestamp,
    strikes: u32,
    /// The exhausted resources, and until when.
    exhausted: Vec<(Arc<str>, Timestamp)>,
    /// The resource of each endpoint's latest response, by the endpoint's id.
    resources: HashMap<&'static str, Arc<str>>,
}

impl Limits {
    /// How long a call of an endpoint has to wait, and why. The resource of an endpoint is known only from its last response: a guess could
    /// hold back what GitHub would allow.
    pub(crate) fn wait(
        &self,
        endpoint: &'static str,
        now: impl FnOnce() -> Timestamp,
    ) -> Option<(WaitReason, Duration)> {
        if self.0.lock().is_free() {
            return None;
        }
        let now = now();
        let mut state = self.at(now);
        state.exhausted.retain(|(_, end)| *end > now);
        let pause = (state.pause_end > now).then_some((WaitReason::SecondaryLimit, state.pause_end));
        let mut exhausted = state.exhausted.iter();
        let window = exhausted.find(|(resource, _)| state.resources.get(endpoint) == Some(resource));
        let window = window.map(|(resource, end)| {
            let resource = Arc::clone(resource);
            (WaitReason::PrimaryLimit { resource }, *end)
        });
        let (reason, end) = pause.into_iter().chain(window).max_by_key(|(_, end)| *end)?;
        Some((reason, until(end, now)))
    }

    /// Learns from the response to an attempt that was sent at `sent`; returns whether it was refused for a limit.
    pub(crate) fn learn(
        &self,
        endpoint: &'static str,
        (status, headers, body): (StatusCode, &HeaderMap, &[u8]),
        sent: Timestamp,
        now: Timestamp,
    ) -> bool {
        let refusal = Refusal::read(status, headers, body, now);
        let mut state = self.at(now);
        state.assign(endpoint, refusal::resource(headers));
        match &refusal {
            Some(Refusal::Secondary { wait }) => state.strike(*wait, sent, now),
            Some(Refusal::Primary { resource, wait }) => {
                // A server without resources limits all requests.
                state.assign(endpoint, Some(resource));
                state.exhaust(resource, end(now, *wait));
            }
            None => {
                if let Some((resource, wait)) = refusal::exhausted(headers, now) {
                    state.exhaust(resource, end(now, wait));
                }
                // A success after a pause ends the series of refusals.
                if status.is_success() && sent >= state.pause_end {
                    state.strikes = 0;
                }
            }
        }
        refusal.is_some()
    }

    /// What is left of the pause after a secondary limit.
    pub(crate) fn pause(&self, now: Timestamp) -> Option<Duration> {
        Some(until(self.at(now).pause_end, now)).filter(|pause| !pause.is_zero())
    }

    /// Returns the state at a time. When the clock was set back, moves all times back too; otherwise calls would wait that much longer.
    fn at(&self, now: Timestamp) -> MutexGuard<'_, State> {
        let mut state = self.0.lock();
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
    /// Whether nothing is limited, and nothing was when the time was last seen.
    fn is_free(&self) -> bool {
        self.exhausted.is_empty() && self.pause_end <= self.now
    }

    fn assign(&mut self, endpoint: &'static str, resource: Option<&str>) {
        if let Some(resource) = resource
            && self.resources.get(endpoint).is_none_or(|known| **known != *resource)
        {
            self.resources.insert(endpoint, resource.into());
        }
    }

    fn exhaust(&mut self, resource: &str, end: Timestamp) {
        match self.exhausted.iter_mut().find(|(known, _)| **known == *resource) {
            Some((_, known)) => *known = end.max(*known),
            None => self.exhausted.push((resource.into(), end)),
        }
    }

    fn strike(&mut self, wait: Option<Duration>, sent: Timestamp, now: Timestamp) {
        // Refusals of attempts that were in flight count once.
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
        let ends = self.exhausted.iter_mut().map(|(_, end)| end);
        let times = [&mut self.pause_end, &mut self.struck];
        for time in ends.chain(times) {
            *time = time.saturating_sub(by).unwrap_or(*time);
        }
    }
}

/// The end of a limit.
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
        limits.learn(ENDPOINT, (status, &headers(pairs), b""), at(sent), at(now))
    }

    fn wait(limits: &Limits, endpoint: &'static str, now: i64) -> Option<(String, u64)> {
        let (reason, wait) = limits.wait(endpoint, || at(now))?;
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
        let reason = "rate limit exhausted (resource `search`)".to_owned();
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
        assert!(learn(&limits, 429, &[], (0, 2)), "was in flight");
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
            limits.wait(ENDPOINT, || early);
            limits.wait(ENDPOINT, || at(0));
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

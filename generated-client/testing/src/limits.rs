//! Simulates GitHub's limits: primary by the hour, secondary in a short time.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::Timestamp;

use crate::call::Call;
use crate::clock::later;
use crate::stub_response::StubResponse;

/// The limits in force.
#[derive(Default)]
pub(crate) struct Limits {
    primary: BTreeMap<&'static str, Primary>,
    secondary: Option<Secondary>,
}

struct Primary {
    limit: u64,
    window: Duration,
    used: u64,
    /// When the window ends, in whole seconds as in the header.
    reset: Timestamp,
}

struct Secondary {
    calls: usize,
    window: Duration,
    retry_after: Option<Duration>,
    recent: VecDeque<Timestamp>,
    /// Until when all calls are refused.
    closed_until: Timestamp,
}

impl Limits {
    pub(crate) fn set_primary(&mut self, resource: &'static str, limit: u64, window: Duration) {
        let primary = Primary {
            limit,
            window,
            used: 0,
            reset: Timestamp::MIN,
        };
        self.primary.insert(resource, primary);
    }

    pub(crate) fn set_secondary(&mut self, calls: usize, window: Duration, retry_after: Option<Duration>) {
        self.secondary = Some(Secondary {
            calls,
            window,
            retry_after,
            recent: VecDeque::new(),
            closed_until: Timestamp::MIN,
        });
    }

    /// Counts a call; returns the response if it exceeds a limit.
    pub(crate) fn refuse(&mut self, call: &Call) -> Option<StubResponse> {
        if let Some(primary) = self.primary.get_mut(resource(call)) {
            if call.at() >= primary.reset {
                primary.used = 0;
                primary.reset = whole_seconds(later(call.at(), primary.window));
            }
            if primary.used >= primary.limit {
                return Some(StubResponse::error(StatusCode::FORBIDDEN, "API rate limit exceeded"));
            }
            primary.used += 1;
        }
        self.secondary.as_mut()?.refuse(call.at())
    }

    /// Uncounts a call whose response doesn't count.
    pub(crate) fn give_back(&mut self, call: &Call) {
        if let Some(primary) = self.primary.get_mut(resource(call)) {
            primary.used = primary.used.saturating_sub(1);
        }
    }

    /// Adds the state of the call's limit to the headers of a response, unless they have it.
    pub(crate) fn add_headers(&self, call: &Call, headers: &mut HeaderMap) {
        let resource = resource(call);
        let Some(primary) = self.primary.get(resource) else {
            return;
        };
        let numbers = [
            ("x-ratelimit-limit", primary.limit),
            ("x-ratelimit-remaining", primary.limit.saturating_sub(primary.used)),
            ("x-ratelimit-used", primary.used),
            (
                "x-ratelimit-reset",
                u64::try_from(primary.reset.as_second()).unwrap_or_default(),
            ),
        ];
        for (name, number) in numbers {
            headers.entry(name).or_insert_with(|| number.into());
        }
        headers
            .entry("x-ratelimit-resource")
            .or_insert_with(|| HeaderValue::from_static(resource));
    }
}

impl Secondary {
    fn refuse(&mut self, now: Timestamp) -> Option<StubResponse> {
        while self
            .recent
            .front()
            .is_some_and(|first| later(*first, self.window) <= now)
        {
            self.recent.pop_front();
        }
        if now >= self.closed_until && self.recent.len() < self.calls {
            self.recent.push_back(now);
            return None;
        }
        if now >= self.closed_until {
            self.closed_until = later(now, self.retry_after.unwrap_or_default());
        }
        let left = self.closed_until.duration_since(now).unsigned_abs();
        Some(StubResponse::secondary_limit(self.retry_after.map(|_| left)))
    }
}

/// The resource that a call counts for.
fn resource(call: &Call) -> &'static str {
    match call.endpoint() {
        Some("search.code") => "code_search",
        Some(id) if id.starts_with("search.") => "search",
        _ => "core",
    }
}

/// Rounds a time up to seconds.
fn whole_seconds(time: Timestamp) -> Timestamp {
    let seconds = time.as_second() + i64::from(time.subsec_nanosecond() > 0);
    Timestamp::from_second(seconds).unwrap_or(time)
}

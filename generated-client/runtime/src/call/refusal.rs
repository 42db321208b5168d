//! Refusals for rate limits, as responses state them.

use std::sync::Arc;
use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, StatusCode};
use jiff::Timestamp;
use memchr::memmem;
use serde_json::Value;

use crate::call::date::{self, until};
use crate::call::shared::LimitWindow;
use crate::response::api_error::is_limit_error;
use crate::response::body::without_mark;
use crate::response::response::RateLimit;

static REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
static RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
static RESOURCE: HeaderName = HeaderName::from_static("x-ratelimit-resource");

/// The resource when a server names none.
const GENERAL: &str = "core";

/// GitHub rounds resets down to seconds; a request within the last one is refused.
const SLACK: Duration = Duration::from_secs(1);

/// The limit for which a request was refused. The server has not acted on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The primary limit of a resource; it ends after the wait.
    Primary { resource: Arc<str>, wait: Duration },
    /// Any other limit, with the pause that the server asks for.
    Secondary { wait: Option<Duration> },
}

impl Refusal {
    /// Reads a response as GitHub's docs say; `None` when it isn't a refusal for a limit.
    pub(crate) fn read(status: StatusCode, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Option<Self> {
        if status != StatusCode::FORBIDDEN && status != StatusCode::TOO_MANY_REQUESTS {
            return None;
        }
        let wait = retry_after(headers, now);
        if wait.is_some() {
            return Some(Self::Secondary { wait });
        }
        if let Some((resource, wait)) = exhausted(headers, now) {
            let resource = resource.into();
            return Some(Self::Primary { resource, wait });
        }
        let is_limit = status == StatusCode::TOO_MANY_REQUESTS || mentions_limits(body);
        is_limit.then_some(Self::Secondary { wait: None })
    }
}

/// Whether GraphQL refused a query for a limit, which it says among the errors of a response with status 200.
pub(crate) fn is_graphql_refusal(body: &[u8]) -> bool {
    // Most responses have no errors, and are large.
    let may_be = ["RATE_LIMIT", "rate limit"]
        .iter()
        .any(|words| memmem::find(body, words.as_bytes()).is_some());
    let json: Option<Value> = may_be.then(|| serde_json::from_slice(body).ok()).flatten();
    let errors = json.as_ref().and_then(|json| json.get("errors")?.as_array());
    errors.into_iter().flatten().any(is_limit_error)
}

/// The resource that is exhausted after a response, and for how long.
pub(crate) fn exhausted(headers: &HeaderMap, now: Timestamp) -> Option<(&str, Duration)> {
    if text(headers, &REMAINING) != Some("0") {
        return None;
    }
    let reset = Timestamp::from_second(text(headers, &RESET)?.parse().ok()?).ok()?;
    // By the server's clock: the local one may be wrong.
    let wait = until(reset, date::of(headers).unwrap_or(now));
    Some((resource(headers).unwrap_or(GENERAL), wait.saturating_add(SLACK)))
}

/// The state of the primary limit after a response.
pub(crate) fn window(headers: &HeaderMap, now: Timestamp) -> Option<LimitWindow> {
    let limit = RateLimit::read(headers)?;
    Some(LimitWindow {
        resource: limit.resource.unwrap_or_else(|| GENERAL.to_owned()),
        limit: limit.limit,
        remaining: limit.remaining,
        reset: limit.reset.as_second(),
        left: until(limit.reset, date::of(headers).unwrap_or(now)).saturating_add(SLACK),
    })
}

/// The resource that a request counted for.
pub(crate) fn resource(headers: &HeaderMap) -> Option<&str> {
    text(headers, &RESOURCE)
}

/// The pause that the server asks for, in seconds or until a date.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = text(headers, &RETRY_AFTER)?.trim();
    match text.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => Some(until(date::parse(text)?, date::of(headers).unwrap_or(now))),
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn mentions_limits(body: &[u8]) -> bool {
    let Ok(json) = serde_json::from_slice::<Value>(without_mark(body)) else {
        return false;
    };
    let says = |name: &str, words: &[&str]| {
        let text = json.get(name).and_then(Value::as_str).unwrap_or_default();
        let text = text.to_ascii_lowercase();
        words.iter().any(|word| text.contains(word))
    };
    says("message", &["secondary rate limit", "abuse detection"])
        || says("documentation_url", &["secondary-rate-limits", "abuse-rate-limits"])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `HTTP-status header: value; header: value | body`
    fn shown(response: &str) -> String {
        let (head, body) = response.split_once(" | ").unwrap_or((response, ""));
        let (status, headers) = head.split_once(' ').unwrap_or((head, ""));
        let mut map = HeaderMap::new();
        for header in headers.split("; ").filter(|header| !header.is_empty()) {
            let (name, value) = header.split_once(": ").unwrap();
            map.insert(HeaderName::try_from(name).unwrap(), value.parse().unwrap());
        }
        let now = Timestamp::from_second(1_000_000_000).unwrap();
        let refusal = Refusal::read(status.parse().unwrap(), &map, body.as_bytes(), now);
        format!("{response}\n  {refusal:?}\n")
    }

    #[test]
    fn refusals_are_recognized() {
        let responses = [
            "403",
            "200 retry-after: 5",
            "503 retry-after: 5",
            "403 retry-after: 7",
            "429 retry-after: nonsense",
            "429",
            "429 retry-after: Sun, 09 Sep 2001 01:47:00 GMT",
            "429 retry-after: Sun, 09 Sep 2001 01:47:00 GMT; date: Sun, 09 Sep 2001 01:46:00 GMT",
            "429 retry-after: Sun, 09 Sep 2001 01:00:00 GMT",
            "403 x-ratelimit-remaining: 3; x-ratelimit-reset: 1000000060",
            "403 x-ratelimit-remaining: 0; x-ratelimit-reset: 1000000060; x-ratelimit-resource: search",
            "403 x-ratelimit-remaining: 0; x-ratelimit-reset: 1000000060; date: Sun, 09 Sep 2001 01:47:30 GMT",
            "403 x-ratelimit-remaining: 0; x-ratelimit-reset: 1000000060; date: Sun, 09 Sep 2001 03:00:00 GMT",
            "403 x-ratelimit-remaining: 0; x-ratelimit-reset: 99999999999999999999",
            "403 | {\"message\": \"Must have admin rights\"}",
            "403 | {\"message\": \"You have exceeded a secondary rate limit.\"}",
            "403 | {\"documentation_url\": \"https://docs.github.com/rest/x#about-secondary-rate-limits\"}",
            "403 | [not json",
        ];
        insta::assert_snapshot!(responses.map(shown).concat(), @r#"
        403
          None
        200 retry-after: 5
          None
        503 retry-after: 5
          None
        403 retry-after: 7
          Some(Secondary { wait: Some(7s) })
        429 retry-after: nonsense
          Some(Secondary { wait: None })
        429
          Some(Secondary { wait: None })
        429 retry-after: Sun, 09 Sep 2001 01:47:00 GMT
          Some(Secondary { wait: Some(20s) })
        429 retry-after: Sun, 09 Sep 2001 01:47:00 GMT; date: Sun, 09 Sep 2001 01:46:00 GMT
          Some(Secondary { wait: Some(60s) })
        429 retry-after: Sun, 09 Sep 2001 01:00:00 GMT
          Some(Secondary { wait: Some(0ns) })
        403 x-ratelimit-remaining: 3; x-ratelimit-reset: 1000000060
          None
        403 x-ratelimit-remaining: 0; x-ratelimit-reset: 1000000060; x-ratelimit-resource: search
          Some(Primary { resource: "search", wait: 61s })
        403 x-ratelimit-remaining: 0; x-ratelimit-reset: 1000000060; date: Sun, 09 Sep 2001 01:47:30 GMT
          Some(Primary { resource: "core", wait: 11s })
        403 x-ratelimit-remaining: 0; x-ratelimit-reset: 1000000060; date: Sun, 09 Sep 2001 03:00:00 GMT
          Some(Primary { resource: "core", wait: 1s })
        403 x-ratelimit-remaining: 0; x-ratelimit-reset: 99999999999999999999
          None
        403 | {"message": "Must have admin rights"}
          None
        403 | {"message": "You have exceeded a secondary rate limit."}
          Some(Secondary { wait: None })
        403 | {"documentation_url": "https://docs.github.com/rest/x#about-secondary-rate-limits"}
          Some(Secondary { wait: None })
        403 | [not json
          None
        "#);
    }
}

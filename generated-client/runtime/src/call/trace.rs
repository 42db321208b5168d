//! Spans and events, named after OpenTelemetry's conventions for HTTP clients. They hold route templates and no values, since a URL may
//! hold secrets.

use http::{HeaderMap, HeaderName, Uri};
use tracing::field::Empty;
use tracing::{Span, info, info_span, warn};

use crate::call::error::Error;
use crate::call::redirect;
use crate::call::wait::{Wait, WaitReason};
use crate::request::endpoint::Endpoint;
use crate::response::body::REQUEST_ID;
use crate::response::model::notes::Reported;

static DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
static SUNSET: HeaderName = HeaderName::from_static("sunset");

/// Creates the span of a call, including its attempts and waits.
pub(crate) fn span(endpoint: &Endpoint, url: &Uri) -> Span {
    info_span!(
        "github.request",
        otel.name = %format_args!("{} {}", endpoint.method(), endpoint.path()),
        otel.kind = "client",
        github.endpoint = endpoint.id(),
        http.request.method = endpoint.method().as_str(),
        url.template = endpoint.path(),
        url.scheme = url.scheme_str(),
        server.address = url.host(),
        server.port = redirect::port(url),
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        github.request_id = Empty,
        github.wait_ms = Empty,
        github.is_cached = Empty,
        error.type = Empty,
        otel.status_code = Empty,
    )
}

/// Records the attempts in the span.
pub(crate) fn attempts(span: &Span, attempts: u32, waited: std::time::Duration) {
    if attempts > 1 {
        span.record("http.request.resend_count", attempts - 1);
    }
    if !waited.is_zero() {
        span.record("github.wait_ms", u64::try_from(waited.as_millis()).unwrap_or(u64::MAX));
    }
}

/// Records a response in the span.
pub(crate) fn response(span: &Span, status: u16, headers: &HeaderMap, is_cached: bool) {
    if span.is_disabled() {
        return;
    }
    span.record("http.response.status_code", status);
    span.record("github.is_cached", is_cached);
    if let Some(id) = headers.get(&REQUEST_ID).and_then(|id| id.to_str().ok()) {
        span.record("github.request_id", id);
    }
}

/// Records an error in the span.
pub(crate) fn failure(span: &Span, error: &Error) {
    span.record("otel.status_code", "ERROR");
    let kind = match error {
        Error::Api(error) => error.status.as_str(),
        Error::Transport(error) if error.is_timeout() => "timeout",
        Error::Transport(error) if error.is_connect() => "connect",
        Error::Transport(_) => "transport",
        Error::Auth(_) => "authorization",
        Error::Limited(_) => "rate_limit",
        _ => "_OTHER",
    };
    span.record("error.type", kind);
}

/// Reports a wait: for rate limits as a warning, otherwise as information.
pub(crate) fn wait(wait: &Wait) {
    let (endpoint, seconds) = (wait.endpoint.id(), wait.duration.as_secs_f64());
    match wait.reason {
        WaitReason::PrimaryLimit { .. } | WaitReason::SecondaryLimit => {
            warn!(github.endpoint = endpoint, seconds, "waiting: {}", wait.reason);
        }
        WaitReason::WriteSpacing | WaitReason::Queue { .. } | WaitReason::Retry { .. } => {
            info!(github.endpoint = endpoint, seconds, "waiting: {}", wait.reason);
        }
    }
}

/// Reports a deprecated endpoint once (headers `Deprecation`, RFC 9745, and `Sunset`, RFC 8594).
pub(crate) fn deprecation(reported: &Reported, endpoint: &Endpoint, headers: &HeaderMap) {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let (deprecation, sunset) = (text(&DEPRECATION), text(&SUNSET));
    if (deprecation.is_some() || sunset.is_some()) && reported.is_new(endpoint.id(), "header `deprecation`") {
        warn!(
            github.endpoint = endpoint.id(),
            deprecation, sunset, "this endpoint is deprecated"
        );
    }
}

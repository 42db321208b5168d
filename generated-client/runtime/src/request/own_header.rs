//! Headers that a program adds, to all requests of a client or to one.

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};

use crate::request::secret::is_secret;

/// Headers that are the client's: credentials, and what says how a message travels (RFC 9110, section 7.6.1).
const RESERVED: &[&str] = &[
    "connection",
    "content-length",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Reads a header. One with the name of a secret is marked sensitive.
///
/// # Errors
///
/// What is wrong with it; begins with "expected".
pub(crate) fn read(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let name = HeaderName::try_from(name).map_err(|_| "expected a valid header name")?;
    if name == AUTHORIZATION {
        return Err("expected a header other than `authorization`, which `token` and `auth` set");
    }
    if RESERVED.contains(&name.as_str()) {
        return Err("expected a header that the client doesn't set itself");
    }
    let mut value = HeaderValue::from_str(value).map_err(|_| "expected a valid header value")?;
    value.set_sensitive(is_secret(name.as_str()));
    Ok((name, value))
}

//! The calls that a double received.

use std::fmt;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, StatusCode, Uri};
use jiff::Timestamp;
use octoscribe_runtime::{Endpoint, is_secret};
use serde_json::Value;

use crate::route::{path_values, query_values};

/// A call that a [`FakeGitHub`](crate::FakeGitHub) received, with decoded parameters.
#[derive(Clone)]
pub struct Call {
    endpoint: Option<&'static Endpoint>,
    head: Parts,
    body: Bytes,
    at: Timestamp,
    path: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
}

impl Call {
    pub(crate) fn new(head: Parts, body: Bytes, at: Timestamp) -> Self {
        let endpoint = head.extensions.get::<&'static Endpoint>().copied();
        let path = endpoint.and_then(|endpoint| path_values(endpoint, head.uri.path()));
        Self {
            endpoint,
            query: query_values(head.uri.query()),
            head,
            body,
            at,
            path: path.unwrap_or_default(),
        }
    }

    /// The endpoint that was called: `packages.deletePackageForUser`; `None` after a redirect.
    #[must_use]
    pub fn endpoint(&self) -> Option<&'static str> {
        self.endpoint.map(Endpoint::id)
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.head.method
    }

    /// The whole URL.
    #[must_use]
    pub fn url(&self) -> &Uri {
        &self.head.uri
    }

    /// The first successful status that the docs list, if they matter.
    pub(crate) fn success_status(&self) -> Option<StatusCode> {
        let status = self.endpoint?.success_statuses().first()?;
        StatusCode::from_u16(*status).ok()
    }

    /// The value of a path parameter; `None` when the endpoint has no such parameter, and after a redirect.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<&str> {
        let parameter = self.path.iter().find(|(given, _)| *given == name);
        parameter.map(|(_, value)| value.as_str())
    }

    /// The value of a query parameter.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        let parameter = self.query.iter().find(|(given, _)| given == name);
        parameter.map(|(_, value)| value.as_str())
    }

    /// The values of a query parameter that is given item by item.
    pub(crate) fn query_values(&self, name: &str) -> Vec<String> {
        let given = self.query.iter().filter(|(given, _)| given == name);
        given.map(|(_, value)| value.clone()).collect()
    }

    /// The value of a header, including the token.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// The body as received.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The body as JSON; null when it isn't JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// When the call arrived, by the double's clock.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

/// Shows endpoint, method and URL. Omits the values of secret parameters, headers and body.
impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(id) = self.endpoint() {
            write!(f, "{id}: ")?;
        }
        write!(f, "{} ", self.method())?;
        if let Some(authority) = self.url().authority() {
            write!(f, "{}://{authority}", self.url().scheme_str().unwrap_or_default())?;
        }
        f.write_str(self.url().path())?;
        for (index, (name, value)) in self.query.iter().enumerate() {
            let value = if is_secret(name) { "(hidden)" } else { value };
            write!(f, "{}{name}={value}", if index == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

/// Like `Display`.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({self}, {} bytes)", self.body.len())
    }
}

//! What GitHub says of errors: in responses with an error status, and in those of GraphQL.

use std::error::Error as StdError;
use std::fmt::{self, Display};

use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::request::endpoint::Endpoint;
use crate::request::secret::{hide_secrets, is_secret};
use crate::request::shown::{MESSAGE, Shown, WORDS};
use crate::response::body::{Body, DecodeError, without_mark};
use crate::response::response::Response;
use crate::response::scopes;

/// Characters of a body that isn't JSON that an error shows.
const SHOWN: usize = 200;
/// Errors of fields that are kept.
const MAX_ERRORS: usize = 100;
/// Errors that an error shows.
const MAX_SHOWN: usize = 20;

/// A response with a status other than success.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ApiError {
    /// The status.
    pub status: StatusCode,
    /// The server's message; otherwise the beginning of a body that isn't JSON, or the name of the status.
    pub message: String,
    /// The page of GitHub's documentation that the server refers to.
    pub documentation_url: Option<String>,
    /// The errors of the request's fields, usually with status 422; 100 at most.
    pub errors: Vec<FieldError>,
    /// GitHub's id of the request, for its support.
    pub request_id: Option<String>,
    /// The endpoint that was called: `packages.deletePackageForUser`.
    pub endpoint: &'static str,
    /// A possible reason that the server doesn't state.
    pub hint: Option<String>,
    /// The whole response.
    pub response: Response<Body>,
}

impl ApiError {
    /// Parses the body as one of the types that the endpoint's documentation names for errors, or as one of your own.
    ///
    /// # Errors
    ///
    /// When the body isn't JSON, or doesn't fit the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.response.body().json()
    }

    /// Reads a response; `not_followed` is why its redirect was not followed.
    pub(crate) fn new(endpoint: &'static Endpoint, response: Response<Body>, not_followed: Option<&str>) -> Self {
        let json: Value = serde_json::from_slice(without_mark(response.body().bytes())).unwrap_or_default();
        let errors = match json.get("errors") {
            Some(Value::Array(errors)) => errors.iter().take(MAX_ERRORS).cloned().map(FieldError::new).collect(),
            None | Some(Value::Null) => Vec::new(),
            Some(single) => vec![FieldError::new(single.clone())],
        };
        let message = text(&json, "message").unwrap_or_else(|| beginning(&response));
        let hint = match not_followed {
            Some(reason) => Some(format!("not followed: {reason}")),
            None => scopes::sso_hint(response.headers())
                .or_else(|| scopes::hint(endpoint.token_scopes(), response.status(), response.headers()))
                .or_else(|| scopes::permissions_hint(response.status(), response.headers(), &message)),
        };
        Self {
            status: response.status(),
            message,
            documentation_url: text(&json, "documentation_url"),
            errors,
            request_id: response.request_id().map(ToOwned::to_owned),
            endpoint: endpoint.id(),
            hint,
            response,
        }
    }
}

/// A member of a JSON object, if it is a string.
fn text(json: &Value, name: &str) -> Option<String> {
    Some(json.get(name)?.as_str()?.to_owned())
}

/// Says how many errors are not shown.
fn write_more(f: &mut fmt::Formatter<'_>, count: usize) -> fmt::Result {
    match count.saturating_sub(MAX_SHOWN) {
        0 => Ok(()),
        more => write!(f, "\n… and {more} more errors"),
    }
}

/// The beginning of a body, or the name of the status when it is empty.
fn beginning(response: &Response<Body>) -> String {
    let text = response.body().text();
    let text = text.trim();
    if text.is_empty() {
        return response.status().canonical_reason().unwrap_or("no message").to_owned();
    }
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

impl Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = Shown(&self.message, MESSAGE);
        write!(f, "{}: {}: {message}", self.response.body().call(), self.status)?;
        if let Some(url) = &self.documentation_url {
            write!(f, " (see {})", Shown(url, WORDS))?;
        }
        if let Some(id) = &self.request_id {
            write!(f, " [request {}]", Shown(id, WORDS))?;
        }
        for error in self.errors.iter().take(MAX_SHOWN) {
            write!(f, "\n{error}")?;
        }
        write_more(f, self.errors.len())?;
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {}", Shown(hint, MESSAGE))?;
        }
        Ok(())
    }
}

impl StdError for ApiError {}

/// The server's error about one field of a request.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct FieldError {
    /// The resource, such as `Issue`.
    pub resource: Option<String>,
    /// The field.
    pub field: Option<String>,
    /// The kind of error, such as `missing_field` or `already_exists`.
    pub code: Option<String>,
    /// The message.
    pub message: Option<String>,
    /// The error as received: an object in most responses, a string in others.
    pub raw: Value,
}

impl FieldError {
    fn new(raw: Value) -> Self {
        Self {
            resource: text(&raw, "resource"),
            field: text(&raw, "field"),
            code: text(&raw, "code"),
            message: raw.as_str().map(ToOwned::to_owned).or_else(|| text(&raw, "message")),
            raw,
        }
    }

    /// The error as received, without secrets.
    fn shown(&self) -> Value {
        let mut shown = self.raw.clone();
        if self.field.as_deref().is_some_and(is_secret)
            && let Some(members) = shown.as_object_mut()
        {
            members.remove("value");
        }
        hide_secrets(&mut shown);
        shown
    }
}

impl Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path: Vec<&str> = [&self.resource, &self.field]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let problem = self.message.as_ref().or(self.code.as_ref());
        match problem {
            None => write!(f, "{}", Shown(&self.shown().to_string(), MESSAGE)),
            Some(problem) if path.is_empty() => write!(f, "{}", Shown(problem, MESSAGE)),
            Some(problem) => {
                let path = path.join(".");
                write!(f, "{}: {}", Shown(&path, WORDS), Shown(problem, MESSAGE))
            }
        }
    }
}

/// Shows the error without secrets: GitHub repeats the values that it rejects.
impl fmt::Debug for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldError({})", self.shown())
    }
}

/// An error in a response of GraphQL.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct GraphQlError {
    /// The message.
    pub message: String,
    /// The kind: `NOT_FOUND`, `FORBIDDEN`, `RATE_LIMITED`, ...
    pub kind: Option<String>,
    /// The field of the response that is null instead: `repository.issues[3]`.
    pub path: String,
    /// The error as received.
    pub raw: Value,
}

impl GraphQlError {
    pub(crate) fn new(raw: Value) -> Self {
        let mut path = String::new();
        for part in raw.get("path").and_then(Value::as_array).into_iter().flatten() {
            match part.as_str() {
                Some(name) if path.is_empty() => path.push_str(name),
                Some(name) => path = format!("{path}.{name}"),
                None => path = format!("{path}[{part}]"),
            }
        }
        Self {
            message: text(&raw, "message").unwrap_or_default(),
            kind: text(&raw, "type"),
            path,
            raw,
        }
    }
}

impl Display for GraphQlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", Shown(&self.path, WORDS))?;
        }
        write!(f, "{}", Shown(&self.message, MESSAGE))?;
        match &self.kind {
            Some(kind) => write!(f, " ({})", Shown(kind, WORDS)),
            None => Ok(()),
        }
    }
}

/// Whether an error is about a rate limit.
pub(crate) fn is_limit_error(error: &Value) -> bool {
    let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
    matches!(text("type"), "RATE_LIMITED" | "RATE_LIMIT") || text("message").contains("secondary rate limit")
}

/// Shows the error without secrets.
impl fmt::Debug for GraphQlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.raw.clone();
        hide_secrets(&mut shown);
        write!(f, "GraphQlError({shown})")
    }
}

/// The errors in a response of GraphQL, and the data beside them.
#[derive(Debug)]
pub struct GraphQlErrors {
    errors: Vec<GraphQlError>,
    body: Body,
}

impl GraphQlErrors {
    pub(crate) fn new(errors: Vec<Value>, body: Body) -> Self {
        Self {
            errors: errors.into_iter().map(GraphQlError::new).collect(),
            body,
        }
    }

    /// The errors.
    #[must_use]
    pub fn errors(&self) -> &[GraphQlError] {
        &self.errors
    }

    /// Reads the data beside the errors; `None` when there is none. Where an error is, it is null.
    ///
    /// # Errors
    ///
    /// When the data doesn't fit the type.
    pub fn data<T: DeserializeOwned>(&self) -> Result<Option<T>, DecodeError> {
        let json: Value = self.body.json()?;
        let data = json.get("data").filter(|data| !data.is_null()).map(T::deserialize);
        data.transpose().map_err(|error| self.body.unfit(&error))
    }

    /// Whether one of them is of a kind, such as `NOT_FOUND`.
    #[must_use]
    pub fn has(&self, kind: &str) -> bool {
        self.errors.iter().any(|error| error.kind.as_deref() == Some(kind))
    }

    pub(crate) fn is_rate_limited(&self) -> bool {
        self.errors.iter().any(|error| is_limit_error(&error.raw))
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        self.body.request_id()
    }
}

impl Display for GraphQlErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.body.write_call(f)?;
        f.write_str(":")?;
        for error in self.errors.iter().take(MAX_SHOWN) {
            let separator = if self.errors.len() == 1 { ' ' } else { '\n' };
            write!(f, "{separator}{error}")?;
        }
        write_more(f, self.errors.len())
    }
}

impl StdError for GraphQlErrors {}

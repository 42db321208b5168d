//! The errors in responses of GraphQL.

use std::error::Error as StdError;
use std::fmt::{self, Display};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::request::secret::hide_secrets;
use crate::request::shown::{MESSAGE, Shown, WORDS};
use crate::response::body::{Body, DecodeError};

/// Errors that an error shows.
const MAX_SHOWN: usize = 20;

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
        let text = |name: &str| raw.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        let mut path = String::new();
        for part in raw.get("path").and_then(Value::as_array).into_iter().flatten() {
            match part.as_str() {
                Some(name) if path.is_empty() => path.push_str(name),
                Some(name) => path = format!("{path}.{name}"),
                None => path = format!("{path}[{part}]"),
            }
        }
        Self {
            message: text("message").unwrap_or_default(),
            kind: text("type"),
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
        match self.errors.len().checked_sub(MAX_SHOWN) {
            Some(more) if more > 0 => write!(f, "\n… and {more} more errors"),
            _ => Ok(()),
        }
    }
}

impl StdError for GraphQlErrors {}

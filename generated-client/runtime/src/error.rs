//! Everything that can go wrong with a call.

use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::time::Duration;

use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::auth::AuthError;
use crate::body::Body;
use crate::collect::SizeError;
use crate::endpoint::Endpoint;
use crate::exchange::wait::WaitReason;
use crate::model::Problem;
use crate::response::Response;
use crate::scopes;
use crate::transport::TransportError;
use crate::violation::Violations;

/// Characters of a body that isn't JSON that an error shows.
const SHOWN: usize = 200;

/// Why a client could not be made or a call failed. No variant holds the request's headers, and so none holds the token.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A client's settings don't go together; nothing was sent.
    Config(ConfigError),
    /// The request breaks the rules of the endpoint's docs; nothing was sent.
    Validation(Violations),
    /// The request or its answer did not get through. Whether the server has seen the request is not known.
    Transport(TransportError),
    /// The call would have to wait longer for a rate limit than it may; nothing was sent.
    Limited(Box<LimitError>),
    /// The server answered with a status other than success.
    Api(Box<ApiError>),
    /// The server's answer does not have the expected form.
    Decode(Box<DecodeError>),
    /// The server's answer is larger than the client keeps in memory.
    TooLarge(SizeError),
    /// There is no authorization for the call; it was not sent.
    Auth(AuthError),
    /// The server's link to the next page can't be followed.
    Link(LinkError),
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(_) => f.write_str("the client's settings are not valid"),
            Self::Validation(violations) => write!(f, "the request is not valid:\n{violations}"),
            Self::Transport(_) => f.write_str("the request could not be carried out"),
            Self::Limited(_) => f.write_str("the request was not sent"),
            Self::Api(error) => Display::fmt(error, f),
            Self::Decode(_) => f.write_str("the answer could not be read"),
            Self::TooLarge(_) => f.write_str("the answer is too large"),
            Self::Auth(_) => f.write_str("the call has no authorization"),
            Self::Link(_) => f.write_str("the next page could not be asked for"),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Transport(error) => Some(error),
            Self::Limited(error) => Some(error),
            Self::Decode(error) => Some(error),
            Self::TooLarge(error) => Some(error),
            Self::Auth(error) => Some(error),
            Self::Link(error) => Some(error),
            // Their own texts are part of this error's.
            Self::Validation(_) | Self::Api(_) => None,
        }
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        Self::Validation(violations)
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}

impl From<SizeError> for Error {
    fn from(error: SizeError) -> Self {
        Self::TooLarge(error)
    }
}

impl From<LimitError> for Error {
    fn from(error: LimitError) -> Self {
        Self::Limited(Box::new(error))
    }
}

impl From<LinkError> for Error {
    fn from(error: LinkError) -> Self {
        Self::Link(error)
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::Decode(Box::new(error))
    }
}

/// A setting that a client can't be made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    setting: &'static str,
    problem: &'static str,
}

impl ConfigError {
    pub(crate) fn new(setting: &'static str, problem: &'static str) -> Self {
        Self { setting, problem }
    }

    /// The builder's method that was given the setting.
    #[must_use]
    pub fn setting(&self) -> &'static str {
        self.setting
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.problem)
    }
}

impl StdError for ConfigError {}

/// What a call does not wait for, because that would take too long; see [`ClientBuilder::max_wait`](crate::ClientBuilder::max_wait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitError {
    endpoint: &'static str,
    reason: WaitReason,
    wait: Duration,
}

impl LimitError {
    pub(crate) fn new(endpoint: &'static str, reason: WaitReason, wait: Duration) -> Self {
        Self { endpoint, reason, wait }
    }

    /// The endpoint that was called: `packages.deletePackageForUser`.
    #[must_use]
    pub fn endpoint(&self) -> &'static str {
        self.endpoint
    }

    /// What it would have had to wait for.
    #[must_use]
    pub fn reason(&self) -> &WaitReason {
        &self.reason
    }

    /// How long it would have had to wait from now on; how long it did, where that was in the queue.
    #[must_use]
    pub fn wait(&self) -> Duration {
        self.wait
    }
}

impl Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}, for {} s", self.endpoint, self.reason, self.wait.as_secs())
    }
}

impl StdError for LimitError {}

/// A link that is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkError {
    link: String,
    problem: &'static str,
}

impl LinkError {
    pub(crate) fn new(link: &str, problem: &'static str) -> Self {
        Self {
            link: link.to_owned(),
            problem,
        }
    }

    /// The link as the server gave it.
    #[must_use]
    pub fn link(&self) -> &str {
        &self.link
    }
}

impl Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.link, self.problem)
    }
}

impl StdError for LinkError {}

/// An answer with a status other than success.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ApiError {
    /// The status.
    pub status: StatusCode,
    /// What the server says; the beginning of the body where that isn't JSON, the status's name where there is none.
    pub message: String,
    /// The page of GitHub's documentation that the server points at.
    pub documentation_url: Option<String>,
    /// What is wrong with the request's fields, usually with status 422.
    pub errors: Vec<FieldError>,
    /// GitHub's id of the request, for its support.
    pub request_id: Option<String>,
    /// The endpoint that was called: `packages.deletePackageForUser`.
    pub endpoint: &'static str,
    /// What may be the reason, where more is known than the server says.
    pub hint: Option<String>,
    /// The whole answer.
    pub response: Response<Body>,
}

impl ApiError {
    /// The body, as one of the types that the endpoint's documentation names for errors, or as one of your own.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] when the body isn't JSON of this form.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.response.body().json()
    }

    /// Reads what GitHub says in an answer that is not a success.
    pub(crate) fn new(endpoint: &'static Endpoint, response: Response<Body>, not_followed: Option<&str>) -> Self {
        let json: Option<Value> = serde_json::from_slice(response.body().bytes()).ok();
        let text = |name: &str| {
            let value = json.as_ref().and_then(|json| json.get(name));
            value.and_then(Value::as_str).map(ToOwned::to_owned)
        };
        let errors = match json.as_ref().and_then(|json| json.get("errors")) {
            Some(Value::Array(errors)) => errors.iter().cloned().map(FieldError::new).collect(),
            None | Some(Value::Null) => Vec::new(),
            Some(single) => vec![FieldError::new(single.clone())],
        };
        let message = text("message").unwrap_or_else(|| beginning(&response));
        let documentation_url = text("documentation_url");
        Self {
            status: response.status(),
            message,
            documentation_url,
            errors,
            request_id: response.request_id().map(ToOwned::to_owned),
            endpoint: endpoint.id(),
            hint: match not_followed {
                Some(redirection) => Some(format!("not followed: {redirection}")),
                None => scopes::hint(endpoint.token_scopes(), response.status(), response.headers()),
            },
            response,
        }
    }
}

/// The beginning of a body, or the status's name when it is empty.
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
        write!(f, "{}: {}: {}", self.endpoint, self.status, self.message)?;
        if let Some(url) = &self.documentation_url {
            write!(f, " (see {url})")?;
        }
        if let Some(id) = &self.request_id {
            write!(f, " [request {id}]")?;
        }
        for error in &self.errors {
            write!(f, "\n{error}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl StdError for ApiError {}

/// What the server says about one field of a request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FieldError {
    /// The kind of thing, such as `Issue`.
    pub resource: Option<String>,
    /// The field.
    pub field: Option<String>,
    /// What is wrong, such as `missing_field` or `already_exists`.
    pub code: Option<String>,
    /// What is wrong, in words.
    pub message: Option<String>,
    /// The error as the server sent it: an object in most answers, a text in others.
    pub raw: Value,
}

impl FieldError {
    fn new(raw: Value) -> Self {
        let text = |name: &str| raw.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        Self {
            resource: text("resource"),
            field: text("field"),
            code: text("code"),
            message: raw.as_str().map(ToOwned::to_owned).or_else(|| text("message")),
            raw,
        }
    }
}

impl Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place: Vec<&str> = [&self.resource, &self.field]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let problem = self.message.as_ref().or(self.code.as_ref());
        match problem {
            None => Display::fmt(&self.raw, f),
            Some(problem) if place.is_empty() => f.write_str(problem),
            Some(problem) => write!(f, "{}: {problem}", place.join(".")),
        }
    }
}

/// An answer that doesn't have the expected form.
#[derive(Debug)]
pub struct DecodeError {
    body: Body,
    problems: Vec<Problem>,
    source: Option<serde_json::Error>,
}

impl DecodeError {
    /// The body doesn't fit a type of the caller's.
    pub(crate) fn new(body: Body, source: serde_json::Error) -> Self {
        Self {
            body,
            problems: Vec::new(),
            source: Some(source),
        }
    }

    /// The body doesn't fit a type of the docs.
    pub(crate) fn of_problems(body: Body, problems: Vec<Problem>) -> Self {
        Self {
            body,
            problems,
            source: None,
        }
    }

    /// All places where the body isn't what the docs say, 100 at most. Empty when the type was the caller's own.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The endpoint that was called: `packages.deletePackageForUser`.
    #[must_use]
    pub fn endpoint(&self) -> &'static str {
        self.body.endpoint()
    }

    /// GitHub's id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.body.request_id()
    }

    /// The body as it came.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.body
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.endpoint())?;
        if let Some(id) = self.request_id() {
            write!(f, " [request {id}]")?;
        }
        if let Some(source) = &self.source {
            write!(f, ": {source}")?;
        }
        match self.problems.as_slice() {
            [] => Ok(()),
            [single] => write!(f, ": {single}"),
            several => {
                f.write_str(":")?;
                several.iter().try_for_each(|problem| write!(f, "\n{problem}"))
            }
        }
    }
}

impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}

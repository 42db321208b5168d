//! The errors of transports.

use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::time::Duration;

/// An error of any type.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Why sending a request or receiving its response failed.
#[derive(Debug)]
pub struct TransportError {
    kind: Kind,
    source: Option<BoxError>,
    /// The call and the host, once a client knows them.
    call: Option<Box<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Connect,
    Timeout(Duration),
    Refused,
    Other,
}

impl TransportError {
    /// Creates an error of connecting: the server has not received the request.
    pub fn connect(source: impl Into<BoxError>) -> Self {
        Self::new(Kind::Connect, Some(source.into()))
    }

    /// Creates an error of a transport that refuses the request, which a retry would not change.
    pub fn refused(source: impl Into<BoxError>) -> Self {
        Self::new(Kind::Refused, Some(source.into()))
    }

    /// Creates any other error.
    pub fn other(source: impl Into<BoxError>) -> Self {
        Self::new(Kind::Other, Some(source.into()))
    }

    /// Creates the error of a timeout.
    #[must_use]
    pub fn timeout(limit: Duration) -> Self {
        Self::new(Kind::Timeout(limit), None)
    }

    fn new(kind: Kind, source: Option<BoxError>) -> Self {
        let call = None;
        Self { kind, source, call }
    }

    /// Adds the call that failed, such as `issues.get at api.github.com`.
    #[must_use]
    pub fn in_call(mut self, call: String) -> Self {
        self.call = Some(call.into());
        self
    }

    /// Whether connecting failed: the server has not received the request.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == Kind::Connect
    }

    /// Whether the transport refused the request, so that a retry makes no sense.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.kind == Kind::Refused
    }

    /// Whether the call timed out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind, Kind::Timeout(_))
    }
}

impl Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(call) = &self.call {
            write!(f, "{call}: ")?;
        }
        match self.kind {
            Kind::Connect => f.write_str("could not connect to the server"),
            Kind::Timeout(limit) => write!(f, "timed out after {} s", limit.as_secs_f64()),
            Kind::Refused => f.write_str("the transport refused the request"),
            Kind::Other => f.write_str("the connection to the server broke off"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

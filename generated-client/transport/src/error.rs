//! The errors of transports.

use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

/// An error of any type.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Why sending a request or receiving its response failed. Clones share the cause.
#[derive(Clone, Debug)]
#[must_use]
pub struct TransportError {
    kind: Kind,
    phase: Option<Phase>,
    /// Whether a retry would fail too.
    is_permanent: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    /// The host and port of the proxy in between.
    proxy: Option<Box<str>>,
    /// The call and the host, once a client knows them.
    call: Option<Box<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Connect,
    Unprocessed,
    Timeout(Duration),
    Refused,
    Other,
}

/// What a transport was doing when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Resolving the host's name.
    Resolve,
    /// Connecting to the server or to the proxy.
    Connect,
    /// Asking the proxy to connect to the server.
    Proxy,
    /// The TLS handshake.
    Tls,
    /// Sending the request.
    Send,
    /// Receiving the response.
    Receive,
}

impl TransportError {
    /// Creates an error of connecting: the server has not received the request.
    pub fn connect(source: impl Into<BoxError>) -> Self {
        Self::new(Kind::Connect, Some(source.into())).in_phase(Phase::Connect)
    }

    /// Creates an error of a request that the server certainly has not processed, although it may have received it: HTTP/2 says so with
    /// `REFUSED_STREAM`, and with `GOAWAY` below the request's stream (RFC 9113, section 8.7).
    pub fn unprocessed(source: impl Into<BoxError>) -> Self {
        Self::new(Kind::Unprocessed, Some(source.into())).in_phase(Phase::Send)
    }

    /// Creates an error of a transport that refuses the request, which a retry would not change.
    pub fn refused(source: impl Into<BoxError>) -> Self {
        Self::new(Kind::Refused, Some(source.into())).permanent()
    }

    /// Creates any other error.
    pub fn other(source: impl Into<BoxError>) -> Self {
        Self::new(Kind::Other, Some(source.into()))
    }

    /// Creates the error of a timeout.
    pub fn timeout(limit: Duration) -> Self {
        Self::new(Kind::Timeout(limit), None)
    }

    fn new(kind: Kind, source: Option<BoxError>) -> Self {
        Self {
            kind,
            phase: None,
            is_permanent: false,
            source: source.map(Arc::from),
            proxy: None,
            call: None,
        }
    }

    /// Says in which phase it failed.
    pub fn in_phase(mut self, phase: Phase) -> Self {
        self.phase = Some(phase);
        self
    }

    /// Says that a retry would fail too, as with a certificate that isn't trusted.
    pub fn permanent(mut self) -> Self {
        self.is_permanent = true;
        self
    }

    /// Adds the host and port of the proxy in between.
    pub fn through_proxy(mut self, proxy: &str) -> Self {
        self.proxy = Some(proxy.into());
        self
    }

    /// Adds the call that failed, such as `issues.get at api.github.com`, unless it is known.
    pub fn in_call(mut self, call: String) -> Self {
        self.call.get_or_insert(call.into());
        self
    }

    /// Whether connecting failed: the server has not received the request.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == Kind::Connect
    }

    /// Whether the server certainly has not processed the request, so that even a write can be sent again.
    #[must_use]
    pub fn is_unprocessed(&self) -> bool {
        matches!(self.kind, Kind::Connect | Kind::Unprocessed)
    }

    /// Whether the transport refused the request.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.kind == Kind::Refused
    }

    /// Whether a retry would fail too.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.is_permanent
    }

    /// Whether the call timed out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind, Kind::Timeout(_))
    }

    /// What the transport was doing, if it says so.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        self.phase
    }
}

impl Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(call) = &self.call {
            write!(f, "{call}: ")?;
        }
        match (self.kind, self.phase, &self.proxy) {
            (Kind::Connect, Some(Phase::Resolve), _) => f.write_str("could not resolve the host's name"),
            (Kind::Connect, Some(Phase::Proxy), Some(proxy)) => {
                return write!(f, "the proxy {proxy} did not connect to the server");
            }
            (Kind::Connect, Some(Phase::Proxy), None) => f.write_str("the proxy did not connect to the server"),
            (Kind::Connect, Some(Phase::Tls), _) => f.write_str("the TLS handshake failed"),
            (Kind::Connect, _, Some(proxy)) => return write!(f, "could not connect to the proxy {proxy}"),
            (Kind::Connect, _, None) => f.write_str("could not connect to the server"),
            (Kind::Unprocessed, ..) => f.write_str("the server did not process the request"),
            (Kind::Timeout(limit), ..) => write!(f, "timed out after {} s", limit.as_secs_f64()),
            (Kind::Refused, ..) => f.write_str("the transport refused the request"),
            (Kind::Other, Some(Phase::Send), _) => {
                f.write_str("the connection to the server broke off while the request was sent")
            }
            (Kind::Other, Some(Phase::Receive), _) => {
                f.write_str("the connection to the server broke off while the response was received")
            }
            (Kind::Other, ..) => f.write_str("the connection to the server broke off"),
        }?;
        match &self.proxy {
            Some(proxy) => write!(f, " through the proxy {proxy}"),
            None => Ok(()),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

//! What the errors of HTTP stacks mean: the phase, whether a retry can help, and whether the server has processed the request.

use std::error::Error as StdError;
use std::io;
use std::iter::successors;

use crate::error::{BoxError, Phase, TransportError};

/// What resolvers say of a name that doesn't exist. std has no kind for it.
const UNKNOWN_NAME: [&str; 5] = [
    "Name or service not known",
    "No address associated with hostname",
    "Name does not resolve",
    "nodename nor servname provided",
    "No such host is known",
];

/// The error of a connection that wasn't made.
pub(crate) fn connect_error(error: impl StdError + Send + Sync + 'static) -> TransportError {
    let (phase, is_permanent) = connect_phase(&error);
    let error = TransportError::connect(error).in_phase(phase);
    if is_permanent { error.permanent() } else { error }
}

/// The phase in which connecting failed, and whether a retry would fail too.
fn connect_phase(error: &(dyn StdError + 'static)) -> (Phase, bool) {
    for cause in causes(error) {
        if let Some(is_permanent) = tls(cause) {
            return (Phase::Tls, is_permanent);
        }
        let text = cause.to_string();
        if text.starts_with("dns error") {
            let mut texts = causes(cause).map(ToString::to_string);
            let is_unknown = texts.any(|text| UNKNOWN_NAME.iter().any(|unknown| text.contains(unknown)));
            return (Phase::Resolve, is_unknown);
        }
        // hyper-util's tunnel, which reqwest uses, doesn't say more.
        if text.starts_with("tunnel error: ") {
            let is_refusal = text.ends_with("unsuccessful") || text.ends_with("proxy authorization required");
            return (Phase::Proxy, is_refusal);
        }
        if text.starts_with("SOCKS error") {
            return (Phase::Proxy, false);
        }
    }
    (Phase::Connect, false)
}

/// The error of a request after the connection was made.
pub(crate) fn request_error(error: impl Into<BoxError>) -> TransportError {
    let error = error.into();
    if causes(&*error).any(is_unprocessed) {
        return TransportError::unprocessed(error);
    }
    #[cfg(feature = "hyper")]
    let phase = causes(&*error)
        .filter_map(|cause| cause.downcast_ref::<hyper::Error>())
        .find_map(|error| {
            if error.is_incomplete_message() || error.is_parse() {
                Some(Phase::Receive)
            } else {
                (error.is_body_write_aborted() || error.is_user()).then_some(Phase::Send)
            }
        });
    #[cfg(not(feature = "hyper"))]
    let phase = None;
    let error = TransportError::other(error);
    match phase {
        Some(phase) => error.in_phase(phase),
        None => error,
    }
}

/// Whether the server says that it has not processed the request (RFC 9113, section 8.7).
#[cfg(feature = "http2")]
fn is_unprocessed(error: &(dyn StdError + 'static)) -> bool {
    error.downcast_ref::<h2::Error>().is_some_and(|error| {
        let is_refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        // h2 gives this error to the streams above the last one that the server names, and to later ones.
        error.is_remote() && (is_refused || error.is_go_away())
    })
}

#[cfg(not(feature = "http2"))]
fn is_unprocessed(_: &(dyn StdError + 'static)) -> bool {
    false
}

/// Whether an error of TLS is permanent; `None` for other errors.
fn tls(error: &(dyn StdError + 'static)) -> Option<bool> {
    // An `io::Error` isn't the source of itself, and its source is that of the error inside.
    let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let candidates = [Some(error), inside.map(|error| error as &(dyn StdError + 'static))];
    candidates.into_iter().flatten().find_map(|error| {
        #[cfg(feature = "rustls")]
        if error.is::<rustls::Error>() {
            return Some(true);
        }
        #[cfg(feature = "native-tls")]
        if error.is::<native_tls::Error>() {
            // A connection that is reset during the handshake is one, too.
            return Some(!causes(error).any(<dyn StdError>::is::<io::Error>));
        }
        let _ = error;
        None
    })
}

fn causes<'e>(error: &'e (dyn StdError + 'static)) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    successors(Some(error), |error: &&'e (dyn StdError + 'static)| (*error).source())
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    #[derive(Debug)]
    struct Chain(&'static str, Option<Box<Chain>>);

    impl fmt::Display for Chain {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl StdError for Chain {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            self.1.as_deref().map(|cause| cause as _)
        }
    }

    fn phase(texts: &[&'static str]) -> (Phase, bool) {
        let chain = texts
            .iter()
            .rev()
            .fold(None, |cause, text| Some(Box::new(Chain(text, cause))));
        connect_phase(&*chain.unwrap())
    }

    #[test]
    fn what_a_retry_cannot_change() {
        let lookup = "failed to lookup address information: ";
        let unknown: &'static str = format!("{lookup}Name or service not known").leak();
        let again: &'static str = format!("{lookup}Temporary failure in name resolution").leak();
        assert_eq!(
            phase(&["error sending request", "dns error", unknown]),
            (Phase::Resolve, true)
        );
        assert_eq!(phase(&["dns error", again]), (Phase::Resolve, false));
        assert_eq!(
            phase(&["tcp connect error", "Connection refused"]),
            (Phase::Connect, false)
        );
        assert_eq!(phase(&["x", "tunnel error: unsuccessful"]), (Phase::Proxy, true));
        assert_eq!(phase(&["tunnel error: io error"]), (Phase::Proxy, false));
    }

    #[cfg(feature = "rustls")]
    #[test]
    fn certificates_are_permanent_and_resets_are_not() {
        let unknown = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        assert_eq!(connect_phase(&io::Error::other(unknown)), (Phase::Tls, true));
        let reset = io::Error::from(io::ErrorKind::ConnectionReset);
        assert_eq!(connect_phase(&reset), (Phase::Connect, false));
    }
}

//! Hooks: code of the program around each request.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, Uri};
use jiff::Timestamp;

use crate::call::date::until;
use crate::request::endpoint::Endpoint;
use octoscribe_transport::{RequestBody, ResponseBody, Transport, TransportError};

/// Code of the program around each request, see [`ClientBuilder::hook`](crate::ClientBuilder::hook). All methods do nothing by default. They run
/// within the call's span, and should return at once. A panic hurts its own call only.
///
/// A call has as many requests as it has attempts and redirects on the configured hosts. Requests to other hosts, to which redirects lead, have
/// no hooks: no header goes there.
pub trait Hook: Send + Sync + 'static {
    /// Is called before a request is sent, with its headers, including the token. It may change them. A response that it returns is used in
    /// place of sending the request; hooks after it are not asked.
    fn before(&self, sending: &Sending<'_>, headers: &mut HeaderMap) -> Option<Response<Bytes>> {
        let _ = (sending, headers);
        None
    }

    /// Is called with the head of each response, whatever its status. Its body has not been read.
    fn after(&self, sending: &Sending<'_>, response: &Response<()>) {
        let _ = (sending, response);
    }

    /// Is called when there is no response.
    fn error(&self, sending: &Sending<'_>, error: &TransportError) {
        let _ = (sending, error);
    }
}

/// A request that is sent, as a [`Hook`] sees it.
pub struct Sending<'r> {
    endpoint: &'static Endpoint,
    method: &'r Method,
    url: &'r Uri,
    transport: &'r dyn Transport,
    began: Timestamp,
}

impl Sending<'_> {
    /// The endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.method
    }

    /// The whole URL, with the values of its parameters.
    #[must_use]
    pub fn url(&self) -> &Uri {
        self.url
    }

    /// The time since the request was sent.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        until(self.transport.now(), self.began)
    }
}

/// Omits the values of parameters.
impl fmt::Debug for Sending<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending")
            .field("endpoint", self.endpoint)
            .finish_non_exhaustive()
    }
}

/// Sends a request, with hooks around it.
pub(crate) async fn send(
    hooks: &[Arc<dyn Hook>],
    transport: &dyn Transport,
    endpoint: &'static Endpoint,
    mut request: Request<RequestBody>,
) -> Result<Response<ResponseBody>, TransportError> {
    let (method, url) = (request.method().clone(), request.uri().clone());
    let sending = Sending {
        endpoint,
        method: &method,
        url: &url,
        transport,
        began: transport.now(),
    };
    let given = hooks
        .iter()
        .find_map(|hook| hook.before(&sending, request.headers_mut()));
    let outcome = match given {
        Some(response) => Ok(response.map(ResponseBody::from)),
        None => transport.call(request).await,
    };
    match outcome {
        Ok(response) => {
            let (parts, body) = response.into_parts();
            let head = Response::from_parts(parts, ());
            for hook in hooks {
                hook.after(&sending, &head);
            }
            Ok(head.map(|()| body))
        }
        Err(error) => {
            for hook in hooks {
                hook.error(&sending, &error);
            }
            Err(error)
        }
    }
}

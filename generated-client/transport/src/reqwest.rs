//! reqwest's client, for programs that have one already.

use std::env;
use std::fmt;
use std::time::Duration;

use http::uri::Scheme;
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, NoProxy, Proxy};

use crate::classify::{connect_error, request_error};
use crate::error::TransportError;
use crate::per_runtime::PerRuntime;
use crate::request_body::RequestBody;
use crate::transport::{BoxFuture, ResponseBody, ResponseFuture, Transport, tokio_sleep};

/// The variables with the proxy for https, as curl reads them.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// reqwest's client. Runs on Tokio.
///
/// Requests over http, which go to this machine or have no token, never use a proxy.
#[derive(Clone)]
pub struct ReqwestTransport {
    /// The program's client, for https.
    given: Option<Client>,
    own: PerRuntime<Client>,
}

impl ReqwestTransport {
    /// Creates a transport with a client of its own for each runtime.
    ///
    /// # Errors
    ///
    /// When reqwest finds no TLS backend or certificates, or the environment's proxy is invalid.
    pub fn new() -> Result<Self, TransportError> {
        // Dropped: a client belongs to the runtime that makes the first call with it.
        own_client()?;
        Ok(Self {
            given: None,
            own: PerRuntime::default(),
        })
    }

    /// Creates a builder of reqwest with the settings that a client needs: it follows no redirects, decodes no bodies, and takes the
    /// environment's proxy for https only. It has settings for proxies, certificates, timeouts and the pool.
    ///
    /// # Errors
    ///
    /// When the environment's proxy is invalid.
    pub fn builder() -> Result<ClientBuilder, TransportError> {
        let builder = Client::builder()
            .redirect(Policy::none())
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .no_proxy();
        let proxy = PROXIES
            .iter()
            .find_map(|name| env::var(name).ok().filter(|url| !url.is_empty()));
        Ok(match proxy {
            Some(url) => {
                let proxy = Proxy::https(url).map_err(TransportError::refused)?;
                builder.proxy(proxy.no_proxy(NoProxy::from_env()))
            }
            None => builder,
        })
    }

    fn client(&self, is_https: bool) -> Result<Client, TransportError> {
        match &self.given {
            Some(given) if is_https => Ok(given.clone()),
            _ => self.own.get(own_client),
        }
    }
}

/// A client that is there already, for https, best from [`ReqwestTransport::builder`]. Its own redirect policy should be [`Policy::none`]:
/// otherwise it follows redirects, and sends a token to wherever its policy allows. All runtimes share its connections.
impl From<Client> for ReqwestTransport {
    fn from(client: Client) -> Self {
        Self {
            given: Some(client),
            own: PerRuntime::default(),
        }
    }
}

impl Transport for ReqwestTransport {
    fn call(&self, request: http::Request<RequestBody>) -> ResponseFuture {
        let client = self.client(request.uri().scheme() == Some(&Scheme::HTTPS));
        Box::pin(async move {
            let client = client?;
            let request = request.map(body).try_into().map_err(transport_error)?;
            let response: http::Response<reqwest::Body> =
                client.execute(request).await.map_err(transport_error)?.into();
            Ok(response.map(ResponseBody::new))
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        tokio_sleep(duration)
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

/// A body that is there stays one, so that reqwest knows that it can be sent again.
fn own_client() -> Result<Client, TransportError> {
    let built = ReqwestTransport::builder()?.build();
    built.map_err(TransportError::refused)
}

fn body(body: RequestBody) -> reqwest::Body {
    match body.as_bytes() {
        Some(bytes) => bytes.clone().into(),
        None => reqwest::Body::wrap(body),
    }
}

/// Without the URL, whose query may hold secrets.
fn transport_error(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_connect() {
        connect_error(error)
    } else {
        request_error(error)
    }
}

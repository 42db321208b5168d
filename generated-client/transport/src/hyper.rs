//! hyper-util's client with rustls.
//!
//! TLS uses ring, which builds with nothing but a C compiler, and trusts what the operating system trusts: GitHub Enterprise Server is
//! often behind a certificate of the company's own. Proxies come from the environment, as curl reads it.

use std::error::Error as StdError;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_rustls::{ConfigBuilderExt, DefaultServerNameResolver, HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::legacy::{Builder, Client};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tower_service::Service;

use crate::error::{BoxError, TransportError};
use crate::request_body::RequestBody;
use crate::transport::{BoxFuture, ResponseBody, Transport};

/// How long nothing may come on a connection of HTTP/2 on which something is awaited, before it is asked for a sign of life, and how long
/// that may take. All requests share such a connection: when the network has dropped it unseen, the next attempt must not be sent there.
/// Together they are less than the 20 s after which the client makes that attempt.
const SILENCE: Duration = Duration::from_secs(10);
const PING_TIMEOUT: Duration = Duration::from_secs(5);

/// hyper-util's client: HTTP/1.1 and HTTP/2, TLS by rustls, proxies from the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`; for https
/// only, as `http` or `socks5`). Runs on Tokio.
#[derive(Clone, Debug)]
pub struct HyperTransport {
    client: Client<Connector, RequestBody>,
    /// For calls that a thread waits for.
    #[cfg(feature = "blocking")]
    waited_for: Client<Connector, RequestBody>,
}

impl HyperTransport {
    /// A client with a connection pool of its own.
    #[must_use]
    pub fn new() -> Self {
        let connector = Connector::new();
        Self {
            #[cfg(feature = "blocking")]
            waited_for: builder().build(connector.clone()),
            client: builder().build(connector),
        }
    }

    fn client(&self) -> &Client<Connector, RequestBody> {
        #[cfg(feature = "blocking")]
        if crate::blocking::is_waiting() {
            return &self.waited_for;
        }
        &self.client
    }
}

fn builder() -> Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder
        .pool_timer(TokioTimer::new())
        .timer(TokioTimer::new())
        .http2_keep_alive_interval(SILENCE)
        .http2_keep_alive_timeout(PING_TIMEOUT);
    builder
}

impl Default for HyperTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for HyperTransport {
    fn call(
        &self,
        request: http::Request<RequestBody>,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>> {
        let response = self.client().request(request);
        Box::pin(async move {
            // hyper-util would panic without one.
            Handle::try_current().map_err(TransportError::refused)?;
            match response.await {
                Ok(response) => Ok(response.map(ResponseBody::new)),
                Err(error) if error.is_connect() => Err(TransportError::connect(error)),
                Err(error) => Err(TransportError::other(error)),
            }
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        Box::pin(async move {
            // Tokio would panic without a runtime; the call that waits fails anyway.
            if Handle::try_current().is_ok() {
                tokio::time::sleep(duration).await;
            }
        })
    }
}

type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// Connects to servers, directly or through a proxy.
#[derive(Clone, Debug)]
struct Connector {
    http: HttpConnector,
    proxies: Arc<Matcher>,
    /// Made for the first connection with TLS, since the system's certificates have to be read for it.
    tls: Arc<OnceLock<Result<Arc<ClientConfig>, String>>>,
}

impl Connector {
    fn new() -> Self {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        Self {
            http,
            proxies: Arc::new(Matcher::from_env()),
            tls: Arc::default(),
        }
    }

    fn connect_tls(&self, to: Uri) -> BoxFuture<Result<Stream, BoxError>> {
        let tls = match self.tls.get_or_init(|| tls_config().map_err(|error| error.to_string())) {
            Ok(tls) => Arc::clone(tls),
            Err(error) => return failed(format!("TLS could not be set up: {error}")),
        };
        let Some(proxy) = self.proxies.intercept(&to) else {
            return with_tls(self.http.clone(), tls).call(to);
        };
        match proxy.uri().scheme_str() {
            Some("http") => with_tls(self.tunnel(&proxy), tls).call(to),
            Some("socks5" | "socks5h") => with_tls(self.socks(&proxy), tls).call(to),
            _ => failed("the environment's proxy is neither http nor socks5".to_owned()),
        }
    }

    fn tunnel(&self, proxy: &Intercept) -> Tunnel<HttpConnector> {
        let tunnel = Tunnel::new(proxy.uri().clone(), self.http.clone());
        match proxy.basic_auth() {
            Some(auth) => tunnel.with_auth(auth.clone()),
            None => tunnel,
        }
    }

    fn socks(&self, proxy: &Intercept) -> SocksV5<HttpConnector> {
        let socks = SocksV5::new(proxy.uri().clone(), self.http.clone());
        let socks = socks.local_dns(proxy.uri().scheme_str() == Some("socks5"));
        match proxy.raw_auth() {
            Some((user, password)) => socks.with_auth(user.to_owned(), password.to_owned()),
            None => socks,
        }
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = BoxFuture<Result<Stream, BoxError>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.http.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        if to.scheme() == Some(&Scheme::HTTPS) {
            return self.connect_tls(to);
        }
        let connecting = self.http.call(to);
        Box::pin(async move { Ok(MaybeHttpsStream::Http(connecting.await?)) })
    }
}

fn with_tls<C>(inner: C, tls: Arc<ClientConfig>) -> HttpsConnector<C> {
    HttpsConnector::new(inner, tls, true, Arc::new(DefaultServerNameResolver::default()))
}

fn tls_config() -> Result<Arc<ClientConfig>, rustls::Error> {
    // ring by name: rustls' own default is not defined when other crates of the program turn on another provider.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .try_with_platform_verifier()?
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn failed(message: String) -> BoxFuture<Result<Stream, BoxError>> {
    Box::pin(async move { Err(Box::<dyn StdError + Send + Sync>::from(message)) })
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// A connector that reaches everything through a proxy on this machine, and what the proxy is asked first.
    async fn first_words(scheme: &str, length: usize, response: &'static [u8]) -> Vec<u8> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = format!("{scheme}://user:pass@{}", listener.local_addr().unwrap());
        let mut connector = Connector {
            proxies: Arc::new(Matcher::builder().all(proxy).build()),
            ..Connector::new()
        };
        let asked = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut words = vec![0; length];
            stream.read_exact(&mut words).await.unwrap();
            stream.write_all(response).await.unwrap();
            words
        });
        // The proxy hangs up, or is not asked for anything else.
        let outcome = connector.call(Uri::from_static("https://github.example:8443/x")).await;
        assert!(outcome.is_err());
        asked.await.unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn connections_that_fall_silent_are_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            // Settings, and that the client's have been seen. What comes then is read, without a response.
            let greeting = [[0, 0, 0, 4, 0, 0, 0, 0, 0], [0, 0, 0, 4, 1, 0, 0, 0, 0]].concat();
            stream.write_all(&greeting).await.unwrap();
            while stream.read(&mut [0; 1024]).await.unwrap() > 0 {}
        });
        let client = builder().http2_only(true).build(Connector::new());
        let request = http::Request::get(url).body(RequestBody::default()).unwrap();
        let limit = SILENCE + PING_TIMEOUT + Duration::from_secs(1);
        let outcome = tokio::time::timeout(limit, client.request(request)).await.unwrap();
        let error = format!("{:?}", outcome.unwrap_err());
        assert!(error.contains("KeepAliveTimedOut"), "{error}");
        drop(client);
        server.await.unwrap();
    }

    #[tokio::test]
    async fn http_proxies_are_asked_for_a_tunnel() {
        let request = b"CONNECT github.example:8443 HTTP/1.1\r\nHost: github.example:8443\r\n\
            Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n";
        let words = first_words("http", request.len(), b"HTTP/1.1 403 Forbidden\r\n\r\n").await;
        assert_eq!(String::from_utf8_lossy(&words), String::from_utf8_lossy(request));
    }

    #[tokio::test]
    async fn socks_proxies_are_greeted() {
        let words = first_words("socks5h", 2, &[5, 0xff]).await;
        assert_eq!(words[0], 5, "the protocol's version");
    }

    #[tokio::test]
    async fn other_proxies_are_refused() {
        let mut connector = Connector {
            proxies: Arc::new(Matcher::builder().all("https://proxy.example").build()),
            ..Connector::new()
        };
        let outcome = connector.call(Uri::from_static("https://github.example/")).await;
        assert_eq!(
            outcome.unwrap_err().to_string(),
            "the environment's proxy is neither http nor socks5"
        );
    }

    #[tokio::test]
    async fn loopback_needs_no_proxy() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut connector = Connector {
            proxies: Arc::new(Matcher::builder().all("http://proxy.invalid").build()),
            ..Connector::new()
        };
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let outcome = connector.call(url.parse().unwrap()).await;
        assert!(outcome.is_ok());
    }
}

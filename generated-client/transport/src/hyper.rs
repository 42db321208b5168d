//! hyper-util's client.
//!
//! Proxies come from the environment, as curl reads it, or from the builder.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::{Builder, Client};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::error::Error as StdError;

use crate::classify::request_error;
use crate::connector::Connector;
use crate::error::TransportError;
use crate::per_runtime::PerRuntime;
use crate::request_body::RequestBody;
use crate::tls::TlsSettings;
use crate::transport::{BoxFuture, ResponseBody, ResponseFuture, Transport, tokio_sleep};

/// How long nothing may come on a connection of HTTP/2 on which something is awaited, before it is asked for a sign of life, and how long
/// that may take. All requests share such a connection: when the network has dropped it unseen, the next attempt must not be sent there.
/// Together they are less than the 20 s after which the client makes that attempt.
#[cfg(feature = "http2")]
const SILENCE: Duration = Duration::from_secs(10);
#[cfg(feature = "http2")]
const PING_TIMEOUT: Duration = Duration::from_secs(5);

/// hyper-util's default.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);

type HyperClient = Client<Connector, RequestBody>;

/// hyper-util's client: HTTP/1.1 and, with the feature `http2`, HTTP/2; TLS by rustls or native-tls; proxies from the environment
/// (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`; for https only, as `http` or `socks5`). Runs on Tokio, with connections of its own for each runtime.
#[derive(Clone)]
pub struct HyperTransport {
    connector: Connector,
    idle_timeout: Option<Duration>,
    /// Behind an `Arc` of their own, as a clone of hyper-util's client is one of a dozen.
    clients: PerRuntime<Arc<HyperClient>>,
}

impl HyperTransport {
    /// Creates a transport with the default settings.
    #[must_use]
    pub fn new() -> Self {
        Self::with(&HyperBuilder::default(), Arc::new(Matcher::from_env()))
    }

    /// Creates a builder.
    ///
    /// ```
    /// use octoscribe_transport::HyperTransport;
    /// use std::time::Duration;
    ///
    /// # fn main() -> Result<(), octoscribe_transport::TransportError> {
    /// let transport = HyperTransport::builder()
    ///     .proxy("http://user:password@proxy.example:3128")
    ///     .connect_timeout(Duration::from_secs(5))
    ///     .pool_idle_timeout(Duration::from_secs(30))
    ///     .http1_only()
    ///     .build()?;
    /// # drop(transport);
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder() -> HyperBuilder {
        HyperBuilder::default()
    }

    fn with(builder: &HyperBuilder, proxies: Arc<Matcher>) -> Self {
        Self {
            connector: Connector::new(proxies, builder.connect_timeout, builder.tls.clone()),
            idle_timeout: builder.idle_timeout,
            clients: PerRuntime::default(),
        }
    }

    fn client(&self) -> Result<Arc<HyperClient>, TransportError> {
        self.clients
            .get(|| Ok(Arc::new(pool(self.idle_timeout).build(self.connector.clone()))))
    }
}

fn pool(idle_timeout: Option<Duration>) -> Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder
        .pool_timer(TokioTimer::new())
        .timer(TokioTimer::new())
        .pool_idle_timeout(idle_timeout);
    #[cfg(feature = "http2")]
    builder
        .http2_keep_alive_interval(SILENCE)
        .http2_keep_alive_timeout(PING_TIMEOUT);
    builder
}

/// Builds a [`HyperTransport`].
#[derive(Clone)]
#[must_use]
pub struct HyperBuilder {
    proxies: Result<Arc<Matcher>, TransportError>,
    connect_timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    tls: TlsSettings,
}

impl HyperBuilder {
    /// Sets the proxy for all hosts instead of that of the environment: `http://[USER:PASSWORD@]HOST:PORT`, `socks5://`, or `socks5h://` to
    /// resolve names at the proxy. Only https goes through it.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        let url = url.into();
        let uri: Option<Uri> = url.parse().ok();
        let is_valid = uri
            .is_some_and(|uri| matches!(uri.scheme_str(), Some("http" | "socks5" | "socks5h")) && uri.host().is_some());
        self.proxies = if is_valid {
            Ok(Arc::new(Matcher::builder().all(url).build()))
        } else {
            let problem = "the proxy is not a URL with the scheme http, socks5 or socks5h";
            Err(TransportError::refused(problem))
        };
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxies = Ok(Arc::new(Matcher::builder().build()));
        self
    }

    /// Trusts certificates in PEM beside those that the system trusts: the private CA of a GitHub Enterprise Server. On Linux, rustls reads
    /// the system's from the file in `SSL_CERT_FILE` too.
    pub fn ca_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.tls.roots.push(pem.into());
        self
    }

    /// Sets a client certificate with its chain, and its private key (PKCS#8), both in PEM.
    pub fn client_certificate(mut self, chain: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        self.tls.identity = Some((chain.into(), key.into()));
        self
    }

    /// Sets the timeout for a connection, from resolving the name to the TLS handshake. Default: none but that of the attempt. A write whose
    /// connection timed out is retried.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.connect_timeout = timeout.into();
        self
    }

    /// Sets how long an idle connection is kept; `None` for as long as the server keeps it. Default: 90 s.
    pub fn pool_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.idle_timeout = timeout.into();
        self
    }

    /// Doesn't offer HTTP/2.
    pub fn http1_only(mut self) -> Self {
        self.tls.is_http1 = true;
        self
    }

    /// Uses the system's TLS library even if `rustls` is built in.
    #[cfg(feature = "native-tls")]
    pub fn native_tls(mut self) -> Self {
        self.tls.is_native = true;
        self
    }

    /// Builds the transport.
    ///
    /// # Errors
    ///
    /// When the proxy's URL, a certificate or the key is invalid.
    pub fn build(self) -> Result<HyperTransport, TransportError> {
        let transport = HyperTransport::with(&self, self.proxies.clone()?);
        if !self.tls.roots.is_empty() || self.tls.identity.is_some() {
            transport.connector.tls().map_err(TransportError::refused)?;
        }
        Ok(transport)
    }
}

impl Default for HyperBuilder {
    fn default() -> Self {
        Self {
            proxies: Ok(Arc::new(Matcher::from_env())),
            connect_timeout: None,
            idle_timeout: Some(IDLE_TIMEOUT),
            tls: TlsSettings::default(),
        }
    }
}

/// Omits the proxy's password, the certificates and the key.
impl fmt::Debug for HyperBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("pool_idle_timeout", &self.idle_timeout)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport").finish_non_exhaustive()
    }
}

impl Default for HyperTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for HyperTransport {
    fn call(&self, request: http::Request<RequestBody>) -> ResponseFuture {
        let client = self.client();
        Box::pin(async move {
            match client?.request(request).await {
                Ok(response) => Ok(response.map(ResponseBody::new)),
                Err(error) => Err(match error.source().and_then(|source| source.downcast_ref()) {
                    Some(failure) => TransportError::clone(failure),
                    None if error.is_connect() => TransportError::connect(error),
                    None => request_error(error),
                }),
            }
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        tokio_sleep(duration)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::runtime::Runtime;

    use super::*;

    #[cfg(feature = "http2")]
    /// Settings, and that the client's have been seen.
    const GREETING: [[u8; 9]; 2] = [[0, 0, 0, 4, 0, 0, 0, 0, 0], [0, 0, 0, 4, 1, 0, 0, 0, 0]];

    #[cfg(feature = "http2")]
    fn http2() -> HyperClient {
        let proxies = Arc::new(Matcher::builder().build());
        let connector = Connector::new(proxies, None, TlsSettings::default());
        pool(None).http2_only(true).build(connector)
    }

    #[cfg(feature = "http2")]
    #[tokio::test(start_paused = true)]
    async fn connections_that_fall_silent_are_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            // What comes then is read, without a response.
            stream.write_all(&GREETING.concat()).await.unwrap();
            while stream.read(&mut [0; 1024]).await.unwrap() > 0 {}
        });
        let client = http2();
        let request = http::Request::get(url).body(RequestBody::default()).unwrap();
        let limit = SILENCE + PING_TIMEOUT + Duration::from_secs(1);
        let outcome = tokio::time::timeout(limit, client.request(request)).await.unwrap();
        let error = format!("{:?}", outcome.unwrap_err());
        assert!(error.contains("KeepAliveTimedOut"), "{error}");
        drop(client);
        server.await.unwrap();
    }

    /// The error of a POST on whose stream, the first one, the server sends these bytes.
    #[cfg(feature = "http2")]
    async fn http2_error(frame: &'static [u8]) -> TransportError {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(&GREETING.concat()).await.unwrap();
            let mut received = Vec::new();
            // The body is the last that the client sends.
            while !received.ends_with(b"body") && stream.read_buf(&mut received).await.unwrap() > 0 {}
            stream.write_all(frame).await.unwrap();
            stream.shutdown().await.unwrap();
            while stream.read(&mut [0; 1024]).await.unwrap_or_default() > 0 {}
        });
        let client = http2();
        let request = http::Request::post(url).body(RequestBody::from("body")).unwrap();
        let error = request_error(client.request(request).await.unwrap_err());
        drop(client);
        server.await.unwrap();
        error
    }

    #[cfg(feature = "http2")]
    #[tokio::test]
    async fn http2_says_what_was_not_processed() {
        // RST_STREAM on stream 1: REFUSED_STREAM, then INTERNAL_ERROR.
        let refused = http2_error(&[0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 7]).await;
        assert!(refused.is_unprocessed() && !refused.is_permanent(), "{refused:?}");
        let failed = http2_error(&[0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 2]).await;
        assert!(!failed.is_unprocessed(), "{failed:?}");
        // GOAWAY with NO_ERROR, and 0 as the last stream that was processed.
        let below = http2_error(&[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).await;
        assert!(below.is_unprocessed(), "{below:?}");
        // GOAWAY with ENHANCE_YOUR_CALM, and the stream as the last one.
        let at = http2_error(&[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 11]).await;
        assert!(!at.is_unprocessed(), "{at:?}");
    }

    /// Responds to each request on a connection, and leaves it open.
    async fn respond(mut stream: TcpStream) {
        let mut request = vec![0; 4096];
        while stream.read(&mut request).await.unwrap_or_default() > 0 {
            let response = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(response).await.unwrap();
        }
    }

    #[test]
    fn runtimes_have_their_own_connections() {
        let server = Runtime::new().unwrap();
        let listener = server.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        server.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(respond(stream));
            }
        });
        let transport = HyperTransport::builder().no_proxy().build().unwrap();
        let post = || transport.call(http::Request::post(&url).body(RequestBody::from("x")).unwrap());
        let new_runtime = || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap()
        };
        let (first, second) = (new_runtime(), new_runtime());
        for runtime in [&first, &second, &first] {
            let response = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(30), post()).await });
            assert_eq!(response.unwrap().unwrap().status(), 200);
        }
    }

    #[cfg(feature = "rustls")]
    const CA: &[u8] = include_bytes!("../tests/keys/ca.pem");

    /// The outcome of a request to a server with TLS that wants a client certificate, and the protocol of the connection.
    #[cfg(feature = "rustls")]
    async fn over_tls(transport: HyperTransport) -> Result<String, TransportError> {
        use rustls::pki_types::pem::PemObject;
        use rustls::pki_types::{CertificateDer, PrivateKeyDer};
        use rustls::server::WebPkiClientVerifier;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(CA).unwrap()).unwrap();
        let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let clients = clients.allow_unauthenticated().build().unwrap();
        let chain = vec![CertificateDer::from_pem_slice(include_bytes!("../tests/keys/server.pem")).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(include_bytes!("../tests/keys/server.key")).unwrap();
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(clients)
            .with_single_cert(chain, key)
            .unwrap();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
        let server = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            let who = stream.get_ref().1.peer_certificates().map_or("nobody", |_| "client");
            let _ = stream.read(&mut [0; 4096]).await;
            let response = format!("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nwho: {who}\r\n\r\n");
            stream.write_all(response.as_bytes()).await.unwrap();
            let _ = stream.shutdown().await;
        });
        let response = transport
            .call(http::Request::get(url).body(RequestBody::default()).unwrap())
            .await;
        server.await.unwrap();
        Ok(response?.headers()["who"].to_str().unwrap().to_owned())
    }

    #[cfg(feature = "rustls")]
    #[tokio::test]
    async fn private_cas_and_client_certificates() {
        let own = || HyperTransport::builder().no_proxy().ca_certificate(CA);
        assert_eq!(over_tls(own().build().unwrap()).await.unwrap(), "nobody");
        let (chain, key) = (
            include_bytes!("../tests/keys/client.pem"),
            include_bytes!("../tests/keys/client.key"),
        );
        assert_eq!(
            over_tls(own().client_certificate(chain, key).build().unwrap())
                .await
                .unwrap(),
            "client"
        );
        #[cfg(feature = "native-tls")]
        assert_eq!(over_tls(own().native_tls().build().unwrap()).await.unwrap(), "nobody");

        let unknown = over_tls(HyperTransport::builder().no_proxy().build().unwrap())
            .await
            .unwrap_err();
        assert_eq!(
            (unknown.phase(), unknown.is_permanent()),
            (Some(crate::Phase::Tls), true)
        );
        let cause = unknown.source().unwrap().to_string();
        assert!(cause.contains("UnknownIssuer"), "{cause}");
    }

    #[test]
    fn settings_are_checked() {
        let problem = |builder: HyperBuilder| builder.build().err().unwrap().source().unwrap().to_string();
        for proxy in ["proxy.example", "ftp://proxy.example", "https://proxy.example", ""] {
            let problem = problem(HyperTransport::builder().proxy(proxy));
            assert!(problem.starts_with("the proxy is not a URL"), "{proxy}: {problem}");
        }
        #[cfg(feature = "rustls")]
        for builder in [
            HyperTransport::builder().ca_certificate("nonsense"),
            HyperTransport::builder().client_certificate("nonsense", "nonsense"),
        ] {
            assert!(problem(builder).starts_with("TLS could not be set up"));
        }
        let builder = HyperTransport::builder().proxy("http://user:hunter2@proxy.example:3128");
        assert!(!format!("{builder:?}{:?}", builder.clone().build()).contains("hunter2"));
    }
}

//! How hyper connects: name, TCP, proxy, TLS, each with errors of its own.

use std::io;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::header::HeaderValue;
use http::uri::{Authority, Scheme};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::SocksV5;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower_service::Service;

use crate::classify::connect_error;
use crate::error::{BoxError, Phase, TransportError};
use crate::stream::Stream;
use crate::tls::{Tls, TlsSettings};
use crate::transport::BoxFuture;

/// Bytes of a proxy's response to `CONNECT`.
const MAX_PROXY_RESPONSE: usize = 16 << 10;

/// Connects to servers, directly or through a proxy.
#[derive(Clone)]
pub(crate) struct Connector {
    http: HttpConnector,
    proxies: Arc<Matcher>,
    timeout: Option<Duration>,
    settings: Arc<TlsSettings>,
    /// Made for the first connection with TLS, since the system's certificates have to be read for it.
    tls: Arc<OnceLock<Result<Tls, String>>>,
}

impl Connector {
    pub(crate) fn new(proxies: Arc<Matcher>, timeout: Option<Duration>, settings: TlsSettings) -> Self {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        Self {
            http,
            proxies,
            timeout,
            settings: Arc::new(settings),
            tls: Arc::default(),
        }
    }

    /// The TLS stack.
    ///
    /// # Errors
    ///
    /// Why it can't be set up.
    pub(crate) fn tls(&self) -> Result<&Tls, String> {
        let tls = self.tls.get_or_init(|| {
            let built = self.settings.build();
            built.map_err(|error| format!("TLS could not be set up: {error}"))
        });
        tls.as_ref().map_err(String::clone)
    }

    async fn connect(self, to: Uri) -> Result<Stream, TransportError> {
        if to.scheme() != Some(&Scheme::HTTPS) {
            // Never through a proxy, which would see the token.
            return Ok(Stream::new(self.tcp(to).await?, false));
        }
        let tls = self.tls().map_err(|problem| failure(problem, Phase::Tls).permanent())?;
        let host = to.host().unwrap_or_default();
        let proxy = self.proxies.intercept(&to);
        let connected = async {
            let stream = match &proxy {
                Some(proxy) => self.through(proxy, &to).await?,
                None => self.tcp(to.clone()).await?,
            };
            let secured = tls.connect(host, stream).await;
            secured.map_err(|error| connect_error(error).in_phase(Phase::Tls))
        };
        connected.await.map_err(|error: TransportError| match &proxy {
            Some(proxy) => error.through_proxy(proxy.uri().authority().map_or("", Authority::as_str)),
            None => error,
        })
    }

    async fn tcp(&self, to: Uri) -> Result<TcpStream, TransportError> {
        let connected = self.http.clone().call(to).await;
        connected.map(TokioIo::into_inner).map_err(connect_error)
    }

    /// Connects to a server through a proxy.
    async fn through(&self, proxy: &Intercept, to: &Uri) -> Result<TcpStream, TransportError> {
        match proxy.uri().scheme_str() {
            Some("http") => tunnel(self.tcp(proxy.uri().clone()).await?, to, proxy.basic_auth()).await,
            Some(scheme @ ("socks5" | "socks5h")) => {
                let socks = SocksV5::new(proxy.uri().clone(), self.http.clone()).local_dns(scheme == "socks5");
                let mut socks = match proxy.raw_auth() {
                    Some((user, password)) => socks.with_auth(user.to_owned(), password.to_owned()),
                    None => socks,
                };
                let connected = socks.call(to.clone()).await;
                connected.map(TokioIo::into_inner).map_err(connect_error)
            }
            _ => Err(failure("its scheme is neither http nor socks5", Phase::Proxy).permanent()),
        }
    }
}

fn failure(source: impl Into<BoxError>, phase: Phase) -> TransportError {
    TransportError::connect(source).in_phase(phase)
}

/// Asks a proxy for a tunnel to a server.
async fn tunnel(mut stream: TcpStream, to: &Uri, auth: Option<&HeaderValue>) -> Result<TcpStream, TransportError> {
    let failed = |error: io::Error| failure(error, Phase::Proxy);
    let target = format!("{}:{}", to.host().unwrap_or_default(), to.port_u16().unwrap_or(443));
    let mut request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n").into_bytes();
    if let Some(auth) = auth {
        request.extend_from_slice(b"Proxy-Authorization: ");
        request.extend_from_slice(auth.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    stream.write_all(&request).await.map_err(failed)?;
    let mut response = Vec::new();
    while !response.ends_with(b"\r\n\r\n") {
        // The server says nothing before the client does: what comes is the proxy's.
        let read = stream.read_buf(&mut response).await.map_err(failed)?;
        if read == 0 || response.len() > MAX_PROXY_RESPONSE {
            break;
        }
    }
    let line = response.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let status = line
        .strip_prefix("HTTP/1.")
        .and_then(|line| line.get(2..5)?.parse::<u16>().ok());
    match status {
        Some(200..=299) if response.ends_with(b"\r\n\r\n") => Ok(stream),
        Some(status) => {
            let reason = http::StatusCode::from_u16(status)
                .ok()
                .and_then(|status| status.canonical_reason());
            let error = failure(format!("status {status} {}", reason.unwrap_or_default()), Phase::Proxy);
            let is_permanent = (400..500).contains(&status) && status != 408 && status != 429;
            Err(if is_permanent { error.permanent() } else { error })
        }
        None => Err(failure("its response isn't HTTP", Phase::Proxy)),
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Stream>;
    type Error = TransportError;
    type Future = BoxFuture<Result<TokioIo<Stream>, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let connecting = self.clone().connect(to);
        let timeout = self.timeout;
        Box::pin(async move {
            let connected = match timeout {
                None => connecting.await,
                Some(limit) => tokio::time::timeout(limit, connecting).await.unwrap_or_else(|_| {
                    let late = format!("no connection within {} s", limit.as_secs_f64());
                    Err(failure(late, Phase::Connect))
                }),
            };
            connected.map(TokioIo::new)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use tokio::net::TcpListener;

    use super::*;

    /// What a proxy on this machine is asked first by a connector that reaches everything through it, and the error.
    async fn first_words(scheme: &str, length: usize, response: &'static [u8]) -> (String, TransportError) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = format!("{scheme}://user:pass@{}", listener.local_addr().unwrap());
        let proxies = Arc::new(Matcher::builder().all(proxy).build());
        let mut connector = Connector::new(proxies, None, TlsSettings::default());
        let asked = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut words = vec![0; length];
            stream.read_exact(&mut words).await.unwrap();
            stream.write_all(response).await.unwrap();
            words
        });
        // The proxy hangs up, or is not asked for anything else.
        let outcome = connector.call(Uri::from_static("https://github.example:8443/x")).await;
        let words = asked.await.unwrap();
        (String::from_utf8_lossy(&words).into_owned(), outcome.err().unwrap())
    }

    #[tokio::test]
    async fn http_proxies_are_asked_for_a_tunnel() {
        let request = "CONNECT github.example:8443 HTTP/1.1\r\nHost: github.example:8443\r\n\
            Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n";
        let statuses = [
            (&b"HTTP/1.1 403 Forbidden\r\n\r\n"[..], "status 403 Forbidden", true),
            (
                b"HTTP/1.1 407 Who are you\r\n\r\n",
                "status 407 Proxy Authentication Required",
                true,
            ),
            (b"HTTP/1.0 502 Bad Gateway\r\n\r\n", "status 502 Bad Gateway", false),
            (b"SSH-2.0\r\n\r\n", "its response isn't HTTP", false),
        ];
        for (response, problem, is_permanent) in statuses {
            let (words, error) = first_words("http", request.len(), response).await;
            assert_eq!(words, request);
            assert_eq!(
                (error.phase(), error.is_permanent()),
                (Some(Phase::Proxy), is_permanent)
            );
            assert_eq!(error.source().unwrap().to_string(), problem);
            let shown = error.to_string();
            assert!(shown.starts_with("the proxy 127.0.0.1:"), "{shown}");
            assert!(!format!("{error:?}").contains("pass"), "{error:?}");
        }
    }

    #[tokio::test]
    async fn socks_proxies_are_greeted() {
        let (words, error) = first_words("socks5h", 2, &[5, 0xff]).await;
        assert!(words.starts_with('\u{5}'), "the protocol's version");
        assert_eq!(error.phase(), Some(Phase::Proxy), "{error:?}");
    }

    #[tokio::test]
    async fn names_that_do_not_exist_are_permanent() {
        let mut connector = Connector::new(Arc::new(Matcher::builder().build()), None, TlsSettings::default());
        let error = connector
            .call(Uri::from_static("http://nothing.invalid/"))
            .await
            .err()
            .unwrap();
        assert_eq!(error.phase(), Some(Phase::Resolve), "{error:?}");
    }
}

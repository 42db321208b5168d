//! TLS: rustls, or the system's library by native-tls.
//!
//! rustls uses ring, which builds with nothing but a C compiler. Both trust what the operating system trusts: GitHub Enterprise Server is often
//! behind a certificate of the company's own.

use std::io;

use tokio::net::TcpStream;

use crate::error::BoxError;
use crate::stream::Stream;

/// The settings of TLS.
#[derive(Clone, Default)]
pub(crate) struct TlsSettings {
    /// Certificates in PEM that are trusted beside the system's.
    pub(crate) roots: Vec<Vec<u8>>,
    /// A certificate chain and its key in PEM.
    pub(crate) identity: Option<(Vec<u8>, Vec<u8>)>,
    #[cfg(feature = "native-tls")]
    pub(crate) is_native: bool,
    pub(crate) is_http1: bool,
}

/// A TLS stack that is set up.
pub(crate) enum Tls {
    #[cfg(feature = "rustls")]
    Rustls(tokio_rustls::TlsConnector),
    #[cfg(feature = "native-tls")]
    Native(tokio_native_tls::TlsConnector),
}

impl TlsSettings {
    /// The protocols to offer.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    fn protocols(&self) -> &'static [&'static str] {
        if cfg!(feature = "http2") && !self.is_http1 {
            &["h2", "http/1.1"]
        } else {
            &["http/1.1"]
        }
    }

    /// Sets up TLS.
    ///
    /// # Errors
    ///
    /// When a certificate or key can't be read, or the system's can't.
    pub(crate) fn build(&self) -> Result<Tls, BoxError> {
        #[cfg(feature = "native-tls")]
        if self.is_native || cfg!(not(feature = "rustls")) {
            return self.native();
        }
        #[cfg(feature = "rustls")]
        return self.rustls();
        #[cfg(not(feature = "rustls"))]
        return Err("no TLS is built in: turn on the feature `rustls` or `native-tls`".into());
    }

    #[cfg(feature = "rustls")]
    fn rustls(&self) -> Result<Tls, BoxError> {
        use std::sync::Arc;

        use rustls::ClientConfig;
        use rustls::pki_types::pem::PemObject;
        use rustls::pki_types::{CertificateDer, PrivateKeyDer};
        use rustls_platform_verifier::Verifier;

        let certificates = |pem: &[u8]| CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
        // ring by name: rustls' own default is not defined when other crates of the program turn on another provider.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = Vec::new();
        for pem in &self.roots {
            let found = certificates(pem)?;
            if found.is_empty() {
                return Err("the CA certificate is not in PEM".into());
            }
            roots.extend(found);
        }
        let verifier = Verifier::new_with_extra_roots(roots, Arc::clone(&provider))?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match &self.identity {
            Some((chain, key)) => {
                config.with_client_auth_cert(certificates(chain)?, PrivateKeyDer::from_pem_slice(key)?)?
            }
            None => config.with_no_client_auth(),
        };
        config.alpn_protocols = self.protocols().iter().map(|name| name.as_bytes().to_vec()).collect();
        Ok(Tls::Rustls(Arc::new(config).into()))
    }

    #[cfg(feature = "native-tls")]
    fn native(&self) -> Result<Tls, BoxError> {
        use native_tls::{Certificate, Identity, TlsConnector};

        let mut builder = TlsConnector::builder();
        for pem in &self.roots {
            builder.add_root_certificate(Certificate::from_pem(pem)?);
        }
        if let Some((chain, key)) = &self.identity {
            builder.identity(Identity::from_pkcs8(chain, key)?);
        }
        builder.request_alpns(self.protocols());
        Ok(Tls::Native(builder.build()?.into()))
    }
}

impl Tls {
    /// Makes a connection secure.
    ///
    /// # Errors
    ///
    /// Those of the handshake.
    #[cfg_attr(
        not(any(feature = "rustls", feature = "native-tls")),
        expect(clippy::unused_async, reason = "without TLS there is nothing to wait for")
    )]
    pub(crate) async fn connect(&self, host: &str, stream: TcpStream) -> io::Result<Stream> {
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        let host = host.trim_start_matches('[').trim_end_matches(']');
        #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
        let _ = (host, stream);
        match *self {
            #[cfg(feature = "rustls")]
            Self::Rustls(ref tls) => {
                let name = rustls::pki_types::ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
                let stream = tls.connect(name, stream).await?;
                let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                Ok(Stream::new(stream, is_http2))
            }
            #[cfg(feature = "native-tls")]
            Self::Native(ref tls) => {
                let stream = tls.connect(host, stream).await.map_err(io::Error::other)?;
                let is_http2 = stream
                    .get_ref()
                    .negotiated_alpn()
                    .is_ok_and(|name| name.as_deref() == Some(b"h2"));
                Ok(Stream::new(stream, is_http2))
            }
        }
    }
}

//! GitHub Apps: JSON Web Tokens signed with the app's key.

use std::fmt::{self, Display};
use std::future::ready;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::call::authorization::{AuthError, Authorization};
use crate::call::date;
use crate::call::engine::{AuthContext, AuthFuture, AuthProvider};
use crate::call::settings::ConfigError;
use octoscribe_transport::Mutex;

/// How long before the current time a token begins: GitHub's docs advise it, since clocks differ.
const HEAD_START: SignedDuration = SignedDuration::from_secs(60);
/// The lifetime of a token in seconds. GitHub accepts at most ten minutes from its own current time.
const LIFE: i64 = 10 * 60;
/// How long a token is used: until a minute before its end.
const REPLACEMENT: Duration = Duration::from_secs(8 * 60);
/// The minimum difference between the server's clock and the local one that explains why a token was rejected.
const MIN_SKEW: SignedDuration = SignedDuration::from_secs(20);

/// The credentials of a GitHub App, from its private key.
///
/// They are for the endpoints about the app itself. In repositories and organizations, the app acts as one of its
/// [installations](crate::BareClient::as_installation).
///
/// Tokens are signed with RS256 on demand, each for ten minutes. When the server rejects one because its clock differs, the next token uses
/// the server's time.
///
/// ```
/// use octoscribe::auth::App;
/// use octoscribe::testing::{FakeGitHub, StubResponse};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let github = FakeGitHub::new();
/// # let pem = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/keys/rsa-pkcs1.pem"));
/// let app = github.builder().auth(App::new("Iv23liExample", pem)?).build()?;
/// let own = app.apps().list_installations();
/// github.when(&own).respond(StubResponse::json(&[0; 0]));
///
/// own.send().await?;
/// let calls = github.calls();
/// assert!(calls[0].header("authorization").is_some_and(|header| header.starts_with("Bearer eyJ")));
/// # Ok(())
/// # }
/// ```
pub struct App {
    /// The app's client id or app id.
    issuer: Value,
    key: RsaKeyPair,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The current token, and when to replace it.
    token: Option<(Authorization, Timestamp)>,
    /// The server's time minus the local time.
    skew: SignedDuration,
}

impl App {
    /// Creates the credentials from a client id or app id, and a private key in PEM (PKCS#1, as GitHub issues it, or PKCS#8). Line breaks may
    /// be written as `\n`, as in environment variables.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when the key isn't an RSA key of at least 2048 bits.
    pub fn new(id: impl Display, pem: impl Into<SecretString>) -> Result<Self, ConfigError> {
        let id = id.to_string();
        // Older servers require the app id as a number.
        let issuer = id.parse::<u64>().map_or_else(|_| Value::from(id), Value::from);
        Ok(Self {
            issuer,
            key: read_key(&pem.into())?,
            state: Mutex::default(),
        })
    }

    fn authorization(&self, now: Timestamp) -> Result<Authorization, AuthError> {
        let mut state = self.state.lock();
        if let Some((authorization, end)) = &state.token
            && now < *end
        {
            return Ok(authorization.clone());
        }
        let begin = now.checked_add(state.skew - HEAD_START).map_err(AuthError::new)?;
        let authorization = Authorization::bearer(&self.sign(begin)?)?;
        state.token = Some((authorization.clone(), date::after(now, REPLACEMENT)));
        Ok(authorization)
    }

    fn sign(&self, begin: Timestamp) -> Result<SecretString, AuthError> {
        let begin = begin.as_second();
        let claims = json!({"iat": begin, "exp": begin.saturating_add(LIFE), "iss": self.issuer});
        let mut token = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","typ":"JWT"}"#);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims.to_string(), &mut token);
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                token.as_bytes(),
                &mut signature,
            )
            .map_err(|_| AuthError::of("the app's token could not be signed"))?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token.into())
    }
}

impl AuthProvider for App {
    fn authorize(&self, context: &AuthContext<'_>) -> AuthFuture {
        Box::pin(ready(self.authorization(context.now()).map(Some)))
    }

    fn identity(&self) -> Option<String> {
        Some(format!("app {}", self.issuer))
    }

    fn rejected(&self, rejected: &Authorization, headers: &HeaderMap, context: &AuthContext<'_>) -> bool {
        let Some(theirs) = date::of(headers) else {
            return false;
        };
        let skew = theirs.duration_since(context.now());
        let mut state = self.state.lock();
        if (skew - state.skew).abs() >= MIN_SKEW {
            state.skew = skew;
            state.token = None;
        }
        // Another call may have renewed it already.
        state.token.as_ref().is_none_or(|(token, _)| token != rejected)
    }
}

/// Omits the key.
impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("id", &self.issuer).finish_non_exhaustive()
    }
}

fn read_key(pem: &SecretString) -> Result<RsaKeyPair, ConfigError> {
    let error = |problem| ConfigError::new("App::new", problem);
    let pem = SecretString::from(pem.expose_secret().replace("\\n", "\n"));
    let key = PrivateKeyDer::from_pem_slice(pem.expose_secret().as_bytes())
        .map_err(|_| error("the private key is not in PEM"))?;
    let key = match &key {
        PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
        PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
        _ => return Err(error("the private key is not an RSA key")),
    };
    key.map_err(|_| error("the private key is not an RSA key of at least 2048 bits"))
}

//! Who calls: tokens, GitHub Apps and their installations, OAuth, and providers of one's own.
//!
//! | caller | setting |
//! |---|---|
//! | a person's or any other token | [`ClientBuilder::token`](crate::ClientBuilder::token) |
//! | a job of GitHub Actions, or a shell | [`ClientBuilder::from_env`](crate::ClientBuilder::from_env) |
//! | a GitHub App | [`ClientBuilder::auth`](crate::ClientBuilder::auth) with [`App`] |
//! | an installation of that app | [`Client::as_installation`](crate::BareClient::as_installation) |
//! | a user, whose token is renewed | [`Client::device_flow`](crate::BareClient::device_flow), then [`UserToken`] |
//! | an OAuth app, where its endpoints ask for it | [`ClientBuilder::oauth_app`](crate::ClientBuilder::oauth_app) |
//! | anyone else | a type that implements [`AuthProvider`] |
//!
//! No token, key or secret is in any `Debug` output, error or log.

#[cfg(feature = "app-auth")]
mod app;
mod client;
mod device;
mod environment;
mod installation;
mod oauth;
mod renewal;
mod settings;
mod user;

use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use crate::client::BareClient;
use crate::endpoint::Endpoint;
use crate::error::{ConfigError, Error};
use crate::transport::{BoxError, BoxFuture};

#[cfg(feature = "app-auth")]
pub use self::app::App;
pub(crate) use self::client::{Auth, Caller, ask, is_worth_another, known};
pub use self::device::{DeviceCode, DeviceFlow};
pub use self::installation::Installation;
pub(crate) use self::installation::TOKEN_ROUTE;
pub use self::oauth::OAuthToken;
pub(crate) use self::settings::AuthSettings;
pub use self::user::UserToken;
pub use secrecy;

const BEARER: &str = "Bearer ";

/// What gives calls their authorization.
///
/// ```
/// use octoscribe::auth::{AuthContext, AuthError, AuthProvider, Authorization};
/// use octoscribe::transport::BoxFuture;
///
/// /// Tokens that another program keeps in a file.
/// struct TokenFile(&'static str);
///
/// impl AuthProvider for TokenFile {
///     fn authorize(&self, _: &AuthContext<'_>) -> BoxFuture<Result<Option<Authorization>, AuthError>> {
///         let text = std::fs::read_to_string(self.0);
///         Box::pin(async move {
///             let token = text.map_err(AuthError::new)?;
///             Ok(Some(Authorization::bearer(&token.trim().into())?))
///         })
///     }
///
///     fn rejected(&self, _: &Authorization, _: &octoscribe::http::HeaderMap, _: &AuthContext<'_>) -> bool {
///         true // The file is read anew.
///     }
/// }
///
/// # fn main() -> Result<(), octoscribe::Error> {
/// # #[cfg(feature = "hyper")]
/// let client = octoscribe::Client::builder().auth(TokenFile("/run/secrets/github")).build()?;
/// # Ok(())
/// # }
/// ```
pub trait AuthProvider: Send + Sync + 'static {
    /// The authorization of a call, asked for right before each attempt of it; `None` for a call without.
    ///
    /// The future is part of the call: it takes from the call's time, and is dropped with it.
    fn authorize(&self, context: &AuthContext<'_>) -> BoxFuture<Result<Option<Authorization>, AuthError>>;

    /// Hears that the server took an authorization for invalid (status 401), with the headers of its answer. Returns whether
    /// [`authorize`](AuthProvider::authorize) may give another one now; then the call is sent once more. Default: it may not.
    fn rejected(&self, rejected: &Authorization, headers: &HeaderMap, context: &AuthContext<'_>) -> bool {
        let _ = (rejected, headers, context);
        false
    }
}

/// The call that an [`AuthProvider`] is asked about.
#[derive(Debug)]
pub struct AuthContext<'a> {
    endpoint: &'static Endpoint,
    client: &'a BareClient,
}

impl<'a> AuthContext<'a> {
    /// The endpoint that is called.
    #[must_use]
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    /// A client with the same settings that makes its calls without authorization, for what a provider itself has to ask.
    #[must_use]
    pub fn client(&self) -> &'a BareClient {
        self.client
    }

    /// The time by the client's transport.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.client.transport().now()
    }
}

/// The value of a request's header `authorization`.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization(HeaderValue);

impl Authorization {
    /// A token, for GitHub's API.
    ///
    /// # Errors
    ///
    /// [`AuthError`] when it is empty or has characters that no token has.
    pub fn bearer(token: &SecretString) -> Result<Self, AuthError> {
        let token = token.expose_secret();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(AuthError::of("the token is empty, or has characters that no token has"));
        }
        Self::new(&format!("{BEARER}{token}"))
    }

    /// A name and a secret, as a few endpoints for OAuth apps want them.
    ///
    /// # Errors
    ///
    /// [`AuthError`] when the name has a colon.
    pub fn basic(name: &str, secret: &SecretString) -> Result<Self, AuthError> {
        if name.contains(':') {
            return Err(AuthError::of("the client id has a colon"));
        }
        let pair = SecretString::from(format!("{name}:{}", secret.expose_secret()));
        Self::new(&format!("Basic {}", STANDARD.encode(pair.expose_secret())))
    }

    fn new(value: &str) -> Result<Self, AuthError> {
        let mut value = HeaderValue::from_str(value).map_err(AuthError::new)?;
        value.set_sensitive(true);
        Ok(Self(value))
    }

    /// The token, when this is one.
    #[must_use]
    pub fn token(&self) -> Option<SecretString> {
        let token = self.0.to_str().ok()?.strip_prefix(BEARER)?;
        Some(SecretString::from(token))
    }

    /// The header's value, marked as sensitive.
    #[must_use]
    pub fn to_header(&self) -> HeaderValue {
        self.0.clone()
    }
}

/// Leaves the secret out.
impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorization(hidden)")
    }
}

/// Why there is no authorization for a call. All calls that waited for the same one get the same error.
#[derive(Clone, Debug)]
pub struct AuthError {
    what: &'static str,
    /// The code of an OAuth error, and what the server says about it.
    oauth: Option<Arc<(String, String)>>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl AuthError {
    /// An error of an [`AuthProvider`] of your own.
    pub fn new(source: impl Into<BoxError>) -> Self {
        Self {
            source: Some(Arc::from(source.into())),
            ..Self::of("the provider has none")
        }
    }

    pub(crate) fn of(what: &'static str) -> Self {
        Self {
            what,
            oauth: None,
            source: None,
        }
    }

    /// A call that an authorization depends on failed.
    pub(crate) fn because(what: &'static str, error: Error) -> Self {
        match error {
            // Already says what it is about.
            Error::Auth(error) => error,
            error => Self {
                source: Some(Arc::new(error)),
                ..Self::of(what)
            },
        }
    }

    pub(crate) fn oauth(code: &str, description: &str) -> Self {
        Self {
            oauth: Some(Arc::new((code.to_owned(), description.to_owned()))),
            ..Self::of("GitHub refused to give a token")
        }
    }

    /// The code when OAuth ended with an error: `access_denied` when the user refused, `expired_token` when a device's code was not entered in
    /// time, `bad_refresh_token` when a user's token can't be renewed any more, ...
    #[must_use]
    pub fn oauth_code(&self) -> Option<&str> {
        self.oauth.as_deref().map(|(code, _)| code.as_str())
    }
}

impl Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)?;
        match self.oauth.as_deref() {
            Some((code, description)) if description.is_empty() => write!(f, ": {code}"),
            Some((code, description)) => write!(f, ": {code}: {description}"),
            None => Ok(()),
        }
    }
}

impl StdError for AuthError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Settings that the check of a token or secret refused.
impl AuthError {
    fn in_setting(&self, setting: &'static str) -> ConfigError {
        ConfigError::new(setting, self.what)
    }
}

//! Authorizations: the values of the header `authorization`, and why there is none.

use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::request::shown::{MESSAGE, Shown, WORDS};
use octoscribe_transport::BoxError;

/// The scheme of most tokens.
pub(crate) const BEARER: &str = "Bearer";

/// The value of a request's header `authorization`, or of another header that a service takes credentials in.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization(HeaderValue);

impl Authorization {
    /// Creates a bearer authorization from a token.
    ///
    /// # Errors
    ///
    /// [`AuthError`] when the token is empty or has characters that no token has.
    pub fn bearer(token: &SecretString) -> Result<Self, AuthError> {
        Self::new(BEARER, token)
    }

    /// Creates an authorization from a token and the scheme before it; an empty scheme means the bare token.
    ///
    /// # Errors
    ///
    /// As for [`Authorization::bearer`].
    pub fn new(scheme: &str, token: &SecretString) -> Result<Self, AuthError> {
        let token = token.expose_secret();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(AuthError::of("the token is empty, or has characters that no token has"));
        }
        let gap = if scheme.is_empty() { "" } else { " " };
        Self::of(&format!("{scheme}{gap}{token}"))
    }

    /// Creates a basic authorization, which a few endpoints for OAuth apps require.
    ///
    /// # Errors
    ///
    /// [`AuthError`] when the name has a colon.
    pub fn basic(name: &str, secret: &SecretString) -> Result<Self, AuthError> {
        if name.contains(':') {
            return Err(AuthError::of("the client id has a colon"));
        }
        let pair = SecretString::from(format!("{name}:{}", secret.expose_secret()));
        Self::of(&format!("Basic {}", STANDARD.encode(pair.expose_secret())))
    }

    fn of(value: &str) -> Result<Self, AuthError> {
        let mut value = HeaderValue::from_str(value).map_err(AuthError::new)?;
        value.set_sensitive(true);
        Ok(Self(value))
    }

    /// The token of a bearer authorization.
    #[must_use]
    pub fn token(&self) -> Option<SecretString> {
        let token = self.0.to_str().ok()?.strip_prefix(BEARER)?.strip_prefix(' ')?;
        Some(SecretString::from(token))
    }

    /// The header's value, marked as sensitive.
    #[must_use]
    pub fn to_header(&self) -> HeaderValue {
        self.0.clone()
    }
}

/// Omits the secret.
impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorization(hidden)")
    }
}

/// Why a call has no authorization. All calls that waited for the same renewal get the same error.
#[derive(Clone, Debug)]
pub struct AuthError {
    /// The message without its cause.
    pub(crate) what: &'static str,
    /// The code and description of an OAuth error.
    oauth: Option<Arc<(String, String)>>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl AuthError {
    /// Creates an error of your own [`AuthProvider`](crate::auth::AuthProvider).
    pub fn new(source: impl Into<BoxError>) -> Self {
        Self {
            source: Some(Arc::from(source.into())),
            ..Self::of("the provider failed")
        }
    }

    pub(crate) fn of(what: &'static str) -> Self {
        Self {
            what,
            oauth: None,
            source: None,
        }
    }

    /// An error with a cause.
    pub(crate) fn caused(what: &'static str, source: impl StdError + Send + Sync + 'static) -> Self {
        Self {
            source: Some(Arc::new(source)),
            ..Self::of(what)
        }
    }

    /// An error of OAuth, with its code and description.
    pub(crate) fn oauth(code: &str, description: &str) -> Self {
        Self {
            oauth: Some(Arc::new((code.to_owned(), description.to_owned()))),
            ..Self::of("GitHub refused to issue a token")
        }
    }

    /// The code of an OAuth error: `access_denied` when the user refused, `expired_token` when a device code was not entered in time,
    /// `bad_refresh_token` when a user's token can no longer be renewed, ...
    #[must_use]
    pub fn oauth_code(&self) -> Option<&str> {
        self.oauth.as_deref().map(|(code, _)| code.as_str())
    }
}

impl Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)?;
        match self.oauth.as_deref() {
            Some((code, description)) if description.is_empty() => write!(f, ": {}", Shown(code, WORDS)),
            Some((code, description)) => write!(f, ": {}: {}", Shown(code, WORDS), Shown(description, MESSAGE)),
            None => Ok(()),
        }
    }
}

impl StdError for AuthError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

//! OAuth's web flow with PKCE: a user logs in in a browser, which comes back with a code.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac_sha256::Hash;
use secrecy::{ExposeSecret, SecretString};

use crate::auth::oauth::{self, OAuthToken, TOKEN};
use crate::call::authorization::AuthError;
use crate::call::engine::Engine;
use crate::call::error::Error;
use crate::request::endpoint::Host;
use crate::request::path::push_encoded;

/// Random bytes of the state and the verifier.
const BYTES: usize = 32;

/// A login in a browser, see [`Client::web_flow`](crate::BareClient::web_flow). It is for one user: keep it with the user's session until the
/// browser comes back.
#[derive(Clone)]
#[must_use]
pub struct WebFlow {
    engine: Engine,
    client_id: String,
    client_secret: SecretString,
    redirect_uri: Option<String>,
    scopes: Vec<String>,
    login: Option<String>,
    state: String,
    verifier: SecretString,
}

impl WebFlow {
    pub(crate) fn new(engine: Engine, client_id: String, client_secret: SecretString) -> Result<Self, AuthError> {
        Ok(Self {
            engine,
            client_id,
            client_secret,
            redirect_uri: None,
            scopes: Vec::new(),
            login: None,
            state: random()?,
            verifier: random()?.into(),
        })
    }

    /// Sets where the browser comes back to. Default: the first callback URL of the app.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(uri.into());
        self
    }

    /// Sets the scopes of the token, such as `repo`, for an OAuth app. A GitHub App has permissions instead.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Suggests an account.
    pub fn login(mut self, login: impl Into<String>) -> Self {
        self.login = Some(login.into());
        self
    }

    /// Continues a login that began in another process, with the [`state`](WebFlow::state) and the [`verifier`](WebFlow::verifier) from there.
    pub fn continue_with(mut self, state: impl Into<String>, verifier: impl Into<SecretString>) -> Self {
        self.state = state.into();
        self.verifier = verifier.into();
        self
    }

    /// The state, which comes back with the code.
    #[must_use]
    pub fn state(&self) -> &str {
        &self.state
    }

    /// The secret that proves that the code comes back to where the login began.
    #[must_use]
    pub fn verifier(&self) -> &SecretString {
        &self.verifier
    }

    /// The URL to send the browser to.
    #[must_use]
    pub fn url(&self) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Hash::hash(self.verifier.expose_secret().as_bytes()));
        let scopes = (!self.scopes.is_empty()).then(|| self.scopes.join(" "));
        let parameters = [
            ("client_id", Some(&self.client_id)),
            ("redirect_uri", self.redirect_uri.as_ref()),
            ("scope", scopes.as_ref()),
            ("login", self.login.as_ref()),
            ("state", Some(&self.state)),
            ("code_challenge", Some(&challenge)),
        ];
        let mut url = format!("{}/login/oauth/authorize?", self.engine.settings().base(Host::Web));
        for (name, value) in parameters {
            if let Some(value) = value {
                url.push_str(name);
                url.push('=');
                push_encoded(&mut url, value);
                url.push('&');
            }
        }
        url.push_str("code_challenge_method=S256");
        url
    }

    /// Exchanges the code for a token, with the state that came with it.
    ///
    /// # Errors
    ///
    /// [`Error::Auth`] when the state is another one, which means that someone else began the login; or when GitHub refuses, with the code
    /// `bad_verification_code` among others.
    pub async fn exchange(&self, code: impl Into<String>, state: impl AsRef<str>) -> Result<OAuthToken, Error> {
        // Digests, since comparing them takes a time that tells nothing.
        if Hash::hash(state.as_ref().as_bytes()) != Hash::hash(self.state.as_bytes()) {
            return Err(AuthError::of("the state is not that of this login").into());
        }
        let code = code.into();
        let mut form = vec![
            ("client_id", &*self.client_id),
            ("client_secret", self.client_secret.expose_secret()),
            ("code", &code),
            ("code_verifier", self.verifier.expose_secret()),
        ];
        form.extend(self.redirect_uri.as_deref().map(|uri| ("redirect_uri", uri)));
        let response = oauth::post(&self.engine, &TOKEN, &form).await?;
        Ok(response.token(self.engine.now())?)
    }
}

/// Omits the secrets.
impl fmt::Debug for WebFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebFlow")
            .field("client_id", &self.client_id)
            .field("redirect_uri", &self.redirect_uri)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

fn random() -> Result<String, AuthError> {
    let mut bytes = [0; BYTES];
    getrandom::getrandom(&mut bytes).map_err(|_| AuthError::of("the system has no random numbers"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

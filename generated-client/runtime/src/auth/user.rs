//! Tokens of users, and their renewal.

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use crate::auth::oauth::{self, OAuthToken, TOKEN};
use crate::auth::renewal::{Renewable, Renewal, Token, because};
use crate::call::authorization::{AuthError, Authorization};
use crate::call::engine::{AuthContext, AuthFuture, AuthProvider, Engine};
use octoscribe_transport::Mutex;

const NOT_RENEWED: &str = "could not renew the user's token";

/// The credentials of a user: a token from [`Client::device_flow`](crate::BareClient::device_flow) or another login. With a refresh token, an
/// expiring token is renewed. Each refresh token works once and is replaced: store the new one in [`on_renewal`](UserToken::on_renewal).
#[must_use]
pub struct UserToken {
    login: Arc<Login>,
    token: Arc<Renewable>,
}

type Keep = Arc<dyn Fn(&OAuthToken) + Send + Sync>;

#[derive(Clone)]
struct Login {
    client_id: String,
    client_secret: Option<SecretString>,
    refresh_token: Arc<Mutex<Option<SecretString>>>,
    on_renewal: Option<Keep>,
}

impl UserToken {
    /// Creates the credentials from a token of the app with this client id.
    ///
    /// # Errors
    ///
    /// [`AuthError`] when the token is empty or has characters that no token has.
    pub fn new(client_id: impl Into<String>, token: OAuthToken) -> Result<Self, AuthError> {
        let authorization = Authorization::bearer(&token.access_token)?;
        // The token began before now; only its end matters.
        let current = Token::new(authorization, Timestamp::UNIX_EPOCH, token.expires_at);
        Ok(Self {
            login: Arc::new(Login {
                client_id: client_id.into(),
                client_secret: None,
                refresh_token: Arc::new(Mutex::new(token.refresh_token)),
                on_renewal: None,
            }),
            token: Arc::new(Renewable::new(current)),
        })
    }

    /// Sets the app's client secret, which GitHub requires to renew all tokens but those of the device flow.
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        Arc::make_mut(&mut self.login).client_secret = Some(secret.into());
        self
    }

    /// Sets a callback for each new token, before it is used.
    pub fn on_renewal(mut self, keep: impl Fn(&OAuthToken) + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.login).on_renewal = Some(Arc::new(keep));
        self
    }
}

impl AuthProvider for UserToken {
    fn authorize(&self, context: &AuthContext<'_>) -> AuthFuture {
        let (engine, login) = (context.engine.clone(), Arc::clone(&self.login));
        self.token
            .authorize(context.now(), move |_| renew(engine.clone(), Arc::clone(&login)))
    }

    fn forget(&self) {
        if self.login.refresh_token.lock().is_some() {
            self.token.forget();
        }
    }

    fn rejected(&self, rejected: &Authorization, _: &HeaderMap, _: &AuthContext<'_>) -> bool {
        let can_renew = self.login.refresh_token.lock().is_some();
        if can_renew {
            self.token.reject(rejected);
        }
        can_renew
    }
}

async fn renew(engine: Engine, login: Arc<Login>) -> Renewal {
    let Some(refresh_token) = login.refresh_token.lock().clone() else {
        return Err(AuthError::of("the user's token has expired and has no refresh token"));
    };
    let mut form = vec![
        ("client_id", &*login.client_id),
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token.expose_secret()),
    ];
    let secret = login.client_secret.as_ref();
    form.extend(secret.map(|secret| ("client_secret", secret.expose_secret())));
    let response = oauth::post(&engine, &TOKEN, &form).await;
    let now = engine.now();
    let token = response.map_err(|error| because(NOT_RENEWED, error))?.token(now)?;
    if let Some(next) = &token.refresh_token {
        *login.refresh_token.lock() = Some(next.clone());
    }
    if let Some(keep) = &login.on_renewal {
        keep(&token);
    }
    let authorization = Authorization::bearer(&token.access_token)?;
    Ok(Token::new(authorization, now, token.expires_at))
}

/// Omits the tokens and the secret.
impl fmt::Debug for UserToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserToken").finish_non_exhaustive()
    }
}

//! Tokens of users that are renewed.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::HeaderMap;
use jiff::Timestamp;
use secrecy::SecretString;

use crate::auth::oauth::{self, OAuthToken, TOKEN};
use crate::auth::renewal::{Lease, Outcome, Renewable};
use crate::auth::{AuthContext, AuthError, AuthProvider, Authorization};
use crate::client::BareClient;
use crate::transport::BoxFuture;

const NOT_RENEWED: &str = "the user's token could not be renewed";

/// Calls as a user, with a token from [`Client::device_flow`](crate::BareClient::device_flow) or another login. A token that expires is renewed, where it came with a refresh
/// token: each works once and brings the next, so that [`on_renewal`](UserToken::on_renewal) should keep it.
#[must_use]
pub struct UserToken {
    login: Arc<Login>,
    token: Arc<Renewable>,
}

type Keep = Arc<dyn Fn(&OAuthToken) + Send + Sync>;

#[derive(Clone)]
struct Login {
    client_id: SecretString,
    client_secret: Option<SecretString>,
    refresh_token: Arc<Mutex<Option<SecretString>>>,
    on_renewal: Option<Keep>,
}

impl UserToken {
    /// A token that was made for the app with this client id.
    ///
    /// # Errors
    ///
    /// [`AuthError`] when the token is empty or has characters that no token has.
    pub fn new(client_id: impl Into<String>, token: OAuthToken) -> Result<Self, AuthError> {
        let authorization = Authorization::bearer(&token.access_token)?;
        // Its life began before this; all that matters is its end.
        let lease = Lease::new(authorization, Timestamp::UNIX_EPOCH, token.expires_at);
        Ok(Self {
            login: Arc::new(Login {
                client_id: SecretString::from(client_id.into()),
                client_secret: None,
                refresh_token: Arc::new(Mutex::new(token.refresh_token)),
                on_renewal: None,
            }),
            token: Arc::new(Renewable::new(lease)),
        })
    }

    /// The app's client secret, which GitHub wants for the renewal of all tokens but those of the device flow.
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        Arc::make_mut(&mut self.login).client_secret = Some(secret.into());
        self
    }

    /// Is told each new token before it is used.
    pub fn on_renewal(mut self, keep: impl Fn(&OAuthToken) + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.login).on_renewal = Some(Arc::new(keep));
        self
    }
}

impl AuthProvider for UserToken {
    fn authorize(&self, context: &AuthContext<'_>) -> BoxFuture<Result<Option<Authorization>, AuthError>> {
        let (client, login) = (context.client().clone(), Arc::clone(&self.login));
        let renew = move || -> BoxFuture<Outcome> { Box::pin(renew(client.clone(), Arc::clone(&login))) };
        let token = Arc::clone(&self.token).get(context.now(), renew);
        Box::pin(async move { token.await.map(Some) })
    }

    fn rejected(&self, rejected: &Authorization, _: &HeaderMap, _: &AuthContext<'_>) -> bool {
        let can_renew = self.login.refresh_token().is_some();
        if can_renew {
            self.token.reject(rejected);
        }
        can_renew
    }
}

impl Login {
    fn refresh_token(&self) -> MutexGuard<'_, Option<SecretString>> {
        self.refresh_token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn renew(client: BareClient, login: Arc<Login>) -> Outcome {
    let Some(refresh_token) = login.refresh_token().clone() else {
        return Err(AuthError::of(
            "the user's token has expired, and came without a refresh token",
        ));
    };
    let grant = SecretString::from("refresh_token");
    let mut form = vec![
        ("client_id", &login.client_id),
        ("grant_type", &grant),
        ("refresh_token", &refresh_token),
    ];
    form.extend(login.client_secret.as_ref().map(|secret| ("client_secret", secret)));
    let answer = oauth::post(&client, &TOKEN, &form).await;
    let now = client.transport().now();
    let token = answer
        .map_err(|error| AuthError::because(NOT_RENEWED, error))?
        .token(now)?;
    if let Some(next) = &token.refresh_token {
        *login.refresh_token() = Some(next.clone());
    }
    if let Some(keep) = &login.on_renewal {
        keep(&token);
    }
    let authorization = Authorization::bearer(&token.access_token)?;
    Ok(Lease::new(authorization, now, token.expires_at))
}

/// Leaves the tokens and the secret out.
impl fmt::Debug for UserToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserToken").finish_non_exhaustive()
    }
}

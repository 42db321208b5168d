//! Settings of a client about who calls.

use std::sync::Arc;

use secrecy::SecretString;

use crate::auth::{AuthProvider, Authorization};
use crate::base::Base;
use crate::client::{BareClient, ClientBuilder};
use crate::endpoint::Host;
use crate::error::ConfigError;

use super::client::Auth;

/// What a [`ClientBuilder`] has been told.
#[derive(Clone, Default)]
pub(crate) struct AuthSettings {
    caller: Caller,
    oauth_app: Option<(String, SecretString)>,
}

#[derive(Clone, Default)]
enum Caller {
    #[default]
    Nobody,
    Token(SecretString),
    Provider(Arc<dyn AuthProvider>),
}

impl<C> ClientBuilder<C> {
    /// A personal access token, or any other that GitHub takes as `Bearer`.
    pub fn token(mut self, token: impl Into<SecretString>) -> Self {
        self.auth.caller = Caller::Token(token.into());
        self
    }

    /// What gives each call its authorization: [`App`](crate::auth::App), [`UserToken`](crate::auth::UserToken) or a provider of your own.
    /// Takes the place of a token.
    pub fn auth(mut self, provider: impl AuthProvider) -> Self {
        self.auth.caller = Caller::Provider(Arc::new(provider));
        self
    }

    /// The client id and secret of an OAuth app or of a GitHub App, for the endpoints that take nothing else: those below
    /// `/applications/{client_id}`, as `apps.checkToken` and `apps.deleteToken`. All other calls go on with the token or the provider.
    pub fn oauth_app(mut self, client_id: impl Into<String>, client_secret: impl Into<SecretString>) -> Self {
        self.auth.oauth_app = Some((client_id.into(), client_secret.into()));
        self
    }
}

impl AuthSettings {
    /// The kind of caller, for `Debug`.
    pub(crate) fn kind(&self) -> &'static str {
        match self.caller {
            Caller::Nobody => "none",
            Caller::Token(_) => "token",
            Caller::Provider(_) => "provider",
        }
    }

    /// Tells a client who calls.
    ///
    /// # Errors
    ///
    /// When a secret isn't one, or would travel unencrypted.
    pub(crate) fn apply(self, anonymous: BareClient) -> Result<BareClient, ConfigError> {
        if self.oauth_app.is_none() && matches!(self.caller, Caller::Nobody) {
            return Ok(anonymous);
        }
        check_bases(&anonymous)?;
        let oauth_app = match &self.oauth_app {
            Some((id, secret)) => {
                let pair = Authorization::basic(id, secret);
                Some(pair.map_err(|error| error.in_setting("oauth_app"))?)
            }
            None => None,
        };
        let auth = match self.caller {
            Caller::Nobody => Auth::default(),
            Caller::Token(token) => {
                let token = Authorization::bearer(&token);
                Auth::of_token(token.map_err(|error| error.in_setting("token"))?)
            }
            Caller::Provider(provider) => Auth::of_provider(provider, anonymous.clone()),
        };
        Ok(anonymous.with(auth.with_oauth_app(oauth_app)))
    }
}

/// Refuses to send secrets of the API unencrypted to other machines.
pub(super) fn check_bases(client: &BareClient) -> Result<(), ConfigError> {
    check_base("base_url", client.base(Host::Api))?;
    check_base("uploads_url", client.base(Host::Uploads))
}

/// Refuses to send secrets unencrypted to another machine.
pub(super) fn check_base(setting: &'static str, base: &Base) -> Result<(), ConfigError> {
    if base.keeps_secrets() {
        Ok(())
    } else {
        let problem = "a token is sent over https only, or to this machine";
        Err(ConfigError::new(setting, problem))
    }
}

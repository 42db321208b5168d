//! What a client knows about who calls, and how it tells the server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use http::HeaderMap;
use http::header::AUTHORIZATION;
use secrecy::SecretString;

use crate::auth::installation::{self, InstallationAuth};
use crate::auth::settings::check_bases;
use crate::auth::{AuthContext, AuthError, AuthProvider, Authorization, Installation};
use crate::client::BareClient;
use crate::endpoint::{Endpoint, Host};
use crate::error::Error;

/// The beginning of the routes that take an OAuth app's id and secret.
const OAUTH_APP_ROUTES: &str = "/applications/{client_id}/";

/// Installations that a client remembers, each with its token.
const MAX_INSTALLATIONS: usize = 10_000;

/// Who calls.
#[derive(Clone, Default)]
pub(crate) struct Auth {
    /// A token that never changes; it is among the headers that all requests have.
    token: Option<Authorization>,
    provider: Option<Provider>,
    oauth_app: Option<Authorization>,
    /// The clients of installations, which hold their tokens.
    installations: Arc<Mutex<HashMap<Installation, BareClient>>>,
}

#[derive(Clone)]
struct Provider {
    provider: Arc<dyn AuthProvider>,
    /// The client for what the provider asks.
    anonymous: BareClient,
}

impl Auth {
    pub(super) fn of_token(token: Authorization) -> Self {
        Self {
            token: Some(token),
            ..Self::default()
        }
    }

    pub(super) fn of_provider(provider: Arc<dyn AuthProvider>, anonymous: BareClient) -> Self {
        Self {
            provider: Some(Provider { provider, anonymous }),
            ..Self::default()
        }
    }

    pub(super) fn with_oauth_app(self, oauth_app: Option<Authorization>) -> Self {
        Self { oauth_app, ..self }
    }

    pub(crate) fn kind(&self) -> &'static str {
        match (&self.token, &self.provider) {
            (Some(_), _) => "token",
            (None, Some(_)) => "provider",
            (None, None) => "none",
        }
    }

    /// The token for the headers that all requests have.
    pub(crate) fn header(&self) -> Option<&Authorization> {
        self.token.as_ref()
    }

    /// The id and secret for the endpoints that take nothing else.
    fn oauth_app(&self, endpoint: &Endpoint) -> Option<&Authorization> {
        let is_theirs = endpoint.path().starts_with(OAUTH_APP_ROUTES);
        self.oauth_app.as_ref().filter(|_| is_theirs)
    }

    /// The same without installations of its own.
    fn for_installations(&self) -> Self {
        Self {
            installations: Arc::default(),
            ..self.clone()
        }
    }
}

impl Provider {
    fn context(&self, endpoint: &'static Endpoint) -> AuthContext<'_> {
        AuthContext {
            endpoint,
            client: &self.anonymous,
        }
    }
}

/// Who makes an attempt.
#[derive(Clone)]
pub(crate) enum Caller {
    /// The client's own token, or nobody: as the headers say that all requests have.
    Usual,
    /// This one alone, or nobody.
    Other(Option<Authorization>),
}

impl Caller {
    /// Completes the headers that all requests have.
    pub(crate) fn sign(&self, headers: &mut HeaderMap) {
        match self {
            Self::Usual => {}
            Self::Other(Some(authorization)) => {
                headers.insert(AUTHORIZATION, authorization.to_header());
            }
            Self::Other(None) => {
                headers.remove(AUTHORIZATION);
            }
        }
    }
}

/// Who makes an attempt, where no provider has to be asked.
pub(crate) fn known(client: &BareClient, endpoint: &Endpoint) -> Option<Caller> {
    let auth = client.auth();
    if endpoint.host() == Host::Web {
        Some(Caller::Other(None))
    } else if let Some(pair) = auth.oauth_app(endpoint) {
        Some(Caller::Other(Some(pair.clone())))
    } else if auth.provider.is_some() {
        None
    } else {
        Some(Caller::Usual)
    }
}

/// Asks the provider who makes an attempt. To be called before each attempt.
///
/// # Errors
///
/// [`Error::Auth`] when the provider has no authorization.
pub(crate) async fn ask(client: &BareClient, endpoint: &'static Endpoint) -> Result<Caller, Error> {
    let Some(provider) = &client.auth().provider else {
        return Ok(Caller::Usual);
    };
    let authorization = provider.provider.authorize(&provider.context(endpoint)).await?;
    Ok(Caller::Other(authorization))
}

/// Whether an attempt that was answered with 401 is worth another one, by another authorization. To be asked once in a call at most.
pub(crate) fn is_worth_another(
    client: &BareClient,
    endpoint: &'static Endpoint,
    caller: &Caller,
    headers: &HeaderMap,
) -> bool {
    let auth = client.auth();
    let (None, Some(provider), Caller::Other(Some(rejected))) = (known(client, endpoint), &auth.provider, caller)
    else {
        return false;
    };
    provider
        .provider
        .rejected(rejected, headers, &provider.context(endpoint))
}

/// Who calls.
impl BareClient {
    /// A client with the same settings and another token.
    ///
    /// # Errors
    ///
    /// [`Error::Auth`] when the token isn't one, [`Error::Config`] when it would travel unencrypted.
    pub fn with_token(&self, token: impl Into<SecretString>) -> Result<Self, Error> {
        check_bases(self)?;
        let auth = Auth::of_token(Authorization::bearer(&token.into())?);
        Ok(self.with_caller(auth))
    }

    /// A client with the same settings and another provider.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when what the provider gives would travel unencrypted.
    pub fn with_auth(&self, provider: impl AuthProvider) -> Result<Self, Error> {
        check_bases(self)?;
        Ok(self.with_caller(Auth::of_provider(Arc::new(provider), self.anonymous())))
    }

    /// A client with the same settings that calls as an installation of this client's GitHub App.
    ///
    /// Its token is fetched when it is first needed, by a call of this client, and renewed before it expires; all clones share it. This
    /// client remembers its installations: asked again for the same one, it gives the same client, with the same token.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when its token would travel unencrypted.
    pub fn as_installation(&self, installation: impl Into<Installation>) -> Result<Self, Error> {
        check_bases(self)?;
        let installation = installation.into();
        let mut known = self.auth().installations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = known.get(&installation) {
            return Ok(client.clone());
        }
        if known.len() >= MAX_INSTALLATIONS {
            known.retain(|_, client| client.is_shared());
        }
        // Not this client itself: it holds its installations, and would then never be freed.
        let app = self.twin(self.auth().for_installations());
        let provider = Arc::new(InstallationAuth::new(app, installation.clone()));
        let client = self.with_caller(Auth::of_provider(provider, self.anonymous()));
        known.insert(installation, client.clone());
        Ok(client)
    }

    /// The installation of this client's GitHub App that has access to a repository.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] with status 404 when there is none.
    pub async fn find_installation(
        &self,
        owner: impl AsRef<str>,
        repo: impl AsRef<str>,
    ) -> Result<Installation, Error> {
        installation::find(self, owner.as_ref(), repo.as_ref()).await
    }

    /// The token that this client's calls carry now, for `git` and others that need it; `None` when they carry none.
    ///
    /// # Errors
    ///
    /// [`Error::Auth`] when the provider has none.
    pub async fn current_token(&self) -> Result<Option<SecretString>, Error> {
        static ANY: Endpoint = Endpoint::get("meta.root", "/");
        let authorization = match ask(self, &ANY).await? {
            Caller::Usual => self.auth().header().cloned(),
            Caller::Other(authorization) => authorization,
        };
        Ok(authorization.and_then(|authorization| authorization.token()))
    }

    /// The same client for another caller; an OAuth app's id and secret go on to be sent where they are wanted.
    fn with_caller(&self, auth: Auth) -> Self {
        self.with(auth.with_oauth_app(self.auth().oauth_app.clone()))
    }

    /// The same client without authorization.
    fn anonymous(&self) -> Self {
        match &self.auth().provider {
            Some(provider) => provider.anonymous.clone(),
            None => self.with(Auth::default()),
        }
    }
}

impl From<AuthError> for Error {
    fn from(error: AuthError) -> Self {
        Self::Auth(error)
    }
}

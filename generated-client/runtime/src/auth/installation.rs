//! Installations of GitHub Apps, and their tokens.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::Value;

use crate::auth::renewal::{Renewable, Renewal, Token, because};
use crate::call::authorization::{AuthError, Authorization};
use crate::call::call::INSTALLATION_TOKEN_ROUTE;
use crate::call::date;
use crate::call::engine::{AuthContext, AuthFuture, AuthProvider, Engine};
use crate::call::error::Error;
use crate::call::shared::{Identity, SharedTokens};
use crate::request::endpoint::Endpoint;
use crate::response::body::Body;
use crate::response::response::Response;
use crate::send::request::{BareRequest, RequestBuilder};

static CREATE_TOKEN: Endpoint = Endpoint::post("apps.createInstallationAccessToken", INSTALLATION_TOKEN_ROUTE);
static FIND: Endpoint = Endpoint::get("apps.getRepoInstallation", "/repos/{owner}/{repo}/installation");

/// How long a renewal by another process is waited for: 50 times 200 ms.
const LOOKS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(200);

const NO_TOKEN: &str = "could not create a token for the installation";

/// An installation of a GitHub App, and what a client may do as one: everything, unless it is narrowed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct Installation {
    id: i64,
    repositories: Vec<String>,
    repository_ids: Vec<i64>,
    permissions: BTreeMap<String, String>,
}

impl Installation {
    /// Creates an installation from its id, which webhooks and `apps.getRepoInstallation` send.
    pub fn new(id: i64) -> Self {
        Self {
            id,
            repositories: Vec::new(),
            repository_ids: Vec::new(),
            permissions: BTreeMap::new(),
        }
    }

    /// Narrows the access to repositories, by name without owner; 500 at most.
    pub fn repositories(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.repositories = names.into_iter().map(Into::into).collect();
        self.repositories.sort_unstable();
        self
    }

    /// Narrows the access to repositories, by id; 500 at most.
    pub fn repository_ids(mut self, ids: impl IntoIterator<Item = i64>) -> Self {
        self.repository_ids = ids.into_iter().collect();
        self.repository_ids.sort_unstable();
        self
    }

    /// Narrows the permissions to this one and the others that are added, such as `issues` with `read`.
    pub fn permission(mut self, name: impl Into<String>, level: impl Into<String>) -> Self {
        self.permissions.insert(name.into(), level.into());
        self
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.id
    }

    fn token_request(&self, app: &Engine) -> BareRequest<Body> {
        // Creating a token twice does no harm.
        let mut request = RequestBuilder::new(app, &CREATE_TOKEN).path("installation_id", self.id);
        if !self.repositories.is_empty() {
            request = request.body("repositories", &self.repositories);
        }
        if !self.repository_ids.is_empty() {
            request = request.body("repository_ids", &self.repository_ids);
        }
        if !self.permissions.is_empty() {
            request = request.body("permissions", &self.permissions);
        }
        request.build().idempotent()
    }
}

impl From<i64> for Installation {
    fn from(id: i64) -> Self {
        Self::new(id)
    }
}

/// Finds the installation that has access to a repository.
pub(crate) async fn find(app: &Engine, owner: &str, repo: &str) -> Result<Installation, Error> {
    let request = RequestBuilder::<Body>::new(app, &FIND)
        .path("owner", owner)
        .path("repo", repo);
    let body = request.send().await?;
    let found: Value = body.json()?;
    match found.get("id").and_then(Value::as_i64) {
        Some(id) => Ok(Installation::new(id)),
        None => Err(AuthError::of("the response has no installation id").into()),
    }
}

/// The credentials of an installation.
pub(crate) struct InstallationAuth {
    /// Makes calls as the app.
    app: Engine,
    installation: Installation,
    token: Arc<Renewable>,
}

impl InstallationAuth {
    pub(crate) fn new(app: Engine, installation: Installation) -> Self {
        Self {
            app,
            installation,
            token: Arc::default(),
        }
    }
}

impl AuthProvider for InstallationAuth {
    fn authorize(&self, context: &AuthContext<'_>) -> AuthFuture {
        let (app, installation) = (self.app.clone(), self.installation.clone());
        let server = app.settings().api.to_string();
        let identity = self.identity().map(|text| Identity::new(&server, "provider", &text));
        self.token.authorize(context.now(), move |dropped| {
            renew(app.clone(), installation.clone(), identity, dropped)
        })
    }

    fn identity(&self) -> Option<String> {
        let Installation {
            id,
            repositories,
            repository_ids,
            permissions,
        } = &self.installation;
        let app = self.app.identity()?;
        Some(format!(
            "installation {id} of {app}: {repositories:?} {repository_ids:?} {permissions:?}"
        ))
    }

    fn is_fresh(&self, rejected: &Authorization, context: &AuthContext<'_>) -> bool {
        self.token.is_fresh(rejected, context.now())
    }

    fn forget(&self) {
        self.token.forget();
    }

    fn rejected(&self, rejected: &Authorization, _: &HeaderMap, _: &AuthContext<'_>) -> bool {
        self.token.reject(rejected);
        true
    }
}

/// Takes a token from another process, or creates one for all.
async fn renew(
    app: Engine,
    installation: Installation,
    identity: Option<Identity>,
    dropped: Option<Authorization>,
) -> Renewal {
    let tokens = app.settings().shared_tokens.clone();
    let (Some(tokens), Some(identity)) = (tokens, identity) else {
        return fetch(app, installation).await;
    };
    if let Some(token) = find_shared(&*tokens, &app, &identity, dropped.as_ref()).await {
        return Ok(token);
    }
    let renewal = fetch(app, installation).await;
    if let Some(token) = renewal.as_ref().ok().and_then(Token::shared) {
        tokens.put(&identity, token).await;
    }
    renewal
}

/// The token that another process has, or is about to have. `None` when this one is to create it.
async fn find_shared(
    tokens: &dyn SharedTokens,
    app: &Engine,
    identity: &Identity,
    dropped: Option<&Authorization>,
) -> Option<Token> {
    for _ in 0..LOOKS {
        if let Some(found) = tokens.get(identity).await
            && let Some(token) = Token::from_shared(&found, app.now())
            && !dropped.is_some_and(|dropped| token.is(dropped))
        {
            return Some(token);
        }
        if tokens.claim(identity).await {
            return None;
        }
        app.transport().sleep(PAUSE).await;
    }
    None
}

async fn fetch(app: Engine, installation: Installation) -> Renewal {
    let response = installation.token_request(&app).response().await;
    let response = response.map_err(|error| because(NO_TOKEN, error))?;
    read(&response, app.now()).ok_or(AuthError::of("the response has no token for the installation"))?
}

/// The token in a response, if there is one.
fn read(response: &Response<Body>, now: Timestamp) -> Option<Renewal> {
    let json: Value = response.body().json().ok()?;
    let token = SecretString::from(json.get("token")?.as_str()?);
    let end: Timestamp = json.get("expires_at")?.as_str()?.parse().ok()?;
    // The lifetime is by the server's clock: the local one may be wrong.
    let life = end.duration_since(date::of(response.headers()).unwrap_or(now));
    Some(Authorization::bearer(&token).map(|token| Token::new(token, now, now.checked_add(life).ok())))
}

//! Installations of GitHub Apps: which one, what of it, and its tokens.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::HeaderMap;
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::Value;

use crate::auth::renewal::{Lease, Outcome, Renewable};
use crate::auth::{AuthContext, AuthError, AuthProvider, Authorization};
use crate::body::Body;
use crate::client::BareClient;
use crate::date;
use crate::encode::{list, map};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::request::Request;
use crate::response::Response;
use crate::transport::BoxFuture;

/// The route of an installation's tokens.
pub(crate) const TOKEN_ROUTE: &str = "/app/installations/{installation_id}/access_tokens";

static CREATE_TOKEN: Endpoint = Endpoint::post("apps.createInstallationAccessToken", TOKEN_ROUTE);
static FIND: Endpoint = Endpoint::get("apps.getRepoInstallation", "/repos/{owner}/{repo}/installation");

const NO_TOKEN: &str = "the installation's token could not be fetched";

/// An installation of a GitHub App, and what of it a client may use: everything that isn't narrowed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct Installation {
    id: i64,
    repositories: Vec<String>,
    repository_ids: Vec<i64>,
    permissions: BTreeMap<String, String>,
}

impl Installation {
    /// An installation by its id, as webhooks and `apps.getRepoInstallation` tell it.
    pub fn new(id: i64) -> Self {
        Self {
            id,
            repositories: Vec::new(),
            repository_ids: Vec::new(),
            permissions: BTreeMap::new(),
        }
    }

    /// Nothing but these repositories, by name without owner; 500 at most.
    pub fn repositories(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.repositories = names.into_iter().map(Into::into).collect();
        self.repositories.sort_unstable();
        self
    }

    /// Nothing but these repositories, by id; 500 at most.
    pub fn repository_ids(mut self, ids: impl IntoIterator<Item = i64>) -> Self {
        self.repository_ids = ids.into_iter().collect();
        self.repository_ids.sort_unstable();
        self
    }

    /// Nothing but this permission and the others that are named, such as `issues` with `read`.
    pub fn permission(mut self, name: impl Into<String>, level: impl Into<String>) -> Self {
        self.permissions.insert(name.into(), level.into());
        self
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.id
    }

    fn token_request(&self, app: &BareClient) -> Request<Body> {
        // One token too many does no harm.
        let mut request = Request::new(app, &CREATE_TOKEN)
            .path("installation_id", self.id)
            .repeatable();
        if !self.repositories.is_empty() {
            request = request.body("repositories", list::<String>(&self.repositories));
        }
        if !self.repository_ids.is_empty() {
            request = request.body("repository_ids", list::<i64>(self.repository_ids.iter().copied()));
        }
        if !self.permissions.is_empty() {
            request = request.body("permissions", map::<String>(&self.permissions));
        }
        request
    }
}

impl From<i64> for Installation {
    fn from(id: i64) -> Self {
        Self::new(id)
    }
}

/// Asks which installation has access to a repository.
pub(super) async fn find(app: &BareClient, owner: &str, repo: &str) -> Result<Installation, Error> {
    let request: Request<Body> = Request::new(app, &FIND).path("owner", owner).path("repo", repo);
    let body = request.send().await?;
    let found: Value = body.json()?;
    match found.get("id").and_then(Value::as_i64) {
        Some(id) => Ok(Installation::new(id)),
        None => Err(AuthError::of("the answer does not tell the installation's id").into()),
    }
}

/// Calls as an installation.
pub(super) struct InstallationAuth {
    /// The client of the app.
    app: BareClient,
    installation: Installation,
    token: Arc<Renewable>,
}

impl InstallationAuth {
    pub(super) fn new(app: BareClient, installation: Installation) -> Self {
        Self {
            app,
            installation,
            token: Arc::default(),
        }
    }
}

impl AuthProvider for InstallationAuth {
    fn authorize(&self, context: &AuthContext<'_>) -> BoxFuture<Result<Option<Authorization>, AuthError>> {
        let (app, installation) = (self.app.clone(), self.installation.clone());
        let fetch = move || -> BoxFuture<Outcome> { Box::pin(fetch(app.clone(), installation.clone())) };
        let token = Arc::clone(&self.token).get(context.now(), fetch);
        Box::pin(async move { token.await.map(Some) })
    }

    fn rejected(&self, rejected: &Authorization, _: &HeaderMap, _: &AuthContext<'_>) -> bool {
        self.token.reject(rejected);
        true
    }
}

async fn fetch(app: BareClient, installation: Installation) -> Outcome {
    let response = installation.token_request(&app).response().await;
    let response = response.map_err(|error| AuthError::because(NO_TOKEN, error))?;
    read(&response, app.transport().now()).ok_or(AuthError::of("the answer holds no installation's token"))?
}

/// The token in an answer; `None` when there is none.
fn read(response: &Response<Body>, now: Timestamp) -> Option<Outcome> {
    let json: Value = response.body().json().ok()?;
    let token = SecretString::from(json.get("token")?.as_str()?);
    let end: Timestamp = json.get("expires_at")?.as_str()?.parse().ok()?;
    // The server's clock says how long the token lives; this client's may be wrong.
    let life = end.duration_since(date::of(response.headers()).unwrap_or(now));
    Some(Authorization::bearer(&token).map(|token| Lease::new(token, now, now.checked_add(life).ok())))
}

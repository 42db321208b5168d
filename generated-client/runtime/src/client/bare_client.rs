//! The client without endpoints, which every client dereferences to.

use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use http::Method;
use secrecy::SecretString;

use crate::auth::installation::{self, Installation, InstallationAuth};
use crate::auth::oauth::DeviceFlow;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use crate::auth::web::WebFlow;
use crate::call::authorization::Authorization;
use crate::call::engine::{AuthContext, AuthProvider, Engine, Source};
use crate::call::error::Error;
use crate::client::builder::{ClientBuilder, SECRET_HOSTS};
use crate::client::service::{Service, ServiceClient};
use crate::request::endpoint::Endpoint;
use crate::response::body::Body;
use crate::send::graphql::GraphQl;
use crate::send::request::{BareRequest, RequestBuilder};
use crate::send::route;
use octoscribe_transport::Mutex;

/// Installations that a client remembers, each with its token.
const MAX_INSTALLATIONS: usize = 10_000;

/// A client of GitHub's REST API, without endpoints. Clones share everything and are cheap.
///
/// The token is sent to the base URL and the uploads URL only: redirects are followed, to other hosts without the token.
#[derive(Clone)]
pub struct BareClient {
    engine: Engine,
    /// The clients of installations, which hold their tokens.
    installations: Arc<Mutex<HashMap<Installation, BareClient>>>,
}

impl BareClient {
    /// Creates a client of github.com without a token.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when no transport is built in.
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Creates a builder.
    pub fn builder() -> ClientBuilder<Self> {
        ClientBuilder::default()
    }

    /// Returns a client with the same settings and another token.
    ///
    /// # Errors
    ///
    /// [`Error::Auth`] when the token is invalid, [`Error::Config`] when it would be sent unencrypted.
    pub fn with_token(&self, token: impl Into<SecretString>) -> Result<Self, Error> {
        let token = Authorization::new(self.engine.settings().scheme, &token.into())?;
        self.with_source(Source::Token(token))
    }

    /// Returns a client with the same settings and another provider.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when credentials would be sent unencrypted.
    pub fn with_auth(&self, provider: impl AuthProvider) -> Result<Self, Error> {
        self.with_source(Source::Provider(Arc::new(provider)))
    }

    /// Returns a client with the same settings that calls as an installation of this client's GitHub App.
    ///
    /// Its token is created on first use, by a call of this client, and renewed before it expires; all clones share it. This client remembers
    /// its installations: it returns the same client, with the same token, for the same installation.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when its token would be sent unencrypted.
    pub fn as_installation(&self, installation: impl Into<Installation>) -> Result<Self, Error> {
        let installation = installation.into();
        let mut known = self.installations.lock();
        if let Some(client) = known.get(&installation) {
            return Ok(client.clone());
        }
        if known.len() >= MAX_INSTALLATIONS {
            known.retain(|_, client| client.engine.is_shared());
        }
        let client = self.with_auth(InstallationAuth::new(self.engine.clone(), installation.clone()))?;
        known.insert(installation, client.clone());
        Ok(client)
    }

    /// Finds the installation of this client's GitHub App that has access to a repository.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] with status 404 when there is none.
    pub async fn find_installation(
        &self,
        owner: impl AsRef<str>,
        repo: impl AsRef<str>,
    ) -> Result<Installation, Error> {
        installation::find(&self.engine, owner.as_ref(), repo.as_ref()).await
    }

    /// Begins to log in a user with a code that the user enters in a browser, for an OAuth app or a GitHub App with device flow.
    ///
    /// ```
    /// use octoscribe::auth::UserToken;
    /// use octoscribe::http::Method;
    /// use octoscribe::testing::{FakeGitHub, StubResponse};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// github
    ///     .when_url(Method::POST, "https://github.com/login/device/code")
    ///     .respond(StubResponse::json(&json!({
    ///         "device_code": "3584d83530557fdd1f46af8289938c8ef79f9dc5",
    ///         "user_code": "WDJB-MJHT",
    ///         "verification_uri": "https://github.com/login/device",
    ///     })));
    /// github
    ///     .when_url(Method::POST, "https://github.com/login/oauth/access_token")
    ///     .respond(StubResponse::json(&json!({"error": "authorization_pending"})))
    ///     .respond(StubResponse::json(&json!({"access_token": "gho_example", "scope": "repo"})));
    ///
    /// let code = client.device_flow("Iv23liExample").scopes(["repo"]).start().await?;
    /// println!("Enter {} at {}", code.user_code(), code.verification_uri());
    /// let token = code.wait().await?;
    /// assert_eq!(token.scopes, ["repo"]);
    /// let client = client.with_auth(UserToken::new("Iv23liExample", token)?)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn device_flow(&self, client_id: impl Into<String>) -> DeviceFlow {
        DeviceFlow::new(self.engine.clone(), client_id.into())
    }

    /// Begins to log in a user in a browser that comes back to the program's website (OAuth's web flow, with PKCE), for an OAuth app or a GitHub
    /// App.
    ///
    /// ```
    /// use octoscribe::auth::UserToken;
    /// use octoscribe::http::Method;
    /// use octoscribe::testing::{FakeGitHub, StubResponse};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// github
    ///     .when_url(Method::POST, "https://github.com/login/oauth/access_token")
    ///     .respond(StubResponse::json(&json!({"access_token": "gho_example", "scope": "repo"})));
    ///
    /// let flow = client.web_flow("Iv23liExample", "secret")?.redirect_uri("https://app.example/callback").scopes(["repo"]);
    /// println!("Go to {}", flow.url());
    ///
    /// // GitHub sends the browser to https://app.example/callback?code=…&state=…
    /// let (code, state) = ("a code", flow.state());
    /// let token = flow.exchange(code, state).await?;
    /// let user = UserToken::new("Iv23liExample", token)?.client_secret("secret");
    /// let client = client.with_auth(user)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Auth`] when the system has no random numbers.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub fn web_flow(
        &self,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Result<WebFlow, Error> {
        Ok(WebFlow::new(
            self.engine.clone(),
            client_id.into(),
            client_secret.into(),
        )?)
    }

    /// Forgets the token that the credentials keep, so that the next call creates or renews one: an installation's token has the permissions that
    /// the installation had when it was created. A fixed token stays.
    pub fn forget_token(&self) {
        self.engine.credentials().forget();
    }

    /// Returns a query or mutation of GraphQL. On GitHub Enterprise Server it goes to `/api/graphql`.
    ///
    /// ```
    /// use octoscribe::Error;
    /// use octoscribe::testing::{FakeGitHub, StubResponse};
    /// use serde_json::{Value, json};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// let query = "query($login: String!) { user(login: $login) { name } }";
    /// let octocat = client.graphql(query).variables(json!({"login": "octocat"}));
    /// github.when(&octocat).respond(StubResponse::json(&json!({"data": {"user": {"name": "The Octocat"}}})));
    /// let user: Value = octocat.send().await?;
    /// assert_eq!(user["user"]["name"], "The Octocat");
    ///
    /// let nobody = client.graphql(query).variable("login", "nobody");
    /// github.when(&nobody).respond(StubResponse::json(&json!({
    ///     "data": {"user": null},
    ///     "errors": [{"type": "NOT_FOUND", "path": ["user"], "message": "Could not resolve to a User"}],
    /// })));
    /// match nobody.send::<Value>().await {
    ///     Err(Error::GraphQl(errors)) => {
    ///         assert!(errors.has("NOT_FOUND"));
    ///         assert_eq!(errors.data::<Value>()?, Some(json!({"user": null})));
    ///     }
    ///     other => panic!("{other:?}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn graphql(&self, query: impl AsRef<str>) -> GraphQl {
        GraphQl::new(&self.engine, query.as_ref())
    }

    /// Returns a request to any route, which may be known at run time only, with the values of its path parameters in order. A value never
    /// changes the route.
    ///
    /// ```
    /// use octoscribe::http::Method;
    /// use octoscribe::testing::{FakeGitHub, StubResponse};
    /// use serde_json::{Value, json};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// github
    ///     .when_url(Method::POST, "https://api.github.com/repos/octocat/hello-world/novelties")
    ///     .respond(StubResponse::json(&json!({"id": 1, "url": "https://api.github.com/novelties/1"})));
    /// github.when_url(Method::GET, "https://api.github.com/novelties/1").respond(StubResponse::json(&json!({"name": "New"})));
    ///
    /// let values = ["octocat", "hello-world"];
    /// let made = client.route(Method::POST, "/repos/{owner}/{repo}/novelties", values).body("name", "New").json::<Value>().await?;
    /// let new: Value = client.follow(made["url"].as_str().unwrap_or_default())?.json().await?;
    /// assert_eq!(new["name"], "New");
    /// # Ok(())
    /// # }
    /// ```
    pub fn route(
        &self,
        method: Method,
        template: &str,
        values: impl IntoIterator<Item = impl ToString>,
    ) -> RequestBuilder<Body> {
        let values = values.into_iter().map(|value| value.to_string());
        route::request(&self.engine, method, template, values)
    }

    /// Returns a GET request to a URL out of a response, such as `issues_url`.
    ///
    /// # Errors
    ///
    /// [`Error::Link`] when it is not below the base URL or the uploads URL: no request and no token ever goes elsewhere.
    pub fn follow(&self, url: impl AsRef<str>) -> Result<BareRequest<Body>, Error> {
        route::follow(&self.engine, url.as_ref())
    }

    /// Returns the current token of this client's calls, for `git` and other programs; `None` when they have none.
    ///
    /// # Errors
    ///
    /// [`Error::Auth`] when the provider fails.
    pub async fn current_token(&self) -> Result<Option<SecretString>, Error> {
        static ANY: Endpoint = Endpoint::get("meta.root", "/");
        let authorization = self.engine.authorize(&ANY).await?;
        Ok(authorization.and_then(|authorization| authorization.token()))
    }

    /// A client with other credentials; those of an OAuth app are kept.
    fn with_source(&self, source: Source) -> Result<Self, Error> {
        self.engine.settings().check_secrecy(&SECRET_HOSTS)?;
        Ok(self.engine.with_source(source).into())
    }
}

impl ServiceClient for BareClient {
    const SERVICE: Service = Service::GITHUB;
}

impl From<Engine> for BareClient {
    fn from(engine: Engine) -> Self {
        Self {
            engine,
            installations: Arc::default(),
        }
    }
}

impl Deref for BareClient {
    type Target = Engine;

    #[inline]
    fn deref(&self) -> &Engine {
        &self.engine
    }
}

/// Omits the token.
impl fmt::Debug for BareClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.engine.settings();
        f.debug_struct("Client")
            .field("base_url", &settings.api.to_string())
            .field("uploads_url", &settings.uploads.to_string())
            .field("auth", &self.engine.credentials().kind())
            .field("timeout", &settings.timeout)
            .finish_non_exhaustive()
    }
}

impl AuthContext<'_> {
    /// Returns a client with the same settings and without credentials, for the calls of the provider itself.
    #[must_use]
    pub fn client(&self) -> BareClient {
        self.engine.clone().into()
    }
}

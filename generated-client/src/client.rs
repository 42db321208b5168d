//! The client: [`BareClient`] with a handle for each scope.

use std::fmt;
use std::ops::Deref;

use octoscribe_runtime::auth::{AuthProvider, Installation};
use octoscribe_runtime::secrecy::SecretString;
use octoscribe_runtime::{BareClient, Engine, Error, Service, ServiceClient};

/// Builds a [`Client`].
pub type ClientBuilder = octoscribe_runtime::ClientBuilder<Client>;

/// A client of GitHub's REST API. Clones share everything and are cheap.
///
/// The token is sent to the base URL and the uploads URL only: redirects are followed, to other hosts without the token.
///
/// Methods without an endpoint are those of [`BareClient`].
#[derive(Clone)]
pub struct Client(BareClient);

impl Client {
    /// Creates a client of github.com without a token.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when no transport is built in.
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Creates a builder.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Returns a client with the same settings and another token.
    ///
    /// # Errors
    ///
    /// As for [`BareClient::with_token`].
    pub fn with_token(&self, token: impl Into<SecretString>) -> Result<Self, Error> {
        Ok(Self(self.0.with_token(token)?))
    }

    /// Returns a client with the same settings and another provider.
    ///
    /// # Errors
    ///
    /// As for [`BareClient::with_auth`].
    pub fn with_auth(&self, provider: impl AuthProvider) -> Result<Self, Error> {
        Ok(Self(self.0.with_auth(provider)?))
    }

    /// Returns a client with the same settings that calls as an installation of this client's GitHub App.
    ///
    /// Its token is created on first use, by a call of this client, and renewed before it expires; all clones share it. This client remembers
    /// its installations: it returns the same client, with the same token, for the same installation.
    ///
    #[cfg_attr(feature = "testing", doc = "```")]
    #[cfg_attr(not(feature = "testing"), doc = "```ignore")]
    /// use octoscribe::auth::{App, Installation};
    /// use octoscribe::schemas::{Installation as Found, InstallationToken, Issue};
    /// use octoscribe::testing::FakeGitHub;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// # let pem = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/runtime/tests/keys/rsa-pkcs1.pem"));
    /// let app = github.builder().auth(App::new("Iv23liExample", pem)?).build()?;
    /// let mut found = Found::default();
    /// found.id = 7;
    /// github.when(&app.apps().get_repo_installation("octocat", "hello-world")).returns(&found);
    /// let mut token = InstallationToken::default();
    /// token.token = "ghs_example".to_owned();
    /// token.expires_at = "2026-01-01T01:00:00Z".to_owned();
    /// github.when(&app.apps().create_installation_access_token(7)).returns(&token);
    /// github
    ///     .when(&app.issues().get("octocat", "hello-world", 1))
    ///     .header("authorization", "Bearer ghs_example")
    ///     .returns(&Issue::default());
    ///
    /// let found = app.find_installation("octocat", "hello-world").await?;
    /// let client = app.as_installation(found)?;
    /// client.issues().get("octocat", "hello-world", 1).send().await?;
    ///
    /// // With fewer permissions than the installation.
    /// let reader = app.as_installation(Installation::new(7).repositories(["hello-world"]).permission("issues", "read"))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when its token would be sent unencrypted.
    pub fn as_installation(&self, installation: impl Into<Installation>) -> Result<Self, Error> {
        Ok(Self(self.0.as_installation(installation)?))
    }
}

impl ServiceClient for Client {
    const SERVICE: Service = Service::GITHUB;
}

impl From<Engine> for Client {
    fn from(engine: Engine) -> Self {
        Self(engine.into())
    }
}

impl From<BareClient> for Client {
    fn from(client: BareClient) -> Self {
        Self(client)
    }
}

impl Deref for Client {
    type Target = BareClient;

    #[inline]
    fn deref(&self) -> &BareClient {
        &self.0
    }
}

/// Omits the token.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

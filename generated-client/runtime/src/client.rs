//! The client: settings that all calls share.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use http::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue, USER_AGENT};

use crate::auth::{Auth, AuthSettings};
use crate::base::Base;
use crate::endpoint::Host;
use crate::error::{ConfigError, Error};
use crate::exchange::Shared;
use crate::exchange::settings::Settings;
use crate::transport::{self, Transport};

const BASE_URL: &str = "https://api.github.com";
const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/vnd.github+json");
const API_VERSION: HeaderName = HeaderName::from_static("x-github-api-version");
const DEFAULT_API_VERSION: &str = "2022-11-28";
const DEFAULT_USER_AGENT: &str = concat!("octoscribe/", env!("CARGO_PKG_VERSION"));
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// A client of GitHub's REST API. Clones share everything and cost next to nothing.
///
/// The token is sent to the base URL and the uploads URL and nowhere else: redirections are followed, but it does not go along to another host.
#[derive(Clone)]
pub struct BareClient {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    api: Base,
    uploads: Base,
    web: Base,
    /// Headers that all requests have.
    headers: HeaderMap,
    auth: Auth,
    timeout: Option<Duration>,
    transport: Arc<dyn Transport>,
    /// Whether the transport was given, and may be a test double.
    is_given: bool,
    shared: Arc<Shared>,
}

impl BareClient {
    /// A client of github.com without a token.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the crate has been built without a transport.
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Settings for a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client with the same settings for another caller, who has limits of its own.
    pub(crate) fn with(&self, auth: Auth) -> Self {
        let settings = self.inner.shared.settings.clone();
        self.changed(auth, Arc::new(Shared::new(settings)))
    }

    /// The same client for the same caller, told in another way.
    pub(crate) fn twin(&self, auth: Auth) -> Self {
        self.changed(auth, Arc::clone(&self.inner.shared))
    }

    fn changed(&self, auth: Auth, shared: Arc<Shared>) -> Self {
        let mut inner = Inner::clone(&self.inner);
        match auth.header() {
            Some(token) => inner.headers.insert(AUTHORIZATION, token.to_header()),
            None => inner.headers.remove(AUTHORIZATION),
        };
        inner.auth = auth;
        inner.shared = shared;
        Self { inner: Arc::new(inner) }
    }

    /// Whether there are other clones.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.inner) > 1
    }

    pub(crate) fn auth(&self) -> &Auth {
        &self.inner.auth
    }

    pub(crate) fn base(&self, host: Host) -> &Base {
        match host {
            Host::Api => &self.inner.api,
            Host::Uploads => &self.inner.uploads,
            Host::Web => &self.inner.web,
        }
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.inner.headers
    }

    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.inner.timeout
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.inner.transport
    }

    /// Whether requests tell their endpoint, by which a test double answers. The crate's own transports don't ask.
    pub(crate) fn tells_endpoints(&self) -> bool {
        cfg!(any(test, feature = "testing")) && self.inner.is_given
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.inner.shared
    }
}

/// Leaves the token out.
impl fmt::Debug for BareClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.api.to_string())
            .field("uploads_url", &self.inner.uploads.to_string())
            .field("auth", &self.inner.auth.kind())
            .field("timeout", &self.inner.timeout)
            .finish_non_exhaustive()
    }
}

/// Settings for a [`BareClient`]. What isn't set is right for github.com.
///
/// `C` is what it makes: a [`BareClient`], or a client with methods for endpoints around one.
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder<C = BareClient> {
    pub(crate) auth: AuthSettings,
    base_url: Option<String>,
    uploads_url: Option<String>,
    web_url: Option<String>,
    user_agent: String,
    api_version: String,
    timeout: Option<Duration>,
    transport: Option<Arc<dyn Transport>>,
    pub(crate) settings: Settings,
    made: PhantomData<fn() -> C>,
}

impl<C> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self {
            auth: AuthSettings::default(),
            base_url: None,
            uploads_url: None,
            web_url: None,
            user_agent: DEFAULT_USER_AGENT.to_owned(),
            api_version: DEFAULT_API_VERSION.to_owned(),
            timeout: Some(DEFAULT_TIMEOUT),
            transport: None,
            settings: Settings::default(),
            made: PhantomData,
        }
    }
}

impl<C> ClientBuilder<C> {
    /// The root of the API; on GitHub Enterprise Server `https://HOST/api/v3`. With a token it must be https, unless it is on this very
    /// machine.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The root for uploads. When only the base URL is set, it is `https://HOST/api/uploads` for `https://HOST/api/v3`,
    /// `https://uploads.SUBDOMAIN.ghe.com` for `https://api.SUBDOMAIN.ghe.com`, and the base URL itself for all others.
    pub fn uploads_url(mut self, url: impl Into<String>) -> Self {
        self.uploads_url = Some(url.into());
        self
    }

    /// Where people log in, for [OAuth](crate::auth). When only the base URL is set, it is `https://HOST` for `https://HOST/api/v3`,
    /// `https://SUBDOMAIN.ghe.com` for `https://api.SUBDOMAIN.ghe.com`, and the base URL itself for all others.
    pub fn web_url(mut self, url: impl Into<String>) -> Self {
        self.web_url = Some(url.into());
        self
    }

    /// Who is calling; GitHub asks for the name of the application or the account. Default: this crate's name and version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The version of the API, a date. Default: `2022-11-28`.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = version.into();
        self
    }

    /// How long a call may take, from sending to the last byte of the answer, retries included; `None` for as long as it needs. Default: 60 s.
    /// Waits for rate limits and in queues don't count, see [`max_wait`](ClientBuilder::max_wait).
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// What carries the requests. Default: hyper, or reqwest where only that feature is on.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when a setting isn't valid, or the token would travel unencrypted.
    #[inline]
    pub fn build(self) -> Result<C, Error>
    where
        C: From<BareClient>,
    {
        Ok(C::from(self.bare()?))
    }

    fn bare(self) -> Result<BareClient, Error> {
        let api = Base::parse("base_url", self.base_url.as_deref().unwrap_or(BASE_URL))?;
        let uploads = match &self.uploads_url {
            Some(url) => Base::parse("uploads_url", url)?,
            None => api.uploads(),
        };
        let web = match &self.web_url {
            Some(url) => Base::parse("web_url", url)?,
            None => api.web(),
        };
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(ACCEPT, MEDIA_TYPE);
        headers.insert(USER_AGENT, header_value("user_agent", &self.user_agent)?);
        headers.insert(API_VERSION, header_value("api_version", &self.api_version)?);
        let is_given = self.transport.is_some();
        let transport = match self.transport {
            Some(transport) => transport,
            None => transport::default().map_err(|_| {
                let problem = "none given, and none that works is built in: turn on the feature `hyper` or `reqwest`";
                ConfigError::new("transport", problem)
            })?,
        };
        let anonymous = BareClient {
            inner: Arc::new(Inner {
                api,
                uploads,
                web,
                headers,
                auth: Auth::default(),
                timeout: self.timeout,
                transport,
                is_given,
                shared: Arc::new(Shared::new(self.settings)),
            }),
        };
        Ok(self.auth.apply(anonymous)?)
    }
}

/// Leaves the token out.
impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url)
            .field("uploads_url", &self.uploads_url)
            .field("user_agent", &self.user_agent)
            .field("api_version", &self.api_version)
            .field("auth", &self.auth.kind())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

fn header_value(setting: &'static str, text: &str) -> Result<HeaderValue, ConfigError> {
    if text.trim().is_empty() {
        return Err(ConfigError::new(setting, "empty"));
    }
    HeaderValue::from_str(text).map_err(|_| ConfigError::new(setting, "not fit for a header"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "ghp_verySecret";

    fn problem(builder: ClientBuilder) -> String {
        match builder.token(TOKEN).build() {
            Err(Error::Config(error)) => error.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn settings_are_checked() {
        let builder = BareClient::builder;
        let problems = [
            problem(builder().base_url("nonsense")),
            problem(builder().uploads_url("https://h/?x")),
            problem(builder().base_url("http://github.example")),
            problem(builder().uploads_url("http://github.example")),
            problem(builder().user_agent(" ")),
            problem(builder().api_version("2022\n11")),
        ];
        insta::assert_snapshot!(problems.join("\n"), @r#"
        base_url: not a URL with scheme and host
        uploads_url: a base URL has no query or fragment
        base_url: a token is sent over https only, or to this machine
        uploads_url: a token is sent over https only, or to this machine
        user_agent: empty
        api_version: not fit for a header
        "#);
        for token in ["", "two words", "ghp_verySecret\n", "tökén"] {
            let error = BareClient::builder().token(token).build().unwrap_err();
            assert!(!format!("{error:?}").contains("Secret"));
        }
    }

    #[cfg(feature = "hyper")]
    #[test]
    fn debug_leaves_the_token_out() {
        let builder = BareClient::builder()
            .token(TOKEN)
            .base_url("https://ghes.example/api/v3");
        let client = builder.clone().build().unwrap();
        assert!(!format!("{builder:?}{client:?}").contains("Secret"));
        assert_eq!(
            client.base(Host::Uploads).to_string(),
            "https://ghes.example/api/uploads"
        );
        let github = BareClient::new().unwrap();
        insta::assert_snapshot!(format!("{github:?}"), @r#"Client { base_url: "https://api.github.com", uploads_url: "https://uploads.github.com", auth: "none", timeout: Some(60s), .. }"#);
    }
}

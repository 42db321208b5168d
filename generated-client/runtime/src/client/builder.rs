//! The builder of clients.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::header::{HeaderName, HeaderValue, USER_AGENT};
use secrecy::SecretString;

use crate::call::authorization::{AuthError, Authorization};
use crate::call::cache::Cache;
use crate::call::engine::{AuthProvider, Engine, Source};
use crate::call::error::Error;
use crate::call::hooks::Hook;
use crate::call::settings::{ConfigError, Settings};
use crate::call::shared::{SharedLimits, SharedTokens};
use crate::call::wait::Wait;
use crate::client::service::{Service, ServiceClient};
use crate::request::base::Base;
use crate::request::endpoint::Host;
use crate::request::own_header;
use crate::response::model::policy::Reading;
use octoscribe_transport::Transport;

const API_VERSION: HeaderName = HeaderName::from_static("x-github-api-version");

/// The hosts to which credentials are sent.
pub(super) const SECRET_HOSTS: [Host; 2] = [Host::Api, Host::Uploads];

/// Builds a [`BareClient`](crate::BareClient). The defaults are right for github.com.
///
/// `C` is what it builds: a [`BareClient`](crate::BareClient), or a client with endpoints.
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder<C> {
    /// The credentials, if they are valid.
    auth: Result<Source, AuthError>,
    oauth_app: Option<(String, SecretString)>,
    service: Service,
    base_url: Option<String>,
    uploads_url: Option<String>,
    web_url: Option<String>,
    user_agent: Option<String>,
    api_version: Option<String>,
    headers: Vec<(String, String)>,
    transport: Option<Arc<dyn Transport>>,
    settings: Settings,
    client: PhantomData<fn() -> C>,
}

impl<C: ServiceClient> Default for ClientBuilder<C> {
    fn default() -> Self {
        let service = C::SERVICE;
        Self {
            auth: Ok(Source::None),
            oauth_app: None,
            service,
            base_url: None,
            uploads_url: None,
            web_url: None,
            user_agent: None,
            api_version: None,
            headers: Vec::new(),
            transport: None,
            settings: Settings {
                write_spacing: service.write_spacing,
                scheme: service.credentials.1,
                ..Settings::default()
            },
            client: PhantomData,
        }
    }
}

impl<C> ClientBuilder<C> {
    /// Sets a personal access token, or any other token that GitHub accepts as `Bearer`.
    pub fn token(mut self, token: impl Into<SecretString>) -> Self {
        self.auth = Authorization::new(self.settings.scheme, &token.into()).map(Source::Token);
        self
    }

    /// Sets a provider of credentials instead of a token: [`App`](crate::auth::App), [`UserToken`](crate::auth::UserToken) or your own.
    pub fn auth(mut self, provider: impl AuthProvider) -> Self {
        self.auth = Ok(Source::Provider(Arc::new(provider)));
        self
    }

    /// Sets the client id and secret of an OAuth app or GitHub App, for the endpoints below `/applications/{client_id}`, such as
    /// `apps.checkToken` and `apps.deleteToken`. All other calls use the token or the provider.
    pub fn oauth_app(mut self, client_id: impl Into<String>, client_secret: impl Into<SecretString>) -> Self {
        self.oauth_app = Some((client_id.into(), client_secret.into()));
        self
    }

    /// Sets the root of the API; on GitHub Enterprise Server `https://HOST/api/v3`. With a token it must be https, unless it is on this
    /// machine.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the root for uploads. Default: `https://HOST/api/uploads` for the base URL `https://HOST/api/v3`,
    /// `https://uploads.SUBDOMAIN.ghe.com` for `https://api.SUBDOMAIN.ghe.com`, and otherwise the base URL.
    pub fn uploads_url(mut self, url: impl Into<String>) -> Self {
        self.uploads_url = Some(url.into());
        self
    }

    /// Sets whether links to further pages that name another host are followed on the host of the base URL, as long as they are below the same
    /// path: for a server that is reached by another name than its own, through a tunnel or a proxy. Default: false, such a link is an error.
    pub fn rebase_links(mut self, rebase: bool) -> Self {
        self.settings.rebases_links = rebase;
        self
    }

    /// Sets the website, for [OAuth](crate::auth). Default: `https://HOST` for the base URL `https://HOST/api/v3`,
    /// `https://SUBDOMAIN.ghe.com` for `https://api.SUBDOMAIN.ghe.com`, and otherwise the base URL.
    pub fn web_url(mut self, url: impl Into<String>) -> Self {
        self.web_url = Some(url.into());
        self
    }

    /// Sets the header `user-agent`; GitHub asks for the name of the application or the account. Default: this crate's name and version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Sets the version of GitHub's API, a date. Default: `2022-11-28`.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// Adds a header to all requests, such as the key of a gateway. It goes to the configured hosts only, like the token; one whose name says
    /// that it is secret, such as `x-api-key`, goes there over https only.
    ///
    /// ```
    /// use octoscribe::testing::{FakeGitHub, StubResponse};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.builder().header("x-gateway-token", "example").build()?;
    /// let zen = client.meta().get_zen();
    /// github.when(&zen).header("x-gateway-token", "example").respond(StubResponse::bytes("text/plain", "Hello"));
    /// assert_eq!(zen.send().await?, "Hello");
    /// # Ok(())
    /// # }
    /// ```
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a hook around each request. Several are asked in the order in which they were added.
    ///
    /// ```
    /// use octoscribe::http::{HeaderMap, HeaderValue};
    /// use octoscribe::testing::{FakeGitHub, StubResponse};
    /// use octoscribe::{Hook, Sending};
    ///
    /// /// Passes the context of a trace on; a program would take it from its span, by `tracing-opentelemetry`.
    /// struct TraceContext;
    ///
    /// impl Hook for TraceContext {
    ///     fn before(&self, _: &Sending<'_>, headers: &mut HeaderMap) -> Option<octoscribe::http::Response<octoscribe::bytes::Bytes>> {
    ///         let context = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    ///         headers.insert("traceparent", HeaderValue::from_static(context));
    ///         None
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.builder().hook(TraceContext).build()?;
    /// let zen = client.meta().get_zen();
    /// github.when(&zen).respond(StubResponse::bytes("text/plain", "Hello"));
    /// zen.send().await?;
    /// assert!(github.calls()[0].header("traceparent").is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.settings.hooks.push(Arc::new(hook));
        self
    }

    /// Sets the timeout of a call, from sending the request to the last byte of the response, retries included; `None` for none. Default:
    /// 60 s. Waits for rate limits and in queues don't count, see [`max_wait`](ClientBuilder::max_wait).
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.timeout = timeout.into();
        self
    }

    /// Sets the transport. Default: hyper, or reqwest if only that feature is on.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sets whether the client waits for GitHub's rate limits. Default: true.
    ///
    /// A call waits while a limit is exhausted; one that is refused for a limit is retried after the time that GitHub sends. Clones share what
    /// they learn about limits. GitHub may ban integrations that ignore them. With `false`, calls are sent at once, and a refusal is an
    /// [`Error::Api`](crate::Error::Api).
    pub fn heed_limits(mut self, heed: bool) -> Self {
        self.settings.heeds_limits = heed;
        self
    }

    /// Sets the maximum time that a call waits before it is sent: for GitHub's rate limits, for the
    /// [minimum time between writes](ClientBuilder::write_spacing), in the [queue](ClientBuilder::concurrency), and before a retry for which
    /// the server names a time or the call has no timeout. Default: two minutes, enough for limits that last a minute. The primary limit lasts
    /// up to an hour.
    ///
    /// A call that would wait longer fails with [`Error::Limited`](crate::Error::Limited) or with the server's refusal, at once except in the
    /// queue, whose end is unknown. This time is added to [`timeout`](ClientBuilder::timeout).
    pub fn max_wait(mut self, limit: Duration) -> Self {
        self.settings.max_wait = limit;
        self
    }

    /// Sets the maximum number of requests in flight, of this client and its clones; further requests queue. Default: 100, GitHub's limit. 0
    /// means 1. Time in the queue counts towards [`max_wait`](ClientBuilder::max_wait), not [`timeout`](ClientBuilder::timeout).
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.settings.concurrency = requests.max(1);
        self
    }

    /// Sets the minimum time between writes (POST, PATCH, PUT, DELETE). Default: one second, as GitHub asks; zero disables it. Waiting for it
    /// counts towards [`max_wait`](ClientBuilder::max_wait), not [`timeout`](ClientBuilder::timeout): for a thousand writes at once, set that
    /// to an hour.
    pub fn write_spacing(mut self, spacing: Duration) -> Self {
        self.settings.write_spacing = spacing;
        self
    }

    /// Sets the maximum number of retries; 0 disables them. Default: 3, after waits of up to 0.5, 1 and 2 s (full jitter), within the call's
    /// [`timeout`](ClientBuilder::timeout). [`BareRequest::retries`](crate::BareRequest::retries) overrides it.
    ///
    /// GET and HEAD are retried after statuses 500, 502, 503 and 504, and when the connection broke off or an attempt timed out. Other methods
    /// are retried only when the server can't have acted on the request: without a connection, or when it was refused for a rate limit. When
    /// many calls fail, a budget that the clones share limits retries.
    pub fn retries(mut self, retries: u32) -> Self {
        self.settings.retries = retries;
        self
    }

    /// Sets the timeout for the head of the response to an attempt that can be retried; `None` for the call's timeout. Default: 20 s; GitHub
    /// gives up after 10 s.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.attempt_timeout = timeout.into();
        self
    }

    /// Sets the maximum size in bytes of a body in memory, as it is for everything but [`download`](crate::BareRequest::download), so that a server
    /// can't exhaust the memory. Default: 128 MiB, more than the largest file that GitHub sends as [`RAW`](crate::MediaType::RAW).
    ///
    /// A call with a larger response fails with [`Error::TooLarge`](crate::Error::TooLarge). The body of an error is cut after 256 KiB.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.settings.max_body_size = bytes;
        self
    }

    /// Sets how strictly responses are read. Default: [`Reading::Tolerant`]. A request overrides it by
    /// [`strict`](crate::BareRequest::strict) and [`lenient`](crate::BareRequest::lenient).
    pub fn reading(mut self, reading: Reading) -> Self {
        self.settings.reading = reading;
        self
    }

    /// Sets a cache for responses to GET requests, which makes the next such request conditional. Default: none, because a cache takes memory.
    ///
    /// A response that has not changed doesn't count against the rate limit. GitHub is always asked, so that no response is stale.
    /// [`MemoryCache`](crate::MemoryCache) caches the most recently used responses.
    pub fn cache(mut self, cache: impl Cache) -> Self {
        self.settings.cache = Some(Arc::new(cache));
        self
    }

    /// Shares the limits of the credentials with clients in other processes. Default: with the clones of this client only.
    pub fn shared_limits(mut self, limits: impl SharedLimits) -> Self {
        self.settings.shared_limits = Some(Arc::new(limits));
        self
    }

    /// Shares the tokens of [installations](crate::BareClient::as_installation) with clients in other processes, so that one of them renews each.
    /// Default: with the clones of this client only.
    pub fn shared_tokens(mut self, tokens: impl SharedTokens) -> Self {
        self.settings.shared_tokens = Some(Arc::new(tokens));
        self
    }

    /// Sets a callback before each wait of a call, for a log or a progress bar; for the queue, after one second. It should return at once.
    /// Waits are `tracing` events too.
    pub fn on_wait(mut self, callback: impl Fn(&Wait) + Send + Sync + 'static) -> Self {
        self.settings.on_wait = Some(Arc::new(callback));
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when a setting is invalid, or credentials would be sent unencrypted.
    pub fn build(self) -> Result<C, Error>
    where
        C: From<Engine>,
    {
        Ok(C::from(self.engine()?))
    }

    fn engine(mut self) -> Result<Engine, ConfigError> {
        let settings = &mut self.settings;
        let api = match &self.base_url {
            Some(url) => base("base_url", url)?,
            None => base("service", self.service.base_url)?,
        };
        (settings.uploads, settings.web, settings.graphql) = (api.uploads(), api.web(), api.graphql());
        settings.api = api;
        if let Some(url) = &self.uploads_url {
            settings.uploads = base("uploads_url", url)?;
        }
        if let Some(url) = &self.web_url {
            settings.web = base("web_url", url)?;
        }
        let header_name =
            |name: &str| HeaderName::try_from(name).map_err(|_| ConfigError::new("service", "not a valid header name"));
        settings.credentials = header_name(self.service.credentials.0)?;
        for (name, value) in self.service.headers {
            settings
                .headers
                .insert(header_name(name)?, header_value("service", value)?);
        }
        let own = [
            ("user_agent", USER_AGENT, &self.user_agent),
            ("api_version", API_VERSION, &self.api_version),
        ];
        for (setting, name, value) in own {
            if let Some(value) = value {
                settings.headers.insert(name, header_value(setting, value)?);
            }
        }
        for (name, value) in &self.headers {
            let header = own_header::read(name, value);
            let (name, value) = header.map_err(|problem| ConfigError::new("header", problem))?;
            settings.headers.insert(name, value);
        }
        let has_secret = settings.headers.values().any(HeaderValue::is_sensitive);
        let has_credentials = self.oauth_app.is_some() || !matches!(self.auth, Ok(Source::None));
        let is_custom = self.transport.is_some();
        let transport = match self.transport {
            Some(transport) => transport,
            None => octoscribe_transport::default().map_err(|_| {
                let problem = "none given, and none that works is built in: turn on the feature `hyper` or `reqwest`";
                ConfigError::new("transport", problem)
            })?,
        };
        let anonymous = Engine::new(self.settings, transport, is_custom);
        if has_secret || has_credentials {
            anonymous.settings().check_secrecy(&SECRET_HOSTS)?;
        }
        if !has_credentials {
            return Ok(anonymous);
        }
        let in_setting = |setting| move |error: AuthError| ConfigError::new(setting, error.what);
        let oauth_app = self.oauth_app.map(|(id, secret)| Authorization::basic(&id, &secret));
        let oauth_app = oauth_app.transpose().map_err(in_setting("oauth_app"))?;
        let source = self.auth.map_err(in_setting("token"))?;
        Ok(anonymous.with_credentials(source, oauth_app))
    }
}

/// Omits the token.
impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url.as_deref().map(without_login))
            .field("uploads_url", &self.uploads_url.as_deref().map(without_login))
            .field("user_agent", &self.user_agent)
            .field("api_version", &self.api_version)
            .field("timeout", &self.settings.timeout)
            .finish_non_exhaustive()
    }
}

/// A URL without user name and password, which `build` refuses.
fn without_login(url: &str) -> &str {
    url.rsplit_once('@').map_or(url, |(_, host)| host)
}

fn base(setting: &'static str, url: &str) -> Result<Base, ConfigError> {
    Base::parse(url).map_err(|problem| ConfigError::new(setting, problem))
}

fn header_value(setting: &'static str, value: &str) -> Result<HeaderValue, ConfigError> {
    if value.trim().is_empty() {
        return Err(ConfigError::new(setting, "empty"));
    }
    HeaderValue::from_str(value).map_err(|_| ConfigError::new(setting, "not a valid header value"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::bare_client::BareClient;

    const TOKEN: &str = "ghp_verySecret";

    fn problem(builder: ClientBuilder<BareClient>) -> String {
        match builder.token(TOKEN).build() {
            Err(Error::Config(error)) => error.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    fn settings_are_checked() {
        let builder = BareClient::builder;
        let problems = [
            problem(builder().base_url("nonsense")),
            problem(builder().uploads_url("https://h/?x")),
            problem(builder().base_url("http://github.example")),
            problem(builder().uploads_url("http://github.example")),
            problem(builder().user_agent(" ")),
            problem(builder().api_version("2022\n11")),
            problem(builder().header("a b", "c")),
            problem(builder().header("Authorization", "c")),
            problem(builder().header("host", "c")),
            problem(builder().header("x-a", "c\n")),
        ];
        insta::assert_snapshot!(problems.join("\n"), @"
        base_url: not a URL with scheme and host
        uploads_url: a base URL has no query or fragment
        base_url: a token is sent over https only, or to this machine
        uploads_url: a token is sent over https only, or to this machine
        user_agent: empty
        api_version: not a valid header value
        header: expected a valid header name
        header: expected a header other than `authorization`, which `token` and `auth` set
        header: expected a header that the client doesn't set itself
        header: expected a valid header value
        ");
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
            client.settings().uploads.to_string(),
            "https://ghes.example/api/uploads"
        );
        let github = BareClient::new().unwrap();
        insta::assert_snapshot!(format!("{github:?}"), @r#"Client { base_url: "https://api.github.com", uploads_url: "https://uploads.github.com", auth: "none", timeout: Some(60s), .. }"#);
    }
}

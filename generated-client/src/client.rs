//! The client: settings that all calls share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use http::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue, USER_AGENT};
use secrecy::{ExposeSecret, SecretString};

use crate::base::Base;
use crate::error::{ConfigError, Error};
use crate::exchange::Shared;
use crate::exchange::settings::Settings;
use crate::transport::{self, Transport};

const BASE_URL: &str = "https://api.github.com";
const UPLOADS_URL: &str = "https://uploads.github.com";
const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/vnd.github+json");
const API_VERSION: HeaderName = HeaderName::from_static("x-github-api-version");
const DEFAULT_API_VERSION: &str = "2022-11-28";
const DEFAULT_USER_AGENT: &str = concat!("octoscribe/", env!("CARGO_PKG_VERSION"));
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// A client of GitHub's REST API. Clones share everything and cost next to nothing.
///
/// The token is sent to the base URL and the uploads URL and nowhere else: redirections are followed, but it does not go along to another host.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    api: Base,
    uploads: Base,
    /// Headers that all requests have.
    headers: HeaderMap,
    timeout: Option<Duration>,
    transport: Arc<dyn Transport>,
    shared: Shared,
}

impl Client {
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

    pub(crate) fn base(&self, uploads: bool) -> &Base {
        if uploads { &self.inner.uploads } else { &self.inner.api }
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

    pub(crate) fn shared(&self) -> &Shared {
        &self.inner.shared
    }
}

/// Leaves the token out.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.api.to_string())
            .field("uploads_url", &self.inner.uploads.to_string())
            .field("has_token", &self.inner.headers.contains_key(AUTHORIZATION))
            .field("timeout", &self.inner.timeout)
            .finish_non_exhaustive()
    }
}

/// Settings for a [`Client`]. What isn't set is right for github.com.
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    token: Option<SecretString>,
    base_url: Option<String>,
    uploads_url: Option<String>,
    user_agent: String,
    api_version: String,
    timeout: Option<Duration>,
    transport: Option<Arc<dyn Transport>>,
    pub(crate) settings: Settings,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            token: None,
            base_url: None,
            uploads_url: None,
            user_agent: DEFAULT_USER_AGENT.to_owned(),
            api_version: DEFAULT_API_VERSION.to_owned(),
            timeout: Some(DEFAULT_TIMEOUT),
            transport: None,
            settings: Settings::default(),
        }
    }
}

impl ClientBuilder {
    /// A personal access token, or any other that GitHub takes as `Bearer`.
    pub fn token(mut self, token: impl Into<SecretString>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// The root of the API; on GitHub Enterprise Server `https://HOST/api/v3`. With a token it must be https, unless it is on this very
    /// machine.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The root for uploads. When only the base URL is set, it is `https://HOST/api/uploads` for `https://HOST/api/v3`, and the base URL
    /// itself for all others.
    pub fn uploads_url(mut self, url: impl Into<String>) -> Self {
        self.uploads_url = Some(url.into());
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
    pub fn build(self) -> Result<Client, Error> {
        let api = Base::parse("base_url", self.base_url.as_deref().unwrap_or(BASE_URL))?;
        let uploads = match (&self.uploads_url, &self.base_url) {
            (Some(url), _) => Base::parse("uploads_url", url)?,
            (None, Some(_)) => api.uploads(),
            (None, None) => Base::parse("uploads_url", UPLOADS_URL)?,
        };
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(ACCEPT, MEDIA_TYPE);
        headers.insert(USER_AGENT, header_value("user_agent", &self.user_agent)?);
        headers.insert(API_VERSION, header_value("api_version", &self.api_version)?);
        if let Some(token) = &self.token {
            for (setting, base) in [("base_url", &api), ("uploads_url", &uploads)] {
                if !base.keeps_secrets() {
                    return Err(
                        ConfigError::new(setting, "a token is sent over https only, or to this machine").into(),
                    );
                }
            }
            headers.insert(AUTHORIZATION, bearer(token)?);
        }
        let transport = match self.transport {
            Some(transport) => transport,
            None => transport::default().map_err(|_| {
                let problem = "none given, and none that works is built in: turn on the feature `hyper` or `reqwest`";
                ConfigError::new("transport", problem)
            })?,
        };
        Ok(Client {
            inner: Arc::new(Inner {
                api,
                uploads,
                headers,
                timeout: self.timeout,
                transport,
                shared: Shared::new(self.settings),
            }),
        })
    }
}

/// Leaves the token out.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url)
            .field("uploads_url", &self.uploads_url)
            .field("user_agent", &self.user_agent)
            .field("api_version", &self.api_version)
            .field("has_token", &self.token.is_some())
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

fn bearer(token: &SecretString) -> Result<HeaderValue, ConfigError> {
    let token = token.expose_secret();
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ConfigError::new("token", "empty, or with characters that no token has"));
    }
    let mut value = header_value("token", &format!("Bearer {token}"))?;
    value.set_sensitive(true);
    Ok(value)
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
        let builder = Client::builder;
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
            let error = Client::builder().token(token).build().unwrap_err();
            assert!(!format!("{error:?}").contains("Secret"));
        }
    }

    #[cfg(feature = "hyper")]
    #[test]
    fn debug_leaves_the_token_out() {
        let builder = Client::builder().token(TOKEN).base_url("https://ghes.example/api/v3");
        let client = builder.clone().build().unwrap();
        assert!(!format!("{builder:?}{client:?}").contains("Secret"));
        assert_eq!(client.base(true).to_string(), "https://ghes.example/api/uploads");
        let github = Client::new().unwrap();
        insta::assert_snapshot!(format!("{github:?}"), @r#"Client { base_url: "https://api.github.com", uploads_url: "https://uploads.github.com", has_token: false, timeout: Some(60s), .. }"#);
    }
}

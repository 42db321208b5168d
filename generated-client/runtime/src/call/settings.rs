//! The settings of a client.

use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use http::header::{AUTHORIZATION, HeaderMap, HeaderName};

use crate::call::authorization::BEARER;
use crate::call::cache::Cache;
use crate::call::hooks::Hook;
use crate::call::shared::{SharedLimits, SharedTokens};
use crate::call::wait::Wait;
use crate::request::base::Base;
use crate::request::endpoint::Host;
use crate::response::model::policy::Reading;

/// A callback before each wait.
type OnWait = dyn Fn(&Wait) + Send + Sync;

/// The settings of a client; `client::builder` documents each.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) api: Base,
    pub(crate) uploads: Base,
    pub(crate) web: Base,
    /// Whether links to other hosts are followed on the host of the request.
    pub(crate) rebases_links: bool,
    pub(crate) graphql: Base,
    /// The headers of all requests.
    pub(crate) headers: HeaderMap,
    /// The header of credentials.
    pub(crate) credentials: HeaderName,
    /// What comes before a token.
    pub(crate) scheme: &'static str,
    pub(crate) timeout: Option<Duration>,
    pub(crate) heeds_limits: bool,
    pub(crate) max_wait: Duration,
    /// At least 1.
    pub(crate) concurrency: usize,
    pub(crate) write_spacing: Duration,
    pub(crate) retries: u32,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_body_size: usize,
    pub(crate) reading: Reading,
    pub(crate) cache: Option<Arc<dyn Cache>>,
    pub(crate) shared_limits: Option<Arc<dyn SharedLimits>>,
    pub(crate) shared_tokens: Option<Arc<dyn SharedTokens>>,
    pub(crate) on_wait: Option<Arc<OnWait>>,
    pub(crate) hooks: Vec<Arc<dyn Hook>>,
}

impl Default for Settings {
    fn default() -> Self {
        let api = Base::github();
        Self {
            uploads: api.uploads(),
            web: api.web(),
            graphql: api.graphql(),
            api,
            rebases_links: false,
            headers: HeaderMap::new(),
            credentials: AUTHORIZATION,
            scheme: BEARER,
            timeout: Some(Duration::from_secs(60)),
            heeds_limits: true,
            max_wait: Duration::from_secs(120),
            concurrency: 100,
            write_spacing: Duration::from_secs(1),
            retries: 3,
            attempt_timeout: Some(Duration::from_secs(20)),
            // More than the largest file that GitHub sends as `raw` (100 MB).
            max_body_size: 128 << 20,
            reading: Reading::default(),
            cache: None,
            shared_limits: None,
            shared_tokens: None,
            on_wait: None,
            hooks: Vec::new(),
        }
    }
}

impl Settings {
    pub(crate) fn base(&self, host: Host) -> &Base {
        match host {
            Host::Api => &self.api,
            Host::Uploads => &self.uploads,
            Host::Web => &self.web,
            Host::Graphql => &self.graphql,
        }
    }

    /// Refuses to send secrets unencrypted to another machine.
    ///
    /// # Errors
    ///
    /// When a host is neither https nor this machine.
    pub(crate) fn check_secrecy(&self, hosts: &[Host]) -> Result<(), ConfigError> {
        match hosts.iter().find(|host| !self.base(**host).keeps_secrets()) {
            None => Ok(()),
            Some(host) => {
                let setting = match host {
                    Host::Api | Host::Graphql => "base_url",
                    Host::Uploads => "uploads_url",
                    Host::Web => "web_url",
                };
                let problem = "a token is sent over https only, or to this machine";
                Err(ConfigError::new(setting, problem))
            }
        }
    }
}

/// An invalid setting of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    setting: &'static str,
    problem: &'static str,
}

impl ConfigError {
    pub(crate) fn new(setting: &'static str, problem: &'static str) -> Self {
        Self { setting, problem }
    }

    /// The builder's method that was given the setting.
    #[must_use]
    pub fn setting(&self) -> &'static str {
        self.setting
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.problem)
    }
}

impl StdError for ConfigError {}

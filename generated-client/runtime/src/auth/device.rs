//! OAuth's device flow: a user enters a code in a browser on any device.

use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use crate::auth::oauth::{self, DEVICE_CODE, OAuthResponse, OAuthToken, TOKEN};
use crate::call::authorization::AuthError;
use crate::call::date;
use crate::call::engine::Engine;
use crate::call::error::Error;

/// The defaults of GitHub's docs, in seconds.
const INTERVAL: u64 = 5;
const LIFE: u64 = 900;
/// How many seconds `slow_down` adds to the interval.
const SLOWER: u64 = 5;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A login that has not begun, see [`Client::device_flow`](crate::BareClient::device_flow).
#[derive(Clone, Debug)]
#[must_use]
pub struct DeviceFlow {
    engine: Engine,
    client_id: String,
    scopes: Vec<String>,
}

impl DeviceFlow {
    pub(crate) fn new(engine: Engine, client_id: String) -> Self {
        Self {
            engine,
            client_id,
            scopes: Vec::new(),
        }
    }

    /// Sets the scopes of the token, such as `repo`, for an OAuth app. A GitHub App has permissions instead.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Requests a code.
    ///
    /// # Errors
    ///
    /// [`Error::Auth`] when GitHub refuses, with the code `device_flow_disabled` among others.
    pub async fn start(self) -> Result<DeviceCode, Error> {
        let form = [("client_id", &*self.client_id), ("scope", &self.scopes.join(" "))];
        let response = oauth::post(&self.engine, &DEVICE_CODE, &form).await?;
        let now = self.engine.now();
        let incomplete = AuthError::of("the response has no device code");
        read(self.engine, self.client_id, &response, now).ok_or(Error::Auth(incomplete))
    }
}

fn read(engine: Engine, client_id: String, response: &OAuthResponse, now: Timestamp) -> Option<DeviceCode> {
    let life = Duration::from_secs(response.number("expires_in").unwrap_or(LIFE));
    Some(DeviceCode {
        client_id,
        code: response.text("device_code")?.into(),
        user_code: response.text("user_code")?.to_owned(),
        verification_uri: response.text("verification_uri")?.to_owned(),
        interval: response.number("interval").unwrap_or(INTERVAL).max(1),
        expires_at: date::after(now, life),
        engine,
    })
}

/// A code for the user to enter. `Debug` omits the code that is secret.
#[derive(Debug)]
#[must_use = "the token comes from `wait`"]
pub struct DeviceCode {
    engine: Engine,
    client_id: String,
    code: SecretString,
    user_code: String,
    verification_uri: String,
    /// The polling interval in seconds.
    interval: u64,
    expires_at: Timestamp,
}

impl DeviceCode {
    /// The code to enter: `WDJB-MJHT`.
    #[must_use]
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// The URL at which to enter it.
    #[must_use]
    pub fn verification_uri(&self) -> &str {
        &self.verification_uri
    }

    /// When the code expires.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Waits for the user: polls the server in the interval that it asks for, and retries transient failures.
    ///
    /// # Errors
    ///
    /// [`Error::Auth`] with the code `access_denied` when the user refused, `expired_token` when the code was not entered in time.
    pub async fn wait(mut self) -> Result<OAuthToken, Error> {
        let engine = self.engine.clone();
        loop {
            if engine.now() >= self.expires_at {
                let late = "the code was not entered in time";
                return Err(AuthError::oauth("expired_token", late).into());
            }
            let left = date::until(self.expires_at, engine.now());
            engine
                .transport()
                .sleep(Duration::from_secs(self.interval).min(left))
                .await;
            let form = [
                ("client_id", &*self.client_id),
                ("device_code", self.code.expose_secret()),
                ("grant_type", GRANT),
            ];
            match oauth::post(&engine, &TOKEN, &form).await {
                Ok(response) => return Ok(response.token(engine.now())?),
                // The network may recover; a certificate that isn't trusted won't.
                Err(Error::Transport(error)) if !error.is_permanent() => {}
                Err(Error::Api(error)) if error.status.is_server_error() => {}
                Err(Error::Auth(error)) => match error.oauth_code() {
                    Some("authorization_pending") => {}
                    Some("slow_down") => self.interval = self.interval.saturating_add(SLOWER),
                    _ => return Err(error.into()),
                },
                Err(error) => return Err(error),
            }
        }
    }
}

//! OAuth: its two calls, the tokens of users that it issues, and the device flow, in which a user enters a code in a browser on any device.

use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::call::authorization::AuthError;
use crate::call::date;
use crate::call::engine::Engine;
use crate::call::error::Error;
use crate::request::endpoint::Endpoint;
use crate::request::path::push_encoded;
use crate::response::body::Body;
use crate::send::request::RequestBuilder;

static DEVICE_CODE: Endpoint = Endpoint::oauth("oauth.createDeviceCode", "/login/device/code");
pub(super) static TOKEN: Endpoint = Endpoint::oauth("oauth.createToken", "/login/oauth/access_token");

/// A user's token, for [`UserToken`](super::UserToken). To use it in another process, store it like any secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OAuthToken {
    /// The token.
    pub access_token: SecretString,
    /// The scopes, for an OAuth app; empty for a GitHub App.
    pub scopes: Vec<String>,
    /// When the token expires; `None` if it doesn't.
    pub expires_at: Option<Timestamp>,
    /// The refresh token, which works once.
    pub refresh_token: Option<SecretString>,
    /// When the refresh token expires.
    pub refresh_token_expires_at: Option<Timestamp>,
}

impl OAuthToken {
    /// Creates a token that doesn't expire; assign the other fields as needed.
    pub fn new(access_token: impl Into<SecretString>) -> Self {
        Self {
            access_token: access_token.into(),
            scopes: Vec::new(),
            expires_at: None,
            refresh_token: None,
            refresh_token_expires_at: None,
        }
    }
}

/// A response of OAuth. It may hold secrets.
pub(super) struct OAuthResponse(Value);

impl OAuthResponse {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.0.get(name)?.as_u64()
    }

    /// The token in the response.
    pub(super) fn token(&self, now: Timestamp) -> Result<OAuthToken, AuthError> {
        let access_token = self.text("access_token");
        let access_token = access_token.ok_or(AuthError::of("the response has no token for the user"))?;
        let time = |name: &str| Some(date::after(now, Duration::from_secs(self.number(name)?)));
        let scopes = self.text("scope").unwrap_or_default().split([',', ' ']);
        Ok(OAuthToken {
            access_token: access_token.into(),
            scopes: scopes
                .filter(|scope| !scope.is_empty())
                .map(ToOwned::to_owned)
                .collect(),
            expires_at: time("expires_in"),
            refresh_token: self.text("refresh_token").map(Into::into),
            refresh_token_expires_at: time("refresh_token_expires_in"),
        })
    }
}

/// Sends a form.
///
/// # Errors
///
/// [`Error::Auth`] with a code when GitHub refuses, which it does with status 200; otherwise the errors of any call.
pub(super) async fn post(
    engine: &Engine,
    endpoint: &'static Endpoint,
    form: &[(&str, &str)],
) -> Result<OAuthResponse, Error> {
    engine.settings().check_secrecy(&[endpoint.host])?;
    let mut text = String::new();
    for (name, value) in form {
        if !text.is_empty() {
            text.push('&');
        }
        push_encoded(&mut text, name);
        text.push('=');
        push_encoded(&mut text, value);
    }
    let request = RequestBuilder::<Body>::new(engine, endpoint).raw_body("form", text);
    let response = match request.send().await {
        Ok(body) => OAuthResponse(body.json()?),
        Err(Error::Api(error)) => match error.json() {
            // GitHub Enterprise Server may send OAuth errors with status 400.
            Ok(json @ Value::Object(_)) if json.get("error").is_some() => OAuthResponse(json),
            _ => return Err(Error::Api(error)),
        },
        Err(error) => return Err(error),
    };
    match response.text("error") {
        Some(code) => Err(AuthError::oauth(code, response.text("error_description").unwrap_or_default()).into()),
        None => Ok(response),
    }
}

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
        let response = post(&self.engine, &DEVICE_CODE, &form).await?;
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
            match post(&engine, &TOKEN, &form).await {
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

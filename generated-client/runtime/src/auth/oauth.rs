//! The two calls of OAuth, and the tokens of users that it issues.

use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::Value;

use crate::call::authorization::AuthError;
use crate::call::date;
use crate::call::engine::Engine;
use crate::call::error::Error;
use crate::request::endpoint::Endpoint;
use crate::request::path::push_encoded;
use crate::response::body::Body;
use crate::send::request::RequestBuilder;

pub(super) static DEVICE_CODE: Endpoint = Endpoint::oauth("oauth.createDeviceCode", "/login/device/code");
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

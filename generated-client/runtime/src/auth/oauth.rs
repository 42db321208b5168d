//! Tokens of users, as OAuth gives them out, and the two calls that this takes.

use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::auth::AuthError;
use crate::auth::settings::check_base;
use crate::body::Body;
use crate::client::BareClient;
use crate::date;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::path::push_encoded;
use crate::request::Request;

pub(super) static DEVICE_CODE: Endpoint = Endpoint::oauth("oauth.createDeviceCode", "/login/device/code");
pub(super) static TOKEN: Endpoint = Endpoint::oauth("oauth.createToken", "/login/oauth/access_token");

/// A user's token. To go on with it in another process, keep it where secrets are kept, and give it to [`UserToken`](super::UserToken).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OAuthToken {
    /// The token.
    pub access_token: SecretString,
    /// What it may do, with an OAuth app; empty with a GitHub App.
    pub scopes: Vec<String>,
    /// When it ends; `None` for tokens that don't expire.
    pub expires_at: Option<Timestamp>,
    /// What it is renewed with, once.
    pub refresh_token: Option<SecretString>,
    /// When the refresh token ends.
    pub refresh_token_expires_at: Option<Timestamp>,
}

impl OAuthToken {
    /// A token that doesn't expire; what else is known of it can be put into the fields.
    pub fn new(access_token: impl Into<SecretString>) -> Self {
        Self {
            access_token: access_token.into(),
            scopes: Vec::new(),
            expires_at: None,
            refresh_token: None,
            refresh_token_expires_at: None,
        }
    }

    fn read(answer: &Answer, now: Timestamp) -> Option<Self> {
        let time = |name: &str| Some(date::after(now, Duration::from_secs(answer.number(name)?)));
        let scopes = answer.text("scope").unwrap_or_default();
        Some(Self {
            access_token: answer.text("access_token")?.into(),
            scopes: scopes
                .split([',', ' '])
                .filter(|scope| !scope.is_empty())
                .map(ToOwned::to_owned)
                .collect(),
            expires_at: time("expires_in"),
            refresh_token: answer.text("refresh_token").map(Into::into),
            refresh_token_expires_at: time("refresh_token_expires_in"),
        })
    }
}

/// What an endpoint for OAuth answered. It may hold secrets.
pub(super) struct Answer(Value);

impl Answer {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.0.get(name)?.as_u64()
    }

    /// The token in the answer.
    pub(super) fn token(&self, now: Timestamp) -> Result<OAuthToken, AuthError> {
        OAuthToken::read(self, now).ok_or(AuthError::of("the answer holds no user's token"))
    }
}

/// Sends a form to one of the endpoints.
///
/// # Errors
///
/// [`Error::Auth`] with a code when GitHub refuses, which it does with status 200; otherwise what calls fail with.
pub(super) async fn post(
    client: &BareClient,
    endpoint: &'static Endpoint,
    form: &[(&str, &SecretString)],
) -> Result<Answer, Error> {
    check_base("web_url", client.base(endpoint.host()))?;
    let mut text = String::new();
    for (name, value) in form {
        if !text.is_empty() {
            text.push('&');
        }
        push_encoded(&mut text, name);
        text.push('=');
        push_encoded(&mut text, value.expose_secret());
    }
    let request: Request<Body> = Request::new(client, endpoint).raw_body("form", text);
    let answer = match request.send().await {
        Ok(body) => Answer(body.json()?),
        Err(Error::Api(error)) => match error.json() {
            // GitHub Enterprise Server may tell OAuth errors with status 400.
            Ok(json @ Value::Object(_)) if json.get("error").is_some() => Answer(json),
            _ => return Err(Error::Api(error)),
        },
        Err(error) => return Err(error),
    };
    match answer.text("error") {
        Some(code) => Err(AuthError::oauth(code, answer.text("error_description").unwrap_or_default()).into()),
        None => Ok(answer),
    }
}

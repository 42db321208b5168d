//! OAuth's device flow: a user enters a code in a browser, on any device.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;

use crate::auth::AuthError;
use crate::auth::oauth::{self, Answer, DEVICE_CODE, OAuthToken, TOKEN};
use crate::client::BareClient;
use crate::date;
use crate::error::Error;

/// What GitHub's docs say where an answer says nothing.
const INTERVAL: u64 = 5;
const LIFE: u64 = 900;
/// How many seconds the interval grows when the server asks to slow down.
const SLOWER: u64 = 5;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The beginning of a login; see [`Client::device_flow`](crate::BareClient::device_flow).
#[derive(Clone, Debug)]
#[must_use]
pub struct DeviceFlow {
    client: BareClient,
    client_id: String,
    scopes: Vec<String>,
}

impl BareClient {
    /// Begins to log a user in by a code that the user enters in a browser; for an OAuth app, or a GitHub App with device flow turned on.
    ///
    /// ```
    /// use octoscribe::auth::UserToken;
    /// use octoscribe::http::Method;
    /// use octoscribe::testing::{Answer, FakeGitHub};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// github
    ///     .when_url(Method::POST, "https://github.com/login/device/code")
    ///     .respond(Answer::json(&json!({
    ///         "device_code": "3584d83530557fdd1f46af8289938c8ef79f9dc5",
    ///         "user_code": "WDJB-MJHT",
    ///         "verification_uri": "https://github.com/login/device",
    ///     })));
    /// github
    ///     .when_url(Method::POST, "https://github.com/login/oauth/access_token")
    ///     .respond(Answer::json(&json!({"error": "authorization_pending"})))
    ///     .respond(Answer::json(&json!({"access_token": "gho_example", "scope": "repo"})));
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
        DeviceFlow {
            client: self.clone(),
            client_id: client_id.into(),
            scopes: Vec::new(),
        }
    }
}

impl DeviceFlow {
    /// What the token may do: scopes of an OAuth app, such as `repo`. A GitHub App has permissions instead, and takes none.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Asks for a code.
    ///
    /// # Errors
    ///
    /// [`Error::Auth`] when GitHub refuses, with the code `device_flow_disabled` among others.
    pub async fn start(self) -> Result<DeviceCode, Error> {
        let client_id = SecretString::from(self.client_id);
        let scopes = SecretString::from(self.scopes.join(" "));
        let form = [("client_id", &client_id), ("scope", &scopes)];
        let answer = oauth::post(&self.client, &DEVICE_CODE, &form).await?;
        let now = self.client.transport().now();
        let incomplete = AuthError::of("the answer holds no code for a device");
        read(self.client, client_id, &answer, now).ok_or(Error::Auth(incomplete))
    }
}

fn read(client: BareClient, client_id: SecretString, answer: &Answer, now: Timestamp) -> Option<DeviceCode> {
    let life = Duration::from_secs(answer.number("expires_in").unwrap_or(LIFE));
    Some(DeviceCode {
        client_id,
        secret_code: answer.text("device_code")?.into(),
        user_code: answer.text("user_code")?.to_owned(),
        verification_uri: answer.text("verification_uri")?.to_owned(),
        interval: answer.number("interval").unwrap_or(INTERVAL).max(1),
        expires_at: date::after(now, life),
        client,
    })
}

/// A code that a user has to enter.
#[must_use = "the token comes from `wait`"]
pub struct DeviceCode {
    client: BareClient,
    client_id: SecretString,
    secret_code: SecretString,
    user_code: String,
    verification_uri: String,
    /// Seconds between two questions.
    interval: u64,
    expires_at: Timestamp,
}

impl DeviceCode {
    /// What the user has to enter: `WDJB-MJHT`.
    #[must_use]
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// Where.
    #[must_use]
    pub fn verification_uri(&self) -> &str {
        &self.verification_uri
    }

    /// Until when.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Waits for the user: asks as often as the server wants to be asked. Questions that don't get through are asked again.
    ///
    /// # Errors
    ///
    /// [`Error::Auth`] with the code `access_denied` when the user refused, `expired_token` when the code was not entered in time.
    pub async fn wait(mut self) -> Result<OAuthToken, Error> {
        let transport = self.client.clone();
        let transport = transport.transport();
        let grant = SecretString::from(GRANT);
        loop {
            if transport.now() >= self.expires_at {
                let late = "the code was not entered in time";
                return Err(AuthError::oauth("expired_token", late).into());
            }
            transport.sleep(Duration::from_secs(self.interval)).await;
            let form = [
                ("client_id", &self.client_id),
                ("device_code", &self.secret_code),
                ("grant_type", &grant),
            ];
            match oauth::post(&self.client, &TOKEN, &form).await {
                Ok(answer) => return Ok(answer.token(transport.now())?),
                // A network may come back, a transport that doesn't send the request won't.
                Err(Error::Transport(error)) if !error.is_refused() => {}
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

/// Leaves the secret code out.
impl fmt::Debug for DeviceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCode")
            .field("user_code", &self.user_code)
            .field("verification_uri", &self.verification_uri)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

//! Credentials, as the server sees them.

#[cfg(feature = "app-auth")]
mod apps;
mod installations;
mod providers;
mod users;

use std::time::Duration;

use crate::FakeGitHub;
use crate::sample::HasSample;
use octoscribe_runtime::{BareClient, Endpoint, Error};
use octoscribe_testing::{Call, StubResponse};
use serde_json::json;

/// What the clients of these tests ask for.
pub(crate) static LIST: Endpoint = Endpoint::get("issues.listForRepo", "/repos/{owner}/{repo}/issues");
pub(crate) static CREATE_TOKEN: Endpoint = Endpoint::post(
    "apps.createInstallationAccessToken",
    "/app/installations/{installation_id}/access_tokens",
);

const SECOND: Duration = Duration::from_secs(1);

/// A call like any other.
pub(crate) async fn call(client: &BareClient) -> Result<(), Error> {
    client.sample().list_for_repo("o", "r").send().await.map(drop)
}

/// The credentials that the server received, call by call.
pub(crate) fn authorizations(calls: &[Call]) -> Vec<String> {
    let text = |call: &Call| call.header("authorization").unwrap_or("nobody").to_owned();
    calls.iter().map(text).collect()
}

/// Responds to every call for an installation's token with the next of `ghs_1`, `ghs_2`, ..., each good for an hour, and given a second
/// after it is asked for: calls at once overlap.
pub(crate) fn give_tokens(github: &FakeGitHub) {
    let clock = github.clone();
    github.when_endpoint(&CREATE_TOKEN).respond_with(move |_| {
        let count = clock
            .calls()
            .iter()
            .filter(|call| call.endpoint() == Some(CREATE_TOKEN.id()))
            .count();
        let end = clock.now() + Duration::from_secs(3600);
        StubResponse::json(&json!({"token": format!("ghs_{count}"), "expires_at": end.to_string()})).after(SECOND)
    });
}

/// The calls to an endpoint.
pub(crate) fn calls_of(github: &FakeGitHub, endpoint: &Endpoint) -> Vec<Call> {
    let calls = github.calls().into_iter();
    calls.filter(|call| call.endpoint() == Some(endpoint.id())).collect()
}

/// All messages of an error, from the outermost to the cause.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

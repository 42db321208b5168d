//! Users: the device flow, and tokens that are renewed.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::FakeGitHub;
use http::{Method, StatusCode};
use octoscribe_runtime::auth::{DeviceCode, OAuthToken, UserToken};
use octoscribe_runtime::{BareClient, Error};
use octoscribe_testing::StubResponse;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{LIST, authorizations, call, chain};

const CODE_URL: &str = "https://github.com/login/device/code";
const TOKEN_URL: &str = "https://github.com/login/oauth/access_token";

/// Responds to each request for a token with the next of these, the last one for ever.
fn respond_with(github: &FakeGitHub, responses: impl IntoIterator<Item = Value>) {
    let mut when = github.when_url(Method::POST, TOKEN_URL);
    for response in responses {
        when.respond(StubResponse::json(&response));
    }
}

/// A GitHub that gives out a code, and a client that others' tokens must not mix with.
fn double() -> (FakeGitHub, BareClient) {
    let github = FakeGitHub::new();
    let code = json!({
        "device_code": "dc_secret",
        "user_code": "WDJB-MJHT",
        "verification_uri": "https://github.com/login/device",
        "expires_in": 900,
        "interval": 5,
    });
    github
        .when_url(Method::POST, CODE_URL)
        .respond(StubResponse::json(&code));
    let client = github.builder().token("ghp_other").build().unwrap();
    (github, client)
}

async fn start(client: &BareClient) -> DeviceCode {
    let flow = client.device_flow("Iv1 23").scopes(["repo", "read:org"]);
    flow.start().await.unwrap()
}

/// The code of the error that a login ends with.
async fn failure(response: Value) -> String {
    let (github, client) = double();
    respond_with(&github, [response]);
    match start(&client).await.wait().await {
        Err(Error::Auth(error)) => error.oauth_code().unwrap_or("none").to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_transport_that_sends_nothing_ends_the_wait() {
    let (_github, client) = double();
    let outcome = start(&client).await.wait().await;
    assert!(
        matches!(&outcome, Err(Error::Transport(error)) if error.is_refused()),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_device_is_logged_in_at_the_pace_that_the_server_wants() {
    let (github, client) = double();
    let pending = json!({"error": "authorization_pending", "error_description": "not yet"});
    let slow_down = json!({"error": "slow_down", "interval": 10});
    let token = json!({"access_token": "gho_1", "token_type": "bearer", "scope": "repo,read:org"});
    github
        .when_url(Method::POST, TOKEN_URL)
        .respond(StubResponse::json(&pending))
        .respond(StubResponse::broken())
        .respond(StubResponse::json(&slow_down))
        .respond(StubResponse::bytes("text/html", "<h1>502</h1>").status(StatusCode::BAD_GATEWAY))
        .respond(StubResponse::json(&pending))
        .respond(StubResponse::json(&token));
    let begin = github.now();
    let code = start(&client).await;
    assert_eq!(
        (code.user_code(), code.verification_uri()),
        ("WDJB-MJHT", "https://github.com/login/device")
    );
    assert_eq!(code.expires_at(), begin + Duration::from_secs(900));
    let shown = format!("{code:?}");
    let token = code.wait().await.unwrap();
    assert_eq!(token.access_token.expose_secret(), "gho_1");
    assert_eq!(token.scopes, ["repo", "read:org"]);
    assert_eq!((token.expires_at, token.refresh_token.is_none()), (None, true));
    assert!(!format!("{shown}{token:?}").contains("secret") && !format!("{token:?}").contains("gho_1"));

    let calls = github.calls();
    let times: Vec<i64> = calls
        .iter()
        .map(|call| call.at().as_second() - begin.as_second())
        .collect();
    assert_eq!(times, [0, 5, 10, 15, 25, 35, 45]);
    let forms: Vec<String> = calls
        .iter()
        .map(|call| String::from_utf8_lossy(call.bytes()).into_owned())
        .collect();
    assert_eq!(forms[0], "client_id=Iv1%2023&scope=repo%20read%3Aorg");
    assert_eq!(
        forms[1],
        "client_id=Iv1%2023&device_code=dc_secret&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
    );
    for call in &calls {
        assert_eq!(
            call.header("authorization"),
            None,
            "the client's own token is not for the web"
        );
        assert_eq!(call.header("accept"), Some("application/json"));
        assert_eq!(call.header("content-type"), Some("application/x-www-form-urlencoded"));
    }
}

#[tokio::test]
async fn logins_end_without_a_token() {
    assert_eq!(failure(json!({"error": "access_denied"})).await, "access_denied");
    assert_eq!(failure(json!({"error": "expired_token"})).await, "expired_token");
    assert_eq!(
        failure(json!({"error": "authorization_pending"})).await,
        "expired_token"
    );
    assert_eq!(failure(json!({"odd": true})).await, "none");
}

#[tokio::test]
async fn other_servers_log_in_elsewhere() {
    let github = FakeGitHub::new();
    let builder = github.builder().base_url("https://ghes.example/api/v3");
    let refusal = json!({"error": "device_flow_disabled", "error_description": "Device Flow must be enabled"});
    github
        .when_url(Method::POST, "https://ghes.example/login/device/code")
        .respond(StubResponse::json(&refusal).status(StatusCode::BAD_REQUEST));
    let error = builder.build().unwrap().device_flow("x").start().await.unwrap_err();
    insta::assert_snapshot!(chain(&error), @"no authorization: GitHub refused to issue a token: device_flow_disabled: Device Flow must be enabled");

    let unsafe_client = github.builder().web_url("http://web.example").build().unwrap();
    let error = unsafe_client.device_flow("x").start().await.unwrap_err();
    insta::assert_snapshot!(chain(&error), @"invalid setting of the client: web_url: a token is sent over https only, or to this machine");
    assert_eq!(github.calls().len(), 1);
}

/// A token with a refresh token, good for eight hours.
fn expiring(github: &FakeGitHub) -> OAuthToken {
    let mut token = OAuthToken::new("ghu_1");
    token.expires_at = Some(github.now() + Duration::from_secs(8 * 3600));
    token.refresh_token = Some("ghr_1".into());
    token
}

#[tokio::test]
async fn users_tokens_are_renewed_once_and_kept() {
    let (github, client) = double();
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    let next = |number: u32| {
        json!({
            "access_token": format!("ghu_{number}"),
            "expires_in": 28800,
            "refresh_token": format!("ghr_{number}"),
            "refresh_token_expires_in": 15_811_200,
            "scope": "",
        })
    };
    respond_with(&github, [next(2), next(3)]);
    let kept: Arc<Mutex<Vec<SecretString>>> = Arc::default();
    let keeper = Arc::clone(&kept);
    let user = UserToken::new("Iv1", expiring(&github))
        .unwrap()
        .client_secret("cs&1")
        .on_renewal(move |token| keeper.lock().unwrap().extend(token.refresh_token.clone()));
    assert_eq!(format!("{user:?}"), "UserToken { .. }");
    let client = client.with_auth(user).unwrap();
    call(&client).await.unwrap();
    for _ in 0..2 {
        github.advance(Duration::from_secs(8 * 3600 - 300));
        let mut calls = JoinSet::new();
        for _ in 0..64 {
            let client = client.clone();
            calls.spawn(async move { call(&client).await });
        }
        assert!(calls.join_all().await.iter().all(Result::is_ok));
    }
    let renewals: Vec<String> = github
        .calls()
        .iter()
        .filter(|call| call.url().path().ends_with("access_token"))
        .map(|call| String::from_utf8_lossy(call.bytes()).into_owned())
        .collect();
    assert_eq!(
        renewals,
        [
            "client_id=Iv1&grant_type=refresh_token&refresh_token=ghr_1&client_secret=cs%261",
            "client_id=Iv1&grant_type=refresh_token&refresh_token=ghr_2&client_secret=cs%261",
        ]
    );
    let kept: Vec<String> = kept
        .lock()
        .unwrap()
        .iter()
        .map(|token| token.expose_secret().to_owned())
        .collect();
    assert_eq!(kept, ["ghr_2", "ghr_3"]);
    assert_eq!(authorizations(&github.calls()).last().unwrap(), "Bearer ghu_3");
}

#[tokio::test]
async fn users_tokens_that_can_not_be_renewed() {
    let (github, client) = double();
    github
        .when_endpoint(&LIST)
        .respond(StubResponse::error(StatusCode::UNAUTHORIZED, "Bad credentials"));
    respond_with(
        &github,
        [json!({"error": "bad_refresh_token", "error_description": "The refresh token is incorrect"})],
    );
    let renewable = client
        .with_auth(UserToken::new("Iv1", expiring(&github)).unwrap())
        .unwrap();
    let error = call(&renewable).await.unwrap_err();
    insta::assert_snapshot!(chain(&error), @"no authorization: GitHub refused to issue a token: bad_refresh_token: The refresh token is incorrect");

    let fixed = UserToken::new("Iv1", OAuthToken::new("gho_1")).unwrap();
    let error = call(&client.with_auth(fixed).unwrap()).await.unwrap_err();
    assert!(matches!(error, Error::Api(_)));

    let mut over = expiring(&github);
    over.refresh_token = None;
    github.advance(Duration::from_secs(9 * 3600));
    let error = call(&client.with_auth(UserToken::new("Iv1", over).unwrap()).unwrap())
        .await
        .unwrap_err();
    insta::assert_snapshot!(chain(&error), @"no authorization: the user's token has expired and has no refresh token");
}

#[tokio::test]
async fn users_log_in_in_a_browser() {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let flow = client
        .web_flow("Iv1", "hunter2")
        .unwrap()
        .scopes(["repo", "gist"])
        .redirect_uri("https://app.example/?a=b");
    let url = flow.url();
    let names: Vec<&str> = url
        .split(['?', '&'])
        .skip(1)
        .map(|part| part.split_once('=').unwrap().0)
        .collect();
    assert_eq!(
        names,
        [
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "code_challenge",
            "code_challenge_method"
        ]
    );
    assert!(url.starts_with("https://github.com/login/oauth/authorize?client_id=Iv1&redirect_uri=https%3A%2F%2Fapp.example%2F%3Fa%3Db&scope=repo%20gist&state="));
    assert_ne!(flow.state(), client.web_flow("Iv1", "s").unwrap().state());
    assert!(!format!("{flow:?}").contains("hunter2"));
    // The example of RFC 7636, appendix B.
    let continued = flow.continue_with("known", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert!(
        continued
            .url()
            .contains("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&")
    );

    github.when_url(Method::POST, TOKEN_URL).respond(StubResponse::json(
        &json!({"access_token": "ghu_1", "refresh_token": "ghr_1", "scope": "repo"}),
    ));
    let stranger = continued.exchange("code", "another").await.unwrap_err();
    insta::assert_snapshot!(stranger, @"no authorization: the state is not that of this login");
    assert!(github.calls().is_empty());
    let token = continued.exchange("code", "known").await.unwrap();
    assert_eq!(token.scopes, ["repo"]);
    let form = String::from_utf8_lossy(github.calls()[0].bytes()).into_owned();
    insta::assert_snapshot!(form, @"client_id=Iv1&client_secret=hunter2&code=code&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&redirect_uri=https%3A%2F%2Fapp.example%2F%3Fa%3Db");
}

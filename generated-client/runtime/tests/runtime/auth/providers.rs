//! Tokens, pairs of id and secret, and providers of one's own.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::FakeGitHub;
use http::StatusCode;
use octoscribe_runtime::auth::{AuthContext, AuthError, AuthProvider, Authorization};
use octoscribe_runtime::transport::BoxFuture;
use octoscribe_runtime::{BareClient, Body, Endpoint, Error, RequestBuilder};
use octoscribe_testing::StubResponse;
use secrecy::ExposeSecret;
use serde_json::json;

use super::{LIST, authorizations, call, chain};
use crate::sample::HasSample;

static CHECK_TOKEN: Endpoint = Endpoint::post("apps.checkToken", "/applications/{client_id}/token");

fn double() -> FakeGitHub {
    let github = FakeGitHub::new();
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    github
        .when_endpoint(&CHECK_TOKEN)
        .respond(StubResponse::json(&json!({"id": 1})));
    github
}

async fn check_token(client: &BareClient) -> Result<Body, Error> {
    let request = RequestBuilder::<Body>::new(client, &CHECK_TOKEN).path("client_id", "Iv1");
    request.body("access_token", "gho_1").send().await
}

/// Counts up: each authorization is another one.
#[derive(Default)]
struct Counting(AtomicU32);

impl AuthProvider for Counting {
    fn authorize(&self, _: &AuthContext<'_>) -> BoxFuture<Result<Option<Authorization>, AuthError>> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { Authorization::bearer(&format!("token_{number}").into()).map(Some) })
    }
}

/// Asks the server first, with the client that it is given.
struct Asking;

impl AuthProvider for Asking {
    fn authorize(&self, context: &AuthContext<'_>) -> BoxFuture<Result<Option<Authorization>, AuthError>> {
        let client = context.client().clone();
        Box::pin(async move {
            let request = RequestBuilder::<Body>::new(&client, &CHECK_TOKEN).path("client_id", "vault");
            let body = request.send().await.map_err(AuthError::new)?;
            Authorization::bearer(&body.text().len().to_string().into()).map(Some)
        })
    }
}

#[tokio::test]
async fn the_pair_goes_where_nothing_else_is_taken() {
    let github = double();
    let pair = github.builder().oauth_app("Iv1", "cs_1");
    for client in [pair.clone().build().unwrap(), pair.token("ghp_1").build().unwrap()] {
        check_token(&client).await.unwrap();
        call(&client).await.unwrap();
        let other = client.with_token("ghp_2").unwrap();
        check_token(&other).await.unwrap();
        call(&other).await.unwrap();
    }
    let basic = "Basic SXYxOmNzXzE=";
    assert_eq!(
        authorizations(&github.calls()),
        [
            basic,
            "nobody",
            basic,
            "Bearer ghp_2",
            basic,
            "Bearer ghp_1",
            basic,
            "Bearer ghp_2"
        ]
    );
}

#[tokio::test]
async fn providers_are_asked_for_each_attempt() {
    let github = double();
    let client = github
        .builder()
        .token("ghp_1")
        .auth(Counting::default())
        .build()
        .unwrap();
    call(&client).await.unwrap();
    call(&client.clone()).await.unwrap();
    call(&client.with_token("ghp_2").unwrap()).await.unwrap();
    assert_eq!(
        authorizations(&github.calls()),
        ["Bearer token_0", "Bearer token_1", "Bearer ghp_2"]
    );
    // What would be sent has no authorization yet.
    let request = client.sample().list_for_repo("o", "r").request().unwrap();
    assert!(!request.headers().contains_key("authorization"));
}

#[tokio::test]
async fn providers_can_make_calls() {
    let github = double();
    let client = github.builder().auth(Asking).build().unwrap();
    call(&client).await.unwrap();
    assert_eq!(authorizations(&github.calls()), ["nobody", "Bearer 8"]);
    github
        .when_endpoint(&CHECK_TOKEN)
        .respond(StubResponse::error(StatusCode::SERVICE_UNAVAILABLE, "sealed").times(20));
    let error = call(&client).await.unwrap_err();
    assert!(matches!(error, Error::Auth(_)));
    assert!(chain(&error).starts_with("no authorization: the provider failed: apps.checkToken at api.github.com: 503"));
}

#[tokio::test]
async fn the_current_token_is_for_others_too() {
    let github = double();
    let token = async |client: &BareClient| {
        let token = client.current_token().await.unwrap();
        token.map(|token| token.expose_secret().to_owned())
    };
    assert_eq!(token(&github.client().unwrap()).await, None);
    let client = github.builder().token("ghp_1").build().unwrap();
    assert_eq!(token(&client).await.as_deref(), Some("ghp_1"));
    let client = client.with_auth(Counting::default()).unwrap();
    assert_eq!(token(&client).await.as_deref(), Some("token_0"));
    assert_eq!(github.calls().len(), 0);
}

#[test]
fn secrets_must_travel_encrypted() {
    let plain = || double().builder().base_url("http://github.example");
    let setting = |error: Error| match error {
        Error::Config(error) => error.to_string(),
        other => panic!("{other:?}"),
    };
    let anonymous = plain().build().unwrap();
    let problems = [
        plain().auth(Asking).build(),
        plain().oauth_app("Iv1", "cs_1").build(),
        anonymous.with_token("ghp_1"),
        anonymous.with_auth(Asking),
        anonymous.as_installation(1),
    ];
    for problem in problems {
        assert_eq!(
            setting(problem.unwrap_err()),
            "base_url: a token is sent over https only, or to this machine"
        );
    }
    let odd = double().builder().oauth_app("Iv1:", "cs_1").build();
    assert_eq!(setting(odd.unwrap_err()), "oauth_app: the client id has a colon");
}

#[test]
fn nothing_shows_a_secret() {
    let token = Authorization::bearer(&"ghp_verySecret".into()).unwrap();
    let pair = Authorization::basic("Iv1", &"verySecret".into()).unwrap();
    assert_eq!(
        format!("{token:?} {pair:?}"),
        "Authorization(hidden) Authorization(hidden)"
    );
    let header = token.to_header();
    assert!(header.is_sensitive() && !format!("{header:?}").contains("Secret"));
    let builder = double()
        .builder()
        .token("ghp_verySecret")
        .oauth_app("Iv1", "verySecret");
    let client = builder.clone().build().unwrap();
    let derived = client.as_installation(1).unwrap();
    let request = client.sample().list_for_repo("o", "r");
    let sent = request.request().unwrap();
    let shown = format!("{builder:?}{client:?}{derived:?}{request:?}{sent:?}");
    assert!(
        !shown.contains("Secret") && !shown.contains("dmVyeVNlY3JldA"),
        "{shown}"
    );
    for token in ["", "two words", "ghp_verySecret\n"] {
        let error = Authorization::bearer(&token.into()).unwrap_err();
        assert!(!format!("{error:?}{error}").contains("Secret"));
    }
}

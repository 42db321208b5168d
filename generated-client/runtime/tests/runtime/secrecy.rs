//! What is not shown, not kept and not passed on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt;
use http::{HeaderMap, Method, StatusCode};
use insta::assert_snapshot;
use octoscribe_runtime::auth::{AuthContext, AuthError, AuthProvider, Authorization, OAuthToken, UserToken};
use octoscribe_runtime::model::{self, Model, Shape, Visitor};
use octoscribe_runtime::secrecy::{ExposeSecret, SecretString};
use octoscribe_runtime::transport::BoxFuture;
use octoscribe_runtime::{BareClient, Body, Error};
use octoscribe_testing::StubResponse;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::FakeGitHub;
use crate::sample::HasSample;

/// A value of the docs: an object with fields of all kinds.
#[derive(Clone, Default)]
struct Runner {
    name: String,
    token: String,
    encoded_jit_config: String,
    has_secret: bool,
    pin: SecretString,
    config: Value,
}

impl Model for Runner {
    fn shape() -> Shape {
        Shape::Record(&[
            "!name",
            "!token",
            "!encoded_jit_config",
            "!has_secret",
            "!pin",
            "!config",
        ])
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let slots: &mut [&mut dyn Model] = &mut [
            &mut self.name,
            &mut self.token,
            &mut self.encoded_jit_config,
            &mut self.has_secret,
            &mut self.pin,
            &mut self.config,
        ];
        visitor.record("Runner", Self::shape(), slots);
    }
}

impl std::fmt::Debug for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        model::debug(self, f)
    }
}

async fn error(response: StubResponse) -> Error {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let list = client.sample().list_for_repo("o", "r");
    github.when(&list.bare()).respond(response);
    list.send().await.unwrap_err()
}

#[tokio::test]
async fn debug_of_responses_hides_secrets() {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let list = client.sample().list_for_repo("o", "r");
    let response = StubResponse::json(&json!({"token": "hunter2"}))
        .header("location", "https://blob.example/?sig=hunter2")
        .header("set-cookie", "hunter2");
    github.when(&list.bare()).respond(response);
    let response = list.bare().response().await.unwrap();
    let shown = format!("{response:?}");
    assert!(
        shown.contains("x-github-request-id") && !shown.contains("hunter2"),
        "{shown}"
    );

    let mut body = Body::from_json(
        json!({
            "name": "n", "token": "hunter2", "encoded_jit_config": "hunter2", "has_secret": true, "pin": "hunter2",
            "config": {"webhook_secret": "hunter2", "url": "https://h/?token=hunter2", "key": "public"},
        })
        .to_string(),
    );
    let runner: Runner = body.read().unwrap();
    assert_eq!(runner.token, "hunter2");
    assert_eq!(runner.pin.expose_secret(), "hunter2");
    assert_snapshot!(format!("{runner:?}"), @r#"Runner { name: "n", token: "(hidden)", encoded_jit_config: "(hidden)", has_secret: true, pin: "(hidden)", config: {"key":"public","url":"(hidden)","webhook_secret":"(hidden)"} }"#);
}

#[tokio::test]
async fn errors_hide_values() {
    #[derive(Debug, Deserialize)]
    struct Token {
        #[expect(dead_code, reason = "only deserialized")]
        token: u64,
    }

    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let list = client.sample().list_for_repo("o", "r");
    github
        .when(&list.bare())
        .respond(StubResponse::json(&json!({"token": "hunter2"})));
    let decode = list.bare().json::<Token>().await.unwrap_err();
    assert!(!format!("{decode:?}").contains("hunter2"), "{decode:?}");
    assert_snapshot!(decode, @"unexpected response: issues.listForRepo at api.github.com [request FAKE:0001]: status 200, application/json; charset=utf-8: invalid type: string, expected u64 at line 1 column 18");

    let body = json!({"message": "Invalid", "errors": [{"field": "secret", "code": "invalid", "value": "hunter2"}]});
    let api = error(StubResponse::json(&body).status(StatusCode::UNPROCESSABLE_ENTITY)).await;
    assert!(!format!("{api:?}{api}").contains("hunter2"), "{api:?}");
}

#[tokio::test]
async fn the_text_of_servers_is_escaped_and_cut() {
    let long = "x".repeat(1_000_000);
    let body = json!({"message": "a\nb\u{1b}[2J\u{202e}", "errors": vec!["e\r\n"; 1000]});
    let odd = error(StubResponse::json(&body).status(StatusCode::UNPROCESSABLE_ENTITY))
        .await
        .to_string();
    let lines: Vec<&str> = odd.lines().collect();
    assert_snapshot!(lines[..2].join("\n"), @r"
    issues.listForRepo at api.github.com: 422 Unprocessable Entity: a\nb\u{1b}[2J\u{202e} [request FAKE:0001]
    e\r\n
    ");
    assert_eq!((lines.len(), lines[21]), (22, "… and 80 more errors"));
    for body in [
        json!({"message": long}),
        json!({"message": "m", "errors": [long]}),
        json!(long),
    ] {
        let error = error(StubResponse::json(&body).status(StatusCode::BAD_REQUEST)).await;
        assert!(error.to_string().len() < 1000);
        let Error::Api(error) = error else { panic!("{error:?}") };
        assert!(error.response.body().bytes().len() <= 256 << 10, "the body is cut");
    }
}

/// A provider that panics once.
struct Clumsy(AtomicBool);

impl AuthProvider for Clumsy {
    fn authorize(&self, _: &AuthContext<'_>) -> BoxFuture<Result<Option<Authorization>, AuthError>> {
        assert!(self.0.swap(true, Ordering::Relaxed), "the first call panics");
        Box::pin(async { Ok(Some(Authorization::bearer(&"ghs_example".into())?)) })
    }

    fn rejected(&self, _: &Authorization, _: &HeaderMap, _: &AuthContext<'_>) -> bool {
        false
    }
}

async fn list(client: &BareClient) -> Result<Body, Error> {
    client.sample().list_for_repo("o", "r").send().await
}

#[tokio::test]
async fn a_panic_hurts_its_own_call_only() {
    let github = FakeGitHub::new();
    let app = github.builder().auth(Clumsy(AtomicBool::default())).build().unwrap();
    github
        .when(&app.sample().list_for_repo("o", "r").bare())
        .respond(StubResponse::json(&json!([])));
    let token = json!({"token": "ghs_example", "expires_at": "2026-01-01T01:00:00Z"});
    github
        .when_url(Method::POST, "https://api.github.com/app/installations/7/access_tokens")
        .respond(StubResponse::json(&token));
    let installation = app.as_installation(7).unwrap();
    let first = list(&installation).await.unwrap_err();
    assert_snapshot!(first, @"no authorization: the renewal of the token panicked");
    list(&installation).await.unwrap();

    let app = github.builder().auth(Clumsy(AtomicBool::default())).build().unwrap();
    let panicked = std::panic::AssertUnwindSafe(list(&app)).catch_unwind().await;
    assert!(panicked.is_err());
    list(&app).await.unwrap();

    let mut expired = OAuthToken::new("ghu_old");
    expired.expires_at = Some(github.now());
    expired.refresh_token = Some("ghr_1".into());
    let has_panicked = Arc::new(AtomicBool::default());
    let flag = Arc::clone(&has_panicked);
    let user = UserToken::new("Iv1", expired).unwrap();
    let user = user.on_renewal(move |_| assert!(flag.swap(true, Ordering::Relaxed), "the first renewal panics"));
    let renewed = json!({"access_token": "ghu_new", "refresh_token": "ghr_2", "expires_in": 28800});
    github
        .when_url(Method::POST, "https://github.com/login/oauth/access_token")
        .respond(StubResponse::json(&renewed));
    let client = app.with_auth(user).unwrap();
    list(&client).await.unwrap_err();
    list(&client).await.unwrap();
    let bodies: Vec<String> = github
        .calls()
        .iter()
        .map(|call| String::from_utf8_lossy(call.bytes()).into_owned())
        .filter(|body| body.contains("refresh_token"))
        .collect();
    assert!(bodies[0].contains("ghr_1") && bodies[1].contains("ghr_2"), "{bodies:?}");
}

//! Installations of apps: tokens that are fetched, shared and renewed.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use crate::FakeGitHub;
use http::{HeaderMap, StatusCode};
use octoscribe_runtime::auth::{AuthContext, AuthError, AuthProvider, Authorization, Installation};
use octoscribe_runtime::transport::BoxFuture;
use octoscribe_runtime::{BareClient, Endpoint, Error};
use octoscribe_testing::StubResponse;
use serde_json::json;
use tokio::task::JoinSet;

use super::{CREATE_TOKEN, LIST, SECOND, authorizations, call, calls_of, chain, give_tokens};
use crate::sample::HasSample;

const MINUTE: Duration = Duration::from_secs(60);

/// An app whose key is elsewhere.
struct SignedElsewhere(Arc<()>);

impl AuthProvider for SignedElsewhere {
    fn authorize(&self, _: &AuthContext<'_>) -> BoxFuture<Result<Option<Authorization>, AuthError>> {
        let _ = &self.0;
        let token = Authorization::bearer(&"app.signed.token".into());
        Box::pin(async move { token.map(Some) })
    }
}

fn app(github: &FakeGitHub) -> BareClient {
    github.builder().auth(SignedElsewhere(Arc::default())).build().unwrap()
}

/// Makes so many calls at once, and counts those that fail.
async fn call_at_once(client: &BareClient, count: usize) -> usize {
    let mut calls = JoinSet::new();
    for _ in 0..count {
        let client = client.clone();
        calls.spawn(async move { call(&client).await });
    }
    let outcomes = calls.join_all().await;
    outcomes.iter().filter(|outcome| outcome.is_err()).count()
}

#[tokio::test]
async fn calls_at_once_share_one_token() {
    let github = FakeGitHub::new();
    give_tokens(&github);
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    let client = app(&github).as_installation(7).unwrap();
    assert_eq!(call_at_once(&client, 64).await, 0);
    let fetched = calls_of(&github, &CREATE_TOKEN);
    assert_eq!(authorizations(&fetched), ["Bearer app.signed.token"]);
    assert_eq!(
        (fetched[0].path("installation_id"), fetched[0].bytes().len()),
        (Some("7"), 0)
    );
    let calls = authorizations(&calls_of(&github, &LIST));
    assert_eq!(calls, vec!["Bearer ghs_1"; 64]);
}

#[tokio::test]
async fn a_token_is_asked_for_again_when_the_server_stumbles() {
    let github = FakeGitHub::new();
    let end = github.now() + 60 * MINUTE;
    github
        .when_endpoint(&CREATE_TOKEN)
        .respond(StubResponse::error(StatusCode::BAD_GATEWAY, "come again"))
        .respond(StubResponse::json(
            &json!({"token": "ghs_1", "expires_at": end.to_string()}),
        ));
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    let client = app(&github).as_installation(7).unwrap();
    call(&client).await.unwrap();
    assert_eq!(authorizations(&calls_of(&github, &LIST)), ["Bearer ghs_1"]);
}

#[tokio::test]
async fn tokens_are_renewed_five_minutes_before_they_end() {
    let github = FakeGitHub::new();
    give_tokens(&github);
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    let client = app(&github).as_installation(7).unwrap();
    call(&client).await.unwrap();
    github.advance(54 * MINUTE);
    call(&client).await.unwrap();
    github.advance(MINUTE);
    assert_eq!(call_at_once(&client, 64).await, 0);
    let calls = authorizations(&calls_of(&github, &LIST));
    assert_eq!(calls[..3], ["Bearer ghs_1", "Bearer ghs_1", "Bearer ghs_2"]);
    assert_eq!(calls_of(&github, &CREATE_TOKEN).len(), 2);
}

#[tokio::test]
async fn a_token_lives_as_long_as_the_server_says_by_its_own_clock() {
    let github = FakeGitHub::new();
    // The server's clock is two hours behind.
    let end = github.now() - Duration::from_secs(3600);
    github.when_endpoint(&CREATE_TOKEN).respond(
        StubResponse::json(&json!({"token": "ghs_old", "expires_at": end.to_string()}))
            .header("date", "Wed, 31 Dec 2025 22:00:00 GMT")
            .times(1),
    );
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    let client = app(&github).as_installation(7).unwrap();
    call(&client).await.unwrap();
    github.advance(54 * MINUTE);
    call(&client).await.unwrap();
    assert_eq!(calls_of(&github, &CREATE_TOKEN).len(), 1);
}

#[tokio::test]
async fn a_rejected_token_is_replaced_once() {
    let github = FakeGitHub::new();
    give_tokens(&github);
    let rejected = || StubResponse::error(StatusCode::UNAUTHORIZED, "Bad credentials");
    github
        .when_endpoint(&LIST)
        .respond_with(move |call| match call.header("authorization") {
            Some("Bearer ghs_2") => StubResponse::json(&[0; 0]),
            _ => rejected(),
        });
    let client = app(&github).as_installation(7).unwrap();
    assert_eq!(call_at_once(&client, 64).await, 0);
    assert_eq!(calls_of(&github, &CREATE_TOKEN).len(), 2);

    let revoked = app(&github).as_installation(8).unwrap();
    let before = github.calls().len();
    let error = call(&revoked).await.unwrap_err();
    assert!(matches!(error, Error::Api(error) if error.status == StatusCode::UNAUTHORIZED));
    let attempts = authorizations(&github.calls()[before..]);
    assert_eq!(
        attempts,
        [
            "Bearer app.signed.token",
            "Bearer ghs_3",
            "Bearer ghs_3",
            "Bearer ghs_3",
            "Bearer ghs_3",
            "Bearer app.signed.token",
            "Bearer ghs_4"
        ]
    );
}

#[tokio::test]
async fn a_fresh_token_is_sent_again_until_every_machine_knows_it() {
    let github = FakeGitHub::new();
    give_tokens(&github);
    let known = github.now() + 3 * SECOND;
    github.when_endpoint(&LIST).respond_with(move |call| {
        if call.at() >= known {
            StubResponse::json(&[0; 0])
        } else {
            StubResponse::error(StatusCode::UNAUTHORIZED, "Bad credentials")
        }
    });
    let client = app(&github).as_installation(7).unwrap();
    call(&client).await.unwrap();
    let times: Vec<i64> = calls_of(&github, &LIST)
        .iter()
        .map(|call| call.at().duration_since(known).as_secs() + 3)
        .collect();
    assert_eq!(times, [1, 2, 4]);
    assert_eq!(calls_of(&github, &CREATE_TOKEN).len(), 1);
}

#[tokio::test]
async fn a_token_can_be_forgotten() {
    let github = FakeGitHub::new();
    give_tokens(&github);
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    let client = app(&github).as_installation(7).unwrap();
    call(&client).await.unwrap();
    client.forget_token();
    call(&client).await.unwrap();
    let sent = authorizations(&calls_of(&github, &LIST));
    assert_eq!(sent, ["Bearer ghs_1", "Bearer ghs_2"]);
}

#[tokio::test]
async fn a_token_that_is_still_good_is_used_while_it_can_not_be_renewed() {
    let github = FakeGitHub::new();
    let end = github.now() + 60 * MINUTE;
    github
        .when_endpoint(&CREATE_TOKEN)
        .respond(StubResponse::json(
            &json!({"token": "ghs_1", "expires_at": end.to_string()}),
        ))
        .respond(StubResponse::error(StatusCode::FORBIDDEN, "This installation has been suspended").after(SECOND));
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    let client = app(&github).as_installation(7).unwrap();
    call(&client).await.unwrap();
    github.advance(57 * MINUTE);
    assert_eq!(call_at_once(&client, 8).await, 0);
    assert_eq!(calls_of(&github, &CREATE_TOKEN).len(), 2, "one try for all of them");
    github.advance(MINUTE);
    assert_eq!(call_at_once(&client, 8).await, 0);
    assert_eq!(calls_of(&github, &CREATE_TOKEN).len(), 3, "another one after the pause");
    github.advance(2 * MINUTE);
    let error = call(&client).await.unwrap_err();
    let chain = chain(&error);
    let (said, _) = chain.split_once(" [request").unwrap();
    insta::assert_snapshot!(said, @"no authorization: could not create a token for the installation: apps.createInstallationAccessToken at api.github.com: 403 Forbidden: This installation has been suspended (see https://docs.github.com/rest)");
}

#[tokio::test]
async fn calls_that_wait_for_a_token_in_vain_all_hear_of_it() {
    let github = FakeGitHub::new();
    github
        .when_endpoint(&CREATE_TOKEN)
        .respond(StubResponse::error(StatusCode::NOT_FOUND, "Integration not found").after(SECOND));
    let client = app(&github).as_installation(7).unwrap();
    assert_eq!(call_at_once(&client, 16).await, 16);
    // A renewal that was joined is not believed at once, as it may have been an old one.
    assert_eq!(calls_of(&github, &CREATE_TOKEN).len(), 2);
}

#[tokio::test]
async fn a_renewal_outlives_the_call_that_began_it() {
    let github = FakeGitHub::new();
    let end = github.now() + 60 * MINUTE;
    let response = StubResponse::json(&json!({"token": "ghs_1", "expires_at": end.to_string()}));
    github
        .when_endpoint(&CREATE_TOKEN)
        .respond(response.after(SECOND).times(1));
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    let client = app(&github).as_installation(7).unwrap();
    {
        let request = client.sample().list_for_repo("o", "r");
        let mut given_up = request.send();
        let mut context = Context::from_waker(Waker::noop());
        assert!(Pin::new(&mut given_up).poll(&mut context).is_pending());
        assert_eq!(calls_of(&github, &CREATE_TOKEN).len(), 1);
    }
    call(&client).await.unwrap();
    assert_eq!(calls_of(&github, &CREATE_TOKEN).len(), 1);
}

#[tokio::test]
async fn installations_can_be_narrowed_and_are_remembered() {
    let github = FakeGitHub::new();
    give_tokens(&github);
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    let app = app(&github);
    let narrow = || {
        Installation::new(7)
            .repositories(["b", "a"])
            .repository_ids([2, 1])
            .permission("issues", "write")
            .permission("contents", "read")
    };
    for installation in [narrow(), Installation::new(7), narrow()] {
        call(&app.as_installation(installation).unwrap()).await.unwrap();
    }
    let fetched = calls_of(&github, &CREATE_TOKEN);
    assert_eq!(fetched.len(), 2);
    let narrowed = json!({
        "repositories": ["a", "b"],
        "repository_ids": [1, 2],
        "permissions": {"contents": "read", "issues": "write"},
    });
    assert_eq!(fetched[0].json(), narrowed);
    assert_eq!(
        authorizations(&calls_of(&github, &LIST)),
        ["Bearer ghs_1", "Bearer ghs_2", "Bearer ghs_1"]
    );
}

#[tokio::test]
async fn installations_are_found_by_repository() {
    static FIND: Endpoint = Endpoint::get("apps.getRepoInstallation", "/repos/{owner}/{repo}/installation");
    let github = FakeGitHub::new();
    let found = StubResponse::json(&json!({"id": 77, "account": {"login": "o"}}));
    github.when_endpoint(&FIND).path("repo", "here").respond(found);
    let nowhere = StubResponse::error(StatusCode::NOT_FOUND, "Not Found");
    github.when_endpoint(&FIND).path("repo", "elsewhere").respond(nowhere);
    let app = app(&github);
    assert_eq!(app.find_installation("o", "here").await.unwrap().id(), 77);
    let error = app.find_installation("o", "elsewhere").await.unwrap_err();
    assert!(matches!(error, Error::Api(error) if error.status == StatusCode::NOT_FOUND));
}

#[tokio::test]
async fn nothing_is_kept_alive_when_clients_are_gone() {
    let github = FakeGitHub::new();
    give_tokens(&github);
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    let alive = Arc::new(());
    let app = github
        .builder()
        .auth(SignedElsewhere(Arc::clone(&alive)))
        .build()
        .unwrap();
    let client = app.as_installation(7).unwrap();
    drop(app);
    call(&client).await.unwrap();
    assert_eq!(Arc::strong_count(&alive), 2);
    drop(client);
    assert_eq!(Arc::strong_count(&alive), 1);
}

/// What the provider says about a rejection counts.
#[tokio::test]
async fn providers_that_can_not_renew_are_not_asked_again() {
    struct Fixed;
    impl AuthProvider for Fixed {
        fn authorize(&self, context: &AuthContext<'_>) -> BoxFuture<Result<Option<Authorization>, AuthError>> {
            assert_eq!(context.endpoint().id(), LIST.id());
            Box::pin(async { Ok(None) })
        }
        fn rejected(&self, _: &Authorization, _: &HeaderMap, _: &AuthContext<'_>) -> bool {
            panic!("nothing was sent that could be rejected")
        }
    }
    let github = FakeGitHub::new();
    let rejected = StubResponse::error(StatusCode::UNAUTHORIZED, "Requires authentication");
    github.when_endpoint(&LIST).respond(rejected);
    let client = github.builder().auth(Fixed).build().unwrap();
    call(&client).await.unwrap_err();
    assert_eq!(authorizations(&github.calls()), ["nobody"]);
}

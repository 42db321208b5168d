//! Pages and responses, on the test double: streams of pages and items, links that are not followed, lenient requests, types by status.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::pin::pin;

use futures_core::Stream;
use octoscribe::http::StatusCode;
use octoscribe::schemas::ActionsSecret;
use octoscribe::testing::{FakeGitHub, StubResponse};
use octoscribe::{Client, Error, JsonObject};
use serde_json::json;

fn double() -> (FakeGitHub, Client) {
    let github = FakeGitHub::new();
    let client = github.builder().token("t0ken").retries(0).build().unwrap();
    (github, client)
}

async fn collect<T>(stream: impl Stream<Item = T>) -> Vec<T> {
    let mut stream = pin!(stream);
    let mut all = Vec::new();
    while let Some(item) = std::future::poll_fn(|context| stream.as_mut().poll_next(context)).await {
        all.push(item);
    }
    all
}

/// The URLs that were called.
fn urls(github: &FakeGitHub) -> Vec<String> {
    github.calls().iter().map(|call| call.url().to_string()).collect()
}

#[tokio::test]
async fn items_of_all_pages_come_in_order() {
    let (github, client) = double();
    let secrets = ["A", "B", "C"].map(|name| {
        let mut secret = ActionsSecret::default();
        secret.name = name.to_owned();
        secret
    });
    github
        .when(&client.actions().list_repo_secrets("o", "r").per_page(2))
        .header("authorization", "Bearer t0ken")
        .respond(StubResponse::pages_in("secrets", &secrets));
    let items = collect(client.actions().list_repo_secrets("o", "r").per_page(2).items()).await;
    let items: Vec<ActionsSecret> = items.into_iter().map(Result::unwrap).collect();
    assert_eq!(items, secrets);
    assert_eq!(github.calls().len(), 2);
    assert_eq!(github.calls()[1].query("page"), Some("2"));
}

#[tokio::test]
async fn a_repeated_link_ends_the_pages() {
    let (github, client) = double();
    let own = "<https://api.github.com/users?page=2>; rel=\"next\"";
    github
        .when(&client.users().list())
        .respond(StubResponse::json(&[0; 0]).header("link", own));
    let pages = collect(client.users().list().pages()).await;
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[1].as_ref().unwrap().status(), 200);
    assert_eq!(
        urls(&github),
        ["https://api.github.com/users", "https://api.github.com/users?page=2"]
    );
}

#[tokio::test]
async fn no_request_goes_to_another_host() {
    for link in [
        "https://evil.example/users?page=2",
        "http://api.github.com/users?page=2",
        "https://api.github.com:8443/users?page=2",
        "//evil.example/users",
    ] {
        let (github, client) = double();
        let page = StubResponse::json(&[0; 0]).header("link", format!("<{link}>; rel=next"));
        github.when(&client.users().list()).respond(page);
        let pages = collect(client.users().list().pages()).await;
        assert_eq!(pages.len(), 2);
        let Err(Error::Link(error)) = &pages[1] else {
            panic!("{:?}", pages[1])
        };
        assert_eq!(error.link(), link);
        assert_eq!(urls(&github), ["https://api.github.com/users"]);
    }
}

#[tokio::test]
async fn an_error_ends_the_items() {
    let (github, client) = double();
    github
        .when(&client.users().list())
        .respond(StubResponse::empty(StatusCode::INTERNAL_SERVER_ERROR));
    let items = collect(client.users().list().items()).await;
    assert!(matches!(items.as_slice(), [Err(Error::Api(_))]));
    assert_eq!(github.calls().len(), 1);
}

#[tokio::test]
async fn a_lenient_request_makes_up_and_tells() {
    let (github, client) = double();
    let body = json!({"limit": 60, "resources": {"core": {"limit": 60, "remaining": 59, "reset": 1, "used": "one"}}});
    let request = client.rate_limit().get();
    github
        .when(&request)
        .respond(StubResponse::json(&body).header("x-github-request-id", "AB:1"));
    let error = request.send().await.unwrap_err();
    let Error::Decode(error) = error else { panic!("{error}") };
    insta::assert_snapshot!(error, @"
    rateLimit.get at api.github.com [request AB:1]:
    resources.core.used: expected an integer, found a string
    resources.search: expected an object, found nothing
    ");
    let response = request.lenient().response().await.unwrap();
    assert_eq!(response.notes().count(), error.count());
    assert_eq!(
        (
            response.body().resources.core.remaining,
            response.body().resources.search.limit
        ),
        (59, 0)
    );
}

#[tokio::test]
async fn statuses_choose_the_response() {
    use octoscribe::repos::get_code_frequency_stats::response::ByStatus as Stats;
    let (github, client) = double();
    let request = client.repos().get_code_frequency_stats("o", "r");
    github
        .when(&request)
        .respond(StubResponse::json(&[[1_302_998_400, 1124, -435]]))
        .respond(StubResponse::json(&json!({})).status(StatusCode::ACCEPTED))
        .respond(StubResponse::empty(StatusCode::NO_CONTENT))
        .respond(StubResponse::json(&json!([])).status(StatusCode::NON_AUTHORITATIVE_INFORMATION));
    for (expected, written) in [
        (
            Stats::Ok(vec![vec![1_302_998_400, 1124, -435]]),
            json!([[1_302_998_400, 1124, -435]]),
        ),
        (Stats::Accepted(Some(JsonObject::new())), json!({})),
        (Stats::NoContent, json!(null)),
    ] {
        let stats = request.send().await.unwrap();
        assert_eq!(serde_json::to_value(&stats).unwrap(), written);
        assert_eq!(stats, expected);
    }
    let error = request.send().await.unwrap_err();
    assert!(
        matches!(&error, Error::Status(error) if error.body().bytes() == "[]"),
        "{error}"
    );
    github.verify().unwrap();
}

#[tokio::test]
async fn errors_have_bodies_of_their_own_and_texts_need_no_json() {
    use octoscribe::schemas::ValidationError;
    let (github, client) = double();
    let body = json!({"message": "Validation Failed", "documentation_url": "https://d", "errors": [{"code": "missing_field", "field": "title", "value": null}]});
    github
        .when(&client.issues().create("o", "r", "t"))
        .respond(StubResponse::json(&body).status(StatusCode::UNPROCESSABLE_ENTITY));
    github
        .when(&client.meta().get_zen())
        .respond(StubResponse::bytes("text/plain;charset=utf-8", "Speak like a human."));
    let Err(Error::Api(error)) = client.issues().create("o", "r", "t").send().await else {
        panic!("the status is 422")
    };
    let typed: ValidationError = error.json().unwrap();
    assert_eq!(typed.errors.unwrap()[0].code, "missing_field");
    assert_eq!(client.meta().get_zen().send().await.unwrap(), "Speak like a human.");
}

//! Queries of GraphQL.

use std::time::Duration;

use http::{Method, StatusCode};
use octoscribe_runtime::transport::BoxError;
use octoscribe_runtime::{Error, GRAPHQL};
use octoscribe_testing::StubResponse;
use serde_json::{Value, json};

use crate::FakeGitHub;

fn data(data: &Value) -> StubResponse {
    StubResponse::json(&json!({"data": data}))
}

#[tokio::test]
async fn queries_are_retried_and_not_spaced() -> Result<(), BoxError> {
    let github = FakeGitHub::new();
    let client = github.client()?;
    let query = client.graphql("{ viewer { login } }");
    github
        .when(&query)
        .respond(StubResponse::broken())
        .respond(StubResponse::empty(StatusCode::BAD_GATEWAY))
        .respond(data(&json!({"viewer": {"login": "octocat"}})));
    assert_eq!(query.send::<Value>().await?["viewer"]["login"], "octocat");
    let began = github.now();
    for _ in 0..4 {
        query.send::<Value>().await?;
    }
    assert_eq!(github.now(), began, "no time between queries");

    let mutation = client.graphql("mutation { addStar { id } }");
    github.when(&mutation).respond(StubResponse::broken());
    assert!(matches!(mutation.send::<Value>().await, Err(Error::Transport(_))));
    assert_eq!(github.calls().len(), 8);
    Ok(())
}

#[tokio::test]
async fn errors_have_kinds_and_data_beside_them() -> Result<(), BoxError> {
    let github = FakeGitHub::new();
    let client = github.client()?;
    let query = client.graphql("{ a b }");
    github.when(&query).respond(StubResponse::json(&json!({
        "data": {"a": 1, "b": null},
        "errors": [
            {"type": "NOT_FOUND", "path": ["b", 3, "c"], "message": "Could not\u{1b} resolve"},
            {"message": "plain"},
        ],
    })));
    let error = query.send::<Value>().await.unwrap_err();
    insta::assert_snapshot!(error, @r"
    graphql at api.github.com [request FAKE:0001]:
    b[3].c: Could not\u{1b} resolve (NOT_FOUND)
    plain
    ");
    assert_eq!(
        (error.is_rate_limited(), error.request_id()),
        (false, Some("FAKE:0001"))
    );
    let Error::GraphQl(errors) = error else {
        panic!("{error:?}")
    };
    assert_eq!(errors.data::<Value>()?, Some(json!({"a": 1, "b": null})));
    assert!(errors.data::<u8>().is_err() && errors.has("NOT_FOUND") && errors.errors().len() == 2);

    let odd = client.graphql("{ odd }");
    github.when(&odd).respond(data(&json!("hunter2")));
    insta::assert_snapshot!(odd.send::<u8>().await.unwrap_err(), @"unexpected response: graphql at api.github.com [request FAKE:0002]: status 200, application/json; charset=utf-8: invalid type: string, expected u8");
    insta::assert_snapshot!(odd.variables(7).send::<u8>().await.unwrap_err(), @r"
    invalid request:
    variables: expected a JSON object
    ");
    Ok(())
}

#[tokio::test]
async fn limits_are_heeded() -> Result<(), BoxError> {
    let github = FakeGitHub::new();
    let client = github.client()?;
    let query = client.graphql("{ viewer }");
    let limited = json!({"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]});
    let reset = github.now().as_second() + 90;
    github
        .when(&query)
        .respond(
            StubResponse::json(&limited)
                .header("x-ratelimit-remaining", 0)
                .header("x-ratelimit-resource", "graphql")
                .header("x-ratelimit-reset", reset),
        )
        .respond(data(&json!({"viewer": 1})));
    let began = github.now();
    query.send::<Value>().await?;
    let waited = github.now().duration_since(began).as_secs();
    assert!((90..=92).contains(&waited), "{waited}");

    let impatient = github.builder().max_wait(Duration::from_secs(1)).build()?;
    let query = impatient.graphql("{ other }");
    github.when(&query).respond(StubResponse::json(&limited));
    assert!(query.send::<Value>().await.unwrap_err().is_rate_limited());
    Ok(())
}

#[tokio::test]
async fn connections_are_walked() -> Result<(), BoxError> {
    let github = FakeGitHub::new();
    let client = github.client()?;
    let query = client.graphql("query($cursor: String) { r }").variable("first", 2);
    github.when_endpoint(&GRAPHQL).respond_with(|call| {
        let page = call.json()["variables"]["cursor"]
            .as_str()
            .map_or(0, |cursor| cursor.parse().unwrap());
        let info = json!({"hasNextPage": page < 2, "endCursor": (page + 1).to_string()});
        data(&json!({"r": {"issues": {"nodes": [page], "pageInfo": info}}}))
    });
    let mut pages = query.pages::<Value>();
    let mut nodes = Vec::new();
    while let Some(page) = pages.next().await {
        nodes.push(page?["r"]["issues"]["nodes"][0].clone());
    }
    assert_eq!(nodes, [0, 1, 2]);
    assert_eq!(
        github.calls()[2].json()["variables"],
        json!({"first": 2, "cursor": "2"})
    );
    Ok(())
}

#[tokio::test]
async fn servers_have_their_own_url() -> Result<(), BoxError> {
    let github = FakeGitHub::new();
    for (base, url) in [
        ("https://ghes.example/api/v3", "https://ghes.example/api/graphql"),
        ("https://api.octo.ghe.com", "https://api.octo.ghe.com/graphql"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1/graphql"),
    ] {
        github.when_url(Method::POST, url).respond(data(&json!({})));
        let client = github.builder().token("ghp_example").base_url(base).build()?;
        client.graphql("{ a }").send::<Value>().await?;
        let call = github.calls().pop().unwrap();
        assert_eq!(
            (call.url().to_string(), call.header("authorization")),
            (url.to_owned(), Some("Bearer ghp_example"))
        );
    }
    Ok(())
}

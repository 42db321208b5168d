//! Calls over real HTTP to a server on this machine.

use wiremock::matchers::{body_bytes, body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use octoscribe_runtime::BareClient;
use serde_json::{Value, json};

use super::TOKEN;
use crate::sample::{HasSample, Output, PackageType};

/// A client of the server; its uploads host is a folder of the same server.
pub(super) fn client(server: &MockServer) -> BareClient {
    BareClient::builder()
        .base_url(server.uri())
        .uploads_url(format!("{}/uploads", server.uri()))
        .token(TOKEN)
        .user_agent("tests")
        .build()
        .unwrap()
}

/// A server that responds to everything alike.
pub(super) async fn server(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any())
        .respond_with(response)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn headers_and_route_on_the_wire() {
    let server = MockServer::start().await;
    Mock::given(method("DELETE"))
        .and(path("/users/octocat/packages/npm/%40scope%2Fhello"))
        .and(header("accept", "application/vnd.github+json"))
        .and(header("authorization", format!("Bearer {TOKEN}")))
        .and(header("user-agent", "tests"))
        .and(header("x-github-api-version", "2022-11-28"))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    let request = client(&server)
        .sample()
        .delete_package_for_user("octocat", PackageType::Npm, "@scope/hello");
    let response = request.response().await.unwrap();
    assert_eq!(response.status(), 204);
    assert!(response.body().bytes().is_empty());
    let received = server.received_requests().await.unwrap();
    assert!(received[0].body.is_empty());
    assert!(!received[0].headers.contains_key("content-type"));
}

#[tokio::test]
async fn queries_and_typed_responses() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/repos/o/r/issues"))
        .and(query_param("labels", "bug,a&b"))
        .and(query_param("per_page", "2"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!([{"number": 1}, {"number": 2}])))
        .mount(&server)
        .await;
    let request = client(&server)
        .sample()
        .list_for_repo("o", "r")
        .labels(["bug", "a&b"])
        .per_page(2);
    for _ in 0..2 {
        let body = request.send().await.unwrap();
        assert_eq!(body.content_type(), Some("application/json"));
        assert_eq!(body.json::<Vec<Value>>().unwrap().len(), 2);
        assert_eq!(body.text(), r#"[{"number":1},{"number":2}]"#);
    }
}

#[tokio::test]
async fn json_bodies() {
    let server = MockServer::start().await;
    Mock::given(method("PATCH"))
        .and(path("/repos/o/r/issues/7"))
        .and(header("content-type", "application/json"))
        .and(body_json(json!({"title": "t", "milestone": null, "labels": ["x"]})))
        .respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(method("PUT"))
        .and(path("/sample"))
        .and(body_json(json!({"a": {"title": "t", "text": "x"}})))
        .respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    let client = client(&server);
    client
        .sample()
        .update("o", "r", 7)
        .title("t")
        .milestone(None::<i64>)
        .labels(["x"])
        .send()
        .await
        .unwrap();
    client
        .sample()
        .set_all([("a", Output::new("t").text("x"))])
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn no_body_has_length_zero() {
    let server = server(ResponseTemplate::new(200)).await;
    let client = client(&server);
    client.sample().update("o", "r", 7).send().await.unwrap();
    client
        .sample()
        .restore_package_for_user("o", PackageType::Npm, "p")
        .token("t")
        .send()
        .await
        .unwrap();
    for request in server.received_requests().await.unwrap() {
        assert_eq!(
            request.headers.get_all("content-length").iter().collect::<Vec<_>>(),
            ["0"]
        );
        assert!(request.body.is_empty());
    }
}

#[tokio::test]
async fn raw_bodies_and_the_uploads_host() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/markdown/raw"))
        .and(header("content-type", "text/plain"))
        .and(body_bytes("# hé"))
        .respond_with(ResponseTemplate::new(200).set_body_raw("<h1>hé</h1>", "text/html"))
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(path("/uploads/repos/o/r/releases/7/assets"))
        .and(query_param("name", "a b"))
        .and(header("content-type", "application/octet-stream"))
        .and(header("authorization", format!("Bearer {TOKEN}")))
        .and(body_bytes([0, 159, 255]))
        .respond_with(ResponseTemplate::new(201))
        .mount(&server)
        .await;
    let client = client(&server);
    let html = client.sample().render_raw("# hé").send().await.unwrap();
    assert_eq!(html.text(), "<h1>hé</h1>");
    let upload = client
        .sample()
        .upload_release_asset("o", "r", 7, "a b", vec![0_u8, 159, 255]);
    assert_eq!(upload.response().await.unwrap().status(), 201);
}

#[tokio::test]
async fn without_a_token_there_is_no_authorization() {
    let server = server(ResponseTemplate::new(200)).await;
    let client = BareClient::builder()
        .base_url(server.uri())
        .api_version("2026-03-10")
        .build()
        .unwrap();
    client.sample().get_ref("o", "r", "heads/main").send().await.unwrap();
    let received = server.received_requests().await.unwrap();
    assert_eq!(received[0].url.path(), "/repos/o/r/git/ref/heads/main");
    assert!(!received[0].headers.contains_key("authorization"));
    assert_eq!(received[0].headers["x-github-api-version"], "2026-03-10");
    assert_eq!(
        received[0].headers["user-agent"].to_str().unwrap(),
        concat!("octoscribe/", env!("CARGO_PKG_VERSION"))
    );
}

#[tokio::test]
async fn responses_tell_rate_limit_and_request_id() {
    let response = ResponseTemplate::new(200)
        .insert_header("x-ratelimit-limit", "5000")
        .insert_header("x-ratelimit-remaining", "4999")
        .insert_header("x-ratelimit-used", "1")
        .insert_header("x-ratelimit-reset", "1700000000")
        .insert_header("x-ratelimit-resource", "core")
        .insert_header("x-github-request-id", "AB:12");
    let server = server(response).await;
    let response = client(&server)
        .sample()
        .list_for_repo("o", "r")
        .response()
        .await
        .unwrap();
    assert_eq!(response.request_id(), Some("AB:12"));
    let limit = response.rate_limit().unwrap();
    assert_eq!((limit.limit, limit.remaining, limit.used), (5000, 4999, Some(1)));
    assert_eq!(
        (limit.reset.as_second(), limit.resource.as_deref()),
        (1_700_000_000, Some("core"))
    );
}

#[tokio::test]
async fn rate_limits_that_are_not_told_are_none() {
    let broken = ResponseTemplate::new(200)
        .insert_header("x-ratelimit-limit", "many")
        .insert_header("x-ratelimit-reset", "99999999999999999999");
    for response in [ResponseTemplate::new(200), broken] {
        let server = server(response).await;
        let response = client(&server)
            .sample()
            .list_for_repo("o", "r")
            .response()
            .await
            .unwrap();
        assert_eq!(response.rate_limit(), None);
    }
}

//! Pages over real HTTP: streams of pages and items, links that are not followed, lenient requests.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::pin::pin;

use futures_core::Stream;
use octoscribe::{Client, Error};
use serde_json::{Value, json};
use wiremock::matchers::{header, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn collect<T>(stream: impl Stream<Item = T>) -> Vec<T> {
    let mut stream = pin!(stream);
    let mut all = Vec::new();
    while let Some(item) = std::future::poll_fn(|context| stream.as_mut().poll_next(context)).await {
        all.push(item);
    }
    all
}

fn client(server: &MockServer) -> Client {
    Client::builder().base_url(server.uri()).token("t0ken").build().unwrap()
}

fn secrets(names: &[&str]) -> Value {
    let secret =
        |name: &&str| json!({"name": name, "created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z"});
    json!({"total_count": 3, "secrets": names.iter().map(secret).collect::<Vec<_>>()})
}

#[tokio::test]
async fn items_of_all_pages_come_in_order() {
    let server = MockServer::start().await;
    let next = format!(
        "<{0}/repos/o/r/actions/secrets?per_page=2&page=2>; rel=\"next\", <{0}/x?page=2>; rel=\"last\"",
        server.uri()
    );
    let first = ResponseTemplate::new(200)
        .set_body_json(secrets(&["A", "B"]))
        .insert_header("link", next.as_str());
    let at = || path("/repos/o/r/actions/secrets");
    Mock::given(at())
        .and(query_param("per_page", "2"))
        .and(query_param_is_missing("page"))
        .respond_with(first)
        .expect(1)
        .mount(&server)
        .await;
    let second = ResponseTemplate::new(200).set_body_json(secrets(&["C"]));
    let on_second = Mock::given(at())
        .and(query_param("page", "2"))
        .and(header("authorization", "Bearer t0ken"));
    on_second.respond_with(second).expect(1).mount(&server).await;
    let client = client(&server);
    let items = collect(client.actions().list_repo_secrets("o", "r").per_page(2).items()).await;
    let names: Vec<String> = items.into_iter().map(|item| item.unwrap().name).collect();
    assert_eq!(names, ["A", "B", "C"]);
}

#[tokio::test]
async fn a_repeated_link_ends_the_pages() {
    let server = MockServer::start().await;
    let own = format!("<{}/emojis?page=2>; rel=\"next\"", server.uri());
    let page = ResponseTemplate::new(200)
        .set_body_json(json!([]))
        .insert_header("link", own.as_str());
    Mock::given(path("/users"))
        .respond_with(page.clone())
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(path("/emojis"))
        .respond_with(page)
        .expect(1)
        .mount(&server)
        .await;
    let pages = collect(client(&server).users().list().pages()).await;
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[1].as_ref().unwrap().status(), 200);
}

#[tokio::test]
async fn no_request_goes_to_another_host() {
    let (server, other) = (MockServer::start().await, MockServer::start().await);
    Mock::given(path("/users"))
        .respond_with(ResponseTemplate::new(200))
        .expect(0)
        .mount(&other)
        .await;
    for link in [
        format!("{}/users?page=2", other.uri()),
        server.uri().replace("127.0.0.1", "localhost"),
        "//evil.example/users".to_owned(),
    ] {
        let page = ResponseTemplate::new(200)
            .set_body_json(json!([]))
            .insert_header("link", format!("<{link}>; rel=next").as_str());
        let guard = Mock::given(path("/users"))
            .respond_with(page)
            .expect(1)
            .mount_as_scoped(&server)
            .await;
        let pages = collect(client(&server).users().list().pages()).await;
        drop(guard);
        assert_eq!(pages.len(), 2);
        let Err(Error::Link(error)) = &pages[1] else {
            panic!("{:?}", pages[1])
        };
        assert_eq!(error.link(), link);
    }
}

#[tokio::test]
async fn an_error_ends_the_items() {
    let server = MockServer::start().await;
    Mock::given(path("/users"))
        .respond_with(ResponseTemplate::new(500))
        .expect(1)
        .mount(&server)
        .await;
    let items = collect(client(&server).users().list().items()).await;
    assert!(matches!(items.as_slice(), [Err(Error::Api(_))]));
}

#[tokio::test]
async fn a_lenient_request_forgives_and_tells() {
    let server = MockServer::start().await;
    let body = json!({"limit": 60, "resources": {"core": {"limit": 60, "remaining": 59, "reset": 1, "used": "one"}}});
    Mock::given(path("/rate_limit"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(body)
                .insert_header("x-github-request-id", "AB:1"),
        )
        .mount(&server)
        .await;
    let client = client(&server);
    let request = client.rate_limit().get();
    let error = request.send().await.unwrap_err();
    let Error::Decode(error) = error else { panic!("{error}") };
    insta::assert_snapshot!(error, @r"
    rateLimit.get [request AB:1]:
    resources.core.used: expected a whole number, found a text
    resources.search: expected a value, found nothing
    rate: expected a value, found nothing
    ");
    let response = request.lenient().response().await.unwrap();
    assert_eq!(response.forgiven(), error.problems());
    assert_eq!(
        (response.body().resources.core.remaining, response.body().rate.limit),
        (59, 0)
    );
}

#[tokio::test]
async fn statuses_choose_the_answer() {
    use octoscribe::repos::get_code_frequency_stats::Answer;
    let server = MockServer::start().await;
    let client = client(&server);
    let cases = [
        (
            ResponseTemplate::new(200).set_body_json(json!([[1_302_998_400, 1124, -435]])),
            Answer::Ok(vec![vec![1_302_998_400, 1124, -435]]),
        ),
        (
            ResponseTemplate::new(202).set_body_json(json!({})),
            Answer::Accepted(Some(octoscribe::JsonObject::new())),
        ),
        (ResponseTemplate::new(204), Answer::NoContent),
    ];
    for (template, expected) in cases {
        let _guard = Mock::given(path("/repos/o/r/stats/code_frequency"))
            .respond_with(template)
            .mount_as_scoped(&server)
            .await;
        assert_eq!(
            client.repos().get_code_frequency_stats("o", "r").send().await.unwrap(),
            expected
        );
    }
}

#[tokio::test]
async fn errors_have_bodies_of_their_own_and_texts_need_no_json() {
    use octoscribe::schemas::ValidationError;
    let server = MockServer::start().await;
    let body = json!({"message": "Validation Failed", "documentation_url": "https://d", "errors": [{"code": "missing_field", "field": "title", "value": null}]});
    Mock::given(path("/repos/o/r/issues"))
        .respond_with(ResponseTemplate::new(422).set_body_json(body))
        .mount(&server)
        .await;
    Mock::given(path("/zen"))
        .respond_with(ResponseTemplate::new(200).set_body_raw("Speak like a human.", "text/plain;charset=utf-8"))
        .mount(&server)
        .await;
    let client = client(&server);
    let Err(Error::Api(error)) = client.issues().create("o", "r", "t").send().await else {
        panic!("the status is 422")
    };
    let typed: ValidationError = error.json().unwrap();
    assert_eq!(typed.errors.unwrap()[0].code, "missing_field");
    assert_eq!(client.meta().get_zen().send().await.unwrap(), "Speak like a human.");
}

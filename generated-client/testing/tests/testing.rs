//! What the double does: which stub responds, in which order, what it says when none does, and how it plays GitHub.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::error::Error as _;
use std::time::Duration;

use http::header::{ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use http::{Method, StatusCode};
use http_body_util::BodyExt;
use octoscribe_runtime::transport::{RequestBody, Transport, TransportError};
use octoscribe_runtime::{BareClient, BareRequest, Body, Endpoint, Error, Paged, RequestBuilder};
use octoscribe_testing::StubResponse;
use serde_json::{Value, json};

type FakeGitHub = octoscribe_testing::FakeGitHub<BareClient>;

static GET: Endpoint = Endpoint::get("issues.get", "/repos/{owner}/{repo}/issues/{issue_number}");
static LIST: Endpoint = Endpoint::get("issues.list", "/repos/{owner}/{repo}/issues");
static CREATE: Endpoint = Endpoint::post("issues.create", "/repos/{owner}/{repo}/issues");
static SEARCH: Endpoint = Endpoint::get("search.users", "/search/users");

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

fn get(client: &BareClient, number: i64) -> RequestBuilder<Body> {
    RequestBuilder::new(client, &GET)
        .path("owner", "o")
        .path("repo", "r")
        .path("issue_number", number)
}

fn list(client: &BareClient) -> RequestBuilder<Vec<i64>, Paged> {
    RequestBuilder::new(client, &LIST).path("owner", "o").path("repo", "r")
}

fn create(client: &BareClient, title: &str) -> RequestBuilder<Body> {
    RequestBuilder::new(client, &CREATE)
        .path("owner", "o")
        .path("repo", "r")
        .body("title", title)
}

/// A double, and a client that takes every response as it comes.
fn double() -> (FakeGitHub, BareClient) {
    let github = FakeGitHub::new();
    let plain = github
        .builder()
        .retries(0)
        .heed_limits(false)
        .write_spacing(Duration::ZERO);
    let client = plain.build().unwrap();
    (github, client)
}

/// The text of a response, or what went wrong.
async fn said<T: octoscribe_runtime::Decode, P>(request: &BareRequest<T, P>) -> String {
    match request.clone().raw().send().await {
        Ok(body) => body.text().into_owned(),
        Err(Error::Transport(error)) => match error.source() {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn the_most_precise_stub_responds() {
    let (github, client) = double();
    github.when(&list(&client)).respond(StubResponse::json("any"));
    github
        .when(&list(&client).query("state", "all"))
        .respond(StubResponse::json("old"));
    github
        .when(&list(&client).query("state", "all"))
        .respond(StubResponse::json("all"));
    github
        .when_endpoint(&LIST)
        .path("owner", "o")
        .respond(StubResponse::json("not precise enough"));
    github
        .when_endpoint(&GET)
        .matching("odd numbers", |call| call.path("issue_number") == Some("7"))
        .respond(StubResponse::json("odd"));
    assert_eq!(said(&list(&client)).await, r#""any""#);
    assert_eq!(said(&list(&client).query("page", 2)).await, r#""any""#);
    assert_eq!(
        said(&list(&client).query("state", "all").query("page", 2)).await,
        r#""all""#
    );
    assert_eq!(said(&get(&client, 7)).await, r#""odd""#);
    insta::assert_snapshot!(github.verify().unwrap_err(), @r"
    stub 2 (issues.list with owner: o, repo: r, state: all) was not called
    stub 4 (issues.list with owner: o) was not called
    ");
}

#[tokio::test]
async fn bodies_and_headers_tell_calls_apart() {
    let (github, client) = double();
    let mut members = github.when(&create(&client, "a"));
    members.respond(StubResponse::json("a"));
    github
        .when_endpoint(&CREATE)
        .body("title", "b")
        .header("accept", "application/vnd.github+json")
        .respond(StubResponse::json("b"));
    let whole = RequestBuilder::<Body>::new(&client, &CREATE)
        .path("owner", "o")
        .path("repo", "r");
    github
        .when(&whole.clone().whole_body("items", &[1, 2][..]))
        .respond(StubResponse::json("list"));
    github
        .when(&whole.clone().raw_body("data", &b"\xff"[..]))
        .respond(StubResponse::json("raw"));
    assert_eq!(said(&create(&client, "a").body("body", "more")).await, r#""a""#);
    assert_eq!(said(&create(&client, "b")).await, r#""b""#);
    assert_eq!(said(&whole.clone().whole_body("items", &[1, 2][..])).await, r#""list""#);
    assert_eq!(said(&whole.clone().raw_body("data", &b"\xff"[..])).await, r#""raw""#);
    github.verify().unwrap();
    assert_eq!(members.calls().len(), 1);
    assert_eq!(members.calls()[0].json(), json!({"title": "a", "body": "more"}));
}

#[tokio::test]
async fn responses_come_in_order() {
    let (github, client) = double();
    github
        .when(&get(&client, 1))
        .respond(StubResponse::json("first"))
        .respond(StubResponse::error(StatusCode::NOT_FOUND, "gone").times(2))
        .respond_with(|call| StubResponse::json(call.path("repo").unwrap_or_default()));
    let mut all = Vec::new();
    for _ in 0..5 {
        all.push(said(&get(&client, 1)).await);
    }
    let gone = "issues.get at api.github.com: 404 Not Found: gone (see https://docs.github.com/rest)";
    let without_ids: Vec<&str> = all.iter().map(|text| text.split(" [request").next().unwrap()).collect();
    assert_eq!(without_ids, [r#""first""#, gone, gone, r#""r""#, r#""r""#]);
    github
        .when(&get(&client, 2))
        .respond(StubResponse::empty(StatusCode::OK).times(1));
    assert_eq!(said(&get(&client, 2)).await, "");
    github.verify().unwrap();
    insta::assert_snapshot!(said(&get(&client, 2)).await, @"
    issues.get at api.github.com: the transport refused the request: no stub matches issues.get: GET https://api.github.com/repos/o/r/issues/2
    the nearest is stub 1 (issues.get with owner: o, repo: r, issue_number: 1): `issue_number` is 2, not 1
    ");
}

#[tokio::test]
async fn calls_without_a_stub_say_what_is_nearest() {
    let (github, client) = double();
    let empty = said(&get(&client, 1)).await;
    let _ = github.when(&get(&client, 1));
    let _ = github.when(&create(&client, "a"));
    let _ = github.when(&RequestBuilder::<Body>::new(&client, &GET).path("owner", ".."));
    let other = said(&get(&client, 2).query("token", "s3cret")).await;
    let body = said(&create(&client, "b")).await;
    let route = said(&RequestBuilder::<Body>::new(&client, &SEARCH)).await;
    insta::assert_snapshot!([empty, other, body, route].join("\n\n"), @r#"
    issues.get at api.github.com: the transport refused the request: no stub matches issues.get: GET https://api.github.com/repos/o/r/issues/1
    there are no stubs

    issues.get at api.github.com: the transport refused the request: no stub matches issues.get: GET https://api.github.com/repos/o/r/issues/2?token=(hidden)
    the nearest is stub 1 (issues.get with owner: o, repo: r, issue_number: 1): `issue_number` is 2, not 1

    issues.create at api.github.com: the transport refused the request: no stub matches issues.create: POST https://api.github.com/repos/o/r/issues
    the nearest is stub 2 (issues.create with owner: o, repo: r, title: "a"): `title` is "b", not "a"

    search.users at api.github.com: the transport refused the request: no stub matches search.users: GET https://api.github.com/search/users
    there are stubs for issues.create, issues.get
    "#);
    insta::assert_snapshot!(github.verify().unwrap_err(), @r#"
    stub 1 (issues.get with owner: o, repo: r, issue_number: 1) was not called
    stub 2 (issues.create with owner: o, repo: r, title: "a") was not called
    stub 3 (issues.get) can't match: invalid request:
    owner: expected a value without `.` and `..` as segments, percent-encoded or not, got ".."
    repo: expected a value
    no stub matches issues.get: GET https://api.github.com/repos/o/r/issues/1
    there are no stubs
    no stub matches issues.get: GET https://api.github.com/repos/o/r/issues/2?token=(hidden)
    the nearest is stub 1 (issues.get with owner: o, repo: r, issue_number: 1): `issue_number` is 2, not 1
    no stub matches issues.create: POST https://api.github.com/repos/o/r/issues
    the nearest is stub 2 (issues.create with owner: o, repo: r, title: "a"): `title` is "b", not "a"
    no stub matches search.users: GET https://api.github.com/search/users
    there are stubs for issues.create, issues.get
    "#);
}

#[tokio::test]
async fn responses_that_can_not_be_given_say_so() {
    let (github, client) = double();
    github
        .when(&get(&client, 1))
        .respond(StubResponse::json("x").header("no name", "x"));
    github
        .when(&get(&client, 2))
        .respond(StubResponse::json(&std::collections::BTreeMap::from([([1], 1)])));
    insta::assert_snapshot!([said(&get(&client, 1)).await, said(&get(&client, 2)).await].join("\n"), @r#"
    issues.get at api.github.com: the transport refused the request: invalid header: "no name": "x"
    issues.get at api.github.com: the transport refused the request: not JSON: key must be a string
    "#);
}

#[tokio::test]
async fn lists_come_in_pages() {
    let (github, client) = double();
    let numbers: Vec<i64> = (1..=25).collect();
    github.when(&list(&client)).pages(&numbers);
    let request = list(&client).query("per_page", 10);
    assert_eq!(request.items().all().await.unwrap(), numbers);
    let urls: Vec<String> = github.calls().iter().map(|call| call.url().to_string()).collect();
    insta::assert_snapshot!(urls.join("\n"), @r"
    https://api.github.com/repos/o/r/issues?per_page=10
    https://api.github.com/repos/o/r/issues?per_page=10&page=2
    https://api.github.com/repos/o/r/issues?per_page=10&page=3
    ");
    let second = request.query("page", 2).response().await.unwrap();
    insta::assert_snapshot!(second.headers()["link"].to_str().unwrap().replace(", ", "\n"), @r#"
    <https://api.github.com/repos/o/r/issues?per_page=10&page=1>; rel="prev"
    <https://api.github.com/repos/o/r/issues?per_page=10&page=3>; rel="next"
    <https://api.github.com/repos/o/r/issues?per_page=10&page=3>; rel="last"
    <https://api.github.com/repos/o/r/issues?per_page=10&page=1>; rel="first"
    "#);
    github
        .when(&list(&client))
        .respond(StubResponse::pages_in("items", &numbers));
    let body: Value = list(&client).query("page", 9).json().await.unwrap();
    assert_eq!(body, json!({"total_count": 25, "items": []}));
}

/// Sends a request as it is, and shows status and headers.
async fn raw(
    github: &FakeGitHub,
    request: &BareRequest<Body>,
    headers: &[(http::HeaderName, &str)],
) -> http::Response<String> {
    let mut request = request.request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    request.extensions_mut().insert(&GET);
    let (head, body) = github.call(request).await.unwrap().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    http::Response::from_parts(head, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn what_the_caller_has_is_not_sent_again() {
    let (github, client) = double();
    let date = "Thu, 01 Jan 2026 00:00:00 GMT";
    github.when(&get(&client, 1)).respond(StubResponse::json("x"));
    github.when(&get(&client, 2)).respond(
        StubResponse::json("x")
            .header(ETAG.as_str(), "W/\"own\"")
            .header(LAST_MODIFIED.as_str(), date),
    );
    github.primary_limit("core", 100, MINUTE);
    let first = raw(&github, &get(&client, 1), &[]).await;
    let tag = first.headers()[ETAG].to_str().unwrap().to_owned();
    let cases = [
        (1, vec![(IF_NONE_MATCH, tag.as_str())]),
        (1, vec![(IF_NONE_MATCH, "\"other\"")]),
        (2, vec![(IF_NONE_MATCH, "\"a\", \"own\"")]),
        (2, vec![(IF_MODIFIED_SINCE, date)]),
        (2, vec![(IF_NONE_MATCH, "\"a\""), (IF_MODIFIED_SINCE, date)]),
    ];
    let mut shown = Vec::new();
    for (number, headers) in cases {
        let response = raw(&github, &get(&client, number), &headers).await;
        shown.push((
            response.status().as_u16(),
            response.headers()["x-ratelimit-remaining"].to_str().unwrap().to_owned(),
            response.into_body(),
        ));
    }
    insta::assert_debug_snapshot!(shown, @r#"
    [
        (
            304,
            "99",
            "",
        ),
        (
            200,
            "98",
            "\"x\"",
        ),
        (
            304,
            "98",
            "",
        ),
        (
            304,
            "98",
            "",
        ),
        (
            200,
            "97",
            "\"x\"",
        ),
    ]
    "#);
}

#[tokio::test]
async fn the_primary_limit_counts_down_and_ends() {
    let (github, client) = double();
    github.when_endpoint(&GET).respond(StubResponse::json("x"));
    github.when_endpoint(&SEARCH).respond(StubResponse::json("y"));
    github.primary_limit("core", 2, MINUTE);
    let mut seen = Vec::new();
    for _ in 0..3 {
        let response = get(&client, 1).response().await;
        let limit = match &response {
            Ok(response) => response.rate_limit(),
            Err(Error::Api(error)) => error.response.rate_limit(),
            Err(_) => None,
        };
        seen.push(format!(
            "{:?} {}",
            response
                .map(|response| response.status())
                .map_err(|error| error.to_string()),
            limit.unwrap().remaining
        ));
    }
    insta::assert_snapshot!(seen.join("\n"), @r#"
    Ok(200) 1
    Ok(200) 0
    Err("issues.get at api.github.com: 403 Forbidden: API rate limit exceeded (see https://docs.github.com/rest) [request FAKE:0003]") 0
    "#);
    let search = RequestBuilder::<Body>::new(&client, &SEARCH).response().await.unwrap();
    assert_eq!(
        search.rate_limit(),
        None,
        "another limit, of which the test said nothing"
    );
    github.advance(MINUTE);
    assert!(get(&client, 1).send().await.is_ok());
}

#[tokio::test]
async fn the_secondary_limit_closes_for_a_while() {
    let (github, client) = double();
    let _ = github.when_endpoint(&GET);
    github.secondary_limit(2, 10 * SECOND, Some(30 * SECOND));
    let status = |response: Result<_, Error>| match response {
        Ok(_) => "ok".to_owned(),
        Err(Error::Api(error)) => format!("{} {:?}", error.status, error.response.headers().get("retry-after")),
        Err(other) => other.to_string(),
    };
    let mut seen = Vec::new();
    for wait in [0, 0, 0, 20, 10, 0, 0] {
        github.advance(SECOND * wait);
        seen.push(status(get(&client, 1).send().await));
    }
    insta::assert_snapshot!(seen.join("\n"), @r#"
    ok
    ok
    403 Forbidden Some("30")
    403 Forbidden Some("10")
    ok
    ok
    403 Forbidden Some("30")
    "#);
}

#[tokio::test]
async fn faults_of_all_kinds() {
    let (github, client) = double();
    github
        .when(&get(&client, 1))
        .respond(StubResponse::no_connection())
        .respond(StubResponse::broken())
        .respond(StubResponse::silent())
        .respond(StubResponse::json("cut").cut_after(2))
        .respond(StubResponse::json("late").after(61 * SECOND))
        .respond(StubResponse::json("slow").in_chunks(1, 11 * SECOND))
        .respond(StubResponse::json("slow").in_chunks(1, 9 * SECOND));
    let start = github.now();
    let mut seen = Vec::new();
    for _ in 0..7 {
        let text = said(&get(&client, 1)).await;
        seen.push(format!("{:>3} s {text}", github.now().duration_since(start).as_secs()));
    }
    insta::assert_snapshot!(seen.join("\n"), @r#"
      0 s issues.get at api.github.com: could not connect to the server: no connection, as the stub says
      0 s issues.get at api.github.com: the connection to the server broke off: broken off, as the stub says
     60 s issues.get at api.github.com: timed out after 60 s
     60 s issues.get at api.github.com: the connection to the server broke off while the response was received: cut off, as the stub says
    120 s issues.get at api.github.com: timed out after 60 s
    180 s issues.get at api.github.com: timed out after 60 s
    234 s "slow"
    "#);
}

#[tokio::test]
async fn other_urls_have_stubs_too() {
    let (github, _) = double();
    github
        .when_url(Method::GET, "https://codeload.github.com/x")
        .respond(StubResponse::redirect(StatusCode::FOUND, "https://elsewhere.example/"));
    let call = |url: &str| github.call(http::Request::get(url).body(RequestBody::default()).unwrap());
    let response = call("https://codeload.github.com/x?token=1").await.unwrap();
    assert_eq!(response.headers()["location"], "https://elsewhere.example/");
    assert!(call("https://codeload.github.com/y").await.is_err());
    assert_eq!(github.calls()[0].endpoint(), None);
}

#[tokio::test]
async fn heads_have_no_body() {
    static HEAD: Endpoint = Endpoint::head("issues.head", "/issues");
    let (github, client) = double();
    let request = RequestBuilder::<Body>::new(&client, &HEAD);
    github.when(&request).respond(StubResponse::json("four"));
    let response = request.response().await.unwrap();
    assert_eq!(
        (&response.headers()["content-length"], &**response.body().bytes()),
        (&"6".parse().unwrap(), &b""[..])
    );
}

#[tokio::test]
async fn stubs_may_look_at_the_double() {
    let (github, client) = double();
    let (asked, told) = (github.clone(), github.clone());
    github
        .when(&get(&client, 1))
        .matching("the second call", move |_| asked.calls().len() == 2)
        .respond_with(move |_| StubResponse::json(&told.calls().len()));
    github.when(&get(&client, 1)).respond(StubResponse::json("any"));
    assert_eq!(said(&get(&client, 1)).await, r#""any""#);
    assert_eq!(said(&get(&client, 1)).await, "2");
}

#[tokio::test]
async fn calls_are_counted_while_they_go_on() {
    let (github, client) = double();
    github
        .when_endpoint(&GET)
        .respond(StubResponse::json("x").after(SECOND));
    let calls: Vec<_> = (0..5).map(|number| tokio::spawn(get(&client, number).send())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(github.most_in_flight(), 5);
    assert_eq!(
        get(&client, 9)
            .send()
            .await
            .map(|body| body.text().into_owned())
            .unwrap(),
        r#""x""#
    );
    assert_eq!((github.most_in_flight(), github.calls().len()), (5, 6));
}

#[tokio::test]
async fn tokens_are_recorded_but_not_shown() {
    let github = FakeGitHub::new();
    let client = github.builder().token("ghp_verySecret").build().unwrap();
    let mut stub = github.when(&get(&client, 1));
    stub.header("authorization", "Bearer ghp_verySecret")
        .respond(StubResponse::json("x"));
    let other = github.builder().token("ghp_otherSecret").build().unwrap();
    assert_eq!(said(&get(&client, 1)).await, r#""x""#);
    let refused: Result<Body, Error> = get(&other, 1).send().await;
    let calls = github.calls();
    assert_eq!(calls[0].header("authorization"), Some("Bearer ghp_verySecret"));
    let shown = format!("{github:?} {stub:?} {calls:?} {refused:?} {:?}", github.verify());
    assert!(!shown.contains("Secret"), "{shown}");
    let Err(Error::Transport(error)) = refused else {
        panic!("there is no stub for another token")
    };
    assert!(matches!(error, TransportError { .. }));
}

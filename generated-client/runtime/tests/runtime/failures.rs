//! What callers see when a call fails.

use std::error::Error as _;
use std::time::Duration;

use octoscribe_runtime::transport::TransportError;
use octoscribe_runtime::{ApiError, BareClient, Error};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use wiremock::ResponseTemplate;

use super::TOKEN;
use super::wire::{client, server};
use crate::sample::HasSample;

async fn api_error(response: ResponseTemplate) -> ApiError {
    let server = server(response).await;
    match client(&server).sample().list_for_repo("o", "r").send().await {
        Err(Error::Api(error)) => {
            assert!(!format!("{error:?}{error}").contains(TOKEN));
            *error
        }
        other => panic!("{other:?}"),
    }
}

async fn transport_error(client: &BareClient) -> TransportError {
    match client.sample().list_for_repo("o", "r").bare().retries(0).send().await {
        Err(Error::Transport(error)) => {
            assert!(!format!("{error:?}").contains(TOKEN));
            error
        }
        other => panic!("{other:?}"),
    }
}

/// Takes a request and sends the first third of a response.
async fn begin_response(listener: &TcpListener) -> TcpStream {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = [0; 4096];
    assert!(stream.read(&mut request).await.unwrap() > 0);
    stream
        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc")
        .await
        .unwrap();
    stream
}

#[tokio::test]
async fn field_errors() {
    let body = json!({
        "message": "Validation Failed",
        "documentation_url": "https://docs.github.com/rest",
        "errors": [
            {"resource": "Issue", "field": "title", "code": "missing_field"},
            {"resource": "Issue", "code": "custom", "message": "No way"},
            "plain text",
            {"odd": 1},
        ],
    });
    let response = ResponseTemplate::new(422)
        .set_body_json(&body)
        .insert_header("x-github-request-id", "AB:12");
    let error = api_error(response).await;
    assert_eq!(error.errors[0].field.as_deref(), Some("title"));
    assert_eq!(error.errors[3].raw, json!({"odd": 1}));
    assert_eq!(error.response.body().json::<serde_json::Value>().unwrap(), body);
    insta::assert_snapshot!(error, @r#"
    issues.listForRepo at 127.0.0.1: 422 Unprocessable Entity: Validation Failed (see https://docs.github.com/rest) [request AB:12]
    Issue.title: missing_field
    Issue: No way
    plain text
    {"odd":1}
    "#);
}

#[tokio::test]
async fn error_bodies_of_any_form() {
    let cases = [
        (ResponseTemplate::new(404), "Not Found"),
        (ResponseTemplate::new(599), "no message"),
        (
            ResponseTemplate::new(502).set_body_string(" <h1>Bad gateway</h1>\n"),
            "<h1>Bad gateway</h1>",
        ),
        (ResponseTemplate::new(500).set_body_json(json!([1])), "[1]"),
        (
            ResponseTemplate::new(500).set_body_json(json!({"message": 7})),
            r#"{"message":7}"#,
        ),
        (ResponseTemplate::new(500).set_body_bytes([0xff, b'x']), "\u{fffd}x"),
    ];
    for (response, message) in cases {
        let error = api_error(response).await;
        assert_eq!(error.message, message);
        assert_eq!(error.errors, []);
    }
    let long = api_error(ResponseTemplate::new(500).set_body_string("ä".repeat(10_000))).await;
    assert_eq!(long.message.chars().count(), 201);
    let single = api_error(ResponseTemplate::new(422).set_body_json(json!({"message": "m", "errors": "e"}))).await;
    assert_eq!(single.errors[0].message.as_deref(), Some("e"));
}

#[tokio::test]
async fn bodies_of_another_form_are_kept() {
    let response = ResponseTemplate::new(200)
        .set_body_string("{\"a\":1")
        .insert_header("x-github-request-id", "AB:12");
    let server = server(response).await;
    let body = client(&server).sample().list_for_repo("o", "r").send().await.unwrap();
    match body.json::<serde_json::Value>() {
        Err(error) => {
            assert_eq!(error.endpoint(), "issues.listForRepo");
            assert_eq!(error.body().text(), "{\"a\":1");
            insta::assert_snapshot!(error, @"issues.listForRepo at 127.0.0.1 [request AB:12]: status 200, text/plain: EOF while parsing an object at line 1 column 6");
        }
        Ok(json) => panic!("{json}"),
    }
}

#[tokio::test]
async fn calls_end_at_the_timeout() {
    let slow = server(ResponseTemplate::new(200).set_delay(Duration::from_secs(3600))).await;
    let builder = BareClient::builder().token(TOKEN).timeout(Duration::from_millis(60));
    let error = transport_error(&builder.clone().base_url(slow.uri()).build().unwrap()).await;
    assert!(error.is_timeout() && !error.is_connect(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "issues.listForRepo at 127.0.0.1: timed out after 0.06 s"
    );
    assert!(Error::from(error).is_timeout());

    // The head comes at once, the body never ends.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let stuck = tokio::spawn(async move {
        let _stream = begin_response(&listener).await;
        std::future::pending::<()>().await;
    });
    let error = transport_error(&builder.base_url(url).build().unwrap()).await;
    assert!(error.is_timeout(), "{error:?}");
    stuck.abort();
}

#[tokio::test]
async fn no_connection_and_broken_responses() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let client = BareClient::builder().token(TOKEN).base_url(&url).build().unwrap();
    let broken = tokio::spawn(async move {
        begin_response(&listener).await;
    });
    let error = transport_error(&client).await;
    assert!(!error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(error.source().is_some());
    // The task has ended, and its listener with it.
    broken.await.unwrap();
    let error = transport_error(&client).await;
    assert!(error.is_connect(), "{error:?}");
    let error = Error::from(error).to_string();
    assert!(
        error.starts_with("issues.listForRepo at 127.0.0.1: could not connect to the server: "),
        "{error}"
    );
}

#[cfg(feature = "hyper")]
#[test]
fn hyper_needs_tokio_and_says_so() {
    let client = BareClient::builder().base_url("http://127.0.0.1:1").build().unwrap();
    let mut pending = std::pin::pin!(client.sample().list_for_repo("o", "r").send());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match pending.as_mut().poll(&mut context) {
        std::task::Poll::Ready(Err(Error::Transport(error))) => assert!(error.source().is_some()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn errors_tell_what_callers_ask() {
    let mut shown = Vec::new();
    for (status, remaining) in [(404, "9"), (403, "9"), (403, "0"), (429, "9")] {
        let response = ResponseTemplate::new(status)
            .insert_header("x-github-request-id", "AB:1")
            .insert_header("x-ratelimit-remaining", remaining)
            .insert_header("x-ratelimit-reset", "0");
        let server = server(response).await;
        let client = BareClient::builder()
            .base_url(server.uri())
            .heed_limits(false)
            .retries(0);
        let list = client.build().unwrap().sample().list_for_repo("o", "r");
        let error = list.send().await.unwrap_err();
        let status = error.status().unwrap().as_u16();
        let facts = (
            error.is_not_found(),
            error.is_rate_limited(),
            error.is_timeout(),
            error.request_id(),
        );
        shown.push(format!("{status} {facts:?} {error}"));
    }
    insta::assert_snapshot!(shown.join("\n"), @r#"
    404 (true, false, false, Some("AB:1")) issues.listForRepo at 127.0.0.1: 404 Not Found: Not Found [request AB:1]
    403 (false, false, false, Some("AB:1")) issues.listForRepo at 127.0.0.1: 403 Forbidden: Forbidden [request AB:1]
    403 (false, true, false, Some("AB:1")) issues.listForRepo at 127.0.0.1: 403 Forbidden: Forbidden [request AB:1]
    429 (false, true, false, Some("AB:1")) issues.listForRepo at 127.0.0.1: 429 Too Many Requests: Too Many Requests [request AB:1]
    "#);
    let config = BareClient::builder().base_url("ftp://example.com").build().unwrap_err();
    insta::assert_snapshot!(config, @"invalid setting of the client: base_url: neither https nor http");
}

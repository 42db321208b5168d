//! Bodies: media types, streams in both directions, and how much of a response is kept.

use std::collections::VecDeque;
use std::error::Error as _;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
use std::net::TcpListener;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::FakeGitHub;
use futures_core::Stream;
use http::{Method, StatusCode};
use octoscribe_runtime::transport::{BoxFuture, RequestBody, Transport};
use octoscribe_runtime::{BareClient, BareRequest, Body, Download, Endpoint, Error, MediaType, RequestBuilder};
use octoscribe_testing::StubResponse;
use serde_json::{Value, json};

use crate::sample::{HasSample, ListForRepo};

static GET: Endpoint = Endpoint::get("issues.listForRepo", "/repos/{owner}/{repo}/issues");
const OWN: MediaType = MediaType::new("application/x-own");
static UPLOAD: Endpoint = Endpoint::post("repos.upload", "/upload").uploads();

const SECOND: Duration = Duration::from_secs(1);

fn double() -> (FakeGitHub, BareClient) {
    let github = FakeGitHub::new();
    let client = github.builder().token(super::TOKEN).build().unwrap();
    (github, client)
}

fn list(client: &BareClient) -> ListForRepo {
    client.sample().list_for_repo("o", "r")
}

/// The pieces of a download, and its error where it has one.
async fn pieces(mut download: Download) -> Vec<String> {
    let mut pieces = Vec::new();
    while let Some(piece) = download.next().await {
        pieces.push(match piece {
            Ok(piece) => String::from_utf8_lossy(&piece).into_owned(),
            Err(Error::Transport(error)) if error.is_timeout() => error.to_string(),
            Err(Error::Transport(error)) => error.source().unwrap().to_string(),
            Err(error) => panic!("{error}"),
        });
    }
    assert!(download.next().await.is_none(), "nothing comes after the end");
    pieces
}

/// Pieces of five bytes that come at intervals by the double's clock, and an error or nothing at the end.
struct Slow {
    github: FakeGitHub,
    interval: Duration,
    left: u32,
    sleep: Option<BoxFuture<()>>,
}

impl Stream for Slow {
    type Item = Result<&'static str, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.left == 0 {
            return Poll::Ready(None);
        }
        let sleep = this.sleep.get_or_insert_with(|| this.github.sleep(this.interval));
        ready!(sleep.as_mut().poll(context));
        (this.sleep, this.left) = (None, this.left - 1);
        Poll::Ready(Some(Ok("12345")))
    }
}

fn slow(github: &FakeGitHub, interval: Duration, pieces: u32) -> RequestBody {
    let stream = Slow {
        github: github.clone(),
        interval,
        left: pieces,
        sleep: None,
    };
    RequestBody::stream(stream, u64::from(pieces) * 5)
}

fn upload(client: &BareClient, body: impl Into<RequestBody>) -> BareRequest<Body> {
    RequestBuilder::new(client, &UPLOAD).raw_body("data", body).build()
}

#[tokio::test]
async fn other_forms_of_an_response() {
    let (github, client) = double();
    github
        .when_endpoint(&GET)
        .respond_with(|call| match call.header("accept").unwrap() {
            "application/vnd.github.diff" => StubResponse::bytes("application/vnd.github.diff; charset=utf-8", "+ ä"),
            "application/vnd.github.star+json" => StubResponse::json(&json!({"starred_at": "now"})),
            "application/vnd.github.raw+json" => {
                StubResponse::bytes("application/vnd.github.raw+json", vec![0xff, b'{'])
            }
            "application/x-own" => StubResponse::bytes("application/x-own", "own"),
            other => StubResponse::error(StatusCode::NOT_ACCEPTABLE, other),
        });
    let request = list(&client);
    assert_eq!(request.bare().media_type(MediaType::DIFF).text().await.unwrap(), "+ ä");
    let raw = request.bare().media_type(MediaType::RAW).send().await.unwrap();
    assert_eq!(raw.bytes(), &[0xff, b'{'][..]);
    assert_eq!(raw.text(), "\u{fffd}{");
    let star: Value = request.bare().media_type(MediaType::STAR).json().await.unwrap();
    assert_eq!(star["starred_at"], "now");
    assert_eq!(request.bare().media_type(OWN).text().await.unwrap(), "own");
    // The request itself is as it was.
    let accept = request.request().unwrap().headers()["accept"].clone();
    assert_eq!(accept, "application/vnd.github+json");
}

#[tokio::test]
async fn downloads_come_in_chunks() {
    let (github, client) = double();
    let whole = StubResponse::bytes("application/zip", "abcdefgh").in_chunks(3, 59 * SECOND);
    github
        .when_endpoint(&GET)
        .respond(StubResponse::error(StatusCode::BAD_GATEWAY, "come again"))
        .respond(whole.header("etag", "\"x\"").header("content-length", 8));
    let download = list(&client).download().await.unwrap();
    assert_eq!(download.response().headers()["content-type"], "application/zip");
    assert_eq!((download.size(), download.received()), (Some(8), 0));
    assert_eq!(
        format!("{download:?}"),
        "Download { status: 200, size: Some(8), received: 0, .. }"
    );
    assert_eq!(pieces(download).await, ["abc", "def", "gh"]);
    assert_eq!(github.calls().len(), 2, "the first response was sent again");
}

#[tokio::test]
async fn downloads_end_early() {
    let (github, client) = double();
    let stuck = StubResponse::bytes("text/plain", "abcdefgh").in_chunks(3, 61 * SECOND);
    let cut = StubResponse::bytes("text/plain", "abcdefgh").cut_after(2);
    let short = StubResponse::bytes("text/plain", "abc")
        .header("content-length", 5)
        .in_chunks(2, SECOND);
    github.when_endpoint(&GET).respond(stuck).respond(cut).respond(short);
    let download = async || pieces(list(&client).download().await.unwrap()).await;
    assert_eq!(download().await, ["timed out after 60 s"]);
    assert_eq!(download().await, ["ab", "cut off, as the stub says"]);
    assert_eq!(download().await, ["ab", "c", "body ended 2 bytes early"]);
}

#[tokio::test]
async fn downloads_that_do_not_begin() {
    let (github, client) = double();
    let missing = StubResponse::error(StatusCode::NOT_FOUND, "Not Found");
    github
        .when_endpoint(&GET)
        .respond(missing)
        .respond(StubResponse::silent());
    let error = list(&client).download().await.unwrap_err();
    assert!(matches!(error, Error::Api(error) if error.message == "Not Found"));
    let error = list(&client).bare().retries(0).download().await.unwrap_err();
    assert!(matches!(error, Error::Transport(error) if error.is_timeout()));
    let error = client.sample().list_for_repo("..", "r").download().await.unwrap_err();
    assert!(matches!(error, Error::Validation(_)));
}

#[tokio::test]
async fn downloads_are_led_on_without_the_token() {
    let (github, client) = double();
    let elsewhere = "https://storage.example/archive?sig=1";
    github
        .when_endpoint(&GET)
        .respond(StubResponse::redirect(StatusCode::FOUND, elsewhere));
    github
        .when_url(Method::GET, elsewhere)
        .respond(StubResponse::bytes("application/zip", "zip"));
    let download = list(&client)
        .bare()
        .media_type(MediaType::OCTETS)
        .download()
        .await
        .unwrap();
    assert_eq!(pieces(download).await, ["zip"]);
    let last = github.calls().pop().unwrap();
    assert_eq!(
        (last.header("authorization"), last.header("accept")),
        (None, Some("application/octet-stream"))
    );
}

#[tokio::test]
async fn responses_have_a_largest_size() {
    let (github, _) = double();
    let client = github.builder().max_body_size(8).build().unwrap();
    let response = |length: usize| StubResponse::bytes("text/plain", "x".repeat(length));
    github
        .when_endpoint(&GET)
        .respond(response(8))
        .respond(response(8).in_chunks(3, SECOND))
        .respond(response(9))
        .respond(response(9).in_chunks(3, SECOND))
        .respond(response(9))
        .respond(
            StubResponse::bytes("text/plain", "it is broken")
                .status(StatusCode::GONE)
                .in_chunks(4, SECOND),
        );
    for _ in 0..2 {
        assert_eq!(list(&client).text().await.unwrap(), "xxxxxxxx");
    }
    for _ in 0..2 {
        match list(&client).text().await {
            Err(Error::TooLarge(error)) => insta::allow_duplicates! {
                assert_eq!((error.endpoint(), error.limit()), ("issues.listForRepo", 8));
                insta::assert_snapshot!(error, @"issues.listForRepo: the body exceeds 8 bytes, the client's `max_body_size`; `download` streams it");
            },
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(pieces(list(&client).download().await.unwrap()).await, ["xxxxxxxxx"]);
    match list(&client).text().await {
        Err(Error::Api(error)) => assert_eq!(error.message, "it is br"),
        other => panic!("{other:?}"),
    }
    assert_eq!(github.calls().len(), 6, "nothing is asked for again");
}

#[tokio::test]
async fn uploads_take_as_long_as_they_move() {
    let (github, client) = double();
    github
        .when_endpoint(&UPLOAD)
        .respond(StubResponse::empty(StatusCode::CREATED));
    let begin = github.now();
    upload(&client, slow(&github, 50 * SECOND, 10)).send().await.unwrap();
    assert_eq!(github.calls()[0].bytes().len(), 50);
    assert!(github.now().duration_since(begin).as_secs() >= 500);

    let begin = github.now();
    let error = upload(&client, slow(&github, 1000 * SECOND, 2))
        .send()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport(error) if error.is_timeout()));
    assert_eq!(github.now().duration_since(begin).as_secs(), 60);
    assert_eq!(github.calls().len(), 1);
}

#[tokio::test]
async fn streams_are_sent_once() {
    let (github, client) = double();
    github
        .when_endpoint(&UPLOAD)
        .respond(StubResponse::no_connection())
        .respond(StubResponse::empty(StatusCode::CREATED));
    let request = upload(&client, slow(&github, SECOND, 2));
    let error = request.send().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "the double has read the stream");
    match request.send().await {
        Err(Error::Validation(violations)) => {
            insta::assert_snapshot!(violations, @"data: expected a stream that has not been sent before");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(github.calls().len(), 1);
}

/// Pieces that are there at once.
struct Ready(VecDeque<&'static str>);

impl Stream for Ready {
    type Item = Result<&'static str, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

#[cfg(any(feature = "hyper", feature = "reqwest"))]
#[tokio::test]
async fn streams_on_the_wire_have_a_length() {
    let server = super::wire::server(wiremock::ResponseTemplate::new(201)).await;
    let client = super::wire::client(&server);
    let stream = |length| RequestBody::stream(Ready(["first ", "second"].into()), length);
    upload(&client, stream(12)).send().await.unwrap();
    for wrong in [11, 13] {
        let error = upload(&client, stream(wrong)).send().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)));
    }
    let received = server.received_requests().await.unwrap();
    assert_eq!(received.len(), 1, "what breaks off is no request");
    assert_eq!(received[0].body, b"first second");
    assert_eq!(received[0].headers["content-length"], "12");
    assert!(!received[0].headers.contains_key("transfer-encoding"));
}

#[cfg(any(feature = "hyper", feature = "reqwest"))]
#[tokio::test]
async fn streams_are_kept_while_there_is_no_connection() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = BareClient::builder()
        .base_url(format!("http://{free}"))
        .build()
        .unwrap();
    let request = upload(&client, RequestBody::stream(Ready(["x"].into()), 1)).retries(0);
    for _ in 0..2 {
        let error = request.send().await.unwrap_err();
        assert!(matches!(error, Error::Transport(error) if error.is_connect()));
    }
    assert!(request.request().unwrap().body().is_sendable());
}

#[cfg(any(feature = "hyper", feature = "reqwest"))]
#[tokio::test]
async fn endless_responses_end() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        assert!(stream.read(&mut request).await.unwrap() > 0);
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
        let mut sent = 0_u64;
        while stream.write_all(chunk.as_bytes()).await.is_ok() {
            sent += 0x1000;
        }
        sent
    });
    let client = BareClient::builder()
        .base_url(url)
        .max_body_size(1 << 20)
        .build()
        .unwrap();
    let error = list(&client).send().await.unwrap_err();
    assert!(matches!(error, Error::TooLarge(error) if error.limit() == 1 << 20));
    assert!(server.await.unwrap() > 1 << 20, "the client hung up");
}

//! Downloads that continue others.

use http::{HeaderValue, StatusCode};
use octoscribe_runtime::Download;
use octoscribe_runtime::transport::BoxError;
use octoscribe_testing::StubResponse;

use crate::FakeGitHub;
use crate::sample::HasSample;

async fn rest(download: &mut Download) -> String {
    let mut text = Vec::new();
    while let Some(Ok(chunk)) = download.next().await {
        text.extend_from_slice(&chunk);
    }
    String::from_utf8(text).unwrap()
}

fn whole() -> StubResponse {
    StubResponse::bytes("text/plain", "0123456789")
}

fn part(range: &str, body: &'static str) -> StubResponse {
    StubResponse::bytes("text/plain", body)
        .status(StatusCode::PARTIAL_CONTENT)
        .header("content-range", range)
}

/// A download that breaks off after four bytes of a response, resumed: the headers of the second request, the offset and the rest.
async fn resumed(first: StubResponse, second: StubResponse) -> Result<String, BoxError> {
    let github = FakeGitHub::new();
    let client = github.client()?;
    let file = client.sample().list_for_repo("o", "r").bare();
    github.when(&file).respond(first.cut_after(4)).respond(second);
    let mut download = file.download().await?;
    assert_eq!(rest(&mut download).await, "0123");
    let outcome = file.download().resume(&download).await;
    let call = &github.calls()[1];
    let asked = (call.header("range"), call.header("if-range"));
    Ok(match outcome {
        Ok(mut second) => format!("{asked:?} {} {}", second.offset(), rest(&mut second).await),
        Err(error) => format!("{asked:?} {error}"),
    })
}

#[tokio::test]
async fn downloads_are_resumed() -> Result<(), BoxError> {
    let strong = || whole().header("etag", "\"v1\"");
    let dated = || {
        whole()
            .header("etag", "W/\"v1\"")
            .header("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT")
    };
    let outcomes = [
        resumed(strong(), part("bytes 4-9/10", "456789")).await?,
        resumed(dated(), part("bytes 4-9/10", "456789")).await?,
        resumed(strong(), whole()).await?,
        resumed(whole().header("etag", "W/\"v1\""), whole()).await?,
        resumed(strong(), part("bytes 0-9/10", "0123456789")).await?,
        resumed(strong(), part("bytes 4-9/10", "456789").header("etag", "\"v2\"")).await?,
    ];
    insta::assert_snapshot!(outcomes.join("\n"), @r#"
    (Some("bytes=4-"), Some("\"v1\"")) 4 456789
    (Some("bytes=4-"), Some("Thu, 01 Jan 2026 00:00:00 GMT")) 4 456789
    (Some("bytes=4-"), Some("\"v1\"")) 0 0123456789
    (None, None) 0 0123456789
    (Some("bytes=4-"), Some("\"v1\"")) the connection to the server broke off: the server sent another part than the one requested
    (Some("bytes=4-"), Some("\"v1\"")) the connection to the server broke off: the server sent another part than the one requested
    "#);
    Ok(())
}

#[tokio::test]
async fn parts_are_requested_through_redirects() -> Result<(), BoxError> {
    let github = FakeGitHub::new();
    let client = github
        .builder()
        .token("ghp_example")
        .header("x-api-key", "example")
        .build()?;
    let file = client.sample().list_for_repo("o", "r").bare();
    let elsewhere = "https://blob.example/file";
    github
        .when(&file)
        .respond(StubResponse::redirect(StatusCode::FOUND, elsewhere));
    github
        .when_url(http::Method::GET, elsewhere)
        .header("range", "bytes=4-")
        .header("if-range", "\"v1\"")
        .respond(part("bytes 4-9/10", "456789"));
    let download = file.download().from(4).if_unchanged(HeaderValue::from_static("\"v1\""));
    assert_eq!(rest(&mut download.await?).await, "456789");
    let calls = github.calls();
    assert_eq!(calls[0].header("x-api-key"), Some("example"));
    for name in ["authorization", "x-api-key", "x-github-api-version"] {
        assert_eq!(calls[1].header(name), None, "{name}");
    }
    Ok(())
}

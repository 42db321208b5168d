//! Compressed responses.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use octoscribe_runtime::transport::BoxError;
use octoscribe_runtime::{Error, MemoryCache};
use octoscribe_testing::StubResponse;

use crate::FakeGitHub;
use crate::sample::HasSample;

fn gzip(body: &[u8]) -> StubResponse {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    StubResponse::bytes("application/json", encoder.finish().unwrap()).header("content-encoding", "gzip")
}

#[tokio::test]
async fn gzip_is_asked_for_and_read() -> Result<(), BoxError> {
    let github = FakeGitHub::new();
    let client = github.builder().cache(MemoryCache::default()).build()?;
    let list = client.sample().list_for_repo("o", "r");
    let json = format!("[{}0]", "0,".repeat(20_000));
    github
        .when(&list.bare())
        .header("accept-encoding", "gzip")
        .respond(gzip(json.as_bytes()).in_chunks(50, std::time::Duration::ZERO));
    // The second response is a 304.
    for is_cached in [false, true] {
        let response = list.bare().response().await?;
        assert_eq!(response.body().text(), json);
        assert_eq!(response.is_cached(), is_cached);
        assert!(response.headers().get("content-encoding").is_none());
        assert_eq!(response.compressed_size().is_some_and(|size| size < 1000), !is_cached);
    }

    // Downloads don't ask, so that they can be resumed; what is compressed is decoded all the same.
    let github = FakeGitHub::new();
    let client = github.client()?;
    let list = client.sample().list_for_repo("o", "r");
    github.when(&list.bare()).respond(gzip(json.as_bytes()));
    let mut download = list.bare().download().await?;
    assert_eq!(download.size(), None);
    let mut whole = Vec::new();
    while let Some(chunk) = download.next().await {
        whole.extend_from_slice(&chunk?);
    }
    assert_eq!(whole, json.as_bytes());
    assert_eq!(github.calls()[0].header("accept-encoding"), None);
    Ok(())
}

#[tokio::test]
async fn a_bomb_has_the_limit_of_a_body() {
    let github = FakeGitHub::new();
    let client = github.builder().max_body_size(1 << 20).build().unwrap();
    let list = client.sample().list_for_repo("o", "r");
    github.when(&list.bare()).respond(gzip(&vec![b' '; 4 << 20]));
    assert!(matches!(list.send().await, Err(Error::TooLarge(_))));
    let cut = gzip(b"[]").cut_after(12);
    github.when(&list.bare()).respond(cut);
    assert!(matches!(list.bare().retries(0).send().await, Err(Error::Transport(_))));
}

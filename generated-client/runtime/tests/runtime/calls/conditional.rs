//! Conditional requests.

use std::fmt::Write;

use crate::Builder;
use insta::assert_snapshot;
use octoscribe_runtime::{BareClient, MemoryCache};

use super::{default, list, play, shown, update};
use crate::sample::HasSample;

fn cached(builder: Builder) -> Builder {
    builder.cache(MemoryCache::default())
}

async fn twice(client: BareClient) -> String {
    let mut outcomes = String::new();
    for _ in 0..2 {
        let response = client.sample().list_for_repo("o", "r").response().await.unwrap();
        let (status, is_cached) = (response.status().as_u16(), response.is_cached());
        let left = response.rate_limit().map(|limit| limit.remaining);
        let text = response.body().text();
        writeln!(outcomes, "= {status} {text} cached: {is_cached} left: {left:?}").unwrap();
    }
    outcomes
}

const FIRST: &str =
    "200 etag: W/\"a\"; x-ratelimit-limit: 9; x-ratelimit-remaining: 8; x-ratelimit-reset: 1000000100 | first";

#[test]
fn what_has_not_changed_comes_from_the_cache() {
    let same = "304 etag: W/\"a\"; x-ratelimit-remaining: 7";
    assert_snapshot!(play(cached, &[FIRST, same], twice), @r#"
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28 if-none-match: W/"a"
       0.00 = 200 first cached: false left: Some(8)
    = 200 first cached: true left: Some(7)
    "#);
    assert_snapshot!(play(cached, &[FIRST, "200 etag: \"b\" | second"], twice), @r#"
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28 if-none-match: W/"a"
       0.00 = 200 first cached: false left: Some(8)
    = 200 second cached: false left: None
    "#);
    assert_snapshot!(play(cached, &["200 last-modified: x | first", "304"], twice), @r"
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28 if-modified-since: x
       0.00 = 200 first cached: false left: None
    = 200 first cached: true left: None
    ");
    assert_snapshot!(play(cached, &["200 etag: x; cache-control: no-store | first", "200 | second"], twice), @r"
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00 = 200 first cached: false left: None
    = 200 second cached: false left: None
    ");
    assert_snapshot!(play(default, &[FIRST, "200 | second"], twice), @r"
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00 = 200 first cached: false left: Some(8)
    = 200 second cached: false left: None
    ");
}

#[test]
fn a_304_nobody_asked_for_is_an_error() {
    assert_snapshot!(play(cached, &["304"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 = issues.listForRepo at api.github.com: 304 Not Modified: Not Modified
    ");
}

#[test]
fn only_reads_are_kept() {
    let calls = async |client: BareClient| format!("{} {}", update(client.clone()).await, update(client).await);
    assert_snapshot!(play(cached, &["200 etag: x | a", "200 etag: x | b"], calls), @r"
    0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.update waits 1.00 s: minimum time between writes not passed
    1.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    1.00 = a = b
    ");
}

#[test]
fn nobody_gets_the_response_to_anothers_token() {
    let calls = async |client: BareClient| {
        let first = list(client.clone()).await;
        let other = client.with_token("ghp_other").unwrap();
        format!("{first} {}", shown(other.sample().list_for_repo("o", "r").send().await))
    };
    assert_snapshot!(play(cached, &[FIRST, "200 | other"], calls), @r"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 = first = other
    ");
}

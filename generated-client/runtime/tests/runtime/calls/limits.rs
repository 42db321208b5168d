//! Rate limits: waits, and errors in place of waits that would be too long.

use std::time::Duration;

use crate::Builder;
use insta::assert_snapshot;
use octoscribe_runtime::{BareClient, Body, Endpoint, RequestBuilder};

use super::{default, list, play, update};
use crate::sample::HasSample;

#[test]
fn secondary_limits() {
    assert_snapshot!(play(default, &["403 retry-after: 7", "200 | []"], list), @r"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.listForRepo waits 7.39 s: secondary rate limit hit
    7.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    7.39 = []
    ");
    assert_snapshot!(play(default, &["429", "200 | []"], list), @r"
     0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
     0.00   issues.listForRepo waits 60.39 s: secondary rate limit hit
    60.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    60.39 = []
    ");
    assert_snapshot!(play(default, &[r#"403 | {"message": "You have exceeded a secondary rate limit"}"#, "200 | done"], update), @r"
     0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
     0.00   issues.update waits 60.39 s: secondary rate limit hit
    60.39 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    60.39 = done
    ");
    assert_snapshot!(play(default, &[r#"403 | {"message": "Must have admin rights"}"#], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 = issues.listForRepo at api.github.com: 403 Forbidden: Must have admin rights
    ");
}

#[test]
fn primary_limits() {
    let used_up = "403 x-ratelimit-remaining: 0; x-ratelimit-reset: 1000000040; x-ratelimit-resource: core";
    assert_snapshot!(play(default, &[used_up, "200 | []"], list), @r"
     0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
     0.00   issues.listForRepo waits 41.39 s: rate limit exhausted (resource `core`)
    41.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    41.39 = []
    ");
    // By the server's clock, which is an hour ahead of this machine's.
    let ahead = "403 x-ratelimit-remaining: 0; x-ratelimit-reset: 1000003640; date: Sun, 09 Sep 2001 02:46:40 GMT";
    assert_snapshot!(play(default, &[ahead, "200 | []"], list), @r"
     0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
     0.00   issues.listForRepo waits 41.39 s: rate limit exhausted (resource `core`)
    41.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    41.39 = []
    ");
    let last = "200 x-ratelimit-remaining: 0; x-ratelimit-reset: 1000000040; x-ratelimit-resource: core | last";
    let twice = async |client: BareClient| format!("{} {}", list(client.clone()).await, list(client).await);
    assert_snapshot!(play(default, &[last, "200 | []"], twice), @r"
     0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
     0.00   issues.listForRepo waits 41.39 s: rate limit exhausted (resource `core`)
    41.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    41.39 = last = []
    ");
}

#[test]
fn waits_that_would_be_too_long() {
    let refused = "403 x-ratelimit-remaining: 0; x-ratelimit-reset: 1000003600; x-ratelimit-resource: core | no";
    let twice = async |client: BareClient| format!("{}\n{}", list(client.clone()).await, list(client).await);
    assert_snapshot!(play(default, &[refused], twice), @"
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00 = issues.listForRepo at api.github.com: 403 Forbidden: no
    = request not sent: issues.listForRepo: rate limit exhausted (resource `core`), for 3601 s
    ");
    let patient = |builder: Builder| builder.max_wait(Duration::from_secs(3700));
    assert_snapshot!(play(patient, &[refused, "200 | []"], list), @r"
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00   issues.listForRepo waits 3601.39 s: rate limit exhausted (resource `core`)
    3601.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    3601.39 = []
    ");
    assert_snapshot!(play(|builder| builder.heed_limits(false), &[refused, "200 | []"], twice), @"
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00 = issues.listForRepo at api.github.com: 403 Forbidden: no
    = []
    ");
}

#[test]
fn all_clones_pause() {
    let calls = async |client: BareClient| {
        let (first, second) = (client.clone(), client.clone());
        let later = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            list(second).await
        };
        let (first, second) = tokio::join!(list(first), later);
        format!("{first} {second}")
    };
    assert_snapshot!(play(default, &["429 retry-after: 5", "200 | a", "200 | b"], calls), @r"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.listForRepo waits 5.39 s: secondary rate limit hit
    1.00   issues.listForRepo waits 4.11 s: secondary rate limit hit
    5.11 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    5.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    5.39 = b = a
    ");
}

#[test]
fn writes_keep_their_distance() {
    let calls = async |client: BareClient| {
        let outcomes = tokio::join!(
            update(client.clone()),
            update(client.clone()),
            update(client.clone()),
            list(client)
        );
        format!("{outcomes:?}")
    };
    assert_snapshot!(play(default, &["200 | a", "200 | b", "200 | c", "200 | d"], calls), @r#"
    0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.update waits 1.00 s: minimum time between writes not passed
    0.00   issues.update waits 2.00 s: minimum time between writes not passed
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    1.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    2.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    2.00 ("= a", "= c", "= d", "= b")
    "#);
    let unspaced = |builder: Builder| builder.write_spacing(Duration::ZERO);
    assert_snapshot!(play(unspaced, &["200 | a", "200 | b", "200 | c", "200 | d"], calls), @r#"
    0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 ("= a", "= b", "= c", "= d")
    "#);
}

#[test]
fn no_more_than_so_many_at_once() {
    let calls = async |client: BareClient| {
        let hanging = async {
            let request = client.sample().list_for_repo("o", "r").bare().retries(0);
            tokio::time::timeout(Duration::from_secs(3), request.send())
                .await
                .is_err()
        };
        // The first two are given up after three seconds; then there is room for the others, in their order.
        let outcomes = tokio::join!(
            hanging,
            hanging_too(&client),
            list(client.clone()),
            list(client.clone())
        );
        format!("{outcomes:?}")
    };
    let two = |builder: Builder| builder.concurrency(2);
    assert_snapshot!(play(two, &["hang", "hang", "200 | a", "200 | b"], calls), @r#"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    1.00   issues.listForRepo waits 119.00 s: concurrency limit reached (2 requests in flight)
    1.00   issues.listForRepo waits 119.00 s: concurrency limit reached (2 requests in flight)
    3.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    3.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    3.00 (true, true, "= b", "= a")
    "#);
}

#[test]
fn queues_are_told_of_and_not_endless() {
    let calls = async |client: BareClient| {
        let outcomes = tokio::join!(list(client.clone()), list(client.clone()), async {
            tokio::time::sleep(Duration::from_secs(25)).await;
            list(client.clone()).await
        });
        format!("{outcomes:#?}")
    };
    let one = |builder: Builder| {
        let builder = builder.concurrency(1).max_wait(Duration::from_secs(20)).retries(0);
        builder.timeout(Duration::from_secs(30))
    };
    assert_snapshot!(play(one, &["hang", "200 | a"], calls), @r#"
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       1.00   issues.listForRepo waits 19.00 s: concurrency limit reached (1 requests in flight)
      26.00   issues.listForRepo waits 19.00 s: concurrency limit reached (1 requests in flight)
      30.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
      30.00 (
        "= issues.listForRepo at api.github.com: timed out after 30 s",
        "= request not sent: issues.listForRepo: concurrency limit reached (1 requests in flight), for 20 s",
        "= a",
    )
    "#);
}

#[test]
fn writes_that_would_wait_too_long() {
    let calls = async |client: BareClient| {
        let outcomes = tokio::join!(update(client.clone()), update(client.clone()), update(client));
        format!("{outcomes:#?}")
    };
    let short = |builder: Builder| builder.max_wait(Duration::from_secs(1));
    assert_snapshot!(play(short, &["200 | a", "200 | b"], calls), @r#"
       0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
       0.00   issues.update waits 1.00 s: minimum time between writes not passed
       1.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
       1.00 (
        "= a",
        "= b",
        "= request not sent: issues.update: minimum time between writes not passed, for 2 s",
    )
    "#);
}

#[test]
fn writes_keep_their_distance_after_a_limit_too() {
    let calls = async |client: BareClient| {
        let refused = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            client
                .sample()
                .list_for_repo("o", "r")
                .bare()
                .retries(0)
                .text()
                .await
                .is_err()
        };
        let outcomes = tokio::join!(
            update(client.clone()),
            update(client.clone()),
            update(client.clone()),
            refused
        );
        format!("{outcomes:?}")
    };
    // The places of the second and the third write are over when the limit is.
    let script = ["200 | a", "429 retry-after: 30", "200 | b", "200 | c"];
    assert_snapshot!(play(default, &script, calls), @r#"
     0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
     0.00   issues.update waits 1.00 s: minimum time between writes not passed
     0.00   issues.update waits 2.00 s: minimum time between writes not passed
     0.50 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
     1.00   issues.update waits 29.89 s: secondary rate limit hit
     2.00   issues.update waits 28.61 s: secondary rate limit hit
    30.61 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    30.89   issues.update waits 0.72 s: minimum time between writes not passed
    31.61 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    31.61 ("= a", "= c", "= b", true)
    "#);
}

#[test]
fn installations_tokens_alone_need_no_distance() {
    static TOKEN: Endpoint = Endpoint::post(
        "apps.createInstallationAccessToken",
        "/app/installations/{installation_id}/access_tokens",
    );
    static SUSPEND: Endpoint = Endpoint::put(
        "apps.suspendInstallation",
        "/app/installations/{installation_id}/suspended",
    );
    let twice = |endpoint: &'static Endpoint| {
        play(default, &["200 | a", "200 | b"], async |client: BareClient| {
            let call = RequestBuilder::<Body>::new(&client, endpoint).path("installation_id", 7_i64);
            format!("{:?}", tokio::join!(call.text(), call.text()))
        })
    };
    assert_snapshot!(twice(&TOKEN), @r#"
    0.00 POST https://api.github.com/app/installations/7/access_tokens authorization: (token) x-github-api-version: 2022-11-28
    0.00 POST https://api.github.com/app/installations/7/access_tokens authorization: (token) x-github-api-version: 2022-11-28
    0.00 (Ok("a"), Ok("b"))
    "#);
    assert_snapshot!(twice(&SUSPEND), @r#"
    0.00 PUT https://api.github.com/app/installations/7/suspended authorization: (token) x-github-api-version: 2022-11-28
    0.00   apps.suspendInstallation waits 1.00 s: minimum time between writes not passed
    1.00 PUT https://api.github.com/app/installations/7/suspended authorization: (token) x-github-api-version: 2022-11-28
    1.00 (Ok("a"), Ok("b"))
    "#);
}

async fn hanging_too(client: &BareClient) -> bool {
    let request = client.sample().list_for_repo("o", "r").bare().retries(0);
    tokio::time::timeout(Duration::from_secs(3), request.send())
        .await
        .is_err()
}

#[test]
fn limits_do_not_use_up_the_calls_time() {
    let short = |builder: Builder| builder.timeout(Duration::from_secs(2));
    assert_snapshot!(play(short, &["429 retry-after: 30", "hang"], list), @"
     0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
     0.00   issues.listForRepo waits 30.39 s: secondary rate limit hit
    30.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    32.39 = issues.listForRepo at api.github.com: timed out after 2 s
    ");
}

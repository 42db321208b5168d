//! What is retried, and what is not.

use std::time::Duration;

use insta::assert_snapshot;
use octoscribe_runtime::BareClient;
use octoscribe_runtime::transport::RequestBody;

use super::{default, list, play, shown, update};
use crate::sample::{HasSample, PackageType};

#[test]
fn reads_are_repeated() {
    assert_snapshot!(play(default, &["503", "drop", "502", "200 | []"], list), @r"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.listForRepo waits 0.39 s: attempt 1 failed
    0.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.39   issues.listForRepo waits 0.22 s: attempt 2 failed
    0.61 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.61   issues.listForRepo waits 1.44 s: attempt 3 failed
    2.05 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    2.05 = []
    ");
    assert_snapshot!(play(default, &["connect", "connect", "connect", "connect"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.listForRepo waits 0.39 s: attempt 1 failed
    0.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.39   issues.listForRepo waits 0.22 s: attempt 2 failed
    0.61 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.61   issues.listForRepo waits 1.44 s: attempt 3 failed
    2.05 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    2.05 = issues.listForRepo at api.github.com: could not connect to the server: refused
    ");
    assert_snapshot!(play(default, &["500", "500", "500", "500 | last"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.listForRepo waits 0.39 s: attempt 1 failed
    0.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.39   issues.listForRepo waits 0.22 s: attempt 2 failed
    0.61 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.61   issues.listForRepo waits 1.44 s: attempt 3 failed
    2.05 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    2.05 = issues.listForRepo at api.github.com: 500 Internal Server Error: last
    ");
    assert_snapshot!(play(default, &["501"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 = issues.listForRepo at api.github.com: 501 Not Implemented: Not Implemented
    ");
    assert_snapshot!(play(default, &["404"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 = issues.listForRepo at api.github.com: 404 Not Found: Not Found
    ");
}

#[test]
fn writes_are_repeated_only_when_nobody_has_seen_them() {
    assert_snapshot!(play(default, &["connect", "200 | done"], update), @r"
    0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.update waits 0.39 s: attempt 1 failed
    0.39   issues.update waits 0.61 s: minimum time between writes not passed
    1.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    1.00 = done
    ");
    assert_snapshot!(play(default, &["drop"], update), @"
    0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    0.00 = issues.update at api.github.com: the connection to the server broke off: dropped
    ");
    assert_snapshot!(play(default, &["503 retry-after: 1"], update), @"
    0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    0.00 = issues.update at api.github.com: 503 Service Unavailable: Service Unavailable
    ");
    assert_snapshot!(play(default, &["hang"], update), @"
     0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    60.00 = issues.update at api.github.com: timed out after 60 s
    ");
    assert_snapshot!(play(default, &["500"], delete), @"
    0.00 DELETE https://api.github.com/users/o/packages/npm/p authorization: (token) x-github-api-version: 2022-11-28
    0.00 = packages.deletePackageForUser at api.github.com: 500 Internal Server Error: Internal Server Error
    ");
}

async fn delete(client: BareClient) -> String {
    shown(
        client
            .sample()
            .delete_package_for_user("o", PackageType::Npm, "p")
            .send()
            .await,
    )
}

#[test]
fn what_cannot_pass_is_not_repeated() {
    assert_snapshot!(play(default, &["untrusted"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 = issues.listForRepo at api.github.com: the TLS handshake failed: unknown issuer
    ");
}

#[test]
fn writes_that_were_not_processed_are_sent_again() {
    assert_snapshot!(play(default, &["goaway", "200 | done"], update), @r"
    0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.update waits 0.39 s: attempt 1 failed
    0.39   issues.update waits 0.61 s: minimum time between writes not passed
    1.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    1.00 = done
    ");
}

#[test]
fn max_wait_bounds_the_waits_that_servers_ask_for() {
    let patient = |builder: crate::Builder| builder.timeout(None).max_wait(Duration::from_secs(5));
    assert_snapshot!(play(patient, &["503 retry-after: 86400"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 = issues.listForRepo at api.github.com: 503 Service Unavailable: Service Unavailable
    ");
    // Together they have the bound.
    assert_snapshot!(play(patient, &["503 retry-after: 3", "503 retry-after: 3"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.listForRepo waits 3.00 s: attempt 1 failed
    3.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    3.00 = issues.listForRepo at api.github.com: 503 Service Unavailable: Service Unavailable
    ");
}

#[test]
fn the_caller_decides() {
    let idempotent = async |client: BareClient| {
        shown(
            client
                .sample()
                .update("o", "r", 7)
                .title("t")
                .bare()
                .idempotent()
                .send()
                .await,
        )
    };
    assert_snapshot!(play(default, &["drop", "500", "200 | done"], idempotent), @r"
    0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.update waits 0.39 s: attempt 1 failed
    0.39   issues.update waits 0.61 s: minimum time between writes not passed
    1.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    1.00   issues.update waits 0.22 s: attempt 2 failed
    1.22   issues.update waits 0.78 s: minimum time between writes not passed
    2.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    2.00 = done
    ");
    let once = async |client: BareClient| shown(client.sample().list_for_repo("o", "r").bare().retries(0).send().await);
    assert_snapshot!(play(default, &["503"], once), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 = issues.listForRepo at api.github.com: 503 Service Unavailable: Service Unavailable
    ");
    assert_snapshot!(play(|builder| builder.retries(1), &["503", "503"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.listForRepo waits 0.39 s: attempt 1 failed
    0.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.39 = issues.listForRepo at api.github.com: 503 Service Unavailable: Service Unavailable
    ");
}

#[test]
fn streams_are_sent_once() {
    let upload = async |client: BareClient| {
        let body = RequestBody::stream(Once(Some("data")), 4);
        let request = client.sample().upload_release_asset("o", "r", 1, "n", body);
        shown(request.idempotent().send().await)
    };
    // The script reads no body, so that the stream could be sent again.
    assert_snapshot!(play(default, &["connect", "200 | done"], upload), @r"
    0.00 POST https://uploads.github.com/repos/o/r/releases/1/assets?name=n authorization: (token) x-github-api-version: 2022-11-28
    0.00   repos.uploadReleaseAsset waits 0.39 s: attempt 1 failed
    0.39   repos.uploadReleaseAsset waits 0.61 s: minimum time between writes not passed
    1.00 POST https://uploads.github.com/repos/o/r/releases/1/assets?name=n authorization: (token) x-github-api-version: 2022-11-28
    1.00 = done
    ");
}

struct Once(Option<&'static str>);

impl futures_core::Stream for Once {
    type Item = Result<&'static str, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}

#[test]
fn retry_after_is_honoured_within_the_calls_time() {
    assert_snapshot!(play(default, &["503 retry-after: 9", "200 | []"], list), @r"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00   issues.listForRepo waits 9.00 s: attempt 1 failed
    9.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    9.00 = []
    ");
    assert_snapshot!(play(default, &["503 retry-after: 90"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 = issues.listForRepo at api.github.com: 503 Service Unavailable: Service Unavailable
    ");
}

#[test]
fn calls_end_at_their_timeout() {
    assert_snapshot!(play(default, &["hang", "hang", "hang"], list), @"
     0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    20.00   issues.listForRepo waits 0.39 s: attempt 1 failed
    20.39 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    40.39   issues.listForRepo waits 0.22 s: attempt 2 failed
    40.61 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    60.00 = issues.listForRepo at api.github.com: timed out after 60 s
    ");
    let slow = |builder: crate::Builder| builder.attempt_timeout(None).timeout(Duration::from_secs(5));
    assert_snapshot!(play(slow, &["hang"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    5.00 = issues.listForRepo at api.github.com: timed out after 5 s
    ");
    assert_snapshot!(play(slow, &["200 | (endless)"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    5.00 = issues.listForRepo at api.github.com: timed out after 5 s
    ");
    // The head came in time; what rings after 20 s is not for the body.
    assert_snapshot!(play(default, &["200 | (endless)"], list), @"
     0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    60.00 = issues.listForRepo at api.github.com: timed out after 60 s
    ");
}

#[test]
fn a_budget_keeps_retries_from_adding_to_the_load() {
    let calls = async |client: BareClient| {
        for _ in 0..70 {
            list(client.clone()).await;
        }
        String::new()
    };
    // A hundred retries, and after them one attempt for each call.
    play(default, &["503"; 70 + 100], calls);
}

//! Limits, tokens and responses that two connections share.

use std::time::Duration;

use hyper::Method;
use jiff::Timestamp;
use octoscribe_redis::Redis;
use octoscribe_runtime::BareClient;
use octoscribe_runtime::secrecy::ExposeSecret;
use octoscribe_runtime::{
    Identity, LimitFacts, LimitWindow, SharedAttempt, SharedLimits, SharedToken, SharedTokens, WaitReason,
};
use octoscribe_testing::{FakeGitHub, StubResponse};

use crate::{SECRET, Server};

fn who(text: &str) -> Identity {
    Identity::new("https://api.github.com", "test", text)
}

fn attempt(number: u64) -> SharedAttempt {
    SharedAttempt {
        identity: who("a"),
        endpoint: "issues.get",
        number,
        spacing: Duration::ZERO,
    }
}

/// What a response says of a window that ends in an hour, unless it is a later one.
fn facts(remaining: u64, later: i64) -> LimitFacts {
    let window = LimitWindow {
        resource: "core".to_owned(),
        limit: 10,
        remaining,
        reset: 1_900_000_000 + later,
        left: Duration::from_secs(3600),
    };
    LimitFacts {
        window: Some(window),
        pause: None,
    }
}

/// `sent`, or why an attempt waits.
async fn admit(redis: &Redis, attempt: &SharedAttempt) -> String {
    match redis.admit(attempt).await {
        None => "sent".to_owned(),
        Some((reason, wait)) if wait > Duration::from_secs(1) => format!("{reason}, long"),
        Some((reason, _)) => reason.to_string(),
    }
}

#[tokio::test]
async fn the_last_calls_of_a_window_are_shared() {
    let Some(server) = Server::start() else { return };
    let (one, other) = (server.connect().await, server.connect().await);
    assert_eq!(admit(&one, &attempt(1)).await, "sent");
    one.finish(&attempt(1), Some(facts(2, 0))).await;
    // Two calls are left: they are in flight, whoever sends them.
    assert_eq!(admit(&one, &attempt(2)).await, "sent");
    assert_eq!(admit(&other, &attempt(3)).await, "sent");
    let full = "rate limit exhausted (resource `core`)";
    assert_eq!(admit(&one, &attempt(4)).await, full);
    // Responses come in any order; the fewest calls left are right.
    other.finish(&attempt(3), Some(facts(0, 0))).await;
    one.finish(&attempt(2), Some(facts(1, 1))).await;
    assert_eq!(admit(&other, &attempt(5)).await, format!("{full}, long"));
    // A later window, and somebody else.
    other.finish(&attempt(6), Some(facts(9, 3600))).await;
    assert_eq!(admit(&one, &attempt(7)).await, "sent");
    let stranger = SharedAttempt {
        identity: who("b"),
        ..attempt(8)
    };
    assert_eq!(admit(&one, &stranger).await, "sent");
}

#[tokio::test]
async fn pauses_and_writes_are_shared() {
    let Some(server) = Server::start() else { return };
    let (one, other) = (server.connect().await, server.connect().await);
    let write = SharedAttempt {
        spacing: Duration::from_secs(1),
        ..attempt(1)
    };
    assert_eq!(admit(&one, &write).await, "sent");
    assert_eq!(admit(&other, &write).await, "minimum time between writes not passed");
    assert_eq!(admit(&other, &attempt(2)).await, "sent");
    let pause = LimitFacts {
        window: None,
        pause: Some(Duration::from_secs(30)),
    };
    other.finish(&attempt(2), Some(pause)).await;
    assert_eq!(admit(&one, &attempt(3)).await, "secondary rate limit hit, long");
}

#[tokio::test]
async fn one_client_renews_a_token_and_only_the_secret_reads_it() {
    let Some(server) = Server::start() else { return };
    let (one, other) = (server.connect().await, server.connect().await);
    assert!(SharedTokens::get(&one, &who("a")).await.is_none());
    assert!(one.claim(&who("a")).await);
    assert!(!other.claim(&who("a")).await);
    let token = SharedToken {
        token: "ghs_secret".into(),
        created_at: Timestamp::now(),
        expires_at: Timestamp::now() + Duration::from_secs(3600),
    };
    SharedTokens::put(&one, &who("a"), token.clone()).await;
    let read = SharedTokens::get(&other, &who("a")).await.unwrap();
    assert_eq!(read.token.expose_secret(), "ghs_secret");
    assert_eq!((read.created_at, read.expires_at), (token.created_at, token.expires_at));
    assert!(other.claim(&who("a")).await, "the claim ends with the renewal");

    let stranger = Redis::connect(&server.url(), "test", "another secret, as long")
        .await
        .unwrap();
    assert!(SharedTokens::get(&stranger, &who("a")).await.is_none());
    assert!(Redis::connect(&server.url(), "test", "short").await.is_err());
    assert!(!format!("{one:?}").contains(SECRET));
}

#[tokio::test]
async fn responses_are_cached_for_all_and_for_who_calls() {
    let Some(server) = Server::start() else { return };
    let github = FakeGitHub::<BareClient>::new();
    let url = "https://api.github.com/zen";
    github
        .when_url(Method::GET, url)
        .respond(StubResponse::bytes("text/plain", "Keep it logically awesome."));
    let client = async |token: &str| {
        // The double's clock doesn't know that Redis takes time.
        let builder = github.builder().token(token).timeout(None).attempt_timeout(None);
        builder.cache(server.connect().await).build().unwrap()
    };
    for token in ["a", "a", "b"] {
        let response = client(token).await.follow(url).unwrap().response().await.unwrap();
        assert_eq!(response.body().text(), "Keep it logically awesome.");
    }
    let calls = github.calls();
    let conditional: Vec<bool> = calls
        .iter()
        .map(|call| call.header("if-none-match").is_some())
        .collect();
    assert_eq!(conditional, [false, true, false]);
}

/// Waits until the limits of a window are shared again.
async fn until_it_is_back(redis: &Redis) {
    loop {
        redis.finish(&attempt(1), Some(facts(0, 0))).await;
        let verdict = redis.admit(&attempt(2)).await;
        if matches!(verdict, Some((WaitReason::PrimaryLimit { .. }, _))) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_like_none() {
    let Some(server) = Server::start() else { return };
    let redis = server.connect().await;
    redis.finish(&attempt(1), Some(facts(0, 0))).await;
    server.hang("-STOP");
    assert_eq!(admit(&redis, &attempt(2)).await, "sent");
    assert!(redis.claim(&who("a")).await && redis.claim(&who("a")).await);
    assert!(SharedTokens::get(&redis, &who("a")).await.is_none());
    server.hang("-CONT");
    until_it_is_back(&redis).await;
    assert!(redis.claim(&who("b")).await && !redis.claim(&who("b")).await);
}

#[tokio::test]
#[ignore = "slow: waits until what a killed process holds expires"]
async fn what_a_killed_process_holds_is_free_after_ten_seconds() {
    let Some(server) = Server::start() else { return };
    let (killed, other) = (server.connect().await, server.connect().await);
    assert_eq!(admit(&killed, &attempt(1)).await, "sent");
    killed.finish(&attempt(1), Some(facts(1, 0))).await;
    assert_eq!(admit(&killed, &attempt(2)).await, "sent");
    assert!(killed.claim(&who("a")).await);
    drop(killed);
    assert_eq!(
        admit(&other, &attempt(3)).await,
        "rate limit exhausted (resource `core`)"
    );
    assert!(!other.claim(&who("a")).await);
    tokio::time::sleep(Duration::from_millis(10_500)).await;
    assert_eq!(admit(&other, &attempt(3)).await, "sent");
    assert!(other.claim(&who("a")).await);
}

#[tokio::test]
async fn without_redis_each_goes_by_itself_until_it_is_back() {
    let Some(mut server) = Server::start() else { return };
    let redis = server.connect().await;
    server.stop();
    for number in 0..3 {
        assert_eq!(admit(&redis, &attempt(number)).await, "sent");
        redis.finish(&attempt(number), Some(facts(0, 0))).await;
    }
    assert!(redis.claim(&who("a")).await && redis.claim(&who("a")).await);
    server.restart();
    drop(server.connect().await);
    until_it_is_back(&redis).await;
    assert!(redis.claim(&who("a")).await && !redis.claim(&who("a")).await);
}

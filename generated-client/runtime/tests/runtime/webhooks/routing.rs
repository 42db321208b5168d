//! What the router does with deliveries.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use octoscribe_runtime::webhook::{Accepted, Handled, MemoryDeliveries, Router, RouterError};
use octoscribe_testing::FakeDelivery;
use serde_json::json;

use super::{Opened, Push, opened, push, secrets};
use crate::FakeGitHub;

/// What handlers and callbacks did, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

async fn handle(router: &Router, delivery: &FakeDelivery) -> Handled {
    router.handle(&delivery.signed(&secrets())).await
}

/// A router whose handlers write down what they get, and fail when a title or branch says so.
fn noting(log: &Log) -> Router {
    let (titles, branches, all, errors) = (log.clone(), log.clone(), log.clone(), log.clone());
    Router::new(secrets())
        .on(move |opened: Opened, _| {
            let log = titles.clone();
            async move {
                log.add(format!("opened: {}", opened.issue.title));
                assert_ne!(opened.issue.title, "panic");
                Ok(())
            }
        })
        .on_any(move |delivery| {
            let log = all.clone();
            async move {
                log.add(format!("any: {}", delivery.event_name()));
                Ok(())
            }
        })
        .on(move |push: Push, _| {
            branches.add(format!("push: {}", push.r#ref));
            let failed = push.r#ref == "fail";
            async move { if failed { Err("no such branch".into()) } else { Ok(()) } }
        })
        .on_error(move |error, delivery| {
            let event = delivery.map_or("nothing", |delivery| delivery.event_name());
            errors.add(format!("{} {event}: {error}", error.status().as_u16()));
        })
}

fn titled(title: &str) -> FakeDelivery {
    FakeDelivery::json(
        "issues",
        json!({"action": "opened", "issue": {"number": 1, "title": title}}),
    )
}

#[tokio::test]
async fn handlers_run_in_order_until_one_fails() {
    let log = Log::default();
    let router = noting(&log);
    let branch = |name: &str| FakeDelivery::json("push", json!({ "ref": name }));
    let deliveries = [
        titled("Found a bug"),
        branch("main"),
        branch("fail"),
        FakeDelivery::json("issues", json!({"action": "closed"})),
        FakeDelivery::json("issues", json!({"action": "opened", "issue": null})),
    ];
    for delivery in &deliveries {
        let status = handle(&router, delivery).await.status();
        log.add(format!("-> {}", status.as_u16()));
    }
    let forged = opened().signed(&secrets()).map(|_| b"{}".to_vec());
    assert_eq!(router.handle(&forged).await.status(), 401);
    insta::assert_snapshot!(log.take().join("\n"), @"
    opened: Found a bug
    any: issues
    -> 200
    any: push
    push: main
    -> 200
    any: push
    push: fail
    500 push: a handler failed: no such branch
    -> 500
    any: issues
    -> 200
    500 issues: unexpected payload: issues: issue: expected an object, found null
    -> 500
    401 nothing: wrong signature (secrets tried: 1): the secret is not that of the webhook, or the body was changed on the way
    ");
}

#[tokio::test]
async fn a_panic_hurts_only_its_delivery() {
    let log = Log::default();
    let router = noting(&log).refuse_replays(MemoryDeliveries::default());
    let broken = handle(&router, &titled("panic")).await;
    assert_eq!(broken.status(), 500);
    assert!(matches!(broken.error(), Some(RouterError::Panicked(message)) if message.contains("panic")));
    assert_eq!(handle(&router, &titled("fine")).await.status(), 200);
    let sync = Router::new(secrets()).on_any(|_| -> std::future::Ready<_> { panic!("at once") });
    let outcome = handle(&sync, &opened()).await;
    assert_eq!(outcome.error().unwrap().to_string(), "a handler panicked: at once");
}

#[tokio::test]
async fn replays_are_refused_and_failures_may_come_again() {
    let log = Log::default();
    let router = noting(&log).refuse_replays(MemoryDeliveries::default());
    let good = push().id("a");
    let statuses = [
        handle(&router, &good).await.status(),
        handle(&router, &good.clone().form()).await.status(),
    ];
    assert_eq!(statuses, [200, 409]);
    let failing = FakeDelivery::json("push", json!({"ref": "fail"})).id("b");
    assert_eq!(handle(&router, &failing).await.status(), 500);
    assert_eq!(
        handle(&router, &push().id("b")).await.status(),
        200,
        "a redelivery has the same id"
    );
    // Nothing that isn't signed claims an id.
    let forged = opened().id("c").signed(&secrets()).map(|_| b"{}".to_vec());
    assert_eq!(router.handle(&forged).await.status(), 401);
    assert_eq!(handle(&router, &push().id("c")).await.status(), 200);
}

#[tokio::test]
async fn deliveries_wait_for_their_turn_up_to_a_limit() {
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (now, peak) = (Arc::clone(&running), Arc::clone(&most));
    let router = Router::new(secrets()).concurrency(3).on_any(move |_| {
        let (now, peak) = (Arc::clone(&now), Arc::clone(&peak));
        async move {
            peak.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            now.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        }
    });
    let request = push().signed(&secrets());
    let accepted: Vec<_> = (0..1003).map(|_| router.accept(&request).unwrap()).collect();
    let refused = router.accept(&request).unwrap_err();
    assert_eq!(refused.to_string(), "too many deliveries wait (limit 1000)");
    assert_eq!(router.handle(&request).await.status(), 503);

    let handled = join_all(accepted.into_iter().map(Accepted::run)).await;
    assert!(handled.iter().all(|handled| handled.status() == 200));
    assert_eq!(most.load(Ordering::SeqCst), 3);
    assert_eq!(router.handle(&request).await.status(), 200);
}

#[tokio::test]
async fn a_delivery_that_is_given_up_frees_its_place() {
    let router = Router::new(secrets()).concurrency(1).on_any(|delivery| async move {
        if delivery.id() == "stuck" {
            std::future::pending::<()>().await;
        }
        Ok(())
    });
    let stuck = router.handle(&push().id("stuck").signed(&secrets()));
    assert!(tokio::time::timeout(Duration::ZERO, stuck).await.is_err());
    assert_eq!(handle(&router, &push()).await.status(), 200);
}

#[tokio::test]
async fn the_double_shows_what_handlers_did() {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let router = Router::new(secrets()).on(move |opened: Opened, _| {
        let client = client.clone();
        async move {
            let route = format!("/zen/{}", opened.issue.number);
            client.follow(format!("https://api.github.com{route}"))?.send().await?;
            Ok(())
        }
    });
    let delivered = github.deliver(&router, &opened().signed(&secrets())).await;
    assert_eq!(delivered.status(), 500);
    assert!(delivered.error().unwrap().to_string().starts_with("a handler failed: "));
    assert_eq!(delivered.calls()[0].url().path(), "/zen/42");
}

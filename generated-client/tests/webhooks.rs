//! The examples that receive webhooks do so over a connection.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::future::Future;
use std::io;

use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use octoscribe::bytes::Bytes;
use octoscribe::http::Request;
use octoscribe::testing::FakeDelivery;
use octoscribe::webhook::{MemoryDeliveries, Router, Secrets};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

#[path = "../examples/webhook_axum.rs"]
#[allow(dead_code, reason = "a program has `main`")]
mod webhook_axum;
#[path = "../examples/webhook_hyper.rs"]
#[allow(dead_code, reason = "a program has `main`")]
mod webhook_hyper;

/// Starts a server and sends it a delivery twice, then one that is signed with another secret. Returns the statuses.
async fn statuses<F>(serve: impl FnOnce(TcpListener, Router) -> F) -> Vec<u16>
where
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let (sender, mut handled) = mpsc::unbounded_channel();
    let secrets = Secrets::new(["secret"]).unwrap();
    let router = Router::new(secrets.clone())
        .refuse_replays(MemoryDeliveries::default())
        .on_any(move |delivery| {
            sender.send(delivery.event_name().to_owned()).ok();
            async { Ok(()) }
        });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/webhooks", listener.local_addr().unwrap());
    let server = tokio::spawn(serve(listener, router));

    let client = Client::builder(TokioExecutor::new()).build_http();
    let send = async |request: Request<Bytes>| {
        let mut request = request.map(Full::new);
        *request.uri_mut() = url.parse().unwrap();
        client.request(request).await.unwrap().status().as_u16()
    };
    let delivery = FakeDelivery::json("ping", json!({"zen": "Keep it logically awesome."}));
    let first = send(delivery.signed(&secrets)).await;
    assert_eq!(handled.recv().await.as_deref(), Some("ping"));
    let again = send(delivery.signed(&secrets)).await;
    let forged = send(delivery.signed(&Secrets::new(["another"]).unwrap())).await;
    // The server's connections end with the client's.
    drop(client);
    server.abort();
    assert!(server.await.unwrap_err().is_cancelled());
    assert_eq!(handled.recv().await, None, "no handler ran twice");
    vec![first, again, forged]
}

#[tokio::test]
async fn axum() {
    assert_eq!(statuses(webhook_axum::serve).await, [200, 409, 401]);
}

#[tokio::test]
async fn hyper() {
    assert_eq!(statuses(webhook_hyper::serve).await, [202, 202, 401]);
}

//! The small call by hyper-util alone.

use std::future::Future;
use std::pin::Pin;

use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde_json::Value;

type Call = Pin<Box<dyn Future<Output = Value> + Send>>;

pub fn calls(url: &str) -> impl Fn() -> Call + Clone + Send + 'static {
    let mut builder = Client::builder(TokioExecutor::new());
    let client: Client<HttpConnector, Empty<bytes::Bytes>> = builder.pool_timer(TokioTimer::new()).build_http();
    let url = url.to_owned();
    move || {
        let (client, url) = (client.clone(), url.clone());
        Box::pin(async move {
            let request = http::Request::get(format!("{url}/repos/octocat/hello-world/issues/1347"))
                .header("accept", "application/vnd.github+json")
                .header("user-agent", "hyper-util")
                .header("x-github-api-version", "2022-11-28")
                .header("authorization", "Bearer ghp_0123456789abcdefghijklmnopqrstuvwxyz")
                .body(Empty::new())
                .expect("a request");
            let body = client.request(request).await.expect("an answer").into_body();
            serde_json::from_slice(&body.collect().await.expect("a body").to_bytes()).expect("JSON")
        })
    }
}

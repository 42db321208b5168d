//! The small call by octoscribe, with its default features.

use std::future::Future;
use std::pin::Pin;

use octoscribe::{Body, Client, Endpoint, Request};
use serde_json::Value;

type Call = Pin<Box<dyn Future<Output = Value> + Send>>;

static ENDPOINT: Endpoint = Endpoint::get("issues.get", "/repos/{owner}/{repo}/issues/{issue_number}");

pub fn calls(url: &str) -> impl Fn() -> Call + Clone + Send + 'static {
    let builder = Client::builder().token("ghp_0123456789abcdefghijklmnopqrstuvwxyz");
    let client = builder.base_url(url).build().expect("a client");
    move || {
        let client = client.clone();
        Box::pin(async move {
            let request: Request<Body> = Request::new(&client, &ENDPOINT)
                .path("owner", "octocat")
                .path("repo", "hello-world")
                .path("issue_number", 1347_i64);
            let body = request.send().await.expect("an answer");
            serde_json::from_slice(body.bytes()).expect("JSON")
        })
    }
}

//! The small call by octocrab, with its default features.

use std::future::Future;
use std::pin::Pin;

use serde_json::Value;

type Call = Pin<Box<dyn Future<Output = Value> + Send>>;

pub fn calls(url: &str) -> impl Fn() -> Call + Clone + Send + 'static {
    let builder = octocrab::Octocrab::builder().personal_token("ghp_0123456789abcdefghijklmnopqrstuvwxyz");
    let client = builder.base_uri(url).expect("a URL").build().expect("a client");
    move || {
        let client = client.clone();
        Box::pin(async move {
            let (owner, repo, number) = ("octocat", "hello-world", 1347);
            let route = format!("/repos/{owner}/{repo}/issues/{number}");
            client.get(route, None::<&()>).await.expect("an answer")
        })
    }
}

//! The small call by reqwest alone.

use std::future::Future;
use std::pin::Pin;

use serde_json::Value;

type Call = Pin<Box<dyn Future<Output = Value> + Send>>;

pub fn calls(url: &str) -> impl Fn() -> Call + Clone + Send + 'static {
    let (client, url) = (reqwest::Client::new(), url.to_owned());
    move || {
        let (client, url) = (client.clone(), url.clone());
        Box::pin(async move {
            let request = client
                .get(format!("{url}/repos/octocat/hello-world/issues/1347"))
                .header("accept", "application/vnd.github+json")
                .header("user-agent", "reqwest")
                .header("x-github-api-version", "2022-11-28")
                .bearer_auth("ghp_0123456789abcdefghijklmnopqrstuvwxyz");
            let answer = request.send().await.expect("an answer");
            answer.json().await.expect("JSON")
        })
    }
}

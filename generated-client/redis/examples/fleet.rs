//! Reads issues as one of many processes, which share the limits and the cache of a token.
//!
//! Run several at once:
//!
//! ```sh
//! GITHUB_TOKEN=… FLEET_SECRET=… cargo run -p octoscribe-redis --example fleet -- redis://127.0.0.1 rust-lang rust
//! ```

use std::env;
use std::error::Error;

use octoscribe::Client;
use octoscribe_redis::Redis;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [url, owner, repo] = arguments.as_slice() else {
        return Err("usage: fleet REDIS-URL OWNER REPO".into());
    };
    let redis = Redis::connect(url, "fleet-example", env::var("FLEET_SECRET")?).await?;
    let client = Client::builder()
        .token(env::var("GITHUB_TOKEN")?)
        .shared_limits(redis.clone())
        .cache(redis)
        .on_wait(|wait| eprintln!("{}: {} for {:?}", wait.endpoint.id(), wait.reason, wait.duration))
        .build()?;
    let mut issues = client.issues().list_for_repo(owner, repo).per_page(100).items();
    while let Some(issue) = issues.next().await {
        let issue = issue?;
        println!("#{}: {}", issue.number, issue.title);
    }
    Ok(())
}

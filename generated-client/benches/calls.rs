//! What a small call costs beside hyper-util alone: user CPU time of this thread for each call, 64 in flight on the loopback. The two take
//! turns; the server has threads of its own.
//!
//! Run it with `cargo bench -p octoscribe --bench calls`. It reads `/proc`, and so runs on Linux only.

#![allow(
    clippy::expect_used,
    reason = "without its server and its responses there is nothing to measure"
)]

use std::future::Future;

use serde_json::Value;
use tokio::task::JoinSet;

#[expect(unreachable_pub, reason = "a module of a program of its own, too")]
#[path = "../../xtask/peers/hyper_util.rs"]
mod hyper_util_peer;
#[expect(unreachable_pub, reason = "a module of a program of its own, too")]
#[path = "../../xtask/peers/octoscribe.rs"]
mod octoscribe_peer;
#[path = "../../xtask/src/bench/server.rs"]
mod server;

const IN_FLIGHT: u32 = 64;
const ROUNDS: u32 = 40;
const CALLS: u32 = 20_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let url = server::start().expect("a server");
    let (bare, own) = (hyper_util_peer::calls(&url), octoscribe_peer::calls(&url));
    // The first round of each makes the connections.
    run(bare.clone()).await;
    run(own.clone()).await;
    let mut ticks = (0, 0);
    for _ in 0..ROUNDS {
        ticks.0 += run(bare.clone()).await;
        ticks.1 += run(own.clone()).await;
    }
    // Means: a round is too short for the clock, which has a hundred ticks a second, whatever the kernel's own unit is.
    let cost = |ticks: u32| f64::from(ticks) * 10_000.0 / f64::from(CALLS * ROUNDS);
    let (bare, own) = (cost(ticks.0), cost(ticks.1));
    println!("user CPU time for each call, {IN_FLIGHT} in flight, mean of {ROUNDS} rounds of {CALLS}:");
    println!("  hyper-util  {bare:5.2} µs");
    println!("  octoscribe  {own:5.2} µs  ({:.2}x)", own / bare);
}

/// Makes all calls of a round, and tells its user CPU time in ticks.
async fn run<F: Future<Output = Value> + Send + 'static>(call: impl Fn() -> F + Clone + Send + 'static) -> u32 {
    let before = user_ticks();
    let mut workers = JoinSet::new();
    for _ in 0..IN_FLIGHT {
        let call = call.clone();
        workers.spawn(async move {
            for _ in 0..CALLS / IN_FLIGHT {
                assert_eq!(call().await.get("number"), Some(&Value::from(1347)));
            }
        });
    }
    workers.join_all().await;
    user_ticks() - before
}

/// The fourteenth field of the thread's `stat`; the second one, in parentheses, may have spaces.
fn user_ticks() -> u32 {
    let stat = std::fs::read_to_string("/proc/thread-self/stat").expect("Linux' /proc");
    let (_, fields) = stat.rsplit_once(')').expect("the command's name");
    let field = fields.split_ascii_whitespace().nth(11).expect("the user time");
    field.parse().expect("a number")
}

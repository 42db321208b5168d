//! Prints the user CPU time of a small call in microseconds: 64 in flight to the server at the URL given.

mod client;

use std::future::Future;

use tokio::task::JoinSet;

const IN_FLIGHT: usize = 64;
const CALLS: usize = 40_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let url = std::env::args().nth(1).expect("a URL");
    let call = client::calls(&url);
    // Makes the connections.
    run(call.clone(), IN_FLIGHT * 10).await;
    let before = user_ticks();
    run(call, CALLS).await;
    // A hundred ticks a second: Linux' unit in `/proc`, whatever the kernel's own is.
    println!("{:.3}", (user_ticks() - before) as f64 * 10_000.0 / CALLS as f64);
}

async fn run<F: Future<Output = serde_json::Value> + Send + 'static>(
    call: impl Fn() -> F + Clone + Send + 'static,
    calls: usize,
) {
    let mut workers = JoinSet::new();
    for _ in 0..IN_FLIGHT {
        let call = call.clone();
        workers.spawn(async move {
            for _ in 0..calls / IN_FLIGHT {
                assert_eq!(call().await["number"], 1347);
            }
        });
    }
    workers.join_all().await;
}

/// The fourteenth field of `/proc/self/stat`; the second one, in parentheses, may have spaces.
fn user_ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux' /proc");
    let (_, fields) = stat.rsplit_once(')').expect("the command's name");
    let field = fields.split_ascii_whitespace().nth(11).expect("the user time");
    field.parse().expect("a number")
}

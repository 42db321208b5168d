//! Eight processes share the limits of one installation. Two of them are killed, and Redis restarts.

use std::env;
use std::process::Stdio;
use std::time::{Duration, Instant};

use octoscribe_redis::Redis;
use octoscribe_runtime::BareClient;
use octoscribe_runtime::auth::App;
use tokio::process::{Child, Command};

use crate::github::GitHub;
use crate::{SECRET, Server};

const PROCESSES: usize = 8;
const CALLS: u64 = 500;
/// Calls at the same time in one process.
const TASKS: u64 = 5;

/// A process: 500 calls, five at a time. Not a test by itself.
#[test]
#[ignore = "slow: a part of `a_fleet_stays_within_the_limits`"]
fn worker() {
    let (Ok(github), Ok(redis)) = (env::var("FLEET_GITHUB"), env::var("FLEET_REDIS")) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let redis = Redis::connect(&redis, "fleet", SECRET).await.unwrap();
        let key = include_str!("../../../runtime/tests/keys/rsa-pkcs8.pem");
        let builder = BareClient::builder().base_url(github).auth(App::new(1, key).unwrap());
        let builder = builder.max_wait(Duration::from_secs(120)).write_spacing(Duration::ZERO);
        let app = builder
            .shared_limits(redis.clone())
            .shared_tokens(redis)
            .build()
            .unwrap();
        let client = app.as_installation(7).unwrap();
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| tokio::spawn(calls(client.clone(), task)))
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
}

async fn calls(client: BareClient, task: u64) {
    for call in 0..CALLS / TASKS {
        let number = task * 1000 + call;
        let route = client.route(
            hyper::Method::GET,
            "/repos/{owner}/{repo}/issues/{number}",
            ["o", "r", &number.to_string()],
        );
        route.build().send().await.unwrap();
    }
}

fn spawn(github: &str, redis: &str) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "fleet::worker", "--ignored", "--nocapture"]);
    command.env("FLEET_GITHUB", github).env("FLEET_REDIS", redis);
    command.stdout(Stdio::null()).kill_on_drop(true).spawn().unwrap()
}

async fn until(what: impl Fn() -> bool) {
    while !what() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "slow: two windows of 20 s"]
async fn a_fleet_stays_within_the_limits() {
    let Some(mut server) = Server::start() else { return };
    drop(server.connect().await);
    let (github, url) = GitHub::start(2000, Duration::from_secs(20), (2600, Duration::from_secs(2))).await;
    let began = Instant::now();
    let mut processes: Vec<Child> = (0..PROCESSES).map(|_| spawn(&url, &server.url())).collect();
    until(|| github.state().served >= 400).await;
    for mut process in processes.split_off(PROCESSES - 2) {
        process.kill().await.unwrap();
    }
    until(|| github.state().served >= 800).await;
    server.stop();
    tokio::time::sleep(Duration::from_millis(500)).await;
    server.restart();
    drop(server.connect().await);
    // Others in place of those that were killed.
    processes.extend((0..2).map(|_| spawn(&url, &server.url())));
    for mut process in processes {
        assert!(process.wait().await.unwrap().success());
    }
    let state = github.state();
    eprintln!("{:?}: {state:?}", began.elapsed());
    assert!(state.served >= PROCESSES as u64 * CALLS);
    assert_eq!((state.refused, state.in_pause), (0, 0));
    assert_eq!(state.tokens, 1);
}

//! What processes share over a server of their own. Every test says that it was skipped where `redis-server` isn't installed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests fail like tests"
)]

mod fleet;
mod github;
mod sharing;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::time::Duration;
use std::{env, fs};

use octoscribe_redis::Redis;

const SECRET: &str = "0123456789abcdef";

/// A server on the loopback, until it is dropped. What it keeps survives a restart.
struct Server {
    port: u16,
    directory: PathBuf,
    process: Child,
}

impl Server {
    /// Starts a server on a free port; `None` where there is none.
    fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let directory = env::temp_dir().join(format!("octoscribe-redis-{}-{port}", process::id()));
        fs::create_dir_all(&directory).unwrap();
        let process = spawn(port, &directory)?;
        Some(Self {
            port,
            directory,
            process,
        })
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Stops the process as it is, or lets it go on: connections stay, and nothing is read.
    fn hang(&self, signal: &str) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    fn restart(&mut self) {
        self.process = spawn(self.port, &self.directory).unwrap();
    }

    async fn connect(&self) -> Redis {
        for _ in 0..100 {
            if let Ok(redis) = Redis::connect(&self.url(), "test", SECRET).await {
                return redis;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server doesn't start");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.directory);
    }
}

fn spawn(port: u16, directory: &Path) -> Option<Child> {
    let mut command = Command::new("redis-server");
    command.args([
        "--port",
        &port.to_string(),
        "--bind",
        "127.0.0.1",
        "--appendonly",
        "yes",
    ]);
    command.arg("--dir").arg(directory);
    let child = command.stdout(Stdio::null()).spawn().ok();
    if child.is_none() {
        eprintln!("skipped: `redis-server` is not installed");
    }
    child
}

//! The connection, and what happens while it fails.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisError, RedisResult};
use tracing::{info, warn};

/// How long a command may take: a busy machine is not a failure.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long Redis isn't asked after a failure, in ms.
const PAUSE: i64 = 1000;
/// How long others go by themselves while one command tries whether Redis is back, in ms.
const TRIAL: i64 = 4000;

pub(crate) struct Link {
    pub(crate) manager: ConnectionManager,
    /// Until when Redis isn't asked, in ms since 1970.
    pause_end: AtomicI64,
    is_broken: AtomicBool,
}

impl Link {
    pub(crate) async fn connect(url: &str) -> Result<Self, RedisError> {
        let config = ConnectionManagerConfig::new()
            .set_response_timeout(Some(PATIENCE))
            .set_connection_timeout(Some(PATIENCE))
            .set_number_of_retries(0);
        let manager = ConnectionManager::new_with_config(Client::open(url)?, config).await?;
        Ok(Self {
            manager,
            pause_end: AtomicI64::new(0),
            is_broken: AtomicBool::new(false),
        })
    }

    /// Runs commands unless Redis failed just now. Says once that it fails, and once that it is back.
    pub(crate) async fn guard<T>(&self, work: impl Future<Output = RedisResult<T>>) -> Option<T> {
        let now = Timestamp::now().as_millisecond();
        let pause_end = self.pause_end.load(Ordering::Relaxed);
        // A clock that was set back doesn't prolong the pause.
        if now < pause_end && pause_end - now <= TRIAL {
            return None;
        }
        if self.is_broken.load(Ordering::Relaxed) {
            self.pause_end.store(now + TRIAL, Ordering::Relaxed);
        }
        match work.await {
            Ok(value) => {
                if self.is_broken.swap(false, Ordering::Relaxed) {
                    self.pause_end.store(0, Ordering::Relaxed);
                    info!("Redis is back: processes share limits and tokens again");
                }
                Some(value)
            }
            Err(error) => {
                let end = Timestamp::now().as_millisecond() + PAUSE;
                self.pause_end.store(end, Ordering::Relaxed);
                if !self.is_broken.swap(true, Ordering::Relaxed) {
                    warn!(%error, "Redis fails: each process goes by its own limits and tokens");
                }
                None
            }
        }
    }
}

//! Waits of calls: why, how long, and those that would take too long.

use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use crate::request::endpoint::Endpoint;
use crate::request::shown::{Shown, WORDS};

/// A wait that a call is about to begin, see [`ClientBuilder::on_wait`](crate::ClientBuilder::on_wait).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Wait {
    /// The endpoint that is called.
    pub endpoint: &'static Endpoint,
    /// The reason.
    pub reason: WaitReason,
    /// The duration; in the queue, the maximum.
    pub duration: Duration,
}

/// Why a call waits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitReason {
    /// The primary rate limit is exhausted (`x-ratelimit-remaining: 0`).
    PrimaryLimit {
        /// The limited resource: `core`, `search`, ...
        resource: Arc<str>,
    },
    /// A secondary rate limit was hit: too many requests at once, too many writes, too much work.
    SecondaryLimit,
    /// The minimum time between writes has not passed.
    WriteSpacing,
    /// The [concurrency limit](crate::ClientBuilder::concurrency) is reached. Reported after one second in the queue.
    Queue {
        /// The limit.
        limit: usize,
    },
    /// An attempt failed and is retried.
    Retry {
        /// The number of attempts so far.
        attempts: u32,
    },
}

impl Display for WaitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PrimaryLimit { resource } => {
                write!(f, "rate limit exhausted (resource `{}`)", Shown(resource, WORDS))
            }
            Self::SecondaryLimit => f.write_str("secondary rate limit hit"),
            Self::WriteSpacing => f.write_str("minimum time between writes not passed"),
            Self::Queue { limit } => write!(f, "concurrency limit reached ({limit} requests in flight)"),
            Self::Retry { attempts } => write!(f, "attempt {attempts} failed"),
        }
    }
}

/// A wait that exceeds [`ClientBuilder::max_wait`](crate::ClientBuilder::max_wait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitError {
    pub(crate) endpoint: &'static str,
    pub(crate) reason: WaitReason,
    pub(crate) wait: Duration,
}

impl LimitError {
    /// The endpoint that was called: `packages.deletePackageForUser`.
    #[must_use]
    pub fn endpoint(&self) -> &'static str {
        self.endpoint
    }

    /// The reason for the wait.
    #[must_use]
    pub fn reason(&self) -> &WaitReason {
        &self.reason
    }

    /// The duration of the wait from now on; for the queue, how long the call waited.
    #[must_use]
    pub fn wait(&self) -> Duration {
        self.wait
    }
}

impl Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}, for {} s", self.endpoint, self.reason, self.wait.as_secs())
    }
}

impl StdError for LimitError {}

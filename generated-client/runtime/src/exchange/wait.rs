//! Waits of a call, for those who want to know.

use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use crate::endpoint::Endpoint;

/// A wait that a call is about to begin; see [`ClientBuilder::on_wait`](crate::ClientBuilder::on_wait).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Wait {
    /// The endpoint that is called.
    pub endpoint: &'static Endpoint,
    /// Why.
    pub reason: WaitReason,
    /// How long; in the queue, how long at most.
    pub duration: Duration,
}

/// Why a call waits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitReason {
    /// The requests of a window are used up (`x-ratelimit-remaining: 0`).
    PrimaryLimit {
        /// What the window is for: `core`, `search`, ...
        resource: Arc<str>,
    },
    /// GitHub asks for a pause in general: too many requests at once, too many writes, too much work.
    SecondaryLimit,
    /// Writes keep a distance from each other.
    WriteSpacing,
    /// As many requests are under way as [may be](crate::ClientBuilder::concurrency); told of after the first second.
    Queue,
    /// An attempt failed and is repeated.
    Retry {
        /// How many attempts there have been.
        attempts: u32,
    },
}

impl Display for WaitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PrimaryLimit { resource } => write!(f, "the rate limit for `{resource}` is used up"),
            Self::SecondaryLimit => f.write_str("a secondary rate limit has been hit"),
            Self::WriteSpacing => f.write_str("writes keep a distance from each other"),
            Self::Queue => f.write_str("as many requests are under way as may be"),
            Self::Retry { attempts } => write!(f, "attempt {attempts} failed"),
        }
    }
}

//! Settings for how calls go: limits, retries, conditional requests.

use std::sync::Arc;
use std::time::Duration;

use crate::client::ClientBuilder;

use super::cache::Cache;
use super::wait::Wait;

const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(20);
const CONCURRENCY: usize = 100;
/// More than the largest file that GitHub gives as `raw` (100 MB).
const MAX_BODY_SIZE: usize = 128 << 20;
const MAX_WAIT: Duration = Duration::from_secs(120);
const RETRIES: u32 = 3;
const WRITE_SPACING: Duration = Duration::from_secs(1);

/// What is called before a wait.
type OnWait = dyn Fn(&Wait) + Send + Sync;

/// How calls go.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) heeds_limits: bool,
    pub(crate) max_wait: Duration,
    /// At least 1.
    pub(crate) concurrency: usize,
    pub(crate) write_spacing: Duration,
    pub(crate) retries: u32,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_body_size: usize,
    pub(crate) cache: Option<Arc<dyn Cache>>,
    pub(crate) on_wait: Option<Arc<OnWait>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            heeds_limits: true,
            max_wait: MAX_WAIT,
            concurrency: CONCURRENCY,
            write_spacing: WRITE_SPACING,
            retries: RETRIES,
            attempt_timeout: Some(ATTEMPT_TIMEOUT),
            max_body_size: MAX_BODY_SIZE,
            cache: None,
            on_wait: None,
        }
    }
}

/// Limits, retries and conditional requests.
impl<C> ClientBuilder<C> {
    /// Whether calls heed GitHub's rate limits. Default: they do.
    ///
    /// Then a call waits while a limit is known to be used up, and one that is refused for a limit is sent again after the time that
    /// GitHub names. All clones of a client share what is known. GitHub may ban integrations that go on calling. With `false` all calls
    /// are sent at once, and a refusal is an [`Error::Api`](crate::Error::Api).
    pub fn heed_limits(mut self, heed: bool) -> Self {
        self.settings.heeds_limits = heed;
        self
    }

    /// How long a call may be held back, in all: by GitHub's rate limits, by the [distance between writes](ClientBuilder::write_spacing),
    /// and in the [queue](ClientBuilder::concurrency). Default: two minutes, enough for the limits that last a minute. The primary limit
    /// lasts up to an hour, which a program that nobody watches may well wait, and a person should be told of.
    ///
    /// A call that would be held back longer fails with [`Error::Limited`](crate::Error::Limited), or with the server's refusal; at once,
    /// but for the queue, which nobody knows the end of. This time comes on top of [`timeout`](ClientBuilder::timeout).
    pub fn max_wait(mut self, limit: Duration) -> Self {
        self.settings.max_wait = limit;
        self
    }

    /// How many requests of this client and its clones may be under way at once; the others queue. Default: 100, beyond which GitHub
    /// refuses them. 0 counts as 1. Time in the queue counts for [`max_wait`](ClientBuilder::max_wait), not for
    /// [`timeout`](ClientBuilder::timeout).
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.settings.concurrency = requests.max(1);
        self
    }

    /// The least time from one write (POST, PATCH, PUT, DELETE) to the next. Default: one second, as GitHub asks for; zero for none.
    /// Writes queue for it, and that time counts for [`max_wait`](ClientBuilder::max_wait), not for [`timeout`](ClientBuilder::timeout):
    /// who begins a thousand writes at once sets that to an hour.
    pub fn write_spacing(mut self, spacing: Duration) -> Self {
        self.settings.write_spacing = spacing;
        self
    }

    /// How often a call is repeated at most. Default: 3 times, waiting between 0 and 0.5, 1, 2 s (full jitter), within the call's
    /// [`timeout`](ClientBuilder::timeout). 0 for never. [`Request::retries`](crate::Request::retries) sets it for one request.
    ///
    /// GET and HEAD are repeated after statuses 500, 502, 503 and 504, and when the exchange broke off or took too long. Every other
    /// method only when the server can't have acted on it: when there was no connection, or it was refused for a rate limit. When many
    /// calls fail, a budget that the clones share keeps retries from adding to the load.
    pub fn retries(mut self, retries: u32) -> Self {
        self.settings.retries = retries;
        self
    }

    /// How long the server may take to begin its answer to an attempt that can be repeated; `None` for as long as the call has. Default: 20 s;
    /// GitHub gives up after 10.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.attempt_timeout = timeout.into();
        self
    }

    /// The most bytes that an answer's body may have where it is kept in memory, as it is for everything but
    /// [`download`](crate::Request::download). Default: 128 MiB, more than the largest file that GitHub gives as
    /// [`RAW`](crate::MediaType::RAW), so that a server can't use up all memory.
    ///
    /// A call whose answer is larger fails with [`Error::TooLarge`](crate::Error::TooLarge). Of an error's body, the rest is left.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.settings.max_body_size = bytes;
        self
    }

    /// Where answers to GET requests are kept, so that the next such request asks only whether they have changed. Default: nowhere, because
    /// they stay in memory (or wherever the cache is).
    ///
    /// An answer that has not changed costs nothing of the rate limit. It is always asked for, so what a call gives is never old.
    /// [`MemoryCache`](crate::MemoryCache) keeps what was used last.
    pub fn cache(mut self, cache: impl Cache) -> Self {
        self.settings.cache = Some(Arc::new(cache));
        self
    }

    /// What is called before each wait of a call, such as a log or a progress bar; for the queue, after a second in it. It should return at
    /// once. Default: nothing; waits are `tracing` events too.
    pub fn on_wait(mut self, callback: impl Fn(&Wait) + Send + Sync + 'static) -> Self {
        self.settings.on_wait = Some(Arc::new(callback));
        self
    }
}

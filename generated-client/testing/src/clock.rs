//! A clock whose time passes only while everything waits.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread::{self, ThreadId};
use std::time::Duration;

use jiff::Timestamp;
use octoscribe_runtime::transport::{BoxFuture, Mutex};

/// When time begins: 2026-01-01T00:00:00Z.
const BEGINNING: i64 = 1_767_225_600;
/// Polls of the next sleep without any other activity, after which everything is assumed to wait. Each poll goes to the end of the executor's
/// queue: all other tasks that are ready have been polled as often.
const IDLE_POLLS: u32 = 32;
/// How long such a poll takes when several threads use the clock: another thread may be busy.
const GRACE: Duration = Duration::from_micros(100);

/// A clock that stands still during activity, and otherwise jumps to the end of the shortest sleep.
#[derive(Clone)]
pub(crate) struct Clock {
    time: Arc<Mutex<Time>>,
}

struct Time {
    now: Timestamp,
    /// The sleeps that have been polled.
    sleepers: BTreeMap<Key, Waker>,
    next_id: u64,
    /// Counts activity.
    activity: u64,
    thread: Option<ThreadId>,
    has_threads: bool,
}

/// When a sleep ends, and its number.
type Key = (Timestamp, u64);

impl Default for Clock {
    fn default() -> Self {
        let time = Time {
            now: Timestamp::from_second(BEGINNING).unwrap_or_default(),
            sleepers: BTreeMap::new(),
            next_id: 0,
            activity: 0,
            thread: None,
            has_threads: false,
        };
        Self {
            time: Arc::new(Mutex::new(time)),
        }
    }
}

impl Clock {
    pub(crate) fn now(&self) -> Timestamp {
        self.time.lock().now
    }

    /// Advances the time.
    pub(crate) fn advance(&self, duration: Duration) {
        let end = later(self.now(), duration);
        self.jump(end);
    }

    fn jump(&self, now: Timestamp) {
        let mut time = self.time.lock();
        time.now = time.now.max(now);
        time.stir();
        drop(time);
        self.wake_all();
    }

    /// Wakes all sleeps. Calls and drops no waker while the lock is held: both may use the clock.
    fn wake_all(&self) {
        let wakers: Vec<Waker> = self.time.lock().sleepers.values().cloned().collect();
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Records activity.
    pub(crate) fn stir(&self) {
        self.time.lock().stir();
    }

    /// Begins to sleep.
    pub(crate) fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        let mut time = self.time.lock();
        time.stir();
        time.next_id += 1;
        Box::pin(Sleep {
            clock: self.clone(),
            key: (later(time.now, duration), time.next_id),
            idle_polls: 0,
            seen: 0,
        })
    }

    /// Removes a sleep; returns whether it was registered.
    fn forget(&self, key: Key) -> bool {
        let waker = self.time.lock().sleepers.remove(&key);
        waker.is_some()
    }
}

impl Time {
    fn stir(&mut self) {
        self.activity += 1;
        let current = thread::current().id();
        self.has_threads |= *self.thread.get_or_insert(current) != current;
    }
}

struct Sleep {
    clock: Clock,
    key: Key,
    idle_polls: u32,
    /// The activity at the poll before.
    seen: u64,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let (clock, key) = (self.clock.clone(), self.key);
        let mut time = clock.time.lock();
        if key.0 <= time.now {
            drop(time);
            if clock.forget(key) {
                // Another sleep may be next, one that found this one before it.
                clock.wake_all();
            }
            return Poll::Ready(());
        }
        let replaced = time.sleepers.insert(key, context.waker().clone());
        let is_next = time.sleepers.keys().next() == Some(&key);
        let (activity, has_threads) = (time.activity, time.has_threads);
        drop(time);
        drop(replaced);
        if !is_next {
            return Poll::Pending;
        }
        self.idle_polls = if self.seen == activity { self.idle_polls + 1 } else { 0 };
        self.seen = activity;
        if self.idle_polls >= IDLE_POLLS {
            clock.forget(key);
            clock.jump(key.0);
            return Poll::Ready(());
        }
        if has_threads {
            thread::sleep(GRACE);
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Wakes the others: another sleep may be next.
impl Drop for Sleep {
    fn drop(&mut self) {
        if self.clock.forget(self.key) {
            self.clock.stir();
            self.clock.wake_all();
        }
    }
}

/// A later time, or the latest possible one.
pub(crate) fn later(from: Timestamp, duration: Duration) -> Timestamp {
    from.checked_add(duration).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    async fn elapsed(clock: &Clock, sleep: Duration) -> i64 {
        clock.sleep(sleep).await;
        clock.now().as_second() - BEGINNING
    }

    #[tokio::test]
    async fn sleeps_end_in_order() {
        let clock = Clock::default();
        let spawn = |hours| {
            let clock = clock.clone();
            tokio::spawn(async move { elapsed(&clock, HOUR * hours).await })
        };
        let (late, early, middle) = (spawn(9), spawn(1), spawn(5));
        assert_eq!(early.await.unwrap(), 3600);
        assert_eq!(middle.await.unwrap(), 5 * 3600);
        assert_eq!(late.await.unwrap(), 9 * 3600);
    }

    #[tokio::test]
    async fn sleeps_that_end_together_hold_no_other_up() {
        let clock = Clock::default();
        let twice = || {
            let clock = clock.clone();
            tokio::spawn(async move {
                clock.sleep(HOUR).await;
                elapsed(&clock, HOUR).await
            })
        };
        let (one, other) = (twice(), twice());
        assert_eq!((one.await.unwrap(), other.await.unwrap()), (7200, 7200));
    }

    #[tokio::test]
    async fn time_stands_still_while_something_goes_on() {
        let clock = Clock::default();
        let work = Arc::new(AtomicU32::new(0));
        let (working, done) = (clock.clone(), Arc::clone(&work));
        let busy = tokio::spawn(async move {
            for _ in 0..500 {
                working.stir();
                done.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
            }
        });
        clock.sleep(HOUR).await;
        assert_eq!(work.load(Ordering::Relaxed), 500);
        busy.await.unwrap();
    }

    #[tokio::test]
    async fn dropped_sleeps_hold_nothing_up() {
        let clock = Clock::default();
        let (never_polled, mut dropped, kept) = (clock.sleep(HOUR), clock.sleep(HOUR), clock.sleep(HOUR * 2));
        let is_over = std::future::poll_fn(|context| Poll::Ready(dropped.as_mut().poll(context).is_ready())).await;
        assert!(!is_over);
        drop(dropped);
        kept.await;
        assert_eq!(clock.now().as_second() - BEGINNING, 7200);
        never_polled.await;
        assert_eq!(clock.now().as_second() - BEGINNING, 7200);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn several_threads_share_a_clock() {
        let clock = Clock::default();
        let sleeps: Vec<_> = (1..=50)
            .map(|minutes| clock.sleep(Duration::from_secs(60 * minutes)))
            .collect();
        let tasks: Vec<_> = sleeps.into_iter().map(tokio::spawn).collect();
        for (minutes, task) in (1..).zip(tasks) {
            task.await.unwrap();
            assert!(clock.now().as_second() - BEGINNING >= 60 * minutes);
        }
        assert_eq!(clock.now().as_second() - BEGINNING, 60 * 50);
    }

    #[test]
    fn time_can_be_moved() {
        let clock = Clock::default();
        let before = clock.now();
        clock.advance(HOUR);
        assert_eq!(clock.now().duration_since(before).as_secs(), 3600);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
    }
}

//! Time that passes only where everything waits.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread::{self, ThreadId};
use std::time::Duration;

use jiff::Timestamp;

use crate::transport::BoxFuture;

/// When time begins: 2026-01-01T00:00:00Z.
const BEGINNING: i64 = 1_767_225_600;
/// Polls of the sleeper that is next without anything else going on, after which everything is taken to wait. Each poll goes to the end of
/// the executor's queue, so that all other tasks that can go on have been polled as often.
const IDLE_POLLS: u32 = 32;
/// How long such a poll takes where several threads use the clock: another one may be in the middle of something.
const GRACE: Duration = Duration::from_micros(100);

/// A clock whose time stands still while anything goes on, and jumps to the end of the shortest sleep when nothing does.
#[derive(Clone)]
pub(crate) struct Clock {
    time: Arc<Mutex<Time>>,
}

struct Time {
    now: Timestamp,
    sleepers: Vec<Sleeper>,
    next_id: u64,
    /// Counts what goes on.
    activity: u64,
    thread: Option<ThreadId>,
    has_threads: bool,
}

struct Sleeper {
    id: u64,
    end: Timestamp,
    waker: Option<Waker>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        let time = Time {
            now: Timestamp::from_second(BEGINNING).unwrap_or_default(),
            sleepers: Vec::new(),
            next_id: 0,
            activity: 0,
            thread: None,
            has_threads: false,
        };
        Self {
            time: Arc::new(Mutex::new(time)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Time> {
        self.time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.lock().now
    }

    /// Lets time pass.
    pub(crate) fn advance(&self, duration: Duration) {
        let mut time = self.lock();
        let now = later(time.now, duration);
        time.jump(now);
    }

    /// Notes that something goes on.
    pub(crate) fn stir(&self) {
        self.lock().stir();
    }

    /// A sleep that begins now.
    pub(crate) fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        let mut time = self.lock();
        time.stir();
        let id = time.next_id;
        time.next_id += 1;
        let end = later(time.now, duration);
        time.sleepers.push(Sleeper { id, end, waker: None });
        Box::pin(Sleep {
            clock: self.clone(),
            id,
            idle_polls: 0,
            seen: 0,
        })
    }
}

impl Time {
    fn stir(&mut self) {
        self.activity += 1;
        let current = thread::current().id();
        self.has_threads |= *self.thread.get_or_insert(current) != current;
    }

    fn jump(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
        self.stir();
        self.wake();
    }

    fn wake(&mut self) {
        for sleeper in &mut self.sleepers {
            if let Some(waker) = sleeper.waker.take() {
                waker.wake();
            }
        }
    }

    /// Forgets a sleep; tells whether it was still going on.
    fn remove(&mut self, id: u64) -> bool {
        let place = self.sleepers.iter().position(|sleeper| sleeper.id == id);
        place.map(|place| self.sleepers.swap_remove(place)).is_some()
    }

    /// Whether a sleep is the one that ends first.
    fn is_next(&self, id: u64) -> bool {
        let next = self.sleepers.iter().min_by_key(|sleeper| (sleeper.end, sleeper.id));
        next.is_some_and(|sleeper| sleeper.id == id)
    }
}

struct Sleep {
    clock: Clock,
    id: u64,
    idle_polls: u32,
    /// The activity at the poll before.
    seen: u64,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let clock = self.clock.clone();
        let mut time = clock.lock();
        let (now, is_next, activity) = (time.now, time.is_next(self.id), time.activity);
        let Some(sleeper) = time.sleepers.iter_mut().find(|sleeper| sleeper.id == self.id) else {
            return Poll::Ready(());
        };
        if sleeper.end <= now {
            time.remove(self.id);
            return Poll::Ready(());
        }
        if !is_next {
            sleeper.waker = Some(context.waker().clone());
            return Poll::Pending;
        }
        let end = sleeper.end;
        self.idle_polls = if self.seen == activity { self.idle_polls + 1 } else { 0 };
        self.seen = activity;
        if self.idle_polls >= IDLE_POLLS {
            time.remove(self.id);
            time.jump(end);
            return Poll::Ready(());
        }
        let has_threads = time.has_threads;
        drop(time);
        if has_threads {
            thread::sleep(GRACE);
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Another sleeper may be the next one then.
impl Drop for Sleep {
    fn drop(&mut self) {
        let mut time = self.clock.lock();
        if time.remove(self.id) {
            time.stir();
            time.wake();
        }
    }
}

/// A time after another; the end of time where there is none.
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
        let clock = Clock::new();
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
    async fn time_stands_still_while_something_goes_on() {
        let clock = Clock::new();
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
        let clock = Clock::new();
        let dropped = clock.sleep(HOUR);
        let kept = clock.sleep(HOUR * 2);
        drop(dropped);
        kept.await;
        assert_eq!(clock.now().as_second() - BEGINNING, 7200);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn several_threads_share_a_clock() {
        let clock = Clock::new();
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
        let clock = Clock::new();
        let before = clock.now();
        clock.advance(HOUR);
        assert_eq!(clock.now().duration_since(before).as_secs(), 3600);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
    }
}

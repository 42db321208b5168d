//! Waiting for futures on the calling thread.

use std::cell::Cell;
use std::future::pending;
use std::io;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, EnterGuard, Handle};

use crate::TransportError;

/// Polls on the calling thread until there is an outcome, and lets the thread sleep in between.
///
/// A thread of this crate's own, started by the first call, runs what the built-in transports need in the meantime: the caller needs no Tokio,
/// and one that runs on Tokio is no danger to itself.
///
/// # Errors
///
/// When that thread can't be started.
pub fn block_on<T>(mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Result<T, TransportError> {
    let waiting = Waiting::begin()?;
    let mut context = Context::from_waker(&waiting.waker);
    loop {
        match poll(&mut context) {
            Poll::Ready(outcome) => return Ok(outcome),
            Poll::Pending => thread::park(),
        }
    }
}

thread_local! {
    /// Whether the thread is in `block_on`.
    static IS_WAITING: Cell<bool> = const { Cell::new(false) };
}

/// Whether what is polled right now is waited for by `block_on`. Its connections must not be driven by a runtime that may be the one that
/// the waiting thread holds up.
#[cfg(feature = "hyper")]
pub(crate) fn is_waiting() -> bool {
    IS_WAITING.get()
}

/// A wait of this thread.
struct Waiting {
    waker: Waker,
    is_nested: bool,
    _runtime: EnterGuard<'static>,
}

impl Waiting {
    fn begin() -> Result<Self, TransportError> {
        Ok(Self {
            _runtime: runtime()?.enter(),
            waker: Waker::from(Arc::new(Unpark(thread::current()))),
            is_nested: IS_WAITING.replace(true),
        })
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        IS_WAITING.set(self.is_nested);
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// The runtime that all waits of the program share.
fn runtime() -> Result<&'static Handle, TransportError> {
    static RUNTIME: OnceLock<Result<Handle, String>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| start().map_err(|error| error.to_string()));
    runtime.as_ref().map_err(|error| TransportError::other(error.as_str()))
}

fn start() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let run = move || runtime.block_on(pending::<()>());
    thread::Builder::new().name("octoscribe".to_owned()).spawn(run)?;
    Ok(handle)
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::time::{Duration, Instant};

    use super::*;

    fn wait<T>(future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        block_on(|context| future.as_mut().poll(context)).unwrap()
    }

    #[test]
    fn timers_and_tasks_go_on_meanwhile() {
        let start = Instant::now();
        let sum = wait(async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            tokio::spawn(async { 40 }).await.unwrap() + 2
        });
        assert_eq!(sum, 42);
        assert!(start.elapsed() >= Duration::from_millis(20));
    }

    #[tokio::test]
    async fn inside_of_a_runtime_it_waits_too() {
        let outer = Handle::current().id();
        assert_ne!(wait(async { Handle::current().id() }), outer);
        assert_eq!(Handle::current().id(), outer);
        assert_eq!(wait(async { wait(async { 1 }) + 1 }), 2);
        assert!(!IS_WAITING.get());
    }
}

//! Blocks the thread until a future completes.

use std::future::pending;
use std::io;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Handle};

use crate::error::TransportError;

/// Polls on this thread until there is an outcome, and parks the thread in between.
///
/// A thread of this crate, started by the first call, meanwhile drives the built-in transports: no Tokio runtime is needed, and inside of one
/// nothing deadlocks.
///
/// # Errors
///
/// When that thread can't be started.
pub fn block_on<T>(mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Result<T, TransportError> {
    let _runtime = runtime()?.enter();
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match poll(&mut context) {
            Poll::Ready(outcome) => return Ok(outcome),
            Poll::Pending => thread::park(),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// The runtime that all waits share.
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
    use std::time::Duration;

    use super::*;

    fn wait<T>(future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        block_on(|context| future.as_mut().poll(context)).unwrap()
    }

    #[test]
    fn timers_and_tasks_go_on_meanwhile() {
        let sum = wait(async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            tokio::spawn(async { 40 }).await.unwrap() + 2
        });
        assert_eq!(sum, 42);
    }

    #[tokio::test]
    async fn inside_of_a_runtime_it_waits_too() {
        let outer = Handle::current().id();
        assert_ne!(wait(async { Handle::current().id() }), outer);
        assert_eq!(Handle::current().id(), outer);
        assert_eq!(wait(async { wait(async { 1 }) + 1 }), 2);
    }
}

//! `generate --watch`: generates anew whenever a page is saved, until Ctrl-C.

mod events;
mod round;

use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::Outcome;
use crate::cli::Pages;
use crate::terminal;
use events::{Batch, Folders};
use round::Rounds;

/// A save is over when nothing has happened for this long. Editors write, rename and touch within a millisecond.
const QUIET: Duration = Duration::from_millis(5);

/// The same where the system has told that all pages are whole: others of the same save may follow.
const QUIET_WHEN_FINISHED: Duration = Duration::from_millis(1);

/// Saves without a pause between them are not waited for any longer.
const LONGEST: Duration = Duration::from_millis(50);

/// What the loop wakes up for.
#[derive(Debug)]
enum Signal {
    /// Something happened in a folder that is watched.
    Seen(notify::Result<notify::Event>),
    /// Ctrl-C, or a request to terminate.
    Stop,
}

/// Generates, then waits for changes and generates again. Errors in pages are printed and waited out, and so is everything else but a folder
/// that can't be watched.
///
/// # Errors
/// When watching can't be started.
pub(crate) fn watch(pages: &Pages, out: &Path) -> Result<Outcome> {
    let (sender, signals) = mpsc::channel();
    let stop = sender.clone();
    // When nobody listens any more, the loop has ended already.
    ctrlc::set_handler(move || drop(stop.send(Signal::Stop))).context("can't listen for Ctrl-C")?;
    let watcher = notify::recommended_watcher(move |seen| drop(sender.send(Signal::Seen(seen))))
        .context("can't watch for changes")?;
    let mut folders = Folders::watch(watcher, pages)?;
    let mut rounds = Rounds::new(pages, out)?;
    let mut batch = Batch::everything();
    let mut started = Instant::now();
    loop {
        rounds.run(&batch, started);
        batch = Batch::default();
        while batch.is_empty() {
            let Ok(Signal::Seen(first)) = signals.recv() else {
                return Ok(Outcome::Good);
            };
            started = Instant::now();
            batch.add(first, &mut folders);
            if !batch.is_empty() && !gather(&signals, &mut batch, &mut folders, started) {
                return Ok(Outcome::Good);
            }
        }
        terminal::clear();
    }
}

/// Waits for the end of a burst of saves. `false` when the end of everything came first.
fn gather(signals: &Receiver<Signal>, batch: &mut Batch, folders: &mut Folders, started: Instant) -> bool {
    loop {
        let left = LONGEST.saturating_sub(started.elapsed());
        let quiet = if batch.is_finished() {
            QUIET_WHEN_FINISHED
        } else {
            QUIET
        };
        match signals.recv_timeout(quiet.min(left)) {
            Ok(Signal::Seen(seen)) => batch.add(seen, folders),
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
            Err(RecvTimeoutError::Timeout) => return true,
        }
        if left.is_zero() {
            return true;
        }
    }
}

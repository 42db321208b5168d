//! `generate --watch`: generates whenever a page is saved, until Ctrl-C.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::{Outcome, Pages};
use crate::spec_files::has_page_name;
use crate::{config, generate, terminal};

/// A save ends when nothing happens for this long. Editors write, rename and touch within a millisecond.
const QUIET: Duration = Duration::from_millis(5);

/// The longest wait for the end of a burst of saves.
const LONGEST: Duration = Duration::from_millis(50);

/// What wakes the watch: an event in a watched directory, or `None` for Ctrl-C.
type Signal = Option<notify::Result<Event>>;

/// Generates, then waits for changes and generates again. Prints errors and goes on.
///
/// # Errors
/// When a directory can't be watched.
pub(crate) fn watch(pages: &Pages, out: &Path) -> Result<Outcome> {
    let (sender, signals) = mpsc::channel();
    let stop = sender.clone();
    // A failed send means that the loop has ended.
    ctrlc::set_handler(move || drop(stop.send(None))).context("can't listen for Ctrl-C")?;
    let watcher = notify::recommended_watcher(move |seen| drop(sender.send(Some(seen))));
    let mut directories = Directories::new(watcher.context("can't watch for changes")?, pages)?;
    let mut refused = None;
    loop {
        if let Err(error) = generate::generate_new(pages, out, &mut refused) {
            terminal::complain(&format!("error: {error:#}"));
        }
        if !wait(&signals, &mut directories) {
            return Ok(Outcome::Good);
        }
    }
}

/// Waits for a change, and for the end of a burst of changes. `false` on Ctrl-C.
fn wait(signals: &Receiver<Signal>, directories: &mut Directories) -> bool {
    loop {
        match signals.recv() {
            Ok(Some(seen)) if directories.concerns_pages(&seen) => break,
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => return false,
        }
    }
    let end = Instant::now() + LONGEST;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        match signals.recv_timeout(QUIET.min(left)) {
            Ok(Some(seen)) => _ = directories.concerns_pages(&seen),
            Err(RecvTimeoutError::Timeout) => return true,
            Ok(None) | Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

/// The directories with pages and their parents: a directory that is deleted is no longer watched, and only its parent tells when it is back.
struct Directories {
    watcher: RecommendedWatcher,
    roots: Vec<PathBuf>,
}

impl Directories {
    fn new(mut watcher: RecommendedWatcher, pages: &Pages) -> Result<Self> {
        let mut roots = Vec::new();
        for directory in pages.spec.iter().chain(&pages.types) {
            let about = || format!("can't watch {}", directory.display());
            let root = directory.canonicalize().with_context(about)?;
            watcher.watch(&root, RecursiveMode::Recursive).with_context(about)?;
            if let Some(parent) = root.parent() {
                watcher.watch(parent, RecursiveMode::NonRecursive).with_context(about)?;
            }
            roots.push(root);
        }
        Ok(Self { watcher, roots })
    }

    /// Whether pages may have changed. An error, or a system that has lost events, may hide any change.
    fn concerns_pages(&mut self, seen: &notify::Result<Event>) -> bool {
        let Ok(event) = seen else { return true };
        if matches!(event.kind, EventKind::Access(_)) {
            return false;
        }
        if event.paths.iter().any(|path| self.roots.contains(path)) {
            self.renew();
            return true;
        }
        let is_inside = |path: &PathBuf| self.roots.iter().any(|root| path.starts_with(root));
        let is_settings = |path: &PathBuf| path.file_name().is_some_and(|name| name == config::FILE);
        let concerns = |path: &PathBuf| is_settings(path) || is_inside(path) && may_be_pages(path);
        event.need_rescan() || event.paths.iter().any(concerns)
    }

    /// Watches directories again that were deleted and are back.
    fn renew(&mut self) {
        for root in &self.roots {
            // A missing directory can't be watched until it is back.
            let _ = self.watcher.unwatch(root);
            let _ = self.watcher.watch(root, RecursiveMode::Recursive);
        }
    }
}

/// Whether a path is a page or may be a directory, existing or deleted. Editors keep other files beside the page they save.
fn may_be_pages(path: &Path) -> bool {
    has_page_name(path) || path.is_dir() || path.extension().is_none() && !path.exists()
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, ModifyKind, RemoveKind, RenameMode};

    use super::*;

    /// Whether a watch of a directory takes note of an event about a path in it that doesn't exist.
    fn concerns_pages(kind: EventKind, path: &str) -> bool {
        let root = tempfile::tempdir().unwrap();
        let spec = root.path().canonicalize().unwrap().join("spec");
        std::fs::create_dir(&spec).unwrap();
        let pages = Pages {
            spec: vec![spec.clone()],
            types: Vec::new(),
        };
        let mut directories = Directories::new(notify::recommended_watcher(|_| {}).unwrap(), &pages).unwrap();
        directories.concerns_pages(&Ok(Event::new(kind).add_path(spec.join(path))))
    }

    #[test]
    fn pages_and_directories_that_are_gone_concern_the_watch() {
        let rename = |mode| EventKind::Modify(ModifyKind::Name(mode));
        for (kind, path) in [
            (EventKind::Create(CreateKind::File), "a.md"),
            (EventKind::Create(CreateKind::File), "../octoscribe.toml"),
            (rename(RenameMode::From), "a.md"),
            (rename(RenameMode::To), "gists/a.md"),
            (EventKind::Remove(RemoveKind::Folder), "gists"),
            (EventKind::Remove(RemoveKind::Any), "."),
        ] {
            assert!(concerns_pages(kind, path), "{kind:?} {path}");
        }
    }

    #[test]
    fn reads_and_the_files_that_editors_keep_beside_a_page_do_not() {
        let create = EventKind::Create(CreateKind::File);
        for (kind, path) in [
            (EventKind::Access(AccessKind::Any), "a.md"),
            (create, "a.md~"),
            (create, ".a.md.swp"),
            (create, "README.md"),
        ] {
            assert!(!concerns_pages(kind, path), "{kind:?} {path}");
        }
    }
}

//! What the system says has happened, and what of that concerns the pages.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::Pages;
use crate::spec_files::has_page_name;

/// What has happened since the last round.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Pages that were saved, and perhaps nothing else.
    pub(super) pages: BTreeSet<PathBuf>,
    /// Whether pages may have come, gone or moved.
    pub(super) tree: bool,
}

impl Batch {
    /// For the first round: nothing is known.
    pub(super) fn everything() -> Self {
        Self {
            tree: true,
            ..Self::default()
        }
    }

    /// Whether nothing has happened that concerns the pages.
    pub(super) fn is_empty(&self) -> bool {
        self.pages.is_empty() && !self.tree
    }

    /// Adds what the system has seen. After an error, or when the system has lost count, anything may have happened.
    pub(super) fn add(&mut self, seen: notify::Result<Event>, folders: &mut Folders) {
        let Ok(event) = seen else {
            self.tree = true;
            return;
        };
        if event.need_rescan() {
            self.tree = true;
        }
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        for path in event.paths {
            if folders.is_root(&path) {
                folders.renew();
                self.tree = true;
            } else if !folders.contains(&path) {
                // The folder around a folder of pages is watched for that one alone.
            } else if path.extension().is_some_and(|extension| extension == "md") {
                if has_page_name(&path) {
                    self.pages.insert(path);
                }
            } else if !path.is_file() {
                // A folder, or something that is gone and may have been one.
                self.tree = true;
            }
        }
    }
}

/// The folders with pages, watched together with what is around them: a folder that is deleted is no longer watched, and only the one
/// around it tells when it comes back.
pub(super) struct Folders {
    watcher: RecommendedWatcher,
    roots: Vec<PathBuf>,
}

impl Folders {
    /// Starts watching.
    ///
    /// # Errors
    /// When a folder is not there, or can't be watched.
    pub(super) fn watch(mut watcher: RecommendedWatcher, pages: &Pages) -> Result<Self> {
        let mut roots = Vec::new();
        for folder in pages.spec.iter().chain(&pages.types) {
            let about = || format!("can't watch {}", folder.display());
            let root = folder.canonicalize().with_context(about)?;
            watcher.watch(&root, RecursiveMode::Recursive).with_context(about)?;
            if let Some(around) = root.parent() {
                watcher.watch(around, RecursiveMode::NonRecursive).with_context(about)?;
            }
            roots.push(root);
        }
        Ok(Self { watcher, roots })
    }

    fn is_root(&self, path: &Path) -> bool {
        self.roots.iter().any(|root| root == path)
    }

    fn contains(&self, path: &Path) -> bool {
        self.roots.iter().any(|root| path.starts_with(root))
    }

    /// Watches folders that have come back.
    fn renew(&mut self) {
        for root in &self.roots {
            // What isn't there can't be watched, and needn't.
            let _ = self.watcher.unwatch(root);
            let _ = self.watcher.watch(root, RecursiveMode::Recursive);
        }
    }
}

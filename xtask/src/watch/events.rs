//! What the system says has happened, and what of that concerns the pages.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind, RenameMode};
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
    /// Pages among them that may still be written to, by what was seen last.
    unfinished: BTreeSet<PathBuf>,
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

    /// Whether every page that was saved is known to be whole: the program that wrote it has closed it, or put it in place by renaming. Only
    /// some systems tell.
    pub(super) fn is_finished(&self) -> bool {
        self.unfinished.is_empty() && !self.tree
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
        let is_closed = event.kind == EventKind::Access(AccessKind::Close(AccessMode::Write));
        if is_closed {
            event.paths.iter().for_each(|path| {
                self.unfinished.remove(path);
            });
        }
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let is_whole = event.kind == EventKind::Modify(ModifyKind::Name(RenameMode::To));
        for (place, path) in event.paths.into_iter().enumerate() {
            if folders.is_root(&path) {
                folders.renew();
                self.tree = true;
            } else if !folders.contains(&path) {
                // The folder around a folder of pages is watched for that one alone.
            } else if path.extension().is_some_and(|extension| extension == "md") {
                if has_page_name(&path) {
                    if is_whole {
                        self.unfinished.remove(&path);
                    } else {
                        self.unfinished.insert(path.clone());
                    }
                    self.pages.insert(path);
                }
            } else if path.is_dir() || !path.exists() && may_have_been_folder(event.kind, place) {
                self.tree = true;
            }
        }
    }
}

/// Whether something that is gone may have been a folder, by what happened to the path at this place of an event. Editors make, rename and remove
/// files of their own beside the one that they save; to look at all pages again for each of them would make every save slow.
fn may_have_been_folder(kind: EventKind, place: usize) -> bool {
    match kind {
        // What came by a new name and is gone all the same has an event for that, too.
        EventKind::Create(CreateKind::File)
        | EventKind::Remove(RemoveKind::File)
        | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Name(RenameMode::To)) => false,
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => place == 0,
        _ => true,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What a watch of a folder gathers from events about paths in it that are gone.
    fn seen(events: &[(EventKind, &[&str])]) -> (Vec<String>, bool) {
        let (spec, batch) = batch(events);
        let name = |page: &PathBuf| page.strip_prefix(&spec).unwrap().display().to_string();
        (batch.pages.iter().map(name).collect(), batch.tree)
    }

    fn batch(events: &[(EventKind, &[&str])]) -> (PathBuf, Batch) {
        let root = tempfile::tempdir().unwrap();
        let spec = root.path().canonicalize().unwrap().join("spec");
        std::fs::create_dir(&spec).unwrap();
        let pages = Pages {
            spec: vec![spec.clone()],
            types: Vec::new(),
        };
        let mut folders = Folders::watch(notify::recommended_watcher(|_| {}).unwrap(), &pages).unwrap();
        let mut batch = Batch::default();
        for (kind, paths) in events {
            let event = paths
                .iter()
                .fold(Event::new(*kind), |event, path| event.add_path(spec.join(path)));
            batch.add(Ok(event), &mut folders);
        }
        (spec, batch)
    }

    #[test]
    fn the_files_that_an_editor_keeps_beside_a_page_make_nobody_look_at_all_pages() {
        let rename = |mode| EventKind::Modify(ModifyKind::Name(mode));
        let (create, remove) = (EventKind::Create(CreateKind::File), EventKind::Remove(RemoveKind::File));
        let save: &[(EventKind, &[&str])] = &[
            (create, &["4913"]),
            (remove, &["4913"]),
            (rename(RenameMode::From), &["a.md"]),
            (rename(RenameMode::To), &["a.md~"]),
            (rename(RenameMode::Both), &["a.md", "a.md~"]),
            (create, &["a.md"]),
            (remove, &["a.md~"]),
        ];
        assert_eq!(seen(save), (vec!["a.md".to_owned()], false));
    }

    #[test]
    fn a_page_is_finished_when_it_is_closed_or_put_in_place() {
        let close = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let (create, put) = (
            EventKind::Create(CreateKind::File),
            EventKind::Modify(ModifyKind::Name(RenameMode::To)),
        );
        let write = EventKind::Modify(ModifyKind::Data(notify::event::DataChange::Any));
        let is_finished = |events: &[(EventKind, &[&str])]| batch(events).1.is_finished();
        assert!(!is_finished(&[(create, &["a.md"]), (write, &["a.md"])]));
        assert!(is_finished(&[
            (create, &["a.md"]),
            (write, &["a.md"]),
            (close, &["a.md"])
        ]));
        assert!(!is_finished(&[
            (write, &["a.md"]),
            (write, &["b.md"]),
            (close, &["a.md"])
        ]));
        assert!(!is_finished(&[
            (write, &["a.md"]),
            (close, &["a.md"]),
            (write, &["a.md"])
        ]));
        assert!(is_finished(&[(put, &["a.md"])]));
    }

    #[test]
    fn a_folder_that_is_gone_makes_everybody_look_at_all_pages() {
        for kind in [
            EventKind::Remove(RemoveKind::Folder),
            EventKind::Remove(RemoveKind::Any),
            EventKind::Modify(ModifyKind::Name(RenameMode::From)),
        ] {
            assert_eq!(seen(&[(kind, &["gists"])]), (Vec::new(), true), "{kind:?}");
        }
    }
}

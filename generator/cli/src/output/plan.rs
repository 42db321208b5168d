//! What has to change in an output directory, and the smallest entry that holds all changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Result, ensure};
use octoscribe_generator::EmittedFile;

use super::disk::OnDisk;
use super::manifest::Drift;
use crate::paths;

/// The changes that make an output directory hold the emitted files.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    /// Files to write, and their contents.
    pub(crate) write: BTreeMap<&'a str, &'a str>,
    /// Emitted files that are up to date.
    pub(crate) keep: BTreeSet<&'a str>,
    /// The generator's own files that the pages no longer describe.
    pub(crate) remove: BTreeSet<&'a str>,
    /// The manifest around the directory, if its features have to change.
    pub(crate) manifest: Option<Drift>,
    /// The directory before the changes.
    pub(super) disk: &'a OnDisk,
}

impl<'a> Plan<'a> {
    /// Compares the emitted files and the scopes' features with what is on disk.
    ///
    /// # Errors
    /// When foreign files are in the way; all of them are named. When the manifest can't be read.
    pub(crate) fn new(emitted: &'a [EmittedFile], features: &[String], disk: &'a OnDisk, out: &Path) -> Result<Self> {
        let mut plan = Self {
            write: BTreeMap::new(),
            keep: BTreeSet::new(),
            remove: BTreeSet::new(),
            manifest: Drift::find(out, features)?,
            disk,
        };
        let mut conflicts = BTreeSet::new();
        for file in emitted {
            ensure!(
                paths::is_below(Path::new(&file.path)),
                "an emitted file would be outside of the output directory: {}",
                file.path
            );
            conflicts.extend(disk.conflict(&file.path, out));
            match &file.content {
                Some(content) if disk.own.get(&file.path).is_none_or(|old| old != content.as_bytes()) => {
                    plan.write.insert(&file.path, content);
                }
                _ => drop(plan.keep.insert(&file.path)),
            }
        }
        ensure!(conflicts.is_empty(), "{}", Vec::from_iter(conflicts).join("\nerror: "));
        let own = disk.own.keys().map(String::as_str);
        plan.remove = own
            .filter(|path| !plan.write.contains_key(path) && !plan.keep.contains(path))
            .collect();
        Ok(plan)
    }

    /// The smallest entry of the output directory that holds all changes and can be replaced as a whole: a file, a directory, or `""` for the
    /// output directory itself. `None` if nothing changes.
    pub(super) fn entry(&self) -> Option<&'a str> {
        let mut changes = self.write.keys().chain(&self.remove).copied();
        let mut entry = changes.next()?;
        for path in changes {
            while path != entry && below(path, entry).is_none() {
                entry = parent(entry);
            }
        }
        while !self.can_replace(entry) {
            entry = parent(entry);
        }
        Some(entry)
    }

    fn can_replace(&self, entry: &str) -> bool {
        let directories = &self.disk.directories;
        let is_directory = directories.contains(entry);
        entry.is_empty()
            || is_directory && self.emitted().any(|file| below(file, entry).is_some())
            || !is_directory && self.write.contains_key(entry) && directories.contains(parent(entry))
    }

    /// The directories below `entry` after the changes, relative to it: those of files, and those that hold none of the generator's files.
    pub(super) fn directories(&self, entry: &str) -> BTreeSet<&str> {
        let of_files = self.emitted().chain(self.foreign()).map(parent);
        let not_own = self.disk.directories.iter().map(String::as_str);
        let not_own = not_own.filter(|directory| !self.holds_own(directory) && !self.is_below_file(directory));
        of_files.chain(not_own).filter_map(|path| below(path, entry)).collect()
    }

    /// Files that stay as they are: emitted ones that are up to date, and foreign ones.
    pub(super) fn unchanged(&self) -> impl Iterator<Item = &str> {
        self.keep.iter().copied().chain(self.foreign())
    }

    fn emitted(&self) -> impl Iterator<Item = &'a str> {
        self.write.keys().chain(&self.keep).copied()
    }

    fn foreign(&self) -> impl Iterator<Item = &'a str> {
        self.disk.foreign.iter().map(String::as_str)
    }

    fn holds_own(&self, directory: &str) -> bool {
        let start = format!("{directory}/");
        let mut own = self.disk.own.range(start.clone()..);
        own.next().is_some_and(|(path, _)| path.starts_with(&start))
    }

    fn is_below_file(&self, directory: &str) -> bool {
        let mut ancestors = std::iter::successors(Some(directory), |path| Some(path.rsplit_once('/')?.0));
        ancestors.any(|path| self.write.contains_key(path))
    }
}

/// The path of `path` relative to a directory that holds it; `""` is the directory that holds all.
pub(super) fn below<'a>(path: &'a str, directory: &str) -> Option<&'a str> {
    if directory.is_empty() {
        return Some(path);
    }
    path.strip_prefix(directory)?.strip_prefix('/')
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use octoscribe_generator::HEADER;

    use super::*;

    /// Emitted files, each with its path as the text.
    fn emitted(files: &[&str]) -> Vec<EmittedFile> {
        let file = |path: &&str| EmittedFile {
            path: (*path).to_owned(),
            digest: 0,
            content: Some(own(path)),
        };
        files.iter().map(file).collect()
    }

    fn own(text: &str) -> String {
        format!("//! A file.\n{HEADER}\n{text}")
    }

    /// Shows the plan and the entry for files on disk and emitted files, all relative to an output directory.
    fn show(on_disk: &[(&str, &str)], files: &[&str]) -> String {
        let directory = tempfile::tempdir().unwrap();
        for (path, text) in on_disk {
            let path = directory.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let disk = OnDisk::read(directory.path()).unwrap();
        let emitted = emitted(files);
        match Plan::new(&emitted, &[], &disk, directory.path()) {
            Ok(plan) => format!(
                "write {:?}, keep {:?}, remove {:?}: replace {:?}",
                plan.write.keys().collect::<Vec<_>>(),
                plan.keep,
                plan.remove,
                plan.entry()
            ),
            Err(error) => error
                .to_string()
                .replace(&format!("{}/", directory.path().display()), ""),
        }
    }

    #[test]
    fn the_entry_is_the_smallest_that_holds_all_changes() {
        let [a, b, module] = ["gists/a.rs", "gists/b.rs", "mod.rs"].map(own);
        let disk = [
            ("gists/a.rs", a.as_str()),
            ("gists/b.rs", "// by hand"),
            ("gists/c.rs", &b),
            ("mod.rs", &module),
        ];
        let plans = [
            show(&disk[..2], &["gists/a.rs"]),
            show(&disk, &["gists/a.rs", "gists/c.rs", "mod.rs"]),
            show(&disk, &["gists/a.rs", "gists/c.rs", "gists/d.rs", "mod.rs"]),
            show(&disk, &["gists/a.rs", "mod.rs"]),
            show(&disk, &["gists/a.rs", "gists/new/d.rs", "mod.rs"]),
            show(&disk, &["gists/a.rs", "mod.rs", "new/d.rs"]),
            show(&disk, &["mod.rs"]),
            show(&[], &["mod.rs"]),
        ];
        insta::assert_snapshot!(plans.join("\n"), @r#"
        write [], keep {"gists/a.rs"}, remove {}: replace None
        write ["gists/c.rs"], keep {"gists/a.rs", "mod.rs"}, remove {}: replace Some("gists/c.rs")
        write ["gists/c.rs", "gists/d.rs"], keep {"gists/a.rs", "mod.rs"}, remove {}: replace Some("gists")
        write [], keep {"gists/a.rs", "mod.rs"}, remove {"gists/c.rs"}: replace Some("gists")
        write ["gists/new/d.rs"], keep {"gists/a.rs", "mod.rs"}, remove {"gists/c.rs"}: replace Some("gists")
        write ["new/d.rs"], keep {"gists/a.rs", "mod.rs"}, remove {"gists/c.rs"}: replace Some("")
        write [], keep {"mod.rs"}, remove {"gists/a.rs", "gists/c.rs"}: replace Some("")
        write ["mod.rs"], keep {}, remove {}: replace Some("mod.rs")
        "#);
    }

    #[test]
    fn all_foreign_files_in_the_way_are_named() {
        let disk = [
            ("a.rs", "// by hand"),
            ("b", "not a directory"),
            ("c.rs/d.rs", "// by hand"),
        ];
        insta::assert_snapshot!(show(&disk, &["a.rs", "b/c.rs", "c.rs", "free.rs"]), @r"
        a.rs is in the way of an emitted file and was not written by the generator; move it elsewhere
        error: b is in the way of an emitted file and was not written by the generator; move it elsewhere
        error: c.rs/d.rs is in the way of an emitted file and was not written by the generator; move it elsewhere
        ");
    }

    #[test]
    fn an_emitted_path_that_leaves_the_directory_is_refused() {
        let message = show(&[], &["../lib.rs"]);
        assert_eq!(
            message,
            "an emitted file would be outside of the output directory: ../lib.rs"
        );
    }
}

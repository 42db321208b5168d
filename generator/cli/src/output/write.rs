//! Changes an output directory in one step: stages the smallest entry that holds all changes beside the directory, then swaps it in.
//!
//! A failure before the swap leaves the output as it was. A killed run leaves its staging directory; the next run takes back an unfinished swap
//! and removes the rest. All of this happens under a lock.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use tempfile::TempDir;

use super::plan::{Plan, below};
use crate::{paths, terminal};

/// The new entry, in the staging directory.
const NEW: &str = "new";

/// The old entry, in the staging directory, on file systems that can't swap directories.
const OLD: &str = "old";

/// A file in the staging directory: the entry that [`OLD`] was.
const ENTRY: &str = "entry";

/// An output directory, which need not exist.
#[derive(Debug)]
pub(crate) struct Output {
    /// The directory. Only its last component may be a symbolic link.
    pub(crate) path: PathBuf,
    parent: PathBuf,
    name: String,
}

impl Output {
    /// Resolves the path of an output directory. Its parent need not exist.
    ///
    /// # Errors
    /// When the path has no file name.
    pub(crate) fn new(out: &Path) -> Result<Self> {
        let about = || format!("{} can't be an output directory", out.display());
        let path = std::path::absolute(out).with_context(about)?;
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.with_context(about)?.to_owned();
        let parent = path.parent().with_context(about)?;
        let parent = match parent.canonicalize() {
            Ok(parent) => parent,
            Err(error) if error.kind() == io::ErrorKind::NotFound => parent.to_owned(),
            Err(error) => return Err(error).with_context(about),
        };
        let path = parent.join(&name);
        Ok(Self { path, parent, name })
    }

    /// Waits until no other run changes this directory, and recovers from killed runs. The lock lasts until it is dropped or the process ends.
    ///
    /// # Errors
    /// When the parent can't be created or locked, or the rest of a killed run can't be removed.
    pub(crate) fn lock(&self) -> Result<File> {
        fs::create_dir_all(&self.parent).with_context(|| format!("can't create {}", paths::show(&self.parent)))?;
        // The directory around the output is what all runs share. Where it can't be opened or locked, runs share a file at least if they share
        // a target directory.
        let lock = File::open(&self.parent).and_then(|parent| self.wait_for(parent));
        let lock = lock.or_else(|_| {
            let file = paths::state_of(&self.path, "lock");
            file.parent().map_or(Ok(()), fs::create_dir_all)?;
            self.wait_for(File::create(file)?)
        });
        let lock = lock.with_context(|| format!("can't lock {}", paths::show(&self.path)))?;
        self.recover()
            .with_context(|| format!("can't recover {}", paths::show(&self.path)))?;
        Ok(lock)
    }

    /// Carries out a plan. The manifest changes last but for the swap, when all files are written. What was replaced is in the returned
    /// directory, which is deleted when dropped.
    ///
    /// # Errors
    /// When something can't be written; the output is then as it was.
    pub(crate) fn apply(&self, plan: &Plan<'_>) -> Result<Option<TempDir>> {
        let entry = plan.entry();
        if entry.is_none() && plan.manifest.is_none() {
            return Ok(None);
        }
        let about = || format!("can't write {}", paths::show(&self.path));
        let staging = tempfile::Builder::new().prefix(&self.prefix()).tempdir_in(&self.parent);
        let staging = staging.with_context(about)?;
        if let Some(entry) = entry {
            self.build(plan, entry, &staging.path().join(NEW)).with_context(about)?;
        }
        if let Some(drift) = &plan.manifest {
            drift.mend(&staging.path().join("manifest"))?;
        }
        if let Some(entry) = entry {
            self.swap(staging.path(), entry).with_context(about)?;
        }
        Ok(Some(staging))
    }

    /// Waits for the lock on a file or directory. Some network file systems have none; concurrent runs are not kept apart there.
    fn wait_for(&self, file: File) -> io::Result<File> {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                terminal::complain(&format!(
                    "waiting for another run that writes {}",
                    paths::show(&self.path)
                ));
                file.lock()?;
            }
            Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => return Err(error),
            _ => {}
        }
        Ok(file)
    }

    /// Starts the name of each staging directory of this output.
    fn prefix(&self) -> String {
        format!(".{}.octoscribe-", self.name)
    }

    /// The path of an entry; `""` is the output directory itself, whose path must not get a slash at its end.
    fn target(&self, entry: &str) -> PathBuf {
        if entry.is_empty() {
            self.path.clone()
        } else {
            self.path.join(entry)
        }
    }

    /// Takes back unfinished swaps of killed runs and removes their staging directories.
    fn recover(&self) -> io::Result<()> {
        for found in fs::read_dir(&self.parent)? {
            let found = found?;
            let is_ours = found
                .file_name()
                .as_encoded_bytes()
                .starts_with(self.prefix().as_bytes());
            if is_ours && found.file_type()?.is_dir() {
                let old = found.path().join(OLD);
                let target = self.target(&fs::read_to_string(found.path().join(ENTRY)).unwrap_or_default());
                let is_missing = target.symlink_metadata().is_err() && target.parent().is_some_and(Path::is_dir);
                if old.is_dir() && is_missing {
                    fs::rename(old, target)?;
                }
                fs::remove_dir_all(found.path())?;
            }
        }
        Ok(())
    }

    /// Builds the new entry at `new`: a file, or a directory in which unchanged files are hard links, which keeps their times.
    fn build(&self, plan: &Plan<'_>, entry: &str, new: &Path) -> io::Result<()> {
        if let Some(content) = plan.write.get(entry) {
            return fs::write(new, content);
        }
        fs::create_dir(new)?;
        for directory in plan.directories(entry) {
            fs::create_dir_all(new.join(directory))?;
        }
        let unchanged: Vec<(&str, &str)> = plan
            .unchanged()
            .filter_map(|file| Some((file, below(file, entry)?)))
            .collect();
        unchanged
            .par_iter()
            .try_for_each(|(file, place)| link_or_copy(&self.path.join(file), &new.join(place)))?;
        let written = plan
            .write
            .par_iter()
            .filter_map(|(file, content)| Some((below(file, entry)?, content)));
        written.try_for_each(|(place, content)| fs::write(new.join(place), content))
    }

    /// Swaps the new entry with the old one, if there is one.
    fn swap(&self, staging: &Path, entry: &str) -> io::Result<()> {
        let (new, target) = (staging.join(NEW), self.target(entry));
        if !target.is_dir() {
            return fs::rename(new, target);
        }
        if exchange(&new, &target)? {
            return Ok(());
        }
        fs::write(staging.join(ENTRY), entry)?;
        in_two_steps(&new, &target, &staging.join(OLD))
    }
}

/// Swaps two directories in one step. `false` if the file system can't.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(new: &Path, target: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    match renameat_with(CWD, new, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Swaps two directories in one step. `false` since the system can't.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_new: &Path, _target: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Replaces a directory by way of a third name. A failure of the second step takes back the first; after a kill, the next run does.
fn in_two_steps(new: &Path, target: &Path, old: &Path) -> io::Result<()> {
    fs::rename(target, old)?;
    fs::rename(new, target).or_else(|error| fs::rename(old, target).and(Err(error)))
}

/// Makes `to` the same file as `from`, or a copy of it where the file system has no hard links.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
}

#[cfg(test)]
mod tests {
    use octoscribe_generator::{EmittedFile, HEADER};

    use super::*;
    use crate::output::OnDisk;

    /// An output directory with one emitted file, `a.rs`.
    fn output() -> (TempDir, Output) {
        let root = tempfile::tempdir().unwrap();
        let out = Output::new(&root.path().join("generated")).unwrap();
        fs::create_dir(&out.path).unwrap();
        fs::write(out.path.join("a.rs"), format!("{HEADER}\nold")).unwrap();
        (root, out)
    }

    fn emitted(path: &str, text: &str) -> EmittedFile {
        EmittedFile {
            path: path.to_owned(),
            digest: 0,
            content: Some(format!("{HEADER}\n{text}")),
        }
    }

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_failure_halfway_leaves_the_old_directory_and_nothing_else() {
        let (root, out) = output();
        let mut disk = OnDisk::read(&out.path).unwrap();
        // A file that vanishes after it was seen can't be linked into the new directory.
        disk.foreign.insert("vanished.rs".to_owned());
        let emitted = [emitted("b.rs", "new"), emitted("c.rs", "new")];
        let plan = Plan::new(&emitted, &[], &disk, &out.path).unwrap();
        assert!(out.apply(&plan).is_err());
        assert_eq!(
            (names(root.path()), names(&out.path)),
            (vec!["generated".to_owned()], vec!["a.rs".to_owned()])
        );
    }

    #[test]
    fn changes_in_one_directory_leave_the_ones_beside_it_alone() {
        let (_root, out) = output();
        for directory in ["gists", "gists/empty", "teams"] {
            fs::create_dir(out.path.join(directory)).unwrap();
        }
        for file in ["gists/get.rs", "gists/mod.rs", "gists/list.rs", "teams/mod.rs"] {
            fs::write(out.path.join(file), format!("{HEADER}\nold")).unwrap();
        }
        fs::write(out.path.join("gists/notes.txt"), "foreign").unwrap();
        let disk = OnDisk::read(&out.path).unwrap();
        // A file that appears beside the directory after it was read stays.
        fs::write(out.path.join("late.rs"), "foreign").unwrap();
        let emitted = [
            emitted("a.rs", "old"),
            emitted("gists/get.rs", "new"),
            emitted("gists/mod.rs", "new"),
            emitted("teams/mod.rs", "old"),
        ];
        let plan = Plan::new(&emitted, &[], &disk, &out.path).unwrap();
        drop(out.apply(&plan).unwrap());
        assert_eq!(
            names(&out.path.join("gists")),
            ["empty", "get.rs", "mod.rs", "notes.txt"]
        );
        assert_eq!(names(&out.path), ["a.rs", "gists", "late.rs", "teams"]);
        assert_eq!(
            fs::read_to_string(out.path.join("gists/get.rs")).unwrap(),
            format!("{HEADER}\nnew")
        );
    }

    #[test]
    fn two_steps_do_what_one_does() {
        let (root, out) = output();
        let (new, old) = (root.path().join("new"), root.path().join("old"));
        fs::create_dir(&new).unwrap();
        fs::write(new.join("b.rs"), "").unwrap();
        in_two_steps(&new, &out.path, &old).unwrap();
        assert_eq!(
            (names(&out.path), names(&old)),
            (vec!["b.rs".to_owned()], vec!["a.rs".to_owned()])
        );
    }

    #[test]
    fn a_second_step_that_fails_takes_the_first_one_back() {
        let (root, out) = output();
        let missing = root.path().join("new");
        assert!(in_two_steps(&missing, &out.path, &root.path().join("old")).is_err());
        assert_eq!(names(&out.path), ["a.rs"]);
    }

    #[test]
    fn a_path_without_a_file_name_is_no_output_directory() {
        for path in ["/", ".."] {
            let error = Output::new(Path::new(path)).unwrap_err().to_string();
            assert_eq!(error, format!("{path} can't be an output directory"));
        }
    }
}

//! Changes an output folder in one step: the new one is built beside the old one, then the two change places.
//!
//! Whatever fails before the exchange leaves the old folder as it was. A run that was killed leaves a folder with a name of its
//! own beside the output folder; the next run puts right what was half done and removes it. All of this needs the lock.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use tempfile::TempDir;

use crate::output::{self, OnDisk, Plan};
use crate::{exchange, paths, terminal};

/// The new output folder, below the staging folder.
const NEW: &str = "new";

/// The old output folder, below the staging folder, where folders can't be exchanged in one step.
const OLD: &str = "old";

/// Where an output folder is: free of links, save perhaps for the folder itself.
#[derive(Debug)]
pub(crate) struct OutputFolder {
    /// The folder, which need not exist.
    pub(crate) path: PathBuf,
    parent: PathBuf,
    name: String,
}

/// Keeps other runs from changing an output folder until it is dropped, or the process ends in whatever way.
///
/// The lock file is where the cache is: it keeps apart the runs that share a target folder. The folder around the output keeps
/// apart those that don't, where the system can lock folders.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
    _folder: Option<File>,
}

impl OutputFolder {
    /// Finds an output folder. Its parent need not exist.
    ///
    /// # Errors
    /// When the path has no name at its end that a folder could be made under.
    pub(crate) fn new(out: &Path) -> Result<Self> {
        let about = || format!("{} can't be an output folder", out.display());
        let path = std::path::absolute(out).with_context(about)?;
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .with_context(about)?
            .to_owned();
        let parent = path.parent().with_context(about)?;
        let parent = match parent.canonicalize() {
            Ok(parent) => parent,
            Err(error) if error.kind() == io::ErrorKind::NotFound => parent.to_owned(),
            Err(error) => return Err(error).with_context(about),
        };
        Ok(Self {
            path: parent.join(&name),
            parent,
            name,
        })
    }

    /// Waits until no other run changes this folder, creates its parent, and tidies up after runs that were killed.
    ///
    /// # Errors
    /// When the lock file, the parent, or what a killed run left can't be written.
    pub(crate) fn lock(&self, lock_file: &Path) -> Result<Lock> {
        let about = || format!("can't lock {}", paths::show(lock_file));
        if let Some(folder) = lock_file.parent() {
            fs::create_dir_all(folder).with_context(about)?;
        }
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(lock_file)
            .with_context(about)?;
        self.wait_for(&file).with_context(about)?;
        fs::create_dir_all(&self.parent).with_context(|| format!("can't create {}", paths::show(&self.parent)))?;
        // Where folders can't be opened or locked, the file has to do.
        let folder = File::open(&self.parent)
            .ok()
            .filter(|folder| self.wait_for(folder).is_ok());
        self.tidy_up()?;
        Ok(Lock {
            _file: file,
            _folder: folder,
        })
    }

    /// Locks a file or folder as soon as no other run has a lock on it.
    fn wait_for(&self, file: &File) -> io::Result<()> {
        match file.try_lock() {
            Ok(()) => Ok(()),
            // Some network file systems have no locks; two runs at once are then the caller's business.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
            Err(TryLockError::Error(error)) => Err(error),
            Err(TryLockError::WouldBlock) => {
                terminal::complain(&format!(
                    "waiting for another run that writes {}",
                    paths::show(&self.path)
                ));
                file.lock()
            }
        }
    }

    /// What the names of staging folders start with.
    fn prefix(&self) -> String {
        format!(".{}.octoscribe-", self.name)
    }

    /// Finishes or takes back what killed runs left. Nobody else has a staging folder while the lock is held.
    fn tidy_up(&self) -> Result<()> {
        let about = || format!("can't tidy up {}", paths::show(&self.parent));
        let prefix = self.prefix();
        for entry in fs::read_dir(&self.parent).with_context(about)? {
            let entry = entry.with_context(about)?;
            let is_ours = entry.file_name().as_encoded_bytes().starts_with(prefix.as_bytes());
            if !is_ours || !entry.file_type().with_context(about)?.is_dir() {
                continue;
            }
            let old = entry.path().join(OLD);
            if old.is_dir() && self.path.symlink_metadata().is_err() {
                fs::rename(&old, &self.path).with_context(about)?;
            }
            fs::remove_dir_all(entry.path()).with_context(about)?;
        }
        Ok(())
    }

    /// Carries out a plan that was made for what is in the folder. `beside` changes what belongs to it but is elsewhere: when all is written
    /// and only renaming is left, so that hardly anything can keep the two from changing together.
    ///
    /// # Errors
    /// When something can't be written; the folder is then as it was.
    pub(crate) fn change(&self, plan: &Plan<'_>, disk: &OnDisk, beside: impl FnOnce() -> Result<()>) -> Result<()> {
        let about = || format!("can't write {}", paths::show(&self.path));
        let staging = self.staging().with_context(about)?;
        let new = staging.path().join(NEW);
        if let Some((path, content)) = self.only_file(plan) {
            fs::write(&new, content).with_context(about)?;
            beside()?;
            return fs::rename(&new, self.path.join(path)).with_context(about);
        }
        let part = self
            .changing_part(plan, disk)
            .filter(|_| exchange::is_possible(staging.path()));
        self.build(&new, plan, disk, part.unwrap_or_default())
            .with_context(about)?;
        beside()?;
        match part {
            Some(part) => exchange::at_once_or_fail(&new, &self.path.join(part)),
            None => self.exchange(&staging),
        }
        .with_context(about)?;
        // What can't be removed now is removed by the next run.
        drop(staging);
        Ok(())
    }

    /// Writes a file that is there already, in one step, and says whether it had another content. `None`, and nothing written, when it is not a
    /// file of the generator's any more.
    ///
    /// # Errors
    /// When it can't be written; it is then as it was.
    pub(crate) fn rewrite(&self, path: &str, content: &str) -> Result<Option<bool>> {
        let target = self.path.join(path);
        let Some(old) = output::own_content(&target) else {
            return Ok(None);
        };
        let differs = old != content.as_bytes();
        if differs {
            let about = || format!("can't write {}", paths::show(&self.path));
            let staging = self.staging().with_context(about)?;
            let new = staging.path().join(NEW);
            fs::write(&new, content).with_context(about)?;
            fs::rename(&new, target).with_context(about)?;
        }
        Ok(Some(differs))
    }

    /// Writes files that are there already and have one folder around them, all in one step, and says how many had another content. `None`, and
    /// nothing written, when that can't be done, or one of them is not a file of the generator's any more.
    ///
    /// # Errors
    /// When they can't be written; they are then as they were.
    pub(crate) fn rewrite_together(&self, files: &[(&str, &str)]) -> Result<Option<usize>> {
        let part = common_folder(files.iter().map(|(path, _)| *path));
        let Some(disk) = (!part.is_empty())
            .then(|| OnDisk::read_part(&self.path, part).ok())
            .flatten()
        else {
            return Ok(None);
        };
        if files.iter().any(|(path, _)| !disk.own.contains_key(*path)) {
            return Ok(None);
        }
        let differs =
            |(path, content): &&(&str, &str)| disk.own.get(*path).is_some_and(|old| old != content.as_bytes());
        let write: BTreeMap<&str, &str> = files.iter().filter(differs).copied().collect();
        let keep = disk.own.keys().map(String::as_str);
        let plan = Plan {
            keep: keep.filter(|path| !write.contains_key(path)).collect(),
            write,
            remove: BTreeSet::new(),
        };
        let about = || format!("can't write {}", paths::show(&self.path));
        let staging = self.staging().with_context(about)?;
        if !plan.write.is_empty() {
            let new = staging.path().join(NEW);
            if !exchange::is_possible(staging.path()) {
                return Ok(None);
            }
            self.build(&new, &plan, &disk, part).with_context(about)?;
            exchange::at_once_or_fail(&new, &self.path.join(part)).with_context(about)?;
        }
        Ok(Some(plan.write.len()))
    }

    /// A folder of this run's own beside the output folder.
    fn staging(&self) -> io::Result<TempDir> {
        tempfile::Builder::new().prefix(&self.prefix()).tempdir_in(&self.parent)
    }

    /// The one file that a plan writes, if that is all it does and a renaming does it.
    fn only_file<'a>(&self, plan: &Plan<'a>) -> Option<(&'a str, &'a str)> {
        let mut files = plan.write.iter();
        let (Some((path, content)), None) = (files.next(), files.next()) else {
            return None;
        };
        let target = self.path.join(path);
        let fits = plan.remove.is_empty() && target.parent().is_some_and(Path::is_dir) && !target.is_dir();
        fits.then_some((path, content))
    }

    /// The folder inside of the output folder that all changes are in, where there is one, and something is left in it.
    fn changing_part<'a>(&self, plan: &Plan<'a>, disk: &OnDisk) -> Option<&'a str> {
        let changes = plan.write.keys().chain(&plan.remove).copied();
        let part = common_folder(changes);
        let stays = plan
            .write
            .keys()
            .chain(&plan.keep)
            .any(|file| below(file, part).is_some());
        let fits = !part.is_empty() && stays && disk.folders.contains(part) && self.path.join(part).is_dir();
        fits.then_some(part)
    }

    /// Builds the new output folder, or a part of it: what stays is linked, which keeps its times, and what changes is written.
    fn build(&self, new: &Path, plan: &Plan<'_>, disk: &OnDisk, part: &str) -> io::Result<()> {
        let kept = plan.keep.iter().copied().chain(disk.foreign.iter().map(String::as_str));
        let kept: Vec<(&str, &str)> = kept.filter_map(|file| Some((file, below(file, part)?))).collect();
        let written = plan.write.iter();
        let written: Vec<(&str, &str)> = written
            .filter_map(|(file, content)| Some((below(file, part)?, *content)))
            .collect();
        let folders = surviving_folders(plan, disk).into_iter();
        let mut folders: BTreeSet<&str> = folders.filter_map(|folder| below(folder, part)).collect();
        let files = kept
            .iter()
            .map(|(_, file)| *file)
            .chain(written.iter().map(|(file, _)| *file));
        folders.extend(files.filter_map(|file| Some(file.rsplit_once('/')?.0)));
        fs::create_dir(new)?;
        for folder in folders {
            fs::create_dir_all(new.join(folder))?;
        }
        kept.par_iter()
            .try_for_each(|(file, place)| link_or_copy(&self.path.join(file), &new.join(place)))?;
        written
            .par_iter()
            .try_for_each(|(place, content)| fs::write(new.join(place), content))
    }

    /// Puts the new output folder in the place of the old one.
    fn exchange(&self, staging: &TempDir) -> io::Result<()> {
        let new = staging.path().join(NEW);
        if self.path.symlink_metadata().is_err() {
            fs::rename(new, &self.path)
        } else if exchange::at_once(&new, &self.path)? {
            Ok(())
        } else {
            exchange::in_two_steps(&new, &self.path, &staging.path().join(OLD))
        }
    }
}

/// The path of something inside of a folder from there; of anything where the folder has no name.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// The innermost folder around all files; without a name where they have none in common.
fn common_folder<'a>(mut files: impl Iterator<Item = &'a str>) -> &'a str {
    let folder = |path: &'a str| path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let first = files.next().map_or("", folder);
    files.fold(first, |mut common, file| {
        while below(file, common).is_none() {
            common = folder(common);
        }
        common
    })
}

/// Folders that stay although no emitted file is in them: those that the generator has not just emptied.
fn surviving_folders<'a>(plan: &Plan<'_>, disk: &'a OnDisk) -> BTreeSet<&'a str> {
    let ancestors = |file: &&'a str| std::iter::successors(Some(*file), |path| Some(path.rsplit_once('/')?.0));
    let emptied: BTreeSet<&str> = disk
        .own
        .keys()
        .map(String::as_str)
        .filter(|file| plan.remove.contains(file))
        .flat_map(|file| ancestors(&file))
        .collect();
    let mut folders: BTreeSet<&str> = disk.folders.iter().map(String::as_str).collect();
    folders.retain(|folder| !emptied.contains(folder) && !plan.write.contains_key(folder));
    folders
}

/// Makes `to` the same file as `from`, or a copy of it where the file system has no hard links.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
}

#[cfg(test)]
mod tests {
    use octoscribe_generator::{EmittedFile, HEADER};

    use super::*;

    /// An output folder with one emitted file, `a.rs`.
    fn output() -> (TempDir, OutputFolder) {
        let root = tempfile::tempdir().unwrap();
        let out = OutputFolder::new(&root.path().join("generated")).unwrap();
        fs::create_dir(&out.path).unwrap();
        fs::write(out.path.join("a.rs"), format!("{HEADER}\nold")).unwrap();
        (root, out)
    }

    fn kept(path: &str) -> EmittedFile {
        EmittedFile {
            path: path.to_owned(),
            digest: 0,
            content: None,
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_failure_halfway_leaves_the_old_folder_and_nothing_else() {
        let (root, out) = output();
        let mut disk = OnDisk::read(&out.path).unwrap();
        // A file that vanishes after it was seen can't be linked into the new folder.
        disk.foreign.insert("vanished.rs".to_owned());
        let emitted = ["b.rs", "c.rs"].map(|path| EmittedFile {
            path: path.to_owned(),
            digest: 0,
            content: Some(format!("{HEADER}\nnew")),
        });
        let plan = Plan::new(&emitted, &disk, &out.path).unwrap();
        assert!(out.change(&plan, &disk, || Ok(())).is_err());
        assert_eq!(
            (names(root.path()), names(&out.path)),
            (vec!["generated".to_owned()], vec!["a.rs".to_owned()])
        );
    }

    #[test]
    fn changes_in_one_folder_leave_the_ones_beside_it_alone() {
        let (_root, out) = output();
        let own = |text: &str| format!("{HEADER}\n{text}");
        for folder in ["gists", "gists/empty", "teams"] {
            fs::create_dir(out.path.join(folder)).unwrap();
        }
        for file in ["gists/get.rs", "gists/mod.rs", "gists/list.rs", "teams/mod.rs"] {
            fs::write(out.path.join(file), own("old")).unwrap();
        }
        fs::write(out.path.join("gists/notes.txt"), "foreign").unwrap();
        fs::write(out.path.join("new.rs"), own("unseen")).unwrap();
        let (get, module) = (own("new get"), own("new mod"));
        let written = out.rewrite_together(&[
            ("gists/get.rs", &get),
            ("gists/mod.rs", &module),
            ("gists/list.rs", &own("old")),
        ]);
        assert_eq!(written.unwrap(), Some(2));
        assert_eq!(
            names(&out.path.join("gists")),
            ["empty", "get.rs", "list.rs", "mod.rs", "notes.txt"]
        );
        assert_eq!(fs::read_to_string(out.path.join("gists/get.rs")).unwrap(), get);
        assert_eq!(names(&out.path), ["a.rs", "gists", "new.rs", "teams"]);

        let disk = OnDisk::read(&out.path).unwrap();
        // What comes beside the folder after it was read stays.
        fs::write(out.path.join("late.rs"), "foreign").unwrap();
        let mut emitted: Vec<EmittedFile> = disk.own.keys().map(|path| kept(path)).collect();
        emitted.retain(|file| file.path != "gists/list.rs");
        let plan = Plan::new(&emitted, &disk, &out.path).unwrap();
        out.change(&plan, &disk, || Ok(())).unwrap();
        assert_eq!(
            names(&out.path.join("gists")),
            ["empty", "get.rs", "mod.rs", "notes.txt"]
        );
        assert_eq!(names(&out.path), ["a.rs", "gists", "late.rs", "new.rs", "teams"]);
    }

    #[test]
    fn files_without_a_folder_around_them_are_not_written_together() {
        let (_root, out) = output();
        fs::create_dir(out.path.join("gists")).unwrap();
        fs::write(out.path.join("gists/get.rs"), HEADER).unwrap();
        for other in ["a.rs", "gists/missing.rs"] {
            let written = out.rewrite_together(&[("gists/get.rs", "new"), (other, "new")]);
            assert_eq!(written.unwrap(), None, "{other}");
        }
        assert_eq!(fs::read_to_string(out.path.join("gists/get.rs")).unwrap(), HEADER);
    }

    #[test]
    fn two_steps_do_what_one_does() {
        let (root, out) = output();
        let (new, old) = (root.path().join("new"), root.path().join("old"));
        fs::create_dir(&new).unwrap();
        fs::write(new.join("b.rs"), "").unwrap();
        exchange::in_two_steps(&new, &out.path, &old).unwrap();
        assert_eq!(
            (names(&out.path), names(&old)),
            (vec!["b.rs".to_owned()], vec!["a.rs".to_owned()])
        );
    }

    #[test]
    fn a_second_step_that_fails_takes_the_first_one_back() {
        let (root, out) = output();
        let missing = root.path().join("new");
        assert!(exchange::in_two_steps(&missing, &out.path, &root.path().join("old")).is_err());
        assert_eq!(names(&out.path), ["a.rs"]);
    }

    #[test]
    fn a_path_without_a_name_at_its_end_is_no_output_folder() {
        for path in ["/", ".."] {
            let error = OutputFolder::new(Path::new(path)).unwrap_err().to_string();
            assert_eq!(error, format!("{path} can't be an output folder"));
        }
    }
}

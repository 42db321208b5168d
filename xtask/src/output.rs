//! The output folder: what is in it, and what has to change for it to hold the emitted files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use octoscribe_generator::{EmittedFile, HEADER};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::paths;

/// The header is looked for in this many bytes at the start of a file.
const HEADER_REACH: usize = 1024;

/// An output folder as it was found. Paths are relative to it, with `/` between their parts.
#[derive(Debug, Default)]
pub(crate) struct OnDisk {
    /// The generator's own files and what they hold.
    pub(crate) own: BTreeMap<String, Vec<u8>>,
    /// Other people's files. They are never overwritten or deleted.
    pub(crate) foreign: BTreeSet<String>,
    /// All folders.
    pub(crate) folders: BTreeSet<String>,
}

impl OnDisk {
    /// Reads an output folder. One that doesn't exist is empty.
    ///
    /// # Errors
    /// When something in it can't be read, or is neither a file nor a folder. Symbolic links are not followed.
    pub(crate) fn read(out: &Path) -> Result<Self> {
        Self::read_part(out, "")
    }

    /// The same for one of the folders inside of it, and nothing else.
    ///
    /// # Errors
    /// As those of [`Self::read`].
    pub(crate) fn read_part(out: &Path, folder: &str) -> Result<Self> {
        match out.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error).with_context(|| format!("can't read {}", paths::show(out))),
            Ok(metadata) if metadata.is_symlink() => bail!("{} {}", paths::show(out), paths::IS_LINK),
            Ok(metadata) => ensure!(metadata.is_dir(), "{} is not a folder", paths::show(out)),
        }
        let mut disk = Self::default();
        let mut files = Vec::new();
        for entry in WalkDir::new(out.join(folder)).follow_root_links(false).min_depth(1) {
            let entry = entry?;
            let path = entry.path().strip_prefix(out).unwrap_or(entry.path());
            let path = path
                .to_str()
                .with_context(|| format!("the name of {} is not UTF-8", paths::show(entry.path())))?;
            let path = path.replace(std::path::MAIN_SEPARATOR, "/");
            let kind = entry.file_type();
            if kind.is_dir() {
                disk.folders.insert(path);
            } else if kind.is_file() {
                files.push((path, entry.into_path()));
            } else if kind.is_symlink() {
                bail!("{} {}", paths::show(entry.path()), paths::IS_LINK);
            } else {
                bail!("{} is neither a file nor a folder", paths::show(entry.path()));
            }
        }
        let contents: Vec<_> = files.into_par_iter().map(read_own).collect::<Result<_>>()?;
        for (path, content) in contents {
            match content {
                Some(content) => drop(disk.own.insert(path, content)),
                None => drop(disk.foreign.insert(path)),
            }
        }
        Ok(disk)
    }

    /// The conflict that keeps a file from being written at `path`, as a sentence about `out`.
    fn conflict(&self, path: &str, out: &Path) -> Option<String> {
        let below = format!("{path}/");
        let inside = self
            .foreign
            .range(below.clone()..)
            .next()
            .filter(|file| file.starts_with(&below));
        let blocking = std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(folder, _)| folder))
            .find_map(|path| self.foreign.get(path));
        let foreign = inside.or(blocking)?;
        Some(format!(
            "{} is in the way of an emitted file and was not written by the generator; move it elsewhere",
            paths::show(&out.join(foreign))
        ))
    }
}

/// Reads a file if the generator wrote it; of other files only the start is looked at.
fn read_own((path, file): (String, PathBuf)) -> Result<(String, Option<Vec<u8>>)> {
    let read = || -> io::Result<Option<Vec<u8>>> {
        let mut file = File::open(&file)?;
        let mut content = Vec::with_capacity(usize::try_from(file.metadata()?.len()).unwrap_or(0).saturating_add(1));
        Read::take(&mut file, HEADER_REACH as u64).read_to_end(&mut content)?;
        if !has_header(&content) {
            return Ok(None);
        }
        file.read_to_end(&mut content)?;
        Ok(Some(content))
    };
    let content = read().with_context(|| format!("can't read {}", paths::show(&file)))?;
    Ok((path, content))
}

/// What is in a file of the generator's; `None` for other files, for links, and where the folder around it is one.
pub(crate) fn own_content(file: &Path) -> Option<Vec<u8>> {
    let is_file = file.symlink_metadata().ok()?.is_file();
    let is_in_folder = file.parent()?.symlink_metadata().ok()?.is_dir();
    let (_, content) = (is_file && is_in_folder)
        .then(|| read_own((String::new(), file.to_owned())))?
        .ok()?;
    content
}

/// Whether one of the first lines is the generator's header. Only what stands before its `;` counts: the advice behind it may be
/// worded differently by another version of the generator, whose files are the generator's own all the same.
fn has_header(start: &[u8]) -> bool {
    let mark = HEADER.split(';').next().unwrap_or(HEADER).as_bytes();
    start.split(|&byte| byte == b'\n').any(|line| line.starts_with(mark))
}

/// What has to change in an output folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan<'a> {
    /// Files to write, and what goes into them.
    pub(crate) write: BTreeMap<&'a str, &'a str>,
    /// Emitted files that are as they should be.
    pub(crate) keep: BTreeSet<&'a str>,
    /// The generator's own files that the pages no longer describe.
    pub(crate) remove: BTreeSet<&'a str>,
}

impl<'a> Plan<'a> {
    /// Compares the emitted files with those in the output folder.
    ///
    /// # Errors
    /// When foreign files are in the way; all of them are named.
    pub(crate) fn new(emitted: &'a [EmittedFile], disk: &'a OnDisk, out: &Path) -> Result<Self> {
        let mut plan = Self::default();
        let mut conflicts = BTreeSet::new();
        for file in emitted {
            ensure!(
                paths::is_below(Path::new(&file.path)),
                "an emitted file would be outside of the output folder: {}",
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
        let wanted = |path: &&str| plan.write.contains_key(path) || plan.keep.contains(path);
        plan.remove = disk
            .own
            .keys()
            .map(String::as_str)
            .filter(|path| !wanted(path))
            .collect();
        Ok(plan)
    }

    /// Whether the output folder is as it should be.
    pub(crate) fn is_empty(&self) -> bool {
        self.write.is_empty() && self.remove.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn emitted(files: &[(&str, &str)]) -> Vec<EmittedFile> {
        let file = |(path, text): &(&str, &str)| EmittedFile {
            path: (*path).to_owned(),
            digest: 0,
            content: Some(own(text)),
        };
        files.iter().map(file).collect()
    }

    fn own(text: &str) -> String {
        format!("//! A file.\n{HEADER}\n{text}")
    }

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn what_differs_is_written_and_what_nobody_emits_is_removed() {
        let folder = folder(&[
            ("gists/get.rs", &own("old")),
            ("gists/list.rs", &own("same")),
            ("gone/mod.rs", &own("orphan")),
            ("notes.rs", "// by hand"),
        ]);
        let disk = OnDisk::read(folder.path()).unwrap();
        let files = emitted(&[("gists/get.rs", "new"), ("gists/list.rs", "same"), ("mod.rs", "first")]);
        let plan = Plan::new(&files, &disk, folder.path()).unwrap();
        assert_eq!(plan.write.keys().collect::<Vec<_>>(), [&"gists/get.rs", &"mod.rs"]);
        assert_eq!(plan.keep, BTreeSet::from(["gists/list.rs"]));
        assert_eq!(plan.remove, BTreeSet::from(["gone/mod.rs"]));
    }

    #[test]
    fn foreign_files_in_the_way_are_all_named() {
        let folder = folder(&[
            ("a.rs", "// by hand"),
            ("b", "a file, not a folder"),
            ("c.rs/d.rs", "// by hand"),
        ]);
        let disk = OnDisk::read(folder.path()).unwrap();
        let files = emitted(&[("a.rs", ""), ("b/c.rs", ""), ("c.rs", ""), ("free.rs", "")]);
        let error = Plan::new(&files, &disk, folder.path()).unwrap_err().to_string();
        let named: Vec<_> = ["a.rs is", "b is", "c.rs/d.rs is"]
            .into_iter()
            .filter(|name| error.contains(name))
            .collect();
        assert_eq!((named.len(), error.lines().count()), (3, 3), "{error}");
    }

    #[test]
    fn a_header_far_down_in_a_file_does_not_make_it_the_generators() {
        let padding = "// by hand\n".repeat(HEADER_REACH);
        let folder = folder(&[("a.rs", &format!("{padding}{HEADER}\n"))]);
        let disk = OnDisk::read(folder.path()).unwrap();
        assert_eq!(disk.foreign, BTreeSet::from(["a.rs".to_owned()]));
    }

    #[test]
    fn a_header_with_other_advice_is_still_the_generators() {
        let mark = HEADER.split(';').next().unwrap();
        let folder = folder(&[("a.rs", &format!("{mark}; don't edit.\n"))]);
        let disk = OnDisk::read(folder.path()).unwrap();
        assert_eq!(disk.own.keys().collect::<Vec<_>>(), ["a.rs"]);
    }

    #[test]
    fn an_emitted_path_that_leaves_the_folder_is_refused() {
        let files = emitted(&[("../lib.rs", "")]);
        let error = Plan::new(&files, &OnDisk::default(), Path::new("out"))
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "an emitted file would be outside of the output folder: ../lib.rs"
        );
    }
}

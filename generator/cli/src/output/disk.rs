//! Reads an output directory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use octoscribe_generator::HEADER;
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::paths;

/// The header must be in this many bytes at the start of a file.
const HEADER_REACH: usize = 1024;

/// The contents of an output directory. Paths are relative to it, with `/` between their components.
#[derive(Debug, Default)]
pub(crate) struct OnDisk {
    /// The generator's own files and their contents.
    pub(crate) own: BTreeMap<String, Vec<u8>>,
    /// Other people's files. They are never overwritten or deleted.
    pub(crate) foreign: BTreeSet<String>,
    /// All directories; `""` is the output directory itself.
    pub(crate) directories: BTreeSet<String>,
}

impl OnDisk {
    /// Reads an output directory. One that doesn't exist is empty.
    ///
    /// # Errors
    /// When something in it can't be read, is a symbolic link, or is neither a file nor a directory.
    pub(crate) fn read(out: &Path) -> Result<Self> {
        match out.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error).with_context(|| format!("can't read {}", paths::show(out))),
            Ok(metadata) if metadata.is_symlink() => bail!("{} {}", paths::show(out), paths::IS_LINK),
            Ok(metadata) => ensure!(metadata.is_dir(), "{} is not a directory", paths::show(out)),
        }
        let mut disk = Self::default();
        disk.directories.insert(String::new());
        let mut files = Vec::new();
        for entry in WalkDir::new(out).min_depth(1) {
            let entry = entry?;
            let path = entry.path().strip_prefix(out).unwrap_or(entry.path());
            let path = path
                .to_str()
                .with_context(|| format!("the name of {} is not UTF-8", paths::show(entry.path())))?;
            let path = path.replace(std::path::MAIN_SEPARATOR, "/");
            let kind = entry.file_type();
            if kind.is_dir() {
                disk.directories.insert(path);
            } else if kind.is_file() {
                files.push((path, entry.into_path()));
            } else if kind.is_symlink() {
                bail!("{} {}", paths::show(entry.path()), paths::IS_LINK);
            } else {
                bail!("{} is neither a file nor a directory", paths::show(entry.path()));
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

    /// The error message about a foreign file that keeps `path` from being written, if there is one.
    pub(super) fn conflict(&self, path: &str, out: &Path) -> Option<String> {
        let below = format!("{path}/");
        let inside = self
            .foreign
            .range(below.clone()..)
            .next()
            .filter(|file| file.starts_with(&below));
        let blocking = std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0))
            .find_map(|path| self.foreign.get(path));
        let foreign = inside.or(blocking)?;
        Some(format!(
            "{} is in the way of an emitted file and was not written by the generator; move it elsewhere",
            paths::show(&out.join(foreign))
        ))
    }
}

/// Reads a file if the generator wrote it, and only the start of other files.
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

/// Whether one of the first lines is the generator's header. Only the part before its `;` counts: other versions of the generator may word the
/// advice after it differently.
fn has_header(start: &[u8]) -> bool {
    let mark = HEADER.split(';').next().unwrap_or(HEADER).as_bytes();
    start.split(|&byte| byte == b'\n').any(|line| line.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> OnDisk {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("a.rs"), text).unwrap();
        OnDisk::read(directory.path()).unwrap()
    }

    #[test]
    fn a_header_far_down_in_a_file_does_not_make_it_the_generators() {
        let padding = "// by hand\n".repeat(HEADER_REACH);
        let disk = read(&format!("{padding}{HEADER}\n"));
        assert_eq!(disk.foreign, BTreeSet::from(["a.rs".to_owned()]));
    }

    #[test]
    fn a_header_with_other_advice_is_still_the_generators() {
        let mark = HEADER.split(';').next().unwrap();
        let disk = read(&format!("{mark}; don't edit.\n"));
        assert_eq!(disk.own.keys().collect::<Vec<_>>(), ["a.rs"]);
    }
}

//! The scopes' cargo features in the manifest of the crate around the output folder.
//!
//! Only the lines between two marker comments belong to the generator; a manifest without them is left alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::{paths, replace};

/// The line before the generator's own ones.
const BEGIN: &str = "# scopes: begin (kept by cargo xtask generate)";

/// The line behind them.
const END: &str = "# scopes: end";

/// Width that the list of all scopes is wrapped to.
const WIDTH: usize = 120;

/// A manifest whose features are not those of the pages.
#[derive(Debug)]
pub(crate) struct Drift {
    /// The manifest.
    pub(crate) path: PathBuf,
    /// What should be in it.
    text: String,
}

impl Drift {
    /// Compares the manifest around an output folder with the features that the pages call for. `None` when they agree, or there
    /// is no manifest with markers.
    ///
    /// # Errors
    /// When the manifest can't be read, or has one marker without the other.
    pub(crate) fn find(out: &Path, features: &[String]) -> Result<Option<Self>> {
        let Some(path) = manifest_around(out) else {
            return Ok(None);
        };
        let old = fs::read_to_string(&path).with_context(|| format!("can't read {}", paths::show(&path)))?;
        let text = replaced(&old, features).with_context(|| paths::show(&path))?;
        Ok(text.filter(|text| *text != old).map(|text| Self { path, text }))
    }

    /// Puts the manifest right.
    ///
    /// # Errors
    /// When it can't be written; it is then as it was.
    pub(crate) fn mend(&self) -> Result<()> {
        let write = || -> io::Result<()> {
            let metadata = self.path.symlink_metadata()?;
            if metadata.is_symlink() {
                return Err(io::Error::other(paths::IS_LINK));
            }
            replace::replace(&self.path, self.text.as_bytes(), Some(metadata.permissions()))
        };
        write().with_context(|| format!("can't write {}", paths::show(&self.path)))
    }
}

/// Removes what killed runs left beside the manifest around an output folder.
///
/// # Errors
/// When something can't be removed.
pub(crate) fn tidy_up(out: &Path) -> Result<()> {
    manifest_around(out).map_or(Ok(()), |path| {
        replace::tidy_up(&path).with_context(|| format!("can't tidy up beside {}", paths::show(&path)))
    })
}

/// The manifest of the crate that an output folder belongs to.
fn manifest_around(out: &Path) -> Option<PathBuf> {
    let mut manifests = out.ancestors().skip(1).map(|folder| folder.join("Cargo.toml"));
    manifests.find(|path| path.is_file())
}

/// The manifest with the lines between the markers replaced; `None` without markers.
fn replaced(manifest: &str, features: &[String]) -> Result<Option<String>> {
    let (begin, end) = (line_at(manifest, BEGIN), line_at(manifest, END));
    let (Some(begin), Some(end)) = (begin, end) else {
        ensure!(
            begin.is_none() && end.is_none(),
            "of the lines \"{BEGIN}\" and \"{END}\" one is missing"
        );
        return Ok(None);
    };
    ensure!(begin < end, "the line \"{END}\" stands before \"{BEGIN}\"");
    let before = manifest.get(..begin).unwrap_or_default();
    let after = manifest.get(end..).unwrap_or_default();
    Ok(Some(format!("{before}{BEGIN}\n{}{after}", lines(features))))
}

/// Where a line starts.
fn line_at(text: &str, line: &str) -> Option<usize> {
    let mut start = 0;
    text.split_inclusive('\n').find_map(|next| {
        let here = start;
        start += next.len();
        (next.trim() == line).then_some(here)
    })
}

/// The features: one that switches all scopes on, then one per scope.
fn lines(features: &[String]) -> String {
    let mut text = String::from("all-scopes = [\n");
    let mut line = String::from("   ");
    for feature in features {
        let item = format!(" \"{feature}\",");
        if line.len() + item.len() > WIDTH {
            text += &line;
            text.push('\n');
            line.truncate(3);
        }
        line += &item;
    }
    text += &line;
    text += "\n]\n";
    for feature in features {
        text += feature;
        text += " = []\n";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn check(manifest: &str, names: &[&str]) -> Option<String> {
        replaced(manifest, &features(names)).unwrap()
    }

    #[test]
    fn the_lines_between_the_markers_are_replaced_and_nothing_else() {
        let manifest = format!("[features]\nhttp = []\n{BEGIN}\ngone = []\n{END}\n\n[lints]\n");
        assert_eq!(
            check(&manifest, &["actions", "code-scanning"]).unwrap(),
            format!(
                "[features]\nhttp = []\n{BEGIN}\nall-scopes = [\n    \"actions\", \"code-scanning\",\n]\n\
                 actions = []\ncode-scanning = []\n{END}\n\n[lints]\n"
            )
        );
    }

    #[test]
    fn replacing_twice_changes_nothing_more() {
        let once = check(&format!("[features]\n{BEGIN}\n{END}\n"), &["a", "b"]).unwrap();
        assert_eq!(check(&once, &["a", "b"]), Some(once));
    }

    #[test]
    fn the_list_of_all_scopes_is_wrapped() {
        let names: Vec<String> = (0..60).map(|number| format!("scope-{number}")).collect();
        let text = lines(&names);
        assert!(
            text.lines().all(|line| line.len() <= WIDTH && line == line.trim_end()),
            "{text}"
        );
        assert!(text.contains("\n    \"scope-0\", \"scope-1\","), "{text}");
    }

    #[test]
    fn a_manifest_without_markers_is_left_alone() {
        assert_eq!(check("[features]\n", &["actions"]), None);
    }

    #[test]
    fn half_a_pair_of_markers_is_an_error() {
        let error = replaced(&format!("[features]\n{BEGIN}\n"), &[])
            .unwrap_err()
            .to_string();
        assert!(error.ends_with("one is missing"), "{error}");
        let error = replaced(&format!("{END}\n{BEGIN}\n"), &[]).unwrap_err().to_string();
        assert!(error.contains("stands before"), "{error}");
    }
}

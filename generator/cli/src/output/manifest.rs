//! The Cargo features of the scopes, in the manifest of the crate around an output directory.
//!
//! Only the lines between two marker comments belong to the generator; a manifest without them stays as it is.

use std::fs;
use std::io;
use std::iter;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::paths;

/// The start of the line before the generator's own ones.
const BEGIN: &str = "# scopes: begin";

/// The line after them.
const END: &str = "# scopes: end";

/// A manifest whose features differ from those of the pages.
#[derive(Debug)]
pub(crate) struct Drift {
    /// The manifest.
    pub(crate) path: PathBuf,
    /// The text it should have.
    text: String,
}

impl Drift {
    /// Compares the manifest around an output directory with the features of the pages. `None` if they agree, or if there is no manifest with
    /// markers.
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

    /// Replaces the manifest in one step, by way of a file at `staged`.
    ///
    /// # Errors
    /// When it can't be written; it is then as it was.
    pub(super) fn mend(&self, staged: &Path) -> Result<()> {
        let write = || -> io::Result<()> {
            let metadata = self.path.symlink_metadata()?;
            if metadata.is_symlink() {
                return Err(io::Error::other(paths::IS_LINK));
            }
            fs::write(staged, &self.text)?;
            fs::set_permissions(staged, metadata.permissions())?;
            fs::rename(staged, &self.path)
        };
        write().with_context(|| format!("can't write {}", paths::show(&self.path)))
    }
}

/// The manifest of the crate that an output directory belongs to.
fn manifest_around(out: &Path) -> Option<PathBuf> {
    let mut manifests = out.ancestors().skip(1).map(|directory| directory.join("Cargo.toml"));
    manifests.find(|path| path.is_file())
}

/// The manifest with the lines between the markers replaced; `None` without markers.
fn replaced(manifest: &str, features: &[String]) -> Result<Option<String>> {
    let lines: Vec<&str> = manifest.split_inclusive('\n').collect();
    let line_at = |mark| lines.iter().position(|line| line.trim_start().starts_with(mark));
    let (begin, end) = (line_at(BEGIN), line_at(END));
    let (Some(begin), Some(end)) = (begin, end) else {
        ensure!(
            begin.is_none() && end.is_none(),
            "one of the lines \"{BEGIN}\" and \"{END}\" is missing"
        );
        return Ok(None);
    };
    ensure!(begin < end, "the line \"{END}\" comes before \"{BEGIN}\"");
    // A feature that switches on all scopes, then one for each scope.
    let list = features.iter().flat_map(|feature| ["    \"", feature, "\",\n"]);
    let scopes = features.iter().flat_map(|feature| [feature, " = []\n"]);
    let own = iter::once("all-scopes = [\n").chain(list).chain(["]\n"]).chain(scopes);
    let (before, after) = (lines.iter().take(begin + 1), lines.iter().skip(end));
    Ok(Some(before.copied().chain(own).chain(after.copied()).collect()))
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
                "[features]\nhttp = []\n{BEGIN}\nall-scopes = [\n    \"actions\",\n    \"code-scanning\",\n]\n\
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
    fn a_manifest_without_markers_is_left_alone() {
        assert_eq!(check("[features]\n", &["actions"]), None);
    }

    #[test]
    fn half_a_pair_of_markers_is_an_error() {
        let error = replaced(&format!("[features]\n{BEGIN}\n"), &[])
            .unwrap_err()
            .to_string();
        assert!(error.ends_with(" is missing"), "{error}");
        let error = replaced(&format!("{END}\n{BEGIN}\n"), &[]).unwrap_err().to_string();
        assert!(error.contains("comes before"), "{error}");
    }
}

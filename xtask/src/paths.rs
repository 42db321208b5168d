//! Where things are: the workspace, its default folders, and how paths are shown.

use std::env;
use std::path::{Component, Path, PathBuf};

/// What is said of a symbolic link, behind its path.
pub(crate) const IS_LINK: &str = "is a symbolic link, and those are not followed";

/// The workspace that this tool belongs to.
///
/// `cargo run` names this package's folder at run time, which holds even where a target folder is shared by several copies of
/// the workspace; a tool that is started directly falls back on the folder that it was built from.
pub(crate) fn workspace() -> PathBuf {
    let package =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().map_or_else(|| package.clone(), Path::to_owned)
}

/// The workspace's own pages.
pub(crate) fn default_spec() -> PathBuf {
    workspace().join("spec")
}

/// The emitted part of the workspace's client crate.
pub(crate) fn default_out() -> PathBuf {
    workspace().join("generated-client").join("src").join("generated")
}

/// The folder below cargo's target folder that caches and locks are kept in.
pub(crate) fn state() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace().join("target"), PathBuf::from)
        .join("octoscribe")
}

/// A path as people read it, with `/` between its parts: relative to the workspace for what is in there, else relative to the
/// current folder for what is in there, else as it is.
///
/// Paths of the workspace read the same from whichever of its folders the tool is called in, so that emitted files which name
/// their page do not depend on that.
pub(crate) fn show(path: &Path) -> String {
    slashed(&relative(path).unwrap_or_else(|| path.to_owned()))
}

/// A path without links in it, relative to the workspace or to the current folder; `None` when it is in neither.
pub(crate) fn relative(path: &Path) -> Option<PathBuf> {
    let bases = [Some(workspace()), env::current_dir().ok()];
    let mut bases = bases.into_iter().flatten().filter_map(|base| base.canonicalize().ok());
    bases.find_map(|base| path.strip_prefix(base).ok().map(Path::to_owned))
}

/// A path with `/` between its parts.
pub(crate) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// Whether a path stays below the folder that it is joined to.
pub(crate) fn is_below(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_))) && path.file_name().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_the_workspace_is_shown_relative_to_it() {
        let page = default_spec().canonicalize().unwrap().join("endpoints").join("a.md");
        assert_eq!(show(&page), "spec/endpoints/a.md");
    }

    #[test]
    fn a_path_elsewhere_is_shown_whole() {
        assert_eq!(show(Path::new("/nowhere/a.md")), "/nowhere/a.md");
    }

    #[test]
    fn only_plain_relative_paths_stay_below() {
        assert!(is_below(Path::new("issues/list.rs")));
        for path in ["", "..", "../a.rs", "/a.rs", "a/../../b.rs"] {
            assert!(!is_below(Path::new(path)), "{path}");
        }
    }
}

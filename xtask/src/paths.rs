//! Paths: the workspace, its default directories, and how paths are printed.

use std::env;
use std::path::{Component, Path, PathBuf};

use rapidhash::v3::rapidhash_v3;

/// The rest of a message about a symbolic link, after its path.
pub(crate) const IS_LINK: &str = "is a symbolic link, and those are not followed";

/// The workspace that this tool belongs to.
///
/// `cargo run` sets the package's directory at run time, which is right even if several copies of the workspace share a target directory. A
/// tool that is started directly falls back on the directory it was built from.
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

/// The directory for caches and other state, in cargo's target directory.
pub(crate) fn state() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace().join("target"), PathBuf::from)
        .join("octoscribe")
}

/// A state file that belongs to an output directory.
pub(crate) fn state_of(out: &Path, extension: &str) -> PathBuf {
    let hash = rapidhash_v3(out.as_os_str().as_encoded_bytes());
    state().join(format!("{hash:016x}.{extension}"))
}

/// A path for people, with `/` between its components: relative to the workspace, else to the current directory, else as it is.
///
/// Emitted files name their page this way, so a path in the workspace doesn't depend on the current directory.
pub(crate) fn show(path: &Path) -> String {
    slashed(&relative(path).unwrap_or_else(|| path.to_owned()))
}

/// A path free of links, relative to the workspace or to the current directory; `None` if it is in neither.
pub(crate) fn relative(path: &Path) -> Option<PathBuf> {
    let bases = [Some(workspace()), env::current_dir().ok()];
    let mut bases = bases.into_iter().flatten().filter_map(|base| base.canonicalize().ok());
    bases.find_map(|base| path.strip_prefix(base).ok().map(Path::to_owned))
}

/// Whether an existing path is in the workspace.
pub(crate) fn is_in_workspace(path: &Path) -> bool {
    let workspace = workspace().canonicalize();
    path.canonicalize()
        .is_ok_and(|path| workspace.is_ok_and(|workspace| path.starts_with(workspace)))
}

/// A path with `/` between its components.
pub(crate) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// Whether a path stays below a directory that it is joined to.
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

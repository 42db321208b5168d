//! Paths: the project, its default directories, and how paths are printed.

use std::env;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use rapidhash::v3::rapidhash_v3;

use crate::config;

/// The rest of a message about a symbolic link, after its path.
pub(crate) const IS_LINK: &str = "is a symbolic link, and those are not followed";

/// What the tool works on: the workspace of `cargo xtask`, a crate of one's own, or any directory.
#[derive(Debug)]
pub struct Project {
    /// The directory that holds all. Paths in it are shown relative to it.
    pub root: PathBuf,
    /// The emitted part of the client crate.
    pub out: PathBuf,
    /// How people call the tool.
    pub command: &'static str,
    /// The version of the client crate.
    pub version: String,
    /// The URL that the paths of pages are relative to.
    pub pages_url: Option<String>,
}

/// The project of this process.
static PROJECT: OnceLock<Project> = OnceLock::new();

impl Project {
    /// Makes this the project of the process. Without a call, it is the crate around the current directory.
    pub fn enter(self) {
        drop(PROJECT.set(self));
    }

    /// The crate with an `octoscribe.toml` around the current directory, or else the current directory.
    fn around_current_directory() -> Self {
        let current = env::current_dir().unwrap_or_default();
        let root = config::around(&current).and_then(|file| Some(file.parent()?.to_owned()));
        let root = root.unwrap_or(current);
        Self {
            out: root.join("src").join("generated"),
            version: config::version(&root),
            root,
            command: "octoscribe",
            pages_url: None,
        }
    }
}

/// The project of this process.
pub fn project() -> &'static Project {
    PROJECT.get_or_init(Project::around_current_directory)
}

/// The project's own pages.
#[must_use]
pub fn default_spec() -> PathBuf {
    project().root.join("spec")
}

/// The emitted part of the project's client crate.
pub(crate) fn default_out() -> PathBuf {
    project().out.clone()
}

/// The directory for caches and other state, in cargo's target directory, or in that for temporary files where there is no crate.
pub fn state() -> PathBuf {
    let root = &project().root;
    let of_crate = || root.join("Cargo.toml").is_file().then(|| root.join("target"));
    let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from).or_else(of_crate);
    target.unwrap_or_else(env::temp_dir).join("octoscribe")
}

/// A state file that belongs to an output directory.
pub(crate) fn state_of(out: &Path, extension: &str) -> PathBuf {
    let hash = rapidhash_v3(out.as_os_str().as_encoded_bytes());
    state().join(format!("{hash:016x}.{extension}"))
}

/// A path for people, with `/` between its components: relative to the project, else to the current directory, else as it is.
///
/// Emitted files name their page this way, so a path in the project doesn't depend on the current directory.
pub(crate) fn show(path: &Path) -> String {
    slashed(&relative(path).unwrap_or_else(|| path.to_owned()))
}

/// A path free of links, relative to the project or to the current directory; `None` if it is in neither.
pub(crate) fn relative(path: &Path) -> Option<PathBuf> {
    let bases = [Some(project().root.clone()), env::current_dir().ok()];
    let mut bases = bases.into_iter().flatten().filter_map(|base| base.canonicalize().ok());
    bases.find_map(|base| path.strip_prefix(base).ok().map(Path::to_owned))
}

/// Whether an existing path is in the project.
pub(crate) fn is_in_project(path: &Path) -> bool {
    let root = project().root.canonicalize();
    path.canonicalize()
        .is_ok_and(|path| root.is_ok_and(|root| path.starts_with(root)))
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
    fn a_path_in_the_project_is_shown_relative_to_it() {
        let page = env::current_dir().unwrap().join("spec/endpoints/a.md");
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

//! Finds `octoscribe.toml`, the settings of a crate.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use octoscribe_generator::config::Config;

/// The name of the file.
pub(crate) const FILE: &str = "octoscribe.toml";

/// The nearest settings in a directory or one around it.
pub(crate) fn around(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let mut files = path.ancestors().map(|directory| directory.join(FILE));
    files.find(|file| file.is_file())
}

/// The settings of the crate around the first of these paths that is in one; otherwise those of GitHub's client.
///
/// # Errors
/// When the file can't be read, or has a mistake.
pub(crate) fn of(paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<Config> {
    match paths.into_iter().find_map(|path| around(path.as_ref())) {
        Some(file) => read(&file),
        None => Ok(Config::default()),
    }
}

/// Reads settings.
///
/// # Errors
/// When the file can't be read, or has a mistake.
pub(crate) fn read(file: &Path) -> Result<Config> {
    let text = fs::read_to_string(file).with_context(|| format!("can't read {}", file.display()))?;
    Config::parse(&text).map_err(|problem| anyhow!("{}: {problem}", file.display()))
}

/// The version of the crate in a directory; the tool's own where there is none.
pub(crate) fn version(directory: &Path) -> String {
    let manifest = fs::read_to_string(directory.join("Cargo.toml")).unwrap_or_default();
    let manifest: toml::Table = manifest.parse().unwrap_or_default();
    let package = manifest.get("package");
    let version = package
        .and_then(|package| package.get("version"))
        .and_then(toml::Value::as_str);
    version.unwrap_or(env!("CARGO_PKG_VERSION")).to_owned()
}

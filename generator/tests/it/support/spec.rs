//! The pages of `spec/`, or of another directory.

use std::fs;
use std::path::{Path, PathBuf};

use octoscribe_generator::source::Source;

/// Reads all pages of `spec/`, sorted by path.
pub(crate) fn spec() -> Vec<Source> {
    pages(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(".."),
        &["spec/endpoints", "spec/schemas"],
    )
}

/// Reads all pages in these parts of a directory, sorted by path.
pub(crate) fn pages(root: &Path, parts: &[&str]) -> Vec<Source> {
    let mut waiting: Vec<PathBuf> = parts.iter().map(|part| root.join(part)).collect();
    let mut pages = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            pages.push(Source {
                path: path.strip_prefix(root).unwrap().display().to_string(),
                text: fs::read_to_string(&path).unwrap().into(),
            });
        }
    }
    pages.sort_by(|one, other| one.path.cmp(&other.path));
    pages
}

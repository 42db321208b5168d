//! The pages of `spec/`, for what measures the generator.

use std::fs;
use std::path::{Path, PathBuf};

use octoscribe_generator::source::Source;

/// Reads all pages of `spec/`, sorted by path.
pub(crate) fn spec() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut waiting: Vec<PathBuf> = ["spec/endpoints", "spec/schemas"].map(|part| root.join(part)).into();
    let mut pages = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            pages.push(Source {
                path: path.strip_prefix(&root).unwrap().display().to_string(),
                text: fs::read_to_string(&path).unwrap().into(),
            });
        }
    }
    pages.sort_by(|one, other| one.path.cmp(&other.path));
    pages
}

//! The result of the last run: lets the next one skip unchanged pages and files.
//!
//! The cache only saves time. A missing or broken one, or one of another build of the tool, counts as empty, and each file is compared with the
//! one on disk before the cache is believed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use octoscribe_generator::{Analysis, EmittedFile, features};
use rapidhash::v3::rapidhash_v3;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::disk::OnDisk;
use crate::paths;

/// The result of a run without errors.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Cache {
    /// The build of the tool.
    tool: u64,
    /// The digest of the pages; `None` if they have warnings, which the next run must print again.
    pages: Option<u64>,
    /// The number of endpoints.
    pub(crate) endpoints: usize,
    /// The number of schemas.
    pub(crate) schemas: usize,
    /// The Cargo features of the scopes.
    pub(crate) features: Vec<String>,
    /// The emitted files by path.
    files: BTreeMap<String, Cached>,
}

/// An emitted file.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
struct Cached {
    /// The emitter's digest of everything the file depends on.
    digest: u64,
    /// The hash of its content.
    content: u64,
}

impl Cache {
    /// The result of a run that has brought the output directory up to date. `disk` is the directory before the run.
    pub(crate) fn new(analysis: &Analysis, pages: u64, emitted: &[EmittedFile], disk: &OnDisk) -> Self {
        let cached = |file: &EmittedFile| {
            let new = file.content.as_ref().map(String::as_bytes);
            let content = rapidhash_v3(new.or_else(|| Some(disk.own.get(&file.path)?))?);
            let digest = file.digest;
            Some((file.path.clone(), Cached { digest, content }))
        };
        Self {
            tool: tool(),
            pages: analysis.diagnostics.is_empty().then_some(pages),
            endpoints: analysis.api.endpoints.len(),
            schemas: analysis.api.schemas.len(),
            features: features(&analysis.api),
            files: emitted.par_iter().filter_map(cached).collect(),
        }
    }

    /// Loads the cache of an output directory.
    pub(crate) fn load(out: &Path) -> Self {
        let bytes = fs::read(paths::state_of(out, "json")).unwrap_or_default();
        let cache: Self = serde_json::from_slice(&bytes).unwrap_or_default();
        if cache.tool == tool() { cache } else { Self::default() }
    }

    /// Saves the cache for the next run. A failure only costs that run time, and so does half a file, which doesn't parse.
    pub(crate) fn save(&self, out: &Path) {
        let path = paths::state_of(out, "json");
        let _ = path.parent().map(fs::create_dir_all);
        let _ = fs::write(path, serde_json::to_vec(self).unwrap_or_default());
    }

    /// Whether neither the pages nor the emitted files have changed since the last run.
    pub(crate) fn is_current(&self, pages: u64, disk: &OnDisk) -> bool {
        self.pages == Some(pages)
            && self.files.len() == disk.own.len()
            && self.files.par_iter().all(|(path, cached)| cached.is_on(disk, path))
    }

    /// Whether the file on disk is the one that the emitter makes for `digest`.
    pub(crate) fn is_fresh(&self, path: &str, digest: u64, disk: &OnDisk) -> bool {
        let cached = self.files.get(path);
        cached.is_some_and(|cached| cached.digest == digest && cached.is_on(disk, path))
    }
}

impl Cached {
    fn is_on(self, disk: &OnDisk, path: &str) -> bool {
        let content = disk.own.get(path);
        content.is_some_and(|content| rapidhash_v3(content) == self.content)
    }
}

/// Identifies this build of the tool by the size and time of its file.
fn tool() -> u64 {
    let identity = || {
        let metadata = std::env::current_exe().ok()?.metadata().ok()?;
        let age = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some((metadata.len(), age.as_nanos()))
    };
    rapidhash_v3(format!("{:?}", identity()).as_bytes())
}

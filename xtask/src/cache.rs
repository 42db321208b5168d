//! What the last run knew, kept below cargo's target folder so that the next one need not find it out again.
//!
//! The cache only saves time: a missing or broken one, or one of another build of the tool, is as good as none. Every file that it
//! vouches for is compared with the one on disk. Beside it is what the session has left that analysed the pages.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use octoscribe_generator::{EmittedFile, Session};
use rapidhash::v3::rapidhash_v3;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::output::OnDisk;
use crate::{paths, replace};

/// So few pages are sooner lowered again with the next run than all of them are written.
const FEW: usize = 16;

/// What a run knew when it was done.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Cache {
    /// The build of the tool.
    tool: u64,
    /// What the pages came to.
    pub(crate) facts: Facts,
    /// The emitted files by path.
    files: BTreeMap<String, Known>,
}

/// What pages without errors come to.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// Digest of the pages, if there was nothing to say about them; else they are to be analysed again, for it to be said again.
    pub(crate) pages: Option<u64>,
    /// How many endpoints they describe.
    pub(crate) endpoints: usize,
    /// How many schemas.
    pub(crate) schemas: usize,
    /// Cargo features of the scopes.
    pub(crate) features: Vec<String>,
}

/// An emitted file.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Known {
    /// The emitter's digest of all that the file depends on.
    digest: u64,
    /// Hash of what is in the file.
    content: u64,
}

impl Cache {
    /// What is known after a run that has brought the output folder up to date. `disk` is what was in there before.
    pub(crate) fn new(facts: Facts, emitted: &[EmittedFile], disk: &OnDisk) -> Self {
        let known = |file: &EmittedFile| {
            let new = file.content.as_ref().map(String::as_bytes);
            let content = rapidhash_v3(new.or_else(|| Some(disk.own.get(&file.path)?))?);
            let digest = file.digest;
            Some((file.path.clone(), Known { digest, content }))
        };
        Self {
            tool: tool(),
            facts,
            files: emitted.par_iter().filter_map(known).collect(),
        }
    }

    /// Where the cache of an output folder is.
    pub(crate) fn path(out: &Path) -> PathBuf {
        let hash = rapidhash_v3(out.as_os_str().as_encoded_bytes());
        paths::state().join(format!("{hash:016x}.json"))
    }

    /// The last run's cache, if this build of the tool has left one.
    pub(crate) fn load(path: &Path) -> Option<Self> {
        let cache: Self = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        (cache.tool == tool()).then_some(cache)
    }

    /// Keeps it for the next run. A failure costs that run time, and nothing else.
    pub(crate) fn save(&self, path: &Path) {
        if let Ok(bytes) = serde_json::to_vec(self) {
            keep(path, &bytes);
        }
    }

    /// Whether neither the pages nor any emitted file have changed since, so that there is nothing to do.
    pub(crate) fn is_current(&self, pages: u64, disk: &OnDisk) -> bool {
        self.facts.pages == Some(pages)
            && self.files.len() == disk.own.len()
            && self.files.par_iter().all(|(path, known)| known.is_on(disk, path))
    }

    /// How many files were emitted.
    pub(crate) fn emitted(&self) -> usize {
        self.files.len()
    }

    /// The digest that a file was last made of.
    pub(crate) fn digest(&self, path: &str) -> Option<u64> {
        self.files.get(path).map(|known| known.digest)
    }

    /// Whether the file on disk is what the emitter would make of `digest`.
    pub(crate) fn vouches_for(&self, path: &str, digest: u64, disk: &OnDisk) -> bool {
        self.files
            .get(path)
            .is_some_and(|known| known.digest == digest && known.is_on(disk, path))
    }
}

impl Known {
    fn is_on(self, disk: &OnDisk, path: &str) -> bool {
        disk.own
            .get(path)
            .is_some_and(|content| rapidhash_v3(content) == self.content)
    }
}

/// A session that goes on from where that of the last run stopped, as far as it is known.
pub(crate) fn resume(path: &Path) -> Session {
    fs::read(session_path(path)).map_or_else(|_| Session::default(), |saved| Session::resume(saved, tool()))
}

/// Keeps what a session knows for the next run, if that has not been kept for the most part. A failure costs that run time, and nothing else.
pub(crate) fn save(session: &Session, path: &Path) {
    if session.lowered() > FEW
        && let Some(saved) = session.save(tool())
    {
        keep(&session_path(path), &saved);
    }
}

/// Where a session is kept, beside the cache of the same output folder.
fn session_path(cache: &Path) -> PathBuf {
    cache.with_extension("session")
}

/// Writes a file in one step, or leaves it as it was. A failure costs the next run time, and nothing else.
fn keep(path: &Path, bytes: &[u8]) {
    let _ = replace::replace(path, bytes, None);
}

/// Removes what killed runs left beside the cache and the session. What can't be removed does no harm.
pub(crate) fn tidy_up(cache: &Path) {
    for path in [cache, &session_path(cache)] {
        let _ = replace::tidy_up(path);
    }
}

/// Tells builds of this tool apart: every one is a file of its own time or length.
fn tool() -> u64 {
    let identity = || {
        let metadata = std::env::current_exe().ok()?.metadata().ok()?;
        let age = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some((metadata.len(), age.as_nanos()))
    };
    rapidhash_v3(format!("{:?}", identity()).as_bytes())
}

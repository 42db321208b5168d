//! `generate`: brings the output folder in line with the pages, or says where the two differ.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use octoscribe_generator::{Analysis, emit, features};

use crate::Outcome;
use crate::cache::{self, Cache, Facts};
use crate::cli::Pages;
use crate::manifest::{self, Drift};
use crate::output::{OnDisk, Plan};
use crate::paths;
use crate::spec_files::SpecFiles;
use crate::stage::{Lock, OutputFolder};
use crate::terminal::{self, count};

/// What mends every kind of drift.
const MENDING_COMMAND: &str = "cargo xtask generate";

/// Writes what the pages describe, as far as it is not there yet.
///
/// # Errors
/// When something can't be read or written; the old output is then as it was.
pub(crate) fn generate(pages: &Pages, out: &Path) -> Result<Outcome> {
    let started = Instant::now();
    let mut target = Target::new(out)?;
    let _lock = target.lock()?;

    let (pages, disk) = rayon::join(
        || SpecFiles::read_with(&pages.spec, &pages.types),
        || OnDisk::read(&target.out.path),
    );
    let (pages, disk) = (pages?, disk?);
    let digest = pages.digest();
    target.load_cache();
    if let Some(cache) = &target.cache
        && cache.is_current(digest, &disk)
        && Drift::find(&target.out.path, &cache.facts.features)?.is_none()
    {
        let changes = Changes {
            unchanged: cache.emitted(),
            ..Changes::default()
        };
        return terminal::print(&changes.summary(&cache.facts, started)).map(|()| Outcome::Good);
    }

    let mut session = ManuallyDrop::new(cache::resume(&target.cache_file));
    let analysis = pages.analyse_in(&mut session);
    terminal::report(analysis);
    if analysis.has_errors() {
        return Ok(Outcome::Bad);
    }
    let changes = target.bring_in_line(analysis, digest, &disk)?;
    cache::save(&session, &target.cache_file);
    if let Some(cache) = &target.cache {
        terminal::print(&changes.summary(&cache.facts, started))?;
    }
    Ok(Outcome::Good)
}

/// An output folder, and what is known of what was last written there.
#[derive(Debug)]
pub(crate) struct Target {
    /// The folder.
    pub(crate) out: OutputFolder,
    /// What is known of the files in it.
    pub(crate) cache: Option<Cache>,
    cache_file: PathBuf,
}

impl Target {
    /// An output folder of which nothing is known.
    ///
    /// # Errors
    /// When the path can't be one of an output folder.
    pub(crate) fn new(out: &Path) -> Result<Self> {
        let out = OutputFolder::new(out)?;
        Ok(Self {
            cache: None,
            cache_file: Cache::path(&out.path),
            out,
        })
    }

    /// Recalls what the last run knew.
    pub(crate) fn load_cache(&mut self) {
        self.cache = Cache::load(&self.cache_file);
    }

    /// Waits until no other run changes the folder, keeps others waiting until the lock is dropped, and removes what killed runs left.
    ///
    /// # Errors
    /// When the folder can't be locked, or something can't be removed.
    pub(crate) fn lock(&self) -> Result<Lock> {
        let lock = self.out.lock(&self.cache_file.with_extension("lock"))?;
        manifest::tidy_up(&self.out.path)?;
        cache::tidy_up(&self.cache_file);
        Ok(lock)
    }

    /// Makes the folder, in which `disk` was found, what an analysis without errors calls for, and notes that in the cache.
    ///
    /// # Errors
    /// When something can't be written.
    pub(crate) fn bring_in_line(&mut self, analysis: &Analysis, digest: u64, disk: &OnDisk) -> Result<Changes> {
        let facts = facts(analysis, digest);
        let cache = self.cache.as_ref();
        let is_current = |path: &str, digest| cache.is_some_and(|cache| cache.vouches_for(path, digest, disk));
        let emitted = emit(&analysis.api, &is_current);
        let plan = Plan::new(&emitted, disk, &self.out.path)?;
        let drift = Drift::find(&self.out.path, &facts.features)?;
        let mend = || drift.as_ref().map_or(Ok(()), Drift::mend);
        if plan.is_empty() {
            mend()?;
        } else {
            self.out.change(&plan, disk, mend)?;
        }
        let changes = Changes {
            written: plan.write.len() + usize::from(drift.is_some()),
            unchanged: plan.keep.len(),
            removed: plan.remove.len(),
        };
        let cache = Cache::new(facts, &emitted, disk);
        cache.save(&self.cache_file);
        self.cache = Some(cache);
        Ok(changes)
    }
}

/// Names every file that is not as the pages describe it. Writes nothing, and trusts no cache.
///
/// # Errors
/// When something can't be read.
pub(crate) fn check(pages: &Pages, out: &Path) -> Result<Outcome> {
    let out = OutputFolder::new(out)?.path;
    let (pages, disk) = rayon::join(
        || SpecFiles::read_with(&pages.spec, &pages.types),
        || OnDisk::read(&out),
    );
    let (analysis, disk) = (pages?.analyse(), disk?);
    terminal::report(&analysis);
    if analysis.has_errors() {
        return Ok(Outcome::Bad);
    }
    let emitted = emit(&analysis.api, &|_, _| false);
    let plan = Plan::new(&emitted, &disk, &out)?;
    let drift = Drift::find(&out, &features(&analysis.api))?;

    let show = |file: &str| paths::show(&out.join(file));
    let written = plan.write.keys().map(|file| {
        let word = if disk.own.contains_key(*file) {
            "differs:"
        } else {
            "missing:"
        };
        format!("{word} {}", show(file))
    });
    let removed = plan.remove.iter().map(|file| format!("orphan:  {}", show(file)));
    let manifest = drift
        .iter()
        .map(|drift| format!("differs: {}", paths::show(&drift.path)));
    let lines: Vec<String> = written.chain(removed).chain(manifest).collect();
    if lines.is_empty() {
        terminal::print(&format!("{} as the pages describe them", count(emitted.len(), "file")))?;
        return Ok(Outcome::Good);
    }
    let files = count(lines.len(), "file");
    terminal::print(&format!(
        "{}\n{files} not as the pages describe them; mend with: {MENDING_COMMAND}",
        lines.join("\n")
    ))?;
    Ok(Outcome::Bad)
}

/// What the next run may want to know about an analysis without errors.
pub(crate) fn facts(analysis: &Analysis, digest: u64) -> Facts {
    Facts {
        pages: analysis.diagnostics.is_empty().then_some(digest),
        endpoints: analysis.api.endpoints.len(),
        schemas: analysis.api.schemas.len(),
        features: features(&analysis.api),
    }
}

/// How many files a run has touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    pub(crate) written: usize,
    pub(crate) unchanged: usize,
    pub(crate) removed: usize,
}

impl Changes {
    /// The closing line.
    pub(crate) fn summary(self, facts: &Facts, started: Instant) -> String {
        format!(
            "{}, {}: {} written, {} unchanged, {} removed in {} ms",
            count(facts.endpoints, "endpoint"),
            count(facts.schemas, "schema"),
            count(self.written, "file"),
            self.unchanged,
            self.removed,
            started.elapsed().as_millis()
        )
    }
}

//! `generate`: brings the output folder in line with the pages, or says where the two differ.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use octoscribe_generator::{Analysis, emit, features};

use crate::Outcome;
use crate::cache::{Cache, Facts};
use crate::cli::Pages;
use crate::manifest::Drift;
use crate::output::{OnDisk, Plan};
use crate::paths;
use crate::spec_files::SpecFiles;
use crate::stage::OutputFolder;
use crate::terminal::{self, count};

/// What mends every kind of drift.
const MENDING_COMMAND: &str = "cargo xtask generate";

/// Writes what the pages describe, as far as it is not there yet.
///
/// # Errors
/// When something can't be read or written; the old output is then as it was.
pub(crate) fn generate(pages: &Pages, out: &Path) -> Result<Outcome> {
    let started = Instant::now();
    let out = OutputFolder::new(out)?;
    let cache_file = Cache::path(&out.path);
    let _lock = out.lock(&cache_file.with_extension("lock"))?;

    let (pages, disk) = rayon::join(
        || SpecFiles::read_with(&pages.spec, &pages.types),
        || OnDisk::read(&out.path),
    );
    let (pages, disk) = (pages?, disk?);
    let digest = pages.digest();
    let cache = Cache::load(&cache_file);
    if let Some(cache) = &cache
        && cache.is_current(digest, &disk)
        && Drift::find(&out.path, &cache.facts.features)?.is_none()
    {
        let changes = Changes {
            unchanged: cache.emitted(),
            ..Changes::default()
        };
        return summary(&cache.facts, &changes, started);
    }

    let analysis = pages.analyse();
    terminal::report(&analysis);
    if analysis.has_errors() {
        return Ok(Outcome::Bad);
    }
    let facts = facts(&analysis, digest);
    let is_current = |path: &str, digest| {
        cache
            .as_ref()
            .is_some_and(|cache| cache.vouches_for(path, digest, &disk))
    };
    let emitted = emit(&analysis.api, &is_current);
    let plan = Plan::new(&emitted, &disk, &out.path)?;
    let drift = Drift::find(&out.path, &facts.features)?;
    if let Some(drift) = &drift {
        drift.mend()?;
    }
    if !plan.is_empty() {
        out.change(&plan, &disk)?;
    }
    let changes = Changes {
        written: plan.write.len() + usize::from(drift.is_some()),
        unchanged: plan.keep.len(),
        removed: plan.remove.len(),
    };
    let cache = Cache::new(facts, &emitted, &disk);
    cache.save(&cache_file);
    summary(&cache.facts, &changes, started)
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
fn facts(analysis: &Analysis, digest: u64) -> Facts {
    Facts {
        pages: analysis.diagnostics.is_empty().then_some(digest),
        endpoints: analysis.api.endpoints.len(),
        schemas: analysis.api.schemas.len(),
        features: features(&analysis.api),
    }
}

/// How many files a run has touched.
#[derive(Debug, Default)]
struct Changes {
    written: usize,
    unchanged: usize,
    removed: usize,
}

/// Prints the closing line.
fn summary(facts: &Facts, changes: &Changes, started: Instant) -> Result<Outcome> {
    terminal::print(&format!(
        "{}, {}: {} written, {} unchanged, {} removed in {} ms",
        count(facts.endpoints, "endpoint"),
        count(facts.schemas, "schema"),
        count(changes.written, "file"),
        changes.unchanged,
        changes.removed,
        started.elapsed().as_millis()
    ))?;
    Ok(Outcome::Good)
}

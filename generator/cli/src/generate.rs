//! `generate`: brings the output directory up to date with the pages, or reports the differences.

use std::iter;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use octoscribe_generator::features;
use similar::TextDiff;

use crate::cli::{Outcome, Pages};
use crate::output::{Cache, Drift, OnDisk, Output, Plan};
use crate::paths::project;
use crate::spec_files::SpecFiles;
use crate::terminal::{self, count};
use crate::{config, import, paths};

/// Writes the client that the pages describe. Files that are up to date stay untouched.
///
/// # Errors
/// When something can't be read or written; the output is then as it was.
pub(crate) fn generate(pages: &Pages, out: &Path) -> Result<Outcome> {
    generate_new(pages, out, &mut None)
}

/// Like [`generate`], but says nothing about pages that were refused as they are, as one save is often several events: `refused` is the
/// digest of those that were last refused.
///
/// # Errors
/// Those of [`generate`].
pub(crate) fn generate_new(pages: &Pages, out: &Path, refused: &mut Option<u64>) -> Result<Outcome> {
    let started = Instant::now();
    let output = Output::new(out)?;
    let _lock = output.lock()?;
    let out = &output.path;
    let print = |cache: &Cache, written: usize, unchanged: usize, removed: usize| {
        terminal::print(&format!(
            "{}, {}: {} written, {unchanged} unchanged, {removed} removed in {} ms",
            count(cache.endpoints, "endpoint"),
            count(cache.schemas, "schema"),
            count(written, "file"),
            started.elapsed().as_millis()
        ))
    };

    let (spec, disk) = rayon::join(|| read(pages, out), || OnDisk::read(out));
    let (spec, disk) = (spec?, disk?);
    let digest = spec.digest();
    if *refused == Some(digest) {
        return Ok(Outcome::Bad);
    }
    if refused.take().is_some() {
        terminal::clear();
    }
    let cache = Cache::load(out);
    if cache.is_current(digest, &disk) && Drift::find(out, &cache.features)?.is_none() {
        print(&cache, 0, disk.own.len(), 0)?;
        return Ok(Outcome::Good);
    }

    let (analysis, emitted) = spec.generate(&|path, digest| cache.is_fresh(path, digest, &disk));
    if terminal::reports_errors(&analysis) {
        *refused = Some(digest);
        return Ok(Outcome::Bad);
    }
    let cache = Cache::new(&analysis, digest, &emitted, &disk);
    let plan = Plan::new(&emitted, &cache.features, &disk, out)?;
    let _replaced = output.apply(&plan)?;
    cache.save(out);
    let written = plan.write.len() + usize::from(plan.manifest.is_some());
    print(&cache, written, plan.keep.len(), plan.remove.len())?;
    Ok(Outcome::Good)
}

/// The most lines of differences that `--check` shows.
const MOST_LINES: usize = 200;

/// Shows how files differ from what the pages describe, and lists all of them. Writes nothing and uses no cache.
///
/// # Errors
/// When something can't be read.
pub(crate) fn check(pages: &Pages, out: &Path) -> Result<Outcome> {
    let out = Output::new(out)?.path;
    let (spec, disk) = rayon::join(|| read(pages, &out), || OnDisk::read(&out));
    let ((analysis, emitted), disk) = (spec?.generate(&|_, _| false), disk?);
    if terminal::reports_errors(&analysis) {
        return Ok(Outcome::Bad);
    }
    let plan = Plan::new(&emitted, &features(&analysis.api), &disk, &out)?;

    let line = |word: &str, path: &Path| format!("{word:<8} {}", paths::show(path));
    let written = plan.write.keys().map(|file| {
        let word = if disk.own.contains_key(*file) {
            "differs:"
        } else {
            "missing:"
        };
        line(word, &out.join(file))
    });
    let removed = plan.remove.iter().map(|file| line("orphan:", &out.join(file)));
    let manifest = plan.manifest.iter().map(|drift| line("differs:", &drift.path));
    let lines: Vec<String> = written.chain(removed).chain(manifest).collect();
    if lines.is_empty() {
        terminal::print(&format!("{} up to date", count(emitted.len(), "file")))?;
        return Ok(Outcome::Good);
    }
    let changes = plan.write.iter().filter_map(|(file, new)| {
        let old = String::from_utf8_lossy(disk.own.get(*file)?);
        let diff = TextDiff::from_lines(&*old, *new);
        let mut diff = diff.unified_diff();
        Some(
            diff.context_radius(2)
                .header(&paths::show(&out.join(file)), "as the pages say")
                .to_string(),
        )
    });
    let shown: String = changes.collect();
    let (shown, rest) = match shown.match_indices('\n').nth(MOST_LINES) {
        Some((end, _)) => (shown.get(..=end).unwrap_or(&shown), "…\n"),
        None => (shown.as_str(), ""),
    };
    terminal::print(&format!(
        "{shown}{rest}{}\n{} out of date; run `{} generate`",
        lines.join("\n"),
        count(lines.len(), "file"),
        project().command
    ))?;
    Ok(Outcome::Bad)
}

/// Reads the pages, and the settings of the crate around the output or the pages.
fn read(pages: &Pages, out: &Path) -> Result<SpecFiles> {
    let mut config = config::of(iter::once(out).chain(pages.spec.iter().map(PathBuf::as_path)))?;
    if config.service.is_none() {
        config.pages_url = config.pages_url.or_else(|| pages_url(pages));
    }
    let mut spec = SpecFiles::read(pages)?;
    (spec.provenance, spec.config) = (import::provenance(&pages.spec)?, config);
    Ok(spec)
}

/// The URL that the paths of pages are relative to; `None` if pages are not in the project.
fn pages_url(pages: &Pages) -> Option<String> {
    let is_own = pages.spec.iter().all(|path| paths::is_in_project(path));
    project().pages_url.clone().filter(|_| is_own)
}

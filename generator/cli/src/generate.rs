//! `generate`: brings the output directory up to date with the pages, or reports the differences.

use std::iter;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use octoscribe_generator::features;

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
    let cache = Cache::load(out);
    if cache.is_current(digest, &disk) && Drift::find(out, &cache.features)?.is_none() {
        print(&cache, 0, disk.own.len(), 0)?;
        return Ok(Outcome::Good);
    }

    let (analysis, emitted) = spec.generate(&|path, digest| cache.is_fresh(path, digest, &disk));
    terminal::report(&analysis);
    if analysis.has_errors() {
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

/// Lists every file that differs from what the pages describe. Writes nothing and uses no cache.
///
/// # Errors
/// When something can't be read.
pub(crate) fn check(pages: &Pages, out: &Path) -> Result<Outcome> {
    let out = Output::new(out)?.path;
    let (spec, disk) = rayon::join(|| read(pages, &out), || OnDisk::read(&out));
    let ((analysis, emitted), disk) = (spec?.generate(&|_, _| false), disk?);
    terminal::report(&analysis);
    if analysis.has_errors() {
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
    terminal::print(&format!(
        "{}\n{} out of date; run `{} generate`",
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
    Ok(SpecFiles::read(pages)?.with(import::provenance(&pages.spec)?, config))
}

/// The URL that the paths of pages are relative to; `None` if pages are not in the project.
fn pages_url(pages: &Pages) -> Option<String> {
    let is_own = pages.spec.iter().all(|path| paths::is_in_project(path));
    project().pages_url.clone().filter(|_| is_own)
}

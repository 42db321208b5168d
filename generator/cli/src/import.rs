//! `import`: brings what a source of docs says into the pages.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use octoscribe_generator::provenance::Provenance;
use octoscribe_generator::source::Source;
use octoscribe_generator::{analyse_for, diff};
use octoscribe_import::{Input, Options, Side, Tree};

use crate::cli::{Import, Outcome, Pages};
use crate::spec_files::{self, SpecFiles};
use crate::terminal::{self, count};
use crate::{config, paths};

/// Imports a source, or only reports what that would do.
///
/// # Errors
/// When the source or the tree can't be read, or the tree can't be written.
pub(crate) fn import(arguments: &Import) -> Result<Outcome> {
    let tree = read_tree(&arguments.spec)?;
    let input = |source: &Path| input(source, &arguments.release);
    let base = arguments.base.as_deref().map(input).transpose()?;
    let source = input(&arguments.source)?;
    let now = jiff::Timestamp::now().to_string();
    let options = Options {
        base,
        take: taken(&arguments.take)?,
        prose: arguments.prose,
        today: now.split('T').next().unwrap_or_default(),
        remove_overdue: arguments.remove_overdue,
        version: &paths::project().version,
    };
    let outcome = octoscribe_import::import(&tree, &source, &options)
        .with_context(|| format!("can't import {}", paths::show(&arguments.source)))?;
    terminal::print(&outcome.to_string())?;
    if tree.pages.iter().any(|page| outcome.files.contains_key(&page.path)) {
        let analyse = |pages| analyse_for(pages, Vec::new(), Vec::new(), &tree.config, None);
        let (old, new) = (analyse(tree.pages.clone()), analyse(tree.with(&outcome.files).pages));
        let difference = diff::Difference {
            // The outcome has them.
            suspects: Vec::new(),
            ..diff::compare(&old, &new, false)
        };
        let filter = diff::Filter::default();
        let version = &paths::project().version;
        terminal::print(&diff::report(&difference, version, diff::Format::Human, &filter))?;
    }
    if !arguments.dry_run {
        write(&arguments.spec, &outcome.files)?;
        terminal::print(&format!("{} written or removed", count(outcome.files.len(), "file")))?;
    }
    let is_good = outcome.conflicts.is_empty() && outcome.findings.is_empty();
    Ok(if is_good { Outcome::Good } else { Outcome::Bad })
}

fn input(source: &Path, release: &str) -> Result<Input> {
    if source.is_dir() {
        return Ok(Input::Docs(read_pages(source)?, release.to_owned()));
    }
    let text = fs::read_to_string(source);
    text.map(Input::OpenApi)
        .with_context(|| format!("can't read {}", paths::show(source)))
}

fn taken(words: &[String]) -> Result<BTreeMap<String, Side>> {
    let pairs = words.chunks(2).map(|pair| match pair {
        [side, place] if side == "ours" => Ok((place.clone(), Side::Ours)),
        [side, place] if side == "theirs" => Ok((place.clone(), Side::Theirs)),
        _ => bail!("--take takes `ours` or `theirs` and a place"),
    });
    pairs.collect()
}

fn read_tree(spec: &Path) -> Result<Tree> {
    let mut tree = read_beside_pages(spec)?;
    if ["endpoints", "schemas"].iter().any(|name| spec.join(name).is_dir()) {
        tree.pages = read_pages(spec)?;
    }
    Ok(tree)
}

/// What the import keeps beside the pages.
///
/// # Errors
/// When a file can't be read.
pub(crate) fn read_beside_pages(spec: &Path) -> Result<Tree> {
    let mut locks = BTreeMap::new();
    if let Ok(entries) = fs::read_dir(spec.join("upstream")) {
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "lock")
                && let Some(source) = path.file_stem().and_then(|stem| stem.to_str())
            {
                locks.insert(source.to_owned(), fs::read_to_string(&path)?);
            }
        }
    }
    Ok(Tree {
        pages: Vec::new(),
        locks,
        corrections: read_or_empty(&spec.join("CORRECTIONS.md"))?,
        names: read_or_empty(&spec.join("upstream/names.txt"))?,
        config: config::of([spec])?,
    })
}

/// Where the pages in directories come from.
///
/// # Errors
/// When a file can't be read.
pub(crate) fn provenance(spec: &[PathBuf]) -> Result<Provenance> {
    let mut all = Provenance::default();
    for directory in spec {
        let one = octoscribe_import::provenance(&read_beside_pages(directory)?)?;
        all.releases.extend(one.releases);
        all.corrections.extend(one.corrections);
    }
    Ok(all)
}

fn read_or_empty(path: &Path) -> Result<String> {
    if !path.is_file() {
        return Ok(String::new());
    }
    fs::read_to_string(path).with_context(|| format!("can't read {}", paths::show(path)))
}

/// Reads the pages in a directory, with paths relative to it.
fn read_pages(directory: &Path) -> Result<Vec<Source>> {
    let mut sources = SpecFiles::read(&Pages::of(directory))?.into_sources();
    let prefix = format!("{}/", paths::show(directory).trim_end_matches('/'));
    for source in &mut sources {
        if let Some(path) = source.path.strip_prefix(&prefix) {
            source.path = path.to_owned();
        }
    }
    Ok(sources)
}

/// Writes pages, then removes pages, then writes the lock, so that an interrupted import can be repeated.
fn write(spec: &Path, files: &BTreeMap<String, Option<String>>) -> Result<()> {
    let mut files: Vec<_> = files.iter().collect();
    files.sort_by_key(|(path, text)| (path.starts_with("upstream/"), text.is_none()));
    for (path, text) in files {
        let path = spec.join(path);
        match text {
            Some(text) => spec_files::write(&path, text)?,
            None => fs::remove_file(&path).with_context(|| format!("can't remove {}", paths::show(&path)))?,
        }
    }
    Ok(())
}

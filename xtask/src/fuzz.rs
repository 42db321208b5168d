//! `fuzz`: runs the fuzz targets, from seeds that are cut out of the workspace's pages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use octoscribe_cli::cli::{Outcome, Pages};
use octoscribe_cli::paths::{self, project};
use octoscribe_cli::spec_files::SpecFiles;
use octoscribe_cli::terminal;
use octoscribe_generator::source::Source;

use crate::check::cargo;

/// The crates of fuzz targets.
const CRATES: [&str; 2] = ["generator/fuzz", "generated-client/fuzz"];

/// The maximum number of seeds of a target; all of them run before the first mutation.
const MOST: usize = 200;

/// The maximum length of a seed in bytes.
const LONGEST: usize = 4096;

/// Builds and runs one target, or all.
///
/// # Errors
/// When there is no such target, when seeds can't be written, or when cargo can't be started.
pub(crate) fn fuzz(only: Option<&str>, runs: u64) -> Result<Outcome> {
    let mut targets = targets()?;
    let names: Vec<String> = targets.iter().map(|(_, name)| name.clone()).collect();
    if let Some(only) = only {
        targets.retain(|(_, name)| name == only);
        let names = names.join(", ");
        ensure!(
            !targets.is_empty(),
            "there is no target `{only}`; the targets are {names}"
        );
    }
    let pages = pages()?;
    let mut outcome = Outcome::Good;
    for (directory, name) in targets {
        terminal::print(&format!("\n-- {name}"))?;
        let state = paths::state().join("fuzz");
        let [found, cut] = ["found", "seeds"].map(|inputs| state.join(&name).join(inputs));
        fs::create_dir_all(&found).with_context(|| format!("can't create {}", found.display()))?;
        write_seeds(&cut, &seeds(&name, &pages))?;
        // The sanitizers need a nightly compiler, and look for what safe code doesn't do.
        let mut fuzzer = cargo(&["fuzz", "run", "--sanitizer", "none", "--target-dir"]);
        fuzzer
            .arg(state.join("target"))
            .arg("--fuzz-dir")
            .arg(&directory)
            .arg(&name)
            .args([found, cut])
            .args(Some(directory.join("seeds").join(&name)).filter(|seeds| seeds.is_dir()))
            .args(["--", "-verbosity=0", "-print_funcs=0", "-seed=1", "-timeout=30"])
            .arg(format!("-runs={runs}"))
            .arg(format!("-dict={}", directory.join("tokens.dict").display()));
        if !fuzzer.status().context("can't start cargo")?.success() {
            outcome = Outcome::Bad;
        }
    }
    Ok(outcome)
}

/// The fuzz targets: crate directory and name, from the files of the crates.
fn targets() -> Result<Vec<(PathBuf, String)>> {
    let mut targets = Vec::new();
    for directory in CRATES.map(|name| project().root.join(name)) {
        let files = directory.join("fuzz_targets");
        let files = fs::read_dir(&files).with_context(|| format!("can't read {}", files.display()))?;
        for file in files {
            let name = file?.path().with_extension("");
            let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
            targets.push((directory.clone(), name));
        }
    }
    targets.sort();
    Ok(targets)
}

/// The workspace's pages and the fixtures of the emitters, by path.
fn pages() -> Result<BTreeMap<String, Source>> {
    let fixtures = project().root.join("generator/tests/fixtures/emit");
    let (spec, types) = (vec![paths::default_spec(), fixtures], Vec::new());
    let sources = SpecFiles::read(&Pages { spec, types })?.into_sources();
    Ok(sources.into_iter().map(|page| (page.path.clone(), page)).collect())
}

/// The seeds of a target; none for a target that doesn't read pages.
fn seeds(target: &str, pages: &BTreeMap<String, Source>) -> Vec<String> {
    let all = pages.values().map(|page| &*page.text);
    let seeds: BTreeSet<String> = match target {
        "page" => all.map(str::to_owned).collect(),
        "front_matter" => all
            .filter_map(|page| Some(page.split("---\n").nth(1)?.to_owned()))
            .collect(),
        "route" => all.filter_map(|page| field(page, "route: ")).collect(),
        "type_expression" => all.flat_map(types).collect(),
        "pipeline" => pages.values().map(|page| tree(page, pages)).collect(),
        _ => BTreeSet::new(),
    };
    let seeds: Vec<String> = seeds.into_iter().filter(|seed| seed.len() <= LONGEST).collect();
    // Neighbours are alike, so the selection is spread over all.
    let step = seeds.len().div_ceil(MOST).max(1);
    seeds.into_iter().step_by(step).collect()
}

/// A value in the front-matter of a page.
fn field(page: &str, name: &str) -> Option<String> {
    page.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned)
}

/// The type expressions of a page: the third column of its tables, and what a schema `is`.
fn types(page: &str) -> impl Iterator<Item = String> {
    let rows = page
        .lines()
        .filter_map(|line| line.split("<td>").nth(3)?.split("</td>").next());
    let rows = rows.map(|cell| cell.replace("&quot;", "\""));
    rows.chain(field(page, "is: "))
}

/// A page with all schema pages that it names directly or indirectly.
fn tree(page: &Source, pages: &BTreeMap<String, Source>) -> String {
    let mut tree: BTreeMap<&str, &Source> = BTreeMap::new();
    let mut open = vec![page];
    while let Some(page) = open.pop() {
        if tree.insert(&page.path, page).is_none() {
            let kinds = ["/endpoints/", "/schemas/", "/webhooks/"];
            let root = kinds.iter().find_map(|kind| Some(page.path.split_once(kind)?.0));
            let root = root.unwrap_or(&page.path);
            let words = page.text.split(|c: char| !c.is_ascii_alphanumeric());
            let names = words.filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
            open.extend(names.filter_map(|word| pages.get(&format!("{root}/schemas/{word}.md"))));
        }
    }
    let texts = tree.values().flat_map(|page| ["=== ", &page.path, "\n", &page.text]);
    texts.collect()
}

/// Writes seeds to a directory that holds nothing else.
fn write_seeds(directory: &Path, seeds: &[String]) -> Result<()> {
    let write = || {
        if directory.exists() {
            fs::remove_dir_all(directory)?;
        }
        fs::create_dir_all(directory)?;
        let mut seeds = seeds.iter().enumerate();
        seeds.try_for_each(|(number, seed)| fs::write(directory.join(format!("{number:04}")), seed))
    };
    write().with_context(|| format!("can't write {}", directory.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_seeds() {
        crate::workspace().enter();
        let pages = pages().unwrap();
        let targets = targets().unwrap();
        assert!(targets.len() > 6, "{targets:?}");
        for (directory, name) in targets {
            let files = fs::read_dir(directory.join("seeds").join(&name)).map_or(0, Iterator::count);
            let cut = seeds(&name, &pages).len();
            assert!(cut + files > 1, "{name} has {cut} seeds and {files} files with seeds");
        }
    }
}

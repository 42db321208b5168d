//! `diff`: reports what changes for callers between two trees of pages: directories, or revisions of the git repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use octoscribe_generator::Analysis;
use octoscribe_generator::diagnostic::Severity;
use octoscribe_generator::diff::{Difference, Filter, compare, report};

use crate::cli::{Diff, Outcome};
use crate::config;
use crate::paths::project;
use crate::revision;
use crate::spec_files::{SpecFiles, read};
use crate::terminal::{self, count};

/// Pages that are left out and named; of more, only the number is told.
const NAMED: usize = 20;

/// Prints the changes.
///
/// # Errors
/// When a tree can't be read, or the changes can't be printed.
pub(crate) fn diff(arguments: &Diff) -> Result<Outcome> {
    let head = PathBuf::from("HEAD");
    let old = arguments.old.as_deref().unwrap_or(&head);
    let new = arguments.new.as_deref().unwrap_or(&arguments.spec);
    let tree = |place: &Path| pages(place, arguments);
    let (old, new) = rayon::join(|| tree(old), || tree(new));
    let Some((old, new)) = readable(old?, new?)? else {
        return Ok(Outcome::Bad);
    };
    check_scopes(&arguments.scope, [&old, &new])?;
    let difference = compare(&old, &new, arguments.partial);
    if reports_unknown_names(&difference, &old) {
        return Ok(Outcome::Bad);
    }
    let filter = Filter {
        classes: arguments.class.clone(),
        kinds: arguments.kind.clone(),
        scopes: arguments.scope.clone(),
    };
    let text = report(&difference, &project().version, arguments.format, &filter);
    if !text.is_empty() {
        terminal::print(&text)?;
    }
    let fails = difference
        .changes
        .iter()
        .any(|change| arguments.fail_on == Some(change.class()));
    Ok(if fails { Outcome::Bad } else { Outcome::Good })
}

/// Reads the pages of a directory, or of a revision if there is no file of that name.
fn pages(place: &Path, arguments: &Diff) -> Result<SpecFiles> {
    let pages = if place.exists() || place == arguments.spec {
        read(&[place.to_owned()])?
    } else {
        revision::read(&place.to_string_lossy(), &arguments.spec)?
    };
    SpecFiles::of(pages, &arguments.types, config::of([place, arguments.spec.as_path()])?)
}

/// Analyses both trees. A page with an error is left out of both and named, until no page has one; `None` when that can't help.
fn readable(mut old: SpecFiles, mut new: SpecFiles) -> Result<Option<(Analysis, Analysis)>> {
    let mut left_out: BTreeMap<String, String> = BTreeMap::new();
    let analyses = loop {
        let (before, after) = rayon::join(|| old.clone().analyse(), || new.clone().analyse());
        let errors: BTreeMap<String, String> = errors(&before).into_iter().chain(errors(&after)).collect();
        if errors.is_empty() {
            break (before, after);
        }
        let is_left_out = |path: &str| errors.contains_key(page_of(path));
        let removed = old.leave_out(is_left_out) + new.leave_out(is_left_out);
        let is_empty = old.own.is_empty() || new.own.is_empty();
        if removed == 0 || is_empty {
            for analysis in [&before, &after] {
                terminal::reports_errors(analysis);
            }
            ensure!(!is_empty, "no page of one of the trees can be read");
            return Ok(None);
        }
        for (page, error) in errors {
            left_out.entry(page).or_insert(error);
        }
    };
    for error in left_out.values().take(NAMED) {
        terminal::complain(&format!("left out of both trees: {error}"));
    }
    if let Some(more @ 1..) = left_out.len().checked_sub(NAMED) {
        terminal::complain(&format!("left out of both trees: {} more", count(more, "page")));
    }
    Ok(Some(analyses))
}

/// The pages with errors, and the first error of each.
fn errors(analysis: &Analysis) -> BTreeMap<String, String> {
    let mut errors = BTreeMap::new();
    let diagnostics = analysis.diagnostics.iter();
    for error in diagnostics.filter(|found| found.severity() == Severity::Error) {
        let path = analysis.sources.path(error.span);
        let start = analysis.sources.line_column(error.span);
        errors
            .entry(page_of(path).to_owned())
            .or_insert_with(|| format!("{path}:{}:{}: {}", start.line, start.column, error.message));
    }
    errors
}

/// The end of a page's path that is the same in both trees: `issues/create.md`.
fn page_of(path: &str) -> &str {
    let start = path.rmatch_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
    path.get(start..).unwrap_or(path)
}

fn check_scopes(wanted: &[String], analyses: [&Analysis; 2]) -> Result<()> {
    let mut features: Vec<String> = analyses
        .iter()
        .flat_map(|analysis| octoscribe_generator::features(&analysis.api))
        .collect();
    features.sort();
    features.dedup();
    let is_known = |scope: &str| {
        let mut endpoints = analyses.iter().flat_map(|analysis| &analysis.api.endpoints);
        features.iter().any(|feature| feature == scope) || endpoints.any(|endpoint| endpoint.scope == scope)
    };
    match wanted.iter().find(|scope| !is_known(scope)) {
        Some(scope) => bail!("no scope is called {scope}; there are {}", features.join(", ")),
        None => Ok(()),
    }
}

/// Reports `renamed-from` lines that name nothing in the old tree.
fn reports_unknown_names(difference: &Difference, old: &Analysis) -> bool {
    // A tree that isn't whole may lack the page.
    if difference.is_partial {
        return false;
    }
    for (position, name) in &difference.unknown_old_names {
        let ids = old.api.endpoints.iter().map(|endpoint| endpoint.id().to_string());
        let nearest = ids.min_by_key(|id| strsim::damerau_levenshtein(id, name));
        let help = match nearest {
            Some(id) if strsim::normalized_damerau_levenshtein(&id, name) > 0.6 => format!("did you mean `{id}`?"),
            _ => "delete it from `renamed-from`, or compare with a tree that has it".to_owned(),
        };
        terminal::complain(&format!(
            "error: {position}: the old pages have no endpoint `{name}`: {help}"
        ));
    }
    !difference.unknown_old_names.is_empty()
}

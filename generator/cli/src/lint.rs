//! `lint`: reports errors and warnings in the pages, and makes the changes that mend them.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;

use anyhow::Result;
use octoscribe_generator::diagnostic::{Diagnostic, Severity};
use octoscribe_generator::fix::fix;
use octoscribe_generator::{Analysis, render};

use crate::cli::{Format, Lint, Outcome};
use crate::config;
use crate::spec_files::{self, SpecFiles};
use crate::terminal::{self, count};

/// Rounds of fixes: one may bring to light what another one mends.
const MAX_ROUNDS: usize = 10;

/// Prints all findings, or those in the given pages, to standard output.
///
/// # Errors
/// When a page can't be read, or a mended one can't be written.
pub(crate) fn lint(arguments: &Lint) -> Result<Outcome> {
    let (mut analysis, mut found) = analyse(arguments)?;
    if arguments.fix {
        let (mut fixes, mut mended) = (0, HashSet::new());
        for _ in 0..MAX_ROUNDS {
            let paths = paths(arguments)?;
            let changed = fix(&analysis.sources, &found);
            for (id, (text, count)) in &changed {
                let Some(source) = analysis.sources.get(*id) else {
                    continue;
                };
                if let Some(path) = paths.get(&source.path) {
                    spec_files::write(path, text)?;
                    fixes += count;
                    mended.insert(source.path.clone());
                }
            }
            if changed.is_empty() {
                break;
            }
            (analysis, found) = analyse(arguments)?;
        }
        terminal::complain(&format!("{} in {}", count_fixes(fixes), count(mended.len(), "page")));
    }
    let is_human = arguments.format == Format::Human;
    if found.is_empty() && is_human {
        let pages = match arguments.files.len() {
            0 => analysis.sources.iter().count(),
            files => files,
        };
        terminal::print(&format!("{}, no errors or warnings", count(pages, "page")))?;
        return Ok(Outcome::Good);
    }
    let colour = is_human && terminal::takes_colour(&io::stdout());
    let text = render::render(&found, &analysis.sources, arguments.format.into(), colour);
    if !text.is_empty() {
        terminal::print(&text)?;
    }
    let has_errors = found.iter().any(|found| found.severity() == Severity::Error);
    Ok(if has_errors { Outcome::Bad } else { Outcome::Good })
}

fn count_fixes(number: usize) -> String {
    match number {
        1 => "1 fix".to_owned(),
        number => format!("{number} fixes"),
    }
}

/// The pages, and what is found in those that are asked about. A page outside of the directories is read as one more page.
fn analyse(arguments: &Lint) -> Result<(Analysis, Vec<Diagnostic>)> {
    let files = spec_files::read(&[arguments.pages.spec.as_slice(), &arguments.files].concat())?;
    let analysis = SpecFiles::of(
        files,
        &arguments.pages.types,
        config::of(arguments.pages.spec.iter().map(PathBuf::as_path))?,
    )?
    .analyse();
    let mut found = analysis.diagnostics.clone();
    if !arguments.files.is_empty() {
        let asked: Vec<String> = spec_files::read(&arguments.files)?
            .into_iter()
            .map(|page| page.source.path)
            .collect();
        found.retain(|found| asked.iter().any(|path| path == analysis.sources.path(found.span)));
    }
    Ok((analysis, found))
}

/// Where the pages are on disk, by the path that is printed.
fn paths(arguments: &Lint) -> Result<HashMap<String, PathBuf>> {
    let files = spec_files::read(&[arguments.pages.spec.as_slice(), &arguments.files].concat())?;
    Ok(files.into_iter().map(|page| (page.source.path, page.path)).collect())
}

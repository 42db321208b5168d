//! `lint`: reports errors and warnings in the pages, and makes the changes that mend them.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;

use anyhow::Result;
use octoscribe_generator::Analysis;
use octoscribe_generator::diagnostic::{Diagnostic, Severity};
use octoscribe_generator::fix::fix;
use octoscribe_generator::render::{self, Format};

use crate::cli::{Lint, Outcome};
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
    let (mut analysis, mut found, paths) = analyse(arguments)?;
    if arguments.fix {
        let (mut fixes, mut mended) = (0, HashSet::new());
        for _ in 0..MAX_ROUNDS {
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
            (analysis, found, _) = analyse(arguments)?;
        }
        terminal::complain(&format!("{} in {}", count(fixes, "fix"), count(mended.len(), "page")));
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
    let text = render::render(&found, &analysis.sources, arguments.format, colour);
    if !text.is_empty() {
        terminal::print(&text)?;
    }
    let has_errors = found.iter().any(|found| found.severity() == Severity::Error);
    Ok(if has_errors { Outcome::Bad } else { Outcome::Good })
}

/// The pages, what is found in those that are asked about, and where the pages are on disk, by the path that is printed. A page outside of the
/// directories is read as one more page.
fn analyse(Lint { pages, files, .. }: &Lint) -> Result<(Analysis, Vec<Diagnostic>, HashMap<String, PathBuf>)> {
    let all = spec_files::read(&[pages.spec.as_slice(), files].concat())?;
    let paths = all
        .iter()
        .map(|page| (page.source.path.clone(), page.path.clone()))
        .collect();
    let analysis = SpecFiles::of(all, &pages.types, config::of(&pages.spec)?)?.analyse();
    let mut found = analysis.diagnostics.clone();
    if !files.is_empty() {
        let asked = spec_files::read(files)?;
        let is_asked = |path| asked.iter().any(|page| page.source.path == path);
        found.retain(|found| is_asked(analysis.sources.path(found.span)));
    }
    Ok((analysis, found, paths))
}

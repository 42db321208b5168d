//! `fmt`: writes pages in their canonical form, or lists those that are not.

use anyhow::Result;
use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::Diagnostic;
use octoscribe_generator::page::document;
use octoscribe_generator::source::{SourceId, Sources};
use rayon::prelude::*;

use crate::cli::{Fmt, Outcome};
use crate::spec_files::{self, PageFile};
use crate::terminal::{self, count};
use crate::{config, paths};

/// Formats pages. Prints the errors of pages that can't be formatted, and leaves these as they are.
///
/// # Errors
/// When a page can't be read or written.
pub(crate) fn fmt(arguments: &Fmt) -> Result<Outcome> {
    let default = [paths::default_spec()];
    let chosen = [arguments.paths.as_slice(), &arguments.spec, &default];
    let chosen = chosen.into_iter().find(|paths| !paths.is_empty()).unwrap_or_default();
    let pages = spec_files::read(chosen)?;
    let config = config::of(chosen)?;
    let formatted: Vec<_> = pages.par_iter().map(|page| format(page, &config)).collect();
    let total = count(pages.len(), "page");
    let mut differing = Vec::new();
    let mut outcome = Outcome::Good;
    for (page, formatted) in pages.into_iter().zip(formatted) {
        match formatted {
            Ok(text) if *text == *page.source.text => {}
            Ok(text) => {
                if !arguments.check {
                    spec_files::write(&page.path, &text)?;
                }
                differing.push(page.source.path);
            }
            Err(found) => {
                outcome = Outcome::Bad;
                terminal::show(&found, &Sources::new(vec![page.source]));
            }
        }
    }
    if !arguments.check {
        terminal::print(&format!("{total}, {} formatted", differing.len()))?;
    } else if !differing.is_empty() {
        let lines: Vec<String> = differing.iter().map(|path| format!("differs: {path}\n")).collect();
        let number = differing.len();
        terminal::print(&format!(
            "{}{number} of {total} not in canonical form; run `{} fmt`",
            lines.concat(),
            paths::project().command
        ))?;
        outcome = Outcome::Bad;
    } else if outcome == Outcome::Good {
        terminal::print(&format!("{total} in canonical form"))?;
    }
    Ok(outcome)
}

fn format(page: &PageFile, config: &Config) -> Result<String, Vec<Diagnostic>> {
    match page.not_utf8 {
        Some(start) => Err(vec![spec_files::not_utf8(SourceId(0), start)]),
        None => document::format(&page.source, config),
    }
}

//! `lint`: reports errors and warnings in the pages.

use std::io;

use anyhow::Result;
use octoscribe_generator::render;

use crate::cli::{Format, Outcome, Pages};
use crate::spec_files::SpecFiles;
use crate::terminal::{self, count};

/// Prints all findings to standard output.
///
/// # Errors
/// When a page can't be read.
pub(crate) fn lint(pages: &Pages, format: Format) -> Result<Outcome> {
    let analysis = SpecFiles::read(pages)?.analyse();
    if analysis.diagnostics.is_empty() && format == Format::Human {
        terminal::print(&format!(
            "{}, no errors or warnings",
            count(analysis.sources.iter().count(), "page")
        ))?;
        return Ok(Outcome::Good);
    }
    let colour = format == Format::Human && terminal::takes_colour(&io::stdout());
    let text = render::render(&analysis.diagnostics, &analysis.sources, format.into(), colour);
    if !text.is_empty() {
        terminal::print(&text)?;
    }
    Ok(if analysis.has_errors() {
        Outcome::Bad
    } else {
        Outcome::Good
    })
}

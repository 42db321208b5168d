//! Diagnostics as text: for people, as JSON lines, and as SARIF.

mod human;
mod json;
mod positions;
mod sarif;

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// The forms that diagnostics are printed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// In rustc's manner, with the source line and a closing summary.
    #[default]
    Human,
    /// One JSON object a line with the keys `format` (1), `code`, `severity` (`error` or `warning`), `message`, `file`, `line`, `column`,
    /// `end_line`, `end_column`, `label`, `help` (text or `null`), `related` (a list of objects with a position and a label) and `fix` (a
    /// list of objects with a position and the `text` to write there, which belong together; empty where it isn't plain what was meant).
    ///
    /// Lines and columns count from 1, columns in characters; the end is the position after the last character.
    Json,
    /// SARIF 2.1.0 (OASIS), which code hosts and editors read.
    Sarif,
}

/// Prints diagnostics sorted by file, line, column and code. `colour` adds terminal colours to [`Format::Human`] and means nothing to the
/// others. The result ends in a newline unless it is empty.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, format: Format, colour: bool) -> String {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by(|one, other| {
        let key = |diagnostic: &Diagnostic| (diagnostic.span.start, diagnostic.code);
        let paths = sources.path(one.span).cmp(sources.path(other.span));
        paths.then_with(|| key(one).cmp(&key(other)))
    });
    match format {
        Format::Human => human::render(&sorted, sources, colour),
        Format::Json => json::render(&sorted, sources),
        Format::Sarif => sarif::render(&sorted, sources),
    }
}

//! Finds the line of a page on which a phrase of its normalized prose is.

use crate::ir::SourceLine;
use crate::source::{Sources, Span};

/// The line of a phrase in the row whose name cell is given; the row's own line where Markdown was normalized in the phrase.
pub(super) fn locate(sources: &Sources, name: Span, phrase: &str) -> SourceLine {
    let text = sources.get(name.source).map_or("", |source| &*source.text);
    let rest = text.get(name.start as usize..).unwrap_or("");
    let row = rest.get(..end_of_row(rest)).unwrap_or(rest);
    let line = phrase.lines().next().unwrap_or("");
    let offset = if line.is_empty() { None } else { row.find(line) };
    let at = offset.map_or(name.start, |offset| {
        name.start.saturating_add(u32::try_from(offset).unwrap_or(0))
    });
    SourceLine {
        file: sources.path(name).to_owned(),
        line: sources.line(Span {
            start: at,
            end: at,
            ..name
        }),
    }
}

/// The end of a row that starts within its name cell: that of the line in a pipe table, a closing tag in HTML.
fn end_of_row(text: &str) -> usize {
    let line = text.find('\n').unwrap_or(text.len());
    if text.get(..line).is_some_and(|line| line.contains("</")) {
        text.find("</tr").unwrap_or(text.len())
    } else {
        line
    }
}

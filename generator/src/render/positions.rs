//! Spans -> what is printed of them: lines, columns, and an excerpt.

use serde::Serialize;

use crate::source::{Sources, Span};

/// A span as it is printed; the end is the position after the last character.
#[derive(Serialize)]
pub(super) struct Position<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
}

/// The part of a span's first line that is shown, and where in it the span is (in bytes).
pub(super) struct Excerpt {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether nothing is missing in front, so that columns in the excerpt are columns of the line.
    pub(super) from_line_start: bool,
}

/// Characters in front of a span up to which a line counts as one that can be shown.
const BEFORE: usize = 1000;
/// Characters that are kept from the start of the span on.
const AFTER: usize = 200;

/// File, line and column of both ends of a span.
pub(super) fn position(span: Span, sources: &Sources) -> Position<'_> {
    let (text, index) = sources.indexed(span);
    let start = index.line_column(text, span.start as usize);
    let end = index.line_column(text, span.end.max(span.start) as usize);
    Position {
        file: sources.path(span),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

/// What to show of a span: its first line, without what is far from the span. The cost doesn't grow with the line.
pub(super) fn excerpt(span: Span, sources: &Sources) -> Excerpt {
    let (source, index) = sources.indexed(span);
    let start = span.start as usize;
    let before = source.get(index.line_start(start)..start).unwrap_or_default();
    let from_line_start = before.char_indices().nth(BEFORE).is_none();
    let mut text = if from_line_start {
        before.to_owned()
    } else {
        String::new()
    };
    let start_in_text = text.len();
    let rest = source.get(start..).unwrap_or_default().chars();
    let after: String = rest
        .take_while(|character| !matches!(character, '\n' | '\r'))
        .take(AFTER)
        .collect();
    let mut length = (span.end.saturating_sub(span.start) as usize).min(after.len());
    while !after.is_char_boundary(length) {
        length += 1;
    }
    text.push_str(&after);
    Excerpt {
        text: without_c1(text),
        start: start_in_text,
        end: start_in_text + length,
        from_line_start,
    }
}

/// The text with something to be seen in place of U+0080 to U+009F, some of which are commands to terminals. The renderer replaces the other
/// control characters. Their replacements take as many bytes, so that spans hold.
fn without_c1(text: String) -> String {
    let is_c1 = |c: char| matches!(c, '\u{80}'..='\u{9f}');
    if text.contains(is_c1) {
        text.replace(is_c1, "\u{b7}")
    } else {
        text
    }
}

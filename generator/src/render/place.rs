//! Spans -> lines and columns, with one line index for every source that is asked about.

use std::collections::HashMap;
use std::rc::Rc;

use crate::line_index::LineIndex;
use crate::source::{LineColumn, SourceId, Sources, Span};

/// Looks up places in the sources of a run.
pub(super) struct Places<'a> {
    sources: &'a Sources,
    indexes: HashMap<SourceId, Rc<LineIndex>>,
}

/// A span as it is printed.
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) start: LineColumn,
    /// The place behind the last character.
    pub(super) end: LineColumn,
}

/// The part of a span's first line that is shown, and where in it the span is (in bytes).
pub(super) struct Excerpt {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Characters of a line that are shown before the span.
const BEFORE: usize = 60;
/// Characters that are shown from the start of the span on.
const AFTER: usize = 100;

impl<'a> Places<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            indexes: HashMap::new(),
        }
    }

    /// File, line and column of both ends of a span.
    pub(super) fn place(&mut self, span: Span) -> Place<'a> {
        let (text, index) = self.indexed(span);
        Place {
            file: self.sources.path(span),
            start: index.line_column(text, span.start as usize),
            end: index.line_column(text, span.end.max(span.start) as usize),
        }
    }

    /// What to show of a span: its first line, or when that is long the surroundings of the span.
    pub(super) fn excerpt(&mut self, span: Span) -> Excerpt {
        let (text, index) = self.indexed(span);
        let start = span.start as usize;
        let line_start = index.start(index.line(start)).unwrap_or(0);
        let before = text.get(line_start..start).unwrap_or_default();
        // No more is looked at than could be shown, so that the cost doesn't grow with the line.
        let shown = |text: &str| {
            text.chars()
                .take(AFTER + 1)
                .take_while(|&character| character != '\n')
                .collect::<String>()
        };
        let after = shown(text.get(start..).unwrap_or_default());

        let skipped = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
        let mut excerpt = if skipped > 0 { "…".to_owned() } else { String::new() };
        excerpt.push_str(before.get(skipped..).unwrap_or_default());
        let start_in_excerpt = excerpt.len();
        let cut = after.char_indices().nth(AFTER).map(|(at, _)| at);
        let after = after
            .get(..cut.unwrap_or(after.len()))
            .unwrap_or_default()
            .trim_end_matches('\r');
        excerpt.push_str(after);
        let length = (span.end.saturating_sub(span.start) as usize).min(after.len());
        let mut end = start_in_excerpt + length;
        while !excerpt.is_char_boundary(end) {
            end -= 1;
        }
        if cut.is_some() {
            excerpt.push('…');
        }
        Excerpt {
            text: excerpt,
            start: start_in_excerpt,
            end,
        }
    }

    fn indexed(&mut self, span: Span) -> (&'a str, Rc<LineIndex>) {
        let text = self.sources.get(span.source).map_or("", |source| &source.text);
        let index = self
            .indexes
            .entry(span.source)
            .or_insert_with(|| Rc::new(LineIndex::new(text)));
        (text, Rc::clone(index))
    }
}

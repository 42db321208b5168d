//! What every part of the reader needs: the page's text, and the place where findings go.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::page::text::{Text, make_span};
use crate::source::{SourceId, Span};

/// Findings that one page may have before the reader stops noting more. A page that is nothing but mistakes would otherwise
/// need more memory for its findings than for itself.
const MAX_DIAGNOSTICS: usize = 500;

/// The page that is being read.
pub(crate) struct Context<'a> {
    /// Its id.
    pub(crate) id: SourceId,
    /// Its whole text.
    pub(crate) text: &'a str,
    /// Names that the page's example lists. A row whose `required` cell can't be read is as the example has it, so that one mistake is
    /// not reported a second time, as a disagreement between the two.
    pub(crate) example_names: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Context<'a> {
    /// Starts on a page.
    pub(crate) fn new(id: SourceId, text: &'a str) -> Self {
        Self {
            id,
            text,
            example_names: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Notes a finding.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Notes a finding that needs no more than a message.
    pub(crate) fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::new(code, span, message));
    }

    /// A span in this page.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        make_span(self.id, range)
    }

    /// The text of a range; empty for one that isn't in the page.
    pub(crate) fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or("")
    }

    /// A range without the whitespace at its ends; nothing at its start when there is nothing else in it.
    pub(crate) fn trim(&self, range: Range<usize>) -> Range<usize> {
        let text = self.slice(range.clone());
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return range.start..range.start;
        }
        let start = range.start + (text.len() - text.trim_start().len());
        start..start + trimmed.len()
    }

    /// The text of a range with its places.
    pub(crate) fn plain(&self, range: Range<usize>) -> Text<'a> {
        let start = range.start;
        Text::plain(self.id, self.slice(range), start)
    }

    /// What was found.
    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}

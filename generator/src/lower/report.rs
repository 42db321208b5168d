//! What lowering writes into while it runs: diagnostics, line numbers, and the nearest known name for an unknown one.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::ir::SourceLine;
use crate::line_index::LineIndex;
use crate::source::{SourceId, Sources, Span};
use crate::suggest::nearest;

/// How many unknown names of a page get a suggestion. Comparing a name with every known one is cheap for a mistyped page and costly
/// for a page made of nothing but unknown names.
const SUGGESTIONS: usize = 10;

/// The diagnostics so far, and what it takes to write good ones.
pub(super) struct Report<'a> {
    pub(super) sources: &'a Sources,
    pub(super) diagnostics: Vec<Diagnostic>,
    lines: HashMap<SourceId, LineIndex>,
    suggestions_left: usize,
}

impl<'a> Report<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            diagnostics: Vec::new(),
            lines: HashMap::new(),
            suggestions_left: SUGGESTIONS,
        }
    }

    /// Lowers several pages at once, each with a report of its own; what those say is added in the order of the pages.
    pub(super) fn of_each<P: Sync, T: Send>(
        &mut self,
        pages: &[P],
        lower: impl Fn(&P, &mut Report<'a>) -> T + Sync,
    ) -> Vec<T> {
        let sources = self.sources;
        let lowered: Vec<(T, Vec<Diagnostic>)> = pages
            .par_iter()
            .map(|page| {
                let mut report = Report::new(sources);
                let lowered = lower(page, &mut report);
                (lowered, report.diagnostics)
            })
            .collect();
        let (lowered, found): (Vec<T>, Vec<Vec<Diagnostic>>) = lowered.into_iter().unzip();
        self.diagnostics.extend(found.into_iter().flatten());
        lowered
    }

    /// Adds a diagnostic.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// File and line of a span.
    pub(super) fn location(&mut self, span: Span) -> SourceLine {
        let sources = self.sources;
        let index = self.lines.entry(span.source).or_insert_with(|| {
            let text = sources.get(span.source).map_or("", |source| &source.text);
            LineIndex::new(text)
        });
        SourceLine {
            file: sources.path(span).to_owned(),
            line: index.line(span.start as usize),
        }
    }

    /// The help line that names the nearest known name.
    pub(super) fn did_you_mean<'n>(&mut self, word: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
        self.suggestions_left = self.suggestions_left.checked_sub(1)?;
        nearest(word, known).map(|name| format!("did you mean `{name}`?"))
    }
}

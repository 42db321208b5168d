//! What lowering writes into while it runs: findings, and the nearest known name for an unknown one.

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Findings, Help};
use crate::ir::SourceLine;
use crate::source::{Sources, Span};
use crate::suggest::nearest;

/// How many unknown names of a page get a suggestion. Comparing a name with every known one is cheap for a mistyped page and costly
/// for a page made of nothing but unknown names.
const SUGGESTIONS: usize = 10;

/// The diagnostics so far, and what it takes to write good ones.
pub(super) struct Report<'a> {
    pub(super) sources: &'a Sources,
    pub(super) findings: Findings,
    suggestions_left: usize,
}

impl<'a> Report<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            findings: Findings::default(),
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
        let lowered: Vec<(T, Findings)> = pages
            .par_iter()
            .map(|page| {
                let mut report = Report::new(sources);
                let lowered = lower(page, &mut report);
                (lowered, report.findings)
            })
            .collect();
        let add = |(lowered, found)| {
            self.findings.append(found);
            lowered
        };
        lowered.into_iter().map(add).collect()
    }

    /// Adds a finding; its label, related places and help are set on what it returns.
    pub(super) fn add(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.findings.add(code, span, message)
    }

    /// File and line of a span.
    pub(super) fn location(&self, span: Span) -> SourceLine {
        SourceLine {
            file: self.sources.path(span).to_owned(),
            line: self.sources.line(span),
        }
    }

    /// The nearest known name for an unknown one.
    pub(super) fn nearest<'n>(&mut self, word: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
        self.suggestions_left = self.suggestions_left.checked_sub(1)?;
        nearest(word, known)
    }

    /// The help for an unknown name: the nearest known one, or else what `otherwise` says.
    pub(super) fn did_you_mean<'n>(
        &mut self,
        word: &str,
        known: impl Iterator<Item = &'n str>,
        otherwise: &str,
    ) -> Help {
        let nearest = self.nearest(word, known);
        nearest.map_or_else(|| otherwise.into(), Help::did_you_mean)
    }
}

//! What every part of the reader needs: the page's text, and the place where findings go.

use std::ops::Range;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::page::fault::Fault;
use crate::page::text::Text;
use crate::source::{SourceId, Span, Spanned};

/// Findings of one page that are kept. A page that is nothing but mistakes would otherwise need more memory for its findings than for itself.
const MAX_DIAGNOSTICS: usize = 500;

/// The page that is being read.
pub(crate) struct Context<'a> {
    /// Its id.
    pub(crate) id: SourceId,
    /// Its whole text.
    pub(crate) text: &'a str,
    /// The settings of the crate that it is for.
    pub(crate) config: &'a Config,
    /// Names that the page's example lists. A row whose `required` cell can't be read is as the example has it, so that one mistake is
    /// not reported a second time, as a disagreement between the two.
    pub(crate) example_names: Vec<String>,
    findings: Findings,
}

impl<'a> Context<'a> {
    /// Starts on a page of a crate with these settings.
    pub(crate) fn new(id: SourceId, text: &'a str, config: &'a Config) -> Self {
        Self {
            id,
            text,
            config,
            example_names: Vec::new(),
            findings: Findings::default(),
        }
    }

    /// Adds a finding; its label, related places and help are set on what it returns.
    pub(crate) fn add(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.findings.truncate(MAX_DIAGNOSTICS);
        self.findings.add(code, span, message)
    }

    /// What a text was read as. If it could not be read, reports why. The way out is to write what is `meant`, or that of the fault, or `help`,
    /// the usual one.
    pub(crate) fn accept<T>(
        &mut self,
        code: Code,
        text: &Text<'_>,
        read: Result<T, Fault>,
        help: Option<&str>,
        meant: impl FnOnce(&str) -> Option<String>,
    ) -> Option<Spanned<T>> {
        let fault = match read {
            Ok(value) => return Some(Spanned::new(value, text.whole())),
            Err(fault) => fault,
        };
        let found = self.add(fault.code.unwrap_or(code), text.span(fault.range), fault.message);
        if let Some(meant) = meant(text.as_str()) {
            found.help(format!("write `{meant}`"));
            if let Some(spelled) = text.spelled(&meant) {
                found.edit(text.whole(), spelled);
            }
        } else if let Some(help) = fault.help {
            found.help(help.spelled(|instead| text.spelled(instead)));
        } else if let Some(help) = help {
            found.help(help);
        }
        None
    }

    /// A span in this page.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.id, range)
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

    /// The first line of a range, without the whitespace at its end.
    pub(crate) fn first_line(&self, range: Range<usize>) -> Range<usize> {
        let line = self.slice(range.clone()).lines().next().unwrap_or("");
        range.start..range.start + line.trim_end().len()
    }

    /// The text of a range with its places.
    pub(crate) fn plain(&self, range: Range<usize>) -> Text<'a> {
        let start = range.start;
        Text::plain(self.id, self.slice(range), start)
    }

    /// Drops what was found in a range.
    pub(crate) fn forget(&mut self, range: Range<usize>) {
        self.findings
            .retain(|found| !range.contains(&(found.span.start as usize)));
    }

    /// What was found.
    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        let mut found = self.findings.finish();
        found.truncate(MAX_DIAGNOSTICS);
        found
    }
}

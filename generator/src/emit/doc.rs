//! Rustdoc comments: one attribute a line, wrapped to the width of the file.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::markdown;
pub(crate) use crate::markdown::{code_span as code, escape_inline as inline, first_paragraph};
use crate::source::path_in_uri;

/// A rustdoc comment, collected block by block. Prose reaches the tokens as string literals only.
#[derive(Debug, Default)]
pub(crate) struct Doc {
    lines: Vec<String>,
    below_heading: bool,
}

impl Doc {
    /// A comment that starts with this paragraph.
    pub(crate) fn new(paragraph: &str) -> Self {
        let mut doc = Self::default();
        doc.paragraphs(paragraph);
        doc
    }

    /// Adds Markdown after an empty line, with its paragraphs wrapped.
    pub(crate) fn paragraphs(&mut self, markdown: &str) -> &mut Self {
        if markdown.trim().is_empty() {
            return self;
        }
        self.gap();
        markdown::wrap(markdown, &mut self.lines);
        self
    }

    /// Adds a heading after an empty line; what comes next is directly below it.
    pub(crate) fn heading(&mut self, text: &str) -> &mut Self {
        self.gap();
        self.lines.push(format!("# {text}"));
        self.below_heading = true;
        self
    }

    /// Adds lines after an empty line, as they are.
    pub(crate) fn verbatim(&mut self, lines: impl IntoIterator<Item = String>) -> &mut Self {
        self.gap();
        self.lines.extend(lines);
        self
    }

    fn gap(&mut self) {
        if !self.lines.is_empty() && !std::mem::take(&mut self.below_heading) {
            self.lines.push(String::new());
        }
    }

    /// `#[doc = " …"]` for each line, printed as `///`.
    pub(crate) fn outer(&self) -> TokenStream {
        let lines = self.lines.iter().map(|line| literal(line));
        quote!(#(#[doc = #lines])*)
    }

    /// `#![doc = " …"]` for each line, printed as `//!`.
    pub(crate) fn inner(&self) -> TokenStream {
        let lines = self.lines.iter().map(|line| literal(line));
        quote!(#(#![doc = #lines])*)
    }
}

/// A line with a space before it. The literal is raw: writing and reading escapes would take a tenth of a whole run.
fn literal(line: &str) -> Literal {
    let space = if line.is_empty() { "" } else { " " };
    let mut end = "\"".to_owned();
    while line.contains(&end) {
        end.push('#');
    }
    let hashes = end.trim_start_matches('"');
    let raw = format!("r{hashes}\"{space}{line}{end}").parse();
    // A lone carriage return can't be in a raw literal.
    raw.unwrap_or_else(|_| Literal::string(&format!("{space}{line}")))
}

/// A link to a page; `None` where the URL of the pages isn't known.
pub(crate) fn page_link(text: &str, pages_url: Option<&str>, file: &str) -> Option<String> {
    Some(format!(
        "[{text}]({}/{})",
        pages_url?.trim_end_matches('/'),
        path_in_uri(file)
    ))
}

//! Rustdoc comments: one attribute a line, wrapped to the width of the file.

use proc_macro2::TokenStream;
use quote::quote;

use crate::source::path_in_uri;

/// Where lines are broken, counted without the comment sign and the indentation.
const WIDTH: usize = 110;

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
        wrap(markdown, &mut self.lines);
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

    /// Adds a line directly below the last one.
    pub(crate) fn line(&mut self, line: String) -> &mut Self {
        self.lines.push(line);
        self
    }

    fn gap(&mut self) {
        if !self.lines.is_empty() && !std::mem::take(&mut self.below_heading) {
            self.lines.push(String::new());
        }
    }

    /// `#[doc = " …"]` for each line, printed as `///`.
    pub(crate) fn outer(&self) -> TokenStream {
        let lines = self.lines.iter().map(|line| spaced(line));
        quote!(#(#[doc = #lines])*)
    }

    /// `#![doc = " …"]` for each line, printed as `//!`.
    pub(crate) fn inner(&self) -> TokenStream {
        let lines = self.lines.iter().map(|line| spaced(line));
        quote!(#(#![doc = #lines])*)
    }
}

fn spaced(line: &str) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!(" {line}")
    }
}

/// A one-line string of the docs, safe inside rustdoc.
pub(crate) fn inline(plain: &str) -> String {
    crate::page::prose::escape_inline(plain)
}

/// A string as inline code, whatever backticks it holds.
pub(crate) fn code(plain: &str) -> String {
    let longest = plain.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let flat: String = plain.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if longest > 0 || flat.starts_with(' ') || flat.is_empty() {
        format!("{fence} {flat} {fence}")
    } else {
        format!("{fence}{flat}{fence}")
    }
}

/// A link to a page by way of the path back to the workspace.
pub(crate) fn page_link(text: &str, back: &str, file: &str) -> String {
    format!("[{text}]({back}{})", path_in_uri(file))
}

/// The paragraph that normalized Markdown starts with, which is one line. A list item can take nothing else in: what other blocks have
/// behind their first line would be Markdown of its own there.
pub(crate) fn first_paragraph(markdown: &str) -> Option<&str> {
    let line = markdown.lines().next()?;
    let after_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = after_digits.len() < line.len() && after_digits.starts_with(". ");
    let is_other = is_numbered || ["- ", "> ", "| ", "```"].iter().any(|start| line.starts_with(start));
    (!is_other && !line.is_empty()).then_some(line)
}

/// Wraps normalized Markdown: paragraphs, list items and quotes are broken at spaces, fenced code and tables stay as they are.
fn wrap(markdown: &str, lines: &mut Vec<String>) {
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let trimmed = line.trim_start();
        let marker = trimmed.split(|c| c != '`').next().filter(|run| run.len() >= 3);
        match (fence, marker) {
            (Some(open), Some(run)) if run.len() >= open.len() => fence = None,
            (None, Some(run)) => fence = Some(run),
            (None, None) if !trimmed.starts_with('|') => {
                wrap_line(line, lines);
                continue;
            }
            _ => {}
        }
        lines.push(line.to_owned());
    }
}

/// Wraps one line; what follows keeps the indentation of the list item or the sign of the quote.
fn wrap_line(line: &str, lines: &mut Vec<String>) {
    if line.chars().count() <= WIDTH {
        lines.push(line.to_owned());
        return;
    }
    let prefix = continuation(line);
    let text = line.trim_start();
    let mut current = " ".repeat(line.len() - text.len());
    let mut width = current.len();
    let mut at_start = true;
    let mut in_code = false;
    for word in text.trim_end().split(' ') {
        let length = word.chars().count();
        // A code span keeps its spaces, and a word that could open a block must not come to stand at the start of a line.
        if !at_start && width + 1 + length > WIDTH && !in_code && !opens_block(word) {
            lines.push(std::mem::take(&mut current));
            current.push_str(&prefix);
            width = prefix.len();
        } else if !at_start {
            current.push(' ');
            width += 1;
        }
        current.push_str(word);
        width += length;
        at_start = false;
        in_code ^= word.matches('`').count() % 2 == 1;
    }
    lines.push(current);
}

/// What the lines behind the first one of a block start with.
fn continuation(line: &str) -> String {
    let mut prefix = String::new();
    let mut rest = line;
    loop {
        if let Some(after) = rest.strip_prefix("> ") {
            prefix.push_str("> ");
            rest = after;
        } else if let Some(after) = rest.strip_prefix(' ') {
            prefix.push(' ');
            rest = after;
        } else if let Some(after) = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("* ")) {
            prefix.push_str("  ");
            rest = after;
        } else {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            match rest.get(digits..).filter(|after| digits > 0 && after.starts_with(". ")) {
                Some(after) => {
                    prefix.push_str(&" ".repeat(digits + 2));
                    rest = after.get(2..).unwrap_or("");
                }
                None => return prefix,
            }
        }
    }
}

/// Whether Markdown takes a line that starts with this word for something other than the paragraph's continuation.
fn opens_block(word: &str) -> bool {
    let ordered = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_rule = |sign: char| !word.is_empty() && word.chars().all(|c| c == sign);
    word.is_empty()
        || word.starts_with(['#', '>', '|', '<', '~'])
        || word.starts_with("```")
        || ['+', '-', '*', '_', '='].into_iter().any(is_rule)
        || (ordered.len() < word.len() && ordered.starts_with(['.', ')']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(markdown: &str) -> String {
        let mut lines = Vec::new();
        wrap(markdown, &mut lines);
        lines.join("\n")
    }

    #[test]
    fn paragraphs_and_list_items_are_broken_at_spaces() {
        let text = "word ".repeat(30);
        insta::assert_snapshot!(wrapped(&format!("{text}\n\n- {text}\n\n> {text}")), @r"
        word word word word word word word word word word word word word word word word word word word word word word
        word word word word word word word word

        - word word word word word word word word word word word word word word word word word word word word word
          word word word word word word word word word

        > word word word word word word word word word word word word word word word word word word word word word
        > word word word word word word word word word
        ");
    }

    #[test]
    fn no_line_starts_with_a_sign_that_opens_a_block() {
        let text = format!("{} # not a heading and 1. not a list", "word ".repeat(19).trim_end());
        assert!(
            wrapped(&text)
                .lines()
                .all(|line| line.starts_with("word") || !opens_block(line)),
            "{}",
            wrapped(&text)
        );
    }

    #[test]
    fn list_items_take_in_paragraphs_only() {
        assert_eq!(first_paragraph("Text.\n\n```text\ncode\n```"), Some("Text."));
        assert_eq!(first_paragraph("2026 was it."), Some("2026 was it."));
        for block in [
            "",
            "```text\n~~~rust\ncode\n~~~\n```",
            "- a\n- b",
            "12. a",
            "> a",
            "| a |\n| --- |",
        ] {
            assert_eq!(first_paragraph(block), None, "{block}");
        }
    }

    #[test]
    fn code_stays_as_it_is() {
        let code = format!("```text\n{}\n```", "x ".repeat(100));
        assert_eq!(wrapped(&code), code);
    }
}

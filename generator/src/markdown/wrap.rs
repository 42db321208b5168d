//! Lines of Markdown that has been made inert: broken at spaces, and its parts that fit into other lines.

use std::sync::LazyLock;

use regex_lite::Regex;

/// Indentation, quotes and list items at the start of a line.
static SIGNS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(?: |> |[-*] |\d+\. )+").ok());

/// Words that open a block.
static OPENING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:[#>|<~]|```|\d+[.)]|(?:\++|-+|\*+|_+|=+)$)").ok());

/// Where lines are broken, counted without the comment sign and the indentation.
const WIDTH: usize = 110;

/// Wraps normalized Markdown: paragraphs, list items and quotes are broken at spaces, fenced code and tables stay as they are.
pub(crate) fn wrap(markdown: &str, lines: &mut Vec<String>) {
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
        // A code span keeps its spaces, and a word that could open a block must not be at the start of a line.
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

/// What the lines after the first one of a block start with.
fn continuation(line: &str) -> String {
    let signs = SIGNS.as_ref().and_then(|signs| signs.find(line));
    let signs = signs.map_or("", |signs| signs.as_str());
    signs.replace(|c| c != '>', " ")
}

/// Whether Markdown takes a line that starts with this word for something other than the paragraph's continuation.
fn opens_block(word: &str) -> bool {
    word.is_empty() || OPENING.as_ref().is_some_and(|opening| opening.is_match(word))
}

/// The paragraph that normalized Markdown starts with, which is one line. A list item can hold nothing else: what other blocks have after
/// their first line would be Markdown of its own there.
pub(crate) fn first_paragraph(markdown: &str) -> Option<&str> {
    let line = markdown.lines().next()?;
    let is_other = !continuation(line).is_empty() || line.starts_with("| ") || line.starts_with("```");
    (!is_other && !line.is_empty()).then_some(line)
}

/// A string as inline code, whatever backticks it holds.
pub(crate) fn code_span(plain: &str) -> String {
    let longest = plain.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let flat: String = plain.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if longest > 0 || flat.starts_with(' ') || flat.is_empty() {
        format!("{fence} {flat} {fence}")
    } else {
        format!("{fence}{flat}{fence}")
    }
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

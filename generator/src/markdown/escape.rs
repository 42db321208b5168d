//! Text, code and destinations as parts of a line of Markdown.

use std::borrow::Cow;

use percent_encoding::percent_encode_byte;

/// Appends plain text: nothing in it is markup, no word of it can start a block, and all its whitespace is single spaces. URLs become links when `links` is set.
pub(super) fn push_text(out: &mut String, text: &str, links: bool) {
    let links = links && text.contains("http");
    let mut rest = text;
    while !rest.is_empty() {
        let at_word_start = out.is_empty() || out.ends_with(' ');
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if length == 0 {
            if !at_word_start {
                out.push(' ');
            }
            rest = rest.trim_start();
            continue;
        }
        let (word, after) = rest.split_at(length);
        rest = after;
        push_word(out, word, at_word_start, links, rest.chars().next());
    }
}

/// Appends a word; `next` is the character after it, if it is known.
fn push_word(out: &mut String, word: &str, at_word_start: bool, links: bool, next: Option<char>) {
    if at_word_start {
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        match word.get(digits..) {
            // An ordered list.
            Some(mark @ ("." | ")")) if digits > 0 => {
                out.push_str(word.get(..digits).unwrap_or(""));
                out.push('\\');
                out.push_str(mark);
                return;
            }
            // Lists, headings, rules, the underline of a heading or of a table's header.
            Some(_)
                if ["+", "#", "=", "-:"]
                    .iter()
                    .any(|marks| word.chars().all(|c| marks.contains(c))) =>
            {
                out.push('\\');
            }
            Some(_) if word.starts_with('>') => out.push('\\'),
            _ => {}
        }
    }
    let mut rest = word;
    while let Some(start) = links.then(|| rest.find("http")).flatten() {
        let (before, candidate) = rest.split_at(start);
        push_escaped(out, before, candidate.chars().next());
        let length = url_length(candidate);
        let (url, after) = candidate.split_at(length.unwrap_or("http".len()));
        if length.is_some() {
            out.push('<');
            out.push_str(url);
            out.push('>');
        } else {
            out.push_str(url);
        }
        rest = after;
    }
    push_escaped(out, rest, next);
}

/// The length of the URL at the start of a text, without punctuation at its end.
fn url_length(text: &str) -> Option<usize> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let end = host.find(|c| !is_url_character(c)).unwrap_or(host.len());
    let host = host
        .get(..end)?
        .trim_end_matches(['.', ',', ':', ';', '!', '?', '\'', '*', '_', '~', '&']);
    (!host.is_empty()).then(|| text.find("//").map_or(0, |at| at + 2) + host.len())
}

/// RFC 3986's characters without brackets, which are written around URLs in prose.
fn is_url_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c)
}

/// Escapes characters that may be markup. `next` is the character that follows, as far as known.
fn push_escaped(out: &mut String, text: &str, next: Option<char>) {
    let is_special = |c| matches!(c, '`' | '&' | '_' | '<' | '\\' | '*' | '[' | ']' | '|' | '~');
    let mut rest = text;
    while let Some((plain, special)) = rest.find(is_special).and_then(|at| rest.split_at_checked(at)) {
        out.push_str(plain);
        let mut chars = special.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        let next = rest.chars().next().or(next);
        match c {
            // A code span would end at an escaped backtick.
            '`' => out.push_str("&#96;"),
            '&' if next.is_none_or(|next| next == '#' || next.is_ascii_alphabetic()) => out.push_str("&amp;"),
            '_' if out.ends_with(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric) => out.push('_'),
            '<' if !next.is_some_and(char::is_whitespace) => out.push_str("\\<"),
            '\\' | '*' | '_' | '[' | ']' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out.push_str(rest);
}

/// Appends a code span, for code without backticks.
pub(super) fn push_code(out: &mut String, code: &str, in_table: bool) {
    let code = code.trim();
    if code.is_empty() {
        return;
    }
    // Two spans without anything between them would be one.
    if out.ends_with('`') {
        out.push(' ');
    }
    out.push('`');
    for c in code.chars() {
        match c {
            '|' if in_table => out.push_str("\\|"),
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('`');
}

/// A link's destination as an absolute URL, `/rest` on the host `docs`, that is safe between the round brackets of a link; `None` when it has no scheme that
/// links in docs may have.
pub(crate) fn absolute_link(destination: &str, docs: &str) -> Option<String> {
    let destination = destination.trim();
    let destination = if destination.starts_with('/') && !destination.starts_with("//") {
        Cow::Owned(format!("{docs}{destination}"))
    } else {
        Cow::Borrowed(destination)
    };
    let (scheme, rest) = destination.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let has_target = match scheme.as_str() {
        "http" | "https" => rest
            .strip_prefix("//")
            .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/')),
        "mailto" => !rest.is_empty(),
        _ => false,
    };
    has_target.then(|| format!("{scheme}:{}", percent_encoded(rest)))
}

fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_url_character(char::from(byte)) {
            out.push(char::from(byte));
        } else {
            out.push_str(percent_encode_byte(byte));
        }
    }
    out
}

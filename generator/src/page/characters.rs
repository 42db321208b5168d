//! Characters that make text look like something else than it is.
//!
//! Bidirectional controls reorder what people see ("Trojan Source", CVE-2021-42574); invisible ones make two names look the same;
//! other controls have no meaning in Markdown. Pages need none of them.

use crate::diagnostic::{Code, Diagnostic};
use crate::page::context::Context;
use crate::page::text::Text;
use crate::source::Span;

/// Findings of this kind that one page may have.
const MAX_FINDINGS: usize = 20;

/// Whether pages may not contain this character.
pub(crate) fn is_forbidden(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        // Arabic letter mark, left-to-right and right-to-left marks, embeddings, overrides and isolates;
        // line and paragraph separators, which break lines in some readers only;
        // soft hyphen, zero-width space, word joiner and byte order mark, which can't be seen. (The zero-width joiner is part of emoji.)
        '\u{061C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{00AD}'
        | '\u{200B}'
        | '\u{2060}'
        | '\u{FEFF}' => true,
        other => other.is_control(),
    }
}

/// Whether the path of the page is one that can be shown and linked to; reports what can't stand in it.
pub(crate) fn check_path(ctx: &mut Context<'_>, path: &str) -> bool {
    let found = path.chars().find(|c| is_forbidden(*c) || c.is_control());
    if let Some(c) = found {
        let message = format!(
            "the character U+{:04X} is not allowed in the path of a page",
            u32::from(c)
        );
        let start = ctx.span(0..0);
        ctx.report(Diagnostic::new(Code::ForbiddenCharacter, start, message).help("rename the file or its folder"));
    }
    found.is_none()
}

/// Reports the runs of forbidden characters in the page from `start` on.
pub(crate) fn check(ctx: &mut Context<'_>, start: usize) {
    let text = ctx.slice(start..ctx.text.len());
    // Almost every page is plain ASCII, which needs no decoding.
    if text
        .bytes()
        .all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t'))
    {
        return;
    }
    let mut at = start;
    for _ in 0..MAX_FINDINGS {
        let rest = ctx.slice(at..ctx.text.len());
        let Some((offset, c)) = rest.char_indices().find(|(_, c)| is_forbidden(*c)) else {
            return;
        };
        let after = rest.get(offset..).unwrap_or("");
        let run = after.len() - after.trim_start_matches(is_forbidden).len();
        at += offset + run;
        let span = ctx.span(at - run..at);
        ctx.report(finding(c, span));
    }
}

/// The finding for a run of forbidden characters that starts with this one.
pub(crate) fn finding(c: char, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::ForbiddenCharacter,
        span,
        format!("the character U+{:04X} is not allowed in pages", u32::from(c)),
    )
    .label("a control or invisible character")
    .help("delete it; pages need no control, bidirectional or invisible characters")
}

/// Reports a forbidden character that came out of an escape, such as `&#x202E;` or `"\u202E"`. Those that stand in the page as such
/// are reported by [`check`].
pub(crate) fn check_decoded(ctx: &mut Context<'_>, text: &Text<'_>) {
    if text.is_verbatim() {
        return;
    }
    let span = text.whole();
    let written = ctx.slice(span.start as usize..span.end as usize);
    if let Some(c) = text
        .as_str()
        .chars()
        .find(|c| is_forbidden(*c) && !written.contains(*c))
    {
        ctx.report(finding(c, span));
    }
}

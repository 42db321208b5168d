//! Reports characters that pages may not contain.

use crate::diagnostic::Code;
use crate::page::context::Context;
use crate::page::text::Text;
use crate::source::{Span, is_forbidden};

/// Findings of this kind that one page may have.
const MAX_FINDINGS: usize = 20;

/// Whether the path of the page is one that can be shown and linked to; reports what can't be in it.
pub(crate) fn check_path(ctx: &mut Context<'_>, path: &str) -> bool {
    let found = path.chars().find(|c| is_forbidden(*c) || c.is_control());
    if let Some(c) = found {
        let message = format!(
            "the character U+{:04X} is not allowed in the path of a page",
            u32::from(c)
        );
        ctx.add(Code::ForbiddenCharacter, ctx.span(0..0), message)
            .help("rename the file or its directory");
    }
    found.is_none()
}

/// Reports the runs of forbidden characters in the page from `start` on.
pub(crate) fn check(ctx: &mut Context<'_>, start: usize) {
    let mut at = start;
    for _ in 0..MAX_FINDINGS {
        let rest = ctx.slice(at..ctx.text.len());
        let Some((offset, c)) = rest.char_indices().find(|(_, c)| is_forbidden(*c)) else {
            return;
        };
        let after = rest.get(offset..).unwrap_or("");
        let run = after.len() - after.trim_start_matches(is_forbidden).len();
        at += offset + run;
        report(ctx, c, ctx.span(at - run..at));
    }
}

/// Reports a run of forbidden characters that starts with this one.
pub(crate) fn report(ctx: &mut Context<'_>, c: char, span: Span) {
    let message = format!("the character U+{:04X} is not allowed in pages", u32::from(c));
    ctx.add(Code::ForbiddenCharacter, span, message)
        .label("a control or invisible character")
        .help("delete it; pages need no control, bidirectional or invisible characters");
}

/// Reports a forbidden character that came out of an escape, such as `&#x202E;` or `"\u202E"`. Those that are in the page as such
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
        report(ctx, c, span);
    }
}

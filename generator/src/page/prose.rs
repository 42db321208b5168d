//! Prose of a page: made inert, with what is wrong in it reported.

use std::ops::Range;

use crate::markdown::inert;
use crate::page::characters;
use crate::page::context::Context;
use crate::page::text::Text;

/// Makes a piece of Markdown inert. Blocks that start in one of the `skipped` ranges of the page are left out.
pub(crate) fn normalize(ctx: &mut Context<'_>, markdown: &Text<'_>, skipped: &[Range<usize>]) -> String {
    let is_skipped = |offset: usize| {
        let start = markdown.span(offset..offset).start as usize;
        skipped.iter().any(|skipped| skipped.contains(&start))
    };
    let docs = &ctx.config.docs.host;
    inert(markdown.as_str(), docs, &is_skipped, &mut |c, range| {
        characters::report(ctx, c, markdown.span(range));
    })
}

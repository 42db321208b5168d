//! Markdown: what it means in pages, and how prose becomes lines that are safe and tidy inside rustdoc.
//!
//! Docs are untrusted text, and rustdoc runs code blocks, passes HTML through and resolves links in brackets. So prose is parsed and
//! written again, from the parsed events only. The result has these properties, whatever the input is:
//!
//! - Every code block is a fence tagged `text`, longer than any run of backticks in it. Other backticks are around code spans only, one
//!   on each side.
//! - There is no HTML, no link with a scheme other than `http`, `https` or `mailto`, no image, no footnote and no link to an item.
//! - A paragraph, list item, heading or table row is one line, which [`wrap`] breaks at spaces outside of code spans: no word of it can
//!   start a block.
//! - Blocks are separated by an empty line, except the items of a tight list.

mod escape;
mod inert;
#[cfg(test)]
mod tests;
mod wrap;
mod writer;

use pulldown_cmark::Options;

pub(crate) use escape::absolute_link;
pub(crate) use inert::{escape_inline, inert};
pub(crate) use wrap::{code_span, first_paragraph, wrap};

/// What Markdown means in pages: GitHub's flavour.
pub(crate) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

//! What rustdoc makes of a doc comment: the parts of it that do more than show text.

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

/// The options that rustdoc reads docs with.
pub(crate) const RUSTDOC: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// Says what rustdoc would object to, or run.
pub(crate) fn objections(markdown: &str) -> Vec<String> {
    // rustdoc's way of asking about links that have no destination.
    let resolve = |_: BrokenLink<'_>| Some((CowStr::from("item"), CowStr::from("")));
    let mut found = Vec::new();
    let mut in_link = false;
    let mut in_code = false;
    for event in Parser::new_with_broken_link_callback(markdown, RUSTDOC, Some(resolve)) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => found.push(format!("HTML {html}")),
            Event::FootnoteReference(label) | Event::Start(Tag::FootnoteDefinition(label)) => {
                found.push(format!("footnote {label}"));
            }
            Event::Start(Tag::Image { dest_url, .. }) => found.push(format!("image {dest_url}")),
            Event::Start(Tag::CodeBlock(kind)) => {
                in_code = true;
                found.extend(code(&kind));
            }
            Event::Start(Tag::Link {
                link_type, dest_url, ..
            }) => {
                in_link = true;
                let is_known = ["http://", "https://", "mailto:"]
                    .iter()
                    .any(|scheme| dest_url.starts_with(scheme));
                if !is_known || !matches!(link_type, LinkType::Inline | LinkType::Autolink) {
                    found.push(format!("link {dest_url}"));
                }
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::End(TagEnd::Link) => in_link = false,
            Event::Text(text) if !in_link && !in_code && is_bare_url(&text) => found.push(format!("bare URL {text}")),
            _ => {}
        }
    }
    found
}

/// What is said of a code block that is not plain text.
fn code(kind: &CodeBlockKind<'_>) -> Option<String> {
    match kind {
        CodeBlockKind::Indented => Some("indented code".to_owned()),
        CodeBlockKind::Fenced(info) => (&**info != "text").then(|| format!("fence {info}")),
    }
}

/// Something like `https://host.tld`, for which rustdoc has a lint.
fn is_bare_url(text: &str) -> bool {
    text.split("http").skip(1).any(|rest| {
        let host = rest
            .strip_prefix("s://")
            .or_else(|| rest.strip_prefix("://"))
            .unwrap_or("");
        let host = host
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-')
            .next()
            .unwrap_or("");
        host.split_once('.')
            .is_some_and(|(name, top)| name.len() > 1 && top.len() > 1)
    })
}

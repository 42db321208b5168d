//! Makes the prose of pages harmless inside rustdoc.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag, TagEnd};

use super::OPTIONS;
use super::escape::{absolute_link, push_code, push_text};
use super::writer::Writer;
use crate::source::is_forbidden;

/// Makes plain text of one line safe as Markdown.
#[must_use]
pub(crate) fn escape_inline(text: &str) -> String {
    let text = permitted(text, &mut |_| {});
    let mut out = String::new();
    push_text(&mut out, &text, true);
    out.trim_end().to_owned()
}

/// Parses Markdown and writes it again, harmless and tidy. Links such as `/rest` go to the host
/// `docs`. Leaves out the blocks whose first byte `is_skipped`; calls `forbidden` for
/// characters that pages may not contain and that are written as character references, with the range that they are in.
pub(crate) fn inert(
    markdown: &str,
    docs: &str,
    is_skipped: &dyn Fn(usize) -> bool,
    forbidden: &mut dyn FnMut(char, Range<usize>),
) -> String {
    let mut renderer = Renderer {
        docs,
        ..Renderer::default()
    };
    let mut depth = 0_usize;
    let mut skipping = false;
    for (event, range) in Parser::new_ext(markdown, OPTIONS).into_offset_iter() {
        let is_start = matches!(event, Event::Start(_));
        let is_end = matches!(event, Event::End(_));
        if is_start && depth == 0 {
            skipping = is_skipped(range.start);
        }
        depth = (depth + usize::from(is_start)).saturating_sub(usize::from(is_end));
        if !skipping {
            // Forbidden characters that are in the page as such have been reported already.
            let written = markdown.get(range.clone()).unwrap_or_default();
            renderer.event(event, &mut |c| {
                if !written.contains(c) {
                    forbidden(c, range.clone());
                }
            });
        }
        skipping &= depth > 0;
    }
    renderer.end_line();
    renderer.writer.finish()
}

#[derive(Default)]
struct Renderer<'d> {
    /// The host of links without one.
    docs: &'d str,
    writer: Writer,
    /// What is written of the current line.
    inline: String,
    /// Text that comes next and isn't escaped yet. Escaping looks at whole words, which the parser cuts into pieces.
    text: String,
    /// The open links and images.
    links: Vec<OpenLink>,
    /// The open emphasis.
    marks: Vec<OpenMark>,
    /// Markdown that the next line starts with.
    lead: String,
    /// The content of the open code block.
    code: Option<String>,
    html: String,
    /// The rows of the open table, the header first.
    table: Option<Vec<Vec<String>>>,
    in_heading: bool,
    /// Whether the current text is in a paragraph, heading or HTML block.
    in_block: bool,
}

struct OpenLink {
    /// The destination, when the link is written as a link.
    url: Option<String>,
    /// Whether only the destination is written.
    is_autolink: bool,
    /// Where its text starts in the current line.
    start: usize,
}

struct OpenMark {
    /// What is written on both sides; nothing where the mark would say what is said already.
    text: &'static str,
    /// How long the current line was, and the text that was to follow, in case that nothing comes between the two sides.
    before: (usize, String),
    /// Where its content starts in the current line.
    content: usize,
}

impl Renderer<'_> {
    /// Takes the next event, and calls `forbidden` for characters that it must not have.
    fn event(&mut self, event: Event<'_>, forbidden: &mut dyn FnMut(char)) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            // Math isn't among the options.
            Event::Text(text) | Event::InlineHtml(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                let place = self.code.as_mut().unwrap_or(&mut self.text);
                place.push_str(&permitted(&text, forbidden));
            }
            Event::Html(text) => self.html.push_str(&permitted(&text, forbidden)),
            Event::Code(code) => {
                let code = permitted(&code, forbidden);
                if code.contains('`') {
                    // As text, so that spans are always between single backticks and no line can be broken in a way that makes a fence.
                    self.text.push_str(code.trim());
                } else if !code.trim().is_empty() {
                    self.flush_text();
                    push_code(&mut self.inline, &code, self.table.is_some());
                }
            }
            Event::FootnoteReference(label) => {
                self.text.push_str(&permitted(&format!("[{label}]"), forbidden));
            }
            Event::TaskListMarker(done) => self.text.push_str(if done { "[x] " } else { "[ ] " }),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::Rule => self.end_line(),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.open_mark("*"),
            // A heading is bold as a whole.
            Tag::Strong => self.open_mark(if self.in_heading { "" } else { "**" }),
            Tag::Strikethrough => {
                // Four tildes at the start of a line would be a fence.
                let is_nested = self.marks.iter().any(|mark| mark.text == "~~");
                self.open_mark(if is_nested { "" } else { "~~" });
            }
            Tag::Link {
                link_type, dest_url, ..
            } => self.start_link(&dest_url, matches!(link_type, LinkType::Autolink)),
            Tag::Image { dest_url, .. } => self.start_link(&dest_url, false),
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.push(Vec::new());
                }
            }
            Tag::Superscript | Tag::Subscript | Tag::TableCell => {}
            block => {
                self.end_line();
                self.start_block(block);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.in_block = true,
            Tag::Heading { .. } => {
                self.in_heading = true;
                self.in_block = true;
            }
            Tag::BlockQuote(kind) => {
                self.writer.start_quote();
                // GitHub calls its alerts what the parser calls them.
                self.lead = kind.map_or(String::new(), |kind| format!("**{kind:?}:** "));
            }
            Tag::List(first) => self.writer.start_list(first),
            Tag::Item => self.writer.start_item(),
            Tag::FootnoteDefinition(label) => {
                let label = permitted(&label, &mut |_| {});
                push_text(&mut self.lead, &format!("[{label}]: "), true);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.end_lead();
                self.code = Some(String::new());
            }
            Tag::Table(_) => {
                self.end_lead();
                self.table = Some(Vec::new());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.close_mark(),
            TagEnd::Link | TagEnd::Image => self.end_link(),
            TagEnd::Heading(_) => {
                self.flush_text();
                let text = std::mem::take(&mut self.inline);
                let text = text.trim();
                if !text.is_empty() {
                    self.inline = format!("**{text}**");
                }
                self.in_heading = false;
                self.end_line();
                self.in_block = false;
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.writer.code(&code);
                }
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                let html = html.trim();
                // A comment isn't meant to be seen.
                if !(html.starts_with("<!--") && html.ends_with("-->")) {
                    self.text.push_str(html);
                }
                self.end_line();
                self.in_block = false;
            }
            TagEnd::TableHead | TagEnd::TableRow | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Table => self.end_table(),
            TagEnd::Item => {
                self.end_line();
                self.writer.end();
            }
            TagEnd::BlockQuote(_) => {
                self.end_line();
                self.end_lead();
                self.writer.end();
            }
            TagEnd::List(_) => self.writer.end(),
            _ => {
                self.end_line();
                self.in_block = false;
            }
        }
    }

    /// Escapes what text has come together.
    fn flush_text(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            let in_link = self.links.iter().any(|link| link.url.is_some());
            // A space after an opening mark would turn it into the sign of a list item.
            let written = self.marks.iter().rev().find(|mark| !mark.text.is_empty());
            let is_after_mark = written.is_some_and(|mark| mark.content == self.inline.len());
            let text = if is_after_mark { text.trim_start() } else { &text };
            push_text(&mut self.inline, text, !in_link);
        }
    }

    fn open_mark(&mut self, text: &'static str) {
        let before = (self.inline.len(), self.text.clone());
        if !text.is_empty() {
            self.flush_text();
            self.inline.push_str(text);
        }
        self.marks.push(OpenMark {
            text,
            before,
            content: self.inline.len(),
        });
    }

    fn close_mark(&mut self) {
        let is_written = |mark: &OpenMark| !mark.text.is_empty();
        if self.marks.last().is_some_and(is_written) {
            self.flush_text();
        }
        let Some(OpenMark { text, before, content }) = self.marks.pop().filter(is_written) else {
            return;
        };
        if self
            .inline
            .get(content..)
            .is_some_and(|content| content.trim().is_empty())
        {
            // Marks with nothing between them would mean something else, a rule or a fence. The text around them is one text.
            self.inline.truncate(before.0);
            self.text = before.1;
        } else {
            self.inline.push_str(text);
        }
    }

    fn take_line(&mut self) -> Option<String> {
        self.flush_text();
        let inline = std::mem::take(&mut self.inline);
        let line = inline.trim();
        if line.is_empty() {
            return None;
        }
        Some(std::mem::take(&mut self.lead) + line)
    }

    /// Writes the current line as a block of its own, if there is one.
    fn end_line(&mut self) {
        if let Some(line) = self.take_line() {
            if self.in_block {
                self.writer.block([line.as_str()]);
            } else {
                // Text in a list item without a paragraph around it makes the list a tight one.
                self.writer.item_text(&line);
            }
        }
    }

    /// Writes what should have started a line as a line of its own, where no line follows.
    fn end_lead(&mut self) {
        let lead = std::mem::take(&mut self.lead);
        if !lead.is_empty() {
            self.writer.block([lead.trim_end()]);
        }
    }

    fn start_link(&mut self, destination: &str, is_autolink: bool) {
        // Links don't nest, but an image may be in a link, and a link in the text of an image: the outer one counts.
        let url = absolute_link(destination, self.docs).filter(|_| self.links.is_empty());
        // Without a destination its text is part of the text around it, and may be part of a URL.
        if url.is_some() {
            self.flush_text();
        }
        // `![…](…)` would be an image.
        if url.is_some() && self.inline.ends_with('!') {
            self.inline.pop();
            self.inline.push_str("\\!");
        }
        let start = self.inline.len();
        if url.is_some() {
            self.inline.push('[');
        }
        self.links.push(OpenLink {
            url,
            is_autolink,
            start,
        });
    }

    fn end_link(&mut self) {
        if self.links.last().is_some_and(|link| link.url.is_some()) {
            self.flush_text();
        }
        let Some(OpenLink {
            url: Some(url),
            is_autolink,
            start,
        }) = self.links.pop()
        else {
            return;
        };
        let has_text = self.inline.get(start + 1..).is_some_and(|text| !text.trim().is_empty());
        if has_text && !is_autolink {
            self.inline.push_str("](");
            self.inline.push_str(&url.replace('&', "&amp;"));
            self.inline.push(')');
        } else {
            self.inline.truncate(start);
            self.inline.push('<');
            self.inline.push_str(&url);
            self.inline.push('>');
        }
    }

    fn end_cell(&mut self) {
        self.flush_text();
        let cell = std::mem::take(&mut self.inline);
        if let Some(row) = self.table.as_mut().and_then(|table| table.last_mut()) {
            row.push(cell.trim().to_owned());
        }
    }

    fn end_table(&mut self) {
        let rows = self.table.take().unwrap_or_default();
        let Some(header) = rows.first() else { return };
        let delimiters = format!("|{}", " --- |".repeat(header.len()));
        let mut lines: Vec<String> = rows.iter().map(|cells| format!("| {} |", cells.join(" | "))).collect();
        lines.insert(1, delimiters);
        self.writer.block(lines.iter().map(String::as_str));
    }
}

/// The text without its forbidden characters, which `forbidden` is called for.
fn permitted<'t>(text: &'t str, forbidden: &mut dyn FnMut(char)) -> Cow<'t, str> {
    if !text.contains(is_forbidden) {
        return text.into();
    }
    text.chars().filter(|c| is_forbidden(*c)).for_each(forbidden);
    text.replace(is_forbidden, "").into()
}

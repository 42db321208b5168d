//! Takes the body of a page apart: title, prose with its notices, and the sections with their tables.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::diagnostic::{Code, Help};
use crate::markdown::OPTIONS;
use crate::page::context::Context;
use crate::page::html_table::{HtmlTable, opens_table};
use crate::page::notice::{self, Notices};
use crate::page::table::{Cell, Table, TableRow};
use crate::source::{Span, Spanned};
use crate::suggest::{self, quoted, suggestion};

/// The section of an endpoint that lists its parameters.
pub const PARAMETERS: &str = "Parameters";
/// The section of an endpoint that lists its responses.
pub const RESPONSES: &str = "Responses";
/// The section of a schema that lists its fields.
pub const FIELDS: &str = "Fields";

/// A section with a table.
#[derive(Debug)]
pub(crate) struct Section {
    /// Its title.
    pub(crate) title: &'static str,
    /// Its heading.
    pub(crate) heading: Range<usize>,
    /// Its table; `None` when it says that there is nothing to list.
    pub(crate) table: Option<Table>,
    says_none: bool,
    has_stray_text: bool,
}

/// The parts of a page's body.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    /// The text of the first heading.
    pub(crate) title: Option<Spanned<String>>,
    /// Everything before the first section.
    pub(crate) intro: Range<usize>,
    /// Blocks of the intro that aren't part of the description.
    pub(crate) not_description: Vec<Range<usize>>,
    /// What the markers say.
    pub(crate) notices: Notices,
    /// The sections in the order of the page.
    pub(crate) list: Vec<Section>,
    /// Whether the heading of one is part of something that isn't closed.
    pub(crate) is_swallowed: bool,
}

impl Sections {
    /// The first section with a title.
    pub(crate) fn get(&self, title: &str) -> Option<&Section> {
        self.list.iter().find(|section| section.title == title)
    }
}

/// Reads the body of a page that may have these sections.
pub(crate) fn split(ctx: &mut Context<'_>, body: usize, known: &[&'static str]) -> Sections {
    let markdown = ctx.slice(body..ctx.text.len());
    let mut walker = Walker {
        ctx,
        known,
        parts: Sections {
            intro: body..body + markdown.len(),
            ..Sections::default()
        },
        region: Region::Intro,
        example: None,
        swallower: 0..0,
        html: None,
        pipes: None,
        heading: None,
        consumed: 0,
        depth: 0,
    };
    for (event, range) in Parser::new_ext(markdown, OPTIONS).into_offset_iter() {
        walker.event(&event, body + range.start..body + range.end);
    }
    walker.finish()
}

/// Which part of the page the walk is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Region {
    Intro,
    /// In the last of the sections.
    Section,
    /// Under a heading that isn't known; what is there has been reported with it.
    Unknown,
}

struct Walker<'c, 'a> {
    ctx: &'c mut Context<'a>,
    known: &'c [&'static str],
    parts: Sections,
    region: Region,
    /// The last block of the intro, if it is a `js` fence.
    example: Option<Range<usize>>,
    /// The last fence or piece of HTML: what isn't closed goes on to the end of the page.
    swallower: Range<usize>,
    html: Option<HtmlTable>,
    pipes: Option<Table>,
    heading: Option<(HeadingLevel, String)>,
    /// Up to where the page has been read as HTML.
    consumed: usize,
    depth: usize,
}

impl Walker<'_, '_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => {
                self.start(tag, range);
                self.depth += 1;
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(*tag, range);
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, heading)) = &mut self.heading {
                    heading.push_str(text);
                }
                if let Some(table) = self
                    .html
                    .as_mut()
                    .filter(|_| self.heading.is_none() && range.start >= self.consumed)
                {
                    table.text(self.ctx, range);
                }
            }
            Event::InlineHtml(_) if self.html.is_some() => self.html(range),
            Event::Rule if self.depth == 0 && self.html.is_none() => self.block(range, false),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        if let Some(table) = &mut self.pipes {
            add_piped(table, self.ctx, tag, range);
            return;
        }
        if let Tag::Heading { level, .. } = tag
            && self.depth == 0
        {
            self.heading = Some((*level, String::new()));
            return;
        }
        if self.html.is_some() {
            if *tag == Tag::HtmlBlock || self.is_indented_html(tag, range.clone()) {
                self.html(range);
            } else if *tag == Tag::CodeBlock(CodeBlockKind::Indented) {
                self.check_code_in_cell(range);
            }
            return;
        }
        if self.depth > 0 {
            return;
        }
        match tag {
            Tag::HtmlBlock if self.region == Region::Section && opens_table(self.ctx.slice(range.clone())) => {
                self.html = Some(HtmlTable::default());
                self.html(range);
            }
            Tag::HtmlBlock | Tag::Table(_) if self.region == Region::Intro => {
                self.check_table_in_prose(&range);
                self.swallower = range.clone();
                self.block(range, false);
            }
            Tag::Table(_) if self.region == Region::Section => {
                self.pipes = Some(Table {
                    end: self.ctx.trim(range.clone()).end,
                    range: self.ctx.first_line(range),
                    ..Table::default()
                });
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                self.swallower = range.clone();
                let language = info.split([' ', ',', '{']).next().unwrap_or("");
                self.block(range, matches!(language, "js" | "javascript"));
            }
            Tag::HtmlBlock => {
                self.swallower = range.clone();
                self.block(range, false);
            }
            _ => self.block(range, false),
        }
    }

    /// Reports a table in the prose that has the columns of a section: its heading is missing.
    fn check_table_in_prose(&mut self, range: &Range<usize>) {
        let table = self.ctx.slice(range.clone()).to_ascii_lowercase();
        let header = if table.trim_start().starts_with("<table") {
            table.split("</tr>").next().unwrap_or("")
        } else {
            table.lines().next().unwrap_or("")
        };
        let has = |title: &str| {
            header
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|word| word == title)
        };
        let meant = self.known.iter().find(|title| match **title {
            RESPONSES => has("status") && has("description"),
            _ => has("name") && has("required"),
        });
        if let Some(title) = meant {
            let span = self.ctx.span(self.ctx.first_line(range.clone()));
            let start = Span::new(span.source, range.start..range.start);
            let message = "this table is in the prose, not in a section";
            self.ctx
                .add(Code::MissingSection, span, message)
                .help(format!("write `## {title}` above it"))
                .edit(start, format!("## {title}\n\n"));
        }
    }

    /// Tags that are indented like code: the table goes on, whatever Markdown makes of it.
    fn is_indented_html(&self, tag: &Tag<'_>, range: Range<usize>) -> bool {
        let code = self.ctx.slice(range).trim_start();
        *tag == Tag::CodeBlock(CodeBlockKind::Indented)
            && ["</t", "<td", "<tr"]
                .iter()
                .any(|start| code.get(..3).is_some_and(|code| code.eq_ignore_ascii_case(start)))
    }

    /// Reports a row or cell that ends in a cell's indented code: all rows after it would be code as well, and nobody would miss them.
    fn check_code_in_cell(&mut self, range: Range<usize>) {
        let code = self.ctx.slice(range.clone()).to_ascii_lowercase();
        let tag = ["</td", "</tr", "<td", "<tr"]
            .iter()
            .filter_map(|tag| code.find(tag))
            .min();
        if let Some(tag) = tag {
            let offset = range.start + tag;
            let message = "this tag is part of indented code, and so is what follows";
            self.ctx
                .add(Code::InvalidTable, self.ctx.span(offset..offset + 1), message)
                .help(
                    "after an empty line, four spaces make code: indent the text in the cell by less, or use a fence",
                );
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Table => {
                if let Some(mut table) = self.pipes.take() {
                    if self.parts.list.last().is_some_and(|section| section.table.is_none()) {
                        table.check_pipes(self.ctx);
                    }
                    self.table(table);
                }
            }
            TagEnd::Heading(_) if self.depth == 0 => {
                if let Some((level, text)) = self.heading.take() {
                    self.heading(level, text.trim(), range);
                }
            }
            _ => {}
        }
    }

    /// A piece of HTML while a table is open.
    fn html(&mut self, range: Range<usize>) {
        let Some(table) = &mut self.html else { return };
        let end = table.feed(self.ctx, range.clone());
        self.consumed = range.end;
        if let (Some(end), Some(table)) = (end, self.html.take_if(|_| end.is_some())) {
            self.table(table.table);
            // What follows on the lines after `</table>` is still HTML for the Markdown parser.
            let rest = self.ctx.trim(end..range.end.max(end));
            if !rest.is_empty() {
                self.block(rest, false);
            }
        }
    }

    fn heading(&mut self, level: HeadingLevel, text: &str, range: Range<usize>) {
        let range = self.ctx.trim(range);
        let known = self.known.iter().copied().find(|title| *title == text);
        let is_section = level == HeadingLevel::H2 && known.is_some();
        if self.html.is_some() && !is_section {
            // A heading in a cell.
            return;
        }
        if level == HeadingLevel::H1 && self.parts.title.is_none() && self.region == Region::Intro {
            self.parts.title = Some(Spanned::new(text.to_owned(), self.ctx.span(range.clone())));
            self.parts.not_description.push(range);
            return;
        }
        let is_near = self.known.iter().any(|title| title.eq_ignore_ascii_case(text));
        if level > HeadingLevel::H2 && self.region != Region::Section && !is_near {
            self.example = None;
            return;
        }
        if let Some(table) = self.html.take() {
            let table = table.abandon(self.ctx, range.start);
            self.keep(table);
        }
        self.end_of_part(range.start);
        if let Some(title) = known.filter(|_| is_section) {
            self.section(title, range);
            return;
        }
        let (message, help) = match known {
            Some(title) => (
                format!("the heading of a section has two `#`, as in `## {title}`"),
                Help::write(&format!("## {title}")),
            ),
            None => (
                format!("the section {} is not known", quoted(text)),
                suggestion(text, self.known).spelled(|title| Some(format!("## {title}"))),
            ),
        };
        self.ctx
            .add(Code::UnknownSection, self.ctx.span(range.clone()), message)
            .help(help);
        // A misspelled section is taken for the one that was meant.
        let meant = known.or_else(|| suggest::meant(text, self.known));
        match meant.filter(|title| self.parts.get(title).is_none()) {
            Some(title) => self.section(title, range),
            None => self.region = Region::Unknown,
        }
    }

    fn section(&mut self, title: &'static str, heading: Range<usize>) {
        if let Some(first) = self.parts.get(title) {
            let first = self.ctx.span(first.heading.clone());
            let message = format!("duplicate section {}", quoted(title));
            self.ctx
                .add(Code::Duplicate, self.ctx.span(heading.clone()), message)
                .related(first, "first here");
        }
        self.region = Region::Section;
        self.parts.list.push(Section {
            title,
            heading,
            table: None,
            says_none: false,
            has_stray_text: false,
        });
    }

    /// Closes the intro or the open section.
    fn end_of_part(&mut self, end: usize) {
        match self.region {
            Region::Intro => {
                self.parts.intro.end = end;
                self.parts.not_description.extend(self.example.take());
            }
            Region::Section => {
                if let Some(section) = self
                    .parts
                    .list
                    .last()
                    .filter(|section| section.table.is_none() && !section.says_none && !section.has_stray_text)
                {
                    let span = self.ctx.span(section.heading.clone());
                    let message = format!("the section {} has no table", quoted(section.title));
                    let found = self.ctx.add(Code::InvalidTable, span, message);
                    if section.title == PARAMETERS {
                        found.help("an endpoint that takes nothing says: This endpoint has no parameters");
                    }
                }
            }
            Region::Unknown => {}
        }
    }

    fn table(&mut self, mut table: Table) {
        if self.parts.list.last().is_some_and(|section| section.table.is_none()) {
            table.check(self.ctx);
        }
        self.keep(table);
    }

    fn keep(&mut self, table: Table) {
        let Some(section) = self.parts.list.last_mut() else {
            return;
        };
        if let Some(first) = &section.table {
            let first = self.ctx.span(first.range.clone());
            let message = format!("the section {} has a second table", quoted(section.title));
            self.ctx
                .add(Code::InvalidTable, self.ctx.span(table.range), message)
                .related(first, "first table");
            return;
        }
        section.table = Some(table);
    }

    /// A block that isn't a heading, a table of a section, or inside something.
    fn block(&mut self, range: Range<usize>, is_example: bool) {
        let range = self.ctx.trim(range);
        let line = self.ctx.slice(self.ctx.first_line(range.clone()));
        if let Some(title) = self
            .known
            .iter()
            .copied()
            .find(|title| is_meant_as_heading(line, title))
        {
            let span = self.ctx.span(self.ctx.first_line(range.clone()));
            let message = format!("the heading of a section has two `#` and a space, as in `## {title}`");
            let help = Help::write(&format!("## {title}"));
            self.ctx.add(Code::UnknownSection, span, message).help(help);
            self.end_of_part(range.start);
            self.section(title, range);
            return;
        }
        let is_notice = notice::read(self.ctx, range.clone(), &mut self.parts.notices);
        match self.region {
            Region::Intro if is_notice => self.parts.not_description.push(range),
            Region::Intro => self.example = is_example.then_some(range),
            Region::Unknown => {}
            Region::Section if is_notice => {}
            Region::Section => {
                let text = self.ctx.slice(range.clone());
                if let Some(section) = self.parts.list.last_mut()
                    && section.title == PARAMETERS
                    && text.trim_end_matches('.') == "This endpoint has no parameters"
                {
                    section.says_none = true;
                } else if !(text.starts_with("<!--") && text.ends_with("-->"))
                    && let Some(section) = self.parts.list.last_mut().filter(|section| !section.has_stray_text)
                {
                    section.has_stray_text = true;
                    let span = self.ctx.span(self.ctx.first_line(range));
                    let message = "this text is in a section that holds a table only";
                    self.ctx
                        .add(Code::StrayText, span, message)
                        .help(if text.starts_with('|') {
                            "no empty line divides a table, and the line below its header is `|---|---|`, with as many cells"
                        } else if text.starts_with("<t") {
                            "a table in HTML starts with `<table>`"
                        } else {
                            "prose belongs before the first section, or into a cell"
                        });
                }
            }
        }
    }

    fn finish(mut self) -> Sections {
        let end = self.ctx.text.len();
        if let Some(table) = self.html.take() {
            let table = table.abandon(self.ctx, end);
            self.keep(table);
        }
        self.end_of_part(end);
        self.check_swallowed();
        self.parts
    }

    /// Reports a fence, a comment or a piece of HTML that takes in the heading of a section, and nothing of what follows from that.
    fn check_swallowed(&mut self) {
        let is_missed = |title: &&&str| self.parts.get(title).is_none();
        for title in self.known.iter().filter(is_missed) {
            let heading = format!("\n## {title}");
            let body = self.ctx.slice(self.parts.intro.start..self.ctx.text.len());
            let is_alone = |at: &usize| {
                let after = body.get(at + heading.len()..).unwrap_or("");
                after.lines().next().unwrap_or("").trim().is_empty()
            };
            let matches = body.match_indices(&heading).map(|(at, _)| at);
            let Some(at) = matches.filter(is_alone).last() else {
                continue;
            };
            let offset = self.parts.intro.start + at + 1;
            let heading = self.ctx.span(offset..offset + heading.len() - 1);
            let what = self.ctx.slice(self.swallower.clone()).trim_start();
            let (what, end) = match what {
                what if what.starts_with("<!--") => ("comment", "-->"),
                what if what.starts_with("~~~") => ("fence", "~~~"),
                what if what.starts_with('<') => ("piece of HTML", "an empty line"),
                _ => ("fence", "```"),
            };
            let start = self.swallower.start;
            let span = if self.swallower.contains(&offset) {
                self.ctx.span(self.ctx.first_line(start..self.ctx.text.len()))
            } else {
                heading
            };
            self.ctx.forget(start.max(self.parts.intro.start)..self.ctx.text.len());
            let message = format!("the section `{title}` is part of this {what}");
            self.ctx
                .add(Code::MissingSection, span, message)
                .related(heading, "its heading")
                .help(format!("end it with `{end}` before the heading").replace("`an empty line`", "an empty line"));
            self.parts.is_swallowed = true;
            break;
        }
    }
}

/// Whether a line that isn't a heading looks like that of a section: `##Fields`, `**Fields**`, `<h2>Fields</h2>`.
fn is_meant_as_heading(line: &str, title: &str) -> bool {
    let marks = |c: char| matches!(c, '#' | '*' | '_' | ':' | ' ');
    let inside = line
        .strip_prefix("<h2>")
        .and_then(|line| line.strip_suffix("</h2>"))
        .unwrap_or(line);
    let is_marked = line.starts_with(['#', '*', '_', '<']);
    is_marked && inside.trim_matches(marks).eq_ignore_ascii_case(title)
}

/// Takes a part of a pipe table into it.
fn add_piped(table: &mut Table, ctx: &Context<'_>, tag: &Tag<'_>, range: Range<usize>) {
    match tag {
        Tag::TableRow => {
            table.rows.push(TableRow {
                cells: Vec::new(),
                range: ctx.trim(range),
            });
        }
        Tag::TableCell => {
            let cell = Cell {
                range: ctx.trim(range),
                is_piped: true,
            };
            match table.rows.last_mut() {
                Some(row) => row.cells.push(cell),
                None => table.header.push(cell),
            }
        }
        _ => {}
    }
}

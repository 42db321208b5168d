//! A page as text that can be changed and written: front-matter and tables in parts, prose as it is.
//!
//! [`Document::parse`] and [`Document::render`] together are the formatter. A page in canonical form has its keys in a fixed order,
//! its tables in HTML with the columns in a fixed order, and each cell in one spelling. Prose is never changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::page::context::Context;
use crate::page::front_matter::{self, FrontMatter, Value};
use crate::page::table::{Cell, Table as ReadTable};
use crate::page::{FIELDS, Kind, PARAMETERS, Page, RESPONSES, constraints, reader, sections, type_expression};
use crate::source::{Source, SourceId, Span, Spanned};

/// A page in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The front-matter.
    pub keys: BTreeMap<String, Key>,
    /// What follows the front-matter, in order.
    pub body: Vec<Part>,
}

/// The value of a key in the front-matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A string on one line.
    Text(String),
    /// Groups of parameter names.
    Groups(Vec<Vec<String>>),
}

/// A part of a page's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everything that isn't the table of a section, headings included.
    Text(String),
    /// The table of a section.
    Table(Table),
}

/// The table of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The title of its section: [`PARAMETERS`], [`RESPONSES`] or [`FIELDS`].
    pub section: &'static str,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row: the text of each cell that isn't empty. Descriptions are Markdown, the others plain text.
pub type Row = BTreeMap<Column, String>;

/// The columns in canonical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// `name`, or `status` in a table of responses.
    Name,
    /// `in`
    In,
    /// `required`
    Required,
    /// `type`
    Type,
    /// `constraints`
    Constraints,
    /// `default`
    Default,
    /// `description`
    Description,
}

impl Column {
    const ALL: [Self; 7] = [
        Self::Name,
        Self::In,
        Self::Required,
        Self::Type,
        Self::Constraints,
        Self::Default,
        Self::Description,
    ];

    /// Its title in the tables of a section.
    #[must_use]
    pub fn title(self, section: &str) -> &'static str {
        match self {
            Self::Name if section == RESPONSES => "status",
            Self::Name => "name",
            Self::In => "in",
            Self::Required => "required",
            Self::Type => "type",
            Self::Constraints => "constraints",
            Self::Default => "default",
            Self::Description => "description",
        }
    }

    /// Whether the tables of a section have the column even where all its cells are empty.
    fn is_fixed(self, section: &str) -> bool {
        match self {
            Self::Name | Self::Required | Self::Description => true,
            Self::Type => section == RESPONSES,
            _ => false,
        }
    }
}

/// Formats a page of a crate with these settings, and makes sure that the result says the same.
///
/// # Errors
/// The errors of a page that can't be read whole, or whose comments would be lost. They belong to the source 0.
pub fn format(source: &Source, config: &Config) -> Result<String, Vec<Diagnostic>> {
    let document = Document::parse(source, config)?;
    let formatted = Source {
        path: source.path.clone(),
        text: document.render().into(),
    };
    let is_same = Document::parse(&formatted, config).is_ok_and(|again| again == document);
    if is_same {
        return Ok(formatted.text.to_string());
    }
    let start = Span::new(SourceId(0), 0..0);
    let mut found = Diagnostic::new(
        Code::NotFormattable,
        start,
        "the page would say something else after formatting",
    );
    found.help("write its tables in HTML, with blank lines in descriptions only");
    Err(vec![found])
}

impl Document {
    /// Takes a page apart that agrees with the settings of its crate.
    ///
    /// # Errors
    /// The errors of a page that can't be read whole, or that has comments where a document has no room for them. They belong to the
    /// source 0.
    pub fn parse(source: &Source, config: &Config) -> Result<Self, Vec<Diagnostic>> {
        let id = SourceId(0);
        let mut diagnostics = Vec::new();
        let read = reader::read(id, source, config, &mut diagnostics);
        diagnostics.retain(|diagnostic| diagnostic.severity() == Severity::Error);
        let sections: &[&str] = match read {
            Some(Page::Endpoint(_)) => &[PARAMETERS, RESPONSES],
            _ => &[FIELDS],
        };
        let mut ctx = Context::new(id, &source.text, config);
        let Some(front_matter) = front_matter::read(&mut ctx).filter(|_| diagnostics.is_empty()) else {
            return Err(diagnostics);
        };
        let mut at = front_matter.body;
        let split = sections::split(&mut ctx, at, sections);
        // What these two find is among the diagnostics of the page.
        let mut ctx = Context::new(id, &source.text, config);
        let keys = keys(&mut ctx, front_matter);
        let mut body = Vec::new();
        for section in split.list {
            let Some(read) = section.table else { continue };
            body.extend(Part::text(ctx.slice(at..read.range.start)));
            at = read.end;
            body.push(Part::Table(Table::new(&mut ctx, section.title, &read)));
        }
        body.extend(Part::text(ctx.slice(at..source.text.len())));
        let lost = ctx.finish();
        if lost.is_empty() {
            Ok(Self { keys, body })
        } else {
            Err(lost)
        }
    }

    /// Writes the page in its canonical form.
    #[must_use]
    pub fn render(&self) -> String {
        let mut page = String::from("---\n");
        let kind = match self.keys.get("type") {
            Some(Key::Text(name)) => Kind::named(name),
            _ => None,
        };
        let order = kind.unwrap_or(Kind::Endpoint).keys();
        let mut keys: Vec<(&String, &Key)> = self.keys.iter().collect();
        keys.sort_by_key(|(key, _)| order.iter().position(|known| known == key).unwrap_or(order.len()));
        for (key, value) in keys {
            let _ = writeln!(page, "{key}: {value}");
        }
        page.push_str("---\n");
        for part in &self.body {
            let text = match part {
                Part::Text(text) => trim_lines(text).to_owned(),
                Part::Table(table) => table.render(),
            };
            if !text.is_empty() {
                page.push('\n');
                page.push_str(&text);
                page.push('\n');
            }
        }
        page
    }
}

impl Part {
    /// Text as the page has it; `None` where there is nothing but whitespace.
    fn text(text: &str) -> Option<Self> {
        let text = unix(trim_lines(text));
        (!text.is_empty()).then_some(Self::Text(text))
    }
}

/// The keys of the front-matter. Reports comments among them.
fn keys(ctx: &mut Context<'_>, front_matter: FrontMatter<'_>) -> BTreeMap<String, Key> {
    let written = ctx
        .slice(front_matter.opening.end..front_matter.body)
        .matches('#')
        .count();
    let mut kept = 0;
    let mut keys = BTreeMap::new();
    for entry in front_matter.entries {
        let value = match entry.value {
            Value::Text(text) if entry.key.value == "is" => match type_expression::read(&text) {
                Ok(ty) => Key::Text(ty.to_string()),
                Err(_) => continue,
            },
            Value::Text(text) => Key::Text(text.as_str().trim().to_owned()),
            Value::Groups(groups) => {
                let names = |group: Vec<Spanned<_>>| group.into_iter().map(|name| name.value).collect();
                Key::Groups(groups.into_iter().map(names).collect())
            }
            Value::Other(_) => continue,
        };
        kept += value.to_string().matches('#').count();
        keys.insert(entry.key.value, value);
    }
    if written > kept {
        let message = "formatting would drop a comment in the front-matter";
        ctx.add(Code::NotFormattable, ctx.span(front_matter.opening), message)
            .help("write it as an HTML comment below the heading");
    }
    keys
}

/// A text without the blank lines at its start and the whitespace at its end.
fn trim_lines(text: &str) -> &str {
    let text = text.trim_end();
    let start = text.len() - text.trim_start().len();
    let line = text.get(..start).and_then(|blank| blank.rfind('\n'));
    text.get(line.map_or(0, |newline| newline + 1)..).unwrap_or("")
}

/// A text with the line breaks of Unix.
fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&scalar(text, false)),
            Self::Groups(groups) => {
                let group = |names: &Vec<String>| {
                    let names: Vec<String> = names.iter().map(|name| scalar(name, true)).collect();
                    format!("[{}]", names.join(", "))
                };
                let groups: Vec<String> = groups.iter().map(group).collect();
                write!(f, "[{}]", groups.join(", "))
            }
        }
    }
}

/// A string on one line in YAML: plain where YAML reads it back as it is, in single quotes elsewhere.
fn scalar(text: &str, in_list: bool) -> String {
    let line = if in_list { format!("[{text}]") } else { text.to_owned() };
    let is_plain = serde_yaml::from_str::<serde_yaml::Value>(&line).is_ok_and(|value| {
        let value = if in_list { value.get(0) } else { Some(&value) };
        value.and_then(|value| value.as_str()) == Some(text)
    });
    if is_plain {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

impl Table {
    /// Takes over a table that has been read. Reports comments outside of its cells.
    fn new(ctx: &mut Context<'_>, section: &'static str, table: &ReadTable) -> Self {
        let comments = |range| ctx.slice(range).matches("<!--").count();
        let cells = table.header.iter().chain(table.rows.iter().flat_map(|row| &row.cells));
        let kept: usize = cells.map(|cell| comments(cell.range.clone())).sum();
        if comments(table.range.start..table.end) > kept {
            let span = ctx.span(table.range.clone());
            let message = "formatting would drop a comment in this table";
            ctx.add(Code::NotFormattable, span, message)
                .help("write the comment before the table or into a description");
        }
        let ctx = &*ctx;
        let columns: Vec<Option<Column>> = table
            .header
            .iter()
            .map(|cell| {
                let title = cell.plain(ctx).ok()?.as_str().to_ascii_lowercase();
                Column::ALL.into_iter().find(|column| column.title(section) == title)
            })
            .collect();
        let row = |cells: &[Cell]| -> Row {
            let cells = columns.iter().zip(cells);
            cells
                .filter_map(|(column, cell)| {
                    let text = column.and_then(|column| Some((column, spelled(ctx, column, cell)?)));
                    text.filter(|(_, text)| !text.is_empty())
                })
                .collect()
        };
        Self {
            section,
            rows: table.rows.iter().map(|read| row(&read.cells)).collect(),
        }
    }

    fn render(&self) -> String {
        let has =
            |column: &Column| column.is_fixed(self.section) || self.rows.iter().any(|row| row.contains_key(column));
        let columns: Vec<Column> = Column::ALL.into_iter().filter(has).collect();
        let mut table = String::from("<table>\n  <thead>\n    <tr>\n");
        for column in &columns {
            let _ = writeln!(table, "      <th>{}</th>", column.title(self.section));
        }
        table.push_str("    </tr>\n  </thead>\n  <tbody>\n");
        for (at, row) in self.rows.iter().enumerate() {
            // As octokit writes them: the first row is indented.
            table.push_str(if at == 0 { "    <tr>" } else { "<tr>" });
            for column in &columns {
                let text = row.get(column).map_or("", String::as_str);
                let text = match column {
                    Column::Description if is_block(text, self.section) => format!("\n\n{text}\n\n"),
                    Column::Description => text.to_owned(),
                    _ => escaped(text),
                };
                let _ = write!(table, "<td>{text}</td>");
            }
            table.push_str("</tr>\n");
        }
        table.push_str("  </tbody>\n</table>");
        table
    }
}

/// Whether a description is between blank lines, where every site reads it as Markdown: octokit's pages do so for parameters, and
/// descriptions with markup need it.
fn is_block(text: &str, section: &str) -> bool {
    let is_plain = |c: char| !"`*_[]<>&\\|~#\n".contains(c);
    !text.is_empty() && (section == PARAMETERS || !text.chars().all(is_plain))
}

/// The text of a cell in its one spelling.
fn spelled(ctx: &Context<'_>, column: Column, cell: &Cell) -> Option<String> {
    if column == Column::Description {
        return Some(unix(cell.markdown(ctx).as_str()));
    }
    let text = cell.plain(ctx).ok()?;
    Some(match column {
        _ if text.as_str().is_empty() => String::new(),
        Column::Type => type_expression::read(&text).ok()?.to_string(),
        Column::Constraints => constraints::read(text.as_str()).ok()?.to_string(),
        _ => text.as_str().to_owned(),
    })
}

/// A plain text in an HTML cell. A `<` that can't start a tag and a `&` that starts no character reference are written as they are.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek();
        let is_end = escaped.is_empty() || next.is_none();
        match c {
            '&' if next.is_some_and(|next| next.is_ascii_alphanumeric() || *next == '#') => escaped.push_str("&amp;"),
            '<' if next.is_some_and(|next| next.is_ascii_alphabetic() || "/!?".contains(*next)) => {
                escaped.push_str("&lt;");
            }
            // Whitespace and backticks around a whole cell would be taken off.
            ' ' if is_end => escaped.push_str("&#32;"),
            '`' if is_end => escaped.push_str("&#96;"),
            c => escaped.push(c),
        }
    }
    escaped
}

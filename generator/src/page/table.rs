//! Tables as rows of cells, whether written in HTML or with pipes.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

use crate::diagnostic::Code;
use crate::page::context::Context;
use crate::page::text::{Escapes, Text};
use crate::source::Span;

/// Rows that a table may have. GitHub's longest has 111. What takes the parameters of a request is one chain of calls, which everything that
/// reads code walks recursively.
const MAX_ROWS: usize = 300;

/// How a cell of a pipe table writes a pipe.
const ESCAPED_PIPE: &str = "\\|";

/// What keeps a pipe inside of a cell.
const PIPE_HELP: &str = "write a `|` inside of a cell as `\\|`";

/// A table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// The cells of its header.
    pub(crate) header: Vec<Cell>,
    /// Its other rows.
    pub(crate) rows: Vec<TableRow>,
    /// The table's place: its first tag, or its header line.
    pub(crate) range: Range<usize>,
    /// The byte after its last one.
    pub(crate) end: usize,
}

impl Table {
    /// Reports what is wrong with the table's shape. Rows that are too many, or that don't fit the header, are dropped.
    pub(crate) fn check(&mut self, ctx: &mut Context<'_>) {
        let span = ctx.span(self.range.clone());
        if self.header.is_empty() {
            ctx.add(Code::InvalidTable, span, "the table has no header");
            return;
        }
        if let Some(row) = self.rows.get(MAX_ROWS) {
            let message = format!("a table can't have more than {MAX_ROWS} rows");
            ctx.add(Code::TooLarge, ctx.span(row.range.clone()), message);
            self.rows.truncate(MAX_ROWS);
        }
        let expected = self.header.len();
        self.rows.retain(|row| {
            let found = row.cells.len();
            if found != expected {
                let message = wrong_count(found, expected);
                ctx.add(Code::InvalidTable, ctx.span(row.range.clone()), message)
                    .help("write a `<td>` for each column; an empty cell is `<td></td>`");
            }
            found == expected
        });
    }

    /// Reports and drops rows of a pipe table that have more or fewer cells than the header, or that break off. The Markdown parser cuts and
    /// pads such rows, so their lines count.
    pub(crate) fn check_pipes(&mut self, ctx: &mut Context<'_>) {
        let (expected, is_closed) = piped_cells(ctx.slice(self.range.clone()));
        self.rows.retain(|row| {
            let span = ctx.span(row.range.clone());
            let (found, row_is_closed) = piped_cells(ctx.slice(row.range.clone()));
            let is_cut = is_closed && !row_is_closed;
            if found > expected {
                let between = pipes_between_strings(ctx.slice(row.range.clone()));
                let is_plain = found - between.len() == expected;
                let found = ctx.add(Code::InvalidTable, span, wrong_count(found, expected));
                found.help(PIPE_HELP);
                for at in between.into_iter().filter(|_| is_plain) {
                    let start = row.range.start + at;
                    found.edit(Span::new(span.source, start..start), "\\");
                }
            } else if found < expected {
                ctx.add(Code::InvalidTable, span, wrong_count(found, expected))
                    .help("add the missing cells; an empty one is a space between two `|`");
            } else if is_cut {
                let message = "this row doesn't end with a `|`, as the header does";
                ctx.add(Code::InvalidTable, span, message)
                    .help("add the `|`, and the rest of the table if the page was cut off here");
            }
            found == expected && !is_cut
        });
    }
}

/// Where a line has a bare `|` between two strings in quotes.
fn pipes_between_strings(line: &str) -> Vec<usize> {
    let is_between = |at: &usize| {
        let (before, after) = (line.get(..*at).unwrap_or(""), line.get(at + 1..).unwrap_or(""));
        before.trim_end().ends_with('"') && after.trim_start().starts_with('"')
    };
    line.match_indices('|').map(|(at, _)| at).filter(is_between).collect()
}

fn wrong_count(found: usize, expected: usize) -> String {
    format!("this row has {found} cells, but the header has {expected}")
}

/// Cells of a line of a pipe table, and whether a `|` ends it. A `\\` takes what follows as it is.
fn piped_cells(line: &str) -> (usize, bool) {
    let inside = line.trim();
    let mut separators = 0;
    let mut is_closed = false;
    let mut chars = inside.strip_prefix('|').unwrap_or(inside).chars();
    while let Some(c) = chars.next() {
        is_closed = c == '|';
        separators += usize::from(is_closed);
        if c == '\\' {
            chars.next();
        }
    }
    (separators + usize::from(!is_closed), is_closed)
}

/// A row.
#[derive(Clone, Debug)]
pub(crate) struct TableRow {
    /// Its cells.
    pub(crate) cells: Vec<Cell>,
    /// Its place.
    pub(crate) range: Range<usize>,
}

impl TableRow {
    /// A row that starts here.
    pub(crate) fn open(start: usize) -> Self {
        Self {
            cells: Vec::new(),
            range: start..start,
        }
    }
}

/// A cell.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// Its content, without the whitespace around.
    pub(crate) range: Range<usize>,
    /// Whether a pipe in it is written `\|`.
    pub(crate) is_piped: bool,
}

impl Cell {
    /// The cell's Markdown.
    pub(crate) fn markdown<'a>(&self, ctx: &Context<'a>) -> Text<'a> {
        if !self.is_piped || !ctx.slice(self.range.clone()).contains(ESCAPED_PIPE) {
            return ctx.plain(self.range.clone());
        }
        let mut text = Text::empty(ctx.id, self.range.start);
        for (n, piece) in self.pieces(ctx).enumerate() {
            if n > 0 {
                text.replace("|", ESCAPED_PIPE.len());
            }
            text.push(ctx.slice(piece));
        }
        text
    }

    /// The cell's plain text: character references are decoded, and backticks around all of it are taken off.
    /// `Err` gives the place of a tag.
    pub(crate) fn plain<'a>(&self, ctx: &Context<'a>) -> Result<Text<'a>, Range<usize>> {
        Ok(self.decoded(ctx)?.at(self.escapes()))
    }

    /// What has to be escaped in it.
    pub(crate) fn escapes(&self) -> Escapes {
        if self.is_piped { Escapes::Pipes } else { Escapes::Html }
    }

    fn decoded<'a>(&self, ctx: &Context<'a>) -> Result<Text<'a>, Range<usize>> {
        let written = ctx.slice(self.range.clone());
        if written.len() > 2 && written.starts_with('`') && written.ends_with('`') {
            // In a code span, Markdown takes `&` and `<` for what they are.
            let inside = Self {
                range: self.range.start + 1..self.range.end - 1,
                is_piped: self.is_piped,
            };
            return Ok(inside.markdown(ctx));
        }
        if !written.contains(['&', '<']) {
            return Ok(self.markdown(ctx));
        }
        let mut text = Text::empty(ctx.id, self.range.start);
        for (n, piece) in self.pieces(ctx).enumerate() {
            if n > 0 {
                text.replace("|", ESCAPED_PIPE.len());
            }
            decode(ctx, piece, &mut text)?;
        }
        Ok(text)
    }

    /// The cell, split at its escaped pipes.
    fn pieces(&self, ctx: &Context<'_>) -> impl Iterator<Item = Range<usize>> {
        let pipes = self
            .is_piped
            .then(|| ctx.slice(self.range.clone()).match_indices(ESCAPED_PIPE));
        let pipes = pipes.into_iter().flatten().map(|(at, _)| self.range.start + at);
        let ends = pipes.chain([self.range.end]);
        let mut start = self.range.start;
        ends.map(move |end| std::mem::replace(&mut start, end + ESCAPED_PIPE.len())..end)
    }
}

/// Appends a part of a cell with its character references decoded; `Err` gives the place of a tag.
fn decode(ctx: &Context<'_>, range: Range<usize>, text: &mut Text<'_>) -> Result<(), Range<usize>> {
    let mut at = range.start;
    let mut rest = ctx.slice(range);
    while let Some(next) = rest.find(['&', '<']) {
        let (before, special) = rest.split_at(next);
        text.push(before);
        at += next;
        let length = if special.starts_with('<') {
            if special
                .chars()
                .nth(1)
                .is_some_and(|c| c.is_ascii_alphabetic() || "/!?".contains(c))
            {
                let length = special.find('>').map_or(special.len(), |end| end + 1);
                return Err(at..at + length);
            }
            text.push("<");
            1
        } else {
            // The longest reference has 33 bytes with its `&` and `;`.
            let length = special
                .bytes()
                .take(33)
                .position(|byte| byte == b';')
                .map_or(1, |end| end + 1);
            let reference = special.get(..length).unwrap_or("&");
            let decoded = character_reference(reference);
            if decoded == reference {
                text.push(reference);
            } else {
                text.replace(&decoded, length);
            }
            length
        };
        at += length;
        rest = special.get(length..).unwrap_or("");
    }
    text.push(rest);
    Ok(())
}

/// What a character reference such as `&quot;` means.
fn character_reference(reference: &str) -> String {
    let mut decoded = String::new();
    let emitter = CallbackEmitter::new(
        |event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<Infallible> {
            if let CallbackEvent::String { value } = event {
                decoded.push_str(&String::from_utf8_lossy(value));
            }
            None
        },
    );
    match Tokenizer::new_with_emitter(reference, emitter).finish() {
        Ok(()) => decoded,
    }
}

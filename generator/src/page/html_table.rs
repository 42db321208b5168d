//! Tables written in HTML.
//!
//! An HTML table in Markdown is interrupted by blank lines: between them is Markdown, around them HTML. So the Markdown parser says
//! which parts of the page are HTML, and each of these goes through the HTML tokenizer. A `</td>` inside a code span thus doesn't
//! end a cell, just as on GitHub.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Tokenizer};

use crate::diagnostic::Code;
use crate::page::context::Context;
use crate::page::table::{Cell, Table, TableRow};

/// The elements that make up a table.
const ELEMENTS: [&str; 7] = ["table", "thead", "tbody", "tfoot", "tr", "th", "td"];

fn element(name: &[u8]) -> Option<&'static str> {
    ELEMENTS.into_iter().find(|element| element.as_bytes() == name)
}

/// What the tokenizer finds in a piece of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// The start of an element.
    Open(&'static str),
    /// The end of an element.
    Close(&'static str),
    /// An attribute `colspan` or `rowspan`.
    Spanning,
    /// Text other than whitespace.
    Text,
}

type Tokens = Vec<(Token, Range<usize>)>;

/// An emitter without the errors of the HTML standard, which nobody reads: looking for them takes a third of the tokenizer's time.
struct WithoutErrors<E>(E);

impl<E: Emitter> ForwardingEmitter for WithoutErrors<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = E::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

/// Finds the tags of tables and what else matters in a piece of HTML.
fn tokenize(html: &str, offset: usize) -> Tokens {
    let mut tokens = Tokens::new();
    // The tag whose `>` hasn't come yet.
    let mut open = None;
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: html5gum::Span| -> Option<Infallible> {
        let range = offset + span.start..offset + span.end;
        match event {
            CallbackEvent::OpenStartTag { name } => {
                open = element(name);
                tokens.extend(open.map(|element| (Token::Open(element), range)));
            }
            CallbackEvent::CloseStartTag { .. } => {
                if let (Some(_), Some((_, tag))) = (
                    open.take(),
                    tokens.iter_mut().rfind(|(token, _)| matches!(token, Token::Open(_))),
                ) {
                    tag.end = range.end;
                }
            }
            CallbackEvent::AttributeName {
                name: b"colspan" | b"rowspan",
            } if open.is_some() => tokens.push((Token::Spanning, range)),
            CallbackEvent::EndTag { name } => {
                tokens.extend(element(name).map(|element| (Token::Close(element), range)));
            }
            CallbackEvent::String { value } if !value.trim_ascii().is_empty() => tokens.push((Token::Text, range)),
            _ => {}
        }
        None
    });
    match Tokenizer::new_with_emitter(html, WithoutErrors(emitter)).finish() {
        Ok(()) => tokens,
    }
}

/// Whether a line of HTML opens a table.
pub(crate) fn opens_table(html: &str) -> bool {
    html.trim_start()
        .get(..6)
        .is_some_and(|tag| tag.eq_ignore_ascii_case("<table"))
}

/// A table that is being read.
#[derive(Debug, Default)]
pub(crate) struct HtmlTable {
    /// What has been read so far.
    pub(crate) table: Table,
    /// The open row; its range is empty at its start.
    row: Option<TableRow>,
    /// Whether the open row has a header cell.
    is_header: bool,
    /// Where the content of the open cell starts.
    cell: Option<usize>,
    has_stray_text: bool,
    /// Tables inside of this one, which is a mistake, that are still open.
    nested: usize,
}

impl HtmlTable {
    /// Takes in the next piece of HTML. When the table ends in it, returns the offset after `</table>`.
    pub(crate) fn feed(&mut self, ctx: &mut Context<'_>, html: Range<usize>) -> Option<usize> {
        for (token, range) in tokenize(ctx.slice(html.clone()), html.start) {
            match token {
                Token::Close("table") if self.nested > 0 => self.nested -= 1,
                Token::Open("table") if self.table.range.is_empty() => self.table.range = range,
                Token::Open("table") => {
                    self.nested += 1;
                    let outer = ctx.span(self.table.range.clone());
                    let message = "a table can\'t be inside another one";
                    ctx.add(Code::InvalidTable, ctx.span(range), message)
                        .related(outer, "this table isn't closed yet");
                }
                _ if self.nested > 0 => {}
                Token::Open("thead" | "tbody" | "tfoot") | Token::Close("thead" | "tbody" | "tfoot") => {
                    self.end_row(ctx, range.start);
                }
                Token::Open("tr") => {
                    self.end_row(ctx, range.start);
                    self.row = Some(TableRow::open(range.start));
                }
                Token::Open(element @ ("th" | "td")) => {
                    self.end_cell(ctx, range.start);
                    self.row.get_or_insert_with(|| TableRow::open(range.start));
                    self.is_header |= element == "th";
                    self.cell = Some(range.end);
                }
                Token::Close("th" | "td") => {
                    if self.cell.is_none() {
                        let message = "this tag closes a cell, but none is open";
                        ctx.add(Code::InvalidTable, ctx.span(range.clone()), message);
                    }
                    self.end_cell(ctx, range.start);
                }
                Token::Close("tr") => self.end_row(ctx, range.end),
                Token::Close("table") => {
                    self.end_row(ctx, range.start);
                    self.table.end = range.end;
                    return Some(range.end);
                }
                Token::Spanning => {
                    let span = ctx.span(range);
                    ctx.add(Code::InvalidTable, span, "cells can't span several rows or columns");
                }
                Token::Text => self.text(ctx, range),
                Token::Open(_) | Token::Close(_) => {}
            }
        }
        None
    }

    /// Takes note of text, which belongs into a cell.
    pub(crate) fn text(&mut self, ctx: &mut Context<'_>, range: Range<usize>) {
        if self.cell.is_some() || self.has_stray_text {
            return;
        }
        self.has_stray_text = true;
        let range = ctx.trim(range);
        let message = "this text is in the table, but not in a cell";
        let span = ctx.span(ctx.first_line(range));
        ctx.add(Code::InvalidTable, span, message);
    }

    /// Reports a table that isn't closed before `end`, and nothing else about it. None of its rows counts.
    pub(crate) fn abandon(self, ctx: &mut Context<'_>, end: usize) -> Table {
        let span = ctx.span(self.table.range.clone());
        ctx.forget(self.table.range.start..end);
        ctx.add(Code::InvalidTable, span, "this table is never closed")
            .help("write `</table>` after its last row");
        Table {
            range: self.table.range,
            end,
            ..Table::default()
        }
    }

    fn end_cell(&mut self, ctx: &Context<'_>, end: usize) {
        if let (Some(start), Some(row)) = (self.cell.take(), self.row.as_mut()) {
            row.cells.push(Cell {
                range: ctx.trim(start..end),
                is_piped: false,
            });
        }
    }

    fn end_row(&mut self, ctx: &Context<'_>, end: usize) {
        self.end_cell(ctx, end);
        let is_header = std::mem::take(&mut self.is_header);
        let Some(mut row) = self.row.take().filter(|row| !row.cells.is_empty()) else {
            return;
        };
        if is_header && self.table.header.is_empty() && self.table.rows.is_empty() {
            self.table.header = row.cells;
        } else {
            row.range = ctx.trim(row.range.start..end);
            self.table.rows.push(row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_unusual_html() {
        let tokens = tokenize("<!-- <td> --><TD colspan=\"2>\">a < b</td\n>", 0);
        let expected = [
            (Token::Open("td"), 13..30),
            (Token::Spanning, 17..24),
            (Token::Text, 30..35),
            (Token::Close("td"), 35..41),
        ];
        assert_eq!(tokens, expected);
    }
}

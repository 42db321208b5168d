//! Turns tables into rows: finds the columns by their headers, and reads each cell as its column demands.

use std::sync::LazyLock;

use http::StatusCode;
use regex_lite::Regex;

use crate::diagnostic::Code;
use crate::ir::{ParameterLocation, Style};
use crate::page::context::Context;
use crate::page::fault::Fault;
use crate::page::table::{Cell, Table, TableRow};
use crate::page::text::{Text, is_media_type};
use crate::page::{ResponseRow, Row, Step, characters, name_path, prose, slips};
use crate::source::Spanned;
use crate::suggest::{self, quoted, suggestion};

/// A kind of table: which columns it may have. The first `required` of them it must have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns {
    known: &'static [&'static str],
    required: usize,
}

/// Parameters of an endpoint.
pub(crate) const PARAMETERS: Columns = Columns {
    known: &[
        "name",
        "required",
        "description",
        "type",
        "constraints",
        "default",
        "in",
    ],
    required: 3,
};

/// Fields of a schema.
pub(crate) const FIELDS: Columns = Columns {
    known: &["name", "required", "description", "type", "constraints", "default"],
    required: 3,
};

/// Responses of an endpoint.
const RESPONSES: Columns = Columns {
    known: &["status", "description", "required", "type"],
    required: 2,
};

/// Reads a table of parameters or fields.
pub(crate) fn rows(ctx: &mut Context<'_>, table: &Table, columns: Columns) -> Vec<Row> {
    let titles = find_columns(ctx, table, columns);
    table
        .rows
        .iter()
        .filter_map(|cells| {
            let name = name_cell(ctx, &titles, cells, "name");
            row(ctx, &titles, cells, name)
        })
        .collect()
}

/// Reads a table of responses.
pub(crate) fn response_rows(ctx: &mut Context<'_>, table: &Table) -> Vec<ResponseRow> {
    let titles = find_columns(ctx, table, RESPONSES);
    table
        .rows
        .iter()
        .filter_map(|row| response_row(ctx, &titles, row))
        .collect()
}

/// The columns of a table in their order.
type Titles = Vec<Option<&'static str>>;

fn find_columns(ctx: &mut Context<'_>, table: &Table, columns: Columns) -> Titles {
    let headers: Vec<String> = table
        .header
        .iter()
        .map(|cell| {
            cell.plain(ctx)
                .map_or(String::new(), |text| text.as_str().to_ascii_lowercase())
        })
        .collect();
    let mut titles: Titles = Vec::new();
    for (cell, header) in table.header.iter().zip(&headers) {
        let span = ctx.span(cell.range.clone());
        let known = columns.known.iter().copied().find(|known| known == header);
        let first = titles.iter().position(|title| title.is_some() && *title == known);
        if known.is_none() {
            let written = ctx.slice(cell.range.clone());
            let message = format!("unknown column {}", quoted(written));
            ctx.add(Code::UnknownColumn, span, message)
                .help(suggestion(written, columns.known));
        }
        if let Some(first) = first.and_then(|first| table.header.get(first)) {
            let message = format!("duplicate column {}", quoted(header));
            let first = ctx.span(first.range.clone());
            ctx.add(Code::Duplicate, span, message).related(first, "first here");
            titles.push(None);
            continue;
        }
        // A misspelled column is taken for the one that was meant.
        let meant = || {
            let meant = suggest::meant(header, columns.known)?;
            let is_free = !headers.iter().any(|header| header == meant) && !titles.contains(&Some(meant));
            is_free.then_some(meant)
        };
        let title = known.or_else(meant);
        titles.push(title);
    }
    if !table.header.is_empty() {
        let required = columns.known.iter().take(columns.required);
        for missing in required.filter(|known| !titles.contains(&Some(**known))) {
            let message = format!("the table has no column `{missing}`");
            ctx.add(Code::MissingColumn, ctx.span(table.range.clone()), message);
        }
    }
    titles
}

fn cell<'r>(titles: &Titles, row: &'r TableRow, column: &str) -> Option<&'r Cell> {
    let at = titles.iter().position(|title| *title == Some(column))?;
    row.cells.get(at)
}

/// The plain text of a cell; `None` when the cell is missing, empty, or has tags in it.
fn plain_cell<'a>(ctx: &mut Context<'a>, titles: &Titles, row: &TableRow, column: &str) -> Option<Text<'a>> {
    let cell = cell(titles, row, column)?;
    match cell.plain(ctx) {
        Ok(text) if text.as_str().is_empty() => None,
        Ok(text) => {
            characters::check_decoded(ctx, &text);
            Some(text)
        }
        Err(tag) => {
            let message = format!("{} can't be in the column `{column}`", quoted(ctx.slice(tag.clone())));
            let start = cell.range.start;
            let fault = Fault::new(tag.start - start..tag.end - start, message);
            let text = ctx.plain(cell.range.clone()).at(cell.escapes());
            let help = "a `<` that isn't a tag is written `&lt;`";
            let meant = |written: &str| (column == "type").then(|| slips::meant_type(written))?;
            ctx.accept::<()>(Code::InvalidCell, &text, Err(fault), Some(help), meant);
            None
        }
    }
}

/// Reads a row with this name.
fn row(ctx: &mut Context<'_>, titles: &Titles, row: &TableRow, name: Option<Spanned<Vec<Step>>>) -> Option<Row> {
    // A response itself is neither required nor optional.
    let is_response = titles.contains(&Some("status")) && name.as_ref().is_none_or(|name| name.value.len() < 2);
    let required = required_cell(ctx, titles, row, is_response);
    let (location, style) = location_cell(ctx, titles, row).unzip();
    let ty = plain_cell(ctx, titles, row, "type").and_then(|text| slips::type_expression(ctx, &text));
    let constraints = plain_cell(ctx, titles, row, "constraints").and_then(|text| slips::constraints(ctx, &text));
    let default = default_cell(ctx, titles, row);
    let (description, deprecated) = description_cell(ctx, titles, row);
    Some(Row {
        name: name?,
        required,
        location,
        style: style.unwrap_or_default(),
        ty,
        constraints,
        default,
        description,
        deprecated,
    })
}

fn response_row(ctx: &mut Context<'_>, titles: &Titles, cells: &TableRow) -> Option<ResponseRow> {
    let form = form_cell(ctx, titles, cells);
    let (status, media_type) = form.unzip();
    let name = status.or_else(|| name_cell(ctx, titles, cells, "status"));
    let mut row = row(ctx, titles, cells, name)?;
    let status = match row.steps().first() {
        Some(Step::Field(status)) if status.len() == 3 => status.parse().ok(),
        _ => None,
    };
    let span = row.name.span;
    let Some(status) = status.filter(|status| (100..600).contains(status)) else {
        ctx.add(Code::InvalidCell, span, "this is not an HTTP status")
            .help("a response starts with its status: `200`, `200.total_count`, `200[].id`");
        return None;
    };
    if row.steps().len() == 1 && StatusCode::from_u16(status).is_ok_and(|status| status.canonical_reason().is_none()) {
        let message = format!("{status} is not a registered HTTP status");
        ctx.add(Code::UnknownStatus, span, message)
            .help("correct the number, if it is mistyped");
    }
    row.name.value.remove(0);
    row.deprecated = false;
    Some(ResponseRow {
        status: Spanned::new(status, span),
        media_type,
        row,
    })
}

/// A status with a media type: `200 application/vnd.github.star+json`.
fn form_cell(ctx: &mut Context<'_>, titles: &Titles, row: &TableRow) -> Option<(Spanned<Vec<Step>>, String)> {
    let text = cell(titles, row, "status")?.plain(ctx).ok()?;
    let (status, media_type) = text.as_str().split_once(char::is_whitespace)?;
    let media_type = media_type.trim();
    let name = Spanned::new(vec![Step::Field(status.to_owned())], text.whole());
    is_media_type(media_type).then(|| (name, media_type.to_owned()))
}

fn name_cell(ctx: &mut Context<'_>, titles: &Titles, row: &TableRow, column: &str) -> Option<Spanned<Vec<Step>>> {
    let cell = cell(titles, row, column)?;
    if cell.range.is_empty() {
        let message = format!("this row has no {column}");
        let span = ctx.span(ctx.first_line(row.range.clone()));
        ctx.add(Code::InvalidName, span, message);
        return None;
    }
    let text = plain_cell(ctx, titles, row, column)?;
    let help = "names look like `owner`, `output.annotations[].path` or `files.*.filename`";
    let name = name_path::parse(text.as_str());
    ctx.accept(Code::InvalidName, &text, name, Some(help), slips::name)
}

fn required_cell(ctx: &mut Context<'_>, titles: &Titles, row: &TableRow, is_response: bool) -> bool {
    let Some(cell) = cell(titles, row, "required") else {
        return false;
    };
    if cell.range.is_empty() && !is_response {
        let message = "this row doesn't say whether it is required";
        let span = ctx.span(ctx.first_line(row.range.clone()));
        ctx.add(Code::InvalidCell, span, message).help("write `yes` or `no`");
    }
    let Some(text) = plain_cell(ctx, titles, row, "required") else {
        return false;
    };
    match text.as_str() {
        "yes" | "no" if is_response => {
            let help = "leave the cell empty; a response that may lack its body has another row, such as `204`";
            let message = "a response is neither required nor optional";
            ctx.add(Code::InvalidCell, text.whole(), message).help(help);
            false
        }
        "yes" => true,
        "no" => false,
        other => {
            let message = format!("{} is neither `yes` nor `no`", quoted(other));
            ctx.add(Code::InvalidCell, text.whole(), message)
                .help(suggestion(other, &["yes", "no"]));
            let name = self::cell(titles, row, "name").map_or("", |cell| ctx.slice(cell.range.clone()).trim());
            ctx.example_names.iter().any(|listed| listed == name)
        }
    }
}

fn location_cell(
    ctx: &mut Context<'_>,
    titles: &Titles,
    row: &TableRow,
) -> Option<(Spanned<ParameterLocation>, Style)> {
    let text = plain_cell(ctx, titles, row, "in")?;
    let Some((_, location, style)) = Style::WRITTEN.iter().find(|(word, ..)| *word == text.as_str()) else {
        let message = format!("{} is not a location of a parameter", quoted(text.as_str()));
        ctx.add(Code::InvalidCell, text.whole(), message)
            .help(suggestion(text.as_str(), &Style::WRITTEN.map(|(word, ..)| word)));
        return None;
    };
    Some((Spanned::new(*location, text.whole()), *style))
}

fn default_cell(ctx: &mut Context<'_>, titles: &Titles, row: &TableRow) -> Option<Spanned<String>> {
    let text = plain_cell(ctx, titles, row, "default")?;
    if text.as_str().contains(['\n', '\r']) {
        ctx.add(Code::InvalidCell, text.whole(), "a default must be on one line");
        return None;
    }
    Some(Spanned::new(text.as_str().to_owned(), text.whole()))
}

/// The description, and whether it calls what it describes deprecated.
fn description_cell(ctx: &mut Context<'_>, titles: &Titles, row: &TableRow) -> (String, bool) {
    let Some(cell) = cell(titles, row, "description").filter(|cell| !cell.range.is_empty()) else {
        return (String::new(), false);
    };
    let markdown = cell.markdown(ctx);
    let deprecated = is_deprecated(markdown.as_str());
    (prose::normalize(ctx, &markdown, &[]), deprecated)
}

/// Whether a description says `**Deprecated.**` or "closing down". What it says of another parameter doesn't count: GitHub's pages
/// do so in one form, "replaces `location`, which is closing down".
fn is_deprecated(description: &str) -> bool {
    const CLOSING_DOWN: &str = "closing down";
    let lower = description.to_ascii_lowercase();
    if description.contains("**Deprecated.**") || lower.contains("deprecated") && begins_deprecated(&lower) {
        return true;
    }
    let before = |at| description.get(..at);
    lower
        .match_indices(CLOSING_DOWN)
        .any(|(at, _)| !before(at).is_some_and(|before| before.ends_with("which is ")))
}

/// How descriptions of what is deprecated begin, in lower case and without marks.
static DEPRECATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let subject = "this (?:parameter|field|property|option|value) (?:is|has been) ";
    Regex::new(&format!(r"^(?:{subject})?deprecated(?:$|[.:,!;)\]\n])")).ok()
});

/// Whether a description in lower case begins with the word in some other form: `deprecated: …`, `(deprecated)`,
/// `this field is deprecated.`
fn begins_deprecated(lower: &str) -> bool {
    let plain: String = lower
        .chars()
        .filter(|c| !matches!(c, '*' | '_' | '(' | '[' | '>'))
        .take(60)
        .collect();
    let deprecated = DEPRECATED.as_ref();
    deprecated.is_some_and(|deprecated| deprecated.is_match(plain.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::is_deprecated;

    #[test]
    fn a_description_deprecates_its_own_parameter_only() {
        assert!(is_deprecated("**Deprecated.** Use `line`."));
        assert!(is_deprecated("Username. **Closing down.**"));
        assert!(is_deprecated("*Deprecated*: use `line`."));
        assert!(is_deprecated("This parameter is deprecated. Use `line`."));
        assert!(!is_deprecated("Deprecated frogs are toads."));
        assert!(is_deprecated("**This field is closing down.**"));
        assert!(!is_deprecated("The place. Replaces `location`, which is closing down."));
        assert!(!is_deprecated("`number` is deprecated in favor of `created`."));
    }
}

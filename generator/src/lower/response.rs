//! The response table -> responses.

use std::collections::HashMap;

use super::report::Report;
use super::rows::Shared;
use super::tree::{self, Table};
use crate::diagnostic::Code;
use crate::ir::{Form, Response, Type};
use crate::page::{ResponseRow, Row};
use crate::source::Span;

/// Lowers the rows of a response table, each status with the rows below it, and the forms of responses.
pub(super) fn lower(rows: &[ResponseRow], shared: &Shared<'_>, report: &mut Report<'_>) -> (Vec<Response>, Vec<Form>) {
    let shared = &Shared {
        request: false,
        ..*shared
    };
    let typed = rows.iter().any(|row| row.row.ty.is_some());
    let mut below: HashMap<u16, Vec<&Row>> = HashMap::new();
    for row in rows.iter().filter(|row| !row.row.steps().is_empty()) {
        below.entry(row.status.value).or_default().push(&row.row);
    }
    let mut seen: HashMap<(u16, Option<&str>), Span> = HashMap::new();
    let (mut responses, mut forms) = (Vec::new(), Vec::new());
    for row in rows.iter().filter(|row| row.row.steps().is_empty()) {
        let status = row.status.value;
        let media_type = row.media_type.as_deref();
        if let Some(&first) = seen.get(&(status, media_type)) {
            let form = media_type.map_or_else(String::new, |media_type| format!(" {media_type}"));
            let message = format!("the response `{status}{form}` has two rows");
            report
                .add(Code::Duplicate, row.status.span, message)
                .label("the second one")
                .related(first, "the first one")
                .help("leave one out; several forms of a body are a union in one row");
            continue;
        }
        seen.insert((status, media_type), row.status.span);
        if let Some(media_type) = media_type {
            forms.extend(form(row, media_type, shared, report));
            continue;
        }
        let nested = below.remove(&status).unwrap_or_default();
        responses.push(response(row, &nested, typed, shared, report));
    }
    if let (Some(first), true) = (
        responses.first(),
        responses.iter().all(|response| response.status >= 400),
    ) {
        let message = "the page lists no response of a successful call";
        report
            .add(Code::NoSuccess, first.span, message)
            .help("add a row such as `200` or `204`");
    }
    let mut orphans: Vec<&Row> = below.into_values().filter_map(|rows| rows.first().copied()).collect();
    orphans.sort_by_key(|row| row.name.span.start);
    for row in orphans {
        report
            .add(Code::OrphanRow, row.name.span, "fields of a response that has no row")
            .help("add a row with the status alone, which states the type of the body");
    }
    (responses, forms)
}

fn form(row: &ResponseRow, media_type: &str, shared: &Shared<'_>, report: &mut Report<'_>) -> Option<Form> {
    if row.row.ty.is_none() {
        let message = "another form of a response needs a type";
        report
            .add(Code::InvalidType, row.status.span, message)
            .help("name a schema page that says what it is");
        return None;
    }
    Some(Form {
        status: row.status.value,
        media_type: media_type.to_owned(),
        body: shared.ty(row.row.ty.as_ref(), report).into(),
        description: row.row.description.clone(),
        span: row.status.span,
    })
}

fn response(row: &ResponseRow, nested: &[&Row], typed: bool, shared: &Shared<'_>, report: &mut Report<'_>) -> Response {
    let status = row.status.value.to_string();
    let root = match &row.row.ty {
        Some(cell) => Some(shared.ty(Some(cell), report)),
        // A status without a type has no body, unless the page has fields for one and states no types at all.
        None if nested.is_empty() => None,
        None if typed => {
            let message = format!("`{status}` has fields, but states no type");
            report
                .add(Code::OrphanRow, row.status.span, message)
                .help("state a type with an `object` in it");
            Some(Type::Open)
        }
        None => Some(Type::Open),
    };
    // RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5.
    if root.is_some() && matches!(row.status.value, 204 | 205 | 304) {
        let message = format!("a response of status {status} has no body");
        let found = report.add(Code::BodyOfEmptyStatus, row.status.span, message);
        found.help("leave the type out, or correct the status");
        if let Some(cell) = row.row.ty.as_ref().filter(|_| nested.is_empty()) {
            found.edit(cell.span, "");
        }
    }
    let body = root.map(|root| {
        let table = Table {
            root: &root,
            root_name: &status,
            prefix: &status,
            typed,
        };
        tree::with_fields(nested, &table, shared, report).into()
    });
    Response {
        status: row.status.value,
        body,
        description: row.row.description.clone(),
        span: row.status.span,
    }
}

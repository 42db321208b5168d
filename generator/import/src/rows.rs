//! What an API says, as rows: one for each parameter, field and response, and one for each thing that a page says of itself.
//!
//! Sources, locks and pages are compared as rows, so that a fact has one spelling and one address: a page, a row, a column.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use octoscribe_generator::ir::{Api, Endpoint, EndpointId, EvidenceKind, Field, Style, Type, Value, Webhook};
use octoscribe_generator::page::document::{Column, Row};
use octoscribe_generator::page::{FIELDS, PARAMETERS, RESPONSES};

/// The pages of a tree by their paths without `.md`: `endpoints/issues/create`.
pub(crate) type Pages = BTreeMap<String, Page>;

/// The rows of a page by their names, in the order of the page. What the page says of itself has names with an `@`: `@route`.
pub(crate) type Page = IndexMap<String, Row>;

/// The names of what a page says of itself.
const HEADS: [&str; 11] = [
    "@title",
    "@route",
    "@receivers",
    "@deprecated",
    "@edition",
    "@sunset",
    "@docs",
    "@content-type",
    "@any-of",
    "@one-of",
    "@is",
];

/// The columns that hold facts; prose is none.
pub(crate) const FACTS: [Column; 5] = [
    Column::In,
    Column::Required,
    Column::Type,
    Column::Constraints,
    Column::Default,
];

/// The directory of the pages of webhook events.
pub(crate) const WEBHOOKS: &str = "webhooks/";

/// The rows of an API.
pub(crate) fn pages(api: &Api) -> Pages {
    let endpoints = api
        .endpoints
        .iter()
        .map(|endpoint| (path(&endpoint.id()), endpoint_page(endpoint)));
    let schemas = api.schemas.iter().map(|schema| {
        let mut page = Page::new();
        page.insert("@is".to_owned(), said(schema.value.ty.to_string(), &schema.description));
        nested("", &schema.value.ty, &mut page);
        (format!("schemas/{}", schema.name), page)
    });
    let webhooks = api
        .webhooks
        .iter()
        .map(|webhook| (webhook.path(), webhook_page(webhook)));
    endpoints.chain(schemas).chain(webhooks).collect()
}

/// The path of an endpoint's page.
pub(crate) fn path(id: &EndpointId) -> String {
    format!("endpoints/{}/{}", id.scope, id.name)
}

/// Whether a path is that of a page of its own: schemas are there for those.
pub(crate) fn is_root(path: &str) -> bool {
    path.starts_with("endpoints/") || path.starts_with(WEBHOOKS)
}

/// What a page says of itself before everything else.
pub(crate) fn head(page: &Page) -> Option<&String> {
    let mut heads = ["@route", "@receivers", "@is"].iter();
    heads.find_map(|head| page.get(*head)?.get(&Column::Type))
}

/// What the type column of a page's row says.
pub(crate) fn type_of<'p>(page: &'p Page, name: &str) -> Option<&'p str> {
    Some(page.get(name)?.get(&Column::Type)?)
}

/// What a row says in a column is this.
pub(crate) fn says(row: &Row, column: Column, text: &str) -> bool {
    row.get(&column).is_some_and(|said| said == text)
}

/// The prose of a row; may be empty.
pub(crate) fn prose(row: &Row) -> &str {
    row.get(&Column::Description).map_or("", String::as_str)
}

/// The columns that count in a row, of those that a source can speak of: what a page says of itself has one.
pub(crate) fn columns<'s>(states: &'s [Column], page: &str, row: &str) -> &'s [Column] {
    if section(page, row).is_some() {
        states
    } else {
        &[Column::Type]
    }
}

/// The key of a row of a table: its name, and its location too where another row has that name.
pub(crate) fn key(name: &str, location: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if is_taken(name) {
        format!("{name}{{{location}}}")
    } else {
        name.to_owned()
    }
}

/// The name of the row with this key.
pub(crate) fn name_of(key: &str) -> String {
    let (name, rest) = key.split_once('{').unwrap_or((key, ""));
    name.to_owned() + rest.split_once('}').map_or("", |(_, rest)| rest)
}

/// The title of the section whose table a row is in; none for what a page says of itself.
pub(crate) fn section(page: &str, row: &str) -> Option<&'static str> {
    let status = row.split(['.', '[', ' ']).next().unwrap_or_default();
    if HEADS.contains(&row) {
        None
    } else if page.starts_with("schemas/") || page.starts_with(WEBHOOKS) {
        Some(FIELDS)
    } else if status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit()) {
        Some(RESPONSES)
    } else {
        Some(PARAMETERS)
    }
}

/// The names of the schemas in a type.
pub(crate) fn references(ty: &str) -> impl Iterator<Item = &str> {
    let outside_quotes = ty.split('"').step_by(2);
    let words = outside_quotes.flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
    words.filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// The name of the row around this one: `200[]` for `200[].id`.
pub(crate) fn parent(row: &str) -> Option<&str> {
    let end = row.rfind(['.', '[', '*'])?;
    Some(row.get(..end)?.trim_end_matches('.'))
}

/// Whether a row is below another one.
pub(crate) fn is_below(row: &str, outer: &str) -> bool {
    row.strip_prefix(outer).is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// Whether a row is below no other one.
pub(crate) fn is_top(row: &str) -> bool {
    parent(row).is_none()
}

fn endpoint_page(endpoint: &Endpoint) -> Page {
    let mut page = Page::new();
    let mut say = |name: &str, text: String, prose: &str| {
        if !text.is_empty() {
            page.insert(format!("@{name}"), said(text, prose));
        }
    };
    say("title", endpoint.title.clone(), "");
    say("route", route(endpoint), &endpoint.description);
    if endpoint.deprecated {
        say("deprecated", "yes".to_owned(), "");
    }
    say("edition", endpoint.edition.clone().unwrap_or_default(), "");
    say("sunset", endpoint.sunset.clone().unwrap_or_default(), "");
    say("docs", endpoint.docs_url.clone().unwrap_or_default(), "");
    say("content-type", endpoint.content_type.clone().unwrap_or_default(), "");
    for rule in &endpoint.groups {
        say(rule.kind.key(), rule.written(), "");
    }
    for parameter in &endpoint.parameters {
        let name = &parameter.field.name;
        let mut row = field_row(&parameter.field);
        let location = Style::Plain.of(parameter.location);
        put(&mut row, Column::In, parameter.written().to_owned());
        let name = key(name, location, |key| page.contains_key(key));
        page.insert(name.clone(), row);
        nested(&name, &parameter.field.value.ty, &mut page);
    }
    for response in &endpoint.responses {
        let status = response.status.to_string();
        let ty = response
            .body
            .as_ref()
            .map_or_else(String::new, |body| body.ty.to_string());
        page.insert(status.clone(), said(ty, &response.description));
        if let Some(body) = &response.body {
            nested(&status, &body.ty, &mut page);
        }
    }
    for form in &endpoint.forms {
        page.insert(form.written(), said(form.body.ty.to_string(), &form.description));
    }
    page
}

fn webhook_page(webhook: &Webhook) -> Page {
    let receivers = said(webhook.receivers.join(", "), &webhook.payload.description);
    let mut page = Page::from([("@receivers".to_owned(), receivers)]);
    for (head, text) in [("@edition", &webhook.edition), ("@docs", &webhook.docs_url)] {
        page.extend(text.iter().map(|text| (head.to_owned(), said(text.clone(), ""))));
    }
    nested("", &webhook.payload.value.ty, &mut page);
    page
}

/// Adds the rows below a value.
fn nested(path: &str, ty: &Type, page: &mut Page) {
    match ty {
        Type::Object(object) => {
            let dot = if path.is_empty() { "" } else { "." };
            for field in object.fields.iter().chain(object.rest.as_deref()) {
                let path = format!("{path}{dot}{}", field.name);
                page.insert(path.clone(), field_row(field));
                nested(&path, &field.value.ty, page);
            }
        }
        Type::List(items) => inside(&format!("{path}[]"), items, page),
        Type::Map(values) if path.is_empty() => inside("*", values, page),
        Type::Map(values) => inside(&format!("{path}.*"), values, page),
        Type::Union(variants) => {
            let with_fields = variants
                .iter()
                .find(|ty| ty.object().is_some_and(|object| !object.fields.is_empty()));
            if let Some(variant) = with_fields {
                nested(path, variant, page);
            }
        }
        _ => {}
    }
}

fn inside(path: &str, value: &Value, page: &mut Page) {
    // Items and values have a row of their own only where something is to be said of them.
    if !value.constraints.is_empty() {
        let mut row = said(value.ty.to_string(), "");
        put(&mut row, Column::Required, "yes".to_owned());
        put(&mut row, Column::Constraints, value.constraints.to_string());
        page.insert(path.to_owned(), row);
    }
    nested(path, &value.ty, page);
}

fn field_row(field: &Field) -> Row {
    // What is inferred isn't said.
    let is_stated = field
        .evidence
        .iter()
        .all(|evidence| evidence.kind == EvidenceKind::Stated);
    let ty = Some(&field.value.ty).filter(|ty| is_stated && **ty != Type::Open);
    let mut row = said(ty.map_or_else(String::new, Type::to_string), &field.description);
    let required = if field.required { "yes" } else { "no" };
    put(&mut row, Column::Required, required.to_owned());
    put(&mut row, Column::Constraints, field.value.constraints.to_string());
    put(&mut row, Column::Default, field.default.clone());
    row
}

fn said(ty: String, prose: &str) -> Row {
    let mut row = Row::new();
    put(&mut row, Column::Type, ty);
    put(&mut row, Column::Description, prose.to_owned());
    row
}

/// Makes a row say something in a column; an empty text is nothing.
pub(crate) fn put(row: &mut Row, column: Column, text: impl Into<Option<String>>) {
    match text.into().filter(|text| !text.is_empty()) {
        Some(text) => row.insert(column, text),
        None => row.remove(&column),
    };
}

/// The route without its query: the rows say where parameters go.
fn route(endpoint: &Endpoint) -> String {
    let host = if endpoint.route.uploads { "{origin}" } else { "" };
    format!("{} {host}{}", endpoint.method.as_str(), endpoint.route.path())
}

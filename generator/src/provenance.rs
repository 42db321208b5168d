//! Where pages come from: the releases of their sources, and the corrections that pages make. Documentation of the client shows both.

use crate::ir::{Api, Endpoint, Field, Schema, Type};
use crate::markdown::inert;

/// Where the pages of a tree come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Provenance {
    /// The sources with their releases: `api.github.com 23.0.2`.
    pub releases: Vec<String>,
    /// The corrections in pages.
    pub corrections: Vec<Correction>,
}

/// A row of a page that says something else than its source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Correction {
    /// The page: `endpoints/issues/create`, `schemas/Team`.
    pub page: String,
    /// The name of the row, with the status in front for fields of responses.
    pub row: String,
    /// What is corrected and why, as Markdown.
    pub text: String,
}

impl Provenance {
    /// Appends the corrections to the descriptions of what they are about: a row or, where the page has no such row, the page.
    pub(crate) fn describe(&self, api: &mut Api, docs: &str) {
        for Correction { page, row, text } in &self.corrections {
            let text = inert(text, docs, &|_| false, &mut |_, _| {});
            let description = match page.split('/').collect::<Vec<_>>().as_slice() {
                ["endpoints", scope, name] => {
                    let mut endpoints = api.endpoints.iter_mut();
                    let found = endpoints.find(|endpoint| endpoint.scope == *scope && endpoint.name == *name);
                    found.map(|endpoint| of_endpoint(endpoint, row))
                }
                ["schemas", name] => {
                    let found = api.schemas.iter_mut().find(|schema| schema.name == *name);
                    found.map(|schema| of_schema(schema, row))
                }
                _ => {
                    let found = api.webhooks.iter_mut().find(|webhook| webhook.path() == *page);
                    found.map(|webhook| of_schema(&mut webhook.payload, row))
                }
            };
            if let Some(description) = description {
                let gap = if description.is_empty() { "" } else { "\n\n" };
                *description = format!("{description}{gap}{text}");
            }
        }
    }
}

/// The description of a row of an endpoint or, where it has no such row, its own.
fn of_endpoint<'e>(endpoint: &'e mut Endpoint, row: &str) -> &'e mut String {
    let (status, inside) = row.split_once(['.', '[']).unwrap_or((row, ""));
    let mut responses = endpoint.responses.iter_mut();
    let body = responses.find(|response| response.status.to_string() == status);
    let mut fields = endpoint.parameters.iter_mut().map(|parameter| &mut parameter.field);
    let field = match body.and_then(|response| response.body.as_mut()) {
        Some(body) => field(&mut body.ty, inside),
        None => fields
            // Documentation has one paragraph for an argument.
            .find(|field| field.name == status && !(field.required && inside.is_empty()))
            .and_then(|found| within(found, inside)),
    };
    field.map_or(&mut endpoint.description, |field| &mut field.description)
}

/// The description of a row of a schema or, where it has no such row, its own.
fn of_schema<'s>(schema: &'s mut Schema, row: &str) -> &'s mut String {
    match field(&mut schema.value.ty, row) {
        Some(field) => &mut field.description,
        None => &mut schema.description,
    }
}

/// The field at a name path inside a type; lists and maps count as what is in them.
fn field<'t>(ty: &'t mut Type, path: &str) -> Option<&'t mut Field> {
    let path = path.trim_start_matches(['.', '[', ']', '*']);
    let (name, inside) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    let mut fields = ty.object_mut()?.fields.iter_mut();
    within(fields.find(|field| field.name == name)?, inside)
}

/// The field at a path inside a field, or itself.
fn within<'t>(outer: &'t mut Field, path: &str) -> Option<&'t mut Field> {
    if path.trim_matches(['.', '[', ']', '*']).is_empty() {
        Some(outer)
    } else {
        field(&mut outer.value.ty, path)
    }
}

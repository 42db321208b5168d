//! The page of a schema -> a schema.

use std::collections::BTreeMap;

use super::cycles;
use super::report::Report;
use super::rows::Shared;
use super::tree::{self, Table};
use super::types::{self, Names};
use crate::diagnostic::Code;
use crate::ir::{Api, Object, Schema, Type};
use crate::page::{Row, SchemaPage};

/// What a schema is: its `is`, or an object.
pub(super) fn root_type(page: &SchemaPage, names: &Names<'_>, report: &mut Report<'_>) -> Type {
    page.is.as_ref().map_or(Type::Object(Object::default()), |is| {
        types::lower_type(is, names, report)
    })
}

/// Lowers the page of a schema. Its root type is among the shared ones.
pub(super) fn lower(page: &SchemaPage, shared: &Shared<'_>, report: &mut Report<'_>) -> Schema {
    let root = shared.schemas.get(&page.name.value).unwrap_or(&Type::Open);
    Schema {
        name: page.name.value.clone(),
        description: page.description.clone(),
        value: with_rows(
            &page.fields,
            root,
            (&page.name.value, page.is.is_some()),
            shared,
            report,
        )
        .into(),
        source: report.location(page.name.span),
        span: page.name.span,
    }
}

/// Reads the rows of a field table into the type that they belong to. People call it `root_name`; it may be stated.
pub(super) fn with_rows(
    rows: &[Row],
    root: &Type,
    (root_name, is_stated): (&str, bool),
    shared: &Shared<'_>,
    report: &mut Report<'_>,
) -> Type {
    let shared = &Shared {
        request: false,
        ..*shared
    };
    let rows: Vec<&Row> = rows.iter().collect();
    let table = Table {
        root,
        root_name,
        prefix: "",
        typed: is_stated || rows.iter().any(|row| row.ty.is_some()),
    };
    tree::with_fields(&rows, &table, shared, report)
}

/// Reports schemas that are aliases of themselves: no value could ever be read as one.
///
/// What a list, a map or a field refers to is no such cycle, since values end somewhere.
pub(super) fn check_cycles(pages: &[&SchemaPage], types: &[Type], report: &mut Report<'_>) {
    let mut graph: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut page_of: BTreeMap<&str, &SchemaPage> = BTreeMap::new();
    for (page, ty) in pages.iter().zip(types) {
        let members = if let Type::Union(variants) = ty {
            variants
        } else {
            std::slice::from_ref(ty)
        };
        let stands_for = members.iter().filter_map(Type::schema_name).collect();
        graph.insert(&page.name.value, stands_for);
        page_of.insert(&page.name.value, page);
    }
    for cycle in cycles::find(&graph) {
        let pages: Vec<&SchemaPage> = cycle.iter().filter_map(|name| page_of.get(name).copied()).collect();
        let Some((first, others)) = pages.split_first() else {
            continue;
        };
        let span = first.is.as_ref().map_or(first.name.span, |is| is.span);
        let message = format!("the schema `{}` is an alias of itself", first.name.value);
        let found = report.add(Code::AliasCycle, span, message);
        found.help("say what the schema is, or put a list, a map or a field in between");
        for other in others {
            let span = other.is.as_ref().map_or(other.name.span, |is| is.span);
            found.related(span, "by way of this one");
        }
    }
}

/// Warns of schema pages that nothing reaches.
pub(super) fn check_reached(api: &Api, report: &mut Report<'_>) {
    let reached = api.reached(api.types());
    let is_reached = |schema: &&Schema| reached.contains(schema.name.as_str());
    for schema in api.schemas.iter().filter(|schema| !is_reached(schema)) {
        let message = format!("no endpoint or webhook reaches the schema `{}`", schema.name);
        report
            .add(Code::UnreachableSchema, schema.span, message)
            .help("delete the page, or refer to the schema in the type of a parameter, response or payload");
    }
}

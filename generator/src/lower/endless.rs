//! Reports schemas whose values never end: a required field of their own type, directly or by way of other schemas.

use std::collections::{BTreeMap, BTreeSet};

use super::cycles;
use super::report::Report;
use crate::diagnostic::Code;
use crate::ir::{Api, Constraints, Field, Type, Value};
use crate::source::Span;

/// Reports a schema whose values would have to contain a value of the schema itself.
pub(super) fn check(api: &Api, report: &mut Report<'_>) {
    let mut ends: BTreeSet<&str> = BTreeSet::new();
    loop {
        let ending = api.schemas.iter().filter(|schema| !ends.contains(schema.name.as_str()));
        let ending = ending.filter(|schema| {
            has_end(&schema.value.ty, &schema.value.constraints, &|name| {
                api.schema(name).is_none() || ends.contains(name)
            })
        });
        let ending: Vec<&str> = ending.map(|schema| schema.name.as_str()).collect();
        if ending.is_empty() {
            break;
        }
        ends.extend(ending);
    }
    let endless = api.schemas.iter().filter(|schema| !ends.contains(schema.name.as_str()));
    let endless: BTreeMap<&str, &Value> = endless.map(|schema| (schema.name.as_str(), &schema.value)).collect();
    let held = |value| -> Vec<&str> { required(value).into_iter().map(|(name, _)| name).collect() };
    let graph = endless.iter().map(|(name, value)| (*name, held(value))).collect();
    let mut reported: BTreeSet<&str> = BTreeSet::new();
    for mut cycle in cycles::find(&graph) {
        let first = (0..cycle.len()).min_by_key(|at| cycle.get(*at));
        cycle.rotate_left(first.unwrap_or(0));
        // One that only holds such a schema isn't where the mistake is.
        if cycle.iter().any(|name| reported.contains(name)) {
            continue;
        }
        reported.extend(cycle.iter().copied());
        let [name, others @ ..] = cycle.as_slice() else {
            continue;
        };
        let next = others.first().unwrap_or(name);
        let Some(span) = endless.get(name).and_then(|value| field_with(value, next)) else {
            continue;
        };
        let message = match others {
            [] => format!("every `{name}` requires another `{name}`, so none can end"),
            others => {
                let others = others.join("`, `");
                format!("every `{name}` requires another `{name}` by way of `{others}`")
            }
        };
        report
            .add(Code::EndlessValue, span, message)
            .help("make the field optional, or allow `null`");
    }
}

/// Whether a type has a value that ends, given which schemas have one.
fn has_end(ty: &Type, constraints: &Constraints, ends: &impl Fn(&str) -> bool) -> bool {
    let inside = |value: &Value| has_end(&value.ty, &value.constraints, ends);
    match ty {
        Type::Ref(name) => ends(name),
        Type::Object(object) => object
            .fields
            .iter()
            .all(|field| !field.required || inside(&field.value)),
        Type::List(items) => constraints.min.is_none_or(|min| min < 1) || inside(items),
        Type::Map(values) => constraints.min.is_none_or(|min| min < 1) || inside(values),
        Type::Union(variants) => variants.iter().any(|variant| has_end(variant, constraints, ends)),
        _ => true,
    }
}

/// The schemas that a value requires, each with the field that names it.
fn required(value: &Value) -> Vec<(&str, Option<&Field>)> {
    fn of<'v>(ty: &'v Type, field: Option<&'v Field>, found: &mut Vec<(&'v str, Option<&'v Field>)>) {
        match ty {
            Type::Ref(name) => found.push((name, field)),
            Type::Object(object) => {
                object
                    .fields
                    .iter()
                    .filter(|field| field.required)
                    .for_each(|field| of(&field.value.ty, Some(field), found));
            }
            Type::List(inside) | Type::Map(inside) => of(&inside.ty, field, found),
            Type::Union(variants) => variants.iter().for_each(|variant| of(variant, field, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    of(&value.ty, None, &mut found);
    found
}

/// Where a schema is required.
fn field_with(value: &Value, schema: &str) -> Option<Span> {
    let (_, field) = required(value).into_iter().find(|(name, _)| *name == schema)?;
    field.map(|field| field.span)
}

//! Compares schema pages, each once for all that refer to it, by what callers do with its values: send them, get them, or both.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::usage::{self, Usage};
use super::{At, Change, Kind, Record, Side, Sides, fields, form};
use crate::emit::model::{self as emit, Named};
use crate::emit::shared_types::Schemas;
use crate::ir::{Constraints, Parameter, ParameterLocation, Schema};

/// Schemas of which at least this share of the fields is the same are taken for one that was renamed.
const ALIKE: f64 = 0.8;

/// New names by old ones of schemas that were probably renamed: what they are hasn't changed, or hardly.
pub(super) fn renamed<'a>(old: &Side<'a>, new: &Side<'a>) -> HashMap<&'a str, &'a str> {
    let names =
        |side: &Side<'a>| -> HashSet<&'a str> { side.api.schemas.iter().map(|schema| schema.name.as_str()).collect() };
    let (old_names, new_names) = (names(old), names(new));
    let mut fresh: Vec<&Schema> = new.api.schemas.iter().collect();
    fresh.retain(|schema| !old_names.contains(schema.name.as_str()));
    let mut renamed = HashMap::new();
    for schema in old
        .api
        .schemas
        .iter()
        .filter(|schema| !new_names.contains(schema.name.as_str()))
    {
        let alike = fresh
            .iter()
            .enumerate()
            .map(|(at, other)| (likeness(schema, other), at));
        let best = alike
            .filter(|(likeness, _)| *likeness >= ALIKE)
            .max_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((_, at)) = best {
            renamed.insert(schema.name.as_str(), fresh.swap_remove(at).name.as_str());
        }
    }
    renamed
}

/// How much of two schemas is the same, from 0 to 1. Two aliases of one scalar say nothing about each other.
fn likeness(old: &Schema, new: &Schema) -> f64 {
    if Schemas::declared(old).is_none() || form::written(&old.ty) != form::written(&new.ty) {
        return 0.0;
    }
    let key = |field: &Parameter| (field.name.clone(), form::written(&field.ty), field.required);
    let (before, after): (HashSet<_>, HashSet<_>) = (
        old.fields.iter().map(key).collect(),
        new.fields.iter().map(key).collect(),
    );
    let (Ok(common), Ok(all)) = (
        u32::try_from(before.intersection(&after).count()),
        u32::try_from(before.union(&after).count()),
    ) else {
        return 0.0;
    };
    if all == 0 {
        1.0
    } else {
        f64::from(common) / f64::from(all)
    }
}

/// Compares all schemas that endpoints reach.
pub(super) fn compare(sides: &Sides<'_, '_>) -> Vec<Change> {
    let (old_usages, new_usages) = (usage::of_schemas(sides.old), usage::of_schemas(sides.new));
    let usage_of = |old: &str, new: Option<&str>| {
        let used = old_usages.get(old).copied().unwrap_or_default();
        // What callers didn't use before they can't miss.
        if used.is_any() {
            used
        } else {
            new.and_then(|new| new_usages.get(new)).copied().unwrap_or_default()
        }
    };
    let mut changes: Vec<Change> = sides
        .old
        .api
        .schemas
        .par_iter()
        .flat_map_iter(|old| {
            let mut record = Record::new(sides, old.name.clone());
            let name = sides.renamed_schemas.get(old.name.as_str()).copied();
            let new = sides.new.schemas.get(name.unwrap_or(&old.name));
            let usage = usage_of(&old.name, new.map(|new| new.name.as_str()));
            if usage.is_any() {
                schema(old, new, usage, &mut record);
            }
            record.changes
        })
        .collect();
    let successors: HashSet<&str> = sides.renamed_schemas.values().copied().collect();
    for new in &sides.new.api.schemas {
        let is_new = sides.old.schemas.get(&new.name).is_none() && !successors.contains(new.name.as_str());
        if is_new && new_usages.contains_key(new.name.as_str()) && Schemas::declared(new).is_some() {
            let mut record = Record::new(sides, new.name.clone());
            record.add(Kind::SchemaAdded, At::New(new.span), None, None, Some(new.name.clone()));
            changes.extend(record.changes);
        }
    }
    changes
}

fn schema(old: &Schema, new: Option<&Schema>, usage: Usage, record: &mut Record<'_, '_, '_>) {
    let Some(new) = new else {
        // Of a page that declares no type, nothing is in the crate; what its users are now is said of them.
        if Schemas::declared(old).is_some() {
            record.add(
                Kind::SchemaRemoved,
                At::Old(old.span),
                None,
                Some(old.name.clone()),
                None,
            );
        }
        return;
    };
    if old.name != new.name {
        let (from, to) = (old.name.clone(), new.name.clone());
        record.add(Kind::SchemaRenamed, At::New(new.span), None, Some(from), Some(to));
    }
    form_change(old, new, record);
    let before = record.changes.len();
    fields::parameter(&root(old), &root(new), "", usage, record);
    // The prose of the page is that of the type, not of a parameter.
    for change in record.changes.iter_mut().skip(before) {
        if change.parameter.is_none() && matches!(change.kind, Kind::ParameterDocsChanged | Kind::ResponseDocsChanged) {
            change.kind = Kind::DocsChanged;
        }
    }
}

/// Reports a type that is written otherwise because answers hold its values now, or no longer.
fn form_change(old: &Schema, new: &Schema, record: &mut Record<'_, '_, '_>) {
    let form = |schema: &Schema, side: &Side<'_>| {
        let (_, kind) = Schemas::declared(schema)?;
        let form = match side.schemas.side(schema) {
            emit::Side::Answer => "has public fields",
            emit::Side::Request => "has a constructor and setters",
        };
        (kind == Named::Object).then(|| form.to_owned())
    };
    let (before, after) = (form(old, record.sides.old), form(new, record.sides.new));
    if before.is_some() && after.is_some() && before != after {
        record.add(Kind::SchemaFormChanged, At::New(new.span), None, before, after);
    }
}

/// What a schema stands for, as a field that is always there.
fn root(schema: &Schema) -> Parameter {
    Parameter {
        name: String::new(),
        location: ParameterLocation::Body,
        required: true,
        ty: schema.ty.clone(),
        constraints: Constraints::default(),
        default: None,
        description: schema.description.clone(),
        deprecated: false,
        evidence: Vec::new(),
        fields: schema.fields.clone(),
        elements: Vec::new(),
        span: schema.span,
    }
}

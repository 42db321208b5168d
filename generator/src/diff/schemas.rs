//! Compares schema pages, each once for all that refer to it, by what callers do with its values: send them, get them, or both.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::kind::Kind;
use super::members;
use super::record::{Change, Record, Side, Sides};
use super::slot::{Slot, Usage};
use crate::ir::{self, Field};
use crate::rust_model::{self as model, Declaration, Schema};

/// Schemas of which at least this share of the fields is the same are taken for one that was renamed.
const ALIKE: f64 = 0.8;

/// New names by old ones of schemas that were probably renamed: what they are hasn't changed, or hardly.
pub(super) fn renamed<'a>(old: &Side<'a>, new: &Side<'a>) -> HashMap<&'a str, &'a str> {
    let names = |side: &Side<'a>| -> HashSet<&'a str> { side.model.schemas.iter().map(|schema| schema.page).collect() };
    let (old_names, new_names) = (names(old), names(new));
    let mut fresh: Vec<&Schema<'a>> = new.model.schemas.iter().collect();
    fresh.retain(|schema| !old_names.contains(schema.page));
    let mut renamed = HashMap::new();
    for schema in old
        .model
        .schemas
        .iter()
        .filter(|schema| !new_names.contains(schema.page))
    {
        let alike = fresh
            .iter()
            .enumerate()
            .map(|(at, other)| (likeness(schema, other), at));
        let best = alike
            .filter(|(likeness, _)| *likeness >= ALIKE)
            .max_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((_, at)) = best {
            renamed.insert(schema.page, fresh.swap_remove(at).page);
        }
    }
    renamed
}

/// How much of two schemas is the same, from 0 to 1. Two aliases of one scalar say nothing about each other.
fn likeness(old: &Schema<'_>, new: &Schema<'_>) -> f64 {
    let (old_type, new_type) = (&old.origin.value.ty, &new.origin.value.ty);
    if old.declared.is_none() || old_type.bare() != new_type.bare() {
        return 0.0;
    }
    let key = |field: &Field| (field.name.clone(), field.value.ty.to_string(), field.required);
    let keys = |ty: &ir::Type| -> HashSet<_> {
        let fields = ty.object().map_or(&[][..], |object| &object.fields);
        fields.iter().map(key).collect()
    };
    let (before, after) = (keys(old_type), keys(new_type));
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
    let old_schemas = sides.old.model.schemas.par_iter();
    let mut changes: Vec<Change> = old_schemas
        .flat_map_iter(|old| {
            let mut record = Record::new(sides, old.page.to_owned());
            let name = sides.renamed_schemas.get(old.page).copied();
            let new = sides.new.model.schema(name.unwrap_or(old.page));
            // What callers didn't use before they can't miss.
            let used = usage(old);
            let usage = if used.is_any() {
                used
            } else {
                new.map(usage).unwrap_or_default()
            };
            record.usage = usage;
            if usage.is_any() {
                schema(old, new, &mut record);
            }
            record.changes
        })
        .collect();
    let successors: HashSet<&str> = sides.renamed_schemas.values().copied().collect();
    for new in &sides.new.model.schemas {
        let is_new = sides.old.model.schema(new.page).is_none() && !successors.contains(new.page);
        if is_new && usage(new).is_any() && new.declared.is_some() {
            let mut record = Record::new(sides, new.page.to_owned());
            record.add(Kind::SchemaAdded, new.origin.span).to(new.page.to_owned());
            changes.extend(record.changes);
        }
    }
    changes
}

/// Who has values of a schema.
fn usage(schema: &Schema<'_>) -> Usage {
    Usage {
        request: schema.is_sent,
        response: schema.side == model::Side::Response,
    }
}

fn schema<'a>(old: &Schema<'a>, new: Option<&Schema<'a>>, record: &mut Record<'_, 'a>) {
    let Some(new) = new else {
        // Of a page that declares no type, nothing is in the crate; what its users are now is said of them.
        if old.declared.is_some() {
            let change = record.add_gone(Kind::SchemaRemoved, old.origin.span);
            change.from(old.page.to_owned());
        }
        return;
    };
    if old.page != new.page {
        let change = record.add(Kind::SchemaRenamed, new.origin.span);
        change.from(old.page.to_owned()).to(new.page.to_owned());
    }
    form_change(old, new, record);
    pair(old, new, record);
}

/// Compares what two schemas or payloads are.
pub(super) fn pair<'a>(old: &Schema<'a>, new: &Schema<'a>, record: &mut Record<'_, 'a>) {
    let before = record.changes.len();
    members::slot(&slot(old), &slot(new), record);
    // The prose of the page is that of the type, not of a parameter.
    for change in record.changes.iter_mut().skip(before) {
        if change.parameter.is_none() && matches!(change.kind, Kind::ParameterDocsChanged | Kind::ResponseDocsChanged) {
            change.kind = Kind::DocsChanged;
        }
    }
}

/// Reports a type that is written otherwise because responses hold its values now, or no longer.
fn form_change(old: &Schema<'_>, new: &Schema<'_>, record: &mut Record<'_, '_>) {
    let form = |schema: &Schema<'_>| {
        let form = match schema.side {
            model::Side::Response => "has public fields",
            model::Side::Request => "has a constructor and setters",
        };
        let is_object = matches!(schema.declared.as_ref()?.kind, Declaration::Object(_));
        is_object.then(|| form.to_owned())
    };
    let (before, after) = (form(old), form(new));
    if before.is_some() && after.is_some() && before != after {
        record
            .add(Kind::SchemaFormChanged, new.origin.span)
            .from(before)
            .to(after);
    }
}

/// A schema as a slot.
fn slot<'m, 'a>(schema: &'m Schema<'a>) -> Slot<'m, 'a> {
    let page = schema.origin.0;
    let types = schema.declared.as_slice();
    Slot {
        is_schema: true,
        ..Slot::whole(&schema.shape, &page.value.ty, &page.description, page.span, types)
    }
}

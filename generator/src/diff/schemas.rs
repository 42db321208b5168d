//! Compares schema pages, each once for all that refer to it, by what callers do with its values: send them, get them, or both.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::kind::Kind;
use super::members;
use super::record::{Change, Record, Side, Sides, both};
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
    let (old, new) = (by_page(sides.old), by_page(sides.new));
    let successors: HashSet<&str> = sides.renamed_schemas.values().copied().collect();
    let changes = both(&old, &new).into_par_iter().flat_map_iter(|(page, before, after)| {
        let mut record = Record::new(sides, (*page).to_owned());
        match (before, after.or_else(|| new.get(sides.renamed_schemas.get(page)?))) {
            (Some(before), after) => {
                // What callers didn't use before they can't miss.
                let used = usage(before);
                let now = after.map(|after| usage(after)).unwrap_or_default();
                record.usage = if used.is_any() { used } else { now };
                if record.usage.is_any() {
                    schema(before, after.copied(), &mut record);
                }
            }
            (None, Some(after)) if usage(after).is_any() && after.declared.is_some() && !successors.contains(page) => {
                record.add(Kind::SchemaAdded, after.origin.span).to((*page).to_owned());
            }
            (None, _) => {}
        }
        record.changes
    });
    changes.collect()
}

fn by_page<'s, 'a>(side: &'s Side<'a>) -> BTreeMap<&'a str, &'s Schema<'a>> {
    let schemas = side.model.schemas.iter();
    schemas.map(|schema| (schema.page, schema)).collect()
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

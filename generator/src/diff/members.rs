//! Compares parameters and fields, and the values at one path on both sides.

use std::{mem, ptr};

use super::constraints;
use super::kind::Kind;
use super::record::Record;
use super::shapes::{Comparison, Verdict};
use super::slot::Slot;
use crate::ir::{ParameterLocation, Style, Type};
use crate::rust_model::{Case, Declaration, DeclaredType, Member, ShapeKind};
use crate::source::Span;

/// Names that are at least this much alike, of 1, are taken for one that was renamed.
const ALIKE: f64 = 0.6;

/// The same parameter or field on both sides.
type Pair<'p, 'm, 'a> = (&'p Slot<'m, 'a>, &'p Slot<'m, 'a>);

/// Compares two lists of parameters or fields of what is at the current path.
pub(super) fn compare<'m, 'a>(old: &[Slot<'m, 'a>], new: &[Slot<'m, 'a>], record: &mut Record<'_, 'a>) {
    let mut pairs = by_name(old, new);
    let mut sorted: Vec<Pair<'_, 'm, 'a>> = Vec::new();
    for gone in old {
        let known = pairs.iter().find(|(old, _)| ptr::eq(*old, gone)).copied();
        if let Some(pair) = known {
            sorted.push(pair);
        } else if let Some(successor) = successor(gone, (old, new), &pairs, record) {
            renamed(gone, successor, record);
            pairs.push((gone, successor));
            sorted.push((gone, successor));
        } else if let Some(kind) = record.pick(Kind::ParameterRemoved, Kind::ResponseFieldRemoved) {
            record.add_gone(kind, gone.span).of(gone.name).from(gone.ty.to_string());
        }
    }
    for fresh in new.iter().filter(|fresh| is_free(&pairs, fresh)) {
        let in_request = if fresh.required {
            Kind::RequiredParameterAdded
        } else {
            Kind::OptionalParameterAdded
        };
        if let Some(kind) = record.pick(in_request, Kind::ResponseFieldAdded) {
            record.add(kind, fresh.span).of(fresh.name).to(fresh.ty.to_string());
        }
    }
    if record.usage.request {
        order(&sorted, new, record);
    }
    for (old, new) in sorted {
        record.inside(old.name, |record| slot(old, new, record));
    }
}

/// Whether a new parameter or field has no partner yet.
fn is_free(pairs: &[Pair<'_, '_, '_>], new: &Slot<'_, '_>) -> bool {
    pairs.iter().all(|(_, taken)| !ptr::eq(*taken, new))
}

/// Pairs by name. A name may be in the path and in the body, so those of the path are looked for among those of the path first.
fn by_name<'p, 'm, 'a>(old: &'p [Slot<'m, 'a>], new: &'p [Slot<'m, 'a>]) -> Vec<Pair<'p, 'm, 'a>> {
    let mut pairs: Vec<Pair<'p, 'm, 'a>> = Vec::new();
    for same_location in [true, false] {
        for old in old {
            let fits = |new: &&Slot<'m, 'a>| {
                let fits = new.name == old.name && (!same_location || new.in_path() == old.in_path());
                fits && is_free(&pairs, new) && pairs.iter().all(|(taken, _)| !ptr::eq(*taken, old))
            };
            let found = new.iter().find(fits);
            pairs.extend(found.map(|new| (old, new)));
        }
    }
    pairs
}

/// What one was probably renamed to: one of the same type, location and necessity that has much the same name, the very same description, or
/// the same position in the same route.
fn successor<'p, 'm, 'a>(
    old: &Slot<'m, 'a>,
    (olds, news): (&[Slot<'m, 'a>], &'p [Slot<'m, 'a>]),
    pairs: &[Pair<'_, 'm, 'a>],
    record: &Record<'_, 'a>,
) -> Option<&'p Slot<'m, 'a>> {
    let position = |list: &[Slot<'m, 'a>], slot: &Slot<'m, 'a>| {
        let mut path = list.iter().filter(|other| other.in_path());
        path.position(|other| other.name == slot.name)
    };
    let fits = |new: &&Slot<'m, 'a>| {
        is_free(pairs, new)
            && (record.is_silent || Comparison::new(old, new, record.sides).same())
            && old.required == new.required
            && old.in_path() == new.in_path()
    };
    let likeness = |new: &Slot<'m, 'a>| {
        let names = strsim::normalized_damerau_levenshtein(&old.name.to_lowercase(), &new.name.to_lowercase());
        let same_text = !old.description.is_empty() && old.description == new.description;
        let same_position = old.in_path() && record.same_route && position(olds, old) == position(news, new);
        names + f64::from(u8::from(same_text)) + 2.0 * f64::from(u8::from(same_position))
    };
    let alike = news.iter().filter(fits).map(|new| (likeness(new), new));
    let alike = alike.filter(|(likeness, _)| *likeness >= ALIKE);
    // Of several, the first.
    let best = alike.rev().max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.map(|(_, new)| new)
}

fn renamed(old: &Slot<'_, '_>, new: &Slot<'_, '_>, record: &mut Record<'_, '_>) {
    // A type of the parameter's own is called like the parameter. What is described otherwise, or not at all, may be something else, which
    // the same call would then set.
    let is_told = !old.description.is_empty() || old.in_path();
    let is_same = is_told && old.description == new.description && old.declared(&old.shape.kind).is_none();
    let in_request = if old.required && new.required && is_same {
        Kind::ArgumentRenamed
    } else {
        Kind::ParameterRenamed
    };
    if let Some(kind) = record.pick(in_request, Kind::ResponseFieldRenamed) {
        let [from, to] = [old, new].map(|slot| record.path_of(slot.name));
        record.add(kind, new.span).of(old.name).from(from).to(to);
    }
}

/// Reports arguments that stayed arguments, but in another order.
fn order<'m, 'a>(pairs: &[Pair<'_, 'm, 'a>], new: &[Slot<'m, 'a>], record: &mut Record<'_, 'a>) {
    let arguments = pairs.iter().filter(|(old, new)| old.required && new.required);
    let before: Vec<&Slot<'m, 'a>> = arguments.map(|(_, new)| *new).collect();
    let stayed = |new: &&Slot<'m, 'a>| before.iter().any(|before| ptr::eq(*before, *new));
    let after: Vec<&Slot<'m, 'a>> = new.iter().filter(stayed).collect();
    let mut both = before.iter().zip(&after);
    if let Some((_, first)) = both.find(|(before, after)| !ptr::eq(**before, **after)) {
        let [before, after] = [&before, &after].map(|list| {
            let names: Vec<&str> = list.iter().map(|slot| slot.name).collect();
            names.join(", ")
        });
        record.add(Kind::ArgumentOrder, first.span).from(before).to(after);
    }
}

/// Compares what is at the current path on both sides.
pub(super) fn slot<'m, 'a>(old: &Slot<'m, 'a>, new: &Slot<'m, 'a>, record: &mut Record<'_, 'a>) {
    necessity(old, new, record);
    if record.is_silent {
        contents(old, new, (&old.shape.kind, &new.shape.kind), record);
        announcements(old, new, record);
        return;
    }
    let is_inferred = old.is_inferred() || new.is_inferred();
    let outer = mem::replace(&mut record.is_inferred, is_inferred);
    if old.location != new.location {
        let [from, to] = [old, new].map(|slot| location(slot.location).to_owned());
        record.add(Kind::ParameterMoved, new.span).from(from).to(to);
    }
    if old.style != new.style {
        let [from, to] = [old, new].map(|slot| slot.style.of(slot.location).to_owned());
        record.add(Kind::StyleChanged, new.span).from(from).to(to);
    }
    if old.name == new.name && !old.is_schema {
        if record.usage.response || !(old.required && new.required) {
            let names = [old, new].map(|slot| slot.member.map(|member| member.name.as_str()));
            moved_name(names, new.span, record);
        }
        let names = [old, new].map(|slot| slot.declared(&slot.shape.kind).map(DeclaredType::name));
        moved_name(names, new.span, record);
    }
    if types(old, new, record) != Verdict::Changed {
        if record.usage.request {
            let in_path = new.in_path() && new.shape.kind == ShapeKind::String;
            for (inside, verdict, from, to) in constraints::changes(old.rules(), new.rules(), in_path) {
                if let Some(kind) = verdict.kind(Kind::ConstraintWidened, Kind::ConstraintNarrowed) {
                    record.add(kind, new.span).of(&inside).from(from).to(to);
                }
            }
        }
        contents(old, new, (&old.shape.kind, &new.shape.kind), record);
    }
    record.is_inferred = outer;
    announcements(old, new, record);
}

/// Reports a name in Rust that has moved although the name on the wire is the same: another one has the plain name now, or no longer.
fn moved_name([before, after]: [Option<&str>; 2], span: Span, record: &mut Record<'_, '_>) {
    if before.is_some() && after.is_some() && before != after {
        let [before, after] = [before, after].map(|name| name.map(str::to_owned));
        record.add(Kind::NameMoved, span).from(before).to(after);
    }
}

/// Compares the types that the files declare for two shapes.
fn contents<'m, 'a>(
    old: &Slot<'m, 'a>,
    new: &Slot<'m, 'a>,
    (old_kind, new_kind): (&ShapeKind<'a>, &ShapeKind<'a>),
    record: &mut Record<'_, 'a>,
) {
    let (Some(before), Some(after)) = (old.declared(old_kind), new.declared(new_kind)) else {
        let [before, after] = [old, new].map(|slot| slot.member.and_then(|member| member.literal));
        if let (Some(before), Some(after), false) = (before, after, record.is_silent) {
            values(&[before], &[after], new.span, record);
        }
        return;
    };
    match (&before.kind, &after.kind) {
        (Declaration::Enum(before), Declaration::Enum(after)) if !record.is_silent => {
            let [old_values, new_values] =
                [before, after].map(|variants| variants.iter().map(|variant| variant.value).collect::<Vec<_>>());
            values(&old_values, &new_values, new.span, record);
            for before in before {
                let after = after.iter().find(|after| after.value == before.value);
                let names = [Some(before), after].map(|variant| variant.map(|variant| variant.name.as_str()));
                moved_name(names, new.span, record);
            }
        }
        (Declaration::Object(before), Declaration::Object(after)) => {
            let slots = |members: &'m [Member<'a>], slot: &Slot<'m, 'a>| -> Vec<Slot<'m, 'a>> {
                let slots = members.iter();
                slots
                    .map(|member| Slot::of(member, slot.location, slot.types))
                    .collect()
            };
            record.inside(&inside(old_kind), |record| {
                compare(&slots(before, old), &slots(after, new), record);
            });
        }
        (Declaration::Union(before), Declaration::Union(after)) => {
            let comparison = Comparison::new(old, new, record.sides);
            let cases = before.iter().filter_map(|before| {
                let is_same = |case: &&Case<'a>| comparison.same_shape(&before.shape, &case.shape, false);
                Some((before, after.iter().find(is_same)?))
            });
            let cases: Vec<(&Case<'a>, &Case<'a>)> = cases.collect();
            let [old, new] = [old, new].map(|slot| Slot {
                is_schema: false,
                member: None,
                ..*slot
            });
            record.inside(&inside(old_kind), |record| {
                for (before, after) in cases {
                    contents(&old, &new, (&before.shape.kind, &after.shape.kind), record);
                }
            });
        }
        _ => {}
    }
}

/// Compares the values of two enums.
fn values(before: &[&str], after: &[&str], span: Span, record: &mut Record<'_, '_>) {
    if let Some(kind) = record.pick(Kind::ValueRemoved, Kind::ResponseValueRemoved) {
        for value in before.iter().filter(|value| !after.contains(value)) {
            record.add(kind, span).from((*value).to_owned());
        }
    }
    if let Some(kind) = record.pick(Kind::ValueAdded, Kind::ResponseValueAdded) {
        for value in after.iter().filter(|value| !before.contains(value)) {
            record.add(kind, span).to((*value).to_owned());
        }
    }
}

/// Compares whether it has to be given, or is always there.
fn necessity(old: &Slot<'_, '_>, new: &Slot<'_, '_>, record: &mut Record<'_, '_>) {
    let in_request = match (old.required, new.required) {
        (false, true) => Some(Kind::ParameterRequired),
        (true, false) => Some(Kind::ParameterOptional),
        _ => None,
    };
    let may_miss = |slot: &Slot<'_, '_>| !slot.required || slot.shape.nullable;
    let in_response = match (may_miss(old), may_miss(new)) {
        (false, true) => Some(Kind::ResponseFieldOptional),
        (true, false) => Some(Kind::ResponseFieldRequired),
        _ => None,
    };
    if let Some(kind) = record.pick(in_request, in_response) {
        record.add(kind, new.span).from(whether(old)).to(whether(new));
    }
}

/// `required` or `optional`, and whether it may be null.
fn whether(slot: &Slot<'_, '_>) -> String {
    let word = if slot.required { "required" } else { "optional" };
    let null = if slot.ty.is_nullable() { ", may be null" } else { "" };
    format!("{word}{null}")
}

/// Compares the types as calls see them.
fn types<'m, 'a>(old: &Slot<'m, 'a>, new: &Slot<'m, 'a>, record: &mut Record<'_, 'a>) -> Verdict {
    let is_declared = |slot: &Slot<'_, '_>| slot.declared(&slot.shape.kind).is_some();
    if old.ty.bare() == new.ty.bare() && is_declared(old) == is_declared(new) {
        // What the schemas inside have become is said of them, once for all that refer to them.
        return Verdict::Same;
    }
    let comparison = Comparison::new(old, new, record.sides);
    let (mut of_request, mut of_response) = (Verdict::Same, Verdict::Same);
    if record.usage.request {
        of_request = comparison.in_request();
    }
    if record.usage.response {
        of_response = comparison.in_response();
    }
    let kind = record.pick(
        of_request.kind(Kind::TypeWidened, Kind::TypeChanged),
        of_response.kind(Kind::ResponseTypeWidened, Kind::ResponseTypeChanged),
    );
    if let Some(kind) = kind {
        record
            .add(kind, new.span)
            .from(old.ty.to_string())
            .to(new.ty.to_string());
    }
    of_request.max(of_response)
}

/// Compares what only documentation shows: defaults, deprecation, prose, and in responses the constraints.
fn announcements(old: &Slot<'_, '_>, new: &Slot<'_, '_>, record: &mut Record<'_, '_>) {
    let is_sent = record.usage.request;
    if let (true, Some(before), Some(after)) = (is_sent, old.member, new.member) {
        let [from, to] = [before, after].map(|member| &member.field.default);
        if from != to && !record.is_silent {
            let change = record.add(Kind::DefaultChanged, new.span);
            change.from(from.clone()).to(to.clone());
        }
        match (before.deprecated, after.deprecated) {
            (false, true) => _ = record.add(Kind::ParameterDeprecated, new.span),
            (true, false) => _ = record.add(Kind::ParameterRestored, new.span),
            _ => {}
        }
    }
    let is_string = |ty: &Type| matches!(ty, Type::String | Type::Uri);
    let has_changed = old.description != new.description
        || (!record.is_silent && is_string(old.ty) && is_string(new.ty) && old.ty != new.ty)
        || (!is_sent && old.rules() != new.rules());
    let kind = record.pick(Kind::ParameterDocsChanged, Kind::ResponseDocsChanged);
    if let Some(kind) = kind.filter(|_| has_changed) {
        record.add(kind, new.span);
    }
}

/// What is between a parameter's name and those of the fields inside it: `[]` for a list, `.*` for a map.
fn inside(kind: &ShapeKind<'_>) -> String {
    match kind {
        ShapeKind::List(items) => format!("[]{}", inside(&items.kind)),
        ShapeKind::Map(values) => format!(".*{}", inside(&values.kind)),
        _ => String::new(),
    }
}

fn location(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::WholeBody => "whole body",
        location => Style::Plain.of(location),
    }
}

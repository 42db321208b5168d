//! Compares parameters and fields, and the values at one path on both sides.

use super::constraints;
use super::kind::Kind;
use super::record::{At, Record};
use super::shapes::{Comparison, Verdict};
use super::slot::{Slot, Usage};
use crate::ir::{ParameterLocation, Type};
use crate::rust_model::{Declaration, DeclaredType, Member, ShapeKind};

/// Names that are at least this much alike, of 1, are taken for one that was renamed.
const ALIKE: f64 = 0.6;

/// Compares two lists of parameters or fields. `outer` is the path of what they belong to, empty for an endpoint's own.
pub(super) fn compare(
    old: &[Slot<'_, '_>],
    new: &[Slot<'_, '_>],
    outer: &str,
    usage: Usage,
    record: &mut Record<'_, '_, '_>,
) {
    let mut partners = by_name(old, new);
    for (index, gone) in old.iter().enumerate() {
        if partners.iter().any(|(old, _)| *old == index) {
            continue;
        }
        if let Some(partner) = successor(index, (old, new), &partners, record)
            && let Some(new) = new.get(partner)
        {
            renamed(gone, new, outer, usage, record);
            partners.push((index, partner));
        } else {
            let kind = pick(usage, Some(Kind::ParameterRemoved), Some(Kind::ResponseFieldRemoved));
            let path = joined(outer, gone.name);
            add(record, kind, At::Old(gone.span), &path, Some(gone.ty.to_string()), None);
        }
    }
    for (index, fresh) in new.iter().enumerate() {
        if partners.iter().any(|(_, new)| *new == index) {
            continue;
        }
        let in_request = if fresh.required {
            Kind::RequiredParameterAdded
        } else {
            Kind::OptionalParameterAdded
        };
        let kind = pick(usage, Some(in_request), Some(Kind::ResponseFieldAdded));
        let path = joined(outer, fresh.name);
        add(
            record,
            kind,
            At::New(fresh.span),
            &path,
            None,
            Some(fresh.ty.to_string()),
        );
    }
    partners.sort_unstable();
    if usage.request {
        order((old, new), &partners, outer, record);
    }
    for (old, new) in partners
        .iter()
        .filter_map(|(one, other)| Some((old.get(*one)?, new.get(*other)?)))
    {
        slot(old, new, &joined(outer, old.name), usage, record);
    }
}

/// Pairs indices by name. A name may be in the path and in the body, so those of the path are looked for among those of the path first.
fn by_name(old: &[Slot<'_, '_>], new: &[Slot<'_, '_>]) -> Vec<(usize, usize)> {
    let in_path = |slot: &Slot<'_, '_>| slot.location == ParameterLocation::Path;
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for same_location in [true, false] {
        for (index, old) in old.iter().enumerate() {
            let is_free =
                |(at, _): &(usize, &Slot<'_, '_>)| pairs.iter().all(|(one, other)| *one != index && other != at);
            let fits = |new: &Slot<'_, '_>| new.name == old.name && (!same_location || in_path(new) == in_path(old));
            let mut fitting = new.iter().enumerate().filter(is_free).filter(|(_, new)| fits(new));
            let found = fitting.next().map(|(at, _)| at);
            pairs.extend(found.map(|at| (index, at)));
        }
    }
    pairs
}

/// What one was probably renamed to: one of the same type, location and necessity that has much the same name, the very same description, or
/// the same position in the same route.
fn successor(
    gone: usize,
    (olds, news): (&[Slot<'_, '_>], &[Slot<'_, '_>]),
    partners: &[(usize, usize)],
    record: &Record<'_, '_, '_>,
) -> Option<usize> {
    let position = |list: &[Slot<'_, '_>], slot: &Slot<'_, '_>| {
        let mut path = list.iter().filter(|other| other.location == ParameterLocation::Path);
        path.position(|other| other.name == slot.name)
    };
    let old = olds.get(gone)?;
    let in_path = old.location == ParameterLocation::Path;
    let mut best: Option<(f64, usize)> = None;
    for (index, new) in news.iter().enumerate() {
        let fits = partners.iter().all(|(_, taken)| *taken != index)
            && Comparison::new(old, new, record.sides).same()
            && old.required == new.required
            && in_path == (new.location == ParameterLocation::Path);
        let names = strsim::normalized_damerau_levenshtein(&old.name.to_lowercase(), &new.name.to_lowercase());
        let same_text = !old.description.is_empty() && old.description == new.description;
        let same_position = in_path && record.same_route && position(olds, old) == position(news, new);
        let likeness = names + f64::from(u8::from(same_text)) + 2.0 * f64::from(u8::from(same_position));
        if fits && likeness >= ALIKE && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, index));
        }
    }
    best.map(|(_, index)| index)
}

fn renamed(old: &Slot<'_, '_>, new: &Slot<'_, '_>, outer: &str, usage: Usage, record: &mut Record<'_, '_, '_>) {
    // A type of the parameter's own is called like the parameter. What is described otherwise may be something else, which the same call
    // would then set.
    let is_same = old.description == new.description && old.declared(&old.shape.kind).is_none();
    let in_request = if old.required && new.required && is_same {
        Kind::ArgumentRenamed
    } else {
        Kind::ParameterRenamed
    };
    let kind = pick(usage, Some(in_request), Some(Kind::ResponseFieldRenamed));
    let (from, to) = (joined(outer, old.name), joined(outer, new.name));
    add(record, kind, At::New(new.span), &from, Some(from.clone()), Some(to));
}

/// Reports arguments that stayed arguments, but in another order.
fn order(
    (old, new): (&[Slot<'_, '_>], &[Slot<'_, '_>]),
    partners: &[(usize, usize)],
    outer: &str,
    record: &mut Record<'_, '_, '_>,
) {
    let is_argument = |(one, other): &&(usize, usize)| {
        old.get(*one).is_some_and(|old| old.required) && new.get(*other).is_some_and(|new| new.required)
    };
    let before: Vec<usize> = partners.iter().filter(is_argument).map(|(_, new)| *new).collect();
    let mut after = before.clone();
    after.sort_unstable();
    let moved = before.iter().zip(&after).find(|(before, after)| before != after);
    if let Some(first) = moved.and_then(|(_, first)| new.get(*first)) {
        let names = |list: &[usize]| {
            let names = list.iter().filter_map(|index| Some(new.get(*index)?.name));
            names.collect::<Vec<_>>().join(", ")
        };
        let parameter = (!outer.is_empty()).then_some(outer);
        let (before, after) = (names(&before), names(&after));
        record.add(
            Kind::ArgumentOrder,
            At::New(first.span),
            parameter,
            Some(before),
            Some(after),
        );
    }
}

/// Compares what is at one path on both sides.
pub(super) fn slot(old: &Slot<'_, '_>, new: &Slot<'_, '_>, path: &str, usage: Usage, record: &mut Record<'_, '_, '_>) {
    let at = At::New(new.span);
    necessity(old, new, path, usage, record);
    if old.location != new.location {
        let (from, to) = (location(old.location).to_owned(), location(new.location).to_owned());
        add(record, Some(Kind::ParameterMoved), at, path, Some(from), Some(to));
    }
    if old.name == new.name && !old.is_schema {
        moved_name(old, new, path, usage, record);
    }
    if types(old, new, path, usage, record) != Verdict::Changed {
        if usage.request {
            for (inside, turn, from, to) in constraints::turns(old.rules, new.rules) {
                let kind = match turn {
                    constraints::Turn::Narrower => Kind::ConstraintNarrowed,
                    constraints::Turn::Wider | constraints::Turn::Same => Kind::ConstraintWidened,
                };
                add(record, Some(kind), at, &format!("{path}{inside}"), from, to);
            }
        }
        contents(old, new, (&old.shape.kind, &new.shape.kind), path, usage, record);
    }
    announcements(old, new, path, usage, record);
}

/// Reports a name in Rust that has moved although the name on the wire is the same: another one has the plain name now, or no longer.
fn moved_name(old: &Slot<'_, '_>, new: &Slot<'_, '_>, path: &str, usage: Usage, record: &mut Record<'_, '_, '_>) {
    let is_written = usage.response || !(old.required && new.required);
    let names = [(old.rust_name, new.rust_name)];
    let types = [(old.declared(&old.shape.kind), new.declared(&new.shape.kind))];
    let types = types.map(|(old, new)| (old.map(DeclaredType::name), new.map(DeclaredType::name)));
    for (before, after) in names.into_iter().filter(|_| is_written).chain(types) {
        if let (Some(before), Some(after)) = (before, after)
            && before != after
        {
            let (before, after) = (before.to_owned(), after.to_owned());
            add(
                record,
                Some(Kind::NameMoved),
                At::New(new.span),
                path,
                Some(before),
                Some(after),
            );
        }
    }
}

/// Compares the types that the files declare for two shapes.
fn contents<'m, 'a>(
    old: &Slot<'m, 'a>,
    new: &Slot<'m, 'a>,
    (old_kind, new_kind): (&ShapeKind<'a>, &ShapeKind<'a>),
    path: &str,
    usage: Usage,
    record: &mut Record<'_, '_, '_>,
) {
    let (Some(before), Some(after)) = (old.declared(old_kind), new.declared(new_kind)) else {
        if let (Some(before), Some(after)) = (old.literal, new.literal) {
            values(&[before], &[after], new, path, usage, record);
        }
        return;
    };
    let inner_path = format!("{path}{}", inside(old_kind));
    match (&before.kind, &after.kind) {
        (Declaration::Enum(before), Declaration::Enum(after)) => {
            let listed =
                [before, after].map(|variants| variants.iter().map(|variant| variant.value).collect::<Vec<_>>());
            let [old_values, new_values] = &listed;
            values(old_values, new_values, new, path, usage, record);
            for before in before {
                let moved = after
                    .iter()
                    .find(|after| after.value == before.value && after.name != before.name);
                if let Some(after) = moved {
                    let (before, after) = (Some(before.name.clone()), Some(after.name.clone()));
                    add(record, Some(Kind::NameMoved), At::New(new.span), path, before, after);
                }
            }
        }
        (Declaration::Object(before), Declaration::Object(after)) => {
            let slots = |members: &'m [Member<'a>], slot: &Slot<'m, 'a>| -> Vec<Slot<'m, 'a>> {
                let slots = members.iter();
                slots
                    .map(|member| Slot::of(member, slot.location, slot.types))
                    .collect()
            };
            compare(&slots(before, old), &slots(after, new), &inner_path, usage, record);
        }
        (Declaration::Union(before), Declaration::Union(after)) => {
            let comparison = Comparison::new(old, new, record.sides);
            let cases = before.iter().filter_map(|before| {
                let is_same = |case: &&crate::rust_model::Case<'a>| comparison.same_inside(&before.shape, &case.shape);
                Some((before, after.iter().find(is_same)?))
            });
            let inner = |slot: &Slot<'m, 'a>| Slot {
                is_schema: false,
                literal: None,
                ..*slot
            };
            for (before, after) in cases.collect::<Vec<_>>() {
                contents(
                    &inner(old),
                    &inner(new),
                    (&before.shape.kind, &after.shape.kind),
                    &inner_path,
                    usage,
                    record,
                );
            }
        }
        _ => {}
    }
}

/// Compares the values of two enums.
fn values(
    before: &[&str],
    after: &[&str],
    new: &Slot<'_, '_>,
    path: &str,
    usage: Usage,
    record: &mut Record<'_, '_, '_>,
) {
    for value in before.iter().filter(|value| !after.contains(value)) {
        let kind = pick(usage, Some(Kind::ValueRemoved), Some(Kind::ResponseValueRemoved));
        add(record, kind, At::New(new.span), path, Some((*value).to_owned()), None);
    }
    for value in after.iter().filter(|value| !before.contains(value)) {
        let kind = pick(usage, Some(Kind::ValueAdded), Some(Kind::ResponseValueAdded));
        add(record, kind, At::New(new.span), path, None, Some((*value).to_owned()));
    }
}

/// Whether it has to be given, or is always there.
fn necessity(old: &Slot<'_, '_>, new: &Slot<'_, '_>, path: &str, usage: Usage, record: &mut Record<'_, '_, '_>) {
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
    let kind = pick(usage, in_request, in_response);
    add(
        record,
        kind,
        At::New(new.span),
        path,
        Some(whether(old)),
        Some(whether(new)),
    );
}

/// `required` or `optional`, and whether it may be null.
fn whether(slot: &Slot<'_, '_>) -> String {
    let word = if slot.required { "required" } else { "optional" };
    let null = if slot.ty.is_nullable() { ", may be null" } else { "" };
    format!("{word}{null}")
}

fn types(old: &Slot<'_, '_>, new: &Slot<'_, '_>, path: &str, usage: Usage, record: &mut Record<'_, '_, '_>) -> Verdict {
    let is_declared = |slot: &Slot<'_, '_>| slot.declared(&slot.shape.kind).is_some();
    if old.ty.bare() == new.ty.bare() && is_declared(old) == is_declared(new) {
        // What the schemas inside have become is said of them, once for all that refer to them.
        return Verdict::Same;
    }
    let comparison = Comparison::new(old, new, record.sides);
    let of_request = if usage.request {
        comparison.in_request()
    } else {
        Verdict::Same
    };
    let of_response = if usage.response {
        comparison.in_response()
    } else {
        Verdict::Same
    };
    let in_request = match of_request {
        Verdict::Same => None,
        Verdict::Wider => Some(Kind::TypeWidened),
        Verdict::Changed => Some(Kind::TypeChanged),
    };
    let in_response = match of_response {
        Verdict::Same => None,
        Verdict::Wider => Some(Kind::ResponseTypeWidened),
        Verdict::Changed => Some(Kind::ResponseTypeChanged),
    };
    let kind = pick(usage, in_request, in_response);
    add(
        record,
        kind,
        At::New(new.span),
        path,
        Some(old.ty.to_string()),
        Some(new.ty.to_string()),
    );
    of_request.max(of_response)
}

/// What only documentation shows: defaults, deprecation, prose, and in responses the constraints.
fn announcements(old: &Slot<'_, '_>, new: &Slot<'_, '_>, path: &str, usage: Usage, record: &mut Record<'_, '_, '_>) {
    let at = At::New(new.span);
    if usage.request && old.default != new.default {
        let [before, after] = [old, new].map(|slot| slot.default.map(str::to_owned));
        add(record, Some(Kind::DefaultChanged), at, path, before, after);
    }
    if usage.request && old.deprecated != new.deprecated {
        let kind = if new.deprecated {
            Kind::ParameterDeprecated
        } else {
            Kind::ParameterRestored
        };
        add(record, Some(kind), at, path, None, None);
    }
    let is_string = |ty: &Type| matches!(ty, Type::String | Type::Uri);
    let has_changed = old.description != new.description
        || (is_string(old.ty) && is_string(new.ty) && old.ty != new.ty)
        || (!usage.request && old.rules != new.rules);
    if has_changed {
        let kind = pick(usage, Some(Kind::ParameterDocsChanged), Some(Kind::ResponseDocsChanged));
        add(record, kind, at, path, None, None);
    }
}

/// Chooses between what a change means to those who send a value and to those who receive it: the worst, and the first of two alike.
fn pick(usage: Usage, request: Option<Kind>, response: Option<Kind>) -> Option<Kind> {
    let request = request.filter(|_| usage.request);
    let response = response.filter(|_| usage.response);
    match (request, response) {
        (Some(request), Some(response)) if response.class() < request.class() => Some(response),
        (Some(request), _) => Some(request),
        (None, response) => response,
    }
}

fn add(
    record: &mut Record<'_, '_, '_>,
    kind: Option<Kind>,
    at: At,
    path: &str,
    old: Option<String>,
    new: Option<String>,
) {
    if let Some(kind) = kind {
        record.add(kind, at, (!path.is_empty()).then_some(path), old, new);
    }
}

fn joined(outer: &str, name: &str) -> String {
    if outer.is_empty() {
        name.to_owned()
    } else {
        format!("{outer}.{name}")
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
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Body => "body",
        ParameterLocation::WholeBody => "whole body",
    }
}

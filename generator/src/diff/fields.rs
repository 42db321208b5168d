//! Compares lists of parameters or fields: which belong together, and what has become of each.

use super::form::{self, Verdict};
use super::usage::Usage;
use super::{At, Kind, Record, constraints};
use crate::ir::{Parameter, ParameterLocation, Type};

/// Names that are at least this much alike, of 1, are taken for one that was renamed.
const ALIKE: f64 = 0.6;

/// What belongs together in two lists.
struct Pairs<'p> {
    both: Vec<(&'p Parameter, &'p Parameter)>,
    gone: Vec<&'p Parameter>,
    fresh: Vec<&'p Parameter>,
}

/// Compares two lists of fields or parameters. `outer` is the path of what they belong to, empty for an endpoint's own.
pub(super) fn compare(
    old: &[Parameter],
    new: &[Parameter],
    outer: &str,
    usage: Usage,
    record: &mut Record<'_, '_, '_>,
) {
    let Pairs {
        mut both,
        gone,
        mut fresh,
    } = by_name(old, new);
    for gone in gone {
        let successor = successor(gone, (old, new), &fresh, record);
        if let Some(new) = successor {
            fresh.retain(|other| !std::ptr::eq(*other, new));
            renamed(gone, new, outer, usage, record);
            both.push((gone, new));
        } else {
            let kind = pick(usage, Some(Kind::ParameterRemoved), Some(Kind::ResponseFieldRemoved));
            let path = joined(outer, &gone.name);
            add(
                record,
                kind,
                At::Old(gone.span),
                &path,
                Some(form::written(&gone.ty)),
                None,
            );
        }
    }
    for new in fresh {
        let in_request = if new.required {
            Kind::RequiredParameterAdded
        } else {
            Kind::OptionalParameterAdded
        };
        let kind = pick(usage, Some(in_request), Some(Kind::ResponseFieldAdded));
        let path = joined(outer, &new.name);
        add(
            record,
            kind,
            At::New(new.span),
            &path,
            None,
            Some(form::written(&new.ty)),
        );
    }
    if usage.request {
        order((old, new), &both, outer, record);
    }
    for (old, new) in both {
        parameter(old, new, &joined(outer, &old.name), usage, record);
    }
}

/// Pairs by name. A name may stand in the path and in the body, so those of the path are looked for among those of the path first.
fn by_name<'p>(old: &'p [Parameter], new: &'p [Parameter]) -> Pairs<'p> {
    let in_path = |parameter: &Parameter| parameter.location == ParameterLocation::Path;
    let mut fresh: Vec<&Parameter> = new.iter().collect();
    let mut found: Vec<Option<&Parameter>> = vec![None; old.len()];
    for same_place in [true, false] {
        for (old, found) in old.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
            let fits = |new: &&Parameter| new.name == old.name && (!same_place || in_path(new) == in_path(old));
            if let Some(at) = fresh.iter().position(fits) {
                *found = Some(fresh.remove(at));
            }
        }
    }
    let pairs = || old.iter().zip(&found);
    Pairs {
        both: pairs().filter_map(|(old, new)| Some((old, (*new)?))).collect(),
        gone: pairs().filter(|(_, new)| new.is_none()).map(|(old, _)| old).collect(),
        fresh,
    }
}

/// The parameter that one was probably renamed to: one of the same type, place and necessity that has much the same name, the
/// very same description, or the same place in the same route.
fn successor<'p>(
    old: &Parameter,
    (olds, news): (&[Parameter], &[Parameter]),
    candidates: &[&'p Parameter],
    record: &Record<'_, '_, '_>,
) -> Option<&'p Parameter> {
    let place = |list: &[Parameter], parameter: &Parameter| {
        let mut path = list.iter().filter(|other| other.location == ParameterLocation::Path);
        path.position(|other| other.name == parameter.name)
    };
    let mut best: Option<(f64, &'p Parameter)> = None;
    for &new in candidates {
        let (old_form, new_form) = form::both(old, new, record.sides);
        let in_path = old.location == ParameterLocation::Path;
        let fits = old_form == new_form
            && old.required == new.required
            && in_path == (new.location == ParameterLocation::Path);
        let names = strsim::normalized_damerau_levenshtein(&old.name.to_lowercase(), &new.name.to_lowercase());
        let same_text = !old.description.is_empty() && old.description == new.description;
        let same_place = in_path && record.same_route && place(olds, old) == place(news, new);
        let likeness = names + f64::from(u8::from(same_text)) + 2.0 * f64::from(u8::from(same_place));
        if fits && likeness >= ALIKE && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, new));
        }
    }
    best.map(|(_, new)| new)
}

fn renamed(old: &Parameter, new: &Parameter, outer: &str, usage: Usage, record: &mut Record<'_, '_, '_>) {
    let (form, _) = form::both(old, new, record.sides);
    // A type of the parameter's own is called like the parameter.
    let in_request = if old.required && new.required && !form.has_own_type() {
        Kind::ArgumentRenamed
    } else {
        Kind::ParameterRenamed
    };
    let kind = pick(usage, Some(in_request), Some(Kind::ResponseFieldRenamed));
    let (from, to) = (joined(outer, &old.name), joined(outer, &new.name));
    add(record, kind, At::New(new.span), &from, Some(from.clone()), Some(to));
}

/// Reports arguments that stayed arguments, but in another order.
fn order(
    (old, new): (&[Parameter], &[Parameter]),
    both: &[(&Parameter, &Parameter)],
    outer: &str,
    record: &mut Record<'_, '_, '_>,
) {
    let arguments: Vec<_> = both.iter().filter(|(old, new)| old.required && new.required).collect();
    let before: Vec<&Parameter> = old
        .iter()
        .filter_map(|old| arguments.iter().find(|(other, _)| std::ptr::eq(*other, old)))
        .map(|(_, new)| *new)
        .collect();
    let after: Vec<&Parameter> = new
        .iter()
        .filter(|new| arguments.iter().any(|(_, other)| std::ptr::eq(*other, *new)))
        .collect();
    let moved = before
        .iter()
        .zip(&after)
        .find(|(before, after)| !std::ptr::eq(**before, **after));
    if let Some((_, first)) = moved {
        let names = |list: &[&Parameter]| list.iter().map(|new| new.name.as_str()).collect::<Vec<_>>().join(", ");
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

/// Compares what stands at one path on both sides.
pub(super) fn parameter(old: &Parameter, new: &Parameter, path: &str, usage: Usage, record: &mut Record<'_, '_, '_>) {
    let at = At::New(new.span);
    necessity(old, new, path, usage, record);
    if old.location != new.location {
        let (from, to) = (place(old.location), place(new.location));
        add(
            record,
            Some(Kind::ParameterMoved),
            at,
            path,
            Some(from.to_owned()),
            Some(to.to_owned()),
        );
    }
    let verdict = types(old, new, path, usage, record);
    if verdict != Verdict::Changed {
        values(old, new, path, usage, record);
        if usage.request {
            for (inside, turn, from, to) in constraints::turns(old, new) {
                let kind = match turn {
                    constraints::Turn::Narrower => Kind::ConstraintNarrowed,
                    constraints::Turn::Wider | constraints::Turn::Same => Kind::ConstraintWidened,
                };
                add(record, Some(kind), at, &format!("{path}{inside}"), from, to);
            }
        }
        compare(
            &old.fields,
            &new.fields,
            &format!("{path}{}", inside(&old.ty)),
            usage,
            record,
        );
    }
    announcements(old, new, path, usage, record);
}

/// Whether it has to be given, or is always there.
fn necessity(old: &Parameter, new: &Parameter, path: &str, usage: Usage, record: &mut Record<'_, '_, '_>) {
    let in_request = match (old.required, new.required) {
        (false, true) => Some(Kind::ParameterRequired),
        (true, false) => Some(Kind::ParameterOptional),
        _ => None,
    };
    let (old_form, new_form) = form::both(old, new, record.sides);
    let in_response = match (!old.required || old_form.nullable, !new.required || new_form.nullable) {
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
fn whether(parameter: &Parameter) -> String {
    let word = if parameter.required { "required" } else { "optional" };
    let null = if parameter.ty.is_nullable() {
        ", may be null"
    } else {
        ""
    };
    format!("{word}{null}")
}

fn types(old: &Parameter, new: &Parameter, path: &str, usage: Usage, record: &mut Record<'_, '_, '_>) -> Verdict {
    if old.ty == new.ty && old.fields.is_empty() == new.fields.is_empty() {
        // What the schemas inside have become is said of them, once for all that refer to them.
        return Verdict::Same;
    }
    let (old_form, new_form) = form::both(old, new, record.sides);
    let in_body = !matches!(new.location, ParameterLocation::Path | ParameterLocation::Query);
    let of_request = if usage.request {
        form::in_request(&old_form, &new_form, in_body)
    } else {
        Verdict::Same
    };
    // In answers a single literal is a text, and several are an enum.
    let is_enum_now = form::is_literal(&old.ty) != form::is_literal(&new.ty) && old_form.has_own_type();
    let of_response = match usage.response {
        true if is_enum_now => Verdict::Changed,
        true => form::in_response(&old_form, &new_form),
        false => Verdict::Same,
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
    let (from, to) = (form::written(&old.ty), form::written(&new.ty));
    add(record, kind, At::New(new.span), path, Some(from), Some(to));
    of_request.max(of_response)
}

/// Compares the values of the enums inside a type.
fn values(old: &Parameter, new: &Parameter, path: &str, usage: Usage, record: &mut Record<'_, '_, '_>) {
    let enums = |ty| {
        let mut found = Vec::new();
        form::enums(ty, &mut found);
        found
    };
    let (old_enums, new_enums) = (enums(&old.ty), enums(&new.ty));
    for (before, after) in old_enums.iter().zip(&new_enums) {
        for value in before.iter().filter(|value| !after.contains(value)) {
            let kind = pick(usage, Some(Kind::ValueRemoved), Some(Kind::ResponseValueRemoved));
            add(record, kind, At::New(new.span), path, Some(value.clone()), None);
        }
        for value in after.iter().filter(|value| !before.contains(value)) {
            let kind = pick(usage, Some(Kind::ValueAdded), Some(Kind::ResponseValueAdded));
            add(record, kind, At::New(new.span), path, None, Some(value.clone()));
        }
    }
}

/// What only documentation shows: defaults, deprecation, prose, and in answers the constraints.
fn announcements(old: &Parameter, new: &Parameter, path: &str, usage: Usage, record: &mut Record<'_, '_, '_>) {
    let at = At::New(new.span);
    if usage.request && old.default != new.default {
        add(
            record,
            Some(Kind::DefaultChanged),
            at,
            path,
            old.default.clone(),
            new.default.clone(),
        );
    }
    if usage.request && old.deprecated != new.deprecated {
        let kind = if new.deprecated {
            Kind::ParameterDeprecated
        } else {
            Kind::ParameterRestored
        };
        add(record, Some(kind), at, path, None, None);
    }
    let texts = |parameter: &Parameter| -> Vec<(String, String)> {
        let elements = parameter.elements.iter();
        elements
            .map(|element| (element.name.clone(), element.description.clone()))
            .collect()
    };
    let has_changed = old.description != new.description
        || texts(old) != texts(new)
        || matches!(
            (&old.ty, &new.ty),
            (Type::String, Type::Uri) | (Type::Uri, Type::String)
        )
        || (!usage.request && old.constraints != new.constraints);
    if has_changed {
        let kind = pick(usage, Some(Kind::ParameterDocsChanged), Some(Kind::ResponseDocsChanged));
        add(record, kind, at, path, None, None);
    }
}

/// Of what a change means to those who send and to those who get a value, the one that counts: the worst, and the first of two alike.
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

/// What stands between a parameter's name and those of the fields of the object inside it: `[]` for a list, `.*` for a map.
fn inside(ty: &Type) -> String {
    fn find(ty: &Type) -> Option<String> {
        match ty {
            Type::Object => Some(String::new()),
            Type::List(items) => Some(format!("[]{}", find(items)?)),
            Type::Map(values) => Some(format!(".*{}", find(values)?)),
            Type::Union(variants) => variants.iter().find_map(find),
            _ => None,
        }
    }
    find(ty).unwrap_or_default()
}

fn place(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Body => "body",
        ParameterLocation::WholeBody => "whole body",
    }
}

//! Warns of objects that several requests describe in the same words: a schema page says it once, and callers write one helper for all.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use super::report::Report;
use crate::diagnostic::Code;
use crate::ir::{Api, Field, Type, Value};
use crate::source::Span;

/// An object of a request: the name of its row, and everything that the page says about its fields.
type Shape<'a> = (&'a str, String);

/// Reports each object that several endpoints have, at the outermost row. The rows have the same name, and their fields the same names, types,
/// constraints, defaults and descriptions. Objects that only look alike have other descriptions, or none.
pub(super) fn check(api: &Api, report: &mut Report<'_>) {
    let mut endpoints: HashMap<Shape<'_>, BTreeSet<usize>> = HashMap::new();
    each(api, &mut |shape, endpoint, _| {
        endpoints.entry(shape).or_default().insert(endpoint);
        true
    });
    let mut shared: HashMap<Shape<'_>, Vec<Span>> = HashMap::new();
    each(api, &mut |shape, _, span| {
        let is_shared = endpoints.get(&shape).is_some_and(|endpoints| endpoints.len() > 1);
        if is_shared {
            shared.entry(shape).or_default().push(span);
        }
        !is_shared
    });
    for ((name, _), spans) in shared {
        if let [first, others @ ..] = spans.as_slice()
            && !others.is_empty()
        {
            let message = format!("{} requests describe the same `{name}`", spans.len());
            let finding = report.add(Code::SameShape, *first, message);
            finding.help("describe it in a schema page, and name that as the type in all of them");
            for other in others {
                finding.related(*other, "described again");
            }
        }
    }
}

/// Calls `enter` for the objects of all requests, outer ones first; it says whether to go on inside.
fn each<'a>(api: &'a Api, enter: &mut dyn FnMut(Shape<'a>, usize, Span) -> bool) {
    // Old names have the parameters of the new ones.
    let endpoints = api.endpoints.iter().enumerate();
    for (place, endpoint) in endpoints.filter(|(_, endpoint)| endpoint.renamed_to.is_none()) {
        for parameter in &endpoint.parameters {
            visit(&parameter.field, &parameter.field.value.ty, place, enter);
        }
    }
}

fn visit<'a>(field: &'a Field, ty: &'a Type, place: usize, enter: &mut dyn FnMut(Shape<'a>, usize, Span) -> bool) {
    match ty {
        Type::List(inside) | Type::Map(inside) => visit(field, &inside.ty, place, enter),
        Type::Union(variants) => variants.iter().for_each(|variant| visit(field, variant, place, enter)),
        Type::Object(object) if !object.fields.is_empty() => {
            let is_described = object.fields.iter().any(|field| !field.description.is_empty());
            let mut said = String::new();
            let goes_on = match say(ty, &mut said) {
                Some(()) if is_described => enter((&field.name, said), place, field.span),
                _ => true,
            };
            if goes_on {
                object
                    .fields
                    .iter()
                    .for_each(|field| visit(field, &field.value.ty, place, enter));
            }
        }
        _ => {}
    }
}

/// Writes all that a page says about a type; `None` where it leaves a type open.
fn say(ty: &Type, said: &mut String) -> Option<()> {
    match ty {
        Type::Open => return None,
        Type::List(inside) | Type::Map(inside) => {
            said.push(if matches!(ty, Type::List(_)) { '[' } else { '{' });
            say_value(inside, said)?;
        }
        Type::Union(variants) => {
            for variant in variants {
                said.push('|');
                say(variant, said)?;
            }
        }
        Type::Object(object) if !object.fields.is_empty() => {
            for field in &object.fields {
                let Field {
                    name,
                    required,
                    default,
                    description,
                    ..
                } = field;
                let _ = write!(said, "\n{name} {required} {default:?} {description:?} ");
                say_value(&field.value, said)?;
            }
            said.push(';');
        }
        other => {
            let _ = write!(said, "{other}");
        }
    }
    Some(())
}

fn say_value(value: &Value, said: &mut String) -> Option<()> {
    let _ = write!(said, "{:?} ", value.constraints);
    say(&value.ty, said)
}

//! Warns of objects that several requests describe in the same words: a schema page says it once, and callers write one helper for all.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::report::Report;
use crate::diagnostic::Code;
use crate::ir::{Api, Endpoint, Field, Type};
use crate::source::Span;

/// The name of an object's row, and the object with all that the page says about its fields.
type Shape<'a> = (&'a str, Type);

/// An object of a request.
struct RequestObject<'a> {
    shape: Shape<'a>,
    span: Span,
    /// The object around it, by its number in the same request.
    outer: Option<usize>,
}

/// Reports each object that several endpoints have, at the outermost row. The rows have the same name, and their fields the same names, types,
/// constraints, defaults and descriptions. Objects that only look alike have other descriptions, or none.
pub(super) fn check(api: &Api, report: &mut Report<'_>) {
    // Old names have the parameters of the new ones.
    let endpoints = api
        .endpoints
        .par_iter()
        .filter(|endpoint| endpoint.renamed_to.is_none());
    let requests: Vec<Vec<RequestObject<'_>>> = endpoints.map(objects).collect();
    let mut counts: HashMap<&Shape<'_>, usize> = HashMap::new();
    for request in &requests {
        let shapes: HashSet<&Shape<'_>> = request.iter().map(|object| &object.shape).collect();
        for shape in shapes {
            *counts.entry(shape).or_default() += 1;
        }
    }
    let mut shared: HashMap<&Shape<'_>, Vec<Span>> = HashMap::new();
    for request in &requests {
        // Whether each object is shared, or inside one that is.
        let mut covered: Vec<bool> = Vec::with_capacity(request.len());
        for object in request {
            let is_inside = object.outer.and_then(|outer| covered.get(outer)).is_some_and(|is| *is);
            let is_shared = counts.get(&object.shape).is_some_and(|count| *count > 1);
            if is_shared && !is_inside {
                shared.entry(&object.shape).or_default().push(object.span);
            }
            covered.push(is_inside || is_shared);
        }
    }
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

/// The objects of a request whose fields are described, outer ones first.
fn objects(endpoint: &Endpoint) -> Vec<RequestObject<'_>> {
    let mut objects = Vec::new();
    for parameter in &endpoint.parameters {
        collect(&parameter.field, &parameter.field.value.ty, None, &mut objects);
    }
    objects
}

fn collect<'a>(field: &'a Field, ty: &'a Type, outer: Option<usize>, objects: &mut Vec<RequestObject<'a>>) {
    match ty {
        Type::List(inside) | Type::Map(inside) => collect(field, &inside.ty, outer, objects),
        Type::Union(variants) => variants
            .iter()
            .for_each(|variant| collect(field, variant, outer, objects)),
        Type::Object(object) if !object.fields.is_empty() => {
            let is_described = object.fields.iter().any(|field| !field.description.is_empty());
            let mut is_open = false;
            ty.visit(&mut |ty| is_open |= *ty == Type::Open);
            let mut outer = outer;
            if is_described && !is_open {
                let mut said = ty.clone();
                said.change_fields(&|field| {
                    field.evidence.clear();
                    field.deprecated = false;
                });
                let (shape, span) = ((field.name.as_str(), said), field.span);
                objects.push(RequestObject { shape, span, outer });
                outer = Some(objects.len() - 1);
            }
            for field in &object.fields {
                collect(field, &field.value.ty, outer, objects);
            }
        }
        _ => {}
    }
}

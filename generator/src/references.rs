//! Which schemas the parts of an API name.

use rayon::prelude::*;

use crate::ir::{Endpoint, Parameter, Response, Schema, Type};

/// Calls `found` for every schema that a type names.
pub(crate) fn of_type<'a>(ty: &'a Type, found: &mut dyn FnMut(&'a str)) {
    match ty {
        Type::Ref(name) => found(name),
        Type::List(inner) | Type::Map(inner) => of_type(inner, found),
        Type::Union(variants) => variants.iter().for_each(|variant| of_type(variant, found)),
        _ => {}
    }
}

/// Calls `found` for every schema that a parameter names, and what is nested in it.
pub(crate) fn of_parameter<'a>(parameter: &'a Parameter, found: &mut dyn FnMut(&'a str)) {
    of_type(&parameter.ty, found);
    for inner in parameter.fields.iter().chain(&parameter.elements) {
        of_parameter(inner, found);
    }
}

/// Calls `found` for every schema that an answer names.
pub(crate) fn of_response<'a>(response: &'a Response, found: &mut dyn FnMut(&'a str)) {
    if let Some(ty) = &response.ty {
        of_type(ty, found);
    }
    for field in &response.fields {
        of_parameter(field, found);
    }
}

/// Calls `found` for every schema that a schema names.
pub(crate) fn of_schema<'a>(schema: &'a Schema, found: &mut dyn FnMut(&'a str)) {
    of_type(&schema.ty, found);
    for field in &schema.fields {
        of_parameter(field, found);
    }
}

/// The names that `visit` finds in each of the endpoints.
pub(crate) fn of_endpoints<'a>(
    endpoints: &'a [Endpoint],
    visit: impl Fn(&'a Endpoint, &mut dyn FnMut(&'a str)) + Sync,
) -> Vec<(&'a Endpoint, Vec<&'a str>)> {
    let names = endpoints.par_iter().map(|endpoint| {
        let mut names = Vec::new();
        visit(endpoint, &mut |name| {
            if !names.contains(&name) {
                names.push(name);
            }
        });
        (endpoint, names)
    });
    names.collect()
}

//! The objects of requests, spelled out where they are used: untyped pages have rows for their fields.

use std::collections::BTreeSet;

use crate::ir::{Api, Type};

/// How deep schemas inside schemas are spelled out; they may refer to themselves.
const MAX_DEPTH: usize = 8;

/// A copy of an API in which parameters hold the objects of the schemas that only requests use, instead of their names.
pub(super) fn spell_out(api: &Api) -> Api {
    let responses = api.endpoints.iter().flat_map(|endpoint| &endpoint.responses);
    let received = api.reached(responses.filter_map(|response| Some(&response.body.as_ref()?.ty)));
    let mut spelled = api.clone();
    let endpoints = spelled.endpoints.iter_mut();
    for parameter in endpoints.flat_map(|endpoint| &mut endpoint.parameters) {
        spell(&mut parameter.field.value.ty, api, &received, MAX_DEPTH);
    }
    spelled
}

fn spell(ty: &mut Type, api: &Api, received: &BTreeSet<&str>, depth_left: usize) {
    match ty {
        Type::Ref(name) => {
            let schema = api.schema(name).filter(|_| !received.contains(name.as_str()));
            if let Some(Type::Object(object)) = schema.map(|schema| &schema.value.ty)
                && let Some(depth_left) = depth_left.checked_sub(1)
            {
                *ty = Type::Object(object.clone());
                spell(ty, api, received, depth_left);
            }
        }
        Type::Object(object) => {
            let values = object.fields.iter_mut().map(|field| &mut field.value.ty);
            values.for_each(|ty| spell(ty, api, received, depth_left));
        }
        Type::List(inside) | Type::Map(inside) => spell(&mut inside.ty, api, received, depth_left),
        Type::Union(variants) => variants.iter_mut().for_each(|ty| spell(ty, api, received, depth_left)),
        _ => {}
    }
}

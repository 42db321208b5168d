//! Where schemas are used: in what callers send, in what they get, or both.

use std::collections::{BTreeMap, BTreeSet};

use super::Side;
use crate::ir::{Endpoint, Parameter, Response, Type};

/// Where a type is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    /// Callers send values of it.
    pub(super) request: bool,
    /// Callers get values of it.
    pub(super) response: bool,
}

impl Usage {
    pub(super) const REQUEST: Self = Self {
        request: true,
        response: false,
    };
    pub(super) const RESPONSE: Self = Self {
        request: false,
        response: true,
    };

    /// Whether it is used at all.
    pub(super) fn is_any(self) -> bool {
        self.request || self.response
    }
}

/// The usage of every schema that endpoints reach.
pub(super) fn of_schemas<'a>(side: &Side<'a>) -> BTreeMap<&'a str, Usage> {
    let mut usages: BTreeMap<&'a str, Usage> = BTreeMap::new();
    let requests = side.api.endpoints.iter().flat_map(|endpoint| &endpoint.parameters);
    for name in reach(side, requests.map(Root::Parameter)) {
        usages.entry(name).or_default().request = true;
    }
    let responses = side.api.endpoints.iter().flat_map(successes);
    for name in reach(side, responses.map(Root::Response)) {
        usages.entry(name).or_default().response = true;
    }
    usages
}

/// The responses whose bodies calls give.
pub(super) fn successes(endpoint: &Endpoint) -> impl Iterator<Item = &Response> {
    let is_success = |response: &&Response| (200..300).contains(&response.status);
    endpoint.responses.iter().filter(is_success)
}

/// What refers to schemas.
pub(super) enum Root<'a> {
    Parameter(&'a Parameter),
    Response(&'a Response),
}

/// The schemas that types refer to, directly or through other schemas.
pub(super) fn reach<'a>(side: &Side<'a>, roots: impl Iterator<Item = Root<'a>>) -> BTreeSet<&'a str> {
    let mut types: Vec<&Type> = Vec::new();
    let mut parameters: Vec<&Parameter> = Vec::new();
    for root in roots {
        match root {
            Root::Parameter(parameter) => parameters.push(parameter),
            Root::Response(response) => {
                types.extend(&response.ty);
                parameters.extend(&response.fields);
            }
        }
    }
    let mut reached = BTreeSet::new();
    loop {
        if let Some(parameter) = parameters.pop() {
            types.push(&parameter.ty);
            parameters.extend(&parameter.fields);
        } else if let Some(ty) = types.pop() {
            match ty {
                Type::List(inside) | Type::Map(inside) => types.push(inside),
                Type::Union(variants) => types.extend(variants),
                Type::Ref(name) => {
                    if let Some(schema) = side.schemas.get(name)
                        && reached.insert(schema.name.as_str())
                    {
                        types.push(&schema.ty);
                        parameters.extend(&schema.fields);
                    }
                }
                _ => {}
            }
        } else {
            return reached;
        }
    }
}

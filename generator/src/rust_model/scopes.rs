//! The modules and Cargo features of scopes.

use std::collections::BTreeMap;

use super::names;
use crate::ir::Api;

/// The module of a scope, and the scope that has the plain name, where another one has it.
pub(super) type Module<'a> = (String, Option<&'a str>);

/// The module of each scope.
pub(super) fn modules(api: &Api) -> BTreeMap<&str, Module<'_>> {
    let mut scopes: Vec<&str> = api.endpoints.iter().map(|endpoint| endpoint.scope.as_str()).collect();
    scopes.dedup();
    let own = names::all_distinct(scopes.iter().copied(), names::scope, "_");
    let own = own.map(|own| (own.name, own.yields_to.and_then(|place| scopes.get(place).copied())));
    scopes.iter().copied().zip(own).collect()
}

/// The Cargo features of an API's scopes, sorted by scope.
#[must_use]
pub fn features(api: &Api) -> Vec<String> {
    modules(api)
        .values()
        .map(|(module, _)| names::feature(module))
        .collect()
}

//! Which endpoints a change concerns.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::record::{Change, Reach, Side, Sides};
use crate::rust_model::WEBHOOKS;

/// The scopes that most callers use, most used first. An endpoint of an earlier one is better known; in one scope, and in the others, that with
/// the shorter name.
const KNOWN: &[&str] = &[
    "repos", "issues", "pulls", "users", "actions", "orgs", "search", "git", "checks", "teams",
];

/// How many of the endpoints a change names.
const NAMED: usize = 3;

/// What sorts endpoints by how well they are known.
pub(super) fn rank(id: &str) -> (usize, usize, &str) {
    let scope = id.split('.').next().unwrap_or_default();
    let place = KNOWN.iter().position(|known| *known == scope);
    (place.unwrap_or(KNOWN.len()), id.len(), id)
}

/// Endpoints by the schemas that they reach, best known first.
type Users = BTreeMap<String, Vec<String>>;

/// The endpoints that take or return values of each schema.
fn users(side: &Side<'_>) -> Users {
    let endpoints = side.api.endpoints.par_iter();
    let reached: Vec<(String, BTreeSet<&str>)> = endpoints
        .map(|endpoint| (endpoint.id().to_string(), side.api.reached(endpoint.types())))
        .collect();
    let mut users = Users::new();
    for (id, schemas) in reached {
        for schema in schemas {
            users.entry(schema.to_owned()).or_default().push(id.clone());
        }
    }
    for ids in users.values_mut() {
        ids.sort_by(|one, other| rank(one).cmp(&rank(other)));
    }
    users
}

/// Adds to each change which endpoints it concerns: those of the old tree, since their callers are those who feel it; for what is new, those
/// of the new one.
pub(super) fn add(changes: &mut [Change], sides: &Sides<'_, '_>) {
    let (old, new) = (users(sides.old), users(sides.new));
    for change in changes {
        // An event is one of a scope of its own.
        if let Some((scope, _)) = change.id.split_once('.').filter(|(scope, _)| *scope == WEBHOOKS) {
            change.reach.scopes = vec![scope.to_owned()];
            continue;
        }
        let is_endpoint = |side: &Side<'_>| side.model.endpoint(&change.id).is_some();
        let of_scope = |side: &Side<'_>| -> Vec<String> {
            let endpoints = side.api.endpoints.iter().filter(|endpoint| endpoint.scope == change.id);
            let mut ids: Vec<String> = endpoints.map(|endpoint| endpoint.id().to_string()).collect();
            ids.sort_by(|one, other| rank(one).cmp(&rank(other)));
            ids
        };
        let ids = if is_endpoint(sides.old) || is_endpoint(sides.new) {
            vec![change.id.clone()]
        } else if let Some(users) = old.get(&change.id).or_else(|| new.get(&change.id)) {
            users.clone()
        } else {
            let ids = of_scope(sides.old);
            if ids.is_empty() { of_scope(sides.new) } else { ids }
        };
        let scopes: BTreeSet<&str> = ids.iter().filter_map(|id| id.split('.').next()).collect();
        change.reach = Reach {
            endpoints: ids.len(),
            scopes: scopes.into_iter().map(str::to_owned).collect(),
            first: ids.iter().take(NAMED).cloned().collect(),
        };
    }
}

//! Schemas of the API that teaches, taken over where inferred types refer to them.

use std::collections::BTreeSet;

use crate::ir::Api;
use crate::lower::reached;

/// Adds the schemas that the endpoints of an API reach and that it doesn't have.
pub(super) fn schemas(api: &mut Api, types: &Api) {
    let own: BTreeSet<String> = api.schemas.iter().map(|schema| schema.name.clone()).collect();
    let foreign = types
        .schemas
        .iter()
        .filter(|schema| !own.contains(&schema.name))
        .cloned();
    api.schemas.extend(foreign);
    let needed: BTreeSet<String> = reached(api).into_iter().map(str::to_owned).collect();
    api.schemas
        .retain(|schema| own.contains(&schema.name) || needed.contains(&schema.name));
    api.schemas.sort_by(|one, other| one.name.cmp(&other.name));
}

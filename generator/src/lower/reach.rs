//! Which schemas endpoints reach through their parameters and responses.

use std::collections::{HashMap, HashSet};

use super::report::Report;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Api, Endpoint, EndpointId, Schema};
use crate::references;

/// The names of the schemas that the endpoints of an API reach.
#[must_use]
pub fn reached(api: &Api) -> HashSet<&str> {
    from(&api.endpoints, &api.schemas)
}

/// The part of an API that one endpoint needs: itself and the schemas that it reaches; `None` when there is no such endpoint.
#[must_use]
pub fn select(api: &Api, id: &EndpointId) -> Option<Api> {
    let endpoint = api
        .endpoints
        .iter()
        .find(|endpoint| endpoint.scope == id.scope && endpoint.name == id.name)?;
    let names = from(std::slice::from_ref(endpoint), &api.schemas);
    let schemas = api.schemas.iter().filter(|schema| names.contains(schema.name.as_str()));
    Some(Api {
        endpoints: vec![endpoint.clone()],
        schemas: schemas.cloned().collect(),
    })
}

fn from<'a>(endpoints: &'a [Endpoint], schemas: &'a [Schema]) -> HashSet<&'a str> {
    let by_name: HashMap<&str, &Schema> = schemas.iter().map(|schema| (schema.name.as_str(), schema)).collect();
    let named = references::of_endpoints(endpoints, |endpoint, found| {
        for parameter in &endpoint.parameters {
            references::of_parameter(parameter, found);
        }
        for response in &endpoint.responses {
            references::of_response(response, found);
        }
    });
    let mut waiting: Vec<&str> = named.into_iter().flat_map(|(_, names)| names).collect();
    let mut reached = HashSet::new();
    while let Some(name) = waiting.pop() {
        if let Some(schema) = by_name.get(name)
            && reached.insert(name)
        {
            references::of_schema(schema, &mut |name| waiting.push(name));
        }
    }
    reached
}

/// Warns of schema pages that no endpoint reaches.
pub(super) fn check(api: &Api, report: &mut Report<'_>) {
    let reached = reached(api);
    for schema in api
        .schemas
        .iter()
        .filter(|schema| !reached.contains(schema.name.as_str()))
    {
        report.push(
            Diagnostic::new(
                Code::UnreachableSchema,
                schema.span,
                format!("no endpoint reaches the schema `{}`", schema.name),
            )
            .help("delete the page, or refer to the schema in the type of a parameter or response"),
        );
    }
}

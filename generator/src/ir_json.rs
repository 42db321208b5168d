//! The IR as JSON.

use crate::ir::Api;

/// The whole API as one value.
#[must_use]
pub fn to_json(api: &Api) -> serde_json::Value {
    let endpoints: Vec<_> = api
        .endpoints
        .iter()
        .map(|endpoint| serde_json::json!({"id": endpoint.id().to_string(), "title": endpoint.title}))
        .collect();
    let schemas: Vec<_> = api
        .schemas
        .iter()
        .map(|schema| serde_json::json!({"name": schema.name}))
        .collect();
    serde_json::json!({"endpoints": endpoints, "schemas": schemas})
}

//! The call before and after, for every breaking change.

use std::collections::HashMap;

use rayon::prelude::*;

use super::usage::{self, Root};
use super::{Change, Class, Kind, Migration, Side, Sides};
use crate::emit::endpoint::EndpointModel;
use crate::emit::expression::Expression;
use crate::emit::rust_example::Writer;
use crate::example::{Examples, Purpose};
use crate::ir::{Endpoint, Parameter};

/// Adds the calls to all breaking changes.
pub(super) fn add(changes: &mut [Change], sides: &Sides<'_, '_>) {
    let successors: HashMap<String, String> = changes
        .iter()
        .filter(|change| {
            matches!(
                change.kind,
                Kind::EndpointRenamed | Kind::EndpointRemoved | Kind::EndpointForwarded
            )
        })
        .filter_map(|change| Some((change.id.clone(), change.new.clone()?)))
        .collect();
    let (old, new) = (Caller::new(sides.old), Caller::new(sides.new));
    changes
        .par_iter_mut()
        .filter(|change| change.class() == Class::Breaking)
        .for_each(|change| change.migration = migration(change, &old, &new, &successors));
}

/// Writes calls of one of the crates.
struct Caller<'s, 'a> {
    side: &'s Side<'a>,
    endpoints: HashMap<String, &'a Endpoint>,
    examples: Examples<'a>,
}

impl<'s, 'a> Caller<'s, 'a> {
    fn new(side: &'s Side<'a>) -> Self {
        let endpoints = side.api.endpoints.iter();
        Self {
            side,
            endpoints: endpoints
                .map(|endpoint| (endpoint.id().to_string(), endpoint))
                .collect(),
            examples: Examples::new(side.api, Purpose::Documentation),
        }
    }

    /// A call with all that it requires, and with the parameter in question if that is a setter.
    fn call(&self, id: &str, parameter: Option<&str>) -> Option<String> {
        let endpoint = self.endpoints.get(id)?;
        let model = EndpointModel::new(endpoint, &self.side.schemas);
        let mut writer = Writer::new(&self.side.schemas, "octoscribe");
        let is_wanted = |other: &Parameter| Some(other.name.as_str()) == parameter;
        let call = writer.call(&model, &self.examples, is_wanted, Expression::path(&["client"]));
        Some(call.line())
    }

    /// The first endpoint that takes or gives values of a schema, and the parameter that does so.
    fn user(&self, schema: &str) -> Option<(String, Option<&'a str>)> {
        let reaches = |root| usage::reach(self.side, std::iter::once(root)).contains(schema);
        let mut endpoints = self.side.api.endpoints.iter();
        endpoints.find_map(|endpoint| {
            let parameter = endpoint
                .parameters
                .iter()
                .find(|parameter| reaches(Root::Parameter(parameter)));
            let in_answer = || {
                endpoint
                    .responses
                    .iter()
                    .any(|response| reaches(Root::Response(response)))
            };
            (parameter.is_some() || in_answer()).then(|| {
                (
                    endpoint.id().to_string(),
                    parameter.map(|parameter| parameter.name.as_str()),
                )
            })
        })
    }
}

fn migration(
    change: &Change,
    old: &Caller<'_, '_>,
    new: &Caller<'_, '_>,
    successors: &HashMap<String, String>,
) -> Option<Migration> {
    let (id, parameter) = if old.endpoints.contains_key(&change.id) {
        (change.id.clone(), change.parameter.as_deref().map(top))
    } else {
        old.user(&change.id)?
    };
    let renamed = change
        .new
        .as_deref()
        .filter(|_| change.kind == Kind::ParameterRenamed)
        .map(top);
    let new_id = successors.get(&id).unwrap_or(&id);
    let old_call = old.call(&id, parameter)?;
    let new_call = new.call(new_id, renamed.or(parameter));
    Some(match new_call {
        // Where the call is the same, what has changed is what it takes or gives.
        Some(new_call) if new_call == old_call => Migration {
            old_call: remark(&old_call, change, change.old.as_deref()),
            new_call: Some(remark(&new_call, change, change.new.as_deref())),
        },
        new_call => Migration { old_call, new_call },
    })
}

fn remark(call: &str, change: &Change, what: Option<&str>) -> String {
    let name = change.parameter.as_deref().unwrap_or(&change.id);
    // Control characters of a pattern or value would break the line.
    let what: String = what.unwrap_or("nothing").chars().filter(|c| !c.is_control()).collect();
    format!("{call} // {name}: {what}")
}

/// The name of the parameter around a field: `output` of `output.annotations[].path`.
fn top(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}

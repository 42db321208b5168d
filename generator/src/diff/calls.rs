//! The call before and after, for every breaking change.

use std::collections::HashMap;

use rayon::prelude::*;

use super::kind::{Class, Kind};
use super::record::{Change, Migration, Side, Sides};
use crate::emit::rust_example;

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
    let (old, new) = (Caller(sides.old), Caller(sides.new));
    changes
        .par_iter_mut()
        .filter(|change| change.class() == Class::Breaking)
        .for_each(|change| change.migration = migration(change, &old, &new, &successors));
}

/// Writes calls of one of the crates.
struct Caller<'s, 'a>(&'s Side<'a>);

impl<'a> Caller<'_, 'a> {
    /// A call with all that it requires, and with the parameter in question if that is a setter.
    fn call(&self, id: &str, parameter: Option<&str>) -> Option<String> {
        let is_wanted = |other: &crate::rust_model::Parameter<'_>| Some(other.member.wire) == parameter;
        rust_example::line(self.0.api, &self.0.model, id, is_wanted)
    }

    /// The parameter of an endpoint that takes values of a schema.
    fn parameter(&self, id: &str, schema: &str) -> Option<&'a str> {
        let (_, endpoint) = self.0.model.endpoint(id)?;
        let mut parameters = endpoint.origin.0.parameters.iter().map(|parameter| &parameter.field);
        let found = parameters.find(|field| self.0.api.reached([&field.value.ty]).contains(schema))?;
        Some(&found.name)
    }
}

fn migration(
    change: &Change,
    old: &Caller<'_, '_>,
    new: &Caller<'_, '_>,
    successors: &HashMap<String, String>,
) -> Option<Migration> {
    let (id, parameter) = if old.0.model.endpoint(&change.id).is_some() {
        (change.id.clone(), change.parameter.as_deref().map(top))
    } else {
        let id = change.reach.first.first()?.clone();
        let parameter = old.parameter(&id, &change.id);
        (id, parameter)
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

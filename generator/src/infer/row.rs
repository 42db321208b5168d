//! A parameter with what is around it: all that evidence is looked up by.

use crate::ir::{Endpoint, Parameter, ParameterLocation, RoutePart};
use crate::lower::{ObjectPlace, object_place, route_shape, spell};

/// A parameter of an endpoint, or a field below one.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    /// The endpoint.
    pub(super) endpoint: &'a Endpoint,
    /// The parameter.
    pub(crate) parameter: &'a Parameter,
    /// Its name path, as pages spell it.
    pub(crate) path: String,
}

impl<'a> Row<'a> {
    /// All parameters of an endpoint, each before its fields.
    pub(crate) fn all(endpoint: &'a Endpoint) -> Vec<Self> {
        let mut rows = Vec::new();
        collect(endpoint, &endpoint.parameters, "", &mut rows);
        rows
    }

    /// The parameter's location, with a whole body counted as body.
    pub(crate) fn location(&self) -> Location {
        match self.parameter.location {
            ParameterLocation::Path => Location::Path,
            ParameterLocation::Query => Location::Query,
            ParameterLocation::Body | ParameterLocation::WholeBody => Location::Body,
        }
    }

    /// Whether it is the whole body.
    pub(super) fn is_whole_body(&self) -> bool {
        self.parameter.location == ParameterLocation::WholeBody && self.path == self.parameter.name
    }

    /// The route with the parameter's part in it: parameters of the path count by their place in it, others by their name path.
    pub(super) fn route(&self) -> (String, String) {
        let shape = route_shape(self.endpoint);
        let name = match self.place_in_route() {
            Some((place, _)) => format!("{{{place}}}"),
            None => self.path.clone(),
        };
        (shape, name)
    }

    /// The beginning of the route up to a parameter of the path, which is all that it identifies something in.
    pub(super) fn place(&self) -> Option<String> {
        let (_, before) = self.place_in_route()?;
        Some(format!("{before}{{{}}}", self.parameter.name))
    }

    /// The number of a parameter in the path, and the route before it without the names of parameters.
    fn place_in_route(&self) -> Option<(usize, String)> {
        if self.location() != Location::Path {
            return None;
        }
        let mut before = String::new();
        let mut number = 0;
        for part in &self.endpoint.route.parts {
            match part {
                RoutePart::Literal(text) => before.push_str(text),
                RoutePart::Parameter { name, .. } if *name == self.parameter.name => return Some((number, before)),
                RoutePart::Parameter { .. } => {
                    before.push_str("{}");
                    number += 1;
                }
            }
        }
        None
    }
}

/// Where a parameter goes, as far as evidence is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Location {
    Path,
    Query,
    Body,
}

fn collect<'a>(endpoint: &'a Endpoint, parameters: &'a [Parameter], prefix: &str, rows: &mut Vec<Row<'a>>) {
    for parameter in parameters {
        let path = format!("{prefix}{}", parameter.name);
        let below = match object_place(&parameter.ty) {
            ObjectPlace::Behind(steps) if !steps.is_empty() => format!("{path}{}.", spell_inside(&steps)),
            _ => format!("{path}."),
        };
        rows.push(Row {
            endpoint,
            parameter,
            path,
        });
        collect(endpoint, &parameter.fields, &below, rows);
    }
}

/// Lists and maps behind a name: `[]`, `.*`.
fn spell_inside(steps: &[crate::page::Step]) -> String {
    let text = spell(steps);
    if text.starts_with('*') {
        format!(".{text}")
    } else {
        text
    }
}

//! A parameter with what is around it: all that evidence is looked up by.

use crate::ir::{Endpoint, Field, Parameter, ParameterLocation, RoutePart, Style, Type};
use crate::lower::{ObjectPath, object_path, spell};

/// A parameter of an endpoint, or a field below one.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    /// The endpoint.
    pub(super) endpoint: &'a Endpoint,
    /// Where the parameter goes that the row is or is below.
    pub(crate) location: ParameterLocation,
    /// How that parameter is written there.
    pub(crate) style: Style,
    /// The parameter or field.
    pub(crate) field: &'a Field,
    /// Its type as evidence counts it: without fields, which are rows of their own, and without what is said of items.
    pub(super) ty: Type,
    /// Its name path, as pages spell it.
    pub(crate) path: String,
}

impl<'a> Row<'a> {
    /// All parameters of an endpoint, each before its fields.
    pub(crate) fn all(endpoint: &'a Endpoint) -> Vec<Self> {
        let mut rows = Vec::new();
        for parameter in &endpoint.parameters {
            let path = parameter.field.name.clone();
            collect(endpoint, parameter, &parameter.field, path, &mut rows);
        }
        rows
    }

    /// The location with a whole body counted as body.
    pub(super) fn location(&self) -> ParameterLocation {
        match self.location {
            ParameterLocation::WholeBody => ParameterLocation::Body,
            other => other,
        }
    }

    /// Whether it is the whole body.
    pub(super) fn is_whole_body(&self) -> bool {
        self.location == ParameterLocation::WholeBody && self.path == self.field.name
    }

    /// The route with the parameter's part in it: parameters of the path count by their position in it, others by their name path.
    pub(super) fn route(&self) -> (String, String) {
        let name = match self.position_in_route() {
            Some((position, _)) => format!("{{{position}}}"),
            None => self.path.clone(),
        };
        (self.endpoint.route_key(), name)
    }

    /// The beginning of the route up to a parameter of the path, which is all that it identifies something in.
    pub(super) fn prefix(&self) -> Option<String> {
        let (_, before) = self.position_in_route()?;
        Some(format!("{before}{{{}}}", self.field.name))
    }

    /// The number of a parameter in the path, and the route before it without the names of parameters.
    fn position_in_route(&self) -> Option<(usize, String)> {
        if self.location != ParameterLocation::Path {
            return None;
        }
        let mut before = String::new();
        let mut number = 0;
        for part in &self.endpoint.route.parts {
            match part {
                RoutePart::Literal(text) => before.push_str(text),
                RoutePart::Parameter { name, .. } if *name == self.field.name => return Some((number, before)),
                RoutePart::Parameter { .. } => {
                    before.push_str("{}");
                    number += 1;
                }
            }
        }
        None
    }
}

fn collect<'a>(endpoint: &'a Endpoint, parameter: &Parameter, field: &'a Field, path: String, rows: &mut Vec<Row<'a>>) {
    let below = match object_path(&field.value.ty) {
        ObjectPath::Through(steps) if !steps.is_empty() => format!("{path}{}.", spell_inside(&steps)),
        _ => format!("{path}."),
    };
    rows.push(Row {
        endpoint,
        location: parameter.location,
        style: parameter.style,
        field,
        ty: field.value.ty.bare(),
        path,
    });
    for field in field.fields() {
        collect(endpoint, parameter, field, format!("{below}{}", field.name), rows);
    }
}

/// Lists and maps after a name: `[]`, `.*`.
fn spell_inside(steps: &[crate::page::Step]) -> String {
    let text = spell(steps);
    if text.starts_with('*') {
        format!(".{text}")
    } else {
        text
    }
}

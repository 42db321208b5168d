//! Endpoints and schemas without their prose and where they were written: what files need to know of an endpoint that only call it, and what
//! names depend on.

use std::hash::{Hash, Hasher};

use crate::ir::{Endpoint, Parameter, Response, Schema};

/// An endpoint without its prose, to be hashed.
pub(crate) struct Outline<'a>(pub(crate) &'a Endpoint);

impl Hash for Outline<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // A new field has to be sorted into one of the two kinds.
        let Endpoint {
            scope,
            name,
            method,
            route,
            deprecated,
            renamed_to,
            content_type,
            groups,
            parameters: own,
            responses,
            title: _,
            description: _,
            docs_url: _,
            token_scopes: _,
            rivals: _,
            source: _,
            span: _,
        } = self.0;
        (scope, name, method, route, deprecated, renamed_to, content_type, groups).hash(state);
        parameters(own, state);
        responses.len().hash(state);
        for Response {
            status,
            ty,
            fields,
            description: _,
            span: _,
        } in responses
        {
            (status, ty).hash(state);
            parameters(fields, state);
        }
    }
}

/// A schema without its prose, to be hashed.
pub(crate) struct SchemaOutline<'a>(pub(crate) &'a Schema);

impl Hash for SchemaOutline<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Schema {
            name,
            ty,
            fields,
            description: _,
            source: _,
            span: _,
        } = self.0;
        (name, ty).hash(state);
        parameters(fields, state);
    }
}

fn parameters<H: Hasher>(list: &[Parameter], state: &mut H) {
    list.len().hash(state);
    for Parameter {
        name,
        location,
        required,
        ty,
        constraints,
        default,
        deprecated,
        fields,
        elements,
        description: _,
        evidence: _,
        span: _,
    } in list
    {
        (name, location, required, ty, constraints, default, deprecated).hash(state);
        parameters(fields, state);
        parameters(elements, state);
    }
}

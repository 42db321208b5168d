//! An OpenAPI description -> the IR, as the description has it. Components that nothing needs are left out, and so are headers and
//! examples.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use octoscribe_generator::ir::{
    Api, Endpoint, Form, GroupKind, GroupRule, Method, Parameter, ParameterLocation, Response, Route, RoutePart,
    Schema, Type, Value,
};
use octoscribe_generator::page::is_date;

use crate::combine::{has_fields, union, without_rules};
use crate::error::Error;
use crate::names;
use crate::openapi::{self, Description, is_json, preferred};
use crate::values::{At, NOWHERE, Reader, field, find, nowhere};
use crate::webhooks;

/// The table of names, and a name for each other component: its own, with a number where another one has that. One that is spelled like
/// its name keeps it. Upper and lower case are the same, since they are in some file systems.
fn told_apart(description: &Description, names: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut own = names.clone();
    let reader = Reader {
        description,
        names,
        payloads: None,
    };
    let mut taken: BTreeSet<String> = names.values().map(|name| name.to_ascii_lowercase()).collect();
    let components = description.components.schemas.keys();
    let components = components.filter(|name| !names.contains_key(*name) && reader.base_of(name).is_none());
    let mut plain: Vec<(&String, String)> = components.map(|name| (name, reader.name_of(name))).collect();
    plain.sort_by_key(|(component, plain)| *component != plain);
    for (component, plain) in plain {
        let numbered = (2_u32..).map(|number| format!("{plain}{number}"));
        let mut names = std::iter::once(plain.clone()).chain(numbered);
        if let Some(name) = names.find(|name| taken.insert(name.to_ascii_lowercase())) {
            own.insert(component.clone(), name);
        }
    }
    own
}

/// What a description says.
pub(crate) fn describe(description: &Description, names: &BTreeMap<String, String>) -> Result<Api, Error> {
    let names = told_apart(description, names);
    let reader = Reader {
        description,
        names: &names,
        payloads: None,
    };
    let top = At::Top;
    let components = At::In(&top, "components/schemas");
    let mut api = Api::default();
    for (component, schema) in &description.components.schemas {
        if reader.base_of(component).is_some() {
            continue;
        }
        let value = reader.value(schema, &At::In(&components, component))?;
        api.schemas.push(Schema {
            name: reader.name_of(component),
            description: schema.description.clone(),
            value: value.ty.into(),
            source: nowhere(),
            span: NOWHERE,
        });
    }
    api.schemas.sort_by(|one, other| one.name.cmp(&other.name));
    let neighbours = api.schemas.iter().zip(api.schemas.iter().skip(1));
    if let Some((one, _)) = neighbours.into_iter().find(|(one, other)| one.name == other.name) {
        return Err(Error::Unsupported {
            pointer: components.to_string(),
            cause: format!(
                "two components are called `{}` in the table of names; rename one",
                one.name
            ),
        });
    }
    let paths = At::In(&top, "paths");
    for (path, item) in &description.paths {
        for (method, operation) in item.operations() {
            let at = At::In(&paths, path);
            api.endpoints
                .push(endpoint(&reader, path, item, method, operation, &At::In(&at, method))?);
        }
    }
    api.endpoints.sort_by_key(Endpoint::id);
    retain_reached(&mut api);
    webhooks::describe(reader, &mut api, &top)?;
    Ok(api)
}

/// Drops the schemas that nothing needs.
fn retain_reached(api: &mut Api) {
    let reached: HashSet<String> = api.reached(api.types()).into_iter().map(str::to_owned).collect();
    api.schemas.retain(|schema| reached.contains(&schema.name));
}

fn endpoint<'a>(
    reader: &Reader<'a>,
    path: &str,
    item: &'a openapi::PathItem,
    method: &str,
    operation: &'a openapi::Operation,
    at: &At<'_>,
) -> Result<Endpoint, Error> {
    let Some((scope, name)) = operation.id.split_once('/') else {
        return Err(Error::Unsupported {
            pointer: at.to_string(),
            cause: format!(
                "the operation's name `{}` is not of the form `scope/name`",
                operation.id
            ),
        });
    };
    let mut parameters = Vec::new();
    let mut multi_segment = Vec::new();
    for parameter in item.parameters.iter().chain(&operation.parameters) {
        let parameter = match &parameter.reference {
            Some(reference) => find(&reader.description.components.parameters, "parameters", reference, at)?.1,
            None => parameter,
        };
        let at = At::In(at, &parameter.name);
        let location = match parameter.location.as_str() {
            "path" => ParameterLocation::Path,
            "query" => ParameterLocation::Query,
            // Headers and cookies are the client's business.
            _ => continue,
        };
        if parameter.multi_segment || parameter.schema.multi_segment {
            multi_segment.push(parameter.name.as_str());
        }
        let schema = &parameter.schema;
        let mut field = reader.field(&parameter.name, schema, parameter.required, &at)?;
        field.deprecated |= parameter.deprecated;
        if !parameter.description.is_empty() {
            field.description.clone_from(&parameter.description);
        }
        parameters.push(Parameter::new(location, field));
    }
    let mut endpoint = Endpoint {
        scope: names::camel(scope),
        name: names::camel(name),
        title: operation.summary.trim().to_owned(),
        description: operation.description.clone(),
        method: method_of(method),
        route: Route {
            uploads: operation
                .servers
                .iter()
                .flatten()
                .any(|server| server.url.contains("uploads")),
            parts: route_parts(path, &multi_segment),
            query: Vec::new(),
        },
        deprecated: operation.deprecated || operation.github.removal_date.is_some(),
        renamed_to: None,
        dropped_in: None,
        edition: None,
        sunset: operation.github.removal_date.clone().filter(|day| is_date(day)),
        docs_url: operation.external_docs.as_ref().map(|docs| docs.url.clone()),
        content_type: None,
        groups: Vec::new(),
        items: None,
        token_scopes: Vec::new(),
        overlapping_routes: Vec::new(),
        parameters,
        responses: responses(reader, operation, at)?,
        forms: forms(reader, operation, at)?,
        source: nowhere(),
        span: NOWHERE,
    };
    if let Some(body) = &operation.request_body {
        add_body(reader, body, operation, &mut endpoint, at)?;
    }
    // GitHub's editions share their rules: a group may name what another edition has.
    // and what is given anyway settles a rule.
    let find = |name: &String| {
        endpoint
            .parameters
            .iter()
            .find(|parameter| parameter.field.name == *name)
    };
    let is_settled = |group: &Vec<String>| {
        group
            .iter()
            .any(|name| find(name).is_some_and(|parameter| parameter.field.required))
    };
    endpoint.groups.retain(|rule| !rule.groups.iter().any(is_settled));
    for rule in &mut endpoint.groups {
        rule.groups
            .retain(|group| group.iter().all(|name| find(name).is_some()));
    }
    endpoint.groups.retain(|rule| rule.groups.len() > 1);
    let order: Vec<&str> = path.split(['{', '}']).skip(1).step_by(2).collect();
    endpoint.parameters.sort_by_key(|parameter| match parameter.location {
        ParameterLocation::Path => order.iter().position(|name| *name == parameter.field.name),
        _ => Some(usize::MAX),
    });
    Ok(endpoint)
}

/// Adds what the body of a request may have: its fields, or `data` where it is no object.
fn add_body<'a>(
    reader: &Reader<'a>,
    body: &'a openapi::RequestBody,
    operation: &openapi::Operation,
    endpoint: &mut Endpoint,
    at: &At<'_>,
) -> Result<(), Error> {
    let at = At::In(at, "requestBody");
    let Some((media_type, content)) = preferred(&body.content) else {
        return Ok(());
    };
    if !is_json(media_type) {
        endpoint.content_type = Some(media_type.to_owned());
    }
    let Some(schema) = &content.schema else { return Ok(()) };
    let value = reader.followed_through(schema, &at)?;
    endpoint.groups = groups(reader, schema, &at)?;
    let whole = |value: Value| Parameter::new(ParameterLocation::WholeBody, field("data", body.required, value));
    let ty = match value.ty.without_null() {
        // The fields of a form have no rows: the caller brings the whole body.
        Some(ty) if !is_json(media_type) && ty != Type::String => Some(Type::Binary),
        ty => ty,
    };
    match ty {
        Some(Type::Object(object)) if !object.fields.is_empty() => {
            let location = ParameterLocation::Body;
            endpoint
                .parameters
                .extend(object.fields.into_iter().map(|field| Parameter::new(location, field)));
        }
        // A body that may be an object or the value of its one field: octokit sends the object.
        Some(Type::Union(variants)) if variants.iter().any(has_fields) => {
            let objects = variants.into_iter().filter_map(|ty| {
                if let Type::Object(object) = ty {
                    Some(object)
                } else {
                    None
                }
            });
            let location = ParameterLocation::Body;
            endpoint.parameters.extend(
                objects
                    .flat_map(|object| object.fields)
                    .map(|field| Parameter::new(location, field)),
            );
        }
        Some(ty) => {
            let name = operation.github.request_body_parameter_name.as_deref();
            let mut parameter = whole(Value { ty, ..value });
            if let Some(name) = name.filter(|name| *name != "body" && is_json(media_type)) {
                let field = field(name, true, parameter.field.value);
                parameter = Parameter::new(ParameterLocation::Body, field);
            }
            endpoint.parameters.push(parameter);
        }
        None => {}
    }
    Ok(())
}

/// Which groups of the body's fields must be given.
fn groups<'a>(reader: &Reader<'a>, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Vec<GroupRule>, Error> {
    let schema = match &schema.reference {
        Some(reference) => reader.component(reference, at)?.1,
        None => schema,
    };
    let rule = |kind, variants: &[openapi::Schema]| {
        let is_rule = variants.len() > 1 && variants.iter().all(openapi::Schema::is_only_required);
        is_rule.then(|| GroupRule {
            kind,
            groups: variants.iter().map(|variant| variant.required.clone()).collect(),
            span: NOWHERE,
        })
    };
    let any = rule(GroupKind::AtLeastOne, &schema.any_of);
    Ok(any
        .into_iter()
        .chain(rule(GroupKind::ExactlyOne, &schema.one_of))
        .collect())
}

fn responses<'a>(reader: &Reader<'a>, operation: &'a openapi::Operation, at: &At<'_>) -> Result<Vec<Response>, Error> {
    let at = At::In(at, "responses");
    let mut responses = Vec::new();
    for (status, response) in &operation.responses {
        let at = At::In(&at, status);
        let Ok(status) = status.parse::<u16>() else { continue };
        let response = match &response.reference {
            Some(reference) => find(&reader.description.components.responses, "responses", reference, &at)?.1,
            None => response,
        };
        let content = preferred(&response.content).map(|(_, content)| content);
        let mut body = match content.map(|content| &content.schema) {
            None => None,
            Some(None) => Some(Type::Any.into()),
            // GitHub's word for a response without a body is one with an empty object.
            Some(Some(schema))
                if (200..300).contains(&status) && is_empty_object(&reader.followed(schema, &at)?.ty) =>
            {
                Some(union([reader.value(schema, &at)?.ty, Type::Null]).into())
            }
            Some(Some(schema)) => Some(reader.value(schema, &at)?),
        };

        body.iter_mut().for_each(without_rules);
        responses.push(Response {
            status,
            body,
            description: response.description.clone(),
            span: NOWHERE,
        });
    }
    responses.sort_by_key(|response| response.status);
    Ok(responses)
}

/// Further forms of responses, by their media types.
fn forms<'a>(reader: &Reader<'a>, operation: &'a openapi::Operation, at: &At<'_>) -> Result<Vec<Form>, Error> {
    let mut forms = Vec::new();
    for (status, response) in &operation.responses {
        let Ok(number) = status.parse::<u16>() else { continue };
        let at = At::In(at, status);
        let own = preferred(&response.content).map(|(media_type, _)| media_type);
        for (media_type, content) in response.content.iter().filter(|(media_type, _)| is_json(media_type)) {
            if let (true, Some(schema)) = (own != Some(media_type), &content.schema) {
                forms.push(Form {
                    status: number,
                    // GitHub takes a media type with its version and without.
                    media_type: media_type.replace("github.v3.", "github."),
                    // Its fields would have no rows.
                    body: reader.value(schema, &at)?.ty.bare().into(),
                    description: response.description.clone(),
                    span: NOWHERE,
                });
            }
        }
    }
    Ok(forms)
}

fn is_empty_object(ty: &Type) -> bool {
    matches!(ty, Type::Object(object) if object.fields.is_empty())
}

fn method_of(method: &str) -> Method {
    match method {
        "HEAD" => Method::Head,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        _ => Method::Get,
    }
}

fn route_parts(path: &str, multi_segment: &[&str]) -> Vec<RoutePart> {
    let parts = path.split(['{', '}']).enumerate().map(|(number, part)| {
        if number % 2 == 0 {
            RoutePart::Literal(part.to_owned())
        } else {
            RoutePart::Parameter {
                name: part.to_owned(),
                multi_segment: multi_segment.contains(&part),
            }
        }
    });
    parts
        .filter(|part| !matches!(part, RoutePart::Literal(text) if text.is_empty()))
        .collect()
}

//! An OpenAPI description -> the IR, as the description has it. Components that nothing needs are left out, and so are headers and
//! examples.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use octoscribe_generator::ir::{
    Api, Endpoint, Form, GroupKind, GroupRule, Method, Parameter, ParameterLocation, Response, Route, RoutePart,
    Schema, Type, Value,
};
use octoscribe_generator::page::is_date;
use octoscribe_generator::source::Span;

use crate::combine::{fields, has_fields, members, union, without_rules};
use crate::error::Error;
use crate::names;
use crate::openapi::{self, Description, is_json, preferred};
use crate::payloads;
use crate::values::{At, Reader, field, resolved};
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
            description: schema.description.clone(),
            ..payloads::schema(reader.name_of(component), value.ty)
        });
    }
    api.schemas.sort_by(|one, other| one.name.cmp(&other.name));
    let mut neighbours = api.schemas.iter().zip(api.schemas.iter().skip(1));
    if let Some((one, _)) = neighbours.find(|(one, other)| one.name == other.name) {
        let cause = "in the table of names; rename one";
        return Err(Error::at(
            components,
            format_args!("two components are called `{}` {cause}", one.name),
        ));
    }
    let paths = At::In(&top, "paths");
    for (path, item) in &description.paths {
        for (method, operation) in item.operations() {
            let at = At::In(&paths, path);
            let at = At::In(&at, method.as_str());
            let endpoint = endpoint(&reader, &api, path, item, (method, operation), &at)?;
            api.endpoints.push(endpoint);
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
    schemas: &Api,
    path: &str,
    item: &'a openapi::PathItem,
    (method, operation): (Method, &'a openapi::Operation),
    at: &At<'_>,
) -> Result<Endpoint, Error> {
    let Some((scope, name)) = operation.id.split_once('/') else {
        let cause = "is not of the form `scope/name`";
        return Err(Error::at(
            at,
            format_args!("the operation's name `{}` {cause}", operation.id),
        ));
    };
    let mut parameters = Vec::new();
    let mut multi_segment = Vec::new();
    for parameter in item.parameters.iter().chain(&operation.parameters) {
        let known = ("parameters", &reader.description.components.parameters);
        let parameter = resolved(parameter, parameter.reference.as_ref(), known, at)?;
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
    let (responses, forms) = responses(reader, operation, at)?;
    let mut servers = operation.servers.iter().flatten();
    let mut endpoint = Endpoint {
        scope: names::camel(scope),
        name: names::camel(name),
        title: operation.summary.trim().to_owned(),
        description: operation.description.clone(),
        method,
        route: Route {
            uploads: servers.any(|server| server.url.contains("uploads")),
            parts: route_parts(path, &multi_segment),
        },
        deprecated: operation.deprecated || operation.github.removal_date.is_some(),
        sunset: operation.github.removal_date.clone().filter(|day| is_date(day)),
        docs_url: operation.external_docs.as_ref().map(|docs| docs.url.clone()),
        parameters,
        responses,
        forms,
        ..Endpoint::default()
    };
    if let Some(body) = &operation.request_body {
        add_body(reader, schemas, body, operation, &mut endpoint, at)?;
    }
    // GitHub's editions share their rules: a group may name what another edition has. What is given anyway settles a rule.
    let fields = endpoint.parameters.iter().rev().map(|parameter| &parameter.field);
    let required: HashMap<&str, bool> = fields.map(|field| (field.name.as_str(), field.required)).collect();
    endpoint.groups.retain_mut(|rule| {
        let mut names = rule.groups.iter().flatten();
        let is_settled = names.any(|name| required.get(name.as_str()) == Some(&true));
        let is_known = |name: &String| required.contains_key(name.as_str());
        rule.groups.retain(|group| group.iter().all(is_known));
        !is_settled && rule.groups.len() > 1
    });
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
    schemas: &Api,
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
    let value = match reader.followed(schema, &at)? {
        // Of variants, the fields count.
        Value {
            ty: Type::Union(variants),
            ..
        } => {
            let component = |ty: &Type| Some(schemas.schema(ty.schema_name()?)?.value.ty.clone());
            union(variants.into_iter().map(|ty| component(&ty).unwrap_or(ty))).into()
        }
        value => value,
    };
    endpoint.groups = groups(reader, schema, &at)?;
    let ty = match value.ty.without_null() {
        None => return Ok(()),
        // The fields of a form have no rows: the caller brings the whole body.
        Some(ty) if !is_json(media_type) && ty != Type::String => Type::Binary,
        Some(ty) => ty,
    };
    // A body that may be an object or the value of its one field: octokit sends the object.
    if let Some(object) = members(&ty).iter().find(|ty| has_fields(ty)) {
        let parameters = fields(object).iter().cloned();
        let parameters = parameters.map(|field| Parameter::new(ParameterLocation::Body, field));
        endpoint.parameters.extend(parameters);
        return Ok(());
    }
    let name = operation.github.request_body_parameter_name.as_deref();
    let value = Value { ty, ..value };
    endpoint.parameters.push(match name {
        Some(name) if name != "body" && is_json(media_type) => {
            Parameter::new(ParameterLocation::Body, field(name, true, value))
        }
        _ => Parameter::new(ParameterLocation::WholeBody, field("data", body.required, value)),
    });
    Ok(())
}

/// Which groups of the body's fields must be given.
fn groups<'a>(reader: &Reader<'a>, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Vec<GroupRule>, Error> {
    let known = ("schemas", &reader.description.components.schemas);
    let schema = resolved(schema, schema.reference.as_ref(), known, at)?;
    let rule = |kind, variants: &[openapi::Schema]| {
        let is_rule = variants.len() > 1 && variants.iter().all(openapi::Schema::is_only_required);
        is_rule.then(|| GroupRule {
            kind,
            groups: variants.iter().map(|variant| variant.required.clone()).collect(),
            span: Span::default(),
        })
    };
    let rules = [
        rule(GroupKind::AtLeastOne, &schema.any_of),
        rule(GroupKind::ExactlyOne, &schema.one_of),
    ];
    Ok(rules.into_iter().flatten().collect())
}

/// The responses, and further forms of them by their media types.
fn responses<'a>(
    reader: &Reader<'a>,
    operation: &'a openapi::Operation,
    at: &At<'_>,
) -> Result<(Vec<Response>, Vec<Form>), Error> {
    let around = At::In(at, "responses");
    let (mut responses, mut forms) = (Vec::new(), Vec::new());
    for (word, stated) in &operation.responses {
        let at = At::In(&around, word);
        let Ok(status) = word.parse() else { continue };
        let known = ("responses", &reader.description.components.responses);
        let response = resolved(stated, stated.reference.as_ref(), known, &at)?;
        let own = preferred(&response.content);
        let mut body = match own.map(|(_, content)| &content.schema) {
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
        let own = own.map(|(media_type, _)| media_type);
        for (media_type, content) in &stated.content {
            if let Some(schema) = &content.schema
                && is_json(media_type)
                && own != Some(media_type)
            {
                forms.push(Form {
                    status,
                    // GitHub takes a media type with its version and without.
                    media_type: media_type.replace("github.v3.", "github."),
                    // Its fields would have no rows.
                    body: reader.value(schema, &at)?.ty.bare().into(),
                    description: response.description.clone(),
                    span: Span::default(),
                });
            }
        }
        responses.push(Response {
            status,
            body,
            description: response.description.clone(),
            span: Span::default(),
        });
    }
    responses.sort_by_key(|response| response.status);
    Ok((responses, forms))
}

fn is_empty_object(ty: &Type) -> bool {
    matches!(ty, Type::Object(object) if object.fields.is_empty())
}

fn route_parts(path: &str, multi_segment: &[&str]) -> Vec<RoutePart> {
    let parts = path.split(['{', '}']).enumerate().filter(|(_, part)| !part.is_empty());
    let part = |(number, part): (usize, &str)| match number % 2 {
        0 => RoutePart::Literal(part.to_owned()),
        _ => RoutePart::Parameter {
            name: part.to_owned(),
            multi_segment: multi_segment.contains(&part),
        },
    };
    parts.map(part).collect()
}

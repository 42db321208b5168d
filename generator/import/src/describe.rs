//! An OpenAPI description -> the IR, as the description has it: components are schemas, everything else stands where it is used. Components
//! that no operation needs (those of webhooks) are left out.
//!
//! What pages can't say is passed over: headers, examples, formats without a type of their own. Objects of one union are one object that
//! takes what each takes; `nullable-x` is `X | null`; `allOf` is one object with the fields of all.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::mem::discriminant;

use indexmap::IndexMap;
use octoscribe_generator::ir::{
    Api, Constraints, Endpoint, Field, Form, GroupKind, GroupRule, Method, Object, Parameter, ParameterLocation, REST,
    Response, Route, RoutePart, Schema, SourceLine, Type, Value,
};
use octoscribe_generator::source::{SourceId, Span};
use serde_json::{Number, Value as Json};

use crate::error::Error;
use crate::names;
use crate::openapi::{self, Additional, Description};

/// How deep schemas may be nested in each other; references count.
const MAX_DEPTH: usize = 48;

pub(crate) const NOWHERE: Span = Span {
    source: SourceId(0),
    start: 0,
    end: 0,
};

/// What a description says.
pub(crate) fn describe(description: &Description, names: &BTreeMap<String, String>) -> Result<Api, Error> {
    let reader = Reader { description, names };
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
                "two components are called `{}`; name one in the table of names",
                one.name
            ),
        });
    }
    let paths = At::In(&top, "paths");
    for (path, item) in &description.paths {
        for (method, operation) in item.operations() {
            let at = At::In(&paths, path);
            api.endpoints
                .push(reader.endpoint(path, item, method, operation, &At::In(&at, method))?);
        }
    }
    api.endpoints.sort_by_key(Endpoint::id);
    let reached = api
        .reached(api.endpoints.iter().flat_map(Endpoint::types))
        .into_iter()
        .map(str::to_owned);
    let reached: HashSet<String> = reached.collect();
    api.schemas.retain(|schema| reached.contains(&schema.name));
    Ok(api)
}

/// Where the reader is in the description; written as a JSON pointer.
#[derive(Clone, Copy)]
enum At<'a> {
    Top,
    In(&'a At<'a>, &'a str),
}

impl At<'_> {
    fn check_depth(&self) -> Result<(), Error> {
        let mut depth = 0;
        let mut at = self;
        while let At::In(around, _) = at {
            at = around;
            depth += 1;
        }
        if depth <= MAX_DEPTH {
            return Ok(());
        }
        Err(Error::Unsupported {
            pointer: self.to_string(),
            cause: format!("schemas nested more than {MAX_DEPTH} levels deep"),
        })
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top => f.write_str("#"),
            // The names of the pointer's own parts have slashes, those of the description are escaped.
            Self::In(around, step) if step.starts_with("components/") => write!(f, "{around}/{step}"),
            Self::In(around, step) => write!(f, "{around}/{}", step.replace('~', "~0").replace('/', "~1")),
        }
    }
}

struct Reader<'a> {
    description: &'a Description,
    names: &'a BTreeMap<String, String>,
}

impl<'a> Reader<'a> {
    /// The component that `nullable-x` adds null to.
    fn base_of(&self, component: &'a str) -> Option<&'a str> {
        let base = component.strip_prefix("nullable-")?;
        self.description.components.schemas.contains_key(base).then_some(base)
    }

    fn name_of(&self, component: &str) -> String {
        self.names
            .get(component)
            .cloned()
            .unwrap_or_else(|| names::schema(component))
    }

    fn component(&self, reference: &str, at: &At<'_>) -> Result<(&'a str, &'a openapi::Schema), Error> {
        find(&self.description.components.schemas, "schemas", reference, at)
    }

    // Endpoints

    fn endpoint(
        &self,
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
                Some(reference) => find(&self.description.components.parameters, "parameters", reference, at)?.1,
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
            let mut field = self.field(&parameter.name, schema, parameter.required, &at)?;
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
            docs_url: operation.external_docs.as_ref().map(|docs| docs.url.clone()),
            content_type: None,
            groups: Vec::new(),
            items: None,
            token_scopes: Vec::new(),
            overlapping_routes: Vec::new(),
            parameters,
            responses: self.responses(operation, at)?,
            forms: self.forms(operation, at)?,
            source: nowhere(),
            span: NOWHERE,
        };
        if let Some(body) = &operation.request_body {
            self.body(body, operation, &mut endpoint, at)?;
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
    fn body(
        &self,
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
        let value = self.followed_through(schema, &at)?;
        endpoint.groups = self.groups(schema, &at)?;
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
    fn groups(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Vec<GroupRule>, Error> {
        let schema = match &schema.reference {
            Some(reference) => self.component(reference, at)?.1,
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

    fn responses(&self, operation: &'a openapi::Operation, at: &At<'_>) -> Result<Vec<Response>, Error> {
        let at = At::In(at, "responses");
        let mut responses = Vec::new();
        for (status, response) in &operation.responses {
            let at = At::In(&at, status);
            let Ok(status) = status.parse::<u16>() else { continue };
            let response = match &response.reference {
                Some(reference) => find(&self.description.components.responses, "responses", reference, &at)?.1,
                None => response,
            };
            let content = preferred(&response.content).map(|(_, content)| content);
            let mut body = match content.map(|content| &content.schema) {
                None => None,
                Some(None) => Some(Type::Any.into()),
                // GitHub's word for a response without a body is one with an empty object.
                Some(Some(schema))
                    if (200..300).contains(&status) && is_empty_object(&self.followed(schema, &at)?.ty) =>
                {
                    Some(union([self.value(schema, &at)?.ty, Type::Null]).into())
                }
                Some(Some(schema)) => Some(self.value(schema, &at)?),
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
    fn forms(&self, operation: &'a openapi::Operation, at: &At<'_>) -> Result<Vec<Form>, Error> {
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
                        body: self.value(schema, &at)?.ty.bare().into(),
                        description: response.description.clone(),
                        span: NOWHERE,
                    });
                }
            }
        }
        Ok(forms)
    }

    // Values

    fn field(&self, name: &str, schema: &'a openapi::Schema, required: bool, at: &At<'_>) -> Result<Field, Error> {
        let value = self.value(schema, at)?;
        let default = schema.default.as_ref().and_then(|default| match default {
            Json::Null => None,
            Json::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        });
        Ok(Field {
            default,
            description: schema.description.clone(),
            deprecated: schema.deprecated,
            ..field(name, required, value)
        })
    }

    /// The value of a schema, references to components kept.
    fn value(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Value, Error> {
        at.check_depth()?;
        let mut value = if let Some(reference) = &schema.reference {
            let (component, referred) = self.component(reference, at)?;
            match self.base_of(component) {
                Some(base) => union([Type::Ref(self.name_of(base)), Type::Null]).into(),
                // Schema pages have no constraints of the whole, so what has some stands where it is used.
                None if referred.is_constrained() => self.value(referred, &At::In(at, component))?,
                None => Type::Ref(self.name_of(component)).into(),
            }
        } else {
            self.inline(schema, at)?
        };
        let has_null = schema.values.iter().flatten().any(Json::is_null);
        if (schema.nullable || has_null) && !value.ty.is_nullable() && !matches!(value.ty, Type::Any) {
            value.ty = union([value.ty, Type::Null]);
        }
        Ok(value)
    }

    fn inline(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Value, Error> {
        if let [only] = schema.all_of.as_slice()
            && schema.properties.is_empty()
        {
            return self.value(only, &At::In(at, "allOf"));
        }
        if !schema.all_of.is_empty() {
            return Ok(Type::Object(self.all_of(schema, at)?).into());
        }
        let variants: Vec<_> = schema
            .one_of
            .iter()
            .chain(&schema.any_of)
            .filter(|variant| !variant.is_only_required())
            .collect();
        if !variants.is_empty() {
            return self.any_of(schema, &variants, at);
        }
        if let Some(values) = &schema.values {
            let texts: Vec<String> = values
                .iter()
                .filter_map(|value| Some(value.as_str()?.to_owned()))
                .collect();
            if !texts.is_empty() {
                return Ok(Type::Enum(texts).into());
            }
        }
        let names = schema.ty.as_ref().map_or(&[][..], openapi::OneOrMany::names);
        if names.is_empty() {
            let is_object = !schema.properties.is_empty() || schema.additional_properties.is_some();
            return if is_object {
                self.named("object", schema, at)
            } else {
                Ok(Type::Any.into())
            };
        }
        if let [name] = names {
            return self.named(name, schema, at);
        }
        let types: Result<Vec<Type>, Error> = names.iter().map(|name| Ok(self.named(name, schema, at)?.ty)).collect();
        Ok(union(types?).into())
    }

    /// The value of a schema whose `type` is `name`.
    fn named(&self, name: &str, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Value, Error> {
        let mut bounds = (None, None);
        let ty = match name {
            "null" => Type::Null,
            "boolean" => Type::Boolean,
            "integer" | "number" => {
                bounds = (
                    schema.minimum.as_ref().and_then(Number::as_i64),
                    schema.maximum.as_ref().and_then(Number::as_i64),
                );
                if name == "integer" { Type::Integer } else { Type::Number }
            }
            "string" => {
                bounds = (schema.min_length, schema.max_length);
                match schema.format.as_deref() {
                    Some("date-time") => Type::DateTime,
                    Some("date") => Type::Date,
                    Some("uri") => Type::Uri,
                    Some("byte") => Type::Base64,
                    Some("binary") => Type::Binary,
                    _ => Type::String,
                }
            }
            "array" => {
                bounds = (schema.min_items, schema.max_items);
                let items = match &schema.items {
                    Some(items) => self.value(items, &At::In(at, "items"))?,
                    None => Type::Any.into(),
                };
                Type::List(Box::new(items))
            }
            "object" => {
                bounds = (schema.min_properties, schema.max_properties);
                let rest = match &schema.additional_properties {
                    Some(Additional::Schema(rest)) => {
                        Some(Box::new(self.value(rest, &At::In(at, "additionalProperties"))?))
                    }
                    _ => None,
                };
                match rest {
                    Some(rest) if schema.properties.is_empty() => Type::Map(rest),
                    rest => Type::Object(Object {
                        fields: self.fields(schema, at)?,
                        rest: rest.map(|rest| Box::new(field(REST, false, *rest))),
                    }),
                }
            }
            other => {
                return Err(Error::Unsupported {
                    pointer: at.to_string(),
                    cause: format!("unknown type `{other}`"),
                });
            }
        };
        // Some patterns are beyond what the client checks.
        let is_known = |pattern: &String| format!("/{pattern}/").parse::<Constraints>().is_ok();
        let takes_pattern = matches!(ty, Type::String | Type::Uri);
        let constraints = Constraints {
            min: bounds.0,
            max: bounds.1,
            pattern: schema
                .pattern
                .clone()
                .filter(|pattern| takes_pattern && is_known(pattern)),
        };
        Ok(Value { ty, constraints })
    }

    fn fields(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Vec<Field>, Error> {
        let field = |(name, property): (&String, &'a openapi::Schema)| {
            self.field(name, property, schema.required.contains(name), &At::In(at, name))
        };
        schema.properties.iter().map(field).collect()
    }

    /// One object with the fields of all. Of two fields with the same name, the later one counts.
    fn all_of(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Object, Error> {
        let mut fields: IndexMap<String, Field> = IndexMap::new();
        let parts = schema
            .all_of
            .iter()
            .map(|part| self.followed(part, at))
            .collect::<Result<Vec<_>, _>>()?;
        let own = self.fields(schema, at)?;
        let objects = parts
            .into_iter()
            .flat_map(|part| part.ty.object().cloned().unwrap_or_default().fields);
        for mut field in objects.chain(own) {
            field.required |= schema.required.contains(&field.name);
            field.required |= fields.get(&field.name).is_some_and(|earlier| earlier.required);
            fields.insert(field.name.clone(), field);
        }
        Ok(Object {
            fields: fields.into_values().collect(),
            rest: None,
        })
    }

    /// The value of a schema with what it refers to in its place.
    fn followed(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Value, Error> {
        at.check_depth()?;
        match &schema.reference {
            Some(reference) => {
                let (component, schema) = self.component(reference, at)?;
                self.followed(schema, &At::In(at, component))
            }
            None => self.value(schema, at),
        }
    }

    /// The same for a union's variants.
    fn followed_through(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Value, Error> {
        let value = self.followed(schema, at)?;
        let Type::Union(variants) = value.ty else {
            return Ok(value);
        };
        let followed = variants.into_iter().map(|variant| match &variant {
            Type::Ref(name) => {
                let components = &self.description.components.schemas;
                let found = components
                    .iter()
                    .find(|(component, _)| self.name_of(component) == *name);
                found.map_or(Ok(variant), |(_, schema)| Ok(self.value(schema, at)?.ty))
            }
            _ => Ok(variant),
        });
        Ok(union(followed.collect::<Result<Vec<_>, Error>>()?).into())
    }

    fn any_of(
        &self,
        schema: &'a openapi::Schema,
        variants: &[&'a openapi::Schema],
        at: &At<'_>,
    ) -> Result<Value, Error> {
        let values = variants.iter().map(|variant| self.value(variant, &At::In(at, "oneOf")));
        let mut values = values.collect::<Result<Vec<_>, _>>()?;
        if schema.properties.is_empty() {
            if values.len() == 1 {
                return Ok(values.remove(0));
            }
            // A bound on the one list counts where the value is that list.
            let lists = values.iter().filter(|value| matches!(value.ty, Type::List(_)));
            let bounds: Vec<Constraints> = lists.map(|value| value.constraints.clone()).collect();
            let constraints = <[_; 1]>::try_from(bounds).map_or_else(|_| Constraints::default(), |[bounds]| bounds);
            let ty = union(values.into_iter().map(|value| value.ty));
            return Ok(Value { ty, constraints });
        }
        // Variants beside properties say when more is required.
        let mut fields = self.fields(schema, at)?;
        for mut field in values
            .into_iter()
            .flat_map(|value| value.ty.object().cloned().unwrap_or_default().fields)
        {
            if fields.iter().all(|known| known.name != field.name) {
                field.required = false;
                fields.push(field);
            }
        }
        Ok(Type::Object(Object { fields, rest: None }).into())
    }
}

/// What a reference to a component of this kind leads to.
fn find<'a, T>(
    among: &'a IndexMap<String, T>,
    kind: &str,
    reference: &str,
    at: &At<'_>,
) -> Result<(&'a str, &'a T), Error> {
    let name = reference
        .strip_prefix("#/components/")
        .and_then(|rest| rest.strip_prefix(kind)?.strip_prefix('/'));
    let found = name.and_then(|name| among.get_key_value(name));
    found
        .map(|(name, found)| (name.as_str(), found))
        .ok_or_else(|| Error::UnknownReference {
            pointer: at.to_string(),
            reference: reference.to_owned(),
        })
}

impl openapi::Schema {
    /// Whether values of the whole schema are bounded.
    fn is_constrained(&self) -> bool {
        let bounds = [
            self.min_length,
            self.max_length,
            self.min_properties,
            self.max_properties,
            self.min_items,
            self.max_items,
        ];
        bounds.iter().any(Option::is_some) || self.minimum.is_some() || self.maximum.is_some() || self.pattern.is_some()
    }

    /// Whether the schema says only which properties are required.
    fn is_only_required(&self) -> bool {
        !self.required.is_empty()
            && self.reference.is_none()
            && self.properties.is_empty()
            && self.items.is_none()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && self.all_of.is_empty()
    }
}

/// A flat union of types: no type twice, one enum, one object that takes what each object takes. One type is itself.
pub(crate) fn union(types: impl IntoIterator<Item = Type>) -> Type {
    let mut flat: Vec<Type> = Vec::new();
    let mut waiting: Vec<Type> = types.into_iter().collect();
    waiting.reverse();
    while let Some(ty) = waiting.pop() {
        let same_kind = flat.iter_mut().find_map(|known| match (known, &ty) {
            (Type::Enum(known), Type::Enum(values)) => {
                for value in values {
                    if !known.contains(value) {
                        known.push(value.clone());
                    }
                }
                Some(())
            }
            (Type::Object(known), Type::Object(other)) => {
                *known = join(std::mem::take(known), other.clone());
                Some(())
            }
            // A type has one object with rows; other lists are two kinds of list.
            (Type::List(known), Type::List(other)) if known.ty.object().is_some() && other.ty.object().is_some() => {
                **known = either((**known).clone(), (**other).clone());
                Some(())
            }
            (Type::String, Type::Enum(_)) => Some(()),
            _ => None,
        });
        match ty {
            _ if same_kind.is_some() => {}
            Type::Union(variants) => waiting.extend(variants.into_iter().rev()),
            ty if flat.contains(&ty) => {}
            ty => flat.push(ty),
        }
    }
    // Rows can't say which of several objects they belong to.
    let with_object: Vec<&Type> = flat.iter().filter(|ty| ty.object().is_some()).collect();
    if with_object.len() > 1
        && with_object
            .iter()
            .any(|ty| ty.object().is_some_and(|object| !object.fields.is_empty()))
    {
        flat = flat.iter().map(Type::bare).collect();
    }
    // Null is last, as pages write it.
    flat.sort_by_key(|ty| *ty == Type::Null);
    if flat.len() == 1 {
        flat.remove(0)
    } else {
        Type::Union(flat)
    }
}

/// The value that takes what either takes.
pub(crate) fn either(one: Value, other: Value) -> Value {
    let constraints = if one.constraints == other.constraints {
        one.constraints
    } else {
        Constraints::default()
    };
    let ty = match (one.ty, other.ty) {
        (one, other) if one == other => one,
        (Type::Map(one), Type::Map(other)) => Type::Map(Box::new(either(*one, *other))),
        // Lists of two kinds of items are two kinds of list.
        (Type::List(one), Type::List(other)) if discriminant(&one.ty) == discriminant(&other.ty) => {
            Type::List(Box::new(either(*one, *other)))
        }
        (one, other) => union([one, other]),
    };
    Value { ty, constraints }
}

/// The object that takes what either takes.
fn join(mut one: Object, other: Object) -> Object {
    if one.fields.is_empty() || other.fields.is_empty() {
        return Object::default();
    }
    for field in &mut one.fields {
        let same = other.fields.iter().find(|candidate| candidate.name == field.name);
        field.required &= same.is_some_and(|same| same.required);
        if let Some(same) = same {
            field.value = either(field.value.clone(), same.value.clone());
        }
    }
    for mut field in other.fields {
        if one.fields.iter().all(|known| known.name != field.name) {
            field.required = false;
            one.fields.push(field);
        }
    }
    one
}

fn field(name: &str, required: bool, value: Value) -> Field {
    Field {
        name: name.to_owned(),
        required,
        value,
        default: None,
        description: String::new(),
        deprecated: false,
        evidence: Vec::new(),
        span: NOWHERE,
    }
}

pub(crate) fn nowhere() -> SourceLine {
    SourceLine {
        file: String::new(),
        line: 0,
    }
}

fn is_empty_object(ty: &Type) -> bool {
    matches!(ty, Type::Object(object) if object.fields.is_empty())
}

/// Takes constraints and defaults from a value that is only received: pages state those of what is sent.
pub(crate) fn without_rules(value: &mut Value) {
    fn inside(ty: &mut Type) {
        match ty {
            Type::Object(object) => {
                for field in &mut object.fields {
                    field.default = None;
                    without_rules(&mut field.value);
                }
            }
            Type::List(value) | Type::Map(value) => without_rules(value),
            Type::Union(variants) => variants.iter_mut().for_each(inside),
            _ => {}
        }
    }
    value.constraints = Constraints::default();
    inside(&mut value.ty);
}

pub(crate) fn has_fields(ty: &Type) -> bool {
    matches!(ty, Type::Object(object) if !object.fields.is_empty())
}

fn is_json(media_type: &str) -> bool {
    media_type.ends_with("json")
}

/// The media type that pages speak of: JSON, or else the first.
fn preferred(content: &IndexMap<String, openapi::MediaType>) -> Option<(&str, &openapi::MediaType)> {
    let json = content.get_key_value("application/json");
    let json = json.or_else(|| content.iter().find(|(media_type, _)| is_json(media_type)));
    json.or_else(|| content.first())
        .map(|(media_type, content)| (media_type.as_str(), content))
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

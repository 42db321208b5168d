//! Schema pages as the emitters see them: which type each declares, and which others it refers to.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Named, Side, declared_inside};
use crate::ir::{Api, Parameter, Response, Schema, Type};
use crate::names;

/// Schema pages by name.
#[derive(Debug)]
pub(crate) struct Schemas<'a> {
    by_name: BTreeMap<&'a str, &'a Schema>,
    by_type: BTreeMap<String, &'a Schema>,
    /// The names of those that answers hold.
    in_answers: BTreeSet<String>,
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        let types = api.schemas.iter();
        let mut schemas = Self {
            by_name: api
                .schemas
                .iter()
                .map(|schema| (schema.name.as_str(), schema))
                .collect(),
            by_type: types
                .filter_map(|schema| Some((Self::declared(schema)?.0, schema)))
                .collect(),
            in_answers: BTreeSet::new(),
        };
        let responses = api.endpoints.iter().flat_map(|endpoint| &endpoint.responses);
        schemas.in_answers = schemas.reach_of_responses(responses);
        schemas
    }

    /// Where a schema's type is used. A type of both requests and answers is one of answers, which can be sent too.
    pub(crate) fn side(&self, schema: &Schema) -> Side {
        if self.in_answers.contains(&schema.name) {
            Side::Answer
        } else {
            Side::Request
        }
    }

    /// The names of the schemas that answers hold.
    pub(crate) fn in_answers(&self) -> &BTreeSet<String> {
        &self.in_answers
    }

    /// The schema page of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&'a Schema> {
        self.by_name.get(name).copied()
    }

    /// The schema page whose module declares this type for other modules.
    pub(crate) fn of_type(&self, name: &str) -> Option<&'a Schema> {
        self.by_type.get(name).copied()
    }

    /// Name and kind of the type that the schema's module declares for others; `None` for an alias of what needs no declaration. A list
    /// or map declares what is inside it.
    pub(crate) fn declared(schema: &Schema) -> Option<(String, Named)> {
        let name = names::camel(&schema.name);
        let ty = schema.ty.without_null()?;
        let kind = declared_inside(&ty, &schema.fields)?;
        match ty {
            Type::List(_) | Type::Map(_) => Some((format!("{name}Item"), kind)),
            _ => Some((name, kind)),
        }
    }

    /// The types that a module imports which depends on these schemas.
    pub(crate) fn imported(named: &BTreeMap<&str, &Schema>) -> BTreeSet<String> {
        let declared = named.values().filter_map(|schema| Self::declared(schema));
        declared.map(|(name, _)| name).collect()
    }

    /// All that a module depends on which names these schemas: which type each declares, and what aliases stand for.
    pub(crate) fn facts(named: BTreeMap<&'a str, &'a Schema>) -> Vec<(Option<(String, Named)>, &'a Type)> {
        let facts = named.into_values();
        facts.map(|schema| (Self::declared(schema), &schema.ty)).collect()
    }

    /// The schemas that a module with these parameters depends on: those that they name, and what aliases among them stand for.
    pub(crate) fn named<'p>(&self, parameters: impl Iterator<Item = &'p Parameter>) -> BTreeMap<&'a str, &'a Schema> {
        let mut open = Vec::new();
        parameters.for_each(|parameter| references_of_parameter(parameter, &mut |name| open.push(name.to_owned())));
        self.follow_aliases(open)
    }

    /// The schemas that a module with this answer depends on.
    pub(crate) fn named_by_response(&self, response: &Response) -> BTreeMap<&'a str, &'a Schema> {
        let mut open = Vec::new();
        references_of_response(response, &mut |name| open.push(name.to_owned()));
        self.follow_aliases(open)
    }

    /// The schemas that a schema's own module depends on.
    pub(crate) fn named_by_schema(&self, schema: &Schema) -> BTreeMap<&'a str, &'a Schema> {
        let mut open = Vec::new();
        references_of_schema(schema, &mut |name| open.push(name.to_owned()));
        self.follow_aliases(open)
    }

    fn follow_aliases(&self, mut open: Vec<String>) -> BTreeMap<&'a str, &'a Schema> {
        let mut named = BTreeMap::new();
        while let Some(name) = open.pop() {
            let Some(schema) = self.get(&name) else { continue };
            let is_new = named.insert(schema.name.as_str(), schema).is_none();
            if is_new && Self::declared(schema).is_none() {
                references(&schema.ty, &mut |name| open.push(name.to_owned()));
            }
        }
        named
    }

    /// Names of all schemas that the types of parameters refer to, through aliases, fields and variants.
    pub(crate) fn reach<'p>(&self, roots: impl Iterator<Item = &'p Parameter>) -> BTreeSet<String> {
        let mut open = Vec::new();
        for root in roots {
            references_of_parameter(root, &mut |name| open.push(name.to_owned()));
        }
        self.follow(open)
    }

    /// Names of all schemas that answers refer to, through aliases, fields and variants.
    pub(crate) fn reach_of_responses<'p>(&self, responses: impl Iterator<Item = &'p Response>) -> BTreeSet<String> {
        let mut open = Vec::new();
        for response in responses {
            references_of_response(response, &mut |name| open.push(name.to_owned()));
        }
        self.follow(open)
    }

    fn follow(&self, mut open: Vec<String>) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        while let Some(name) = open.pop() {
            let Some(schema) = self.get(&name).filter(|_| !reached.contains(&name)) else {
                continue;
            };
            reached.insert(name);
            references_of_schema(schema, &mut |name| open.push(name.to_owned()));
        }
        reached
    }
}

/// Calls `found` for every schema that a schema names.
fn references_of_schema(schema: &Schema, found: &mut dyn FnMut(&str)) {
    references(&schema.ty, found);
    for field in &schema.fields {
        references_of_parameter(field, found);
    }
}

/// Calls `found` for every schema that an answer names.
fn references_of_response(response: &Response, found: &mut dyn FnMut(&str)) {
    if let Some(ty) = &response.ty {
        references(ty, found);
    }
    for field in &response.fields {
        references_of_parameter(field, found);
    }
}

/// Calls `found` for every schema that a parameter and its fields name.
fn references_of_parameter(parameter: &Parameter, found: &mut dyn FnMut(&str)) {
    references(&parameter.ty, found);
    for field in &parameter.fields {
        references_of_parameter(field, found);
    }
}

/// Calls `found` for every schema that a type names.
fn references(ty: &Type, found: &mut dyn FnMut(&str)) {
    match ty {
        Type::Ref(name) => found(name),
        Type::List(inner) | Type::Map(inner) => references(inner, found),
        Type::Union(variants) => variants.iter().for_each(|variant| references(variant, found)),
        _ => {}
    }
}

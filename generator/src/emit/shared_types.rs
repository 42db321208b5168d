//! Schema pages as the emitters see them: which type each declares, and which others it refers to.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Named, declared_inside};
use crate::ir::{Api, Parameter, Schema, Type};
use crate::names;

/// Schema pages by name.
#[derive(Debug)]
pub(crate) struct Schemas<'a> {
    by_name: BTreeMap<&'a str, &'a Schema>,
    by_type: BTreeMap<String, &'a Schema>,
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        let types = api.schemas.iter();
        Self {
            by_name: api
                .schemas
                .iter()
                .map(|schema| (schema.name.as_str(), schema))
                .collect(),
            by_type: types
                .filter_map(|schema| Some((Self::declared(schema)?.0, schema)))
                .collect(),
        }
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

    /// The types that these schemas declare.
    pub(crate) fn declared_by(&self, names: &BTreeSet<String>) -> BTreeSet<String> {
        let schemas = names.iter().filter_map(|name| self.get(name));
        schemas
            .filter_map(|schema| Self::declared(schema).map(|(name, _)| name))
            .collect()
    }

    /// Names of all schemas that the types of parameters refer to, through aliases, fields and variants.
    pub(crate) fn reach<'p>(&self, roots: impl Iterator<Item = &'p Parameter>) -> BTreeSet<String> {
        let mut open = Vec::new();
        for root in roots {
            references_of_parameter(root, &mut |name| open.push(name.to_owned()));
        }
        self.follow(open)
    }

    /// Names of all schemas that a schema refers to; its own is among them when it refers to itself.
    pub(crate) fn reach_of(&self, schema: &Schema) -> BTreeSet<String> {
        let mut open = Vec::new();
        references_of_schema(schema, &mut |name| open.push(name.to_owned()));
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

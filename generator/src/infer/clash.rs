//! Schemas that two trees of pages declare under one name, but not alike: types that lead to one of them can't be taken over.

use std::collections::BTreeSet;

use crate::ir::{Api, Field, Schema, Type, Value};

/// The names in question.
pub(super) struct Clashes<'a> {
    names: BTreeSet<&'a str>,
}

impl<'a> Clashes<'a> {
    /// Compares the schemas of an API with those of the API that teaches it.
    pub(super) fn between(api: &'a Api, types: Option<&'a Api>) -> Self {
        let Some(types) = types else {
            return Self { names: BTreeSet::new() };
        };
        let taught = types.schemas.iter();
        let is_other = |schema: &&Schema| {
            let own = api.schema(&schema.name);
            own.is_some_and(|own| !same(&own.value, &schema.value))
        };
        let others: BTreeSet<&str> = taught.filter(is_other).map(|schema| schema.name.as_str()).collect();
        // What leads to such a schema means something else as well.
        let leads_there = |schema: &&Schema| !types.reached([&schema.value.ty]).is_disjoint(&others);
        let leading = types.schemas.iter().filter(|_| !others.is_empty()).filter(leads_there);
        Self {
            names: leading
                .map(|schema| schema.name.as_str())
                .chain(others.iter().copied())
                .collect(),
        }
    }

    /// Whether a type refers to one of the names.
    pub(super) fn touch(&self, ty: &Type) -> bool {
        let mut touches = false;
        ty.visit(&mut |ty| touches |= ty.schema_name().is_some_and(|name| self.names.contains(name)));
        touches
    }
}

/// Whether two values are the same but for prose and evidence.
fn same(one: &Value, other: &Value) -> bool {
    one.constraints == other.constraints && same_type(&one.ty, &other.ty)
}

fn same_type(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Object(one), Type::Object(other)) => {
            let is_same_rest = match (&one.rest, &other.rest) {
                (Some(one), Some(other)) => same(&one.value, &other.value),
                (one, other) => one.is_none() && other.is_none(),
            };
            is_same_rest
                && one.fields.len() == other.fields.len()
                && one.fields.iter().zip(&other.fields).all(same_field)
        }
        (Type::List(one), Type::List(other)) | (Type::Map(one), Type::Map(other)) => same(one, other),
        (Type::Union(one), Type::Union(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_type(one, other))
        }
        (one, other) => one == other,
    }
}

fn same_field((one, other): (&Field, &Field)) -> bool {
    one.name == other.name && one.required == other.required && same(&one.value, &other.value)
}

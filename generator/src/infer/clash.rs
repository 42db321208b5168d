//! Schemas that two trees of pages declare under one name, but not alike: types that lead to one of them can't be taken over.

use std::collections::{BTreeSet, HashMap};

use crate::ir::{Api, Parameter, Schema, Type};

/// The names in question.
pub(super) struct Clashes<'a> {
    names: BTreeSet<&'a str>,
}

impl<'a> Clashes<'a> {
    /// Compares the schemas of an API with those of the API that teaches it.
    pub(super) fn between(api: &'a Api, types: Option<&'a Api>) -> Self {
        let own: HashMap<&str, &Schema> = api
            .schemas
            .iter()
            .map(|schema| (schema.name.as_str(), schema))
            .collect();
        let mut clashes = Self { names: BTreeSet::new() };
        let taught: Vec<&Schema> = types.into_iter().flat_map(|types| &types.schemas).collect();
        for schema in &taught {
            if own.get(schema.name.as_str()).is_some_and(|own| !same(own, schema)) {
                clashes.names.insert(&schema.name);
            }
        }
        // What leads to such a schema means something else as well.
        let mut before = 0;
        while before < clashes.names.len() {
            before = clashes.names.len();
            for schema in &taught {
                if clashes.touch(&schema.ty) || clashes.touch_fields(&schema.fields) {
                    clashes.names.insert(&schema.name);
                }
            }
        }
        clashes
    }

    /// Whether a type refers to one of the names.
    pub(super) fn touch(&self, ty: &Type) -> bool {
        match ty {
            Type::Ref(name) => self.names.contains(name.as_str()),
            Type::List(inside) | Type::Map(inside) => self.touch(inside),
            Type::Union(variants) => variants.iter().any(|ty| self.touch(ty)),
            _ => false,
        }
    }

    fn touch_fields(&self, fields: &[Parameter]) -> bool {
        fields
            .iter()
            .any(|field| self.touch(&field.ty) || self.touch_fields(&field.fields))
    }
}

fn same(one: &Schema, other: &Schema) -> bool {
    one.ty == other.ty && same_fields(&one.fields, &other.fields)
}

fn same_fields(one: &[Parameter], other: &[Parameter]) -> bool {
    let alike = |one: &Parameter, other: &Parameter| {
        (&one.name, one.required, &one.ty, &one.constraints)
            == (&other.name, other.required, &other.ty, &other.constraints)
            && same_fields(&one.fields, &other.fields)
            && same_fields(&one.elements, &other.elements)
    };
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
}

//! The root types of all schema pages, so that a reference can be followed to what it stands for.

use std::collections::{HashMap, HashSet};

use crate::ir::{Api, Type};

/// Schema names and what they stand for.
#[derive(Clone, Debug, Default)]
pub struct Schemas<'a> {
    types: HashMap<&'a str, &'a Type>,
}

impl<'a> Schemas<'a> {
    /// The schemas of an API.
    #[must_use]
    pub fn of(api: &'a Api) -> Self {
        Self::new(api.schemas.iter().map(|schema| (schema.name.as_str(), &schema.ty)))
    }

    /// The schemas of several APIs; of those with one name the last one counts.
    pub(crate) fn of_all(apis: impl Iterator<Item = &'a Api>) -> Self {
        Self::new(
            apis.flat_map(|api| &api.schemas)
                .map(|schema| (schema.name.as_str(), &schema.ty)),
        )
    }

    /// Takes names with their types.
    pub(crate) fn new(types: impl Iterator<Item = (&'a str, &'a Type)>) -> Self {
        Self { types: types.collect() }
    }

    /// What a name stands for.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a Type> {
        self.types.get(name).copied()
    }

    /// What a type comes down to once unions and references are followed: neither a [`Type::Union`] nor a known [`Type::Ref`] is among
    /// the answers. A reference to no schema, or one that only leads back to itself, answers nothing.
    #[must_use]
    pub fn variants<'t>(&'t self, ty: &'t Type) -> Vec<&'t Type> {
        let mut found = Vec::new();
        let mut waiting = vec![ty];
        let mut seen = HashSet::new();
        while let Some(ty) = waiting.pop() {
            match ty {
                Type::Union(variants) => waiting.extend(variants.iter().rev()),
                Type::Ref(name) => {
                    if seen.insert(name.as_str()) {
                        waiting.extend(self.types.get(name.as_str()).copied());
                    }
                }
                other => found.push(other),
            }
        }
        found
    }
}

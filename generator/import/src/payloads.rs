//! The schemas of payloads' objects, while payloads are read.

use std::collections::{BTreeMap, BTreeSet};

use octoscribe_generator::ir::{Api, Field, Object, Schema, Schemas, Type, Value};

use crate::align::{SAME_DEPTH, same};
use crate::combine::{add_optional, fields, has_fields, join_fields, members, union};
use crate::names;

/// Of a hundred copies of an object, so many require what its schema requires: some copies are careless.
const REQUIRED_PERCENT: usize = 90;

/// Objects without a title have a schema if they have so many fields.
pub(crate) const MIN_FIELDS: usize = 4;

/// The objects of payloads that have a schema.
#[derive(Debug, Default)]
pub(crate) struct Payloads {
    /// The schemas of operations.
    operations: Api,
    objects: BTreeMap<String, Type>,
    /// How many copies there are of each, and how many of them require which field.
    copies: BTreeMap<String, (usize, BTreeMap<String, usize>)>,
    /// Schemas that turned out to be the same as another one, with the name of that.
    replaced: BTreeMap<String, String>,
    /// Schemas of operations whose fields a schema of payloads has taken over.
    taken: BTreeSet<(String, String)>,
}

impl Payloads {
    /// None yet, beside the schemas of operations.
    pub(crate) fn beside(api: &Api) -> Self {
        Self {
            operations: Api {
                schemas: api.schemas.clone(),
                ..Api::default()
            },
            ..Self::default()
        }
    }

    /// Whether operations have a component, which stays what it is then.
    pub(crate) fn is_of_operations(&self, name: &str) -> bool {
        self.operations.schema(name).is_some()
    }

    /// Replaces the object of a value by a reference to the schema for objects of its title or, without one, for its component.
    pub(crate) fn take(&mut self, value: Value, title: &str, component: Option<&str>) -> Value {
        let name = match component {
            _ if !title.is_empty() => names::schema(title),
            Some(component) if fields(&value.ty).len() >= MIN_FIELDS => {
                let component = component
                    .trim_start_matches("nullable-")
                    .trim_start_matches("webhooks_");
                names::schema(component.trim_end_matches("-webhook"))
            }
            _ => return value,
        };
        self.hoist(value, &name)
    }

    /// Replaces the object of a value by a reference to the schema `Webhook…`.
    pub(crate) fn hoist(&mut self, mut value: Value, name: &str) -> Value {
        let name = format!("Webhook{}", name.trim_start_matches("Webhook"));
        let mut replace = |ty: &mut Type| {
            if has_fields(ty) {
                let object = std::mem::replace(ty, Type::Ref(name.clone()));
                self.count(&name, &object);
                self.add(&name, object);
            }
        };
        match &mut value.ty {
            Type::Union(variants) => variants.iter_mut().for_each(replace),
            ty => replace(ty),
        }
        value
    }

    /// The schemas of all objects, and the names of schemas in place of others.
    pub(crate) fn finish(mut self) -> (Vec<Schema>, BTreeMap<String, String>) {
        let mut schemas = self.schemas();
        let same = same_as_of_operations(&schemas, &self.operations.schemas);
        for name in self.replaced.values_mut() {
            if let Some(other) = same.get(name) {
                name.clone_from(other);
            }
        }
        self.replaced.extend(same);
        schemas.retain(|schema| !self.replaced.contains_key(&schema.name));
        (schemas, self.replaced)
    }

    fn count(&mut self, name: &str, object: &Type) {
        let name = self.name(name);
        let (copies, required) = self.copies.entry(name).or_default();
        *copies += 1;
        for field in fields(object).iter().filter(|field| field.required) {
            *required.entry(field.name.clone()).or_default() += 1;
        }
    }

    fn schemas(&self) -> Vec<Schema> {
        let schema = |(name, object): (&String, &Type)| {
            let mut schema = schema(name.clone(), object.clone());
            if let (Type::Object(object), Some((copies, required))) = (&mut schema.value.ty, self.copies.get(name)) {
                for field in &mut object.fields {
                    let count = required.get(&field.name).copied().unwrap_or_default();
                    field.required = count * 100 >= copies * REQUIRED_PERCENT;
                }
            }
            refer(&mut schema.value.ty, &self.replaced);
            schema
        };
        self.objects.iter().map(schema).collect()
    }

    /// Adds an object to the schema of a name.
    fn add(&mut self, name: &str, object: Type) {
        let name = self.name(name);
        let mut known = self.objects.get(&name).cloned();
        let mut joined = object;
        // Objects may hold objects of their own kind, which have been added meanwhile.
        while let Some(other) = known {
            if other == joined {
                return;
            }
            joined = self.join(&other, &joined);
            known = self.objects.get(&name).filter(|now| **now != other).cloned();
        }
        match self.replaced.get(&name).cloned() {
            Some(name) => self.add(&name, joined),
            None => _ = self.objects.insert(name, joined),
        }
    }

    fn name(&self, name: &str) -> String {
        self.replaced.get(name).map_or(name, String::as_str).to_owned()
    }

    /// The type that takes what either takes.
    fn join(&mut self, one: &Type, other: &Type) -> Type {
        let mut joined: Vec<Type> = Vec::new();
        for variant in members(one).iter().chain(members(other)) {
            let mut known = joined.iter_mut();
            match known.find_map(|known| Some((self.pair(known, variant)?, known))) {
                Some((ty, known)) => *known = ty,
                None => joined.push(variant.clone()),
            }
        }
        union(joined)
    }

    /// The type of a value for which two copies state these types; `None` if only a union takes both. Where one copy states less, the other one
    /// counts. Objects in the same place are of one kind, so they get one schema.
    fn pair(&mut self, one: &Type, other: &Type) -> Option<Type> {
        let of_operations = |name: &str| self.operations.schema(name).map(|schema| &schema.value.ty);
        let is_enum = |name: &str| matches!(of_operations(name), Some(Type::Enum(_)));
        match (one, other) {
            (one, other) if one == other => Some(one.clone()),
            (Type::Any, ty) | (ty, Type::Any) => Some(ty.clone()),
            (Type::String, ty) | (ty, Type::String)
                if matches!(ty, Type::Uri | Type::Date | Type::DateTime | Type::Enum(_)) =>
            {
                Some(ty.clone())
            }
            (Type::Ref(name), Type::String | Type::Enum(_)) | (Type::String | Type::Enum(_), Type::Ref(name)) => {
                is_enum(name).then(|| Type::Ref(name.clone()))
            }
            (Type::Enum(_), Type::Enum(_)) => Some(union([one.clone(), other.clone()])),
            (Type::Object(bare), ty @ (Type::Object(_) | Type::Ref(_) | Type::Map(_)))
            | (ty @ (Type::Object(_) | Type::Ref(_) | Type::Map(_)), Type::Object(bare))
                if bare.fields.is_empty() =>
            {
                Some(ty.clone())
            }
            (Type::Object(one), Type::Object(other)) => {
                let mut joined = one.clone();
                let either = |one: Value, other: Value| self.join(&one.ty, &other.ty).into();
                join_fields(&mut joined.fields, other.fields.clone(), either);
                Some(Type::Object(joined))
            }
            (Type::Ref(name), Type::Object(object)) | (Type::Object(object), Type::Ref(name)) => {
                self.absorb(name, object)
            }
            (Type::Ref(one), Type::Ref(other)) => self.join_schemas(one, other),
            (Type::List(one), Type::List(other)) => Some(self.join(&one.ty, &other.ty).list()),
            (Type::Map(one), Type::Map(other)) => Some(self.join(&one.ty, &other.ty).map()),
            _ => None,
        }
    }

    /// Adds the fields of an object without a title to the schema for objects in its place, which says the rest better.
    fn absorb(&mut self, name: &str, object: &Object) -> Option<Type> {
        let name = self.name(name);
        let Type::Object(known) = self.objects.get_mut(&name)? else {
            return None;
        };
        if !is_alike(known, object) {
            return None;
        }
        add_optional(&mut known.fields, &object.fields);
        Some(Type::Ref(name))
    }

    fn join_schemas(&mut self, one: &str, other: &str) -> Option<Type> {
        let (one, other) = (self.name(one), self.name(other));
        let is_own = self.objects.contains_key(&one);
        let (own, foreign) = if is_own { (one, other) } else { (other, one) };
        let joined = Type::Ref(own.clone());
        if own == foreign || self.taken.contains(&(own.clone(), foreign.clone())) {
            return Some(joined);
        }
        let object = match self.objects.get(&foreign) {
            Some(object) => object.clone(),
            None => self.operations.schema(&foreign)?.value.ty.without_null()?,
        };
        if !is_alike(self.objects.get(&own)?.object()?, object.object()?) || !has_fields(&object) {
            return None;
        }
        if self.objects.remove(&foreign).is_some() {
            let replaced = self.replaced.values_mut().filter(|name| **name == foreign);
            replaced.for_each(|name| name.clone_from(&own));
            self.replaced.insert(foreign, own.clone());
        } else {
            self.taken.insert((own.clone(), foreign));
        }
        self.add(&own, object);
        Some(joined)
    }
}

/// The schemas of operations that say the same as schemas of payloads, and whose required fields payloads always have.
fn same_as_of_operations(schemas: &[Schema], operations: &[Schema]) -> BTreeMap<String, String> {
    let all = schemas.iter().chain(operations);
    let all: Schemas<'_> = all.map(|schema| (schema.name.as_str(), &schema.value.ty)).collect();
    let find = |schema: &Schema| {
        let own = &schema.value.ty;
        let is_required = |name: &str| fields(own).iter().any(|field| field.name == name && field.required);
        let is_same = |other: &&Schema| {
            let ty = &other.value.ty;
            let mut required = fields(ty).iter().filter(|field| field.required);
            has_fields(ty) && required.all(|field| is_required(&field.name)) && same(&all, ty, &all, own, SAME_DEPTH)
        };
        let other = operations.iter().find(is_same)?;
        Some((schema.name.clone(), other.name.clone()))
    };
    schemas.iter().filter_map(find).collect()
}

/// Whether two objects have more than half of the smaller one's fields in common.
pub(crate) fn is_alike(one: &Object, other: &Object) -> bool {
    let is_common = |field: &&Field| other.fields.iter().any(|other| other.name == field.name);
    one.fields.iter().filter(is_common).count() * 2 > one.fields.len().min(other.fields.len())
}

/// Replaces references to schemas.
pub(crate) fn refer(ty: &mut Type, replaced: &BTreeMap<String, String>) {
    match ty {
        Type::Ref(name) => {
            if let Some(other) = replaced.get(name) {
                other.clone_into(name);
            }
        }
        Type::Object(object) => {
            let fields = object.fields.iter_mut().chain(object.rest.as_deref_mut());
            fields.for_each(|field| refer(&mut field.value.ty, replaced));
        }
        Type::List(inside) | Type::Map(inside) => refer(&mut inside.ty, replaced),
        Type::Union(variants) => {
            for variant in variants.iter_mut() {
                refer(variant, replaced);
            }
            *ty = union(std::mem::take(variants));
        }
        _ => {}
    }
}

pub(crate) fn schema(name: String, ty: Type) -> Schema {
    Schema {
        name,
        value: ty.into(),
        ..Schema::default()
    }
}

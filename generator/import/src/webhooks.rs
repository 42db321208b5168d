//! Webhook events of a description -> the IR. The description spells each object of a payload out wherever it is, so that one pull request
//! has dozens of copies. Here objects of the same title are one schema, which takes what each copy takes.
//!
//! | object | becomes |
//! |---|---|
//! | a component that operations have too | a reference to it |
//! | one with a title: `Pull Request` | the schema `WebhookPullRequest` |
//! | a component without a title: `webhooks_answer` | the schema `WebhookAnswer` |
//! | one that several actions of an event have in the same property: `check_suite` | the schema `WebhookCheckSuite` |
//! | what differs in nothing from a schema of operations | a reference to that |
//! | another one | rows where it is |

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use octoscribe_generator::ir::{Api, Field, Object, Schema, Type, Value, Webhook};

use crate::align::{SAME_DEPTH, same};
use crate::combine::{has_fields, union};
use crate::error::Error;
use crate::names;
use crate::openapi::{Operation, preferred};
use crate::values::{At, NOWHERE, Reader, Sharing, nowhere};

/// Of a hundred copies of an object, so many require what its schema requires: some copies are careless.
const REQUIRED_PERCENT: usize = 90;

/// Objects without a title have a schema if they have so many fields.
const MIN_FIELDS: usize = 4;

/// Adds the webhook events of the reader's description to an API that has its endpoints and their schemas.
pub(crate) fn describe(reader: Reader<'_>, api: &mut Api, top: &At<'_>) -> Result<(), Error> {
    let operations: HashMap<String, Schema> = by_name(&api.schemas);
    let shared = Shared {
        operations: &operations,
        own: RefCell::default(),
    };
    let at = At::In(top, "x-webhooks");
    let mut webhooks = Vec::new();
    for (name, item) in &reader.description.webhooks {
        for (_, operation) in item.operations() {
            let reader = Reader {
                payloads: Some(&shared),
                ..reader
            };
            webhooks.extend(webhook(reader, operation, &At::In(&at, name))?);
        }
    }
    share_within_events(&mut webhooks, &shared);
    let own = shared.own.into_inner();
    let mut schemas = own.schemas();
    let (mut replaced, same) = (own.replaced, same_as_of_operations(&schemas, &operations));
    for name in replaced.values_mut() {
        if let Some(other) = same.get(name) {
            name.clone_from(other);
        }
    }
    replaced.extend(same);
    schemas.retain(|schema| !replaced.contains_key(&schema.name));
    if let Some(clash) = schemas.iter().find(|schema| operations.contains_key(&schema.name)) {
        return Err(Error::Unsupported {
            pointer: at.to_string(),
            cause: format!(
                "`{}` is the name of a component and of an object of payloads",
                clash.name
            ),
        });
    }
    let payloads = webhooks.iter_mut().map(|webhook| &mut webhook.payload);
    payloads
        .chain(&mut schemas)
        .for_each(|schema| refer(&mut schema.value.ty, &replaced));
    webhooks.sort_by(|one, other| (&one.event, &one.action).cmp(&(&other.event, &other.action)));
    api.webhooks = webhooks;
    api.schemas.extend(schemas);
    api.schemas.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(())
}

fn webhook<'a>(reader: Reader<'a>, operation: &'a Operation, at: &At<'_>) -> Result<Option<Webhook>, Error> {
    let body = operation.request_body.as_ref();
    let content = body.and_then(|body| preferred(&body.content));
    let Some(payload) = content.and_then(|(_, content)| content.schema.as_ref()) else {
        return Ok(None);
    };
    let mut value = reader.followed(payload, at)?;
    let mut action = None;
    if let Type::Object(object) = &mut value.ty
        && let Some(field) = object.fields.iter_mut().find(|field| field.name == "action")
        && let Type::Enum(values) = &field.value.ty
        && let [only] = values.as_slice()
    {
        // What tells payloads apart is always there.
        (action, field.required) = (Some(only.clone()), true);
    }
    let Some(event) = &operation.github.subcategory else {
        return Ok(None);
    };
    let mut webhook = Webhook {
        event: event.replace('-', "_"),
        action,
        title: String::new(),
        receivers: operation.github.receivers.clone(),
        edition: None,
        docs_url: operation.external_docs.as_ref().map(|docs| docs.url.clone()),
        payload: schema(String::new(), value.ty),
    };
    webhook.payload.description.clone_from(&operation.description);
    webhook.payload.name = webhook.word();
    Ok(Some(webhook))
}

/// The objects of payloads that have a schema, while payloads are read.
#[derive(Debug)]
struct Shared<'a> {
    operations: &'a HashMap<String, Schema>,
    own: RefCell<Own>,
}

#[derive(Debug, Default)]
struct Own {
    objects: BTreeMap<String, Type>,
    /// How many copies there are of each, and how many of them require which field.
    copies: BTreeMap<String, (usize, BTreeMap<String, usize>)>,
    /// Schemas that turned out to be the same as another one, with the name of that.
    replaced: BTreeMap<String, String>,
    /// Schemas of operations whose fields a schema of payloads has taken over.
    taken: BTreeSet<(String, String)>,
}

impl Sharing for Shared<'_> {
    fn has(&self, name: &str) -> bool {
        self.operations.contains_key(name)
    }

    fn take(&self, value: Value, title: &str, component: Option<&str>) -> Value {
        let name = match component {
            _ if !title.is_empty() => names::schema(title),
            Some(component) if count(&value.ty) >= MIN_FIELDS => {
                let component = component
                    .trim_start_matches("nullable-")
                    .trim_start_matches("webhooks_");
                names::schema(component.trim_end_matches("-webhook"))
            }
            _ => return value,
        };
        self.hoist(value, &name)
    }
}

impl Shared<'_> {
    /// Replaces the object of a value by a reference to the schema `Webhook…`.
    fn hoist(&self, mut value: Value, name: &str) -> Value {
        let name = format!("Webhook{}", name.trim_start_matches("Webhook"));
        let replace = |ty: &mut Type| {
            if has_fields(ty) {
                let object = std::mem::replace(ty, Type::Ref(name.clone()));
                let mut own = self.own.borrow_mut();
                own.count(&name, &object);
                own.add(&name, object, self.operations);
            }
        };
        match &mut value.ty {
            Type::Union(variants) => variants.iter_mut().for_each(replace),
            ty => replace(ty),
        }
        value
    }
}

impl Own {
    fn count(&mut self, name: &str, object: &Type) {
        let name = self.name(name);
        let (copies, required) = self.copies.entry(name).or_default();
        *copies += 1;
        let fields = object.object().into_iter().flat_map(|object| &object.fields);
        for field in fields.filter(|field| field.required) {
            *required.entry(field.name.clone()).or_default() += 1;
        }
    }

    /// The schemas of all objects.
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
    fn add(&mut self, name: &str, object: Type, operations: &HashMap<String, Schema>) {
        let name = self.name(name);
        let mut known = self.objects.get(&name).cloned();
        let mut joined = object;
        // Objects may hold objects of their own kind, which have been added meanwhile.
        while let Some(other) = known {
            if other == joined {
                return;
            }
            joined = self.join(other.clone(), joined, operations);
            known = self.objects.get(&name).filter(|now| **now != other).cloned();
        }
        match self.replaced.get(&name).cloned() {
            Some(name) => self.add(&name, joined, operations),
            None => _ = self.objects.insert(name, joined),
        }
    }

    fn name(&self, name: &str) -> String {
        self.replaced.get(name).map_or(name, String::as_str).to_owned()
    }

    /// The type that takes what either takes.
    fn join(&mut self, one: Type, other: Type, operations: &HashMap<String, Schema>) -> Type {
        let mut variants = Vec::new();
        for variant in variants_of(one).into_iter().chain(variants_of(other)) {
            let mut known = variants.iter_mut();
            let joined = known.find_map(|known: &mut Type| Some((self.pair(known, &variant, operations)?, known)));
            match joined {
                Some((joined, known)) => *known = joined,
                None => variants.push(variant),
            }
        }
        union(variants)
    }

    /// The type of a value for which two copies state these types; `None` if only a union takes both. Where one copy states less, the other one
    /// counts. Objects in the same place are of one kind, so they get one schema.
    fn pair(&mut self, one: &Type, other: &Type, operations: &HashMap<String, Schema>) -> Option<Type> {
        let is_enum = |name: &str| matches!(operations.get(name).map(|schema| &schema.value.ty), Some(Type::Enum(_)));
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
                Some(Type::Object(self.join_objects(one.clone(), other.clone(), operations)))
            }
            (Type::Ref(name), Type::Object(object)) | (Type::Object(object), Type::Ref(name)) => {
                self.absorb(name, object)
            }
            (Type::Ref(one), Type::Ref(other)) => self.join_schemas(one, other, operations),
            (Type::List(one), Type::List(other)) => {
                Some(self.join(one.ty.clone(), other.ty.clone(), operations).list())
            }
            (Type::Map(one), Type::Map(other)) => Some(self.join(one.ty.clone(), other.ty.clone(), operations).map()),
            _ => None,
        }
    }

    fn join_objects(&mut self, mut one: Object, other: Object, operations: &HashMap<String, Schema>) -> Object {
        for field in &mut one.fields {
            field.required &= other.fields.iter().any(|other| other.name == field.name);
        }
        for mut field in other.fields {
            if let Some(known) = one.fields.iter_mut().find(|known| known.name == field.name) {
                known.required &= field.required;
                let ty = std::mem::replace(&mut known.value.ty, Type::Null);
                known.value = self.join(ty, field.value.ty, operations).into();
            } else {
                field.required = false;
                one.fields.push(field);
            }
        }
        one
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
        for field in &object.fields {
            if known.fields.iter().all(|known| known.name != field.name) {
                known.fields.push(Field {
                    required: false,
                    ..field.clone()
                });
            }
        }
        Some(Type::Ref(name))
    }

    fn join_schemas(&mut self, one: &str, other: &str, operations: &HashMap<String, Schema>) -> Option<Type> {
        let (one, other) = (self.name(one), self.name(other));
        let (own, foreign) = if self.objects.contains_key(&one) {
            (one, other)
        } else {
            (other, one)
        };
        let joined = Type::Ref(own.clone());
        if own == foreign || self.taken.contains(&(own.clone(), foreign.clone())) {
            return Some(joined);
        }
        let object = match self.objects.get(&foreign) {
            Some(object) => object.clone(),
            None => operations.get(&foreign)?.value.ty.without_null()?,
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
        self.add(&own, object, operations);
        Some(joined)
    }
}

/// The variants of a union, or the type itself.
fn variants_of(ty: Type) -> Vec<Type> {
    if let Type::Union(variants) = ty {
        variants
    } else {
        vec![ty]
    }
}

/// Gives a schema to the objects that several actions of an event have in the same property.
fn share_within_events(webhooks: &mut [Webhook], shared: &Shared<'_>) {
    let mut found: BTreeMap<(String, String), Vec<Type>> = BTreeMap::new();
    for webhook in webhooks.iter() {
        for (name, object) in own_objects(&webhook.payload.value.ty) {
            found
                .entry((webhook.event.clone(), name.to_owned()))
                .or_default()
                .push(object.clone());
        }
    }
    let are_alike = |one: &Type, other: &Type| {
        one.object()
            .zip(other.object())
            .is_some_and(|(one, other)| is_alike(one, other))
    };
    found.retain(|_, objects| {
        objects.len() > 1
            && objects
                .iter()
                .all(|one| objects.iter().all(|other| are_alike(one, other)))
    });
    for webhook in webhooks {
        let Type::Object(payload) = &mut webhook.payload.value.ty else {
            continue;
        };
        for field in &mut payload.fields {
            if !found.contains_key(&(webhook.event.clone(), field.name.clone())) {
                continue;
            }
            let [event, property] = [&webhook.event, &field.name].map(|word| names::schema(word));
            let name = if event.ends_with(&property) {
                event
            } else {
                event + &property
            };
            let value = match &mut field.value.ty {
                Type::List(items) => &mut **items,
                _ => &mut field.value,
            };
            *value = shared.hoist(value.clone(), &name);
        }
    }
}

/// The objects that a payload has in its properties, or in lists there.
fn own_objects(payload: &Type) -> impl Iterator<Item = (&str, &Type)> {
    let fields = payload.object().map_or(&[][..], |object| &object.fields);
    fields.iter().filter_map(|field| {
        let ty = field.value.ty.only_variant().unwrap_or(&field.value.ty);
        let ty = if let Type::List(items) = ty { &items.ty } else { ty };
        (has_fields(ty) && count(ty) >= MIN_FIELDS).then_some((field.name.as_str(), ty))
    })
}

/// The schemas of operations that say the same as schemas of payloads, and whose required fields payloads always have.
fn same_as_of_operations(schemas: &[Schema], operations: &HashMap<String, Schema>) -> BTreeMap<String, String> {
    let own = by_name(schemas);
    let all: HashMap<String, Schema> = own
        .iter()
        .chain(operations)
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    let is_required = |object: &Type, name: &str| {
        let mut fields = object.object().into_iter().flat_map(|object| &object.fields);
        fields.any(|field| field.name == name && field.required)
    };
    let names: BTreeSet<&String> = operations.keys().collect();
    let find = |schema: &Schema| {
        let is_same = |name: &&&String| {
            let ty = operations
                .get(**name)
                .map(|schema| &schema.value.ty)
                .filter(|ty| has_fields(ty));
            ty.is_some_and(|ty| {
                let mut fields = ty.object().into_iter().flat_map(|object| &object.fields);
                fields.all(|field| !field.required || is_required(&schema.value.ty, &field.name))
                    && same(&all, ty, &all, &schema.value.ty, SAME_DEPTH)
            })
        };
        names
            .iter()
            .find(is_same)
            .map(|name| (schema.name.clone(), (*name).clone()))
    };
    schemas.iter().filter_map(find).collect()
}

/// Whether two objects have more than half of the smaller one's fields in common.
fn is_alike(one: &Object, other: &Object) -> bool {
    let is_common = |field: &&Field| other.fields.iter().any(|other| other.name == field.name);
    one.fields.iter().filter(is_common).count() * 2 > one.fields.len().min(other.fields.len())
}

fn count(ty: &Type) -> usize {
    ty.object().map_or(0, |object| object.fields.len())
}

/// Replaces references to schemas.
fn refer(ty: &mut Type, replaced: &BTreeMap<String, String>) {
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

fn by_name(schemas: &[Schema]) -> HashMap<String, Schema> {
    let named = |schema: &Schema| (schema.name.clone(), schema.clone());
    schemas.iter().map(named).collect()
}

fn schema(name: String, ty: Type) -> Schema {
    Schema {
        name,
        description: String::new(),
        value: ty.into(),
        source: nowhere(),
        span: NOWHERE,
    }
}

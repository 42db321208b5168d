//! Schema pages as the emitters see them: which type each declares, and which others it refers to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::model::{Named, Side, declared_inside};
use crate::ir::{Api, Parameter, Response, Schema, Type};
use crate::{names, references};

/// Schema pages.
#[derive(Debug)]
pub(crate) struct Schemas<'a> {
    /// Sorted by name. What follows names them by their place here.
    entries: Vec<Entry<'a>>,
    by_name: HashMap<&'a str, usize>,
    by_type: HashMap<String, usize>,
    /// Those that the answers of each scope name themselves.
    answers: BTreeMap<&'a str, Vec<usize>>,
    /// Those that answers hold.
    in_answers: BTreeSet<usize>,
}

/// A schema page, and what is asked of it again and again.
#[derive(Debug)]
struct Entry<'a> {
    schema: &'a Schema,
    /// See [`Schemas::declared`].
    declared: Option<(String, Named)>,
    /// The schemas that it refers to.
    references: Vec<usize>,
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        let mut all: Vec<&Schema> = api.schemas.iter().collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        let by_name = all.iter().enumerate();
        let by_name: HashMap<&str, usize> = by_name.map(|(at, schema)| (schema.name.as_str(), at)).collect();
        let entry = |schema: &'a Schema| {
            let mut references = Vec::new();
            references::of_schema(schema, &mut |name| references.extend(by_name.get(name)));
            Entry {
                schema,
                declared: Self::declared(schema),
                references,
            }
        };
        let entries: Vec<Entry<'a>> = all.into_par_iter().map(entry).collect();
        let types = entries.iter().enumerate();
        let types = types.filter_map(|(at, entry)| Some((entry.declared.as_ref()?.0.clone(), at)));
        let mut answers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (endpoint, names) in references::of_endpoints(&api.endpoints, |endpoint, found| {
            let responses = endpoint.responses.iter();
            responses.for_each(|response| references::of_response(response, found));
        }) {
            let places = names.into_iter().filter_map(|name| by_name.get(name));
            answers.entry(&endpoint.scope).or_default().extend(places);
        }
        let mut schemas = Self {
            by_type: types.collect(),
            entries,
            by_name,
            answers,
            in_answers: BTreeSet::new(),
        };
        schemas.in_answers = schemas.follow(schemas.answers.values().flatten().copied().collect());
        schemas
    }

    /// Where a schema's type is used. A type of both requests and answers is one of answers, which can be sent too.
    pub(crate) fn side(&self, schema: &Schema) -> Side {
        let place = self.by_name.get(schema.name.as_str());
        if place.is_some_and(|place| self.in_answers.contains(place)) {
            Side::Answer
        } else {
            Side::Request
        }
    }

    /// The names of the schemas that answers hold, sorted.
    pub(crate) fn in_answers(&self) -> impl Iterator<Item = &'a str> {
        self.names(&self.in_answers)
    }

    /// The schema page of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&'a Schema> {
        self.entry(name).map(|entry| entry.schema)
    }

    /// All schema pages, sorted by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'a Schema> {
        self.entries.iter().map(|entry| entry.schema)
    }

    /// The schema page at a place in [`Self::all`], and what [`Self::declared`] says of it.
    pub(crate) fn at(&self, place: usize) -> Option<(&'a Schema, Option<&(String, Named)>)> {
        let entry = self.entries.get(place)?;
        Some((entry.schema, entry.declared.as_ref()))
    }

    /// The schema page whose module declares this type for other modules.
    pub(crate) fn of_type(&self, name: &str) -> Option<&'a Schema> {
        let entry = self.entries.get(*self.by_type.get(name)?)?;
        Some(entry.schema)
    }

    fn entry(&self, name: &str) -> Option<&Entry<'a>> {
        self.entries.get(*self.by_name.get(name)?)
    }

    fn names(&self, places: &BTreeSet<usize>) -> impl Iterator<Item = &'a str> {
        let entries = places.iter().filter_map(|place| self.entries.get(*place));
        entries.map(|entry| entry.schema.name.as_str())
    }

    /// Name and kind of the type that the schema's module declares for others; `None` for an alias of what needs no declaration. A list
    /// or map declares what is inside it.
    pub(crate) fn declared(schema: &Schema) -> Option<(String, Named)> {
        let kind = declared_inside(&schema.ty, &schema.fields)?;
        let name = names::camel(&schema.name);
        match schema.ty.only_variant().unwrap_or(&schema.ty) {
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
    pub(crate) fn facts(&self, named: BTreeMap<&'a str, &'a Schema>) -> Vec<(Option<&(String, Named)>, &'a Type)> {
        let entries = named.into_keys().filter_map(|name| self.entry(name));
        entries
            .map(|entry| (entry.declared.as_ref(), &entry.schema.ty))
            .collect()
    }

    /// The schemas that a module with these parameters depends on: those that they name, and what aliases among them stand for.
    pub(crate) fn named<'p>(&self, parameters: impl Iterator<Item = &'p Parameter>) -> BTreeMap<&'a str, &'a Schema> {
        self.follow_aliases(self.of_parameters(parameters))
    }

    /// The schemas that a module with this answer depends on.
    pub(crate) fn named_by_response(&self, response: &Response) -> BTreeMap<&'a str, &'a Schema> {
        let mut open = Vec::new();
        references::of_response(response, &mut |name| open.extend(self.by_name.get(name)));
        self.follow_aliases(open)
    }

    /// The schemas that a schema's own module depends on.
    pub(crate) fn named_by_schema(&self, schema: &Schema) -> BTreeMap<&'a str, &'a Schema> {
        let entry = self.entry(&schema.name);
        self.follow_aliases(entry.map_or_else(Vec::new, |entry| entry.references.clone()))
    }

    fn follow_aliases(&self, mut open: Vec<usize>) -> BTreeMap<&'a str, &'a Schema> {
        let mut named = BTreeMap::new();
        while let Some(place) = open.pop() {
            let Some(entry) = self.entries.get(place) else { continue };
            let is_new = named.insert(entry.schema.name.as_str(), entry.schema).is_none();
            if is_new && entry.declared.is_none() {
                // An alias of what needs no declaration has no fields that could refer to more.
                open.extend(&entry.references);
            }
        }
        named
    }

    fn of_parameters<'p>(&self, parameters: impl Iterator<Item = &'p Parameter>) -> Vec<usize> {
        let mut places = Vec::new();
        for parameter in parameters {
            references::of_parameter(parameter, &mut |name| places.extend(self.by_name.get(name)));
        }
        places
    }

    /// Places of all schemas that the types of parameters refer to, through aliases, fields and variants.
    pub(crate) fn reach<'p>(&self, roots: impl Iterator<Item = &'p Parameter>) -> BTreeSet<usize> {
        self.follow(self.of_parameters(roots))
    }

    /// Places of all schemas that the answers of a scope refer to, through aliases, fields and variants.
    pub(crate) fn reach_of_answers(&self, scope: &str) -> BTreeSet<usize> {
        self.follow(self.answers.get(scope).cloned().unwrap_or_default())
    }

    fn follow(&self, mut open: Vec<usize>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        while let Some(place) = open.pop() {
            if let Some(entry) = self.entries.get(place)
                && reached.insert(place)
            {
                open.extend(&entry.references);
            }
        }
        reached
    }
}

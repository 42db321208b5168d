//! The modules of schema pages.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::build::{self, Builder, Declared, Owner, TypeName};
use super::names;
use super::types::{DeclaredType, Origin, Shape, Side};
use crate::ir::{self, Api, Type};

/// A schema page in Rust: a module of its own where it declares a type, else an alias that shapes resolve.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Schema<'a> {
    /// Name, as pages refer to it.
    pub(crate) page: &'a str,
    /// Name of its module.
    pub(crate) module: String,
    /// Whether responses hold it.
    pub(crate) side: Side,
    /// Whether requests take it.
    pub(crate) is_sent: bool,
    /// Features of the scopes that reach it, sorted; empty where no endpoint does.
    pub(crate) features: BTreeSet<String>,
    /// What the name stands for in other modules.
    pub(crate) shape: Shape<'a>,
    /// The type that the module declares; `None` for an alias of what needs no declaration.
    pub(crate) declared: Option<DeclaredType<'a>>,
    /// Whether `crate::schemas` reexports that type; one inside a list or map stays in the module, as `Item`.
    pub(crate) is_reexported: bool,
    /// The schemas that it refers to, by their place in [`super::Model::schemas`].
    pub(crate) references: BTreeSet<usize>,
    /// What the page says.
    pub(crate) origin: Origin<'a, ir::Schema>,
}

/// The schema pages of an API, and how they refer to one another.
#[derive(Debug)]
pub(super) struct Schemas<'a> {
    api: &'a Api,
    by_name: HashMap<&'a str, usize>,
    references: Vec<BTreeSet<usize>>,
    in_responses: BTreeSet<usize>,
    in_requests: BTreeSet<usize>,
    features: Vec<BTreeSet<String>>,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let pages = api.schemas.as_slice();
        let names = pages.iter().enumerate();
        let by_name: HashMap<&str, usize> = names.map(|(at, page)| (page.name.as_str(), at)).collect();
        let references = pages.par_iter();
        let mut schemas = Self {
            references: references.map(|page| named([&page.value.ty], &by_name)).collect(),
            features: vec![BTreeSet::new(); pages.len()],
            in_responses: BTreeSet::new(),
            in_requests: BTreeSet::new(),
            api,
            by_name,
        };
        for endpoints in api.endpoints.chunk_by(|one, other| one.scope == other.scope) {
            let requests = endpoints.iter().flat_map(|endpoint| &endpoint.parameters);
            let sent = schemas.reach(requests.map(|parameter| &parameter.field.value.ty));
            let bodies = endpoints.iter().flat_map(|endpoint| &endpoint.responses);
            let received = schemas.reach(bodies.filter_map(|response| Some(&response.body.as_ref()?.ty)));
            let feature = endpoints.first().map(|endpoint| names::feature(&endpoint.scope));
            for place in sent.union(&received) {
                if let Some(features) = schemas.features.get_mut(*place) {
                    features.extend(feature.clone());
                }
            }
            schemas.in_requests.extend(sent);
            schemas.in_responses.extend(received);
        }
        schemas
    }

    /// All schemas that some types refer to, through aliases, fields and variants, by their place.
    fn reach<'t>(&self, types: impl IntoIterator<Item = &'t Type>) -> BTreeSet<usize> {
        follow(named(types, &self.by_name), |place| self.references.get(place))
    }

    /// Every schema in Rust.
    pub(super) fn build(&self) -> Vec<Schema<'a>> {
        let pages: Vec<(usize, &'a ir::Schema)> = self.api.schemas.iter().enumerate().collect();
        pages
            .into_par_iter()
            .map(|(place, page)| self.schema(place, page))
            .collect()
    }

    fn schema(&self, place: usize, page: &'a ir::Schema) -> Schema<'a> {
        // A type of both requests and responses is one of responses, which can be sent too.
        let side = if self.in_responses.contains(&place) {
            Side::Response
        } else {
            Side::Request
        };
        let mut declared = build::schema_type(page).and_then(|(path, _)| {
            let name = TypeName {
                parent: Vec::new(),
                name: path.last()?.clone(),
                module: None,
            };
            let mut types = Vec::new();
            Builder::new(self.api, side).shape(&page.value.ty, &Declared::Here(name), Owner::of(page), &mut types);
            types.pop()
        });
        if let Some(declared) = declared.as_mut().filter(|_| side == Side::Response) {
            declared.items = declared.only_list();
        }
        Schema {
            page: &page.name,
            module: names::snake(&page.name),
            side,
            is_sent: self.in_requests.contains(&place),
            features: self.features.get(place).cloned().unwrap_or_default(),
            shape: Builder::new(self.api, side).schema(&page.name),
            is_reexported: !build::is_plural(&page.value.ty),
            declared,
            references: self.references.get(place).cloned().unwrap_or_default(),
            origin: Origin(page),
        }
    }
}

/// All places that can be reached from some, these included.
pub(crate) fn follow<'r>(
    open: BTreeSet<usize>,
    next: impl Fn(usize) -> Option<&'r BTreeSet<usize>>,
) -> BTreeSet<usize> {
    let mut open: Vec<usize> = open.into_iter().collect();
    let mut reached = BTreeSet::new();
    while let Some(place) = open.pop() {
        if reached.insert(place) {
            open.extend(next(place).into_iter().flatten());
        }
    }
    reached
}

/// The places of the schemas that types name themselves.
fn named<'t>(types: impl IntoIterator<Item = &'t Type>, by_name: &HashMap<&str, usize>) -> BTreeSet<usize> {
    let mut places = BTreeSet::new();
    for ty in types {
        ty.visit(&mut |ty| {
            if let Type::Ref(name) = ty {
                places.extend(by_name.get(name.as_str()));
            }
        });
    }
    places
}

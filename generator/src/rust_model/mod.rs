//! What the IR is in Rust, decided once, as data: names, shapes, arguments, setters, declared types and responses.
//!
//! `emit` quotes it, `diff` compares it, `explain` prints from it, and name checks run on it.

mod build;
pub(crate) mod endpoint;
pub(crate) mod name_check;
pub mod names;
pub(crate) mod paging;
pub(crate) mod schemas;
mod scopes;
pub(crate) mod types;

pub(crate) use endpoint::{Endpoint, Form, Parameter, StatusBody, Success, Walk};
pub(crate) use schemas::{Gate, Schema, WEBHOOKS};
pub use scopes::features;
pub(crate) use types::{
    Case, Conversion, Declaration, DeclaredKind, DeclaredType, Member, Origin, Shape, ShapeKind, Side, Variant,
};

use rayon::prelude::*;

use names::Distinct;

use crate::ir::{self, Api};

/// A whole API in Rust.
#[derive(Clone, Debug)]
pub(crate) struct Model<'a> {
    /// Scopes, sorted by name.
    pub(crate) scopes: Vec<Scope<'a>>,
    /// All schema pages, sorted by name; also those that nothing reaches.
    pub(crate) schemas: Vec<Schema<'a>>,
    /// The webhook events with their payloads, sorted by event and action.
    pub(crate) webhooks: Vec<Webhook<'a>>,
}

/// A webhook event: the type of its payload, in a module of its own, which is also a variant of the enum of all events.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Webhook<'a> {
    /// The payload.
    pub(crate) payload: Schema<'a>,
    /// What the page says.
    pub(crate) origin: Origin<'a, ir::Webhook>,
}

/// A scope: a module, and a handle that its methods belong to.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Scope<'a> {
    /// Its name, as the docs spell it.
    pub(crate) page: &'a str,
    /// The module, which is also the name of the client's method: `code_scanning`.
    pub(crate) module: String,
    /// The scope that has the plain name, where another one has it.
    pub(crate) yields_to: Option<&'a str>,
    /// The handle: `CodeScanning`.
    pub(crate) handle: String,
    /// The cargo feature: `code-scanning`.
    pub(crate) feature: String,
    /// The edition of GitHub that alone has its endpoints.
    pub(crate) edition: Option<&'a str>,
    /// Its endpoints, sorted by name.
    pub(crate) endpoints: Vec<Endpoint<'a>>,
}

impl<'a> Model<'a> {
    /// Decides what an API is in Rust.
    pub(crate) fn new(api: &'a Api) -> Self {
        let modules = scopes::modules(api);
        let scopes = api.endpoints.par_chunk_by(|one, other| one.scope == other.scope);
        let scopes = scopes.filter_map(|pages| Scope::new(pages, modules.get(pages.first()?.scope.as_str())?, api));
        let mut scopes: Vec<Scope<'a>> = scopes.collect();
        let mut schemas = schemas::build(api, &modules);
        paging::decide(scopes.iter_mut().flat_map(|scope| &mut scope.endpoints), &mut schemas);
        let payloads = schemas::payloads(api).into_iter().zip(&api.webhooks);
        let webhook = |(payload, page)| Webhook {
            payload,
            origin: Origin(page),
        };
        Self {
            scopes,
            schemas,
            webhooks: payloads.map(webhook).collect(),
        }
    }

    /// The schema of this name.
    pub(crate) fn schema(&self, page: &str) -> Option<&Schema<'a>> {
        let place = self.schemas.binary_search_by(|schema| schema.page.cmp(page));
        self.schemas.get(place.ok()?)
    }

    /// The endpoint with this id.
    pub(crate) fn endpoint(&self, id: &str) -> Option<(&Scope<'a>, &Endpoint<'a>)> {
        let (name, _) = id.split_once('.')?;
        let scope = self.scopes.iter().find(|scope| scope.page == name)?;
        let endpoint = scope.endpoints.iter().find(|endpoint| endpoint.id == id)?;
        Some((scope, endpoint))
    }
}

impl<'a> Scope<'a> {
    fn new(pages: &'a [ir::Endpoint], (module, yields_to): &scopes::Module<'a>, api: &'a Api) -> Option<Self> {
        let ir::Endpoint {
            scope: page, edition, ..
        } = pages.first()?;
        let edition = edition.as_deref();
        let handle = names::handle(page);
        let words = pages.iter().map(|page| page.name.as_str());
        let own: Vec<Distinct> = names::all_distinct(words, names::method, "_").collect();
        // A method with a number has it in the name of its type, too.
        let words = own.iter().zip(pages).map(|(own, page)| match own.yields_to {
            Some(_) => own.name.as_str(),
            None => page.name.as_str(),
        });
        let request = |word: &str| match names::declared(word) {
            name if name == handle => format!("{name}Request"),
            name => name,
        };
        let requests = names::all_distinct(words, request, "");
        let own: Vec<(Distinct, Distinct)> = own.iter().cloned().zip(requests).collect();
        let named = pages.par_iter().zip(own).map(|(page, (own, request))| {
            let mut endpoint = Endpoint::new(page, own.name, request.name, api);
            let place = own.yields_to.or(request.yields_to);
            endpoint.yields_to = place.and_then(|place| Some(pages.get(place)?.name.as_str()));
            endpoint
        });
        let mut endpoints: Vec<Endpoint<'a>> = named.collect();
        let target = |endpoint: &Endpoint<'a>| {
            let id = endpoint.origin.renamed_to.as_ref()?;
            let mut targets = endpoints.iter().filter(|other| other.origin.id() == *id);
            targets.find(|target| endpoint.is_forward_of(target)).cloned()
        };
        let targets: Vec<Option<Endpoint<'a>>> = endpoints.iter().map(target).collect();
        for (endpoint, target) in endpoints.iter_mut().zip(targets) {
            if let Some(target) = target {
                endpoint.forward_to(target);
            }
        }
        Some(Self {
            page,
            module: module.clone(),
            yields_to: *yields_to,
            feature: names::feature(module),
            edition: edition.filter(|edition| pages.iter().all(|page| page.edition.as_deref() == Some(edition))),
            handle,
            endpoints,
        })
    }
}

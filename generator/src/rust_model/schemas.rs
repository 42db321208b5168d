//! The modules of schema pages.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::build::{self, Builder, Declared, TypeName};
use super::names;
use super::scopes::Module;
use super::types::{Declaration, DeclaredKind, DeclaredType, Member, Origin, Shape, ShapeKind, Side};
use crate::ir::{self, Api};

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
    /// What switches it on: an edition, or none, and the feature of a scope that reaches it there. Empty where nothing reaches it.
    pub(crate) gates: BTreeSet<Gate>,
    /// What the name stands for in other modules.
    pub(crate) shape: Shape<'a>,
    /// The type that the module declares; `None` for an alias of what needs no declaration.
    pub(crate) declared: Option<DeclaredType<'a>>,
    /// Whether `crate::schemas` reexports that type; one inside a list or map stays in the module, as `Item`.
    pub(crate) is_reexported: bool,
    /// What the page says.
    pub(crate) origin: Origin<'a, ir::Schema>,
}

/// An edition whose endpoints alone need something, or `None`, and the feature of their scope.
pub(crate) type Gate = (Option<String>, String);

/// Who needs a schema.
#[derive(Debug, Default)]
struct Usage {
    is_sent: bool,
    is_received: bool,
    gates: BTreeSet<Gate>,
}

/// The Cargo feature of webhooks.
pub(crate) const WEBHOOKS: &str = "webhooks";

/// Every schema page of an API in Rust.
pub(super) fn build<'a>(api: &'a Api, modules: &BTreeMap<&str, Module<'a>>) -> Vec<Schema<'a>> {
    let mut groups: BTreeMap<Gate, [Vec<&ir::Type>; 2]> = BTreeMap::new();
    for endpoint in &api.endpoints {
        if let Some((module, _)) = modules.get(endpoint.scope.as_str()) {
            let gate = (endpoint.edition.clone(), names::feature(module));
            let [sent, received] = groups.entry(gate).or_default();
            sent.extend(endpoint.sent_types());
            received.extend(endpoint.received_types());
        }
    }
    for webhook in &api.webhooks {
        let [_, received] = groups.entry(gate_of(webhook)).or_default();
        received.push(&webhook.payload.value.ty);
    }
    let groups = groups.into_par_iter();
    let reached = groups.map(|(gate, types)| (gate, types.map(|types| api.reached(types))));
    let mut usages: HashMap<&str, Usage> = HashMap::new();
    for (gate, [sent, received]) in reached.collect::<Vec<_>>() {
        for name in sent.union(&received) {
            let usage = usages.entry(name).or_default();
            usage.is_sent |= sent.contains(name);
            usage.is_received |= received.contains(name);
            // Those of all editions come first.
            if !usage.gates.contains(&(None, gate.1.clone())) {
                usage.gates.insert(gate.clone());
            }
        }
    }
    let pages = api.schemas.iter();
    let pages: Vec<_> = pages
        .map(|page| (page, usages.remove(page.name.as_str()).unwrap_or_default()))
        .collect();
    let schemas = pages.into_par_iter().map(|(page, usage)| schema(page, usage, api));
    let mut schemas: Vec<Schema<'_>> = schemas.collect();
    box_cycles(&mut schemas);
    schemas
}

/// Puts a box around the fields by which types of responses would contain themselves. What may be missing is in a box anyway.
fn box_cycles(schemas: &mut [Schema<'_>]) {
    let mut held: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for schema in &mut *schemas {
        let page = schema.page;
        each_member(schema.declared.as_mut_slice(), &mut |member| {
            held.entry(page).or_default().extend(held_schema(member));
        });
    }
    // What holds nothing is in no cycle, and neither is what holds only such types.
    let mut known = usize::MAX;
    while known > held.len() {
        known = held.len();
        let names: BTreeSet<&str> = held.keys().copied().collect();
        for held in held.values_mut() {
            held.retain(|name| names.contains(name));
        }
        held.retain(|_, held| !held.is_empty());
    }
    let reaches = |from: &str, to: &str| {
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![from]);
        while let Some(name) = waiting.pop() {
            if seen.insert(name) {
                waiting.extend(held.get(name).into_iter().flatten());
            }
        }
        seen.contains(to)
    };
    for schema in schemas.iter_mut().filter(|schema| held.contains_key(schema.page)) {
        let page = schema.page;
        each_member(schema.declared.as_mut_slice(), &mut |member| {
            member.is_boxed = held_schema(member).is_some_and(|name| reaches(name, page));
        });
    }
}

/// The schema whose type a field of a response holds without a box.
fn held_schema<'a>(member: &Member<'a>) -> Option<&'a str> {
    match &member.shape.kind {
        ShapeKind::Schema(schema, DeclaredKind::Object | DeclaredKind::Union) => {
            (member.required && !member.shape.nullable).then_some(schema.page)
        }
        _ => None,
    }
}

/// Calls a function with each field of some types of responses and of the types inside them.
fn each_member<'a>(types: &mut [DeclaredType<'a>], function: &mut impl FnMut(&mut Member<'a>)) {
    for ty in types.iter_mut().filter(|ty| ty.side == Side::Response) {
        if let Declaration::Object(members) = &mut ty.kind {
            members.iter_mut().for_each(&mut *function);
        }
        each_member(&mut ty.inner, function);
    }
}

/// The payload of each webhook event in Rust.
pub(super) fn payloads(api: &Api) -> Vec<Schema<'_>> {
    let payload = |webhook| {
        let usage = Usage {
            is_received: true,
            gates: BTreeSet::from([gate_of(webhook)]),
            ..Usage::default()
        };
        schema(&webhook.payload, usage, api)
    };
    api.webhooks.par_iter().map(payload).collect()
}

fn gate_of(webhook: &ir::Webhook) -> Gate {
    (webhook.edition.clone(), WEBHOOKS.to_owned())
}

fn schema<'a>(page: &'a ir::Schema, usage: Usage, api: &'a Api) -> Schema<'a> {
    // A type of both requests and responses is one of responses, which can be sent too.
    let side = if usage.is_received {
        Side::Response
    } else {
        Side::Request
    };
    let builder = Builder::new(api, side);
    let declared = build::schema_type(page).and_then(|(ty, _)| {
        let name = TypeName {
            parent: Vec::new(),
            name: ty.path().pop()?,
            module: None,
        };
        let mut types = Vec::new();
        let owner = (page.description.as_str(), page.span);
        builder.shape(&page.value.ty, &Declared::Here(name), owner, &mut types);
        types.pop()
    });
    Schema {
        page: &page.name,
        module: names::schema(&page.name),
        side,
        is_sent: usage.is_sent,
        gates: usage.gates,
        shape: builder.of_page(page),
        is_reexported: !build::is_plural(&page.value.ty),
        declared,
        origin: Origin(page),
    }
}

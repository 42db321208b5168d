//! Types for the parameters of pages that state none.
//!
//! Evidence comes from typed pages, from the names of nested rows and from prose. It never makes a type narrower than what the docs
//! allow: where it is too little or doesn't agree, the type stays [`Type::Open`]. The IR says why a type is what it is.

mod corpus;
mod decide;
mod disagree;
mod join;
mod locate;
mod policy;
mod prose;
mod row;
mod values;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::ir::{Api, Endpoint, EvidenceKind, Field};
use crate::source::Sources;
use corpus::Corpus;
use decide::Decision;
pub(crate) use disagree::check;
pub(crate) use row::Row;

/// Gives types to the parameters of all endpoints whose pages state none. Typed endpoints of the same API and of `types` teach;
/// schemas of `types` that are then needed are taken over.
pub(crate) fn infer(api: &mut Api, types: Option<&Api>, sources: &Sources) {
    let (untyped, stated): (Vec<Endpoint>, Vec<Endpoint>) =
        std::mem::take(&mut api.endpoints).into_iter().partition(is_untyped);
    api.endpoints = stated;
    if untyped.is_empty() {
        return;
    }
    // Untyped pages have rows for what typed pages share as schemas.
    let teaching = (api.spelled_out(), types.map(Api::spelled_out));
    let corpus = Corpus::new(&teaching.0, teaching.1.as_ref());
    let inferred: Vec<Endpoint> = untyped
        .into_par_iter()
        .map(|mut endpoint| {
            let decisions = decide::endpoint(&endpoint, &corpus, sources);
            let fields = endpoint.parameters.iter_mut().map(|parameter| &mut parameter.field);
            apply(fields, &mut decisions.into_iter());
            corpus.follow_route(&mut endpoint);
            endpoint
        })
        .collect();
    api.endpoints.extend(inferred);
    api.endpoints.sort_by_cached_key(Endpoint::id);
    if let Some(types) = types {
        adopt_schemas(api, types);
    }
}

/// Whether the page of an endpoint has parameters and states the type of none.
fn is_untyped(endpoint: &Endpoint) -> bool {
    let mut parameters = endpoint.parameters.iter().map(|parameter| &parameter.field);
    !endpoint.parameters.is_empty() && !parameters.any(states_type)
}

fn states_type(field: &Field) -> bool {
    let is_stated = field
        .evidence
        .iter()
        .any(|evidence| evidence.kind == EvidenceKind::Stated);
    is_stated || field.fields().iter().any(states_type)
}

/// Writes decisions into a tree of fields; they come in the order of [`Row::all`].
fn apply<'f>(fields: impl Iterator<Item = &'f mut Field>, decisions: &mut impl Iterator<Item = Decision>) {
    for field in fields {
        let Some(decision) = decisions.next() else { return };
        let mut below = field
            .value
            .ty
            .object_mut()
            .map_or(Vec::new(), |object| std::mem::take(&mut object.fields));
        apply(&mut below.iter_mut() as &mut dyn Iterator<Item = &mut Field>, decisions);
        decision.apply(field);
        if let Some(object) = field.value.ty.object_mut() {
            object.fields = below;
        }
    }
}

/// Adds the schemas of the API that teaches which inferred types refer to.
fn adopt_schemas(api: &mut Api, types: &Api) {
    let own: BTreeSet<String> = api.schemas.iter().map(|schema| schema.name.clone()).collect();
    let foreign = types.schemas.iter().filter(|schema| !own.contains(&schema.name));
    api.schemas.extend(foreign.cloned());
    api.schemas.sort_by(|one, other| one.name.cmp(&other.name));
    let needed: BTreeSet<String> = api.reached(api.types()).into_iter().map(str::to_owned).collect();
    let is_kept = |name: &String| own.contains(name) || needed.contains(name);
    api.schemas.retain(|schema| is_kept(&schema.name));
}

//! Types for the parameters of pages that state none.
//!
//! Evidence comes from typed pages, from the names of nested rows and from prose. It never makes a type narrower than what the docs
//! allow: where it is too little or doesn't agree, the type stays [`Type::Open`]. Why a type is what it is stands in the IR.

mod adopt;
mod clash;
mod corpus;
mod decide;
mod join;
mod policy;
mod prose;
mod quote;
mod row;
mod values;

use rayon::prelude::*;

use crate::ir::{Api, Endpoint, EvidenceKind, Parameter};
use crate::source::Sources;
use corpus::Corpus;
use decide::Decision;
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
    let corpus = Corpus::new(api, types);
    let inferred: Vec<Endpoint> = untyped
        .into_par_iter()
        .map(|mut endpoint| {
            let decisions = decide::endpoint(&endpoint, &corpus, sources);
            apply(&mut endpoint.parameters, &mut decisions.into_iter());
            corpus.follow_route(&mut endpoint);
            endpoint
        })
        .collect();
    api.endpoints.extend(inferred);
    api.endpoints
        .sort_by(|one, other| (&one.scope, &one.name).cmp(&(&other.scope, &other.name)));
    if let Some(types) = types {
        adopt::schemas(api, types);
    }
}

/// Whether the page of an endpoint has parameters and states the type of none.
fn is_untyped(endpoint: &Endpoint) -> bool {
    !endpoint.parameters.is_empty() && !endpoint.parameters.iter().any(states_type)
}

fn states_type(parameter: &Parameter) -> bool {
    let stated = |evidence: &crate::ir::Evidence| evidence.kind == EvidenceKind::Stated;
    parameter.evidence.iter().any(stated) || parameter.fields.iter().chain(&parameter.elements).any(states_type)
}

/// Writes decisions into a tree of parameters; they come in the order of [`Row::all`].
fn apply(parameters: &mut [Parameter], decisions: &mut impl Iterator<Item = Decision>) {
    for parameter in parameters {
        if let Some(decision) = decisions.next() {
            decision.apply(parameter);
        }
        apply(&mut parameter.fields, decisions);
    }
}

//! How good inferred types are, measured on pages whose types are known.
//!
//! In each round a fifth of the endpoints is hidden: their pages are rewritten without types, the way upstream's look, and what is
//! inferred for them from the remaining pages is compared with what they say.

mod strip;
mod subtype;
mod tally;

use std::collections::BTreeMap;

use octoscribe_generator::config::Config;
use octoscribe_generator::ir::{Endpoint, RoutePart, Schemas};
use octoscribe_generator::{Analysis, analyse, analyse_for};
use rapidhash::v3::rapidhash_v3;
use rayon::prelude::*;
use tally::Tally;

use crate::support::spec::spec;

/// One in so many endpoints is hidden.
const PART: u64 = 5;

/// The bounds that `infer/policy.rs` is tuned to; the table that the test prints belongs to ARCHITECTURE.md.
#[test]
#[ignore = "slow: 20 rounds over the whole spec"]
fn inferred_types_are_as_good_as_documented() {
    let mut truth = analyse(spec());
    assert!(!truth.has_errors());
    // Upstream's pages have a row for every field of a request.
    truth.api = truth.api.spelled_out();
    // Upstream documents GitHub.com only.
    truth.api.endpoints.retain(|endpoint| endpoint.edition.is_none());
    let rounds: Vec<Tally> = (1..=20).into_par_iter().map(|seed| round(&truth, seed)).collect();
    let all = rounds.into_iter().fold(Tally::default(), Tally::add);
    println!("{all}");
    assert!(all.typed_per_mille() >= 889, "{all}");
    assert!(all.narrower_per_myriad() <= 12, "{all}");
    assert_eq!(all.misplaced, 0, "{all}");
}

/// Hides a part of the endpoints and compares what is inferred for them.
fn round(truth: &Analysis, seed: u64) -> Tally {
    let endpoints = truth.api.endpoints.iter();
    let hidden: Vec<&Endpoint> = endpoints.filter(|endpoint| is_hidden(endpoint, seed)).collect();
    let files: BTreeMap<&str, &Endpoint> = hidden
        .iter()
        .map(|endpoint| (endpoint.source.file.as_str(), *endpoint))
        .collect();
    let (mut stripped, mut known) = (Vec::new(), Vec::new());
    for (_, source) in truth.sources.iter() {
        match files.get(source.path.as_str()) {
            Some(endpoint) => stripped.push(strip::page(endpoint, source)),
            None => known.push(source.clone()),
        }
    }
    let inferred = analyse_for(stripped, known, Vec::new(), &Config::default(), None);
    let schemas = Schemas::of(&truth.api);
    let mut tally = Tally::default();
    for endpoint in hidden {
        match inferred.api.endpoint(&endpoint.id()) {
            Some(found) => tally.endpoint(endpoint, found, &schemas),
            None => tally.lost(endpoint),
        }
    }
    tally
}

/// Whether an endpoint belongs to the hidden part. Endpoints of one route are hidden together, so that none betrays another.
fn is_hidden(endpoint: &Endpoint, seed: u64) -> bool {
    let mut text = format!("{seed} {}", endpoint.method.as_str());
    for part in &endpoint.route.parts {
        match part {
            RoutePart::Literal(literal) => text += literal,
            RoutePart::Parameter { .. } => text += "{}",
        }
    }
    rapidhash_v3(text.as_bytes()).is_multiple_of(PART)
}

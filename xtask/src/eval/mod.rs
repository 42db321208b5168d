//! `eval`: how good inferred types are, measured on pages whose types are known.
//!
//! In each round a fifth of the endpoints is hidden: their pages are rewritten without types, the way upstream's look, and what is
//! inferred for them from the remaining pages is compared with what they say.

mod compare;
mod strip;

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Result;
use octoscribe_generator::ir::{Api, Endpoint, RoutePart};
use octoscribe_generator::lower::Schemas;
use octoscribe_generator::{Analysis, analyse_with};
use rapidhash::v3::rapidhash_v3;
use rayon::prelude::*;

use crate::Outcome;
use crate::spec_files::SpecFiles;
use crate::terminal;
use compare::Tally;

/// One in so many endpoints is hidden.
const PART: u64 = 5;

/// Hides, infers and compares once for each seed from 1 on, and prints a table.
///
/// # Errors
/// When a page can't be read.
pub(crate) fn eval(spec: &[PathBuf], seeds: u64) -> Result<Outcome> {
    let truth = SpecFiles::read(spec)?.analyse();
    if truth.has_errors() {
        terminal::report(&truth);
        return Ok(Outcome::Bad);
    }
    let rounds: Vec<Tally> = (1..=seeds).into_par_iter().map(|seed| round(&truth, seed)).collect();
    let mut lines = vec![Tally::HEADER.to_owned()];
    lines.extend(
        (1_u64..)
            .zip(&rounds)
            .map(|(seed, tally)| tally.line(&seed.to_string())),
    );
    let all = rounds.into_iter().fold(Tally::default(), Tally::add);
    lines.push(all.line("all"));
    lines.extend(all.findings());
    terminal::print(&lines.join("\n"))?;
    Ok(Outcome::Good)
}

/// Hides a part of the endpoints and compares what is inferred for them.
fn round(truth: &Analysis, seed: u64) -> Tally {
    let hidden: Vec<&Endpoint> = truth
        .api
        .endpoints
        .iter()
        .filter(|endpoint| is_hidden(endpoint, seed))
        .collect();
    let files: BTreeSet<&str> = hidden.iter().map(|endpoint| endpoint.source.file.as_str()).collect();
    let (mut stripped, mut known) = (Vec::new(), Vec::new());
    for (id, source) in truth.sources.iter() {
        if !files.contains(source.path.as_str()) {
            known.push(source.clone());
        } else if let Some(page) = strip::page(id, source) {
            stripped.push(page);
        }
    }
    let inferred = analyse_with(stripped, known);
    let schemas = Schemas::of(&truth.api);
    let mut tally = Tally::default();
    for endpoint in hidden {
        match find(&inferred.api, endpoint) {
            Some(found) => tally.endpoint(endpoint, found, &schemas),
            None => tally.lost(endpoint),
        }
    }
    tally
}

fn find<'a>(api: &'a Api, endpoint: &Endpoint) -> Option<&'a Endpoint> {
    api.endpoints
        .iter()
        .find(|other| other.scope == endpoint.scope && other.name == endpoint.name)
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

//! `ir`: prints what the pages say as JSON.

use std::io::{self, BufWriter, Write};

use anyhow::{Result, anyhow};
use octoscribe_generator::ir::{Api, EndpointId};

use crate::Outcome;
use crate::cli::Pages;
use crate::spec_files::SpecFiles;
use crate::terminal;

/// Prints the whole API, or one endpoint (`scope.method`) and the schemas that it reaches.
///
/// # Errors
/// When a page can't be read, or there is no such endpoint.
pub(crate) fn print(pages: &Pages, endpoint: Option<&str>) -> Result<Outcome> {
    let analysis = SpecFiles::read_with(&pages.spec, &pages.types)?.analyse();
    terminal::report(&analysis);
    if analysis.has_errors() {
        return Ok(Outcome::Bad);
    }
    let api = match endpoint {
        Some(id) => only(&analysis.api, id)?,
        None => analysis.api,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    serde_json::to_writer_pretty(&mut out, &api)?;
    writeln!(out)?;
    out.flush()?;
    Ok(Outcome::Good)
}

/// The part of an API that one endpoint needs.
fn only(api: &Api, id: &str) -> Result<Api> {
    id.split_once('.')
        .and_then(|(scope, name)| {
            api.select(&EndpointId {
                scope: scope.to_owned(),
                name: name.to_owned(),
            })
        })
        .ok_or_else(|| unknown(api, id))
}

/// The error about an endpoint that isn't there.
pub(crate) fn unknown(api: &Api, id: &str) -> anyhow::Error {
    let ids = api.endpoints.iter().map(|endpoint| endpoint.id().to_string());
    anyhow!("there is no endpoint {id}{}", nearest_of(ids, id))
}

/// The end of a message that names the known word most like one.
pub(crate) fn nearest_of(known: impl Iterator<Item = String>, word: &str) -> String {
    let nearest = known.min_by_key(|known| strsim::damerau_levenshtein(known, word));
    nearest.map_or_else(String::new, |nearest| format!("; the nearest is {nearest}"))
}

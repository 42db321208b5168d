//! `ir`: prints what the pages say as JSON.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Result, anyhow};
use octoscribe_generator::ir::{Api, EndpointId};
use octoscribe_generator::{ir_json, lower};

use crate::Outcome;
use crate::spec_files::SpecFiles;
use crate::terminal;

/// Prints the whole API, or one endpoint (`scope.method`) and the schemas that it reaches.
///
/// # Errors
/// When a page can't be read, or there is no such endpoint.
pub(crate) fn print(spec: &[PathBuf], endpoint: Option<&str>) -> Result<Outcome> {
    let analysis = SpecFiles::read(spec)?.analyse();
    terminal::report(&analysis);
    if analysis.has_errors() {
        return Ok(Outcome::Bad);
    }
    let api = match endpoint {
        Some(id) => only(&analysis.api, id)?,
        None => analysis.api,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    ir_json::write(&api, &mut out)?;
    out.flush()?;
    Ok(Outcome::Good)
}

/// The part of an API that one endpoint needs.
fn only(api: &Api, id: &str) -> Result<Api> {
    id.split_once('.')
        .and_then(|(scope, name)| {
            lower::select(
                api,
                &EndpointId {
                    scope: scope.to_owned(),
                    name: name.to_owned(),
                },
            )
        })
        .ok_or_else(|| unknown(api, id))
}

fn unknown(api: &Api, id: &str) -> anyhow::Error {
    let ids = api.endpoints.iter().map(|endpoint| endpoint.id().to_string());
    let nearest = ids.min_by_key(|known| strsim::damerau_levenshtein(known, id));
    let help = nearest.map_or_else(String::new, |nearest| format!("; the nearest is {nearest}"));
    anyhow!("there is no endpoint {id}{help}")
}

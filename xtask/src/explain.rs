//! `explain`: says why parameters have their types.

use anyhow::{Result, anyhow};
use octoscribe_generator::explain::{self, Unknown};
use octoscribe_generator::ir::EndpointId;

use crate::Outcome;
use crate::cli::Pages;
use crate::ir::{nearest_of, unknown};
use crate::spec_files::SpecFiles;
use crate::terminal;

/// Explains `scope.method` or `scope.method.parameter`.
///
/// # Errors
/// When a page can't be read, or there is no such endpoint or parameter.
pub(crate) fn explain(pages: &Pages, name: &str) -> Result<Outcome> {
    let analysis = SpecFiles::read_with(&pages.spec, &pages.types)?.analyse();
    terminal::report(&analysis);
    if analysis.has_errors() {
        return Ok(Outcome::Bad);
    }
    let mut parts = name.splitn(3, '.');
    let id = EndpointId {
        scope: parts.next().unwrap_or_default().to_owned(),
        name: parts.next().unwrap_or_default().to_owned(),
    };
    let path = parts.next();
    let text = explain::explain(&analysis, &id, path).map_err(|problem| match problem {
        Unknown::Endpoint => unknown(&analysis.api, &id.to_string()),
        Unknown::Parameter(known) => {
            let asked = path.unwrap_or_default();
            anyhow!("{id} has no parameter {asked}{}", nearest_of(known.into_iter(), asked))
        }
    })?;
    terminal::print(&text)?;
    Ok(Outcome::Good)
}

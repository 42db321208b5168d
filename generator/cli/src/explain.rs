//! `explain`: explains the types of parameters.

use anyhow::{Result, anyhow};
use octoscribe_generator::explain::{self, Unknown};

use crate::cli::{Outcome, Pages};
use crate::endpoints;
use crate::import;
use crate::spec_files::SpecFiles;
use crate::terminal;

/// Explains `scope.method` or `scope.method.parameter`.
///
/// # Errors
/// When a page can't be read, or there is no such endpoint or parameter.
pub(crate) fn explain(pages: &Pages, name: &str) -> Result<Outcome> {
    let analysis = SpecFiles::read(pages)?.analyse();
    terminal::report(&analysis);
    if analysis.has_errors() {
        return Ok(Outcome::Bad);
    }
    let (endpoint, parameter) = match name.match_indices('.').nth(1) {
        Some((dot, _)) => (name.get(..dot).unwrap_or(name), name.get(dot + 1..)),
        None => (name, None),
    };
    let text =
        explain::explain(&analysis, &endpoints::parse(endpoint), parameter).map_err(|problem| match problem {
            Unknown::Endpoint => endpoints::unknown(&analysis.api, endpoint),
            Unknown::Parameter(known) => {
                let asked = parameter.unwrap_or_default();
                anyhow!(
                    "{endpoint} has no parameter {asked}{}",
                    endpoints::nearest(known.into_iter(), asked)
                )
            }
        })?;
    terminal::print(&text)?;
    let page = format!("endpoints/{}", endpoint.replace('.', "/"));
    for spec in &pages.spec {
        let origins = octoscribe_import::origins(&import::read_beside_pages(spec)?, &page)?;
        for (number, origin) in origins.iter().enumerate() {
            let gap = if number == 0 { "\n" } else { "" };
            terminal::print(&format!("{gap}  {origin}"))?;
        }
    }
    Ok(Outcome::Good)
}

//! `explain`: explains the types of parameters and payloads.

use anyhow::{Result, anyhow};
use octoscribe_generator::explain::{self, Unknown};

use crate::cli::{Outcome, Pages};
use crate::endpoints;
use crate::import;
use crate::spec_files::SpecFiles;
use crate::terminal;

/// Explains `scope.method`, `scope.method.parameter`, or a webhook event such as `issues.opened`.
///
/// # Errors
/// When a page can't be read, or there is no such endpoint, parameter or event.
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
    let (text, page) = if let Some(event) = explain::explain_event(&analysis, name) {
        event
    } else {
        let text = explain::explain(&analysis, &endpoints::parse(endpoint), parameter);
        let text = text.map_err(|problem| match problem {
            Unknown::Endpoint => endpoints::unknown(&analysis.api, endpoint),
            Unknown::Parameter(known) => {
                let asked = parameter.unwrap_or_default();
                anyhow!(
                    "{endpoint} has no parameter {asked}{}",
                    endpoints::nearest(known.into_iter(), asked)
                )
            }
        })?;
        (text, format!("endpoints/{}", endpoint.replace('.', "/")))
    };
    terminal::print(&text)?;
    for spec in &pages.spec {
        let origins = octoscribe_import::origins(&import::read_beside_pages(spec)?, &page)?;
        for (number, origin) in origins.iter().enumerate() {
            let gap = if number == 0 { "\n" } else { "" };
            terminal::print(&format!("{gap}  {origin}"))?;
        }
    }
    Ok(Outcome::Good)
}

//! `explain`: explains the types of parameters and payloads.

use anyhow::{Result, anyhow, bail};
use octoscribe_generator::explain::{self, Unknown};
use octoscribe_generator::ir::Api;

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
    if terminal::reports_errors(&analysis) {
        return Ok(Outcome::Bad);
    }
    let name = &with_scope(&analysis.api, name)?;
    let (endpoint, parameter) = match name.match_indices('.').nth(1) {
        Some((dot, _)) => (name.get(..dot).unwrap_or(name), name.get(dot + 1..)),
        None => (name.as_str(), None),
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

/// A name with the scope of its method in front, where no scope is called so and only one scope has the method.
fn with_scope(api: &Api, name: &str) -> Result<String> {
    let first = name.split('.').next().unwrap_or(name);
    let with_method = api.endpoints.iter().filter(|endpoint| endpoint.name == first);
    let scopes: Vec<&str> = with_method.map(|endpoint| endpoint.scope.as_str()).collect();
    if api.endpoints.iter().any(|endpoint| endpoint.scope == first) && name.contains('.') {
        return Ok(name.to_owned());
    }
    match scopes.as_slice() {
        [] => Ok(name.to_owned()),
        [scope] => Ok(format!("{scope}.{name}")),
        scopes => {
            let names: Vec<String> = scopes.iter().map(|scope| format!("{scope}.{first}")).collect();
            bail!("several scopes have a method {first}: {}", names.join(", "))
        }
    }
}

//! `ir`: prints the API that the pages describe as JSON.

use std::io::{self, BufWriter, Write};

use anyhow::Result;

use crate::cli::{Outcome, Pages};
use crate::endpoints;
use crate::spec_files::SpecFiles;
use crate::terminal;

/// Prints the whole API, or one endpoint (`scope.method`) and the schemas it uses.
///
/// # Errors
/// When a page can't be read, or there is no such endpoint.
pub(crate) fn print(pages: &Pages, endpoint: Option<&str>) -> Result<Outcome> {
    let analysis = SpecFiles::read(pages)?.analyse();
    if terminal::reports_errors(&analysis) {
        return Ok(Outcome::Bad);
    }
    let api = match endpoint {
        Some(name) => analysis
            .api
            .select(&endpoints::parse(name))
            .ok_or_else(|| endpoints::unknown(&analysis.api, name))?,
        None => analysis.api,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    serde_json::to_writer_pretty(&mut out, &api)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(Outcome::Good)
}

//! `diff`: reports what changes for callers between two directories of pages.

use std::path::Path;

use anyhow::Result;
use octoscribe_generator::Analysis;
use octoscribe_generator::diff::{Class, compare, report};

use crate::cli::{Diff, FailOn, Outcome, Pages};
use crate::spec_files::SpecFiles;
use crate::terminal;

/// The version of the workspace's crates, the client among them.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Prints the changes.
///
/// # Errors
/// When a page can't be read, or the changes can't be printed.
pub(crate) fn diff(arguments: &Diff) -> Result<Outcome> {
    let analyse = |directory: &Path| -> Result<Analysis> {
        let (spec, types) = (vec![directory.to_owned()], arguments.types.clone());
        Ok(SpecFiles::read(&Pages { spec, types })?.analyse())
    };
    let (old, new) = rayon::join(|| analyse(&arguments.old), || analyse(&arguments.new));
    let (old, new) = (old?, new?);
    let broken: Vec<&Analysis> = [&old, &new]
        .into_iter()
        .filter(|analysis| analysis.has_errors())
        .collect();
    if !broken.is_empty() {
        broken.into_iter().for_each(terminal::report);
        return Ok(Outcome::Bad);
    }
    let changes = compare(&old, &new);
    let text = report(&changes, VERSION, arguments.format.into());
    if !text.is_empty() {
        terminal::print(&text)?;
    }
    let fails = match arguments.fail_on {
        Some(FailOn::Breaking) => changes.iter().any(|change| change.class() == Class::Breaking),
        None => false,
    };
    Ok(if fails { Outcome::Bad } else { Outcome::Good })
}

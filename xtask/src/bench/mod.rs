//! `bench`: measures generator and client, and writes the figures to a page at the root of the workspace.

mod client;
mod compile;
mod cost;
mod generator;
mod machine;
mod output;
mod page;
mod peers;
mod server;

use std::env;
use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

pub(crate) use self::cost::measure;
use self::page::Section;
use crate::{Outcome, paths, terminal};

/// Where the page goes, below the workspace.
const PAGE: &str = "BENCHMARKS.md";

/// Measures everything and writes the page.
///
/// # Errors
/// When something can't be measured or the page can't be written; the old page is then as it was.
pub(crate) fn bench() -> Result<Outcome> {
    let started = Instant::now();
    let parts: &[fn() -> Result<Vec<Section>>] = &[
        || Ok(vec![machine::section()?]),
        generator::sections,
        client::sections,
        peers::sections,
    ];
    let mut sections = Vec::new();
    for part in parts {
        for section in part()? {
            terminal::complain(&format!("{:7.1} s  {}", started.elapsed().as_secs_f64(), section.title));
            sections.push(section);
        }
    }
    let path = paths::workspace().join(PAGE);
    fs::write(&path, page::render(&sections)).with_context(|| format!("can't write {}", paths::show(&path)))?;
    terminal::print(&format!("wrote {PAGE} in {:.0} s", started.elapsed().as_secs_f64()))?;
    Ok(Outcome::Good)
}

/// A program of the toolchain that started this one, run in the workspace.
fn tool(variable: &str, name: &str) -> Command {
    let mut command = Command::new(env::var_os(variable).unwrap_or_else(|| name.into()));
    command.current_dir(paths::workspace());
    command
}

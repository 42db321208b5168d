//! The workspace's commands: those of the program `octoscribe`, and its own.

mod check;
mod fuzz;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use octoscribe_cli::cli::Command;
use octoscribe_cli::paths::Project;

/// Generates the `octoscribe` client from endpoint docs, and checks both
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Xtask {
    #[command(subcommand)]
    command: Task,
}

/// A command.
#[derive(Debug, Subcommand)]
enum Task {
    #[command(flatten)]
    Tool(Command),
    /// Fuzz the generator and the runtime
    ///
    /// Each target starts from the workspace's pages and from the corpus of its earlier runs. An input that breaks a target is written to
    /// `artifacts/`, and the run prints the command that repeats it. Needs cargo-fuzz.
    Fuzz(Fuzz),
    /// Run the checks of CI: formatting, lints, docs, drift, tests, dependencies and fuzzing
    ///
    /// Goes on after a failure and ends with a table of the steps. Tests on upstream's docs and on GitHub's description run if the environment
    /// variables UPSTREAM_DOCS and OPENAPI_DESCRIPTIONS name their directories.
    Check,
}

/// Arguments of `fuzz`.
#[derive(Args, Debug)]
struct Fuzz {
    /// Fuzz target [default: all]
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    /// Number of inputs to try
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    runs: u64,
}

fn main() -> ExitCode {
    workspace().enter();
    octoscribe_cli::run(|| match Xtask::parse().command {
        Task::Tool(command) => octoscribe_cli::command(command),
        Task::Fuzz(arguments) => fuzz::fuzz(arguments.target.as_deref(), arguments.runs),
        Task::Check => check::check(),
    })
}

/// The workspace that this tool belongs to.
///
/// `cargo run` sets the package's directory at run time, which is right even if several copies of the workspace share a target directory. A
/// tool that is started directly falls back on the directory it was built from.
fn workspace() -> Project {
    let package = std::env::var_os("CARGO_MANIFEST_DIR");
    let package = package.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = package.parent().map_or_else(|| package.clone(), Path::to_owned);
    Project {
        out: root.join("generated-client").join("src").join("generated"),
        root,
        command: "cargo xtask",
        version: env!("CARGO_PKG_VERSION").to_owned(),
        pages_url: Some(format!("{}/blob/HEAD", env!("CARGO_PKG_REPOSITORY"))),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_declared_arguments_are_consistent() {
        Xtask::command().debug_assert();
    }
}

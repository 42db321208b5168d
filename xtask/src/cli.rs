//! Commands and options, as `--help` shows them.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use octoscribe_generator::{diff, render};

use crate::{fuzz, paths};

/// Turns endpoint docs into the `octoscribe` client, and looks after both.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the client that the pages describe
    ///
    /// The output folder belongs to the generator: what the pages no longer describe is removed from it. Files without the
    /// generator's header are never touched. With an error in any page nothing is written, and the old output stays as it is.
    Generate(Generate),
    /// Report what is wrong with the pages, without writing anything
    ///
    /// Exits with 1 when there are errors; warnings don't fail.
    Lint(Lint),
    /// Print what the pages say as JSON: endpoints, parameters, responses and schemas
    Ir(Ir),
    /// Compare two folders of pages and say what has changed for callers
    ///
    /// Each change is breaking, additive or of the documentation only. For what is breaking, the old and the new call are shown; the last
    /// line proposes the next version of the crate.
    Diff(Diff),
    /// Say why parameters have their types: the page's line, the evidence, and the signature that comes of it
    Explain(Explain),
    /// Measure how good inferred types are
    ///
    /// Hides the types of a fifth of the endpoints, infers them from the other pages, and compares. A type is narrower than the truth
    /// when it rejects a value that the page allows.
    Eval(Eval),
    /// Feed the readers and the emitters with inputs that nobody would write
    ///
    /// Each target starts from the workspace's own pages, and from what its earlier runs have found. An input that breaks it is kept under
    /// `artifacts/`, with a line that repeats it. Needs cargo-fuzz.
    Fuzz(Fuzz),
    /// Run everything that CI runs: fmt, clippy, rustdoc, generate --check, fuzzing and all tests
    ///
    /// Goes on after a failure and closes with a table of the steps. Tests on the upstream docs run when the environment variable
    /// `UPSTREAM_DOCS` names their folder.
    Check,
    /// Measure generator and client, and write the figures to BENCHMARKS.md
    ///
    /// Takes several minutes on a machine that should do nothing else. Linux only. The client is compiled and called beside octocrab,
    /// reqwest and hyper-util; without a registry to take those from, that part is left out and the page says so.
    Bench,
    /// Run a program and print what it took: JSON in the last line of standard error
    #[command(hide = true)]
    Measure {
        /// The program with its arguments
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
}

/// Where pages are.
#[derive(Args, Debug)]
pub(crate) struct Pages {
    /// Folder with pages; may be given several times [default: the workspace's spec]
    #[arg(long, value_name = "DIR", default_values_os_t = [paths::default_spec()], hide_default_value = true)]
    pub(crate) spec: Vec<PathBuf>,
    /// Folder with typed pages that tell the types of untyped ones, and add nothing else; may be given several times
    #[arg(long, value_name = "DIR")]
    pub(crate) types: Vec<PathBuf>,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            spec: vec![paths::default_spec()],
            types: Vec::new(),
        }
    }
}

/// Arguments of `generate`.
#[derive(Args, Debug)]
pub(crate) struct Generate {
    #[command(flatten)]
    pub(crate) pages: Pages,
    /// Folder that the emitted files go to [default: the workspace's generated-client/src/generated]
    #[arg(long, value_name = "DIR", default_value_os_t = paths::default_out(), hide_default_value = true)]
    pub(crate) out: PathBuf,
    /// Write nothing: name every file that differs from what the pages describe, and exit with 1 if there is one
    #[arg(long, conflicts_with = "watch")]
    pub(crate) check: bool,
    /// Go on, and write anew whatever a saved page changes, until Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,
}

/// Arguments of `lint`.
#[derive(Args, Debug)]
pub(crate) struct Lint {
    #[command(flatten)]
    pub(crate) pages: Pages,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
}

/// Arguments of `ir`.
#[derive(Args, Debug)]
pub(crate) struct Ir {
    #[command(flatten)]
    pub(crate) pages: Pages,
    /// Only this endpoint and the schemas that it uses
    #[arg(value_name = "SCOPE.METHOD")]
    pub(crate) endpoint: Option<String>,
}

/// Arguments of `diff`.
#[derive(Args, Debug)]
pub(crate) struct Diff {
    /// Folder with the pages as they were
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// Folder with the pages as they are now
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// Folder with typed pages that tell the types of untyped ones in both; may be given several times
    #[arg(long, value_name = "DIR")]
    pub(crate) types: Vec<PathBuf>,
    /// How to print the changes
    #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
    pub(crate) format: DiffFormat,
    /// Exit with 1 when there is a change of this class
    #[arg(long, value_enum, value_name = "CLASS")]
    pub(crate) fail_on: Option<FailOn>,
}

/// How changes are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people: what has changed, where, and the call before and after
    Human,
    /// A section for a changelog
    Markdown,
    /// One JSON object a line
    Json,
}

impl From<DiffFormat> for diff::Format {
    fn from(format: DiffFormat) -> Self {
        match format {
            DiffFormat::Human => Self::Human,
            DiffFormat::Markdown => Self::Markdown,
            DiffFormat::Json => Self::Json,
        }
    }
}

/// Changes that a run fails on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Callers have to change their code
    Breaking,
}

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) pages: Pages,
    /// An endpoint, or one of its parameters (`issues.create.title`, `checks.create.output.annotations[].path`)
    #[arg(value_name = "SCOPE.METHOD[.PARAMETER]")]
    pub(crate) name: String,
}

/// Arguments of `eval`.
#[derive(Args, Debug)]
pub(crate) struct Eval {
    /// Folder with typed pages; may be given several times [default: the workspace's spec]
    #[arg(long, value_name = "DIR", default_values_os_t = [paths::default_spec()], hide_default_value = true)]
    pub(crate) spec: Vec<PathBuf>,
    /// How many rounds to run; each hides another part of the pages
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    pub(crate) seeds: u64,
}

/// Arguments of `fuzz`.
#[derive(Args, Debug)]
pub(crate) struct Fuzz {
    /// Only this target [default: each of them]
    #[arg(value_name = "TARGET")]
    pub(crate) target: Option<String>,
    /// How many inputs to try
    #[arg(long, value_name = "NUMBER", default_value_t = fuzz::RUNS)]
    pub(crate) runs: u64,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: the line, carets under what is wrong, and the way out
    Human,
    /// One JSON object a line
    Json,
    /// SARIF 2.1.0, which code hosts and editors read
    Sarif,
}

impl From<Format> for render::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Human => Self::Human,
            Format::Json => Self::Json,
            Format::Sarif => Self::Sarif,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_declared_arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}

//! `check`: everything that CI runs, with a table of the outcomes at the end.

use std::env;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::cli::Pages;
use crate::terminal;
use crate::{Outcome, generate, paths};

/// One thing that is checked.
struct Step {
    name: &'static str,
    action: Action,
}

/// How it is checked.
enum Action {
    /// By cargo, with these arguments and this environment variable.
    Cargo(&'static [&'static str], Option<(&'static str, &'static str)>),
    /// By comparing the client with the pages.
    Drift,
}

const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        action: Action::Cargo(&["fmt", "--all", "--check"], None),
    },
    Step {
        name: "clippy",
        action: Action::Cargo(
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                "--all-features",
                "--",
                "-D",
                "warnings",
            ],
            None,
        ),
    },
    Step {
        name: "rustdoc",
        action: Action::Cargo(
            &["doc", "--workspace", "--all-features", "--no-deps"],
            Some(("RUSTDOCFLAGS", "-D warnings")),
        ),
    },
    Step {
        name: "generate --check",
        action: Action::Drift,
    },
    Step {
        name: "tests",
        action: Action::Cargo(&["test", "--workspace"], None),
    },
    Step {
        name: "first call",
        action: Action::Cargo(&["run", "--quiet", "-p", "octoscribe", "--example", "first_call"], None),
    },
];

/// Runs all steps, whether or not the ones before them fail.
///
/// # Errors
/// When cargo can't be started or output can't be printed.
pub(crate) fn check() -> Result<Outcome> {
    let mut table = Vec::new();
    let mut outcome = Outcome::Good;
    for step in STEPS {
        terminal::print(&format!("\n== {} ==", step.name))?;
        let started = Instant::now();
        let result = step.action.run().unwrap_or_else(|error| {
            terminal::complain(&format!("error: {error:#}"));
            Outcome::Bad
        });
        let word = match result {
            Outcome::Good => "ok",
            Outcome::Bad => "FAILED",
        };
        table.push(format!(
            "{:<18}{word:<8}{:>7.1} s",
            step.name,
            started.elapsed().as_secs_f64()
        ));
        if result == Outcome::Bad {
            outcome = result;
        }
    }
    if env::var_os("UPSTREAM_DOCS").is_none() {
        table.push("UPSTREAM_DOCS is not set: tests on the upstream docs were skipped".to_owned());
    }
    terminal::print(&format!("\n{}", table.join("\n")))?;
    Ok(outcome)
}

impl Action {
    fn run(&self) -> Result<Outcome> {
        match *self {
            Self::Drift => generate::check(&Pages::default(), &paths::default_out()),
            Self::Cargo(arguments, variable) => {
                let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
                let mut command = Command::new(&cargo);
                command.args(arguments).envs(variable).current_dir(paths::workspace());
                let status = command
                    .status()
                    .with_context(|| format!("can't start {}", cargo.display()))?;
                Ok(if status.success() { Outcome::Good } else { Outcome::Bad })
            }
        }
    }
}

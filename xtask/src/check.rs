//! `check`: everything that CI runs, with a table of the outcomes at the end.

use std::env;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::cli::Pages;
use crate::terminal;
use crate::{Outcome, fuzz, generate, paths};

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
    /// By a command of cargo's that has to be installed, with its arguments; left out where it isn't.
    Tool(&'static [&'static str]),
    /// By a command of cargo's for the fuzz crate in a folder, with the arguments behind its manifest; cargo-deny is left out where it
    /// isn't installed.
    FuzzCrate(&'static str, &'static str, &'static [&'static str]),
    /// By a short run of all fuzz targets; left out where cargo-fuzz is not there.
    Fuzz,
    /// By cargo, with these arguments and a target; left out where the toolchain doesn't have it.
    Target(&'static str, &'static [&'static str]),
}

/// What cargo-deny looks at in the fuzz crates, which need not use all licences that the workspace may.
const DENY_FUZZ: &[&str] = &[
    "--config",
    ".cargo/deny.toml",
    "--offline",
    "check",
    "-A",
    "license-not-encountered",
    "bans",
    "licenses",
    "sources",
];

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
        name: "wasm",
        action: Action::Target(
            "wasm32-unknown-unknown",
            &[
                "check",
                "-p",
                "octoscribe",
                "--no-default-features",
                "--features",
                "all-scopes,testing",
            ],
        ),
    },
    Step {
        name: "tests",
        action: Action::Cargo(&["test", "--workspace"], None),
    },
    Step {
        name: "first call",
        action: Action::Cargo(&["run", "--quiet", "-p", "octoscribe", "--example", "first_call"], None),
    },
    Step {
        name: "fmt generator/fuzz",
        action: Action::FuzzCrate("generator/fuzz", "fmt", &["--check"]),
    },
    Step {
        name: "clippy generator/fuzz",
        action: Action::FuzzCrate("generator/fuzz", "clippy", &["--all-targets", "--", "-D", "warnings"]),
    },
    Step {
        name: "fmt client/fuzz",
        action: Action::FuzzCrate("generated-client/fuzz", "fmt", &["--check"]),
    },
    Step {
        name: "clippy client/fuzz",
        action: Action::FuzzCrate(
            "generated-client/fuzz",
            "clippy",
            &["--all-targets", "--", "-D", "warnings"],
        ),
    },
    Step {
        name: "fetch",
        action: Action::Cargo(&["fetch", "--locked"], None),
    },
    Step {
        name: "deny",
        action: Action::Tool(&["deny", "--offline", "check", "bans", "licenses", "sources"]),
    },
    Step {
        name: "deny generator/fuzz",
        action: Action::FuzzCrate("generator/fuzz", "deny", DENY_FUZZ),
    },
    Step {
        name: "deny client/fuzz",
        action: Action::FuzzCrate("generated-client/fuzz", "deny", DENY_FUZZ),
    },
    Step {
        name: "fuzz",
        action: Action::Fuzz,
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
            Some(Outcome::Bad)
        });
        let word = match result {
            Some(Outcome::Good) => "ok",
            Some(Outcome::Bad) => "FAILED",
            None => "skipped",
        };
        table.push(format!(
            "{:<22}{word:<8}{:>7.1} s",
            step.name,
            started.elapsed().as_secs_f64()
        ));
        if result == Some(Outcome::Bad) {
            outcome = Outcome::Bad;
        }
    }
    if env::var_os("UPSTREAM_DOCS").is_none() {
        table.push("UPSTREAM_DOCS is not set: tests on the upstream docs were skipped".to_owned());
    }
    terminal::print(&format!("\n{}", table.join("\n")))?;
    Ok(outcome)
}

impl Action {
    /// The outcome; `None` when the step is left out.
    fn run(&self) -> Result<Option<Outcome>> {
        match *self {
            Self::Drift => generate::check(&Pages::default(), &paths::default_out()).map(Some),
            Self::Cargo(arguments, variable) => cargo(arguments, variable).map(Some),
            Self::Tool(arguments) => tool(arguments),
            Self::FuzzCrate(folder, command, arguments) => {
                let manifest = format!("{folder}/Cargo.toml");
                let arguments = [&[command, "--manifest-path", &manifest], arguments].concat();
                match command {
                    "deny" => tool(&arguments),
                    // The others come with the toolchain.
                    _ => cargo(&arguments, None).map(Some),
                }
            }
            Self::Fuzz if fuzz::is_installed("fuzz") => fuzz::fuzz(None, fuzz::RUNS).map(Some),
            Self::Fuzz => {
                terminal::complain(&format!("skipped: {}", fuzz::HOW_TO_INSTALL));
                Ok(None)
            }
            Self::Target(target, arguments) => {
                if has_target(target)? {
                    return cargo(&[arguments, &["--target", target]].concat(), None).map(Some);
                }
                terminal::complain(&format!("skipped: `rustup target add {target}` would bring the target"));
                Ok(None)
            }
        }
    }
}

/// Runs a command of cargo's that may have to be installed; `None` where it isn't.
fn tool(arguments: &[&str]) -> Result<Option<Outcome>> {
    let name = arguments.first().copied().unwrap_or_default();
    if fuzz::is_installed(name) {
        return cargo(arguments, None).map(Some);
    }
    terminal::complain(&format!(
        "skipped: `cargo install cargo-{name} --locked` would bring the command"
    ));
    Ok(None)
}

fn cargo(arguments: &[&str], variable: Option<(&str, &str)>) -> Result<Outcome> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command.args(arguments).envs(variable).current_dir(paths::workspace());
    let status = command
        .status()
        .with_context(|| format!("can't start {}", cargo.display()))?;
    Ok(if status.success() { Outcome::Good } else { Outcome::Bad })
}

/// Whether the toolchain can compile for a target.
fn has_target(target: &str) -> Result<bool> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(&rustc);
    command
        .args(["--print", "target-libdir", "--target", target])
        .current_dir(paths::workspace());
    let output = command
        .output()
        .with_context(|| format!("can't start {}", rustc.display()))?;
    Ok(Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

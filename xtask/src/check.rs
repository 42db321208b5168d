//! `check`: runs the checks of CI, and ends with a table of the steps.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};
use octoscribe_cli::cli::Outcome;
use octoscribe_cli::paths::project;
use octoscribe_cli::terminal;

/// The steps, as arguments of cargo. `.ci/run` installs what they need and runs them.
const STEPS: &[&str] = &[
    "fmt --all --check",
    "xtask fmt --check",
    "xtask generate --check",
    "test --workspace",
    "test --doc -p octoscribe-runtime",
    "test -p octoscribe --features enterprise-cloud --lib",
    "slow-tests",
    "run --quiet -p octoscribe --example first_call",
    "clippy --workspace --all-targets --all-features -- -D warnings",
    r#"doc --workspace --all-features --no-deps --config build.rustdocflags=["-D","warnings"]"#,
    "fmt --manifest-path generator/fuzz/Cargo.toml --check",
    "fmt --manifest-path generated-client/fuzz/Cargo.toml --check",
    "clippy --manifest-path generator/fuzz/Cargo.toml --all-targets -- -D warnings",
    "clippy --manifest-path generated-client/fuzz/Cargo.toml --all-targets -- -D warnings",
    "fetch --locked",
    "package --workspace --exclude xtask --exclude octoscribe-generator --exclude octoscribe-import --exclude octoscribe-cli --no-verify --allow-dirty --offline --quiet",
    // Offline: this checks the lock file, not the state of the registry.
    "deny --offline check bans licenses sources",
    // The fuzz crates don't use all licences that the workspace allows.
    "deny --manifest-path generator/fuzz/Cargo.toml --config .cargo/deny.toml --offline check \
     -A license-not-encountered bans licenses sources",
    "deny --manifest-path generated-client/fuzz/Cargo.toml --config .cargo/deny.toml --offline check \
     -A license-not-encountered bans licenses sources",
    "xtask fuzz",
    "check -p octoscribe --no-default-features --features all-scopes,testing --target wasm32-unknown-unknown",
];

/// Runs all steps. A step whose tool or target isn't installed is skipped.
///
/// # Errors
/// When cargo can't be started or output can't be printed.
pub(crate) fn check() -> Result<Outcome> {
    let mut table = Vec::new();
    let mut outcome = Outcome::Good;
    for step in STEPS {
        let arguments: Vec<&str> = step.split_whitespace().collect();
        let step = arguments.join(" ");
        terminal::print(&format!("\n== cargo {step}"))?;
        let started = Instant::now();
        let word = if let Some(installation) = missing(&arguments) {
            terminal::complain(&format!("skipped: run `{installation}` first"));
            "skipped"
        } else if cargo(&arguments).status().context("can't start cargo")?.success() {
            "ok"
        } else {
            outcome = Outcome::Bad;
            "FAILED"
        };
        table.push(format!("{word:<8}{:>6.1} s  {step}", started.elapsed().as_secs_f64()));
    }
    for name in ["UPSTREAM_DOCS", "OPENAPI_DESCRIPTIONS"] {
        if env::var_os(name).is_none() {
            table.push(format!("{name} is not set: the tests that need it were skipped"));
        }
    }
    terminal::print(&format!("\n{}", table.join("\n")))?;
    Ok(outcome)
}

/// The command that installs what a step needs, if that is not installed.
fn missing(arguments: &[&str]) -> Option<String> {
    match arguments {
        ["deny", ..] if !is_installed("deny") => Some("cargo install cargo-deny --locked".to_owned()),
        ["xtask", "fuzz"] if !is_installed("fuzz") => Some("cargo install cargo-fuzz --locked".to_owned()),
        [.., "--target", target] if !has_target(target) => Some(format!("rustup target add {target}")),
        _ => None,
    }
}

/// Whether cargo has a command.
fn is_installed(command: &str) -> bool {
    let mut version = cargo(&[command, "--version"]);
    let status = version.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Whether the toolchain can compile for a target.
fn has_target(target: &str) -> bool {
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let output = rustc.args(["--print", "target-libdir", "--target", target]).output();
    output.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(&project().root);
    command
}

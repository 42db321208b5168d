//! `fuzz`: runs the fuzz targets for a while, from seeds that the workspace's own pages are cut into.

mod seeds;

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{Outcome, paths, terminal};
use seeds::Seeds;

/// How often a target runs where nothing else is said: few seconds for most of them.
pub(crate) const RUNS: u64 = 10_000;

/// What is said where cargo-fuzz is missing.
pub(crate) const HOW_TO_INSTALL: &str = "`cargo install cargo-fuzz --locked` brings what fuzzing needs";

/// A crate of fuzz targets.
struct Crate {
    folder: &'static str,
    targets: &'static [Target],
}

/// A fuzz target.
struct Target {
    name: &'static str,
    /// Bytes of its longest input.
    longest: usize,
}

const CRATES: &[Crate] = &[
    Crate {
        folder: "generator/fuzz",
        targets: &[
            Target::new("page", 4096),
            Target::new("front_matter", 2048),
            Target::new("route", 512),
            Target::new("type_expression", 512),
            Target::new("pipeline", 4096),
        ],
    },
    Crate {
        folder: "generated-client/fuzz",
        targets: &[Target::new("link", 512), Target::new("answer", 1024)],
    },
];

impl Target {
    const fn new(name: &'static str, longest: usize) -> Self {
        Self { name, longest }
    }
}

/// Whether cargo has this command, which is installed by itself.
pub(crate) fn is_installed(command: &str) -> bool {
    let mut version = cargo();
    version
        .args([command, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

/// Builds all targets and runs one of them, or each.
///
/// # Errors
/// When there is no such target, when seeds can't be written, or when cargo can't be started.
pub(crate) fn fuzz(only: Option<&str>, runs: u64) -> Result<Outcome> {
    if !is_installed("fuzz") {
        bail!(HOW_TO_INSTALL);
    }
    let wanted = |target: &&Target| only.is_none_or(|only| target.name == only);
    let names = || CRATES.iter().flat_map(|group| group.targets).map(|target| target.name);
    if let Some(only) = only.filter(|only| names().all(|name| name != *only)) {
        bail!(
            "there is no target `{only}`, but {}",
            names().collect::<Vec<_>>().join(", ")
        );
    }
    let seeds = Seeds::read()?;
    let mut outcome = Outcome::Good;
    for group in CRATES {
        let folder = paths::workspace().join(group.folder);
        for target in group.targets.iter().filter(wanted) {
            terminal::print(&format!("\n-- {} --", target.name))?;
            let corpus = corpus(target, &seeds)?;
            if !run(&folder, target, &corpus, runs)? {
                outcome = Outcome::Bad;
            }
        }
    }
    Ok(outcome)
}

/// Folders with inputs for a target: what earlier runs found, and the seeds.
fn corpus(target: &Target, seeds: &Seeds) -> Result<[PathBuf; 2]> {
    let state = paths::state().join("fuzz").join(target.name);
    let (found, fresh) = (state.join("found"), state.join("seeds"));
    if fresh.exists() {
        fs::remove_dir_all(&fresh).with_context(|| format!("can't remove {}", fresh.display()))?;
    }
    for folder in [&found, &fresh] {
        fs::create_dir_all(folder).with_context(|| format!("can't create {}", folder.display()))?;
    }
    for (number, seed) in seeds.of(target.name, target.longest).into_iter().enumerate() {
        let path = fresh.join(format!("{number:04}"));
        fs::write(&path, seed).with_context(|| format!("can't write {}", path.display()))?;
    }
    Ok([found, fresh])
}

/// Runs a target; false when it found something.
fn run(folder: &Path, target: &Target, corpus: &[PathBuf], runs: u64) -> Result<bool> {
    // The sanitizers need a nightly compiler, and look for what safe code doesn't do.
    let mut command = cargo();
    command
        .args(["fuzz", "run", "--sanitizer", "none", "--target-dir"])
        .arg(paths::state().join("fuzz").join("target"))
        .arg("--fuzz-dir")
        .arg(folder)
        .arg(target.name)
        .args(corpus)
        .arg("--")
        .args([format!("-runs={runs}"), format!("-max_len={}", target.longest)])
        .args(["-seed=1", "-timeout=30"])
        .arg(format!("-dict={}", folder.join("tokens.dict").display()))
        .stderr(Stdio::piped());
    let mut fuzzer = command.spawn().context("can't start cargo")?;
    for line in fuzzer
        .stderr
        .take()
        .into_iter()
        .flat_map(|stderr| BufReader::new(stderr).split(b'\n'))
    {
        let line = line.context("can't read what cargo-fuzz says")?;
        let line = String::from_utf8_lossy(&line);
        if !is_progress(&line) {
            terminal::complain(&line);
        }
    }
    Ok(fuzzer.wait().context("can't wait for cargo")?.success())
}

/// Whether a line of the fuzzer tells of one more input that reached something new, or of a word that it would like in its dictionary.
fn is_progress(line: &str) -> bool {
    let is_step = || {
        ["NEW ", "REDUCE", "RELOAD"]
            .iter()
            .any(|step| line.contains(&format!("\t{step}")))
    };
    line.starts_with("\tNEW_FUNC")
        || line.starts_with('"')
        || line.starts_with("######")
        || line.starts_with('#') && is_step()
}

fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(paths::workspace());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_matters_to_people_is_shown() {
        for line in [
            "#8362\tNEW    cov: 22149 ft: 73395 corp: 2199/2303Kb",
            "\tNEW_FUNC[1/1]: 0x560f91b632a1",
            "\"\\001\" # Uses: 2",
            "###### Recommended dictionary. ######",
        ] {
            assert!(is_progress(line), "{line}");
        }
        for line in [
            "#10000\tDONE   cov: 2071 ft: 4225 corp: 406/30Kb",
            "thread '<unnamed>' panicked at src/lib.rs:92:9:",
            "   Compiling octoscribe-generator-fuzz v0.0.0",
        ] {
            assert!(!is_progress(line), "{line}");
        }
    }

    #[test]
    fn every_target_is_one_of_its_crate_and_has_seeds() {
        let seeds = Seeds::read().unwrap();
        for group in CRATES {
            let folder = paths::workspace().join(group.folder);
            let files = fs::read_dir(folder.join("fuzz_targets")).unwrap();
            assert_eq!(files.count(), group.targets.len(), "{}", group.folder);
            for target in group.targets {
                let file = folder.join("fuzz_targets").join(format!("{}.rs", target.name));
                assert!(file.is_file(), "{}", file.display());
                let count = seeds.of(target.name, target.longest).len();
                assert!(count > 1, "{} has {count} seeds", target.name);
            }
        }
    }
}

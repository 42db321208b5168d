//! The generator: as a whole process, and its stages.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use walkdir::WalkDir;

use super::cost::{self, Spread};
use super::output::divan_medians;
use super::page::{Section, row, seconds};
use super::tool;
use crate::paths;

const ROUNDS: usize = 11;
/// The page that is edited, below the pages' folder.
const EDITED: &str = "endpoints/packages/deletePackageForUser.md";

/// Whole runs, and the stages of one.
///
/// # Errors
/// When the generator fails or files can't be copied.
pub(super) fn sections() -> Result<Vec<Section>> {
    Ok(vec![processes()?, stages()?])
}

fn processes() -> Result<Section> {
    let folder = tempfile::tempdir().context("can't make a folder")?;
    let (spec, out) = (folder.path().join("spec"), folder.path().join("generated"));
    copy(&paths::default_spec(), &spec)?;
    let mut cold = Vec::new();
    for round in 0..ROUNDS {
        let (out, state) = (
            folder.path().join(format!("cold-{round}")),
            folder.path().join(format!("state-{round}")),
        );
        cold.push(time(generate(&spec, &out)?.env("CARGO_TARGET_DIR", &state))?);
    }
    let state = folder.path().join("state");
    let warm = || time(generate(&spec, &out)?.env("CARGO_TARGET_DIR", &state));
    warm()?;
    let unchanged = (0..ROUNDS).map(|_| warm()).collect::<Result<Vec<_>>>()?;
    let page = spec.join(EDITED);
    let text = fs::read_to_string(&page)?;
    let mut edited = Vec::new();
    for round in 0..ROUNDS {
        fs::write(&page, edit(&text, round).context("the page to edit has no heading")?)?;
        edited.push(warm()?);
    }
    fs::write(&page, text)?;
    let mut diff = xtask()?;
    diff.arg("diff").args([paths::default_spec(), spec]);
    let diff = (0..ROUNDS).map(|_| time(&diff)).collect::<Result<Vec<_>>>()?;
    let (files, lines) = emitted()?;
    let time = |what: &str, values: Vec<f64>| row([what, &seconds(Spread::of(values))]);
    Ok(Section {
        title: "Generator: whole runs",
        method: format!(
            "Time on the clock of the process `xtask`, {ROUNDS} rounds, on a copy of `spec` in the system's folder for temporary files \
             (`TMPDIR`), whose file system is {}.",
            file_system(folder.path())
        ),
        head: &["what", "figure"],
        rows: vec![
            time("`generate`, nothing there yet", cold),
            time("`generate`, one page changed", edited),
            time("`generate`, nothing changed", unchanged),
            time("`diff` of two trees that are alike", diff),
            row(["emitted files", &files.to_string()]),
            row(["emitted lines", &lines.to_string()]),
        ],
    })
}

fn stages() -> Result<Section> {
    let (text, _) = cost::run(tool("CARGO", "cargo").args(["bench", "-p", "octoscribe-generator"]))?;
    let rows = divan_medians(&text).into_iter();
    Ok(Section {
        title: "Generator: stages",
        method: "`cargo bench -p octoscribe-generator`, medians; `generator/benches/generate.rs` says what each is."
            .to_owned(),
        head: &["benchmark", "median"],
        rows: rows
            .map(|(name, median)| row([&format!("`{name}`"), &seconds(Spread::of([median]))]))
            .collect(),
    })
}

/// This program, which runs the generator in the workspace.
fn xtask() -> Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.current_dir(paths::workspace());
    Ok(command)
}

fn generate(spec: &Path, out: &Path) -> Result<Command> {
    let mut command = xtask()?;
    command.arg("generate").arg("--spec").arg(spec).arg("--out").arg(out);
    Ok(command)
}

/// The kind of file system that a folder is on, as `df` calls it.
fn file_system(folder: &Path) -> String {
    let mut df = Command::new("df");
    let kind = cost::run(df.arg("--output=fstype").arg(folder)).ok();
    let kind = kind.and_then(|(text, _)| Some(text.lines().nth(1)?.trim().to_owned()));
    kind.unwrap_or_else(|| "not known".to_owned())
}

fn time(command: &Command) -> Result<f64> {
    cost::run(command).map(|(_, cost)| cost.wall)
}

/// A page with another description.
fn edit(page: &str, round: usize) -> Option<String> {
    let (front, body) = page.split_once("\n# ")?;
    let (heading, description) = body.split_once("\n\n")?;
    Some(format!("{front}\n# {heading}\n\nEdit {round}. {description}"))
}

/// Copies a folder with all that is below it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in WalkDir::new(from) {
        let entry = entry?;
        let target = to.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The numbers of emitted files and of their lines.
fn emitted() -> Result<(usize, usize)> {
    let (mut files, mut lines) = (0, 0);
    for entry in WalkDir::new(paths::default_out()) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files += 1;
            lines += fs::read_to_string(entry.path())?.lines().count();
        }
    }
    Ok((files, lines))
}

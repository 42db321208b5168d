//! Packages outside of the workspace, as users have them: what it takes to compile a client.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::cost::{self, Cost};
use super::tool;
use crate::paths;

/// How often the crates are compiled alone.
pub(super) const ROUNDS: usize = 3;

/// A package with a manifest and a target folder of its own.
#[derive(Debug)]
pub(super) struct Package {
    folder: PathBuf,
    /// The crates that are compiled anew in each round.
    crates: &'static [&'static str],
}

/// What it took to compile a package.
#[derive(Debug)]
pub(super) struct Compiled {
    /// Everything, with nothing there yet.
    pub(super) whole: Cost,
    /// The package's `crates` alone, all others being there.
    pub(super) alone: Vec<Cost>,
}

impl Package {
    /// Writes a package that depends on what `dependencies` says in TOML.
    ///
    /// # Errors
    /// When a file can't be written.
    pub(super) fn write(
        name: &str,
        dependencies: &str,
        files: &[(&str, &str)],
        crates: &'static [&'static str],
    ) -> Result<Self> {
        let folder = paths::state().join("bench").join(name);
        let folder = if folder.is_absolute() {
            folder
        } else {
            paths::workspace().join(folder)
        };
        let source = folder.join("src");
        // What an earlier run has compiled, its choice of versions included, is no part of this one.
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("can't remove {}", folder.display()))?;
        }
        fs::create_dir_all(&source).with_context(|| format!("can't make {}", source.display()))?;
        let manifest = format!(
            "[package]\nname = \"bench-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [workspace]\n\n[dependencies]\n{dependencies}\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        for (name, text) in files {
            fs::write(source.join(name), text)?;
        }
        Ok(Self { folder, crates })
    }

    /// Takes the versions of the workspace's own lock, so that what is measured is what is tested.
    ///
    /// # Errors
    /// When the lock can't be copied.
    pub(super) fn lock(&self) -> Result<()> {
        let from = paths::workspace().join("Cargo.lock");
        fs::copy(&from, self.folder.join("Cargo.lock")).with_context(|| format!("can't copy {}", from.display()))?;
        Ok(())
    }

    /// Brings what the package depends on from the registry.
    ///
    /// # Errors
    /// When there is no registry.
    pub(super) fn fetch(&self) -> Result<()> {
        cost::run(self.cargo().arg("fetch")).map(drop)
    }

    /// How many crates a program is linked with for the sake of one dependency, that one included.
    ///
    /// # Errors
    /// When cargo fails.
    pub(super) fn dependencies(&self, of: &str) -> Result<usize> {
        let mut tree = self.cargo();
        tree.args([
            "tree",
            "-e",
            "normal",
            "--prefix",
            "none",
            "--no-dedupe",
            "--package",
            of,
        ]);
        let (tree, _) = cost::run(&tree)?;
        let mut crates: Vec<&str> = tree.lines().filter_map(|line| line.split(" (").next()).collect();
        crates.sort_unstable();
        crates.dedup();
        Ok(crates.iter().filter(|name| !name.is_empty()).count())
    }

    /// Compiles by `cargo check` or `cargo build --release`, first all, then the package's `crates` alone in several rounds.
    ///
    /// # Errors
    /// When something doesn't compile.
    pub(super) fn compile(&self, arguments: &[&str]) -> Result<Compiled> {
        let compile = || cost::run(self.cargo().args(arguments)).map(|(_, cost)| cost);
        let whole = compile()?;
        let mut alone = Vec::new();
        for _ in 0..ROUNDS {
            let mut clean = self.cargo();
            // It cleans one profile's folder only.
            clean
                .arg("clean")
                .args(arguments.iter().filter(|argument| **argument == "--release"));
            for name in self.crates {
                clean.args(["--package", name]);
            }
            cost::run(&clean)?;
            alone.push(compile()?);
        }
        Ok(Compiled { whole, alone })
    }

    /// Compiles the program.
    ///
    /// # Errors
    /// When it doesn't compile.
    pub(super) fn build(&self) -> Result<()> {
        cost::run(self.cargo().args(["build", "--release"])).map(drop)
    }

    /// The version of a dependency.
    ///
    /// # Errors
    /// When cargo fails.
    pub(super) fn version(&self, of: &str) -> Result<String> {
        let mut tree = self.cargo();
        tree.args(["tree", "--depth", "0", "--prefix", "none", "--package", of]);
        let (tree, _) = cost::run(&tree)?;
        let version = tree.split_whitespace().find_map(|word| word.strip_prefix('v'));
        version
            .map(str::to_owned)
            .with_context(|| format!("cargo told no version: {tree}"))
    }

    /// The package's program, as compiled by `cargo build --release`.
    pub(super) fn program(&self, name: &str) -> Command {
        Command::new(self.folder.join("target").join("release").join(format!("bench-{name}")))
    }

    fn cargo(&self) -> Command {
        let mut command = tool("CARGO", "cargo");
        command
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"));
        // Crates of a registry are never compiled incrementally, and so the one that comes by path isn't either.
        command.env("CARGO_INCREMENTAL", "0");
        command
    }
}

//! Runs what the README shows: its page, its broken page, its commands. Its Rust is run as doctests of the client.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs the tool in a directory.
fn xtask(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap()
}

/// The text of the README.
fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// What stands in the fences of a language.
fn blocks<'a>(readme: &'a str, language: &str) -> Vec<&'a str> {
    let open = format!("```{language}\n");
    readme
        .split(open.as_str())
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect()
}

/// A directory with the page and the schema page that it refers to.
fn spec_with(page: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let endpoints = directory.path().join("spec/endpoints/packages");
    let schemas = directory.path().join("spec/schemas");
    fs::create_dir_all(&endpoints).unwrap();
    fs::create_dir_all(&schemas).unwrap();
    fs::write(endpoints.join("deletePackageForUser.md"), page).unwrap();
    fs::copy(
        root().join("spec/schemas/PackageType.md"),
        schemas.join("PackageType.md"),
    )
    .unwrap();
    directory
}

#[test]
fn the_page_becomes_a_method() {
    let readme = readme();
    let [page] = blocks(&readme, "markdown")[..] else {
        panic!("one page")
    };
    let directory = spec_with(page);
    let run = xtask(directory.path(), &["generate", "--spec", "spec", "--out", "out"]);
    assert!(run.status.success(), "{run:?}");
    let emitted = fs::read_to_string(directory.path().join("out/packages/delete_package_for_user.rs")).unwrap();
    assert!(emitted.contains("pub fn delete_package_for_user("), "{emitted}");
}

#[test]
fn the_broken_page_looks_like_that() {
    let readme = readme();
    let [page] = blocks(&readme, "markdown")[..] else {
        panic!("one page")
    };
    let [expected] = blocks(&readme, "text")[..] else {
        panic!("one output")
    };
    let broken = page.replace("| PackageType |", "| PackageTyp  |");
    let directory = spec_with(&broken);
    let run = xtask(directory.path(), &["lint", "--spec", "spec"]);
    assert_eq!(run.status.code(), Some(1));
    assert_eq!(String::from_utf8(run.stdout).unwrap().trim_end(), expected.trim_end());
}

#[test]
fn the_commands_work() {
    let readme = readme();
    let commands: Vec<&str> = blocks(&readme, "sh")
        .into_iter()
        .flat_map(str::lines)
        .map(|line| line.split('#').next().unwrap().trim())
        .collect();
    let [page] = blocks(&readme, "markdown")[..] else {
        panic!("one page")
    };
    let directory = spec_with(page);
    fs::rename(directory.path().join("spec"), directory.path().join("new-docs")).unwrap();
    let directory_with_spec = spec_with(page);
    fs::rename(directory_with_spec.path().join("spec"), directory.path().join("spec")).unwrap();
    let seed = "generator/tests/fixtures/seed.md";
    fs::create_dir_all(directory.path().join(seed).parent().unwrap()).unwrap();
    fs::copy(root().join(seed), directory.path().join(seed)).unwrap();
    for command in &commands {
        match command.strip_prefix("cargo xtask ") {
            // This would write into the project; the page above is generated elsewhere, and CI generates the whole.
            Some("generate" | "generate --watch") => {}
            Some(arguments) => {
                let arguments: Vec<&str> = arguments.split_whitespace().collect();
                let run = xtask(directory.path(), &arguments);
                assert!(run.status.success(), "{command}: {run:?}");
            }
            // The tests that run right now, an example that CI runs, the tests of `own_crate`, and a build of the tool.
            None => assert!(
                [
                    "cargo test --workspace",
                    "cargo run -p octoscribe --example first_call",
                    "cargo test --manifest-path target/packages/Cargo.toml",
                    "cargo install --path generator/cli",
                ]
                .contains(command),
                "nothing runs `{command}`"
            ),
        }
    }
    assert!(commands.contains(&"cargo xtask generate"), "{commands:?}");
}

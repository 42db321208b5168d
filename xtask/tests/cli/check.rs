//! `check`: all steps run, whichever of them fail.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::world::{Run, World};

/// Runs `check` in a world that takes itself for the workspace, with a cargo that fails where `failing` is its first argument, and a rustc that
/// has all targets.
fn check(failing: &str) -> Run {
    check_with(failing, "/")
}

/// The same with a rustc that has its targets in a folder.
fn check_with(failing: &str, targets: &str) -> Run {
    let world = World::new();
    world.write("generator/tests/fixtures/emit/page.md", "No page, but a seed.");
    let cargo = format!("#!/bin/sh\necho \"$@\" $RUSTDOCFLAGS\ntest \"$1\" != '{failing}'\n");
    for (program, script) in [("cargo", cargo), ("rustc", format!("#!/bin/sh\necho {targets}\n"))] {
        world.write(program, script);
        fs::set_permissions(world.path(program), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = world.command(&["check"]);
    command
        .env("CARGO", world.path("cargo"))
        .env("RUSTC", world.path("rustc"))
        .env("CARGO_MANIFEST_DIR", world.path("xtask"))
        .env_remove("UPSTREAM_DOCS")
        .env_remove("RUSTDOCFLAGS");
    assert_eq!(
        world
            .run(&["generate", "--spec", "spec", "--out", "generated-client/src/generated"])
            .code,
        Some(0)
    );
    command.output().unwrap().into()
}

/// The outcomes in the closing table: name and word.
fn outcomes(run: &Run) -> Vec<(&str, &str)> {
    let table = run.stdout.rsplit("\n\n").next().unwrap().lines();
    table
        .filter_map(|line| Some((line.get(..22)?.trim_end(), line.get(22..30)?.trim_end())))
        .take(16)
        .collect()
}

#[test]
fn the_steps_are_those_of_ci() {
    let run = check("nothing");
    assert_eq!(run.code, Some(0), "{run:?}");
    let is_step = |line: &&str| !line.is_empty() && !line.ends_with("as the pages describe them");
    let steps: Vec<&str> = run.stdout.lines().filter(is_step).take(30).collect();
    assert_eq!(
        steps,
        [
            "== fmt ==",
            "fmt --all --check",
            "== clippy ==",
            "clippy --workspace --all-targets --all-features -- -D warnings",
            "== rustdoc ==",
            "doc --workspace --all-features --no-deps -D warnings",
            "== generate --check ==",
            "== wasm ==",
            "check -p octoscribe --no-default-features --features all-scopes,testing --target wasm32-unknown-unknown",
            "== tests ==",
            "test --workspace",
            "== first call ==",
            "run --quiet -p octoscribe --example first_call",
            "== fmt generator/fuzz ==",
            "fmt --manifest-path generator/fuzz/Cargo.toml --check",
            "== clippy generator/fuzz ==",
            "clippy --manifest-path generator/fuzz/Cargo.toml --all-targets -- -D warnings",
            "== fmt client/fuzz ==",
            "fmt --manifest-path generated-client/fuzz/Cargo.toml --check",
            "== clippy client/fuzz ==",
            "clippy --manifest-path generated-client/fuzz/Cargo.toml --all-targets -- -D warnings",
            "== fetch ==",
            "fetch --locked",
            "== deny ==",
            "deny --offline check bans licenses sources",
            "== deny generator/fuzz ==",
            "deny --manifest-path generator/fuzz/Cargo.toml --config .cargo/deny.toml --offline check -A license-not-encountered bans licenses sources",
            "== deny client/fuzz ==",
            "deny --manifest-path generated-client/fuzz/Cargo.toml --config .cargo/deny.toml --offline check -A license-not-encountered bans licenses sources",
            "== fuzz ==",
        ]
    );
    let targets: Vec<&str> = run.stdout.lines().filter_map(|line| line.strip_prefix("-- ")).collect();
    assert_eq!(
        targets,
        [
            "page --",
            "front_matter --",
            "route --",
            "type_expression --",
            "pipeline --",
            "link --",
            "answer --"
        ]
    );
    let runs = run
        .stdout
        .lines()
        .filter(|line| line.starts_with("fuzz run --sanitizer none"));
    assert_eq!(
        runs.filter(|line| line.contains(" -runs=10000 ")).count(),
        targets.len()
    );
    assert!(
        run.stdout
            .ends_with("UPSTREAM_DOCS is not set: tests on the upstream docs were skipped\n"),
        "{run:?}"
    );
}

#[test]
fn a_step_that_fails_fails_the_whole_but_stops_nothing() {
    let run = check("clippy");
    assert_eq!(run.code, Some(1));
    assert_eq!(
        outcomes(&run),
        [
            ("fmt", "ok"),
            ("clippy", "FAILED"),
            ("rustdoc", "ok"),
            ("generate --check", "ok"),
            ("wasm", "ok"),
            ("tests", "ok"),
            ("first call", "ok"),
            ("fmt generator/fuzz", "ok"),
            ("clippy generator/fuzz", "FAILED"),
            ("fmt client/fuzz", "ok"),
            ("clippy client/fuzz", "FAILED"),
            ("fetch", "ok"),
            ("deny", "ok"),
            ("deny generator/fuzz", "ok"),
            ("deny client/fuzz", "ok"),
            ("fuzz", "ok")
        ]
    );
}

#[test]
fn a_target_that_is_not_there_is_skipped() {
    let run = check_with("nothing", "/no/such/folder");
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(outcomes(&run).contains(&("wasm", "skipped")), "{run:?}");
}

#[test]
fn fuzzing_is_skipped_without_cargo_fuzz() {
    let run = check("fuzz");
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(outcomes(&run).contains(&("fuzz", "skipped")), "{run:?}");
    assert!(run.stderr.contains("cargo install cargo-fuzz --locked"), "{run:?}");
}

#[test]
fn licences_are_not_checked_without_cargo_deny() {
    let run = check("deny");
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(outcomes(&run).contains(&("deny", "skipped")), "{run:?}");
    assert!(run.stderr.contains("cargo install cargo-deny --locked"), "{run:?}");
}

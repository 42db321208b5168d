//! `check`: runs all steps, even if some of them fail.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::world::{Run, World};

/// Runs `check` with a cargo that prints its arguments and fails if the first one is `failing`, and a rustc with its targets in a directory.
fn check(failing: &str, targets: &str) -> Run {
    let world = World::new();
    let cargo = format!("#!/bin/sh\necho \"ran $1\"\ntest \"$1\" != '{failing}'\n");
    for (program, script) in [("cargo", cargo), ("rustc", format!("#!/bin/sh\necho {targets}\n"))] {
        world.write(program, script);
        fs::set_permissions(world.path(program), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = world.command(&["check"]);
    command
        .env("CARGO", world.path("cargo"))
        .env("RUSTC", world.path("rustc"))
        .env("CARGO_MANIFEST_DIR", world.path("xtask"))
        .env_remove("UPSTREAM_DOCS");
    command.output().unwrap().into()
}

/// The steps with an outcome, from the table at the end.
fn steps<'a>(run: &'a Run, outcome: &str) -> Vec<&'a str> {
    let (_, table) = run.stdout.rsplit_once("\n\n").unwrap();
    let lines = table.lines().filter(|line| line.starts_with(outcome));
    lines.filter_map(|line| Some(line.split_once(" s  ")?.1)).collect()
}

#[test]
fn all_steps_succeed() {
    let run = check("nothing", "/");
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(steps(&run, "ok").contains(&"test --workspace"), "{run:?}");
    assert_eq!(steps(&run, "FAILED"), Vec::<&str>::new());
    assert!(run.stdout.contains("UPSTREAM_DOCS is not set"), "{run:?}");
}

#[test]
fn a_failure_stops_nothing() {
    let run = check("clippy", "/");
    assert_eq!(run.code, Some(1));
    let failed = steps(&run, "FAILED");
    assert!(
        failed.len() > 1 && failed.iter().all(|step| step.starts_with("clippy ")),
        "{failed:?}"
    );
    let all = run.stdout.lines().filter(|line| line.starts_with("== cargo ")).count();
    assert_eq!(failed.len() + steps(&run, "ok").len(), all);
}

#[test]
fn a_step_without_its_tool_or_target_is_skipped() {
    for (missing, targets, step) in [
        ("deny", "/", "deny "),
        ("fuzz", "/", "xtask fuzz"),
        ("nothing", "/none", "check "),
    ] {
        let run = check(missing, targets);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(
            steps(&run, "skipped").iter().any(|skipped| skipped.starts_with(step)),
            "{run:?}"
        );
        assert!(run.stderr.contains("skipped: run `"), "{run:?}");
    }
}

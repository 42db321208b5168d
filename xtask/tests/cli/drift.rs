//! `generate --check`: names what differs and writes nothing.

use std::fs;

use crate::world::{HEADER, World, assert_untouched};

#[test]
fn agreement_is_success() {
    let world = World::generated();
    let run = world.check();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
}

#[test]
fn every_kind_of_drift_is_named_and_nothing_is_written() {
    let world = World::generated();
    let files: Vec<String> = world.output().into_keys().collect();
    let (missing, differing) = (&files[0], &files[1]);
    fs::remove_file(world.out().join(missing)).unwrap();
    fs::write(world.out().join(differing), format!("{HEADER}\n")).unwrap();
    world.write("client/src/generated/gone/orphan.rs", format!("{HEADER}\n"));
    world.write("client/src/generated/foreign.rs", "// by hand");
    let before = world.everything();
    let run = world.check();
    let mut lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(lines.pop(), Some("3 files out of date; run `cargo xtask generate`"));
    // The differences come first.
    assert!(
        lines.contains(&"+#[cfg(all(test, feature = \"testing\"))]"),
        "{}",
        run.stdout
    );
    lines.retain(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            format!("differs: client/src/generated/{differing}"),
            format!("missing: client/src/generated/{missing}"),
            "orphan:  client/src/generated/gone/orphan.rs".to_owned(),
        ]
    );
    assert_untouched(&before, &world.everything());
}

#[test]
fn nothing_is_there_yet() {
    let world = World::new();
    let before = world.everything();
    let run = world.check();
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.starts_with("missing: client/src/generated/"), "{run:?}");
    assert_untouched(&before, &world.everything());
}

#[test]
fn a_page_that_changed_since_is_drift_whatever_the_cache_says() {
    let world = World::generated();
    world.write_page("gists", "get", "Another text.");
    assert_eq!(world.check().code, Some(1));
    world.generate().summary();
    assert_eq!(world.check().code, Some(0));
}

#[test]
fn an_error_in_a_page_is_reported_instead() {
    let world = World::generated();
    world.write("spec/endpoints/gists/star.md", "no front-matter\n");
    let run = world.check();
    assert!(run.complaint().contains("star.md"), "{run:?}");
    assert_eq!(run.stdout, "");
}

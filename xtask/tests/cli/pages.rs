//! `lint` and `ir`: what the pages say, and what is wrong with them.

use serde_json::Value;

use crate::world::{World, page};

const LINT: [&str; 3] = ["lint", "--spec", "spec"];
const IR: [&str; 3] = ["ir", "--spec", "spec"];

/// A world with a page that is broken.
fn broken() -> World {
    let world = World::new();
    world.write("spec/endpoints/gists/star.md", "no front-matter\n");
    world
}

#[test]
fn lint_of_sound_pages_succeeds() {
    let world = World::new();
    let run = world.run(&LINT);
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (Some(0), "2 pages, no errors or warnings\n", "")
    );
}

#[test]
fn lint_reports_errors_on_standard_output_and_fails() {
    let run = broken().run(&LINT);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    assert!(run.stdout.contains("error[missing-front-matter]"), "{run:?}");
    assert!(run.stdout.contains("--> spec/endpoints/gists/star.md:1:1"), "{run:?}");
}

#[test]
fn lint_writes_json_lines_and_sarif() {
    let world = broken();
    let json = world.run(&[&LINT[..], &["--format", "json"]].concat());
    assert_eq!(json.code, Some(1));
    for line in json.stdout.lines() {
        assert!(
            serde_json::from_str::<Value>(line).unwrap()["code"].is_string(),
            "{line}"
        );
    }
    let sarif = world.run(&[&LINT[..], &["--format", "sarif"]].concat());
    assert_eq!(sarif.code, Some(1));
    serde_json::from_str::<Value>(&sarif.stdout).unwrap();
}

#[test]
fn a_page_that_is_not_utf8_does_not_keep_others_from_being_checked() {
    let world = broken();
    world.write("spec/endpoints/gists/list.md", b"---\nname: \xff\n---\n");
    let run = world.run(&LINT);
    assert!(run.stdout.contains("list.md:2:7"), "{run:?}");
    assert!(run.stdout.contains("star.md:1:1"), "{run:?}");
}

#[test]
fn a_spec_directory_that_is_not_there_is_an_error() {
    let run = World::new().run(&["lint", "--spec", "spec", "--spec", "nowhere"]);
    assert!(
        run.complaint().starts_with("error: can't read the pages in nowhere: "),
        "{run:?}"
    );
}

#[test]
fn a_single_page_may_have_any_name_and_be_anywhere() {
    let world = World::new();
    world.write("notes/a page.txt", page("gists", "star", "Stars a gist."));
    let spec = ["--spec", "notes/a page.txt"];
    let lint = world.run(&[&["lint"], &spec[..]].concat());
    assert_eq!(
        (lint.code, lint.stdout.as_str(), lint.stderr.as_str()),
        (Some(0), "1 page, no errors or warnings\n", "")
    );
    let generate = world.run(&[&["generate", "--out", "out"], &spec[..]].concat());
    assert_eq!(generate.summary().endpoints, 1);
    let emitted = std::fs::read_to_string(world.path("out/gists/star.rs")).unwrap();
    assert!(emitted.contains("pub fn star("), "{emitted}");

    // In a directory, the same page is where its scope and its method say.
    world.write("spec/endpoints/emojis/page.md", page("gists", "star", "Stars a gist."));
    let run = world.run(&LINT);
    assert!(run.stdout.contains("error[misplaced-page]"), "{run:?}");
    assert!(run.stdout.contains("error[example-mismatch]"), "{run:?}");
}

#[test]
fn ir_prints_all_endpoints_or_one() {
    let world = World::new();
    let names = |run: crate::world::Run| -> Vec<String> {
        let value: Value = serde_json::from_str(&run.stdout).unwrap();
        let endpoints = value["endpoints"].as_array().unwrap().iter();
        endpoints
            .map(|endpoint| endpoint["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(world.run(&IR)), ["list", "get"]);
    assert_eq!(names(world.run(&[&IR[..], &["gists.get"]].concat())), ["get"]);
}

#[test]
fn ir_names_the_nearest_endpoint_to_one_that_is_not_there() {
    let run = World::new().run(&[&IR[..], &["gist.get"]].concat());
    assert_eq!(
        run.complaint(),
        "error: there is no endpoint gist.get; the nearest is gists.get\n"
    );
    assert_eq!(run.stdout, "");
}

#[test]
fn ir_of_broken_pages_is_no_ir() {
    let run = broken().run(&IR);
    assert!(run.complaint().contains("missing-front-matter"), "{run:?}");
    assert_eq!(run.stdout, "");
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let world = World::new();
    let mut child = world.command(&IR).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

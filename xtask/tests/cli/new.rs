//! `new`: pages from a route or a name.

use std::fs;

use crate::world::World;

#[test]
fn the_page_of_an_endpoint_has_the_rows_of_its_route() {
    let world = World::new();
    let run = world.run(&[
        "new",
        "endpoint",
        "frogs.feedAll",
        "POST /ponds/{pond}/meals{?dry_run}",
        "--spec",
        "spec",
    ]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let page = fs::read_to_string(world.path("spec/endpoints/frogs/feedAll.md")).unwrap();
    for part in [
        "# Feed all",
        "example: octokit.rest.frogs.feedAll({ pond })",
        "<td>pond</td><td>yes</td><td>string</td>",
        "<td>dry_run</td><td>no</td>",
        "<td>201</td>",
    ] {
        assert!(page.contains(part), "{part} isn't in {page}");
    }
    let run = world.run(&["lint", "--spec", "spec"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.stdout.contains("undescribed") && !run.stdout.contains("error"),
        "{}",
        run.stdout
    );
    let run = world.run(&["fmt", "--check", "--spec", "spec/endpoints/frogs"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let again = world.run(&["new", "endpoint", "frogs.feedAll", "GET /ponds", "--spec", "spec"]);
    assert!(
        again.code == Some(1) && again.stderr.contains("exists already"),
        "{again:?}"
    );
}

#[test]
fn a_wrong_route_is_refused() {
    let world = World::new();
    let run = world.run(&["new", "endpoint", "frogs.feed", "post /ponds/:pond", "--spec", "spec"]);
    assert!(
        run.code == Some(1) && run.stderr.contains("write `POST /ponds/{pond}`"),
        "{run:?}"
    );
    assert!(!world.path("spec/endpoints/frogs/feed.md").exists());
}

#[test]
fn the_page_of_a_schema() {
    let world = World::new();
    let run = world.run(&[
        "new",
        "schema",
        "Colour",
        "--is",
        "\"green\" | \"blue\"",
        "--spec",
        "spec",
    ]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let run = world.run(&["new", "schema", "Frog", "--spec", "spec"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let run = world.run(&["lint", "--spec", "spec"]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn a_crate_of_ones_own_has_its_own_examples() {
    let world = World::new();
    fs::write(world.path("octoscribe.toml"), "name = \"pond\"\nexample = \"pond.\"\n").unwrap();
    let run = world.run(&["new", "endpoint", "frogs.croak", "GET /frogs", "--spec", "spec"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let page = fs::read_to_string(world.path("spec/endpoints/frogs/croak.md")).unwrap();
    assert!(
        page.contains("example: pond.frogs.croak()") && page.contains("\npond.frogs.croak();\n"),
        "{page}"
    );
}

//! `--types` and `explain`: types of pages that state none.

use serde_json::Value;

use crate::world::{World, page};

/// A world in which `gists.get` states no types, and `typed` has a page of the same route that does.
fn untyped() -> World {
    let world = World::new();
    let typed = page("gists", "get", "Returns one gist.");
    let untyped = typed
        .replace("| type ", "")
        .replace("|---|---|---|---|", "|---|---|---|")
        .replace("| integer | Number of the item. ", "| The item. ");
    world.write("typed/endpoints/gists/get.md", &typed);
    world.write("spec/endpoints/gists/get.md", untyped);
    world
}

#[test]
fn typed_pages_beside_the_spec_teach_types_and_add_nothing_else() {
    let world = untyped();
    world.write("typed/endpoints/gists/star.md", page("gists", "star", "Stars a gist."));
    let kinds = |arguments: &[&str]| -> Vec<String> {
        let run = world.run(arguments);
        assert_eq!(run.code, Some(0), "{run:?}");
        let value: Value = serde_json::from_str(&run.stdout).unwrap();
        let endpoints = value["endpoints"].as_array().unwrap().iter();
        endpoints
            .map(|endpoint| format!("{} {}", endpoint["name"], endpoint["parameters"][0]["type"]["kind"]))
            .collect()
    };
    let alone = kinds(&["ir", "--spec", "spec"]);
    assert_eq!(alone, ["\"list\" \"integer\"", "\"get\" \"open\""]);
    let taught = kinds(&["ir", "--spec", "spec", "--types", "typed"]);
    assert_eq!(taught, ["\"list\" \"integer\"", "\"get\" \"integer\""]);
}

#[test]
fn generate_and_its_check_take_types() {
    let world = untyped();
    let with_types = |arguments: &[&str]| {
        let spec = ["--spec", "spec", "--out", "client/src/generated", "--types", "typed"];
        world.run(&[arguments, &spec[..]].concat())
    };
    let signature = |world: &World| world.output()["gists/get.rs"].text.contains("item_id: i64");
    assert_eq!(world.generate().code, Some(0));
    assert!(!signature(&world));
    assert_eq!(with_types(&["generate", "--check"]).code, Some(1));
    assert_eq!(with_types(&["generate"]).code, Some(0));
    assert!(signature(&world));
    assert_eq!(with_types(&["generate", "--check"]).code, Some(0));
    assert_eq!(world.run(&["lint", "--spec", "spec", "--types", "typed"]).code, Some(0));
}

#[test]
fn explain_names_page_evidence_and_signature() {
    let world = untyped();
    let run = world.run(&["explain", "--spec", "spec", "--types", "typed", "gists.get.item_id"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (
            Some(0),
            "gists.get: GET /gists/{item_id}/get
  page       spec/endpoints/gists/get.md:4

item_id: required, path
  page       spec/endpoints/gists/get.md:23
  type       integer
  route      typed/endpoints/gists/get.md:23  `integer` on 1 page
  signature  pub fn get(&self, item_id: i64) -> Get
"
        )
    );
}

#[test]
fn explain_takes_the_evidence_of_typed_pages_from_their_own_cells() {
    let run = World::new().run(&["explain", "--spec", "spec", "gists.get"]);
    assert!(
        run.stdout
            .contains("  stated     spec/endpoints/gists/get.md:23  integer\n"),
        "{run:?}"
    );
    assert!(
        run.stdout
            .contains("  signature  pub fn get(&self, item_id: i64) -> Get\n"),
        "{run:?}"
    );
}

#[test]
fn explain_names_the_nearest_to_what_is_not_there() {
    let world = World::new();
    let run = world.run(&["explain", "--spec", "spec", "gist.get.item_id"]);
    assert_eq!(
        run.complaint(),
        "error: there is no endpoint gist.get; the nearest is gists.get\n"
    );
    let run = world.run(&["explain", "--spec", "spec", "gists.get.item"]);
    assert_eq!(
        run.complaint(),
        "error: gists.get has no parameter item; the nearest is item_id\n"
    );
}

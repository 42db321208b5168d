//! `lint` of some pages, and the changes that `lint --fix` makes.

use crate::world::{World, page};

#[test]
fn the_findings_of_one_page() {
    let world = World::new();
    let path = "spec/endpoints/gists/get.md";
    world.write(
        path,
        page("gists", "get", "Gist.").replace("scope: gists", "scop: gists"),
    );
    world.write(
        "spec/endpoints/emojis/list.md",
        page("emojis", "list", "Emojis.").replace("scope:", "scop:"),
    );
    let run = world.run(&["lint", path, "--spec", "spec"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.stdout.contains("gists/get.md") && !run.stdout.contains("emojis"),
        "{}",
        run.stdout
    );
}

#[test]
fn fixes_are_made_until_none_is_left() {
    let world = World::new();
    let path = "spec/endpoints/gists/get.md";
    let good = page("gists", "get", "Gist.");
    world.write(
        path,
        good.replace("scope: gists", "scop: gists")
            .replace("API method", "api method"),
    );
    let run = world.run(&["lint", "--fix", "--spec", "spec"]);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (Some(0), "2 fixes in 1 page\n"),
        "{run:?}"
    );
    assert_eq!(std::fs::read_to_string(world.path(path)).unwrap(), good);
}

#[test]
fn json_has_a_format_and_the_changes() {
    let world = World::new();
    let path = "spec/endpoints/gists/get.md";
    world.write(
        path,
        page("gists", "get", "Gist.").replace("scope: gists", "scop: gists"),
    );
    let run = world.run(&["lint", "--format", "json", "--spec", "spec"]);
    let found: serde_json::Value = serde_json::from_str(run.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(found["format"], 1);
    assert_eq!(found["fix"][0]["text"], "scope");
    assert_eq!(found["fix"][0]["line"], found["line"]);
}

#[test]
fn a_check_shows_the_difference() {
    let world = World::generated();
    world.write_page("gists", "get", "Returns one gist, or none.");
    let run = world.check();
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.stdout.contains("+    /// Returns one gist, or none."),
        "{}",
        run.stdout
    );
}

#[test]
fn a_bare_method_is_enough_to_explain() {
    let world = World::new();
    let run = world.run(&["explain", "get", "--spec", "spec"]);
    assert!(run.stdout.starts_with("gists.get: "), "{run:?}");
    world.write_page("emojis", "get", "Returns one emoji.");
    let run = world.run(&["explain", "get", "--spec", "spec"]);
    assert!(run.stderr.contains("emojis.get, gists.get"), "{run:?}");
}

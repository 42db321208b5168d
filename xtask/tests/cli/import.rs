//! `import`: what it writes, and what it exits with.

use serde_json::{Value, json};

use crate::world::World;

fn description(food: &Value) -> String {
    let body = json!({ "type": "object", "properties": { "food": food } });
    let operation = json!({
        "operationId": "frogs/feed",
        "summary": "Feed a frog",
        "requestBody": { "content": { "application/json": { "schema": body } } },
        "responses": { "204": { "description": "" } },
    });
    json!({ "info": { "version": "1.0.0", "x-github-plan": "ponds" }, "paths": { "/frogs": { "post": operation } } })
        .to_string()
}

#[test]
fn an_empty_directory_becomes_a_tree_that_later_imports_change() {
    let world = World::new();
    world.write("ponds.json", description(&json!({ "type": "string" })));
    let import = |more: &[&str]| world.run(&[&["import", "ponds.json", "--spec", "tree"], more].concat());
    let run = import(&["--dry-run"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    assert!(!world.path("tree").exists());
    let run = import(&[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.ends_with("2 files written or removed\n"), "{run:?}");
    assert!(world.path("tree/upstream/ponds.lock").is_file());
    let run = world.run(&["lint", "--spec", "tree"]);
    assert!(run.stdout.contains("warning[undescribed]"), "{run:?}");

    let run = world.run(&["explain", "--spec", "tree", "frogs.feed"]);
    assert!(run.stdout.ends_with("\n\n  source     ponds 1.0.0\n"), "{run:?}");

    // Both sides move.
    let page = world.path("tree/endpoints/frogs/feed.md");
    let text = std::fs::read_to_string(&page).unwrap();
    std::fs::write(&page, text.replace("<td>string</td>", "<td>integer</td>")).unwrap();
    world.write("ponds.json", description(&json!({ "type": "boolean" })));
    let run = import(&[]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.stdout.contains("conflict: endpoints/frogs/feed food type"),
        "{run:?}"
    );
    let run = import(&["--take", "theirs", "endpoints/frogs/feed food"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("breaking["), "{run:?}");
    assert!(std::fs::read_to_string(&page).unwrap().contains("<td>boolean</td>"));
}

#[test]
fn what_is_no_description_is_an_error() {
    let world = World::new();
    world.write("ponds.json", "[]");
    let run = world.run(&["import", "ponds.json", "--spec", "tree"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains("can't import ponds.json") && run.stderr.contains("not an OpenAPI 3.0 description"),
        "{run:?}"
    );
}

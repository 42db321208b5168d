//! Three ways: who has moved, and whose word counts.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use octoscribe_import::{Input, Options, Prose, Side, Tree, import};
use serde_json::{Value, json};

use crate::support::{BODY, edited, imported, page, ponds, rows, run, taking, with};

const FEED: &str = "endpoints/frogs/feed.md";

fn property(name: &str, schema: Value) -> Value {
    with(ponds(), &format!("{BODY}/properties/{name}"), schema)
}

#[test]
fn the_same_source_changes_nothing() {
    let tree = imported(&Tree::default(), &ponds());
    let again = run(&tree, &ponds());
    assert!(again.files.is_empty() && again.changes.is_empty());
}

#[test]
fn what_only_the_source_has_moved_is_taken() {
    let tree = imported(&Tree::default(), &ponds());
    let tree = edited(
        &tree,
        FEED,
        "TODO: describe.\n\n</td></tr>\n<tr><td>count",
        "What to feed.\n\n</td></tr>\n<tr><td>count",
    );
    let moved = property("food", json!({ "type": "string", "enum": ["fly", "cricket", "moth"] }));
    let moved = with(moved, &format!("{BODY}/properties/count"), Value::Null);
    let outcome = run(&tree, &moved);
    assert_snapshot!(outcome, @r#"
    ponds 1.0.0 (last import: 1.0.0)
    endpoint pages: 0 added, 0 removed, 1 changed
    schema pages: 0 added, 0 removed, 0 changed
    changed: endpoints/frogs/feed count: `body, no, integer, 1.., 1` -> nothing
    changed: endpoints/frogs/feed food type: `"fly" | "cricket"` -> `"fly" | "cricket" | "moth"`
    "#);
    assert_snapshot!(rows(&tree.with(&outcome.files), FEED), @r#"
    pond | yes | string | What to feed.
    food | yes | "fly" | "cricket" | "moth" | TODO: describe.
    200 |  | Frog | OK.
    404 |  |  | Not found.
    "#);
}

#[test]
fn what_only_the_page_has_moved_is_kept() {
    let tree = imported(&Tree::default(), &ponds());
    let mut tree = edited(&tree, FEED, "<td>1..</td>", "<td>1..=9</td>");
    assert_snapshot!(run(&tree, &ponds()), @"
    ponds 1.0.0 (last import: 1.0.0)
    endpoint pages: 0 added, 0 removed, 0 changed
    schema pages: 0 added, 0 removed, 0 changed
    error: endpoints/frogs/feed count constraints: upstream says `1..`, the page `1..=9`; give the reason in CORRECTIONS.md, or let the page say what upstream says
    ");
    tree.corrections = "\
| place | upstream says | page says | why |
|---|---|---|---|
| `endpoints/frogs/feed count constraints` | `1..` | `1..=9` | \"Ten are too many.\" |
"
    .to_owned();
    assert_snapshot!(run(&tree, &ponds()), @"
    ponds 1.0.0 (last import: 1.0.0)
    endpoint pages: 0 added, 0 removed, 0 changed
    schema pages: 0 added, 0 removed, 0 changed
    ");
    // Upstream moves something else of the same row.
    let outcome = run(
        &tree,
        &property("count", json!({ "type": "number", "minimum": 1, "default": 1 })),
    );
    assert_eq!(outcome.findings, []);
    assert_snapshot!(rows(&tree.with(&outcome.files), FEED), @r#"
    pond | yes | string |  |  | TODO: describe.
    count | no | number | 1..=9 | 1 | TODO: describe.
    food | yes | "fly" | "cricket" |  |  | TODO: describe.
    200 |  | Frog | OK.
    404 |  |  | Not found.
    "#);
}

#[test]
fn what_both_have_moved_is_a_conflict_that_someone_settles() {
    let tree = imported(&Tree::default(), &ponds());
    let tree = edited(&tree, FEED, "<td>1..</td>", "<td>1..=9</td>");
    let moved = property("count", json!({ "type": "integer", "minimum": 2, "default": 2 }));
    let outcome = run(&tree, &moved);
    assert!(outcome.files.is_empty());
    assert_snapshot!(outcome, @"
    ponds 1.0.0 (last import: 1.0.0)
    endpoint pages: 0 added, 0 removed, 1 changed
    schema pages: 0 added, 0 removed, 0 changed
    changed: endpoints/frogs/feed count default: `1` -> `2`
    conflict: endpoints/frogs/feed count constraints
      was: `1..`
      upstream: `2..`
      page: `1..=9`
    1 conflicts; nothing is written: settle each with `--take ours PLACE` or `--take theirs PLACE`, or edit the page
    ");
    let place = "endpoints/frogs/feed count constraints";
    let theirs = taking(&tree, &moved, &[(place, Side::Theirs)]);
    assert_snapshot!(rows(&tree.with(&theirs.files), FEED), @r#"
    pond | yes | string |  |  | TODO: describe.
    count | no | integer | 2.. | 2 | TODO: describe.
    food | yes | "fly" | "cricket" |  |  | TODO: describe.
    200 |  | Frog | OK.
    404 |  |  | Not found.
    "#);
    let ours = taking(&tree, &moved, &[("endpoints/frogs/feed count", Side::Ours)]);
    assert_snapshot!(rows(&tree.with(&ours.files), FEED), @r#"
    pond | yes | string |  |  | TODO: describe.
    count | no | integer | 1..=9 | 2 | TODO: describe.
    food | yes | "fly" | "cricket" |  |  | TODO: describe.
    200 |  | Frog | OK.
    404 |  |  | Not found.
    "#);
}

#[test]
fn a_new_required_parameter_is_the_last_and_order_is_the_pages() {
    let tree = imported(&Tree::default(), &ponds());
    let body = json!({ "type": "object", "required": ["speed", "count", "food"], "properties": {
        "speed": { "type": "integer" },
        "count": { "type": "integer", "minimum": 1, "default": 1 },
        "food": { "type": "string", "enum": ["cricket", "fly"] },
    } });
    let tree = imported(&tree, &with(ponds(), BODY, body));
    assert_snapshot!(rows(&tree, FEED), @r#"
    pond | yes | string |  |  | TODO: describe.
    food | yes | "fly" | "cricket" |  |  | TODO: describe.
    speed | yes | integer |  |  | TODO: describe.
    count | yes | integer | 1.. | 1 | TODO: describe.
    200 |  | Frog | OK.
    404 |  |  | Not found.
    "#);
    assert!(page(&tree, FEED).contains("example: octokit.rest.frogs.feed({ pond, food, speed, count })"));
}

#[test]
fn endpoints_and_their_schemas_come_and_go() {
    let tree = imported(&Tree::default(), &ponds());
    let get = json!({ "get": { "operationId": "frogs/list", "summary": "List frogs", "responses": { "204": { "description": "" } } } });
    let moved = with(
        with(ponds(), "/paths/~1frogs", get),
        "/paths/~1ponds~1{pond}~1frogs",
        Value::Null,
    );
    let outcome = run(&tree, &moved);
    assert_snapshot!(outcome, @"
    ponds 1.0.0 (last import: 1.0.0)
    endpoint pages: 1 added, 1 removed, 0 changed
    schema pages: 0 added, 1 removed, 0 changed
    changed: endpoints/frogs/feed: `POST /ponds/{pond}/frogs` -> nothing
    changed: endpoints/frogs/list: nothing -> `GET /frogs`
    changed: schemas/Frog: `schema` -> nothing
    suspect: endpoints/frogs/feed goes without having been deprecated
    ");
    let files: Vec<&str> = outcome
        .files
        .iter()
        .filter(|(_, text)| text.is_none())
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(files, ["endpoints/frogs/feed.md", "schemas/Frog.md"]);
    // A page that somebody has worked on isn't dropped silently.
    let tree = edited(&tree, FEED, "<td>1..</td>", "<td>1..=9</td>");
    assert_snapshot!(run(&tree, &moved), @"
    ponds 1.0.0 (last import: 1.0.0)
    endpoint pages: 1 added, 0 removed, 0 changed
    schema pages: 0 added, 0 removed, 0 changed
    changed: endpoints/frogs/list: nothing -> `GET /frogs`
    conflict: endpoints/frogs/feed
      was: `POST /ponds/{pond}/frogs`
      upstream: nothing
      page: `POST /ponds/{pond}/frogs`
    1 conflicts; nothing is written: settle each with `--take ours PLACE` or `--take theirs PLACE`, or edit the page
    ");
}

#[test]
fn a_renamed_endpoint_keeps_its_old_name() {
    let tree = imported(&Tree::default(), &ponds());
    let moved = with(
        ponds(),
        "/paths/~1ponds~1{pond}~1frogs/post/operationId",
        json!("pond-frogs/give-food"),
    );
    let outcome = run(&tree, &moved);
    assert_snapshot!(outcome, @"
    ponds 1.0.0 (last import: 1.0.0)
    endpoint pages: 0 added, 0 removed, 0 changed
    schema pages: 0 added, 0 removed, 0 changed
    renamed: endpoints/frogs/feed -> endpoints/pondFrogs/giveFood
    ");
    let tree = tree.with(&outcome.files);
    assert_snapshot!(page(&tree, "endpoints/pondFrogs/giveFood.md").split("\n\n#").next().unwrap(), @"
    ---
    name: Feed a frog
    example: octokit.rest.pondFrogs.giveFood({ pond, food })
    route: POST /ponds/{pond}/frogs
    scope: pondFrogs
    type: API method
    renamed-from: frogs.feed until 0.3.0
    ---
    ");
    assert!(run(&tree, &moved).files.is_empty());
    // Another name later on: the page keeps both.
    let again = with(
        ponds(),
        "/paths/~1ponds~1{pond}~1frogs/post/operationId",
        json!("frogs/nourish"),
    );
    let tree = tree.with(&run(&tree, &again).files);
    assert_snapshot!(page(&tree, "endpoints/frogs/nourish.md").lines().find(|line| line.starts_with("renamed")).unwrap(), @"renamed-from: pondFrogs.giveFood until 0.3.0, frogs.feed until 0.3.0");
}

#[test]
fn deprecations_routes_titles_and_media_types_move_too() {
    let tree = imported(&Tree::default(), &ponds());
    let post = "/paths/~1ponds~1{pond}~1frogs/post";
    let moved = with(
        ponds(),
        &format!("{post}/x-github"),
        json!({ "removalDate": "2030-01-01" }),
    );
    let moved = with(moved, &format!("{post}/summary"), json!("Feed one frog"));
    let dry = json!([
        { "name": "pond", "in": "path", "required": true, "schema": { "type": "string" }, "x-multi-segment": true },
        { "name": "dry_run", "in": "query", "schema": { "type": "boolean" } },
    ]);
    let moved = with(moved, &format!("{post}/parameters"), dry);
    let outcome = run(&tree, &moved);
    assert_snapshot!(page(&tree.with(&outcome.files), FEED).split("## Parameters").next().unwrap(), @"
    ---
    name: Feed one frog
    example: octokit.rest.frogs.feed({ pond, food })
    route: POST /ponds/{+pond}/frogs{?dry_run}
    scope: frogs
    type: API method
    sunset: 2030-01-01
    ---

    # Feed one frog

    **This method is deprecated.**

    TODO: describe.

    ```js
    octokit.rest.frogs.feed({
      pond,
      food,
    });
    ```
    ");
}

#[test]
fn an_old_name_that_no_source_has_is_an_error() {
    let renamed = |old: &str| {
        let mut tree = imported(&Tree::default(), &ponds());
        for page in tree.pages.iter_mut().filter(|page| page.path == FEED) {
            let text = page.text.replace("frogs.feed(", "frogs.nourish(");
            page.text = text
                .replace("\nscope:", &format!("\nrenamed-from: {old}\nscope:"))
                .into();
            page.path = "endpoints/frogs/nourish.md".to_owned();
        }
        let findings = octoscribe_import::check(&tree).unwrap();
        findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let error =
        "endpoints/frogs/nourish.md: no source has an endpoint `frogs.fed`; correct `renamed-from`, or delete the name";
    assert!(renamed("frogs.fed").contains(error), "{}", renamed("frogs.fed"));
    assert!(!renamed("frogs.feed").contains("no source has"));
}

#[test]
fn an_endpoint_that_loses_its_body_is_suspect() {
    let tree = imported(&Tree::default(), &ponds());
    let moved = with(ponds(), "/paths/~1ponds~1{pond}~1frogs/post/requestBody", Value::Null);
    let outcome = run(&tree, &moved);
    assert_eq!(outcome.suspects, ["endpoints/frogs/feed loses its whole body"]);
}

/// Of prose that becomes the page's, the page is what it says.
#[test]
fn prose_that_deprecates_is_no_difference() {
    let words = json!("**Deprecated**: Use `frogs.feedAll()` instead.");
    let description = with(ponds(), "/paths/~1ponds~1{pond}~1frogs/post/description", words);
    let options = Options {
        base: None,
        take: BTreeMap::new(),
        prose: Prose::Upstream,
        today: "2026-01-01",
        remove_overdue: false,
        version: "0.1.0",
    };
    let import = |tree: &Tree| import(tree, &Input::OpenApi(description.to_string()), &options).unwrap();
    let outcome = import(&Tree::default());
    assert_eq!(outcome.findings, []);
    let tree = Tree::default().with(&outcome.files);
    assert!(octoscribe_generator::analyse(tree.pages.clone()).api.endpoints[0].deprecated);
    assert!(import(&tree).files.is_empty());
}

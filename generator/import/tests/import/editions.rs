//! The description of an edition beside GitHub's own, and endpoints that are to be removed.

use insta::assert_snapshot;
use octoscribe_import::{Input, Options, Prose, Side, Tree, check, import};
use serde_json::{Value, json};

use crate::support::{BODY, page, ponds, rows, run, with};

const FROGS: &str = "/paths/~1ponds~1{pond}~1frogs";

/// The description of an edition: what all have, with an optional field and an error more, and an endpoint of its own.
fn cloud() -> Value {
    let cloud = with(
        of("ghec", ponds()),
        &format!("{BODY}/properties/speed"),
        json!({ "type": "integer" }),
    );
    let cloud = with(cloud, &format!("{BODY}/required"), json!(["food", "speed"]));
    let cloud = with(
        cloud,
        &format!("{FROGS}/post/responses/409"),
        json!({ "description": "Asleep" }),
    );
    let cloud = with(
        cloud,
        &format!("{FROGS}/post/responses/201"),
        json!({ "description": "New" }),
    );
    with(cloud, &format!("{FROGS}/delete"), drain())
}

fn drain() -> Value {
    json!({ "operationId": "frogs/drain", "summary": "Drain", "responses": { "204": { "description": "Done" } }, "parameters": [
        { "name": "pond", "in": "path", "required": true, "schema": { "type": "string" } }
    ] })
}

fn of(plan: &str, description: Value) -> Value {
    with(description, "/info/x-github-plan", json!(plan))
}

fn imported(tree: &Tree, description: &Value) -> Tree {
    let outcome = run(tree, description);
    assert!(outcome.conflicts.is_empty() && outcome.findings.is_empty(), "{outcome}");
    tree.with(&outcome.files)
}

fn both() -> Tree {
    imported(&imported(&Tree::default(), &of("api.github.com", ponds())), &cloud())
}

#[test]
fn an_edition_adds_endpoints_and_optional_rows() {
    let tree = both();
    assert!(page(&tree, "endpoints/frogs/drain.md").contains("\nedition: enterprise-cloud\n"));
    assert!(!page(&tree, "endpoints/frogs/feed.md").contains("\nedition"));
    assert_snapshot!(rows(&tree, "endpoints/frogs/feed.md"), @r#"
    pond | yes | string |  |  | TODO: describe.
    count | no | integer | 1.. | 1 | TODO: describe.
    food | yes | "fly" | "cricket" |  |  | TODO: describe.
    speed | no | integer |  |  | TODO: describe.

    Enterprise Cloud only.
    200 |  | Frog | OK.
    404 |  |  | Not found.
    409 |  |  | Conflict.

    Enterprise Cloud only.
    "#);
    for description in [of("api.github.com", ponds()), cloud()] {
        assert!(run(&tree, &description).files.is_empty());
    }
    // What the edition no longer has goes, and nothing of the others does.
    let after = imported(&tree, &of("ghec", ponds()));
    assert_eq!(page(&after, "endpoints/frogs/drain.md"), "");
    assert!(!rows(&after, "endpoints/frogs/feed.md").contains("speed"));
}

#[test]
fn an_endpoint_that_changes_its_edition_keeps_its_page() {
    let all = with(of("api.github.com", ponds()), &format!("{FROGS}/delete"), drain());
    let tree = imported(&both(), &all);
    assert!(!page(&tree, "endpoints/frogs/drain.md").contains("\nedition"));
    assert!(run(&tree, &cloud()).files.is_empty());
    let back = imported(&tree, &of("api.github.com", ponds()));
    assert!(page(&back, "endpoints/frogs/drain.md").contains("\nedition: enterprise-cloud\n"));
    assert_eq!(check(&back).unwrap(), []);
}

#[test]
fn an_edition_alone_is_a_tree_like_any_other() {
    let tree = imported(&Tree::default(), &cloud());
    assert!(!page(&tree, "endpoints/frogs/drain.md").contains("\nedition"));
}

#[test]
fn endpoints_past_their_day_go_when_told_or_when_the_source_drops_them() {
    let removal = |day: &str| {
        with(
            ponds(),
            &format!("{FROGS}/post/x-github"),
            json!({ "removalDate": day }),
        )
    };
    let tree = imported(&Tree::default(), &removal("2025-03-01"));
    assert!(page(&tree, "endpoints/frogs/feed.md").contains("\nsunset: 2025-03-01\n"));
    assert!(page(&tree, "endpoints/frogs/feed.md").contains("**This method is deprecated.**"));
    assert_eq!(run(&tree, &removal("2025-03-01")).overdue, ["endpoints/frogs/feed"]);
    assert_eq!(run(&tree, &removal("2026-08-28")).overdue, [""; 0]);
    let remove = |tree: &Tree, description: &Value| {
        let options = Options {
            base: None,
            take: [("nowhere".to_owned(), Side::Ours)].into(),
            prose: Prose::Todo,
            today: "2026-01-01",
            remove_overdue: true,
            version: "0.1.0",
        };
        import(tree, &Input::OpenApi(description.to_string()), &options).unwrap()
    };
    assert!(
        remove(&tree, &removal("2026-08-28"))
            .files
            .contains_key("endpoints/frogs/feed.md")
    );
    let outcome = remove(&tree, &removal("2025-03-01"));
    assert_eq!(outcome.files.get("endpoints/frogs/feed.md"), Some(&None));
    assert_eq!(outcome.suspects, ["1 of 1 endpoints are gone"]);
    // It stays away, although the source goes on listing it.
    let after = tree.with(&outcome.files);
    assert!(after.pages.is_empty(), "{:?}", after.pages);
}

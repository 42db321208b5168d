//! Trees that lay things out in their own way: what has a page is their business.

use insta::assert_snapshot;
use octoscribe_generator::source::Source;
use octoscribe_import::Tree;
use serde_json::json;

use crate::support::{BODY, edited, imported, ponds, rows, run, with};

/// The tree with the choice of food in a page of its own, and the frog's rows in the page of the endpoint.
fn laid_out() -> Tree {
    let tree = imported(&Tree::default(), &ponds());
    let tree = edited(&tree, "endpoints/frogs/feed.md", "\"fly\" | \"cricket\"", "Food");
    let mut tree = edited(
        &tree,
        "endpoints/frogs/feed.md",
        "<td>Frog</td><td>OK.</td></tr>",
        "<td>object</td><td>OK.</td></tr>\n<tr><td>200.id</td><td>yes</td><td>integer</td><td></td></tr>\n<tr><td>200.friend</td><td>no</td><td>Frog | null</td><td></td></tr>",
    );
    tree.pages.push(Source {
        path: "schemas/Food.md".to_owned(),
        text: "---\nname: Food\ntype: Schema\nis: '\"fly\" | \"cricket\"'\n---\n\n# Food\n\nWhat frogs eat.\n".into(),
    });
    tree
}

#[test]
fn a_page_for_what_the_source_spells_out_is_no_difference() {
    let outcome = run(&laid_out(), &ponds());
    assert!(outcome.findings.is_empty() && outcome.files.is_empty(), "{outcome}");
}

#[test]
fn changes_land_where_the_tree_has_the_fact() {
    let tree = laid_out();
    let moved = with(
        ponds(),
        &format!("{BODY}/properties/food/enum"),
        json!(["fly", "cricket", "moth"]),
    );
    let moved = with(
        moved,
        "/components/schemas/frog/properties/colour",
        json!({ "type": "string" }),
    );
    let outcome = run(&tree, &moved);
    assert_snapshot!(outcome, @r#"
    ponds 1.0.0 (last import: 1.0.0)
    endpoint pages: 0 added, 0 removed, 1 changed
    schema pages: 0 added, 0 removed, 2 changed
    changed: endpoints/frogs/feed 200.colour: nothing -> `no, string`
    changed: schemas/Frog colour: nothing -> `no, string`
    changed: schemas/Food @is: `"fly" | "cricket"` -> `"fly" | "cricket" | "moth"`
    "#);
    assert_snapshot!(rows(&tree.with(&outcome.files), "endpoints/frogs/feed.md"), @"
    pond | yes | string |  |  | TODO: describe.
    count | no | integer | 1.. | 1 | TODO: describe.
    food | yes | Food |  |  | TODO: describe.
    200 |  | object | OK.
    200.id | yes | integer | 
    200.friend | no | Frog | null | 
    200.colour | no | string | TODO: describe.
    404 |  |  | Not found.
    ");
}

#[test]
fn a_renamed_component_keeps_its_page() {
    let tree = imported(&Tree::default(), &ponds());
    let text = ponds()
        .to_string()
        .replace("schemas/frog", "schemas/pond-frog")
        .replace("\"frog\"", "\"pond-frog\"");
    let moved = serde_json::from_str(&text.replace("nullable-frog", "nullable-pond-frog")).unwrap();
    let outcome = run(&tree, &moved);
    assert_eq!(outcome.changes, []);
}

#[test]
fn a_table_of_names_names_new_pages_and_has_no_dead_rows() {
    let mut tree = Tree {
        names: "frog Croaker\n".to_owned(),
        ..Tree::default()
    };
    assert!(
        imported(&tree, &ponds())
            .pages
            .iter()
            .any(|page| page.path == "schemas/Croaker.md")
    );
    tree.names.push_str("toad Toad\n");
    assert_snapshot!(crate::support::error(&tree, &ponds().to_string()), @"row 2 of the names: ponds has no component `toad`");
}

#[test]
fn components_whose_names_differ_in_spelling_get_pages_of_their_own() {
    let mut description = ponds();
    for (component, place) in [
        ("fire-frog", "one"),
        ("fire_frog", "two"),
        ("FIREFROG", "three"),
        ("日本", "four"),
    ] {
        let schema = json!({ "type": "object", "properties": { (place): { "type": "string" } } });
        description = with(description, &format!("/components/schemas/{component}"), schema);
        let reference = json!({ "$ref": format!("#/components/schemas/{component}") });
        description = with(description, &format!("{BODY}/properties/{place}"), reference);
    }
    let tree = imported(&Tree::default(), &description);
    assert_snapshot!(rows(&tree, "endpoints/frogs/feed.md"), @r#"
    pond | yes | string |  |  | TODO: describe.
    count | no | integer | 1.. | 1 | TODO: describe.
    food | yes | "fly" | "cricket" |  |  | TODO: describe.
    four | no | Schema |  |  | TODO: describe.
    one | no | FireFrog2 |  |  | TODO: describe.
    three | no | FIREFROG |  |  | TODO: describe.
    two | no | FireFrog3 |  |  | TODO: describe.
    200 |  | Frog | OK.
    404 |  |  | Not found.
    "#);
    assert_eq!(run(&tree, &description).changes, []);
}

#[test]
fn examples_begin_as_the_settings_of_the_crate_say() {
    let mut tree = Tree::default();
    tree.config.example = "garden.".to_owned();
    let tree = imported(&tree, &ponds());
    let page = tree.pages.iter().find(|page| page.path == "endpoints/frogs/feed.md");
    let text = page.map(|page| page.text.to_string()).unwrap_or_default();
    assert!(
        text.contains("\nexample: garden.frogs.feed({ pond, food })\n"),
        "{text}"
    );
    let moved = with(ponds(), &format!("{BODY}/required"), json!(["food", "count"]));
    let text = imported(&tree, &moved)
        .pages
        .iter()
        .map(|page| page.text.to_string())
        .collect::<String>();
    assert!(
        text.contains("\nexample: garden.frogs.feed({ pond, food, count })\n"),
        "{text}"
    );
}

//! What can't be read: an error with its place, and never a panic.

use insta::assert_snapshot;
use octoscribe_import::{Input, Options, Prose, Tree, import};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{BODY, error, imported, ponds, with};

#[test]
fn an_error_says_where() {
    let none = Tree::default();
    let cases = [
        "{".to_owned(),
        json!({ "info": { "version": 1 }, "paths": {} }).to_string(),
        with(ponds(), &format!("{BODY}/properties"), json!([])).to_string(),
        with(
            ponds(),
            &format!("{BODY}/properties/food"),
            json!({ "$ref": "#/components/schemas/toad" }),
        )
        .to_string(),
        with(ponds(), &format!("{BODY}/properties/food"), json!({ "type": "text" })).to_string(),
        with(ponds(), "/paths/~1ponds~1{pond}~1frogs/post/operationId", json!("feed")).to_string(),
        with(
            ponds(),
            "/components/schemas/frog",
            json!({ "allOf": [{ "$ref": "#/components/schemas/frog" }, {}] }),
        )
        .to_string(),
    ];
    let errors: Vec<String> = cases.iter().map(|case| error(&none, case)).collect();
    assert_snapshot!(errors.join("\n"), @"
    not an OpenAPI 3.0 description: EOF while parsing an object at line 1 column 1, at ?
    not an OpenAPI 3.0 description: invalid type: integer `1`, expected a string at line 1 column 20, at info.version
    not an OpenAPI 3.0 description: invalid type: sequence, expected a map at line 1 column 626, at paths./ponds/{pond}/frogs.post.requestBody.content.application/json.schema.properties
    #/paths/~1ponds~1{pond}~1frogs/POST/requestBody/food: `#/components/schemas/toad` is not in the description
    #/paths/~1ponds~1{pond}~1frogs/POST/requestBody/food: unknown type `text`
    #/paths/~1ponds~1{pond}~1frogs/POST: the operation's name `feed` is not of the form `scope/name`
    #/components/schemas/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog/frog: schemas nested more than 48 levels deep
    ");
}

#[test]
fn a_broken_lock_says_where() {
    let mut tree = imported(&Tree::default(), &ponds());
    let mut errors = String::new();
    for lock in [
        "",
        "# ponds 1\n  a\tb\n",
        "# ponds 1\n\nschemas/A\n  @is\t\t\tnonsense(\n",
    ] {
        tree.locks.insert("ponds".to_owned(), lock.to_owned());
        errors += &format!("{}\n", error(&tree, &ponds().to_string()));
    }
    assert_snapshot!(errors, @"
    line 1 of the lock: expected a head such as `# api.github.com 23.0.2`
    line 2 of the lock: a row before the first page
    line 3 of the lock: schemas/A: expected `|` or `[]` here
    ");
}

/// The description with a value somewhere replaced.
fn changed(value: &mut Value, at: &mut usize, by: &Value) -> bool {
    if *at == 0 {
        *value = by.clone();
        return true;
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| changed(item, at, by)),
        Value::Object(fields) => fields.values_mut().any(|field| changed(field, at, by)),
        _ => false,
    }
}

proptest! {
    #[test]
    fn no_description_is_a_panic(at in 1_usize..80) {
        let by = [json!(null), json!("x"), json!([]), json!({}), json!({ "$ref": "#/components/schemas/frog" }), json!(["<td>", "|", "\u{202e}\n"])];
        let tree = imported(&Tree::default(), &ponds());
        let options = Options { base: None, take: std::collections::BTreeMap::new(), prose: Prose::Upstream, today: "2026-01-01", remove_overdue: false, version: "0.1.0" };
        for by in by {
            let mut description = ponds();
            changed(&mut description, &mut at.clone(), &by);
            drop(import(&tree, &Input::OpenApi(description.to_string()), &options));
        }
    }
}

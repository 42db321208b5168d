//! Webhook events: the objects that a description repeats become schemas.

use insta::assert_snapshot;
use octoscribe_import::{Tree, check};
use serde_json::{Value, json};

use crate::support::{page, ponds, rows, run, with};

/// The description of ponds with two actions of an event and an event without one. Each spells its objects out.
fn hooks() -> Value {
    let event = |id: &str, event: &str, title: &str, properties: Value| {
        json!({ "post": {
            "operationId": id,
            "summary": "Upstream's words.",
            "requestBody": { "content": { "application/json": { "schema": {
                "title": title, "type": "object", "required": ["action", "frog"], "properties": properties
            } } } },
            "responses": { "200": { "description": "Fine" } },
            "x-github": { "subcategory": event, "supported-webhook-types": ["repository", "app"] }
        } })
    };
    let action = |word: &str| json!({ "type": "string", "enum": [word] });
    let keeper = |more: Value| {
        let mut keeper = json!({ "title": "Keeper", "type": "object", "required": ["id", "login"], "properties": {
            "id": { "type": "integer" }, "login": { "type": "string" }
        } });
        keeper["properties"]
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        keeper
    };
    let own = |keeper: Value| {
        json!({ "type": "object", "required": ["id", "keeper"], "properties": {
            "id": { "type": "integer" }, "keeper": keeper, "size": { "type": "integer" }, "name": { "type": "string" },
            "friend": { "title": "Frog", "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" }, "friend": {
                "$ref": "#/components/schemas/nullable-frog"
            } } }
        } })
    };
    with(
        ponds(),
        "/x-webhooks",
        json!({
            "frog-fed": event("frog/fed", "frog", "frog fed event", json!({ "action": action("fed"), "frog": own(keeper(json!({}))) })),
            "frog-left": event("frog/left", "frog", "frog left event", json!({
                "action": action("left"), "frog": own(keeper(json!({ "email": { "type": "string", "nullable": true } })))
            })),
            "rain": event("rain", "rain", "rain event", json!({ "frog": { "$ref": "#/components/schemas/frog" } }))
        }),
    )
}

#[test]
fn repeated_objects_are_schemas() {
    let outcome = run(&Tree::default(), &hooks());
    let tree = Tree::default().with(&outcome.files);
    assert_snapshot!(page(&tree, "webhooks/frog/fed.md"), @r#"
    ---
    name: frog.fed
    type: Webhook event
    event: frog
    action: fed
    receivers: repository, app
    ---

    # frog.fed

    TODO: describe.

    ## Fields

    <table>
      <thead>
        <tr>
          <th>name</th>
          <th>required</th>
          <th>type</th>
          <th>description</th>
        </tr>
      </thead>
      <tbody>
        <tr><td>action</td><td>yes</td><td>"fed"</td><td>TODO: describe.</td></tr>
    <tr><td>frog</td><td>yes</td><td>WebhookFrog</td><td>TODO: describe.</td></tr>
      </tbody>
    </table>
    "#);
    assert_snapshot!(rows(&tree, "webhooks/frog/left.md"), @r#"
    action | yes | "left" | TODO: describe.
    frog | yes | WebhookFrog | TODO: describe.
    "#);
    assert_snapshot!(rows(&tree, "webhooks/rain.md"), @"frog | yes | Frog | TODO: describe.");
    assert_snapshot!(rows(&tree, "schemas/WebhookFrog.md"), @"
    friend | no | WebhookFrog | null | TODO: describe.
    id | yes | integer | TODO: describe.
    keeper | no | WebhookKeeper | TODO: describe.
    name | no | string | TODO: describe.
    size | no | integer | TODO: describe.
    ");
    assert_snapshot!(rows(&tree, "schemas/WebhookKeeper.md"), @"
    id | yes | integer | TODO: describe.
    login | yes | string | TODO: describe.
    email | no | string | null | TODO: describe.
    ");
    let again = run(&tree, &hooks());
    assert!(again.files.is_empty() && again.conflicts.is_empty(), "{again}");
    assert_eq!(check(&tree).unwrap(), []);
}

#[test]
fn a_field_that_is_gone_goes_and_an_edited_row_stays() {
    let tree = Tree::default().with(&run(&Tree::default(), &hooks()).files);
    let payload = "/x-webhooks/rain/post/requestBody/content/application~1json/schema";
    let changed = with(
        hooks(),
        &format!("{payload}/properties/drops"),
        json!({ "type": "integer" }),
    );
    let tree = tree.with(&run(&tree, &changed).files);
    assert_snapshot!(rows(&tree, "webhooks/rain.md"), @"
    frog | yes | Frog | TODO: describe.
    drops | no | integer | TODO: describe.
    ");
    let outcome = run(&tree, &with(changed, "/x-webhooks/frog-left", Value::Null));
    assert!(outcome.files.contains_key("webhooks/frog/left.md"), "{outcome}");
}

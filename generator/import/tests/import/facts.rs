//! What a description says, as the lock has it and as new pages show it.

use insta::assert_snapshot;
use octoscribe_import::Tree;
use serde_json::{Value, json};

use crate::support::{BODY, edited, error, imported, page, ponds, rows, run, with};

fn lock(description: &Value) -> String {
    imported(&Tree::default(), description).locks["ponds"].replace('\t', " ")
}

/// The rows of the body `{ "it": schema }`.
fn body(schema: &Value) -> String {
    let body = json!({ "type": "object", "properties": { "it": schema } });
    let lock = lock(&with(ponds(), BODY, body));
    lock.lines()
        .filter(|line| line.starts_with("  it"))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn a_lock_has_facts_only() {
    assert_snapshot!(lock(&ponds()), @r#"
    # ponds 1.0.0

    endpoints/frogs/feed
      200   Frog
      404
      @docs   https://docs.github.com/rest/frogs#feed
      @route   POST /ponds/{pond}/frogs
      @title   Feed a frog
      count body no integer 1.. 1
      food body yes "fly" | "cricket"
      pond path yes string

    schemas/Frog
      @is   object
      friend  no Frog | null
      id  yes integer
    "#);
}

#[test]
fn a_new_page_is_whole() {
    assert_snapshot!(page(&imported(&Tree::default(), &ponds()), "endpoints/frogs/feed.md"), @r#"
    ---
    name: Feed a frog
    example: octokit.rest.frogs.feed({ pond, food })
    route: POST /ponds/{pond}/frogs
    scope: frogs
    type: API method
    ---

    # Feed a frog

    TODO: describe.

    ```js
    octokit.rest.frogs.feed({
      pond,
      food,
    });
    ```

    ## Parameters

    <table>
      <thead>
        <tr>
          <th>name</th>
          <th>required</th>
          <th>type</th>
          <th>constraints</th>
          <th>default</th>
          <th>description</th>
        </tr>
      </thead>
      <tbody>
        <tr><td>pond</td><td>yes</td><td>string</td><td></td><td></td><td>

    TODO: describe.

    </td></tr>
    <tr><td>count</td><td>no</td><td>integer</td><td>1..</td><td>1</td><td>

    TODO: describe.

    </td></tr>
    <tr><td>food</td><td>yes</td><td>"fly" | "cricket"</td><td></td><td></td><td>

    TODO: describe.

    </td></tr>
      </tbody>
    </table>

    ## Responses

    <table>
      <thead>
        <tr>
          <th>status</th>
          <th>required</th>
          <th>type</th>
          <th>description</th>
        </tr>
      </thead>
      <tbody>
        <tr><td>200</td><td></td><td>Frog</td><td>OK.</td></tr>
    <tr><td>404</td><td></td><td></td><td>Not found.</td></tr>
      </tbody>
    </table>

    See also: [GitHub Developer Guide documentation](https://docs.github.com/rest/frogs#feed).
    "#);
    assert_snapshot!(page(&imported(&Tree::default(), &ponds()), "schemas/Frog.md"), @"
    ---
    name: Frog
    type: Schema
    ---

    # Frog

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
        <tr><td>friend</td><td>no</td><td>Frog | null</td><td>TODO: describe.</td></tr>
    <tr><td>id</td><td>yes</td><td>integer</td><td>TODO: describe.</td></tr>
      </tbody>
    </table>
    ");
}

#[test]
fn other_forms_of_a_response_are_rows() {
    let form = "/paths/~1ponds~1{pond}~1frogs/post/responses/200/content/application~1vnd.github.v3.star+json";
    let frogs = json!({ "schema": { "type": "array", "items": { "$ref": "#/components/schemas/frog" } } });
    let lock = lock(&with(ponds(), form, frogs));
    let rows: Vec<&str> = lock
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("200"))
        .collect();
    assert_eq!(rows, ["200   Frog", "200 application/vnd.github.star+json   Frog[]"]);
}

#[test]
fn schemas_become_types() {
    let schemas = [
        json!({ "type": "string", "format": "date-time", "nullable": true }),
        json!({ "type": "string", "minLength": 1, "maxLength": 5, "pattern": "^[a-z]+$" }),
        json!({ "type": "string", "pattern": "(?<=a)b" }),
        json!({ "type": "array", "items": { "type": "string", "maxLength": 3 }, "maxItems": 2 }),
        json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
        json!({ "type": "object", "properties": { "a": { "type": "boolean" } }, "required": ["a"] }),
        json!({ "type": "object", "properties": { "a": { "type": "boolean" } }, "additionalProperties": { "type": "integer" } }),
        json!({ "type": "string", "format": "byte" }),
        json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }], "nullable": true }),
        json!({ "oneOf": [
            { "type": "object", "properties": { "a": { "type": "boolean" }, "b": { "type": "string" } }, "required": ["a", "b"] },
            { "type": "object", "properties": { "a": { "type": "boolean" }, "c": { "type": "string" } }, "required": ["a", "c"] },
        ] }),
        json!({ "allOf": [{ "$ref": "#/components/schemas/frog" }, { "type": "object", "properties": { "x": {} }, "required": ["x"] }] }),
        json!({ "allOf": [{ "$ref": "#/components/schemas/frog" }], "nullable": true }),
        json!({ "enum": ["a", "b", null] }),
        json!({ "type": ["integer", "null"] }),
        json!({}),
    ];
    let text: Vec<String> = schemas
        .iter()
        .map(|schema| format!("{schema}\n{}", body(schema)))
        .collect();
    assert_snapshot!(text.join("\n"), @r##"
    {"format":"date-time","nullable":true,"type":"string"}
      it body no date-time | null

    {"maxLength":5,"minLength":1,"pattern":"^[a-z]+$","type":"string"}
      it body no string 1..=5, /^[a-z]+$/

    {"pattern":"(?<=a)b","type":"string"}
      it body no string

    {"items":{"maxLength":3,"type":"string"},"maxItems":2,"type":"array"}
      it body no string[] ..=2
      it[]  yes string ..=3

    {"additionalProperties":{"type":"integer"},"type":"object"}
      it body no map(integer)

    {"properties":{"a":{"type":"boolean"}},"required":["a"],"type":"object"}
      it body no object
      it.a  yes boolean

    {"additionalProperties":{"type":"integer"},"properties":{"a":{"type":"boolean"}},"type":"object"}
      it body no object
      it.*  no integer
      it.a  no boolean

    {"format":"byte","type":"string"}
      it body no base64

    {"nullable":true,"oneOf":[{"type":"string"},{"type":"integer"}]}
      it body no string | integer | null

    {"oneOf":[{"properties":{"a":{"type":"boolean"},"b":{"type":"string"}},"required":["a","b"],"type":"object"},{"properties":{"a":{"type":"boolean"},"c":{"type":"string"}},"required":["a","c"],"type":"object"}]}
      it body no object
      it.a  yes boolean
      it.b  no string
      it.c  no string

    {"allOf":[{"$ref":"#/components/schemas/frog"},{"properties":{"x":{}},"required":["x"],"type":"object"}]}
      it body no object
      it.friend  no Frog | null
      it.id  yes integer
      it.x  yes any

    {"allOf":[{"$ref":"#/components/schemas/frog"}],"nullable":true}
      it body no Frog | null

    {"enum":["a","b",null]}
      it body no "a" | "b" | null

    {"type":["integer","null"]}
      it body no integer | null

    {}
      it body no any
    "##);
}

#[test]
fn bodies_become_parameters() {
    let bodies = [
        json!({ "type": "array", "items": { "type": "string" } }),
        json!({ "oneOf": [{ "type": "object", "properties": { "labels": { "type": "array", "items": { "type": "string" } } } }, { "type": "array", "items": { "type": "string" } }] }),
        json!({ "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "string" } }, "anyOf": [{ "required": ["a"] }, { "required": ["b"] }, { "required": ["other"] }] }),
    ];
    let text: Vec<String> = bodies
        .iter()
        .map(|body| {
            let lock = lock(&with(ponds(), BODY, body.clone()));
            let endpoint = lock.split("\n\n").nth(1).unwrap();
            let rows = endpoint
                .lines()
                .filter(|line| line.contains(" body") || line.contains("-of"))
                .map(|line| format!("{line}\n"));
            format!("{body}\n{}", rows.collect::<String>())
        })
        .collect();
    assert_snapshot!(text.join("\n"), @r#"
    {"items":{"type":"string"},"type":"array"}
      data body yes string[]

    {"oneOf":[{"properties":{"labels":{"items":{"type":"string"},"type":"array"}},"type":"object"},{"items":{"type":"string"},"type":"array"}]}
      labels body no string[]

    {"anyOf":[{"required":["a"]},{"required":["b"]},{"required":["other"]}],"properties":{"a":{"type":"string"},"b":{"type":"string"}},"type":"object"}
      @any-of   [[a], [b]]
      a body no string
      b body no string
    "#);
}

#[test]
fn what_only_one_version_has_is_optional_and_says_which() {
    let change = |patch: Value| json!([{ "changeset": "change", "version": "2026-03-10", "patch": patch }]);
    let changes = |at: &str, patch: Value| (format!("{at}/x-github-breaking-changes"), change(patch));
    let operation = json!({
        "requestBody": { "content": { "application/json": { "schema": { "properties": { "food": null } } } } },
        "responses": { "202": { "description": "Later" }, "404": null },
    });
    let (frog, at) = (
        json!([{ "op": "remove", "path": "/properties/id" }]),
        "/components/schemas/frog",
    );
    let mut description = ponds();
    for (pointer, value) in [
        changes("/paths/~1ponds~1{pond}~1frogs/post", operation),
        changes(at, frog),
    ] {
        description = with(description, &pointer, value);
    }
    let tree = imported(&Tree::default(), &description);
    assert_snapshot!(rows(&tree, "endpoints/frogs/feed.md") + &rows(&tree, "schemas/Frog.md"), @r#"
    pond | yes | string |  |  | TODO: describe.
    count | no | integer | 1.. | 1 | TODO: describe.
    food | no | "fly" | "cricket" |  |  | TODO: describe.

    Not in version 2026-03-10.
    200 |  | Frog | OK.
    202 |  |  | Accepted.

    Not in version 2022-11-28.
    404 |  |  | Not found.

    Not in version 2026-03-10.
    friend | no | Frog | null | TODO: describe.
    id | no | integer | TODO: describe.

    Not in version 2026-03-10.
    "#);
    // Pages that have been imported without the later version get it, and keep their prose.
    let tree = edited(
        &imported(&Tree::default(), &ponds()),
        "schemas/Frog.md",
        "<td>integer</td><td>TODO: describe.</td>",
        "<td>integer</td><td>Its number.</td>",
    );
    let outcome = run(&tree, &description);
    assert_snapshot!(outcome, @"
    ponds 1.0.0 (last import: 1.0.0)
    endpoint pages: 0 added, 0 removed, 1 changed
    schema pages: 0 added, 0 removed, 1 changed
    changed: endpoints/frogs/feed 202: nothing -> ``
    changed: endpoints/frogs/feed 404 description: nothing -> `Not in version 2026-03-10.`
    changed: endpoints/frogs/feed food required: `yes` -> `no`
    changed: endpoints/frogs/feed food description: nothing -> `Not in version 2026-03-10.`
    changed: schemas/Frog id required: `yes` -> `no`
    changed: schemas/Frog id description: nothing -> `Not in version 2026-03-10.`
    ");
    let tree = tree.with(&outcome.files);
    assert_snapshot!(rows(&tree, "schemas/Frog.md"), @"
    friend | no | Frog | null | TODO: describe.
    id | no | integer | Its number.

    Not in version 2026-03-10.
    ");
    assert!(run(&tree, &description).files.is_empty());
}

#[test]
fn a_patch_that_does_not_fit_is_an_error() {
    let steps = json!([{ "op": "remove", "path": "/properties/nothing" }]);
    let change = json!([{ "changeset": "change", "version": "2026-03-10", "patch": steps }]);
    let description = with(ponds(), "/components/schemas/frog/x-github-breaking-changes", change).to_string();
    assert_snapshot!(error(&Tree::default(), &description), @"#/components/schemas/frog/x-github-breaking-changes: the patch for version 2026-03-10 can't be applied: operation '/0' failed at path '/properties/nothing': path is invalid");
}

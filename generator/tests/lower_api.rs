//! What pages lower to, and the IR as JSON.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a fixture that can't be taken apart fails the test"
)]

mod support;

use std::fmt::Write;

use octoscribe_generator::ir::{Api, EndpointId, Parameter, ParameterLocation};
use octoscribe_generator::ir_json;
use octoscribe_generator::lower::select;
use support::{act, api, schema};

fn json(api: &Api) -> String {
    let mut text = Vec::new();
    ir_json::write(api, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// Name, place and type of every parameter, nested ones indented.
fn outline(parameters: &[Parameter]) -> String {
    fn add(parameters: &[Parameter], indent: usize, text: &mut String) {
        for parameter in parameters {
            let star = if parameter.required { "*" } else { "" };
            let place = parameter.location;
            writeln!(
                text,
                "{}{}{star} {place:?} {:?}",
                "  ".repeat(indent),
                parameter.name,
                parameter.ty
            )
            .unwrap();
            add(&parameter.elements, indent + 1, text);
            add(&parameter.fields, indent + 1, text);
        }
    }
    let mut text = String::new();
    add(parameters, 0, &mut text);
    text
}

fn parameters(text: &str) -> String {
    outline(&api(text).endpoints[0].parameters)
}

#[test]
fn the_shape_of_the_document() {
    let text = act(
        "PATCH {origin}/animals",
        "",
        "
| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| weight | no | integer | 1.. | 30 | Kilograms. |
",
    ) + "
## Responses

| status | required | type | description |
|---|---|---|---|
| 404 | | Food | Not found. |
" + &schema("Food", r#"'"hay" | "fish"'"#, "");
    insta::assert_snapshot!(json(&api(&text)), @r#"
    {
      "endpoints": [
        {
          "id": "zoo.act",
          "scope": "zoo",
          "name": "act",
          "title": "Act",
          "method": "PATCH",
          "path": "/animals",
          "deprecated": false,
          "renamed_to": null,
          "source": {
            "file": "spec/endpoints/zoo/act.md",
            "line": 4
          },
          "parameters": [
            {
              "name": "weight",
              "in": "body",
              "required": false,
              "type": {
                "kind": "integer"
              },
              "constraints": {
                "min": 1,
                "max": null,
                "pattern": null
              },
              "default": 30,
              "description": "Kilograms.",
              "evidence": [
                {
                  "kind": "stated",
                  "file": "spec/endpoints/zoo/act.md",
                  "line": 17,
                  "text": "integer"
                }
              ],
              "fields": []
            }
          ],
          "responses": [
            {
              "status": 404,
              "type": {
                "kind": "ref",
                "name": "Food"
              },
              "description": "Not found.",
              "fields": []
            }
          ],
          "description": "Does something.",
          "docs_url": null,
          "uploads": true,
          "content_type": null,
          "groups": [],
          "token_scopes": []
        }
      ],
      "schemas": [
        {
          "name": "Food",
          "type": {
            "kind": "enum",
            "values": [
              "hay",
              "fish"
            ]
          },
          "description": "",
          "source": {
            "file": "spec/schemas/Food.md",
            "line": 2
          },
          "fields": []
        }
      ]
    }
    "#);
}

/// What the IR's JSON says about each parameter, a line each.
#[test]
fn types_constraints_and_defaults_in_json() {
    let text = act(
        "POST /animals",
        "one-of: [[tags], [meal]]\n",
        r#"
| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| tags | no | ("new" \| "old" \| null)[] | ..=5 | ["new"] | |
| order | no | Order | | down | |
| name | no | string | 1..=39, /^[0-9]+$/ | 30 | |
| born | no | date-time | | | |
| meal | no | map(object) \| null | | null | |
| meal.* | no | object | | | |
| meal.*.food | yes | string \| integer | | 7 | |
"#,
    ) + &schema("Order", r#"'"up" | "down"'"#, "");
    let json: serde_json::Value = serde_json::from_str(&json(&api(&text))).unwrap();
    let endpoint = &json["endpoints"][0];
    let mut lines = String::new();
    let mut waiting: Vec<_> = endpoint["parameters"].as_array().unwrap().iter().rev().collect();
    while let Some(parameter) = waiting.pop() {
        let evidence = &parameter["evidence"][0]["text"];
        let of = |key: &str| &parameter[key];
        writeln!(
            lines,
            "{} {} {} {} {evidence}",
            of("name"),
            of("type"),
            of("constraints"),
            of("default")
        )
        .unwrap();
        waiting.extend(of("fields").as_array().unwrap().iter().rev());
    }
    insta::assert_snapshot!(lines, @r#"
    "tags" {"items":{"kind":"union","variants":[{"kind":"enum","values":["new","old"]},{"kind":"null"}]},"kind":"list"} {"max":5,"min":null,"pattern":null} ["new"] "(\"new\" | \"old\" | null)[]"
    "order" {"kind":"ref","name":"Order"} null "down" "Order"
    "name" {"kind":"string"} {"max":39,"min":1,"pattern":"^[0-9]+$"} "30" "string"
    "born" {"kind":"date-time"} null null "date-time"
    "meal" {"kind":"union","variants":[{"kind":"map","values":{"kind":"object"}},{"kind":"null"}]} null null "map(object) | null"
    "*" {"kind":"object"} null null "object"
    "food" {"kind":"union","variants":[{"kind":"string"},{"kind":"integer"}]} null 7 "string | integer"
    "#);
    assert_eq!(
        endpoint["groups"].to_string(),
        r#"[{"groups":[["tags"],["meal"]],"kind":"one-of"}]"#
    );
}

#[test]
fn path_parameters_come_first_in_route_order() {
    insta::assert_snapshot!(parameters(&act("GET /a/{one}/{+two}{?four}", "", "
| name | required | type | description |
|---|---|---|---|
| three | yes | integer | 3 |
| two | yes | string | 2 |
| four | no | string | 4 |
| one | yes | string | 1 |
")), @r"
    one* Path String
    two* Path String
    three* Query Integer
    four Query String
    ");
}

#[test]
fn where_parameters_go() {
    let table = "
| name | required | type | description |
|---|---|---|---|
| named | no | string | In the route. |
| other | no | string | Not in the route. |
";
    for (method, expected) in [
        ("GET", "Query"),
        ("HEAD", "Query"),
        ("POST", "Body"),
        ("PUT", "Body"),
        ("DELETE", "Body"),
    ] {
        let text = parameters(&act(&format!("{method} /a{{?named}}"), "", table));
        assert_eq!(
            text,
            format!("named Query String\nother {expected} String\n"),
            "{method}"
        );
    }
}

#[test]
fn a_path_and_a_body_parameter_of_one_name() {
    insta::assert_snapshot!(parameters(&act("PATCH /a/{name}", "", "
| name | in | required | type | description |
|---|---|---|---|---|
| name | path | yes | string | The old one. |
| name | body | no | object | The new one. |
| name.first | body | no | string | Part of the new one. |
")), @r"
    name* Path String
    name Body Object
      first Body String
    ");
}

#[test]
fn data_is_the_whole_body() {
    insta::assert_snapshot!(parameters(&act("PUT /a", "", "
| name | required | type | description |
|---|---|---|---|
| data | yes | map((string \\| object)[]) | Everything. |
| data.*[].rule | yes | string | Nested. |
")), @r"
    data* WholeBody Map(List(Union([String, Object])))
      rule* Body String
    ");
    let raw = api(&act(
        "POST /a{?name}",
        "content-type: text/plain\n",
        "
| name | required | type | description |
|---|---|---|---|
| name | no | string | Beside the body. |
| data | yes | string | Text. |
",
    ));
    let endpoint = &raw.endpoints[0];
    assert_eq!(endpoint.content_type.as_deref(), Some("text/plain"));
    assert_eq!(endpoint.parameters[1].location, ParameterLocation::WholeBody);
}

#[test]
fn a_row_for_the_uploads_host_is_no_parameter() {
    let table = "
| name | required | description |
|---|---|---|
| data | yes | The bytes. |
| origin | no | The host. |
";
    assert_eq!(
        parameters(&act("POST {origin}/assets", "", table)),
        "data* WholeBody Open\n"
    );
}

#[test]
fn nested_rows_in_any_order() {
    insta::assert_snapshot!(parameters(&act("POST /a", "", "
| name | required | type | description |
|---|---|---|---|
| pets[].toys.*.colour | no | string | 3 deep. |
| pets[].toys | no | map(object \\| null) | A map. |
| pets | no | (string \\| object)[] \\| null | A list. |
| pets[].name | yes | string | A field. |
| sort_by | no | ((integer \\| string)[])[] | Pairs. |
| sort_by[] | yes | (integer \\| string)[] | One pair. |
")), @r"
    pets Body Union([List(Union([String, Object])), Null])
      toys Body Map(Union([Object, Null]))
        colour Body String
      name* Body String
    sort_by Body List(List(Union([Integer, String])))
      []* Body List(Union([Integer, String]))
    ");
}

#[test]
fn an_untyped_page_keeps_its_tree() {
    insta::assert_snapshot!(parameters(&act("POST /a", "", "
| name | required | description |
|---|---|---|
| manifests | no | A map, as it seems. |
| manifests.* | no | What is in it. |
| manifests.*.name | yes | A field. |
| output.lines[].text | no | Its parents have no rows. |
")), @r"
    manifests Body Map(Object)
      * Body Open
      name* Body Open
    output Body Object
      lines Body List(Object)
        text Body Open
    ");
}

#[test]
fn fields_of_schemas_that_are_lists() {
    let text = act("GET /a", "", "This endpoint has no parameters.")
        + "
## Responses

| status | required | type | description |
|---|---|---|---|
| 200 | | Cats | OK. |
" + &schema(
        "Cats",
        "object[]",
        "
| name | required | type | description |
|---|---|---|---|
| [].name | yes | string | Its name. |
| [].kittens | no | object[] | Its kittens. |
| [].kittens[].age | no | integer | Weeks. |
",
    );
    insta::assert_snapshot!(outline(&api(&text).schemas[0].fields), @r"
    name* Body String
    kittens Body List(Object)
      age Body Integer
    ");
}

#[test]
fn output_is_sorted_and_can_be_narrowed_to_one_endpoint() {
    let page = |name: &str, ty: &str| {
        let table = format!(
            "
| name | required | type | description |
|---|---|---|---|
| x | no | {ty} | X. |
"
        );
        act(&format!("POST /{name}"), "", &table)
            .replace("zoo/act", &format!("zoo/{name}"))
            .replace("zoo.act", &format!("zoo.{name}"))
    };
    let text = [
        page("b", "Two"),
        page("a", "One[]"),
        schema("Two", "Three", ""),
        schema("One", "string", ""),
        schema("Three", "", ""),
    ];
    let api = api(&text.concat());
    let names = |api: &Api| {
        let schemas = api.schemas.iter().map(|schema| schema.name.clone());
        api.endpoints
            .iter()
            .map(|endpoint| endpoint.id().to_string())
            .chain(schemas)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&api), ["zoo.a", "zoo.b", "One", "Three", "Two"]);
    let id = |name: &str| EndpointId {
        scope: "zoo".to_owned(),
        name: name.to_owned(),
    };
    assert_eq!(names(&select(&api, &id("b")).unwrap()), ["zoo.b", "Three", "Two"]);
    assert_eq!(select(&api, &id("c")), None);
}

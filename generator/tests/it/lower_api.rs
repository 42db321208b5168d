//! What pages lower to, and the IR as JSON.

use std::fmt::Write;

use crate::support::{act, api, schema};
use octoscribe_generator::ir::{Api, EndpointId, Field, ParameterLocation};

fn json(api: &Api) -> String {
    serde_json::to_string_pretty(api).unwrap()
}

/// Name and type of every field, nested ones indented.
fn outline(fields: &[Field], indent: usize) -> String {
    let mut text = String::new();
    for field in fields {
        let star = if field.required { "*" } else { "" };
        writeln!(text, "{}{}{star} {}", "  ".repeat(indent), field.name, field.value.ty).unwrap();
        text += &outline(field.fields(), indent + 1);
    }
    text
}

/// The same with the locations of parameters.
fn parameters(text: &str) -> String {
    let parameters = &api(text).endpoints[0].parameters;
    let one = |parameter: &octoscribe_generator::ir::Parameter| {
        let field = std::slice::from_ref(&parameter.field);
        format!("{:?} {}", parameter.location, outline(field, 0))
    };
    parameters.iter().map(one).collect()
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
| 200 | | Food | The food. |
" + &schema("Food", r#"'"hay" | "fish"'"#, "");
    insta::assert_snapshot!(json(&api(&text)), @r#"
    {
      "endpoints": [
        {
          "scope": "zoo",
          "name": "act",
          "title": "Act",
          "description": "Does something.",
          "method": "PATCH",
          "uploads": true,
          "path": "/animals",
          "deprecated": false,
          "renamed_to": null,
          "dropped_in": null,
          "edition": null,
          "sunset": null,
          "docs_url": null,
          "content_type": null,
          "groups": [],
          "items": null,
          "token_scopes": [],
          "overlapping_routes": [],
          "parameters": [
            {
              "in": "body",
              "name": "weight",
              "required": false,
              "type": {
                "kind": "integer"
              },
              "constraints": {
                "min": 1,
                "max": null,
                "pattern": null
              },
              "default": "30",
              "description": "Kilograms.",
              "deprecated": false,
              "evidence": [
                {
                  "kind": "stated",
                  "file": "spec/endpoints/zoo/act.md",
                  "line": 17,
                  "text": "integer"
                }
              ]
            }
          ],
          "responses": [
            {
              "status": 200,
              "type": {
                "kind": "ref",
                "of": "Food"
              },
              "description": "The food."
            }
          ],
          "forms": [],
          "source": {
            "file": "spec/endpoints/zoo/act.md",
            "line": 4
          }
        }
      ],
      "schemas": [
        {
          "name": "Food",
          "description": "",
          "type": {
            "kind": "enum",
            "of": [
              "hay",
              "fish"
            ]
          },
          "source": {
            "file": "spec/schemas/Food.md",
            "line": 2
          }
        }
      ],
      "webhooks": []
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
    for parameter in endpoint["parameters"].as_array().unwrap() {
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
    }
    insta::assert_snapshot!(lines, @r#"
    "tags" {"kind":"list","of":{"type":{"kind":"union","of":[{"kind":"enum","of":["new","old"]},{"kind":"null"}]}}} {"max":5,"min":null,"pattern":null} "[\"new\"]" "(\"new\" | \"old\" | null)[]"
    "order" {"kind":"ref","of":"Order"} null "down" "Order"
    "name" {"kind":"string"} {"max":39,"min":1,"pattern":"^[0-9]+$"} "30" "string"
    "born" {"kind":"date-time"} null null "date-time"
    "meal" {"kind":"union","of":[{"kind":"map","of":{"type":{"kind":"object","of":{"fields":[{"default":"7","deprecated":false,"description":"","evidence":[{"file":"spec/endpoints/zoo/act.md","kind":"stated","line":24,"text":"string | integer"}],"name":"food","required":true,"type":{"kind":"union","of":[{"kind":"string"},{"kind":"integer"}]}}],"rest":null}}}},{"kind":"null"}]} null "null" "map(object) | null"
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
")), @"
    Path one* string
    Path two* string
    Query three* integer
    Query four string
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
            format!("Query named string\n{expected} other string\n"),
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
")), @"
    Path name* string
    Body name object
      first string
    ");
}

#[test]
fn data_is_the_whole_body() {
    insta::assert_snapshot!(parameters(&act("PUT /a", "", "
| name | required | type | description |
|---|---|---|---|
| data | yes | map((string \\| object)[]) | Everything. |
| data.*[].rule | yes | string | Nested. |
")), @"
    WholeBody data* map((string | object)[])
      rule* string
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
        "WholeBody data* any\n"
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
")), @"
    Body pets (string | object)[] | null
      toys map(object | null)
        colour string
      name* string
    Body sort_by (integer | string)[][]
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
")), @"
    Body manifests map(object)
      name* any
    Body output object
      lines object[]
        text any
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
    insta::assert_snapshot!(outline(&api(&text).schemas[0].value.ty.object().unwrap().fields, 0), @"
    name* string
    kittens object[]
      age integer
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
    assert_eq!(names(&api.select(&id("b")).unwrap()), ["zoo.b", "Three", "Two"]);
    assert_eq!(api.select(&id("c")), None);
}

//! One fixture per diagnostic that lowering gives inside one page.

use crate::support::{act, check, schema, show};

use crate::support;

#[test]
fn route_parameter_without_row() {
    insta::assert_snapshot!(check(&act("GET /animals/{animal}{?colour}", "", "
| name | required | type | description |
|---|---|---|---|
| animals | yes | string | Who. |
")), @"
    error[route-parameter-without-row] act.md:4:22 `animal`
      the route's `animal` has no row in the table
      help: did you mean `animals`?
    error[route-parameter-without-row] act.md:4:31 `colour`
      the route's `colour` has no row in the table
      help: add a row for it
    warning[missing-braces] act.md:17:3 `animals`
      the route has the segment `animals`, without braces
      help: write `{animals}` in the route
    ");
}

#[test]
fn row_not_in_route() {
    insta::assert_snapshot!(check(&act("GET /animals/{animal}", "", "
| name | in | required | type | description |
|---|---|---|---|---|
| animal | path | yes | string | Who. |
| Animal | path | yes | string | Who else. |
")), @"
    error[row-not-in-route] act.md:18:3 `Animal`
      `Animal` is in the path, but the route doesn't name it
      label: not in the route as `{Animal}`
      help: did you mean `animal`?
    warning[suspect-value] act.md:18:3 `Animal`
      `Animal` differs from another row in upper and lower case only
      related: act.md:17:3 `animal` the other row
      help: leave one out, if they are the same
    ");
}

#[test]
fn optional_path_parameter() {
    insta::assert_snapshot!(check(&act("GET /animals/{animal}", "", "
| name | required | type | description |
|---|---|---|---|
| animal | no | string | Who. |
")), @r"
    error[optional-path-parameter] act.md:17:3 `animal`
      `animal` is in the path, so it is required
      help: write `yes` in its `required` column
    ");
}

#[test]
fn an_untyped_page_may_call_a_path_parameter_optional() {
    assert_eq!(
        check(&act(
            "PATCH /animals/{animal}",
            "",
            "
| name | required | description |
|---|---|---|
| animal | no | Who. |
"
        )),
        ""
    );
}

#[test]
fn example_mismatch() {
    insta::assert_snapshot!(check("=== spec/endpoints/zoo/feed.md
---
name: Feed
example: octokit.rest.zo.feet({ animal, fod, animal, extras[].weight })
route: PUT /animals/{animal}
scope: zoo
type: API method
---

# Feed

## Parameters

| name | required | type | description |
|---|---|---|---|
| animal | yes | string | Who. |
| food | yes | string | What. |
| water | yes | boolean | Whether there is water, too. |
| extras | no | object[] | More. |
| extras[].weight | yes | integer | Grams. |
"), @"
    error[example-mismatch] feed.md:3:10 `octokit.rest.zo.feet({ animal, fod, animal, extras[].weight })`
      the example lacks `water`, which the table requires
      help: list every required parameter in the example
    error[example-mismatch] feed.md:3:23 `zo`
      the example calls `zo`, but the page's scope is `zoo`
      help: write `octokit.rest.zoo.feed`
    error[example-mismatch] feed.md:3:26 `feet`
      the example calls `feet`, but the page's file name is `feed`
      help: write `octokit.rest.zoo.feed`
    error[example-mismatch] feed.md:3:41 `fod`
      the example lists `fod`, which has no row
      help: did you mean `food`?
    error[example-mismatch] feed.md:3:46 `animal`
      the example lists `animal` twice
      help: leave one out
    ");
}

#[test]
fn duplicates_inside_a_page() {
    insta::assert_snapshot!(check(&(act("POST /a", "", r#"
| name | required | type | description |
|---|---|---|---|
| animal | yes | "cat" \| "dog" \| "cat" | Who. |
| food | no | string \| null \| (null \| integer) | What. |
| animal | no | string | Who again. |
"#) + "
## Responses

| status | required | type | description |
|---|---|---|---|
| 200 | | string | One. |
| 200 | | integer | Two. |
")), @r#"
    error[duplicate] act.md:17:36 `"cat"`
      `"cat"` occurs twice in the same union
      label: the second time
      help: leave one of them out
    error[duplicate] act.md:18:34 `null`
      `null` occurs twice in the same union
      label: the second time
      help: leave one of them out
    error[duplicate] act.md:19:3 `animal`
      `animal` has two rows
      label: the second one
      related: act.md:17:3 `animal` the first one
      help: leave one out; where both a path and a body parameter have this name, an `in` column tells them apart
    error[duplicate] act.md:27:3 `200`
      the response `200` has two rows
      label: the second one
      related: act.md:26:3 `200` the first one
      help: leave one out; several forms of a body are a union in one row
    "#);
}

#[test]
fn default_outside_type() {
    let page = act(
        "GET /a",
        "",
        r#"
| name | required | type | default | description |
|---|---|---|---|---|
| page | no | integer | one | A number. |
| order | no | Order | up | An enumeration. |
| tags | no | ("new" \| "old")[] | ["new", "odd"] | A list. |
| flag | no | boolean \| null | null | Fine. |
| word | no | string | 30 | Fine. |
"#,
    );
    insta::assert_snapshot!(check(&(page + &schema("Order", r#"'"ups" | "down"'"#, ""))), @r#"
    error[default-outside-type] act.md:17:25 `one`
      the default `one` is not a value of the type
      label: the type is `integer`
    error[default-outside-type] act.md:18:24 `up`
      the default `up` is not a value of the type
      label: the type is `Order`
      help: did you mean `ups`?
    error[default-outside-type] act.md:19:36 `["new", "odd"]`
      the default `["new", "odd"]` is not a value of the type
      label: the type is `("new" | "old")[]`
    "#);
}

#[test]
fn default_outside_constraints() {
    insta::assert_snapshot!(check(&act("GET /a", "", r#"
| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| page | no | integer | 1..=100 | 0 | A number. |
| code | no | string | ..=3 | abcd | A text. |
| tags | no | string[] | 2.. | ["new"] | A list. |
| word | no | string | /^[a-z]+$/ | A1 | A pattern. |
| fine | no | string | 3 | äöü | Characters, not bytes. |
"#)), @r#"
    error[default-outside-constraints] act.md:17:35 `0`
      the default `0` breaks the constraints: its value is not in `1..=100`
    error[default-outside-constraints] act.md:18:31 `abcd`
      the default `abcd` breaks the constraints: its length is not in `..=3`
    error[default-outside-constraints] act.md:19:32 `["new"]`
      the default `["new"]` breaks the constraints: its number of items is not in `2..`
    error[default-outside-constraints] act.md:20:37 `A1`
      the default `A1` breaks the constraints: it does not match `/^[a-z]+$/`
    "#);
}

#[test]
fn meaningless_constraints() {
    insta::assert_snapshot!(check(&(act("GET /a", "", r"
| name | required | type | constraints | description |
|---|---|---|---|---|
| page | no | integer | /^1/ | A pattern on a number. |
| flag | no | boolean | 1.. | A range on a truth value. |
| order | no | Order | ..=4 | A range on an enumeration. |
| size | no | integer | 9..=1 | Upside down. |
| tags | no | string[] | ..=-1 | Below zero. |
| fine | no | string \| boolean | 1..=9, /a/ | The text has them. |
| cold | no | integer | ..=-1 | Fine for a number. |
") + &schema("Order", r#"'"ups" | "down"'"#, ""))), @"
    error[meaningless-constraints] act.md:17:25 `/^1/`
      a pattern needs a string
      help: leave the pattern out, or correct the type
    error[meaningless-constraints] act.md:18:25 `1..`
      a range needs a number, string, list or map
      help: leave the range out, or correct the type
    error[meaningless-constraints] act.md:19:24 `..=4`
      a range needs a number, string, list or map
      help: leave the range out, or correct the type
    error[meaningless-constraints] act.md:20:25 `9..=1`
      no value is both at least 9 and at most 1
      help: swap the two bounds
    error[meaningless-constraints] act.md:21:26 `..=-1`
      no length is below zero
      help: correct the bounds, or the type
    ");
}

#[test]
fn invalid_group() {
    insta::assert_snapshot!(check(&act("POST /a", "one-of: [[cat], [dog, cat], [brid, must]]\n", "
| name | required | type | description |
|---|---|---|---|
| cat | no | string | Meows. |
| dog | no | string | Barks. |
| bird | no | string | Sings. |
| must | yes | string | Is there. |
")), @"
    error[invalid-group] act.md:7:23 `cat`
      `cat` occurs twice in the same rule
      related: act.md:7:11 `cat` the first time
    error[invalid-group] act.md:7:30 `brid`
      no parameter is called `brid`
      help: did you mean `bird`?
    error[invalid-group] act.md:7:36 `must`
      `must` is required anyway
      help: leave it out of the group, or make it optional in the table
    ");
}

#[test]
fn orphan_rows() {
    insta::assert_snapshot!(check(&(act("POST /a", "", "
| name | required | type | description |
|---|---|---|---|
| cat.name | no | string | No row for its parent. |
| cat.age | no | integer | Not reported again. |
| dogs | no | object[] | A list. |
| dogs.name | no | string | Not through the list. |
| dogs.name.first | no | string | Not reported again. |
| bird | no | Bird | A schema. |
| bird.name | no | string | Belongs on the schema's page. |
| fish | no | object \\| object[] | Two objects. |
| fish.name | no | string | Of which? |
| ants | no | string[] | Texts. |
| ants[] | no | integer | Numbers. |
| ants.* | no | string | No map. |
") + "
## Responses

| status | required | type | description |
|---|---|---|---|
| 200 | | object[] | OK. |
| 200.id | yes | integer | Not through the list. |
| 201 | | | Created. |
| 201.id | yes | integer | Of no body. |
| 202.id | yes | integer | Of no row. |
" + &schema("Bird", "string", "
| name | required | type | description |
|---|---|---|---|
| wings | no | integer | Of a text. |
"))), @"
    error[orphan-row] act.md:17:3 `cat.name`
      `cat.name` belongs to `cat`, which has no row
      label: no row is called `cat`
      help: add a row `cat` that states its type
    error[orphan-row] act.md:20:3 `dogs.name`
      `dogs.name` is not where `dogs` has its object
      label: `dogs` is `object[]`
      help: write `dogs[].name`, or correct the type of `dogs`
    error[orphan-row] act.md:23:3 `bird.name`
      `bird.name` is a field, but `bird` has no object that it could belong to
      label: `bird` is `Bird`
      help: only `object` has fields here; those of a schema belong on the schema's own page
    error[orphan-row] act.md:25:3 `fish.name`
      `fish.name` could belong to several objects of `fish`
      label: `fish` is `object | object[]`
      help: move all but one of the objects to schema pages
    error[orphan-row] act.md:27:17 `integer`
      `ants[]` has another type than `ants` gives it
      label: `ants` is `string[]`
      help: state the same type in both rows
    error[orphan-row] act.md:28:3 `ants.*`
      `ants.*` speaks of items or values that `ants` doesn't have
      label: `ants` is `string[]`
      help: `[]` needs a list and `.*` a map
    error[orphan-row] act.md:36:3 `200.id`
      `200.id` is not where `200` has its object
      label: `200` is `object[]`
      help: write `200[].id`, or correct the type of `200`
    error[orphan-row] act.md:37:3 `201`
      `201` has fields, but states no type
      help: state a type with an `object` in it
    error[orphan-row] act.md:39:3 `202.id`
      fields of a response that has no row
      help: add a row with the status alone, which states the type of the body
    error[orphan-row] Bird.md:13:3 `wings`
      `wings` is a field, but `Bird` has no object that it could belong to
      label: `Bird` is `string`
      help: only `object` has fields here; those of a schema belong on the schema's own page
    ");
}

#[test]
fn type_not_for_location() {
    let page = act(
        "GET /a/{path}",
        "",
        "
| name | required | type | description |
|---|---|---|---|
| path | yes | string[] | A list in the path. |
| cat | no | Cat \\| null | An object in the query. |
| map | no | map(string) | A map in the query. |
| list | no | (string \\| integer[])[] | A list of lists in the query. |
| fine | no | string[] | A list in the query. |
",
    );
    let body = |front_matter, ty: &str| {
        let table = format!(
            "
| name | required | type | description |
|---|---|---|---|
| data | yes | {ty} | The body. |
"
        );
        act("POST /b", front_matter, &table)
    };
    let member = act(
        "POST /b",
        "",
        "
| name | required | type | description |
|---|---|---|---|
| file | yes | binary | Bytes inside JSON. |
",
    );
    insta::assert_snapshot!(check(&(page + &schema("Cat", "", ""))), @r"
    error[type-not-for-location] act.md:17:16 `string[]`
      the path can't carry `string[]`
      help: correct the type, or say in an `in` column that it is in the body
    error[type-not-for-location] act.md:18:14 `Cat \| null`
      the query can't carry `object`
      help: correct the type, or say in an `in` column that it is in the body
    error[type-not-for-location] act.md:19:14 `map(string)`
      the query can't carry `map(string)`
      help: correct the type, or say in an `in` column that it is in the body
    error[type-not-for-location] act.md:20:15 `(string \| integer[])[]`
      the query can't carry `integer[]`
      help: correct the type, or say in an `in` column that it is in the body
    ");
    insta::assert_snapshot!(check(&body("", "binary")), @r"
    error[type-not-for-location] act.md:17:16 `binary`
      JSON can't carry `binary`
      help: add `content-type: application/octet-stream`, or what the body is, to the front-matter
    ");
    insta::assert_snapshot!(check(&body("content-type: text/plain\n", "string[]")), @r"
    error[type-not-for-location] act.md:18:16 `string[]`
      a body of `text/plain` is `string` or `binary`
      related: act.md:7:15 `text/plain` the body is not JSON
      help: correct the type, or leave the `content-type` out
    ");
    insta::assert_snapshot!(check(&member), @r"
    error[type-not-for-location] act.md:17:16 `binary`
      JSON can't carry `binary`
      help: raw bytes are a body of their own: a parameter `data` on a page with a `content-type`
    ");
    assert_eq!(check(&body("content-type: application/scim+json\n", "string[]")), "");
}

#[test]
fn body_conflict() {
    insta::assert_snapshot!(check(&act("POST /a", "", "
| name | required | type | description |
|---|---|---|---|
| data | yes | string | All of it. |
| more | no | string | And more. |
")), @r"
    error[body-conflict] act.md:18:3 `more`
      `more` has no place in the body, which is `data` as a whole
      related: act.md:17:3 `data` this is the whole body
      help: add an `in` column if `data` is a member of the body like any other
    ");
    insta::assert_snapshot!(check(&act("POST /a", "content-type: text/plain\n", "
| name | required | type | description |
|---|---|---|---|
| more | no | string | In no body. |
")), @r"
    error[body-conflict] act.md:18:3 `more`
      `more` has no place in a body that is not JSON
      help: call the body `data`, or move the parameter into the query
    ");
    assert_eq!(
        check(&act(
            "POST /a",
            "",
            "
| name | in | required | type | description |
|---|---|---|---|---|
| data | body | yes | string | A member. |
| more | body | no | string | Another one. |
"
        )),
        ""
    );
}

#[test]
fn styles_and_empty_values() {
    insta::assert_snapshot!(check(&act("GET /animals/{+animal}/legs/{leg}", "", "
| name | in | required | type | constraints | description |
|---|---|---|---|---|---|
| animal | path, trimmed | yes | string | 0.. | Trimmed, but not the last one. |
| leg | path, trimmed | yes | string | 0.. | One segment. |
| colour | query, brackets | no | string | | No list. |
| tags | query, repeated | no | string[] | | Fine. |
| sizes | query, bracket | no | string[] | | Misspelled. |
")), @"
    error[invalid-cell] act.md:21:11 `query, bracket`
      `query, bracket` is not a location of a parameter
      help: did you mean `query, brackets`?
    error[meaningless-constraints] act.md:17:3 `animal`
      `animal` can't be empty, since it isn't the last segment of the route
      help: write `1..`, or leave the bound out
    error[type-not-for-location] act.md:18:3 `leg`
      only a `string` that spans several segments can be `trimmed`
      help: write `{+name}` in the route, or leave `trimmed` out
    error[type-not-for-location] act.md:19:3 `colour`
      only a list is written item by item
      help: correct the type, or leave the style out
    ");
}

#[test]
fn further_entries_and_forms() {
    let page = act(
        "GET /animals",
        "",
        "
| name | required | type | description |
|---|---|---|---|
| * | no | string | No field. |
| page | no | integer | The page. |
",
    );
    let responses = "
## Responses

| status | required | type | description |
|---|---|---|---|
| 200 | | object | Fine. |
| 200.a | yes | object | Nothing but entries. |
| 200.a.* | no | string | They are a map. |
| 200.b | yes | object | Fine. |
| 200.b.name | no | string | A name. |
| 200.b.* | no | string | Others. |
| 200 text/x | | | No type. |
| 200 text/x | | string | Twice. |
";
    insta::assert_snapshot!(check(&(page + responses)), @"
    error[orphan-row] act.md:17:3 `*`
      `*` is not a field
      help: say what it is in the type of `the endpoint` itself
    error[orphan-row] act.md:27:3 `200.a.*`
      an object without other rows is a map
      help: write `map(string)` instead of `object`, and leave this row out
    error[invalid-type] act.md:31:3 `200 text/x`
      another form of a response needs a type
      help: name a schema page that says what it is
    error[duplicate] act.md:32:3 `200 text/x`
      the response `200 text/x` has two rows
      label: the second one
      related: act.md:31:3 `200 text/x` the first one
      help: leave one out; several forms of a body are a union in one row
    ");
}

#[test]
fn items() {
    let page = |items: &str| {
        act(
            "GET /animals",
            items,
            "
| name | required | type | description |
|---|---|---|---|
| page | no | integer | The page. |
",
        ) + "
## Responses

| status | required | type | description |
|---|---|---|---|
| 200 | | object | Two lists. |
| 200.a | yes | string[] | One. |
| 200.b | yes | string[] | Another. |
"
    };
    let found = |items: &str| {
        let analysis = octoscribe_generator::analyse(sources_of(&page(items)));
        show(&analysis.diagnostics, &analysis.sources)
    };
    insta::assert_snapshot!(found(""), @"
    warning[no-items] act.md:4:8 `GET /animals`
      the endpoint has pages, but which list they are made of isn't plain
      help: write `items:` and the name of the field into the front-matter, or `items: none`
    ");
    insta::assert_snapshot!(found("items: c\n"), @"
    error[invalid-items] act.md:4:8 `GET /animals`
      `items` names no list of the response
      help: write `items:` and the name of the field into the front-matter, or `items: none`
    ");
    insta::assert_snapshot!(found("items: a, many a page\n"), @"
    warning[no-items] act.md:4:8 `GET /animals`
      the endpoint has pages, but which list they are made of isn't plain
      help: write `items:` and the name of the field into the front-matter, or `items: none`
    error[invalid-value] act.md:7:8 `a, many a page`
      `a, many a page` doesn't name a list
      help: write `items: commits`, `items: commits, 100 a page` or `items: none`
    ");
    assert_eq!(
        found("items: a\n") + &found("items: none\n") + &found("items: b, 100 a page\n"),
        ""
    );
}

fn sources_of(text: &str) -> Vec<octoscribe_generator::source::Source> {
    let sources = support::sources(text);
    sources.iter().map(|(_, source)| source.clone()).collect()
}

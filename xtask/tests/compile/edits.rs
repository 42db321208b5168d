//! The edits of the zoo, and where `diff` and the compiler see them differently.

/// An edit: what happens, and what is replaced in which page.
pub(crate) struct Edit {
    pub(crate) name: &'static str,
    pub(crate) changes: &'static [(&'static str, &'static str, &'static str)],
}

/// The edits that only one of the two calls breaking, with the reason.
pub(crate) const DIFFERENT: &[(&str, &str)] = &[
    (
        "a rule about groups is new",
        "the rule is checked before a request is sent",
    ),
    (
        "a rule about groups changes",
        "the rule is checked before a request is sent",
    ),
    (
        "an argument is renamed and described otherwise",
        "an argument has no name in a call, so it may set something else now",
    ),
    (
        "a constraint narrows",
        "a constraint is checked before a request is sent",
    ),
    ("a pattern is new", "a constraint is checked before a request is sent"),
    (
        "a string becomes an enum",
        "strings that aren't among the values are refused before a request is sent",
    ),
];

/// The edits that only cargo-semver-checks calls breaking, with the reason.
pub(crate) const SEMVER_ONLY: &[(&str, &str)] = &[
    (
        "an argument may be null",
        "the method has one more generic argument, which is inferred and which nobody writes",
    ),
    (
        "a value with the plain name joins",
        "a variant has another number, which the docs of the enum don't promise",
    ),
];

/// All edits.
#[rustfmt::skip]
pub(crate) const EDITS: &[Edit] = &[
    Edit { name: "nothing", changes: &[] },
    Edit { name: "a list comes in pages", changes: &[
        ("endpoints/zoo/list.md", "| sort | no |", "| page | no | integer | | | Number of the page. |\n| sort | no |"),
    ] },
    Edit { name: "a response has another form", changes: &[
        ("endpoints/zoo/list.md", "| 200 | | Frog[] | OK. |", "| 200 | | Frog[] | OK. |\n| 200 application/vnd.github.age+json | | object[] | Ages. |"),
    ] },
    Edit { name: "a form of a response goes", changes: &[
        ("endpoints/zoo/search.md", "\n| 200 application/vnd.github.age+json | | integer[] | Their ages. |", ""),
    ] },
    Edit { name: "pages are walked by another list", changes: &[
        ("endpoints/zoo/search.md", "items: frogs", "items: names"),
    ] },
    Edit { name: "a list is sent otherwise", changes: &[
        ("endpoints/zoo/search.md", "| words | query |", "| words | query, brackets |"),
    ] },
    Edit { name: "the content type changes", changes: &[
        ("endpoints/zoo/addPhoto.md", "image/png", "image/jpeg"),
    ] },
    Edit { name: "only an edition has the endpoint", changes: &[
        ("endpoints/zoo/drain.md", "type: API method", "type: API method\nedition: enterprise-cloud"),
    ] },
    Edit { name: "an endpoint goes", changes: &[
        ("-endpoints/zoo/drain.md", "", ""),
    ] },
    Edit { name: "an endpoint is renamed", changes: &[
        ("-endpoints/zoo/drain.md", "", ""),
        ("+endpoints/zoo/empty.md", "", "---
name: Drain a pond
example: octokit.rest.zoo.empty({ pond })
route: DELETE /zoo/{pond}
scope: zoo
type: API method
---

# Drain a pond

Drains a pond.

## Parameters

| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| pond | yes | string | | | Name of the pond. |

## Responses

| status | required | type | description |
|---|---|---|---|
| 204 | | | Drained. |
"),
    ] },
    Edit { name: "a renamed endpoint keeps its old name", changes: &[
        ("-endpoints/zoo/drain.md", "", ""),
        ("+endpoints/zoo/empty.md", "", "---
name: Drain a pond
example: octokit.rest.zoo.empty({ pond })
route: DELETE /zoo/{pond}
scope: zoo
type: API method
renamed-from: zoo.drain
---

# Drain a pond

Drains a pond.

## Parameters

| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| pond | yes | string | | | Name of the pond. |

## Responses

| status | required | type | description |
|---|---|---|---|
| 204 | | | Drained. |
"),
    ] },
    Edit { name: "a renamed endpoint with types of its own keeps its old name", changes: &[
        ("-endpoints/zoo/feed.md", "", ""),
        ("+endpoints/zoo/nourish.md", "", r#"---
name: Feed a frog
example: octokit.rest.zoo.nourish({ pond, food, count })
route: PUT /zoo/{pond}/meals
scope: zoo
type: API method
renamed-from: zoo.feed
---

# Feed a frog

Feeds all frogs of a pond.

## Parameters

| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| pond | yes | string | | | Name of the pond. |
| food | yes | "fly" \| "ant" | | | What they get. |
| count | yes | integer | 1.. | | How many there are. |
| note | no | string \| null | | | What to remember. |
| tags | no | string[] | | | Words to find it by. |

## Responses

| status | required | type | description |
|---|---|---|---|
| 204 | | | Fed. |
"#),
    ] },
    Edit { name: "a renamed endpoint with setters keeps its old name", changes: &[
        ("-endpoints/zoo/list.md", "", ""),
        ("+endpoints/zoo/index.md", "", r#"---
name: List frogs
example: octokit.rest.zoo.index({ pond })
route: GET /zoo/{pond}/frogs
scope: zoo
type: API method
renamed-from: zoo.list
---

# List frogs

Lists the frogs of a pond.

## Parameters

| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| pond | yes | string | | | Name of the pond. |
| size | no | integer | 1..=100 | 30 | How many frogs a page has. |
| sort | no | "name" \| "age" | | | What they are sorted by. |
| order | no | string | | | **Deprecated.** Use `sort`. |

## Responses

| status | required | type | description |
|---|---|---|---|
| 200 | | Frog[] | OK. |
"#),
    ] },
    Edit { name: "an endpoint moves to another scope and keeps its old name", changes: &[
        ("-endpoints/zoo/drain.md", "", ""),
        ("+endpoints/zooPonds/drain.md", "", "---
name: Drain a pond
example: octokit.rest.zooPonds.drain({ pond })
route: DELETE /zoo/{pond}
scope: zooPonds
type: API method
renamed-from: zoo.drain
---

# Drain a pond

Drains a pond.

## Parameters

| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| pond | yes | string | | | Name of the pond. |

## Responses

| status | required | type | description |
|---|---|---|---|
| 204 | | | Drained. |
"),
    ] },
    Edit { name: "an endpoint is new", changes: &[
        ("+endpoints/zoo/fill.md", "", "---
name: Drain a pond
example: octokit.rest.zoo.fill({ pond })
route: PUT /zoo/{pond}
scope: zoo
type: API method
---

# Drain a pond

Drains a pond.

## Parameters

| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| pond | yes | string | | | Name of the pond. |

## Responses

| status | required | type | description |
|---|---|---|---|
| 204 | | | Drained. |
"),
    ] },
    Edit { name: "an endpoint is deprecated", changes: &[
        ("endpoints/zoo/ping.md", "Says whether", "**This method is deprecated.**

Says whether"),
    ] },
    Edit { name: "an endpoint is no longer deprecated", changes: &[
        ("endpoints/zoo/get.md", "**This method is deprecated.**

", ""),
    ] },
    Edit { name: "an endpoint has a successor of another route", changes: &[
        ("endpoints/zoo/drain.md", "Drains a pond.", "**Deprecated:** This method has been renamed to zoo.feed

Drains a pond."),
    ] },
    Edit { name: "the route changes", changes: &[
        ("endpoints/zoo/drain.md", "DELETE /zoo/{pond}", "DELETE /zoo/{pond}/water"),
    ] },
    Edit { name: "the documentation changes", changes: &[
        ("endpoints/zoo/drain.md", "Drains a pond.", "Takes the water out."),
    ] },
    Edit { name: "the title changes", changes: &[
        ("endpoints/zoo/drain.md", "name: Drain a pond", "name: Empty a pond"),
        ("endpoints/zoo/drain.md", "# Drain a pond", "# Empty a pond"),
    ] },
    Edit { name: "a scope goes", changes: &[
        ("-endpoints/zoo/list.md", "", ""),
        ("-endpoints/zoo/get.md", "", ""),
        ("-endpoints/zoo/create.md", "", ""),
        ("-endpoints/zoo/feed.md", "", ""),
        ("-endpoints/zoo/drain.md", "", ""),
        ("-endpoints/zoo/ping.md", "", ""),
        ("-endpoints/zoo/search.md", "", ""),
        ("-endpoints/zoo/addPhoto.md", "", ""),
    ] },
    Edit { name: "a scope is new", changes: &[
        ("+endpoints/zooPonds/fill.md", "", "---
name: Drain a pond
example: octokit.rest.zooPonds.fill({ pond })
route: PUT /zoo/{pond}
scope: zooPonds
type: API method
---

# Drain a pond

Drains a pond.

## Parameters

| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| pond | yes | string | | | Name of the pond. |

## Responses

| status | required | type | description |
|---|---|---|---|
| 204 | | | Drained. |
"),
    ] },
    Edit { name: "a rule about groups is new", changes: &[
        ("endpoints/zoo/feed.md", "type: API method", "type: API method
any-of: [[note], [tags]]"),
    ] },
    Edit { name: "a rule about groups goes", changes: &[
        ("endpoints/zoo/create.md", "any-of: [[colour], [state]]
", ""),
    ] },
    Edit { name: "a rule about groups changes", changes: &[
        ("endpoints/zoo/create.md", "any-of:", "one-of:"),
    ] },
    Edit { name: "an optional parameter goes", changes: &[
        ("endpoints/zoo/list.md", "| size | no | integer | 1..=100 | 30 | How many frogs a page has. |
", ""),
    ] },
    Edit { name: "a required parameter goes", changes: &[
        ("endpoints/zoo/feed.md", "| count | yes | integer | 1.. | | How many there are. |
", ""),
        ("endpoints/zoo/feed.md", "food, count", "food"),
    ] },
    Edit { name: "an optional parameter is renamed", changes: &[
        ("endpoints/zoo/list.md", "| size |", "| limit |"),
    ] },
    Edit { name: "an argument is renamed", changes: &[
        ("endpoints/zoo/create.md", "| name | yes | string | 1", "| title | yes | string | 1"),
        ("endpoints/zoo/create.md", "{ pond, name }", "{ pond, title }"),
    ] },
    Edit { name: "an argument is renamed and described otherwise", changes: &[
        ("endpoints/zoo/create.md", "| name | yes | string | 1..=40 | | What the frog is called. |", "| title | yes | string | 1..=40 | | Rank of the frog. |"),
        ("endpoints/zoo/create.md", "{ pond, name }", "{ pond, title }"),
    ] },
    Edit { name: "a path parameter is renamed", changes: &[
        ("endpoints/zoo/drain.md", "({ pond })", "({ lake })"),
        ("endpoints/zoo/drain.md", "/{pond}", "/{lake}"),
        ("endpoints/zoo/drain.md", "| pond |", "| lake |"),
    ] },
    Edit { name: "an enum argument is renamed", changes: &[
        ("endpoints/zoo/feed.md", "| food |", "| meal |"),
        ("endpoints/zoo/feed.md", "food,", "meal,"),
    ] },
    Edit { name: "a required parameter is new", changes: &[
        ("endpoints/zoo/drain.md", "| Name of the pond. |
", "| Name of the pond. |
| force | yes | boolean | | | Whether it hurts. |
"),
        ("endpoints/zoo/drain.md", "({ pond })", "({ pond, force })"),
    ] },
    Edit { name: "a first optional parameter is new", changes: &[
        ("endpoints/zoo/drain.md", "| Name of the pond. |
", "| Name of the pond. |
| force | no | boolean | | | Whether it hurts. |
"),
    ] },
    Edit { name: "an optional parameter is new", changes: &[
        ("endpoints/zoo/list.md", "| sort |", r#"| way | no | "up" \| "down" | | | Which way. |
| sort |"#),
    ] },
    Edit { name: "an optional parameter becomes required", changes: &[
        ("endpoints/zoo/list.md", "| size | no |", "| size | yes |"),
        ("endpoints/zoo/list.md", "({ pond })", "({ pond, size })"),
    ] },
    Edit { name: "a required parameter becomes optional", changes: &[
        ("endpoints/zoo/feed.md", "| count | yes |", "| count | no |"),
        ("endpoints/zoo/feed.md", "food, count", "food"),
    ] },
    Edit { name: "arguments change places", changes: &[
        ("endpoints/zoo/feed.md", r#"| food | yes | "fly" \| "ant" | | | What they get. |
| count | yes | integer | 1.. | | How many there are. |
"#, r#"| count | yes | integer | 1.. | | How many there are. |
| food | yes | "fly" \| "ant" | | | What they get. |
"#),
        ("endpoints/zoo/feed.md", "food, count", "count, food"),
    ] },
    Edit { name: "path parameters change places", changes: &[
        ("endpoints/zoo/get.md", "/{pond}/frogs/{frog}", "/{frog}/frogs/{pond}"),
    ] },
    Edit { name: "a parameter moves to the query", changes: &[
        ("endpoints/zoo/feed.md", "/meals
", "/meals{?note}
"),
    ] },
    Edit { name: "the type of a setter changes", changes: &[
        ("endpoints/zoo/list.md", "| size | no | integer | 1..=100 | 30 |", "| size | no | boolean | | |"),
    ] },
    Edit { name: "the type of a setter widens", changes: &[
        ("endpoints/zoo/list.md", "| size | no | integer | 1..=100 | 30 |", r"| size | no | integer \| string | | |"),
    ] },
    Edit { name: "an argument may be null", changes: &[
        ("endpoints/zoo/create.md", "| name | yes | string | 1..=40 |", r"| name | yes | string \| null | |"),
    ] },
    Edit { name: "a setter may be null", changes: &[
        ("endpoints/zoo/list.md", "| size | no | integer | 1..=100 | 30 |", r"| size | no | integer \| null | 1..=100 | 30 |"),
    ] },
    Edit { name: "a setter may no longer be null", changes: &[
        ("endpoints/zoo/feed.md", r"string \| null", "string"),
    ] },
    Edit { name: "an enum loses a value", changes: &[
        ("endpoints/zoo/list.md", r#""name" \| "age""#, r#""name""#),
    ] },
    Edit { name: "an enum gains a value", changes: &[
        ("endpoints/zoo/list.md", r#""name" \| "age""#, r#""name" \| "age" \| "size""#),
    ] },
    Edit { name: "an enum gains a value with the name of another", changes: &[
        ("endpoints/zoo/list.md", r#""name" \| "age""#, r#""name" \| "age" \| "AGE""#),
    ] },
    Edit { name: "a value with the plain name joins", changes: &[
        ("endpoints/zoo/list.md", r#""name" \| "age""#, r#""name" \| "AGE" \| "age""#),
    ] },
    Edit { name: "an enum becomes a string", changes: &[
        ("endpoints/zoo/list.md", r#""name" \| "age""#, "string"),
    ] },
    Edit { name: "an enum argument becomes a string", changes: &[
        ("endpoints/zoo/feed.md", r#""fly" \| "ant""#, "string"),
    ] },
    Edit { name: "a string becomes an enum", changes: &[
        ("endpoints/zoo/create.md", "| name | yes | string | 1..=40 |", r#"| name | yes | "Fred" \| "Frida" | |"#),
    ] },
    Edit { name: "a list becomes a string", changes: &[
        ("endpoints/zoo/feed.md", "string[]", "string"),
    ] },
    Edit { name: "the items of a list change", changes: &[
        ("endpoints/zoo/feed.md", "string[]", "integer[]"),
    ] },
    Edit { name: "the items of a list widen", changes: &[
        ("endpoints/zoo/feed.md", "string[]", r"(string \| integer)[]"),
    ] },
    Edit { name: "an integer becomes a number", changes: &[
        ("endpoints/zoo/feed.md", "| count | yes | integer | 1.. |", "| count | yes | number | |"),
    ] },
    Edit { name: "a constraint narrows", changes: &[
        ("endpoints/zoo/list.md", "1..=100", "1..=50"),
    ] },
    Edit { name: "a constraint widens", changes: &[
        ("endpoints/zoo/list.md", "1..=100", "1..=200"),
    ] },
    Edit { name: "a pattern is new", changes: &[
        ("endpoints/zoo/create.md", "| 1..=40 |", "| 1..=40, /^[A-Z]/ |"),
    ] },
    Edit { name: "the default changes", changes: &[
        ("endpoints/zoo/list.md", "| 30 |", "| 50 |"),
    ] },
    Edit { name: "a parameter is deprecated", changes: &[
        ("endpoints/zoo/list.md", "How many frogs a page has.", "**Deprecated.** Leave it out."),
    ] },
    Edit { name: "a parameter is no longer deprecated", changes: &[
        ("endpoints/zoo/list.md", "**Deprecated.** Use `sort`.", "Use `sort`."),
    ] },
    Edit { name: "the description of a parameter changes", changes: &[
        ("endpoints/zoo/list.md", "How many frogs a page has.", "Frogs on a page."),
    ] },
    Edit { name: "a field of an object is new and optional", changes: &[
        ("endpoints/zoo/create.md", "| meals[].count |", "| meals[].size | no | integer | | | How big. |
| meals[].count |"),
    ] },
    Edit { name: "a field of an object is new and required", changes: &[
        ("endpoints/zoo/create.md", "| meals[].count |", "| meals[].size | yes | integer | | | How big. |
| meals[].count |"),
    ] },
    Edit { name: "a field of an object goes", changes: &[
        ("endpoints/zoo/create.md", "| meals[].count | no | integer | | | How many there were. |
", ""),
    ] },
    Edit { name: "a field of an object becomes required", changes: &[
        ("endpoints/zoo/create.md", "| meals[].count | no |", "| meals[].count | yes |"),
    ] },
    Edit { name: "a field of an object becomes optional", changes: &[
        ("endpoints/zoo/create.md", "| meals[].food | yes |", "| meals[].food | no |"),
    ] },
    Edit { name: "the type of a field of an object changes", changes: &[
        ("endpoints/zoo/create.md", "| meals[].count | no | integer |", "| meals[].count | no | string |"),
    ] },
    Edit { name: "a field of an object is renamed", changes: &[
        ("endpoints/zoo/create.md", "| meals[].count |", "| meals[].number |"),
    ] },
    Edit { name: "a required field of an object is renamed", changes: &[
        ("endpoints/zoo/create.md", "| meals[].food |", "| meals[].fare |"),
    ] },
    Edit { name: "a list of objects becomes an object", changes: &[
        ("endpoints/zoo/create.md", "| meals | no | object[] |", "| meals | no | object |"),
        ("endpoints/zoo/create.md", "meals[].food", "meals.food"),
        ("endpoints/zoo/create.md", "meals[].count", "meals.count"),
    ] },
    Edit { name: "a parameter takes a string instead of a schema", changes: &[
        ("endpoints/zoo/create.md", "| colour | no | Colour |", "| colour | no | string |"),
    ] },
    Edit { name: "a parameter takes more than a schema", changes: &[
        ("endpoints/zoo/create.md", "| colour | no | Colour |", r"| colour | no | Colour \| integer |"),
    ] },
    Edit { name: "an inner type gets the name of a row of the response", changes: &[
        ("endpoints/zoo/create.md", "| 201.parent | no", r#"| 201.state | no | "awake" \| "gone" | How it is. |
| 201.parent | no"#),
    ] },
    Edit { name: "a field of a response goes", changes: &[
        ("endpoints/zoo/create.md", "| 201.id | yes | integer | Number of the frog. |
", ""),
    ] },
    Edit { name: "a field of a response is renamed", changes: &[
        ("endpoints/zoo/create.md", "| 201.id |", "| 201.number |"),
    ] },
    Edit { name: "a field of a response is new", changes: &[
        ("endpoints/zoo/create.md", "| 201.id |", "| 201.size | yes | integer | How big. |
| 201.id |"),
    ] },
    Edit { name: "a field of a response may be missing", changes: &[
        ("endpoints/zoo/create.md", "| 201.id | yes |", "| 201.id | no |"),
    ] },
    Edit { name: "a field of a response may be null", changes: &[
        ("endpoints/zoo/create.md", "| 201.id | yes | integer |", r"| 201.id | yes | integer \| null |"),
    ] },
    Edit { name: "a field of a response is always there", changes: &[
        ("endpoints/zoo/create.md", "| 201.parent | no |", "| 201.parent | yes |"),
    ] },
    Edit { name: "the type of a field of a response changes", changes: &[
        ("endpoints/zoo/create.md", "| 201.id | yes | integer |", "| 201.id | yes | string |"),
    ] },
    Edit { name: "an enum of a response loses a value", changes: &[
        ("endpoints/zoo/create.md", r#""happy" \| "sad""#, r#""happy" \| "mad""#),
    ] },
    Edit { name: "an enum of a response gains a value", changes: &[
        ("endpoints/zoo/create.md", r#""happy" \| "sad""#, r#""happy" \| "sad" \| "mad""#),
    ] },
    Edit { name: "a status without a body is new", changes: &[
        ("endpoints/zoo/get.md", "| 404 |", "| 204 | | | Nothing. |
| 404 |"),
    ] },
    Edit { name: "a second status with a body is new", changes: &[
        ("endpoints/zoo/create.md", "| 201.id |", "| 201.id |"),
        ("endpoints/zoo/get.md", "| 404 |", "| 202 | | string | Later. |
| 404 |"),
    ] },
    Edit { name: "the body goes", changes: &[
        ("endpoints/zoo/get.md", "| 200 | | Frog | OK. |", "| 204 | | | OK. |"),
    ] },
    Edit { name: "a body comes", changes: &[
        ("endpoints/zoo/drain.md", "| 204 | | | Drained. |", "| 200 | | string | Drained. |"),
    ] },
    Edit { name: "the enum of a body becomes a string", changes: &[
        ("endpoints/zoo/ping.md", r#""open" \| "shut""#, "string"),
    ] },
    Edit { name: "a field of an error goes", changes: &[
        ("endpoints/zoo/get.md", "| 404.message | yes | string | What is missing. |", "| 404.reason | yes | integer | Why. |"),
    ] },
    Edit { name: "the body of an error goes", changes: &[
        ("endpoints/zoo/get.md", "| 404 | | object | Not found. |
| 404.message | yes | string | What is missing. |
", "| 404 | | | Not found. |
"),
    ] },
    Edit { name: "an error goes", changes: &[
        ("endpoints/zoo/get.md", "| 404 | | object | Not found. |
| 404.message | yes | string | What is missing. |
", ""),
    ] },
    Edit { name: "an error is new", changes: &[
        ("endpoints/zoo/drain.md", "| 204 | | | Drained. |", "| 204 | | | Drained. |
| 409 | | | There are frogs. |"),
    ] },
    Edit { name: "a list of a schema becomes the schema", changes: &[
        ("endpoints/zoo/list.md", "Frog[]", "Frog"),
    ] },
    Edit { name: "a field of a schema goes", changes: &[
        ("schemas/Frog.md", "| name | yes | string | What it is called. |
", ""),
    ] },
    Edit { name: "a field of a schema is new", changes: &[
        ("schemas/Frog.md", "| kind |", "| size | yes | integer | How big. |
| kind |"),
    ] },
    Edit { name: "a field of a schema may be missing", changes: &[
        ("schemas/Frog.md", "| name | yes |", "| name | no |"),
    ] },
    Edit { name: "a field of a schema is renamed", changes: &[
        ("schemas/Frog.md", "| name | yes |", "| names | yes |"),
    ] },
    Edit { name: "the type of a field of a schema changes", changes: &[
        ("schemas/Frog.md", "| name | yes | string |", "| name | yes | integer |"),
    ] },
    Edit { name: "an enum of a schema loses a value", changes: &[
        ("schemas/Frog.md", r#""tree" \| "water""#, r#""tree" \| "earth""#),
    ] },
    Edit { name: "an enum of a schema gains a value", changes: &[
        ("schemas/Frog.md", r#""tree" \| "water""#, r#""tree" \| "water" \| "earth""#),
    ] },
    Edit { name: "a union gains a variant", changes: &[
        ("schemas/Frog.md", r"integer \| string", r"integer \| string \| boolean"),
    ] },
    Edit { name: "a union loses a variant", changes: &[
        ("schemas/Frog.md", r"integer \| string", r"integer \| boolean"),
    ] },
    Edit { name: "a union becomes an integer", changes: &[
        ("schemas/Frog.md", r"integer \| string", "integer"),
    ] },
    Edit { name: "a schema is renamed", changes: &[
        ("-schemas/Frog.md", "", ""),
        ("+schemas/Toad.md", "", r#"---
name: Toad
type: Schema
---

# Toad

A frog.

## Fields

| name | required | type | description |
|---|---|---|---|
| id | yes | integer | Number of the frog. |
| name | yes | string | What it is called. |
| colour | no | Colour | Colour of its back. |
| kind | yes | "tree" \| "water" | Where it lives. |
| weight | yes | integer \| string | What it weighs. |
| owner | no | object \| null | Who keeps it. |
| owner.login | yes | string | Name of the account. |
"#),
        ("endpoints/zoo/list.md", "Frog[]", "Toad[]"),
        ("endpoints/zoo/get.md", "| Frog |", "| Toad |"),
    ] },
    Edit { name: "a schema goes", changes: &[
        ("-schemas/Frog.md", "", ""),
        ("endpoints/zoo/list.md", "| 200 | | Frog[] | OK. |", "| 200 | | string[] | OK. |"),
        ("endpoints/zoo/get.md", "| 200 | | Frog | OK. |", "| 200 | | string | OK. |"),
    ] },
    Edit { name: "an object in a schema gets a field", changes: &[
        ("schemas/Frog.md", "| owner.login |", "| owner.id | yes | integer | Number. |
| owner.login |"),
    ] },
    Edit { name: "an object in a schema loses a field", changes: &[
        ("schemas/Frog.md", "| owner.login | yes | string | Name of the account. |", "| owner.id | yes | integer | Number. |"),
    ] },
    Edit { name: "a value of an enum schema goes", changes: &[
        ("schemas/Colour.md", r#""green" | "blue""#, r#""green" | "red""#),
    ] },
    Edit { name: "a value of an enum schema is new", changes: &[
        ("schemas/Colour.md", r#""green" | "blue""#, r#""green" | "blue" | "red""#),
    ] },
    Edit { name: "an enum schema becomes a string", changes: &[
        ("schemas/Colour.md", r#"'"green" | "blue"'"#, "string"),
    ] },
    Edit { name: "a schema of responses is sent too", changes: &[
        ("endpoints/zoo/drain.md", "| Name of the pond. |
", "| Name of the pond. |
| frog | no | Frog | | | The last one. |
"),
    ] },
    Edit { name: "a schema is new", changes: &[
        ("+schemas/Toad.md", "", r#"---
name: Toad
type: Schema
---

# Toad

A frog.

## Fields

| name | required | type | description |
|---|---|---|---|
| id | yes | integer | Number of the frog. |
| name | yes | string | What it is called. |
| colour | no | Colour | Colour of its back. |
| kind | yes | "tree" \| "water" | Where it lives. |
| weight | yes | integer \| string | What it weighs. |
| owner | no | object \| null | Who keeps it. |
| owner.login | yes | string | Name of the account. |
"#),
        ("endpoints/zoo/drain.md", "| 204 | | | Drained. |", "| 204 | | | Drained. |
| 409 | | Toad | There is one. |"),
    ] },
];

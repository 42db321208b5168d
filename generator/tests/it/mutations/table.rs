//! Good pages, and changes of them: what is replaced, by what, and the code that is reported with a part of its help; or `same` where the page
//! says the same as before by a rule, and `means` where it says something else that the reference gives this meaning.

pub(super) const PAGES: &[(&str, &str)] = &[
    (
        "endpoints/frogs/feed.md",
        r#"---
name: Feed a frog
example: octokit.rest.frogs.feed({ frog_id, size })
route: POST /frogs/{frog_id}/meals
scope: frogs
type: API method
---

# Feed a frog

Gives a frog a meal.

## Parameters

| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| frog_id | yes | integer | 1.. | | Number of the frog. |
| size | yes | "small" \| "large" | | | Size of the meal. |
| note | no | string | 1..=80 | | What the keeper says. |
| tags | no | string[] | ..=5 | | Tags. |
| mood | no | "glad" \| "sad" | | glad | Mood of the keeper. |
| code | no | string | /^[a-z]+$/ | | Code of the meal. |
| count | no | integer | 1..=100 | 30 | How many meals. |
| sides | no | object[] | | | Sides. |
| sides[].name | yes | string | | | Name of the side. |

## Responses

| status | required | type | description |
|---|---|---|---|
| 200 | | Frog | The frog. |
| 404 | | | There is no such frog. |
"#,
    ),
    (
        "endpoints/ponds/list.md",
        r#"---
name: List ponds
example: octokit.rest.ponds.list({ owner })
route: GET /owners/{owner}/ponds
scope: ponds
type: API method
items: ponds
---

# List ponds

Lists the ponds of an owner.

Token scopes: `read:pond`.

```js
octokit.rest.ponds.list({ owner });
```

## Parameters

<table>
<thead><tr><th>name</th><th>required</th><th>type</th><th>constraints</th><th>default</th><th>description</th></tr></thead>
<tbody>
<tr><td>owner</td><td>yes</td><td>string</td><td></td><td></td><td>

Name of the owner.

</td></tr>
<tr><td>sort</td><td>no</td><td>"age" | "size"</td><td></td><td>age</td><td>

What to sort by.

</td></tr>
<tr><td>page</td><td>no</td><td>integer</td><td>1..</td><td>1</td><td>

Number of the page.

</td></tr>
<tr><td>dry</td><td>no</td><td>boolean</td><td></td><td></td><td>

Whether the frog only looks.

</td></tr>
</tbody>
</table>

## Responses

<table>
<thead><tr><th>status</th><th>required</th><th>type</th><th>description</th></tr></thead>
<tbody>
<tr><td>200</td><td></td><td>object</td><td>The ponds.</td></tr>
<tr><td>200.total</td><td>yes</td><td>integer</td><td>How many.</td></tr>
<tr><td>200.ponds</td><td>yes</td><td>Pond[]</td><td>The page.</td></tr>
</tbody>
</table>

See also: [ponds](https://docs.github.com/rest/ponds).
"#,
    ),
    (
        "schemas/Frog.md",
        r"---
name: Frog
type: Schema
---

# Frog

A frog.

## Fields

| name | required | type | description |
|---|---|---|---|
| id | yes | integer | Number of the frog. |
| mother | no | Frog | Its mother. |
| born_at | no | date-time \| null | When it was born. |
",
    ),
    (
        "schemas/Pond.md",
        r"---
name: Pond
type: Schema
---

# Pond

A pond.

## Fields

<table>
<thead><tr><th>name</th><th>required</th><th>type</th><th>description</th></tr></thead>
<tbody>
<tr><td>name</td><td>yes</td><td>string</td><td>Its name.</td></tr>
<tr><td>colour</td><td>no</td><td>Colour</td><td>Its colour.</td></tr>
<tr><td>frogs</td><td>no</td><td>map(Frog)</td><td>By name.</td></tr>
</tbody>
</table>
",
    ),
    (
        "schemas/Colour.md",
        r#"---
name: Colour
type: Schema
is: '"green" | "blue"'
---

# Colour

A colour.
"#,
    ),
];

#[rustfmt::skip]
pub(super) const MUTATIONS: &[(&str, &str, &str)] = &[
    // Cells and rows of tables.
    (r#""small" \| "large""#, r#""small"|"large""#, "invalid-table: \\|"),
    (r#""small" \| "large""#, r#""small" | "large""#, "invalid-table: \\|"),
    ("| note | no | string | 1..=80 | | What", "| note | no | string | 1..=80 | What", "invalid-table: add the missing cells"),
    ("What the keeper says. |", "What the keeper", "invalid-table: cut off"),
    ("| tags | no | string[] | ..=5 | | Tags. |", "| tags | no | string[]", "invalid-table: missing cells"),
    ("Its mother. |", "Its mother | or father. |", "invalid-table: \\|"),
    ("|---|---|---|---|---|---|", "|---|---|---|---|---|", "stray-text: |---|---|"),
    ("|---|---|---|---|---|---|\n", "", "stray-text: |---|---|"),
    ("| size | yes", "\n| size | yes", "stray-text"),
    ("| size | yes", "size | yes", "same: the first `|` of a row may be left out"),
    ("| frog_id | yes", "> | frog_id | yes", "stray-text"),
    ("| frog_id | yes", "<!-- a note -->\n| frog_id | yes", "stray-text"),
    (r#"| size | yes | "small""#, r#"| size | yes | `"small" \| "large"` | | | x |"#, "invalid-table"),
    ("<td>owner</td><td>yes</td>", "<td>owner</td>", "invalid-table: <td>"),
    ("<td>owner</td><td>yes</td>", "<td>owner</td><td>yes</td><td></td>", "invalid-table: <td>"),
    ("<td>owner</td><td>yes</td>", "<td>owner<td>yes</td>", "same: HTML lets authors leave out end tags"),
    ("<td>owner</td><td>yes</td>", "<td>owner</td<td>yes</td>", "invalid-table"),
    ("<td>owner</td>", "<td><b>owner</b></td>", "invalid-cell"),
    ("<td>owner</td>", "<td colspan=\"2\">owner</td>", "invalid-table"),
    ("<tr><td>sort", "<td>sort", "same: HTML lets authors leave out start tags of rows"),
    ("</tbody>\n</table>\n\n## Responses", "</tbody>\n\n## Responses", "invalid-table: </table>"),
    ("<table>\n<thead><tr><th>name", "<thead><tr><th>name", "stray-text: <table>"),
    ("</td></tr>\n<tr><td>sort", "</td></tr>\nText.\n<tr><td>sort", "invalid-table"),
    ("| Frog | The frog. |", "| Frog | The frog. |\n\n| status | description |\n|---|---|\n| 500 | Oh. |", "invalid-table"),
    ("| 200 | | Frog | The frog. |\n", "| 200 | | Frog | The frog. |\n| 200 | | Frog | The frog. |\n", "duplicate"),
    ("| note | no | string | 1..=80 | | What the keeper says. |\n", "| tags | no | string | | | Tags. |\n", "duplicate"),
    // Columns.
    ("| name | required | type | constraints", "| name | required | type | constraint", "unknown-column: `constraints`"),
    ("| name | required | type | constraints", "| param | required | type | constraints", "unknown-column: `name`"),
    ("| name | required | type | constraints", "| name | mandatory | type | constraints", "unknown-column: `required`"),
    ("| name | required | type | constraints", "| name | Required | type | constraints", "same: headers are known in any letters"),
    ("| name | required | type | constraints | default |", "| name | required | type | limits | default |", "unknown-column: `constraints`"),
    ("| status | required | type |", "| code | required | type |", "unknown-column: `status`"),
    ("| status | required | type |", "| status | required | status |", "duplicate"),
    ("| name | required | type | constraints", "| required | name | type | constraints", "invalid-cell …: `yes` or `no`"),
    ("| constraints | default | description |", "| default | constraints | description |", "default-outside-type …: "),
    ("<th>default</th>", "<th>defaults</th>", "unknown-column: `default`"),
    ("<th>type</th><th>constraints</th>", "<th>type</th><th>in</th>", "invalid-cell"),
    // The column `required`.
    ("| note | no |", "| note | No |", "invalid-cell: `no`"),
    ("| note | no |", "| note | optional |", "invalid-cell: `no`"),
    ("| note | no |", "| note | |", "invalid-cell: `yes` or `no`"),
    ("| note | no |", "| note | false |", "invalid-cell: `no`"),
    ("| note | no |", "| note | maybe |", "invalid-cell: `yes` or `no`"),
    ("| frog_id | yes |", "| frog_id | true |", "invalid-cell: `yes`"),
    ("| frog_id | yes |", "| frog_id | no |", "optional-path-parameter: `yes`"),
    ("| size | yes |", "| size | required |", "invalid-cell: `yes`"),
    ("| note | no |", "| note | yes |", "example-mismatch: every required"),
    ("| size | yes |", "| size | no |", "means: an optional parameter may be in the example"),
    ("<td>200.total</td><td>yes</td>", "<td>200.total</td><td></td>", "invalid-cell: `yes` or `no`"),
    ("| 200 | | Frog |", "| 200 | yes | Frog |", "invalid-cell: leave the cell empty"),
    // Names.
    ("| note | no |", "| note: | no |", "invalid-name: `note`"),
    ("| note | no |", "| note, | no |", "invalid-name: `note`"),
    ("| note | no |", "| note? | no |", "invalid-name: `note`"),
    ("| note | no |", "| *note | no |", "invalid-name: `note`"),
    ("| note | no |", "| **note** | no |", "invalid-name: `note`"),
    ("| note | no |", "| the note | no |", "invalid-name"),
    ("| note | no |", "| note (optional) | no |", "invalid-name: `note`"),
    ("| note | no |", "| - note | no |", "invalid-name"),
    ("| note | no |", "| -note | no |", "invalid-name: `note`"),
    ("| note | no |", "| `note` | no |", "same: backticks around a cell are taken off"),
    ("| note | no |", "| nöte | no |", "unnameable-word"),
    ("| note | no |", "| size | no |", "duplicate"),
    ("| note | no |", "| Size | no |", "suspect-value: leave one out"),
    ("| sides[].name | yes |", "| sides.name | yes |", "orphan-row: `sides[].name`"),
    ("| sides[].name | yes |", "| side[].name | yes |", "orphan-row"),
    ("| sides[].name | yes |", "| sides[0].name | yes |", "invalid-name: `sides[].name`"),
    ("| sides[].name | yes |", "| sides[name] | yes |", "invalid-name: `sides.name`"),
    ("| sides[].name | yes |", "| sides[]name | yes |", "invalid-name"),
    ("| sides[].name | yes |", "| sides[]..name | yes |", "invalid-name"),
    ("| sides[].name | yes |", "| sides/name | yes |", "invalid-name: `sides.name`"),
    ("| frog_id | yes |", "| frogId | yes |", "route-parameter-without-row: `frog_id`"),
    ("| frog_id | yes |", "| frog-id | yes |", "route-parameter-without-row: `frog_id`"),
    ("<td>200.ponds</td>", "<td>200.pond</td>", "invalid-items"),
    // Types.
    ("| string | 1..=80 |", "| string? | 1..=80 |", "invalid-type: `string | null`"),
    ("| string | 1..=80 |", "| string or null | 1..=80 |", "invalid-type: `string | null`"),
    ("| string | 1..=80 |", "| nullable string | 1..=80 |", "invalid-type: `string | null`"),
    ("| string | 1..=80 |", "| String | 1..=80 |", "unknown-schema: `string`"),
    ("| string | 1..=80 |", "| str | 1..=80 |", "invalid-type: `string`"),
    ("| string | 1..=80 |", "| text | 1..=80 |", "invalid-type: `string`"),
    ("| string | 1..=80 |", "| strng | 1..=80 |", "invalid-type: `string`"),
    ("| string | 1..=80 |", "| | 1..=80 |", "no-type: `any`"),
    ("| integer | 1..=100 |", "| int | 1..=100 |", "invalid-type: `integer`"),
    ("| integer | 1..=100 |", "| number(int) | 1..=100 |", "invalid-type"),
    ("| integer | 1..=100 |", "| boolean | 1..=100 |", "meaningless-constraints + default-outside-type"),
    ("| integer | 1..=100 |", "| float | 1..=100 |", "invalid-type: `number`"),
    ("<td>boolean</td>", "<td>bool</td>", "invalid-type: `boolean`"),
    ("<td>boolean</td>", "<td>true | false</td>", "invalid-type"),
    ("<td>boolean</td>", "<td>\"true\" | \"false\"</td>", "means: an enum of two strings"),
    (r#""small" \| "large""#, r#""small" or "large""#, r#"invalid-type: `"small" | "large"`"#),
    (r#""small" \| "large""#, r#""small", "large""#, r#"invalid-type: `"small" | "large"`"#),
    (r#""small" \| "large""#, r"'small' \| 'large'", r#"invalid-type: `"small" | "large"`"#),
    (r#""small" \| "large""#, r"“small” \| “large”", r#"invalid-type: `"small" | "large"`"#),
    (r#""small" \| "large""#, r"small \| large", r#"invalid-type: `"small" | "large"`"#),
    (r#""small" \| "large""#, r"enum(small, large)", r#"invalid-type: `"small" | "large"`"#),
    (r#""small" \| "large""#, r#""small" \|\| "large""#, r#"invalid-type: `"small" | "large"`"#),
    (r#""small" \| "large""#, r#""small" \| "large"#, "invalid-type"),
    (r#""small" \| "large""#, r#""small \| large""#, r#"joined-values: `"small" | "large"`"#),
    (r#""small" \| "large""#, r#""small, large""#, r#"joined-values: `"small" | "large"`"#),
    (r#""small" \| "large""#, r#""small" \| "small""#, "duplicate: leave one"),
    (r#""small" \| "large""#, r#""small" \| "Small""#, "numbered-name"),
    (r#""small" \| "large""#, r#""small" \| "null""#, "suspect-value: `null`"),
    (r#""small" \| "large""#, r#""small" \| " large""#, r#"suspect-value: `"large"`"#),
    (r#""small" \| "large""#, r#""small" \| """#, "means: the empty string is a value"),
    ("| string[] |", "| [string] |", "invalid-type: `string[]`"),
    ("| string[] |", "| array of strings |", "invalid-type: `string[]`"),
    ("| string[] |", "| Array<string> |", "invalid-cell: `string[]`"),
    ("| string[] |", "| array |", "invalid-type: `T[]`"),
    ("| string[] |", "| string[5] |", "invalid-type: `string[]`"),
    ("| string[] |", "| string [] |", "same: whitespace in types is free"),
    ("| string[] |", "| string[ |", "invalid-type"),
    ("| no | Frog |", "| no | frog |", "invalid-type: `Frog`"),
    ("| no | Frog |", "| no | Frog? |", "invalid-type: `Frog | null`"),
    ("| no | Frog |", "| no | Forg |", "unknown-schema: `Frog`"),
    ("| no | Frog |", "| no | Frogs |", "unknown-schema: `Frog`"),
    ("| no | Frog |", "| no | [Frog](Frog.md) |", "invalid-type"),
    ("<td>map(Frog)</td>", "<td>map&lt;string, Frog></td>", "invalid-type: `map(Frog)`"),
    ("<td>map(Frog)</td>", "<td>Record&lt;string, Frog></td>", "invalid-type: `map(Frog)`"),
    ("<td>map(Frog)</td>", "<td>map</td>", "invalid-type: `map(string)`"),
    ("<td>map(Frog)</td>", "<td>map(Frog</td>", "invalid-type"),
    (r"| date-time \| null |", r"| datetime \| null |", "invalid-type: `date-time | null`"),
    (r"| date-time \| null |", r"| timestamp |", "invalid-type: `date-time`"),
    (r"| date-time \| null |", r"| date-time / null |", "invalid-type: `date-time | null`"),
    (r"| date-time \| null |", r"| date-time \| Null |", "unknown-schema: `null`"),
    (r"| date-time \| null |", r"| date-time \| nil |", "invalid-type: `date-time | null`"),
    ("is: '\"green\" | \"blue\"'", "is: '\"green\", \"blue\"'", "invalid-type: `\"green\" | \"blue\"`"),
    ("is: '\"green\" | \"blue\"'", "is: \"green\" | \"blue\"", "invalid-front-matter"),
    ("is: '\"green\" | \"blue\"'", "is: Colour", "alias-cycle"),
    ("| mother | no | Frog |", "| mother | yes | Frog |", "endless-value: optional"),
    ("| integer | Number of the frog.", "| binary | Number of the frog.", "type-not-for-location: `base64`"),
    ("| integer | Number of the frog.", "| null | Number of the frog.", "means: null and nothing else"),
    ("| integer | Number of the frog.", "| integer, null | Number of the frog.", "invalid-type: `integer | null`"),
    ("| integer | Number of the frog.", "| integer | | Number of the frog.", "invalid-table"),
    // Constraints.
    ("| 1..=80 |", "| max 80 |", "invalid-constraints: `..=80`"),
    ("| 1..=80 |", "| max: 80 |", "invalid-constraints: `..=80`"),
    ("| 1..=80 |", "| at most 80 |", "invalid-constraints: `..=80`"),
    ("| 1..=80 |", "| <=80 |", "invalid-constraints: `..=80`"),
    ("| 1..=80 |", "| <80 |", "invalid-constraints: `..=79`"),
    ("| 1..=80 |", "| >=1 |", "invalid-constraints: `1..`"),
    ("| 1..=80 |", "| min 1 |", "invalid-constraints: `1..`"),
    ("| 1..=80 |", "| 1-80 |", "invalid-constraints: `1..=80`"),
    ("| 1..=80 |", "| 1 to 80 |", "invalid-constraints: `1..=80`"),
    ("| 1..=80 |", "| 1...80 |", "invalid-constraints: `1..=80`"),
    ("| 1..=80 |", "| between 1 and 80 |", "invalid-constraints: `1..=80`"),
    ("| 1..=80 |", "| [1, 80] |", "invalid-constraints: `1..=80`"),
    ("| 1..=80 |", "| 1..=80 characters |", "invalid-constraints"),
    ("| 1..=80 |", "| max 1,000 |", "invalid-constraints: `..=1000`"),
    ("| 1..=80 |", "| 80..=1 |", "meaningless-constraints: swap"),
    ("| 1..=80 |", "| -1..=80 |", "meaningless-constraints"),
    ("| 1..=80 |", "| 1..80 |", "means: from 1 to 79"),
    ("| 1..=80 |", "| 01..=80 |", "same: numbers may start with zeros"),
    ("| 1..=80 |", "| `1..=80` |", "same: backticks around a cell are taken off"),
    ("| 1..=80 |", "| 1.5..=80 |", "invalid-constraints"),
    ("| 1..=80 |", "| non-empty |", "invalid-constraints: `1..`"),
    ("| /^[a-z]+$/ |", "| ^[a-z]+$ |", "invalid-constraints: `/^[a-z]+$/`"),
    ("| /^[a-z]+$/ |", "| /^[a-z]+$ |", "invalid-constraints"),
    ("| /^[a-z]+$/ |", "| /^[a-z]+$/i |", "invalid-constraints"),
    ("| /^[a-z]+$/ |", "| /^[a-z+$/ |", "invalid-constraints"),
    ("| /^[a-z]+$/ |", "| /^a$/, /^b$/ |", "invalid-constraints: one pattern"),
    ("| /^[a-z]+$/ |", "| /^a$/ /^b$/ |", "invalid-constraints: one pattern"),
    ("| /^[a-z]+$/ |", "| /^a$/ or /^b$/ |", "invalid-constraints: one pattern"),
    ("| /^[a-z]+$/ |", r"| /^\\d+$/ |", r"invalid-constraints: `\`"),
    ("| /^[a-z]+$/ |", "| /^a(?=b)$/ |", "invalid-constraints"),
    ("| /^[a-z]+$/ |", "| /$a^/ |", "meaningless-constraints"),
    ("| /^[a-z]+$/ |", "| 1..=3, /^a{5}$/ |", "meaningless-constraints"),
    ("| code | no | string | /", "| code | no | boolean | /", "meaningless-constraints"),
    // Defaults.
    ("| glad | Mood", "| happy | Mood", "default-outside-type"),
    ("| glad | Mood", "| Glad | Mood", "default-outside-type: `glad`"),
    ("| glad | Mood", "| \"glad\" | Mood", "default-outside-type: `glad`"),
    ("| 30 | How", "| thirty | How", "default-outside-type"),
    ("| 30 | How", "| 300 | How", "default-outside-constraints"),
    ("| 1..=80 | | What", "| 1..=80 | \"hi\" | What", "suspect-value: `hi`"),
    ("| 1..=80 | | What", "| 1..=80 | null | What", "suspect-value: empty"),
    ("| 1..=80 | | What", "| 1..=80 | - | What", "suspect-value: empty"),
    ("| 1..=80 | | What the", "| 1..=80 | What | the", "means: a default may be any string"),
    // Prose beside the table.
    ("What the keeper says.", "What the keeper says (max 100 characters).", "prose-disagrees"),
    ("How many meals.", "How many meals (max 10).", "prose-disagrees"),
    ("How many meals.", "How many meals. At least 5.", "prose-disagrees"),
    ("How many meals.", "How many meals. Default: `5`", "prose-disagrees"),
    ("Mood of the keeper.", "Mood of the keeper. Can be one of: `glad`, `cross`.", "prose-disagrees"),
    ("Number of the frog. |\n| size", "**Deprecated.** Number of the frog. |\n| size", "means: the parameter is deprecated"),
    ("What the keeper says.", "Deprecated: what the keeper says.", "means: the parameter is deprecated"),
    ("What the keeper says.", "Required. What the keeper says.", "prose-disagrees"),
    // Front-matter.
    ("---\nname: Feed", "name: Feed", "missing-front-matter"),
    ("type: API method\n---\n\n# Feed", "type: API method\n\n# Feed", "missing-front-matter"),
    ("name: Feed a frog", "Name: Feed a frog", "unknown-key: `name`"),
    ("name: Feed a frog", "title: Feed a frog", "unknown-key: `name`"),
    ("name: Feed a frog", "name:Feed a frog", "invalid-front-matter"),
    ("name: Feed a frog", "name: Feed: a frog", "invalid-front-matter: quotes"),
    ("name: Feed a frog", "name: Feed the frog", "title-mismatch"),
    ("name: Feed a frog", "name: \"Feed a frog\"", "same: quotes of YAML"),
    ("name: Feed a frog\n", "", "missing-key"),
    ("route: POST", "path: POST", "unknown-key: `route`"),
    ("scope: frogs", "scope: frogs\nscope: ponds", "duplicate"),
    ("scope: frogs", "scope: frogs\ndeprecated: true", "unknown-key: deprecated"),
    ("scope: frogs", "scope: frogs\ncontent-type: text/plain", "body-conflict"),
    ("scope: frogs", "scope: frogs\nitems: meals", "invalid-items: leave `items` out"),
    ("scope: frogs", "scope: frogs\nsunset: 2026-02-30", "invalid-value: date"),
    ("scope: frogs", "scope: frogs\nsunset: 30.2.2026", "invalid-value: date"),
    ("scope: frogs", "scope: frogs\nedition: enterprise", "invalid-value"),
    ("scope: frogs", "scope: frogs\nany-of: [[note], [notes]]", "invalid-group: `note`"),
    ("scope: frogs", "scope: frogs\nany-of: [note, tags]", "invalid-value: [[a], [b, c]]"),
    ("scope: frogs", "scope: frogs\nany-of: [[note], [size]]", "invalid-group: leave it out"),
    ("scope: frogs", "scope: frogs\none-of: [[note], [note, tags]]", "invalid-group"),
    ("scope: frogs", "scope: frogs\nrenamed-from: fed", "invalid-value: scope.method"),
    ("scope: frogs", "scope: frogs\nrenamed-from: forgs.fed", "suspect-value: `frogs.fed`"),
    ("scope: frogs", "scope: frogs\nrenamed-from: ponds.list", "rename-clash"),
    ("scope: frogs", "scope: frogs\nrenamed-from: frogs.fed until 1", "invalid-value: 0.3.0"),
    ("scope: frogs", "scope: frog", "misplaced-page: `frogs`"),
    ("scope: frogs", "scope: hyper", "misplaced-page: write `frogs`"),
    ("scope: frogs", "scope: tryInto", "misplaced-page: write `frogs`"),
    ("type: API method", "type: api method", "invalid-value: `API method`"),
    ("type: API method", "type: endpoint", "invalid-value: `API method`"),
    ("Frog.md: type: Schema", "type: schema", "invalid-value: `Schema`"),
    ("Frog.md: name: Frog", "name: frog", "invalid-value"),
    ("Frog.md: name: Frog", "name: Toad", "misplaced-page: the schema to `Frog`"),
    ("items: ponds", "items: pond", "invalid-items"),
    ("items: ponds", "items: ponds, 100", "invalid-value: 100 a page"),
    ("items: ponds\n", "", "means: the one list of a response is walked"),
    // Routes and examples.
    ("POST /frogs", "post /frogs", "invalid-route: `POST /frogs"),
    ("POST /frogs", "POST frogs", "invalid-route"),
    ("POST /frogs", "POST https://api.github.com/frogs", "invalid-route"),
    ("POST /frogs", "/frogs", "invalid-route"),
    ("/frogs/{frog_id}/meals", "/frogs/frog_id/meals", "missing-braces: `{frog_id}`"),
    ("/frogs/{frog_id}/meals", "/frogs/:frog_id/meals", "invalid-route: /{frog_id}/"),
    ("/frogs/{frog_id}/meals", "/frogs/<frog_id>/meals", "invalid-route: /{frog_id}/"),
    ("/frogs/{frog_id}/meals", "/frogs/{frogid}/meals", "route-parameter-without-row: `frog_id`"),
    ("/frogs/{frog_id}/meals", "/frogs/{frog_id/meals", "invalid-route"),
    ("/frogs/{frog_id}/meals", "/frogs/{ frog_id }/meals", "invalid-route: /{frog_id}/"),
    ("/frogs/{frog_id}/meals", "/frogs/{frog_id}/meals/", "invalid-route"),
    ("/frogs/{frog_id}/meals", "/frogs/{frog_id}/meals?size=1", "invalid-route: {?size}"),
    ("/frogs/{frog_id}/meals", "/frogs/{frog_id}/meals{?sise}", "route-parameter-without-row: `size`"),
    ("/frogs/{frog_id}/meals", "/frogs/{frog_id}/{size}", "means: the parameter is in the path"),
    ("octokit.rest.frogs.feed", "octokit.frogs.feed", "invalid-example: octokit.rest"),
    ("octokit.rest.frogs.feed", "await octokit.rest.frogs.feed", "invalid-example: octokit.rest"),
    ("octokit.rest.frogs.feed", "octokit.rest.frogs.fed", "example-mismatch: octokit.rest.frogs.feed"),
    ("octokit.rest.frogs.feed", "octokit.rest.frog.feed", "example-mismatch: octokit.rest.frogs.feed"),
    ("({ frog_id, size })", "({ frog_id })", "example-mismatch: required"),
    ("({ frog_id, size })", "({ frog_id, sise })", "example-mismatch: `size`"),
    ("({ frog_id, size })", "({ frog_id, size, size })", "example-mismatch: leave one out"),
    ("({ frog_id, size })", "(frog_id, size)", "invalid-example"),
    ("({ frog_id, size })", "({ frog_id, size });", "invalid-example"),
    ("({ frog_id, size })", "({ size, frog_id })", "same: the order in the example is free"),
    // Prose and markers.
    ("Gives a frog a meal.", "This method is deprecated", "means: the method is deprecated"),
    ("Gives a frog a meal.", "> [!WARNING]\n> This endpoint is deprecated.", "means: the method is deprecated"),
    ("Gives a frog a meal.", "This method is depreciated.", "unread-notice: **This method is deprecated.**"),
    ("Gives a frog a meal.", "This endpoint is obsolete; feed all.", "unread-notice: **This method is deprecated.**"),
    ("Gives a frog a meal.", "Deprecated: This method has been renamed to ponds.list", "unread-notice: **Deprecated:**"),
    ("Gives a frog a meal.", "**Deprecated:** This method was renamed to `ponds.list`.", "unread-notice: **Deprecated:**"),
    ("Gives a frog a meal.", "**Deprecated:** This method has been renamed to ponds.lists", "unknown-rename-target: `ponds.list`"),
    ("Gives a frog a meal.", "Required scopes: repo", "unread-notice: Token scopes"),
    ("Token scopes: `read:pond`.", "Token scope: `read:pond`.", "unread-notice: Token scopes"),
    ("Token scopes: `read:pond`.", "**Token scopes:** `read:pond`.", "unread-notice: Token scopes"),
    ("See also: [ponds]", "See Also: [ponds]", "unread-notice: See also:"),
    ("See also: [ponds](https://docs.github.com/rest/ponds).", "See also: the docs.", "invalid-notice"),
    ("# Feed a frog", "# Feed a toad", "title-mismatch"),
    ("# Feed a frog", "Feed a frog\n===========", "same: both kinds of headings"),
    ("```js\noctokit", "```\noctokit", "means: another block is prose"),
    ("\n```\n\n## Parameters", "\n\n## Parameters", "missing-section: ```"),
    ("A frog.\n", "A frog. <!--\n", "means: within a line, `<!--` is text"),
    ("A frog.\n", "A fr\u{200b}og.\n", "forbidden-character"),
    // Sections.
    ("## Responses", "### Responses", "unknown-section: `## Responses`"),
    ("## Responses", "# Responses", "unknown-section: `## Responses`"),
    ("## Responses", "##Responses", "unknown-section: `## Responses`"),
    ("## Responses", "## Response", "unknown-section: `Responses`"),
    ("## Responses", "## responses", "unknown-section: `Responses`"),
    ("## Responses", "## Returns", "unknown-section: `Responses`"),
    ("## Parameters", "## Params", "unknown-section: `Parameters`"),
    ("## Parameters", "**Parameters**", "unknown-section: `## Parameters`"),
    ("Frog.md: ## Fields", "### Fields", "unknown-section: `## Fields`"),
    ("Frog.md: ## Fields", "##Fields", "unknown-section: `## Fields`"),
    ("Frog.md: ## Fields", "## Properties", "unknown-section: `Fields`"),
    ("Frog.md: ## Fields\n", "\n", "missing-section: `## Fields`"),
    ("Pond.md: ## Fields", "<h2>Fields</h2>", "unknown-section: `## Fields`"),
    ("Frog.md: ## Fields", "Fields\n------", "same: both kinds of headings"),
    // Responses.
    ("| 200 | | Frog |", "| 20 | | Frog |", "invalid-cell"),
    ("| 200 | | Frog |", "| 2xx | | Frog |", "invalid-cell"),
    ("| 200 | | Frog |", "| 200 OK | | Frog |", "invalid-name"),
    ("| 200 | | Frog |", "| 240 | | Frog |", "unknown-status"),
    ("| 200 | | Frog |", "| 204 | | Frog |", "body-of-empty-status"),
    ("| 200 | | Frog | The frog. |\n", "", "no-success"),
    ("| 404 | | |", "| 404 | | Error |", "unknown-schema"),
    ("<td>200.total</td>", "<td>20.total</td>", "invalid-cell"),
    ("<td>200.total</td>", "<td>201.total</td>", "orphan-row"),
    ("<td>200</td><td></td><td>object</td>", "<td>200</td><td></td><td>Pond</td>", "orphan-row: own page"),
    ("<td>200</td><td></td><td>object</td>", "<td>200</td><td></td><td></td>", "orphan-row"),
];

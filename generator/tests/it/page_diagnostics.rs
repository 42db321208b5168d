//! What is reported for broken pages: one page per kind of mistake, with line and column.

use insta::assert_snapshot;
use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::Diagnostic;
use octoscribe_generator::page;
use octoscribe_generator::source::{Source, Sources, Span};

/// A page without mistakes.
const GOOD: &str = r#"---
name: Rename a pond
example: octokit.rest.ponds.rename({ pond_id, name })
route: PATCH /ponds/{pond_id}
scope: ponds
type: API method
---

# Rename a pond

Gives a pond another name.

```js
octokit.rest.ponds.rename({ pond_id, name });
```

## Parameters

| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| pond_id | yes | integer | 1.. | | Number of the pond. |
| name | yes | "old" \| "new" | | new | The name. |

## Responses

| status | required | type | description |
|---|---|---|---|
| 200 | | Pond | The pond. |

See also: [pond docs](https://example.com/ponds).
"#;

/// Lists the findings for a page: place, code, message, and then label, related places and help, each on a line.
fn check(text: &str) -> String {
    let sources = Sources::new(vec![Source {
        path: "page.md".to_owned(),
        text: text.into(),
    }]);
    let mut found = Vec::new();
    for (id, source) in sources.iter() {
        page::read(id, source, &Config::default(), &mut found);
    }
    let place = |span: Span| {
        let start = sources.line_column(span);
        format!("{}:{} {:?}", start.line, start.column, sources.text(span))
    };
    let show = |found: &Diagnostic| {
        let mut lines = vec![format!(
            "{} {}: {}",
            place(found.span),
            found.code.as_str(),
            found.message
        )];
        lines.extend((!found.label.is_empty()).then(|| format!("  label: {}", found.label)));
        lines.extend(
            found
                .related
                .iter()
                .map(|(span, label)| format!("  see {}: {label}", place(*span))),
        );
        lines.extend(found.help.iter().map(|help| format!("  help: {help}")));
        lines.join("\n")
    };
    found.iter().map(show).collect::<Vec<_>>().join("\n")
}

/// The findings for the good page with a piece replaced.
fn check_with(piece: &str, replacement: &str) -> String {
    assert!(GOOD.contains(piece), "{piece}");
    check(&GOOD.replacen(piece, replacement, 1))
}

#[test]
fn a_good_page_has_no_findings() {
    assert_eq!(check(GOOD), "");
    assert_eq!(check(&GOOD.replace('\n', "\r\n")), "");
    assert_eq!(check(&format!("\u{feff}{GOOD}")), "");
}

#[test]
fn three_mistakes_are_three_findings() {
    let page = GOOD
        .replace("scope: ponds", "scop: ponds")
        .replace("integer", "integr")
        .replace("| 200 |", "| 2000 |");
    assert_snapshot!(check(&page), @r#"
    5:1 "scop" unknown-key: unknown key `scop`
      help: did you mean `scope`?
    21:19 "integr" invalid-type: `integr` is not a type
      help: write `integer`
    28:3 "2000" invalid-cell: this is not an HTTP status
      help: a response starts with its status: `200`, `200.total_count`, `200[].id`
    "#);
}

#[test]
fn front_matter() {
    assert_snapshot!(check("# No front-matter\n"), @r##"
    1:1 "# No front-matter" missing-front-matter: the page doesn't start with front-matter
      label: expected `---`
      help: the first line is `---`, then come `key: value` lines, then another `---`
    "##);
    assert_snapshot!(check("---\nname: x\n"), @r#"
    1:1 "---" missing-front-matter: the front-matter is never closed
      label: opened here
      help: write a line `---` after the last key
    "#);
    assert_snapshot!(check_with("name: Rename a pond", "name: Rename: a pond"), @r#"
    2:13 ":" invalid-front-matter: the front-matter can't be read: mapping values are not allowed in this context
      help: front-matter is YAML: `key: value` lines; a value with `: `, `#`, or a quote at its start needs quotes around it
    "#);
    assert_snapshot!(check_with("type: API method", "type: API metod"), @r#"
    6:7 "API metod" invalid-value: `API metod` is not a type of page
      help: did you mean `API method`?
    "#);
    assert_snapshot!(check_with("name: Rename a pond", "name: 3"), @r#"
    2:7 "3" invalid-value: `name` takes a string, but this is a number
      help: quote a string that looks like another type
    "#);
    assert_snapshot!(check_with("name: Rename a pond", "name:"), @r#"
    2:6 "" invalid-value: `name` takes a string, but this is nothing
      help: quote a string that looks like another type
    "#);
    assert_snapshot!(check_with("name: Rename a pond", "name: |\n  Rename\n  a pond"), @r#"
    2:7 "|\n  Rename\n  a pond" invalid-value: `name` takes a string, but this is several lines
      help: quote a string that looks like another type
    "#);
    assert_snapshot!(check_with("scope: ponds", "scope: ponds\nscope: lakes"), @r#"
    6:1 "scope" duplicate: duplicate key `scope`
      see 5:1 "scope": first here
    "#);
    assert_snapshot!(check_with("scope: ponds", "scope: ../ponds"), @r#"5:8 "../ponds" invalid-value: `../ponds` is not a scope"#);
    assert_snapshot!(check_with("scope: ponds", "scope: ponds\nis: string"), @r#"
    6:1 "is" unknown-key: unknown key `is`
      help: `is` belongs to pages of `type: Schema`, and this one has `type: API method`
    "#);
    assert_snapshot!(check_with("scope: ponds", "scope: ponds\ncontent-type: plain"), @r#"
    6:15 "plain" invalid-value: `plain` is not a media type
      help: a media type looks like `text/plain`
    "#);
    assert_snapshot!(check_with("scope: ponds", "scope: ponds\nany-of: [pond_id, name]"), @r#"
    6:9 "[pond_id, name]" invalid-value: `any-of` takes two or more groups of parameter names
      help: write `any-of: [[a], [b, c]]`
    "#);
    assert_snapshot!(check_with("scope: ponds", "scope: ponds\none-of: [[pond_id]]"), @r#"
    6:9 "[[pond_id]]" invalid-value: `one-of` takes two or more groups of parameter names
      help: write `one-of: [[a], [b, c]]`
    "#);
    assert_snapshot!(check_with("name: Rename a pond", "name: \"Rename\\u202E a pond\""), @r##"
    2:7 "\"Rename\\u202E a pond\"" forbidden-character: the character U+202E is not allowed in pages
      label: a control or invisible character
      help: delete it; pages need no control, bidirectional or invisible characters
    9:1 "# Rename a pond" title-mismatch: this heading isn't the page's `name`
      see 2:7 "\"Rename\\u202E a pond\"": the name that counts
    "##);
}

#[test]
fn yaml_bombs_stay_small() {
    let level = |n: usize| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", "));
    let levels: String = (1..9).map(level).collect();
    let bomb = format!("a0: &a0 [x, x, x, x, x, x, x, x, x]\n{levels}");
    assert_snapshot!(check(&format!("---\n{bomb}---\n")), @r#"1:1 "---" too-large: front-matter can't have more than 5000 values"#);
    let flat = format!("a: &a [{}]\nb: [{}]\n", "x, ".repeat(4_000), "*a, ".repeat(4_000));
    assert_snapshot!(check(&format!("---\n{flat}---\n")), @r#"1:1 "---" too-large: front-matter can't have more than 5000 values"#);
    let deep = format!("---\na: {}\n---\n", "[".repeat(20_000));
    assert_snapshot!(check(&deep), @r#"
    2:131 "[" invalid-front-matter: the front-matter can't be read: recursion limit exceeded
      help: front-matter is YAML: `key: value` lines; a value with `: `, `#`, or a quote at its start needs quotes around it
    "#);
    let long = format!("---\nname: {}\n---\n", "x".repeat(70_000));
    assert_snapshot!(check(&long), @r#"2:1 "n" too-large: front-matter can't be longer than 65536 bytes"#);
}

#[test]
fn routes() {
    let route = |route: &str| check_with("PATCH /ponds/{pond_id}", route);
    assert_snapshot!(route("PTCH /ponds/{pond_id}"), @r#"
    4:8 "PTCH" invalid-route: `PTCH` is not an HTTP method
      help: did you mean `PATCH`?
    "#);
    assert_snapshot!(route("/ponds/{pond_id}"), @r#"
    4:8 "/ponds/{pond_id}" invalid-route: a route needs a method and a path
      help: a route looks like `GET /repos/{owner}/{repo}`
    "#);
    assert_snapshot!(route("PATCH ponds/{pond_id}"), @r#"
    4:14 "ponds/{pond_id}" invalid-route: the path must start with `/`
      help: write `PATCH /ponds/{pond_id}`
    "#);
    assert_snapshot!(route("PATCH /ponds//{pond_id}"), @r#"
    4:20 "/" invalid-route: the path has an empty segment
      help: a route looks like `GET /repos/{owner}/{repo}`
    "#);
    assert_snapshot!(route("PATCH /ponds/{pond_id}/"), @r#"
    4:30 "/" invalid-route: the path has an empty segment
      help: write `PATCH /ponds/{pond_id}`
    "#);
    assert_snapshot!(route("PATCH /ponds/../{pond_id}"), @r#"
    4:21 ".." invalid-route: `..` can't be a segment of a path
      help: write the path that it leads to
    "#);
    assert_snapshot!(route("PATCH /ponds/%2E/{pond_id}"), @r#"
    4:21 "%" invalid-route: `%` can't be in a path
      help: the fixed part of a path holds letters, digits and `-._~/`; query parameters go into `{?a,b}`
    "#);
    assert_snapshot!(route("PATCH /ponds/{pond_id}?name=x"), @r#"
    4:30 "?" invalid-route: `?` can't be in a path
      help: write `PATCH /ponds/{pond_id}{?name}`
    "#);
    assert_snapshot!(route("PATCH /ponds/{pond_id}/{+pond_id}"), @r#"
    4:33 "pond_id" invalid-route: the route names `pond_id` twice
      help: name each parameter once
    "#);
    assert_snapshot!(route("PATCH /ponds/{pond_id}{?name,name}"), @r#"
    4:37 "name" invalid-route: the route names `name` twice
      help: name each parameter once
    "#);
    assert_snapshot!(route("PATCH /ponds{?pond_id}/x"), @r#"
    4:20 "{?pond_id}" invalid-route: the query must be the last part of the route
      help: a route looks like `GET /repos/{owner}/{repo}`
    "#);
    assert_snapshot!(route("PATCH /ponds/{pond_id"), @r#"
    4:21 "{" invalid-route: this brace has no partner
      help: a route looks like `GET /repos/{owner}/{repo}`
    "#);
    assert_snapshot!(route("PATCH /ponds/pond_id}"), @r#"
    4:28 "}" invalid-route: this brace has no partner
      help: a route looks like `GET /repos/{owner}/{repo}`
    "#);
    assert_snapshot!(route("PATCH /ponds/{pond_id*}"), @r#"
    4:22 "pond_id*" invalid-route: `pond_id*` is not a parameter name
      help: the forms are `{name}`, `{+name}` and, at the end, `{?name,name}`
    "#);
    assert_snapshot!(route("PATCH /ponds/{#pond_id}"), @r##"
    4:22 "#pond_id" invalid-route: `#pond_id` is not a parameter name
      help: the forms are `{name}`, `{+name}` and, at the end, `{?name,name}`
    "##);
    // Columns lead around the escapes of YAML.
    assert_snapshot!(route("'PATCH /it''s/{pond_id}'"), @r#"
    4:18 "''" invalid-route: `'` can't be in a path
      help: the fixed part of a path holds letters, digits and `-._~/`; query parameters go into `{?a,b}`
    "#);
}

#[test]
fn examples() {
    assert_snapshot!(check_with("octokit.rest.ponds", "octokit.ponds"), @r#"
    3:10 "octokit.ponds.rename({ pond_id, name })" invalid-example: an example must start with `octokit.rest.`
      help: write `octokit.rest.ponds.rename({ pond_id, name })`
    "#);
    assert_snapshot!(check_with("({ pond_id, name })\nroute", "({ pond_id, na me })\nroute"), @r#"
    3:49 " " invalid-example: ` ` can't be part of a name
      help: an example looks like `octokit.rest.scope.method({ owner, repo })`
    "#);
}

#[test]
fn sections() {
    assert_snapshot!(check_with("## Responses", "## Reponses"), @r###"
    24:1 "## Reponses" unknown-section: the section `Reponses` is not known
      help: did you mean `Responses`?
    "###);
    assert_snapshot!(check_with("## Responses", "## Parameters"), @r###"
    24:1 "## Parameters" duplicate: duplicate section `Parameters`
      see 17:1 "## Parameters": first here
    "###);
    assert_snapshot!(check_with("## Responses", "## Fields"), @r###"
    24:1 "## Fields" unknown-section: the section `Fields` is not known
      help: expected `Parameters` or `Responses`
    "###);
    assert_snapshot!(check_with("## Parameters", "### Parameters"), @r####"
    17:1 "### Parameters" unknown-section: the heading of a section has two `#`, as in `## Parameters`
      help: write `## Parameters`
    "####);
    assert_snapshot!(check_with("## Responses\n", "## Responses\n\nA word on responses.\n"), @r#"
    26:1 "A word on responses." stray-text: this text is in a section that holds a table only
      help: prose belongs before the first section, or into a cell
    "#);
    assert_snapshot!(check_with("\n| status", "\nNo table.\n\n## Parameters\n\n| status"), @r###"
    26:1 "No table." stray-text: this text is in a section that holds a table only
      help: prose belongs before the first section, or into a cell
    28:1 "## Parameters" duplicate: duplicate section `Parameters`
      see 17:1 "## Parameters": first here
    "###);
    assert_snapshot!(check_with("# Rename a pond", "# Name a pond"), @r##"
    9:1 "# Name a pond" title-mismatch: this heading isn't the page's `name`
      see 2:7 "Rename a pond": the name that counts
    "##);
    assert_snapshot!(check_with("[pond docs](https://example.com/ponds)", "the docs"), @r#"
    30:11 "the docs." invalid-notice: `See also:` must be followed by a link
      help: write `See also: [text](https://…).`
    "#);
    assert_snapshot!(check_with("Gives a pond", "**Deprecated:** This method has been renamed to something else\n\nGives a pond"), @r#"
    11:49 "something else" invalid-notice: `something else` is not the name of a method
      help: a renamed method is named as `scope.method`
    "#);
}

#[test]
fn columns() {
    assert_snapshot!(check_with("| constraints |", "| constraint |"), @r#"
    19:28 "constraint" unknown-column: unknown column `constraint`
      help: did you mean `constraints`?
    "#);
    assert_snapshot!(check_with("| name | required |", "| name | name |"), @r#"
    19:10 "name" duplicate: duplicate column `name`
      see 19:3 "name": first here
    19:1 "| name | name | type | constraints | default | description |" missing-column: the table has no column `required`
    "#);
    assert_snapshot!(check_with("| status | required | type |", "| state | required | type |"), @r#"
    26:3 "state" unknown-column: unknown column `state`
      help: did you mean `status`?
    "#);
}

#[test]
fn cells() {
    assert_snapshot!(check_with("| pond_id | yes |", "| pond id | yes |"), @r#"
    21:7 " " invalid-name: ` ` can't be part of a name
      help: names look like `owner`, `output.annotations[].path` or `files.*.filename`
    "#);
    assert_snapshot!(check_with("| pond_id | yes |", "| | |"), @r#"
    21:1 "| | | integer | 1.. | | Number of the pond. |" invalid-name: this row has no name
    21:1 "| | | integer | 1.. | | Number of the pond. |" invalid-cell: this row doesn't say whether it is required
      help: write `yes` or `no`
    "#);
    assert_snapshot!(check_with("| pond_id | yes |", "| pond_id | Yes |"), @r#"
    21:13 "Yes" invalid-cell: `Yes` is neither `yes` nor `no`
      help: did you mean `yes`?
    "#);
    assert_snapshot!(check_with("| pond_id | yes |", "| <b>pond_id</b> | yes |"), @r#"
    21:3 "<b>" invalid-cell: `<b>` can't be in the column `name`
      help: a `<` that isn't a tag is written `&lt;`
    "#);
    assert_snapshot!(check_with("1..", "1..x"), @r#"
    21:32 "x" invalid-constraints: `x` is not a whole number
      help: constraints are a range such as `1..=100`, `..=255`, `3..` or `40`, a `/pattern/`, or both: `1..=100, /^[a-z]+$/`
    "#);
    assert_snapshot!(check_with("1..", "/(?=x)/"), @r#"
    21:30 "(?=x)" invalid-constraints: the pattern can't be compiled: look-around is not supported
      help: constraints are a range such as `1..=100`, `..=255`, `3..` or `40`, a `/pattern/`, or both: `1..=100, /^[a-z]+$/`
    "#);
    assert_snapshot!(check_with(r#""old" \| "new""#, r#""old" \| nw"#), @r#"
    22:16 "\"old\" \\| nw" invalid-type: `nw` is not a type
      help: write `"old" | "nw"`
    "#);
    assert_snapshot!(check_with("| constraints |", "| in |"), @r#"
    21:29 "1.." invalid-cell: `1..` is not a location of a parameter
      help: expected `path`, `query`, `body`, `path, trimmed`, `query, repeated` or `query, brackets`
    "#);
    assert_snapshot!(check_with("| 200 |", "| 200. |"), @r#"
    28:7 "" invalid-name: a name is missing here
      help: names look like `owner`, `output.annotations[].path` or `files.*.filename`
    "#);
    assert_snapshot!(check_with("| 200 |", "| ok |"), @r#"
    28:3 "ok" invalid-cell: this is not an HTTP status
      help: a response starts with its status: `200`, `200.total_count`, `200[].id`
    "#);
    assert_snapshot!(check_with("The name.", "The &#x202e;name."), @r#"
    22:45 "&#x202e;" forbidden-character: the character U+202E is not allowed in pages
      label: a control or invisible character
      help: delete it; pages need no control, bidirectional or invisible characters
    "#);
    assert_snapshot!(check_with("The name.", "The \u{202e}\u{202e}name\u{0}."), @r#"
    22:45 "\u{202e}\u{202e}" forbidden-character: the character U+202E is not allowed in pages
      label: a control or invisible character
      help: delete it; pages need no control, bidirectional or invisible characters
    22:51 "\0" forbidden-character: the character U+0000 is not allowed in pages
      label: a control or invisible character
      help: delete it; pages need no control, bidirectional or invisible characters
    "#);
}

/// A page with an HTML table.
fn html(table: &str) -> String {
    let start = GOOD.find("| name").unwrap_or_default();
    let end = GOOD.find("## Responses").unwrap_or_default();
    check(&GOOD.replace(&GOOD[start..end], &format!("{table}\n\n")))
}

#[test]
fn html_tables() {
    const HEAD: &str = "<table>\n<thead><tr><th>name</th><th>required</th><th>description</th></tr></thead>\n<tbody>\n";
    let rows = |rows: &str| html(&format!("{HEAD}{rows}</tbody>\n</table>"));
    assert_eq!(
        rows("<tr><td>pond_id</td><td>yes</td><td>\n\nThe `</td>` of *it*.\n\n- a\n\n</td></tr>\n"),
        ""
    );
    // HTML lets authors leave out end tags.
    assert_eq!(
        rows("<tr><td>pond_id<td>yes<td>The pond.\n<tr><td>name<td>yes<td>The name.\n"),
        ""
    );
    // Indented tags would be code to Markdown. Behind text that is code itself, they are.
    let rest = "    </td></tr>\n    <tr><td>a</td><td>no</td><td></td></tr>\n";
    assert_eq!(
        rows(&format!("<tr><td>pond_id</td><td>yes</td><td>\n\nThe pond.\n\n{rest}")),
        ""
    );
    assert_snapshot!(rows(&format!("<tr><td>pond_id</td><td>yes</td><td>\n\n    The pond.\n\n{rest}")), @r#"
    26:5 "<" invalid-table: this tag is part of indented code, and so is what follows
      help: after an empty line, four spaces make code: indent the text in the cell by less, or use a fence
    "#);
    assert_snapshot!(rows("<tr><td>pond_id</td><td>yes</td></tr>\n"), @r#"
    22:1 "<tr><td>pond_id</td><td>yes</td></tr>" invalid-table: this row has 2 cells, but the header has 3
      help: write a `<td>` for each column; an empty cell is `<td></td>`
    "#);
    assert_snapshot!(rows("<tr><td>pond_id</td><td colspan=\"2\">yes</td></tr>\n"), @r#"
    22:25 "colspan" invalid-table: cells can't span several rows or columns
    22:1 "<tr><td>pond_id</td><td colspan=\"2\">yes</td></tr>" invalid-table: this row has 2 cells, but the header has 3
      help: write a `<td>` for each column; an empty cell is `<td></td>`
    "#);
    assert_snapshot!(rows("<tr>pond_id</td><td>yes</td><td></td><td></td></tr>\n"), @r#"
    22:5 "pond_id" invalid-table: this text is in the table, but not in a cell
    22:12 "</td>" invalid-table: this tag closes a cell, but none is open
    22:1 "<tr>pond_id</td><td>yes</td><td></td><td></td></tr>" invalid-cell: this row doesn't say whether it is required
      help: write `yes` or `no`
    "#);
    assert_snapshot!(rows("<tr><td>pond_id</td><td>yes</td><td>\n\n<table></table>\n\n</td></tr>\n"), @r#"
    24:1 "<table>" invalid-table: a table can't be inside another one
      see 19:1 "<table>": this table isn't closed yet
    "#);
    assert_snapshot!(rows("<tr><td>pond_id</td><td>yes</td><td></td></tr>\n\nText in between.\n\n"), @r#"24:1 "Text in between." invalid-table: this text is in the table, but not in a cell"#);
    assert_snapshot!(rows("<tr><td>pond_id</td><td>yes &lt;</td><td></td></tr>\n"), @r#"
    22:25 "yes &lt;" invalid-cell: `yes <` is neither `yes` nor `no`
      help: expected `yes` or `no`
    "#);
    assert_snapshot!(html("<table><tr><td>pond_id</td><td>yes</td></tr></table>"), @r#"19:1 "<table>" invalid-table: the table has no header"#);
    // The sections behind it are still read.
    let unclosed = GOOD
        .replace(
            "| name | required | type | constraints | default | description |\n|---|---|---|---|---|---|",
            HEAD,
        )
        .replace("| 200 |", "| 2 |");
    assert_snapshot!(check(&unclosed), @r#"
    19:1 "<table>" invalid-table: this table is never closed
      help: write `</table>` after its last row
    30:3 "2" invalid-cell: this is not an HTTP status
      help: a response starts with its status: `200`, `200.total_count`, `200[].id`
    "#);
}

#[test]
fn schemas() {
    let schema = |front_matter: &str, body: &str| check(&format!("---\n{front_matter}\n---\n\n{body}"));
    assert_eq!(
        schema("name: Pond\ntype: Schema\nis: string | null", "# Pond\n\nA pond.\n"),
        ""
    );
    assert_snapshot!(schema("name: pond\ntype: Schema\nroute: GET /", "# pond\n"), @r#"
    4:1 "route" unknown-key: unknown key `route`
      help: `route` belongs to pages of `type: API method`, and this one has `type: Schema`
    2:7 "pond" invalid-value: `pond` is not the name of a schema, which starts with a capital
    "#);
    assert_snapshot!(schema("name: Pond\ntype: Schema\nis: '\"a\" | nul'", "# Pond\n"), @r#"
    4:12 "nul" invalid-type: `nul` is not a type
      help: write `"a" | null`
    "#);
    assert_snapshot!(schema("name: Pond\ntype: Schema", "# Pond\n\n## Fields\n\n| name | required | in | description |\n|---|---|---|---|\n| [].id | no | body | |\n"), @r#"
    10:21 "in" unknown-column: unknown column `in`
      help: expected `name`, `required`, `description`, `type`, `constraints` or `default`
    "#);
    // Without a usable type, the other keys tell what kind of page it is.
    assert_snapshot!(schema("name: Pond\nis: string", "# Pond\n"), @r#"1:1 "---" missing-key: the front-matter has no `type`"#);
}

#[test]
fn a_page_has_a_size() {
    let page = format!("{GOOD}{}", "x".repeat(1024 * 1024));
    assert_snapshot!(check(&page), @r#"1:1 "" too-large: a page can't be longer than 1048576 bytes"#);
}

#[test]
fn findings_are_bounded() {
    let rows = "| a b | maybe | | | | |\n".repeat(3_000);
    let found = check_with("| pond_id |", &format!("{rows}| pond_id |"));
    assert!(found.lines().count() <= 1_000);
}

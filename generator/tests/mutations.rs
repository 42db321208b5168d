//! Slips of page authors: each makes one change to good pages, and each is reported, with what the author may have meant.

#![allow(clippy::unwrap_used, reason = "a fixture that can't be taken apart fails the test")]

use std::fmt::Write;

use insta::assert_snapshot;
use octoscribe_generator::source::Source;
use octoscribe_generator::{Analysis, analyse};

const ENDPOINT: &str = r#"---
name: Feed a frog
example: octokit.rest.frogs.feed({ frog_id, size })
route: POST /frogs/{frog_id}/meals
scope: frogs
type: API method
---

# Feed a frog

Gives a frog a meal.

## Parameters

| name | required | type | constraints | description |
|---|---|---|---|---|
| frog_id | yes | integer | 1.. | Number of the frog. |
| size | yes | "small" \| "large" | | Size of the meal. |
| note | no | string | 1..=80 | What the keeper says. |
| tags | no | string[] | ..=5 | Tags. |

## Responses

| status | required | type | description |
|---|---|---|---|
| 200 | | Frog | The frog. |
| 404 | | | There is no such frog. |
"#;

const SCHEMA: &str = "---
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
";

fn analysed(endpoint: &str, schema: &str) -> Analysis {
    let page = |path: &str, text: &str| Source {
        path: path.to_owned(),
        text: text.into(),
    };
    analyse(vec![
        page("spec/endpoints/frogs/feed.md", endpoint),
        page("spec/schemas/Frog.md", schema),
    ])
}

/// What is found after each change, which replaces a string of one of the pages.
fn found(changes: &[(&str, &str)]) -> String {
    let mut report = String::new();
    for (from, to) in changes {
        let is_endpoint = ENDPOINT.contains(from);
        assert!(is_endpoint || SCHEMA.contains(from), "{from} is in neither page");
        let change = |text: &str| text.replacen(from, to, 1);
        let analysis = if is_endpoint {
            analysed(&change(ENDPOINT), SCHEMA)
        } else {
            analysed(ENDPOINT, &change(SCHEMA))
        };
        writeln!(report, "{}", to.trim().lines().next_back().unwrap_or("")).unwrap();
        for found in &analysis.diagnostics {
            let line = analysis.sources.line(found.span);
            let severity = found.severity().as_str();
            writeln!(
                report,
                "  {severity}[{}] {line}: {}",
                found.code.as_str(),
                found.message
            )
            .unwrap();
            if let Some(help) = &found.help {
                writeln!(report, "    {help}").unwrap();
            }
        }
    }
    report
}

#[test]
fn good_pages() {
    assert_snapshot!(found(&[("Gives a frog a meal.", "Gives a frog two meals.")]), @"Gives a frog two meals.");
}

#[test]
fn cells_of_pipe_tables() {
    assert_snapshot!(found(&[
        (r#""small" \| "large""#, r#""small"|"large""#),
        ("| note | no | string | 1..=80 | What", "| note | no | string | What"),
        ("What the keeper says. |", "What the keeper"),
        ("| tags | no | string[] | ..=5 | Tags. |", "| tags | no | string[]"),
        ("Its mother. |", "Its mother | or father. |"),
        (r#""small" \| "large" | |"#, r"string | /^(a\\\|&)$/ |"),
    ]), @r#"
    "small"|"large"
      error[invalid-table] 18: this row has 6 cells, but the header has 5
        write a `|` inside of a cell as `\|`
      error[invalid-constraints] 18: `"large"` is not a whole number
        constraints are a range such as `1..=100`, `..=255`, `3..` or `40`, a `/pattern/`, or both: `1..=100, /^[a-z]+$/`
    | note | no | string | What
      error[invalid-table] 19: this row has 4 cells, but the header has 5
        add the missing cells; an empty one is a space between two `|`
      error[invalid-constraints] 19: `What the keeper says.` is not a whole number
        constraints are a range such as `1..=100`, `..=255`, `3..` or `40`, a `/pattern/`, or both: `1..=100, /^[a-z]+$/`
    What the keeper
      error[invalid-table] 19: this row doesn't end with a `|`, as the header does
        add the `|`, and the rest of the table if the page was cut off here
    | tags | no | string[]
      error[invalid-table] 20: this row has 3 cells, but the header has 5
        add the missing cells; an empty one is a space between two `|`
    Its mother | or father. |
      error[invalid-table] 15: this row has 5 cells, but the header has 4
        write a `|` inside of a cell as `\|`
    string | /^(a\\\|&)$/ |
    "#);
}

#[test]
fn routes_and_names() {
    assert_snapshot!(found(&[
        ("/frogs/{frog_id}/meals", "/frogs/frog_id/meals"),
        ("scope: frogs", "scope: hyper"),
        ("scope: frogs", "scope: allScopes"),
        ("scope: frogs", "scope: appAuth"),
    ]), @"
    /frogs/frog_id/meals
      warning[missing-braces] 17: the route has the segment `frog_id`, without braces
        write `{frog_id}` in the route
    scope: hyper
      error[example-mismatch] 3: the example calls `frogs`, but the page's scope is `hyper`
        write `octokit.rest.hyper.feed`
      error[name-collision] 4: `hyper` would become the Rust module `hyper`
        rename it
      error[misplaced-page] 5: the scope is `hyper`, but the page is in the directory `frogs`
        move the page to `hyper/feed.md`, or correct the scope
    scope: allScopes
      error[example-mismatch] 3: the example calls `frogs`, but the page's scope is `allScopes`
        write `octokit.rest.allScopes.feed`
      error[name-collision] 4: `allScopes` would become the Rust module `all_scopes`
        rename it
      error[misplaced-page] 5: the scope is `allScopes`, but the page is in the directory `frogs`
        move the page to `allScopes/feed.md`, or correct the scope
    scope: appAuth
      error[example-mismatch] 3: the example calls `frogs`, but the page's scope is `appAuth`
        write `octokit.rest.appAuth.feed`
      error[name-collision] 4: `appAuth` would become the Rust module `app_auth`
        rename it
      error[misplaced-page] 5: the scope is `appAuth`, but the page is in the directory `frogs`
        move the page to `appAuth/feed.md`, or correct the scope
    ");
}

#[test]
fn values_of_types() {
    assert_snapshot!(found(&[
        (r#""small" \| "large""#, r#""small \| large""#),
        (r#""small" \| "large""#, r#""small, large""#),
        (r#""small" \| "large""#, r#"("small/large" \| "a, or b")[]"#),
        ("1..=80", "-3..=5"),
        ("1..=80", "/^a$/ , /^b$/"),
        ("1..=80", "/^[a-z/,]+$/"),
        ("1..=80", "..=80, /^https:///"),
    ]), @r#"
    "small \| large"
      warning[joined-values] 18: `"small | large"` is one value
        for several values write `"small" | "large"`
    "small, large"
      warning[joined-values] 18: `"small, large"` is one value
        for several values write `"small" | "large"`
    ("small/large" \| "a, or b")[]
    -3..=5
      error[meaningless-constraints] 19: no length is below zero
        correct the bounds, or the type
    /^a$/ , /^b$/
      error[invalid-constraints] 19: a second pattern starts here
        write one pattern, such as `/^(one|other)$/`; a `/` in it can be written `\/`
    /^[a-z/,]+$/
    ..=80, /^https:///
    "#);
}

#[test]
fn notices() {
    assert_snapshot!(found(&[
        ("Gives a frog a meal.", "This method is deprecated"),
        ("Gives a frog a meal.", "> [!WARNING] deprecated"),
        ("Gives a frog a meal.", "**Deprecated.** Use `frogs.feedAll`."),
        ("Gives a frog a meal.", "**This endpoint is deprecated and goes in 2027.**"),
        ("Gives a frog a meal.", "Deprecated frogs are called toads."),
        ("Gives a frog a meal.", "Required scopes: repo"),
        ("Gives a frog a meal.", "**Token scopes:** `repo`."),
    ]), @"
    This method is deprecated
    > [!WARNING] deprecated
    **Deprecated.** Use `frogs.feedAll`.
    **This endpoint is deprecated and goes in 2027.**
    Deprecated frogs are called toads.
    Required scopes: repo
      warning[unread-notice] 11: these token scopes are not read
        write them as ``Token scopes: `repo`, `read:org`.``
    **Token scopes:** `repo`.
      warning[unread-notice] 11: these token scopes are not read
        write them as ``Token scopes: `repo`, `read:org`.``
    ");
}

#[test]
fn deprecation_is_understood() {
    let is_deprecated = |notice: &str| {
        let page = ENDPOINT.replace("Gives a frog a meal.", notice);
        let endpoints = analysed(&page, SCHEMA).api.endpoints;
        endpoints
            .first()
            .map(|endpoint| (endpoint.deprecated, endpoint.description.clone()))
    };
    let deprecated = |rest: &str| Some((true, rest.to_owned()));
    assert_eq!(is_deprecated("This method is deprecated"), deprecated(""));
    assert_eq!(
        is_deprecated("> [!WARNING]\n> This endpoint is deprecated."),
        deprecated("")
    );
    assert_eq!(
        is_deprecated("**Deprecated.** Use `frogs.feedAll`."),
        deprecated("**Deprecated.** Use `frogs.feedAll`.")
    );
    assert_eq!(
        is_deprecated("Deprecated frogs are toads."),
        Some((false, "Deprecated frogs are toads.".to_owned()))
    );
}

#[test]
fn prose_beside_the_table() {
    assert_snapshot!(found(&[
        ("1..=80 | What the keeper says.", "1..=80 | What the keeper says (max 100 characters)."),
        ("integer | 1.. | Number of the frog.", "integer | 1..=1000 | Number of the frog (max 100)."),
        ("integer | 1.. | Number of the frog.", "integer | 1..=100 | Number of the frog (max 100), up to 50 a day."),
        ("| Size of the meal.", "| Size of the meal. Can be one of `small` or `huge`."),
        ("| Size of the meal.", "| Size of the meal, at most 3 flies."),
    ]), @"
    1..=80 | What the keeper says (max 100 characters).
      warning[prose-disagrees] 19: the description of `note` says at most 100, but the table says `1..=80`
        correct the one that is wrong
    integer | 1..=1000 | Number of the frog (max 100).
      warning[prose-disagrees] 17: the description of `frog_id` says at most 100, but the table says `1..=1000`
        correct the one that is wrong
    integer | 1..=100 | Number of the frog (max 100), up to 50 a day.
    | Size of the meal. Can be one of `small` or `huge`.
      warning[prose-disagrees] 18: the description of `size` says it can be `huge`, but the table says that it can't
        correct the one that is wrong
    | Size of the meal, at most 3 flies.
    ");
}

#[test]
fn responses() {
    assert_snapshot!(found(&[
        ("| 404 | | | There", "| 204 | | Frog | There"),
        ("| 200 | | Frog | The frog. |\n", ""),
    ]), @"
    | 204 | | Frog | There
      error[body-of-empty-status] 27: a response of status 204 has no body
        leave the type out, or correct the status

      warning[no-success] 26: the page lists no response of a successful call
        add a row such as `200` or `204`
      warning[unreachable-schema] 2: no endpoint or webhook reaches the schema `Frog`
        delete the page, or refer to the schema in the type of a parameter, response or payload
    ");
}

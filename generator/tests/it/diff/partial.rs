//! What pages don't say: trees without types, inferred types, notices and suspects.

use std::fmt::Write;

use insta::assert_snapshot;
use octoscribe_generator::analyse_for;
use octoscribe_generator::config::Config;
use octoscribe_generator::diff::{Filter, Format, compare, report};

use crate::diff::pages::{changes, compared, full, lines, page, tree};

/// A page with a table that states no types: rows of `name; required; description`.
fn untyped(name: &str, route: &str, rows: &[&str]) -> String {
    let typed = full(name, route, "", &[], &[]);
    let mut table = "| name | required | description |\n|---|---|---|\n".to_owned();
    for row in rows {
        writeln!(table, "| {} |", row.replace(';', "|")).unwrap();
    }
    let required = rows
        .iter()
        .filter(|row| row.split(';').nth(1).is_some_and(|cell| cell.trim() == "yes"));
    let names: Vec<&str> = required.filter_map(|row| row.split(';').next()).collect();
    let call = if names.is_empty() {
        String::new()
    } else {
        format!("{{ {} }}", names.join(", "))
    };
    typed
        .replace("This endpoint has no parameters\n", &table)
        .replace(&format!("{name}()"), &format!("{name}({call})"))
}

#[test]
fn what_a_page_cant_say_is_no_statement() {
    let untyped = untyped(
        "act",
        "GET /zoo/{id}",
        &["id; yes; Which.", "size; no; How many.", "old; no; Gone."],
    );
    let rows = [
        "id; yes; integer; 1..; ; Which.",
        "size; no; integer; 1..=100; 30; How many.",
        "sort; no; \"a\" | \"b\"; ; ; How.",
    ];
    let typed = full(
        "act",
        "GET /zoo/{id}",
        "any-of: [[size], [sort]]\n",
        &rows,
        &["200; ; string"],
    );
    assert_snapshot!(changes(&untyped, &typed), @r#"
    parameter-removed zoo.act old: any -> -
    optional-parameter-added zoo.act sort: - -> "a" | "b"
    "#);
    assert_snapshot!(changes(&typed, &untyped), @r#"
    parameter-removed zoo.act sort: "a" | "b" -> -
    optional-parameter-added zoo.act old: - -> any
    "#);
    assert!(compared(&untyped, &typed).is_partial && !compared(&typed, &typed).is_partial);
}

#[test]
fn a_partial_tree_compares_what_both_pages_speak_of() {
    let [old, new] = ["200; ; string", "200; ; integer"]
        .map(|response| full("act", "GET /zoo", "", &["a; no; string"], &[response]));
    let silent = page("GET /zoo", &["a; no; integer"]);
    let partial = |old: &str, new: &str| lines(&compare(&tree(old), &tree(new), true));
    assert_snapshot!(partial(&old, &silent), @"type-changed zoo.act a: string -> integer");
    assert_snapshot!(partial(&old, &new), @"response-type-changed zoo.act 200: string -> integer");
    assert_snapshot!(changes(&old, &silent), @"
    response-status-changed zoo.act: 200 -> any JSON
    type-changed zoo.act a: string -> integer
    ");
}

#[test]
fn changes_that_rest_on_inferred_types_say_so() {
    let types = || {
        tree_sources(
            &(page("GET /zoo/{id}", &["id; yes; integer"])
                + &full("see", "GET /ponds/{id}", "", &["id; yes; string"], &[])),
        )
    };
    let infer = |text: &str| analyse_for(tree_sources(text), types(), Vec::new(), &Config::default(), None);
    let old = infer(&untyped("act", "GET /zoo/{id}", &["id; yes; Which."]));
    let new = infer(&untyped("act", "GET /ponds/{id}", &["id; yes; Which."]));
    let difference = compare(&old, &new, false);
    assert_snapshot!(lines(&difference), @"
    type-changed zoo.act id: integer -> string (inferred)
    route-changed zoo.act: GET /zoo/{id} -> GET /ponds/{id}
    ");
    let told = report(&difference, "0.1.0", Format::Human, &Filter::default());
    assert!(told.contains(" (no page states the type: it is inferred)\n"), "{told}");
}

fn tree_sources(text: &str) -> Vec<octoscribe_generator::source::Source> {
    crate::support::sources(text)
        .iter()
        .map(|(_, page)| page.clone())
        .collect()
}

#[test]
fn the_notice_of_a_page_that_goes_is_quoted() {
    let act = full("act", "GET /zoo/{id}", "", &["id; yes; integer"], &[]);
    let prose = "**This method is deprecated.**\n\n> [!WARNING]\n> **Closing down notice:** use [the other\n> one](https://example.com) instead.\n\nDoes something.";
    let old = act.replace("Does something.", prose) + &full("see", "GET /see", "", &[], &[]);
    let new = full("see", "GET /see", "", &[], &[]);
    let told = |format| report(&compared(&old, &new), "0.1.0", format, &Filter::default());
    assert_snapshot!(told(Format::Human), @r#"
    1 breaking, 0 additive, 0 docs; 0.1.0 -> 0.2.0 (minor)
      breaking: 1 endpoint-removed
    suspect: 1 of 2 endpoints: are gone

    breaking[endpoint-removed] zoo.act: the method is gone
      --> endpoints/zoo/act.md:4:8
      old: client.zoo().act(42)
      new: the old page says: "Warning: Closing down notice: use the other one instead."
    "#);
    assert_snapshot!(told(Format::Markdown), @"
    ## 0.2.0

    ### Breaking

    - `zoo.act`: the method is gone.
      - before: `client.zoo().act(42)`
      - now: the page says: `Warning: Closing down notice: use the other one instead.`
    ");
    let announced = report(
        &compared(&(act + &new), &old),
        "0.1.0",
        Format::Human,
        &Filter::default(),
    );
    assert_snapshot!(announced, @r#"
    0 breaking, 1 additive, 1 docs; 0.1.0 -> 0.1.1 (patch)
      additive: 1 endpoint-deprecated
      docs: 1 docs-changed

    additive[endpoint-deprecated] zoo.act: the method is deprecated
      --> endpoints/zoo/act.md:4:8
      the page says: "Warning: Closing down notice: use the other one instead."
    "#);
}

#[test]
fn what_loses_something_whole_is_suspect() {
    let old = full(
        "act",
        "POST /zoo",
        "",
        &["a; no; string", "b; no; string"],
        &["200; ; string"],
    );
    let new = full("act", "POST /zoo", "", &[], &["204"]);
    let difference = compared(&old, &new);
    assert_snapshot!(format!("{:?}", difference.suspects), @r#"[("zoo.act", "loses its whole body"), ("zoo.act", "responds with nothing any more")]"#);
}

#[test]
fn an_old_name_that_the_old_tree_doesnt_have() {
    let old = full("feed", "POST /zoo", "", &[], &["204"]);
    let new = full("nourish", "POST /zoo", "renamed-from: zoo.fed\n", &[], &["204"]);
    let unknown = compared(&old, &new).unknown_old_names;
    let unknown: Vec<String> = unknown
        .iter()
        .map(|(position, name)| format!("{position} {name}"))
        .collect();
    assert_snapshot!(unknown.join("\n"), @"endpoints/zoo/nourish.md:7:15 zoo.fed");
    let known = new.replace("zoo.fed\n", "zoo.feed\n");
    assert!(compared(&old, &known).unknown_old_names.is_empty());
    assert!(compared(&known, &known).unknown_old_names.is_empty());
}

//! Pages that are larger, longer or deeper than any real one: work stays in proportion, and no stack runs out.

use std::fmt::Write;

use octoscribe_generator::diagnostic::Severity;
use octoscribe_generator::source::Source;
use octoscribe_generator::{analyse, emit};

use crate::support::inert::contents;

/// Codes of the errors that a page has, each once; without errors, how many files are emitted, which are sound.
fn outcome(pages: &[(&str, String)]) -> String {
    let source = |(path, text): &(&str, String)| Source {
        path: (*path).to_owned(),
        text: text.as_str().into(),
    };
    let analysis = analyse(pages.iter().map(source).collect());
    let errors = analysis
        .diagnostics
        .iter()
        .filter(|found| found.severity() == Severity::Error);
    let mut codes: Vec<&str> = errors.map(|found| found.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    if !codes.is_empty() {
        return codes.join(" ");
    }
    let files = emit(&analysis.api, None, &|_, _| false);
    for file in &files {
        assert_eq!(
            contents(file.content.as_ref().unwrap()).problems,
            Vec::<String>::new(),
            "{}",
            file.path
        );
    }
    format!("{} files", files.len())
}

/// A page with this title, further front-matter, prose, required parameters and rows of its table.
fn endpoint(title: &str, front_matter: &str, prose: &str, required: &str, rows: &str) -> (&'static str, String) {
    let call = if required.is_empty() {
        String::new()
    } else {
        format!("{{ {required} }}")
    };
    let page = format!(
        "---\nname: {title}\nexample: octokit.rest.zoo.act({call})\nroute: POST /zoo\nscope: zoo\ntype: API method\n{front_matter}---\n\n\
         # {title}\n\n{prose}\n\n## Parameters\n\n| name | required | type | default | description |\n|---|---|---|---|---|\n{rows}"
    );
    ("spec/endpoints/zoo/act.md", page)
}

const ROW: &str = "| a | no | string | | A. |\n";

fn schema(name: &str, is: &str, rows: &str) -> String {
    let fields = if rows.is_empty() {
        String::new()
    } else {
        format!("## Fields\n\n| name | required | type | description |\n|---|---|---|---|\n{rows}")
    };
    format!("---\nname: {name}\ntype: Schema\nis: {is}\n---\n\n# {name}\n\n{fields}")
}

/// Just below the size that pages may have.
const LONG: usize = 1_000_000;

/// What comes of a page with one row.
fn of_row(row: &str) -> String {
    outcome(&[endpoint("Act", "", "", "", row)])
}

#[test]
#[ignore = "slow: lines of a mebibyte"]
fn long_lines() {
    for piece in [
        "a",
        "word ",
        "\\",
        "`",
        "[",
        "*a ",
        "\"",
        "<b>",
        "&amp;",
        "http://a.b ",
        "\u{e4}",
        "~~~ ",
        "a|",
    ] {
        let long = piece.repeat(LONG / piece.len());
        assert_eq!(
            outcome(&[endpoint("Act", "", &format!("a {long}"), "", ROW)]),
            "6 files",
            "{piece:?}"
        );
        let cell = long.replace('|', "/");
        assert_eq!(
            of_row(&format!("| a | no | string | | {cell} |\n")),
            "6 files",
            "{piece:?}"
        );
    }
    let long = "a".repeat(LONG);
    let outcomes = [
        ("a title", outcome(&[endpoint(&long, "", "", "", ROW)])),
        (
            "a key",
            outcome(&[endpoint("Act", &format!("{long}: 1\n"), "", "", ROW)]),
        ),
        ("a name", of_row(&format!("| {long} | no | string | | A. |\n"))),
        ("a type", of_row(&format!("| a | no | {long} | | A. |\n"))),
        ("a value", of_row(&format!("| a | no | \"{long}\" | | A. |\n"))),
        ("a default", of_row(&format!("| a | no | string | {long} | A. |\n"))),
        (
            "more than a page may have",
            outcome(&[endpoint("Act", "", &long.repeat(2), "", ROW)]),
        ),
    ];
    insta::assert_snapshot!(show(&outcomes), @r"
    a title: too-large
    a key: too-large
    a name: 6 files
    a type: invalid-type
    a value: 6 files
    a default: 6 files
    more than a page may have: too-large
    ");
}

/// A line for each.
fn show(outcomes: &[(&str, String)]) -> String {
    let lines: Vec<String> = outcomes
        .iter()
        .map(|(what, outcome)| format!("{what}: {outcome}"))
        .collect();
    lines.join("\n")
}

/// Outcomes for so many rows of each kind.
fn of_rows(count: usize) -> String {
    let rows = |required: &str, row: &dyn Fn(usize) -> String| {
        let rows: String = (0..count).map(row).collect();
        outcome(&[endpoint("Act", "", "", required, &rows)])
    };
    let nested = |n: usize, required: &str| match n {
        0 => "| a | no | object | | A. |\n".to_owned(),
        n => format!("| a.b{n} | {required} | string | | A. |\n"),
    };
    let names: Vec<String> = (0..count).map(|n| format!("a{n}")).collect();
    let literals: Vec<String> = (0..count).map(|n| format!("\"v{n}\"")).collect();
    show(&[
        ("optional", rows("", &|n| format!("| a{n} | no | string | | A. |\n"))),
        (
            "required",
            rows(&names.join(", "), &|n| format!("| a{n} | yes | string | | A. |\n")),
        ),
        ("nested", rows("", &|n| nested(n, "no"))),
        ("nested and required", rows("", &|n| nested(n, "yes"))),
        ("the same", rows("", &|_| ROW.to_owned())),
        (
            "without a parent",
            rows("", &|n| format!("| x{n}.y | no | string | | A. |\n")),
        ),
        (
            "without a schema",
            rows("", &|n| format!("| a{n} | no | Nothing{n} | | A. |\n")),
        ),
        (
            "with values",
            rows("", &|n| format!("| a{n} | no | \"x{n}\" \\| \"y\" \\| null | | A. |\n")),
        ),
        (
            "values in one row",
            of_row(&format!("| a | no | {} | | A. |\n", literals.join(" \\| "))),
        ),
    ])
}

#[test]
#[ignore = "slow: pages with as many rows as fit"]
fn as_many_rows_as_there_may_be() {
    insta::assert_snapshot!(of_rows(300), @r"
    optional: 6 files
    required: 6 files
    nested: 6 files
    nested and required: 6 files
    the same: duplicate
    without a parent: orphan-row
    without a schema: unknown-schema
    with values: 6 files
    values in one row: 6 files
    ");
}

#[test]
fn ten_thousand_rows() {
    insta::assert_snapshot!(of_rows(10_000), @"
    optional: too-large
    required: too-large
    nested: too-large
    nested and required: too-large
    the same: duplicate too-large
    without a parent: too-large
    without a schema: too-large unknown-schema
    with values: too-large
    values in one row: 6 files
    ");
}

/// Things in things: prose, types, names, front-matter.
#[test]
fn deep_nesting() {
    for (open, close) in [
        ("> ", ""),
        ("- ", ""),
        ("[", "](https://a.b)"),
        ("**", "**"),
        ("<b>", "</b>"),
        ("(", ")"),
    ] {
        let prose = format!("{}a{}", open.repeat(1_000), close.repeat(1_000));
        assert_eq!(outcome(&[endpoint("Act", "", &prose, "", ROW)]), "6 files", "{open}");
    }
    let (brackets, lists) = (
        format!("{}string{}", "(".repeat(1_000), ")".repeat(1_000)),
        "[]".repeat(1_000),
    );
    let groups = format!("any-of: {}a{}\n", "[".repeat(1_000), "]".repeat(1_000));
    let outcomes = [
        ("brackets", of_row(&format!("| a | no | {brackets} | | A. |\n"))),
        ("lists", of_row(&format!("| a | no | string{lists} | | A. |\n"))),
        (
            "names",
            of_row(&format!("| {} | no | string | | A. |\n", vec!["a"; 1_000].join("."))),
        ),
        ("groups", outcome(&[endpoint("Act", &groups, "", "", ROW)])),
    ];
    insta::assert_snapshot!(show(&outcomes), @r"
    brackets: too-large
    lists: too-large
    names: invalid-name
    groups: invalid-front-matter
    ");
}

/// Schemas of which each refers to the next one.
#[test]
fn long_chains_of_schemas() {
    let chain = |is: &dyn Fn(usize) -> String, rows: &dyn Fn(usize) -> String| {
        let mut pages = vec![endpoint("Act", "", "", "", "| a | no | S0 | | A. |\n").1];
        pages.extend((0..1_000).map(|n| schema(&format!("S{n}"), &is(n), &rows(n))));
        pages.push(schema("S1000", "string", ""));
        let paths: Vec<String> = (0..=1_000).map(|n| format!("spec/schemas/S{n}.md")).collect();
        let paths = std::iter::once("spec/endpoints/zoo/act.md").chain(paths.iter().map(String::as_str));
        outcome(&paths.zip(pages).collect::<Vec<_>>())
    };
    let next = |n: usize| format!("S{}", n + 1);
    let none = |_| String::new();
    let both = |n| format!("| b | yes | {0} | B. |\n| c | yes | {0} | C. |\n", next(n));
    let outcomes = [
        ("the same", chain(&next, &none)),
        ("lists", chain(&|n| format!("{}[]", next(n)), &none)),
        ("unions", chain(&|n| format!("{0} | {0}[] | integer", next(n)), &none)),
        ("objects", chain(&|_| "object".to_owned(), &both)),
    ];
    insta::assert_snapshot!(show(&outcomes), @"
    the same: 6 files
    lists: 6 files
    unions: 1006 files
    objects: 1006 files
    ");
}

#[test]
fn bombs_of_aliases() {
    let mut bomb = String::from("x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n");
    for level in 1..10 {
        let items = vec![format!("*x{}", level - 1); 10].join(", ");
        writeln!(bomb, "x{level}: &x{level} [{items}]").unwrap();
    }
    let of = |front_matter: &str| outcome(&[endpoint("Act", front_matter, "", "", ROW)]);
    let keys: Vec<String> = (0..4_000).map(|n| format!("k{n}: a")).collect();
    let outcomes = [
        ("ten to the power of ten", of(&bomb)),
        ("an alias in itself", of("any-of: &x [*x, *x]\n")),
        (
            "mappings in mappings",
            of(&format!("any-of: {}\n", "[{a: ".repeat(5_000))),
        ),
        ("keys", of(&(keys.join("\n") + "\n"))),
    ];
    insta::assert_snapshot!(show(&outcomes), @r"
    ten to the power of ten: too-large
    an alias in itself: invalid-front-matter
    mappings in mappings: invalid-front-matter
    keys: unknown-key
    ");
}

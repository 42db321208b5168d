//! Pages that lint make a client that compiles, whose emitted tests and examples pass: every change of the good pages that is accepted, and
//! pages that are as odd as the dialect allows.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use octoscribe_generator::analyse;
use octoscribe_generator::diagnostic::Severity;
use octoscribe_generator::source::Source;

use crate::{COMPILING, cargo, copy_runtime, root, run, write};

#[path = "../../../generator/tests/it/mutations/table.rs"]
mod table;

/// What the tests of a client need besides the client.
const FOR_TESTS: &str = r#"
[dev-dependencies]
octoscribe-generator = { path = "GENERATOR" }
percent-encoding = "2.3"
"#;

/// A page of an endpoint with these parameters, and rows of responses.
fn odd(scope: &str, method: &str, route: &str, parameters: &str, responses: &str) -> (String, String) {
    let rows: Vec<&str> = parameters.lines().filter(|line| !line.trim().is_empty()).collect();
    let required = rows
        .iter()
        .filter(|row| row.split('|').nth(2).is_some_and(|cell| cell.trim() == "yes"));
    let names: Vec<&str> = required
        .filter_map(|row| row.split('|').nth(1))
        .map(str::trim)
        .filter(|name| !name.contains(['.', '[']))
        .collect();
    let example = if names.is_empty() {
        String::new()
    } else {
        format!("{{ {} }}", names.join(", "))
    };
    let table = if rows.is_empty() {
        "This endpoint has no parameters\n".to_owned()
    } else {
        let rows = rows.join("\n");
        format!("| name | required | type | constraints | description |\n|---|---|---|---|---|\n{rows}\n")
    };
    let page = format!(
        "---\nname: Act\nexample: octokit.rest.{scope}.{method}({example})\nroute: {route}\nscope: {scope}\ntype: API method\n---\n\n\
         # Act\n\nActs.\n\n## Parameters\n\n{table}\n## Responses\n\n| status | required | type | description |\n|---|---|---|---|\n{responses}\n"
    );
    (format!("endpoints/{scope}/{method}.md"), page)
}

fn schema(name: &str, is: &str, fields: &str) -> (String, String) {
    let is = if is.is_empty() {
        String::new()
    } else {
        format!("is: '{is}'\n")
    };
    let fields = if fields.is_empty() {
        String::new()
    } else {
        format!("\n## Fields\n\n| name | required | type | description |\n|---|---|---|---|\n{fields}\n")
    };
    (
        format!("schemas/{name}.md"),
        format!("---\nname: {name}\ntype: Schema\n{is}---\n\n# {name}\n\nA {name}.\n{fields}"),
    )
}

/// Pages that are as odd as the dialect allows.
#[expect(clippy::too_many_lines, reason = "a list of pages")]
fn odd_pages() -> Vec<(String, String)> {
    let ok = "| 204 | | | Done. |";
    let mut pages = vec![
        // Types that hold themselves.
        schema(
            "Tree",
            "",
            "| right | no | object | A. |\n| right.t | yes | Tree | A. |\n| leaf | yes | string | A. |",
        ),
        schema(
            "Expr",
            "object | string",
            "| left | yes | Expr | A. |\n| right | no | Expr | A. |",
        ),
        schema(
            "One",
            "",
            "| other | no | object | A. |\n| other.one | yes | Other | A. |",
        ),
        schema(
            "Other",
            "",
            "| back | yes | One \\| null | A. |\n| one | yes | One | A. |",
        ),
        schema("Maybe", "Tree | null", ""),
        schema("Either", "Maybe | string", ""),
        schema(
            "Crowd",
            "",
            "| friends | yes | map(Crowd) | A. |\n| list | yes | Crowd[] | A. |",
        ),
        odd("zoo", "trees", "GET /trees", "", "| 200 | | Tree | A. |"),
        odd(
            "zoo",
            "exprs",
            "POST /exprs",
            "| expr | yes | Expr | | A. |",
            "| 200 | | Expr | A. |",
        ),
        odd("zoo", "ones", "GET /ones", "", "| 200 | | One[] | A. |"),
        odd("zoo", "eithers", "GET /eithers", "", "| 200 | | Either | A. |"),
        odd(
            "zoo",
            "crowds",
            "POST /crowds",
            "| crowd | yes | Crowd | | A. |\n| crowds | no | map(Crowd) | | A. |",
            "| 200 | | Crowd | A. |",
        ),
        odd(
            "zoo",
            "crowdsOnly",
            "POST /crowds/only",
            "| tree | yes | Sent | | A. |",
            ok,
        ),
        schema(
            "Sent",
            "",
            "| friends | yes | map(Sent) | A. |\n| list | yes | Sent[] | A. |",
        ),
        // Examples that have to satisfy something.
        odd(
            "zoo",
            "rules",
            "POST /rules/{link}",
            "| link | yes | uri | ..=10 | A. |\n| none | yes | object[] | ..=0 | A. |\n| no_text | no | string[] | ..=0 | A. |\n\
             | no_map | yes | map(integer) | ..=0 | A. |\n| foo | yes | string | /\\bfoo\\B/ | A. |\n| word | yes | string | 40, /^[a-z]+-[0-9]+$/ | A. |\n\
             | many | yes | integer[] | 120.. | A. |\n| short | no | string | ..=2, /^(long\\|b)$/ | A. |\n| number | yes | number | -5..=-2 | A. |",
            ok,
        ),
        // Scopes, parameters and fields of every name that Rust knows.
        odd(
            "self",
            "super",
            "POST /super",
            "| self | yes | object | | A. |\n| self.Self | no | \"Self\" \\| \"self\" | | A. |\n| crate | no | string | | A. |",
            "| 200 | | object | A. |\n| 200.serde | yes | object | A. |\n| 200.serde.std | yes | string | A. |\n| 200.std | no | object | A. |\n| 200.std.core | yes | object | A. |\n| 200.std.core.crate | yes | string | A. |",
        ),
        // Names that are the same in Rust, or that ASCII can't spell.
        schema(
            "Mod",
            "",
            "| inner | yes | object | A. |\n| inner.x | yes | string | A. |",
        ),
        schema("Inner", "Mod[]", ""),
        odd(
            "zoo",
            "ab1",
            "POST /ab",
            "| a_b | no | string | | A. |\n| a-b | no | \"ø\" \\| \"(\" \\| \"o\" | | A. |",
            ok,
        ),
        odd(
            "zoo",
            "ab_1",
            "POST /ab/two",
            "| zoé | yes | \"日本\" \\| \"é\" | | A. |\n| mod | no | Inner | | A. |",
            ok,
        ),
        odd(
            "zoo",
            "forms",
            "GET /forms",
            "",
            "| 200 | | string | A. |\n| 200 application/vnd.a.star+json | | Inner | A. |\n| 200 application/vnd.b.star+json | | Mod | A. |",
        ),
    ];
    let scopes = [
        "client",
        "auth",
        "core",
        "std",
        "crate",
        "into",
        "webhooks",
        "schemas",
        "testing",
        "hyper",
        "default",
        "bigZoo",
        "big_zoo",
        "request",
        "endpoints",
        "serde",
        "withAuth",
        "n2",
        "model",
        "http",
        "response",
    ];
    for scope in scopes {
        let parameters = format!("| {scope} | no | \"{scope}\" \\| \"other\" | | A. |");
        pages.push(odd(
            scope,
            "act",
            &format!("POST /scopes/{scope}"),
            &parameters,
            "| 200 | | Mod | A. |",
        ));
        pages.push(odd(scope, scope, &format!("POST /scopes/{scope}/{scope}"), "", ok));
    }
    let methods = [
        "into",
        "tryInto",
        "clone",
        "check",
        "checkResponses",
        "checkAnswers",
        "client",
        "mod",
        "tests",
        "test",
        "asRef",
        "option",
        "result",
        "vec",
        "box",
        "string",
        "default",
        "debug",
        "some",
        "none",
        "ok",
        "err",
        "iterator",
        "drop",
        "send",
        "sync",
        "request",
        "route",
        "endpoint",
        "items",
        "self",
        "match",
        "async",
        "getFoo",
        "get_foo",
        "std",
        "serde",
        "core",
        "from",
        "new",
        "m",
        "m2",
        "unknown",
        "super",
        "crate",
        "object",
        "value",
        "map",
    ];
    for method in methods {
        let parameters = format!(
            "| {method} | yes | object | | A. |\n| {method}.{method} | yes | \"a\" \\| \"b\" | | A. |\n| {method}.x | no | object[] | | A. |\n| {method}.x[].{method} | no | string | | A. |"
        );
        let responses = format!(
            "| 200 | | object | A. |\n| 200.{method} | yes | object | A. |\n| 200.{method}.{method} | no | \"a\" \\| \"b\" | A. |"
        );
        pages.push(odd(
            "names",
            method,
            &format!("POST /names/{method}"),
            &parameters,
            &responses,
        ));
    }
    pages
}

/// Whether pages have no errors.
fn lint(pages: &[(String, String)]) -> Vec<String> {
    let sources = pages.iter().map(|(path, text)| Source {
        path: format!("spec/{path}"),
        text: text.as_str().into(),
    });
    let analysis = analyse(sources.collect());
    let errors = analysis
        .diagnostics
        .iter()
        .filter(|found| found.severity() == Severity::Error);
    errors
        .map(|found| format!("{} {}", analysis.sources.path(found.span), found.message))
        .collect()
}

/// The pages after the change with this number, under names of their own.
fn changed(number: usize, from: &str, to: &str) -> Vec<(String, String)> {
    let (only, from) = from
        .split_once(".md: ")
        .map_or((String::new(), from), |(page, from)| (format!("/{page}.md"), from));
    let mut is_done = false;
    let mut pages = Vec::new();
    for (path, text) in table::PAGES {
        let is_here = !is_done && path.ends_with(&only) && text.contains(from);
        is_done |= is_here;
        let mut text = if is_here {
            text.replacen(from, to, 1)
        } else {
            (*text).to_owned()
        };
        let mut path = (*path).to_owned();
        for word in [
            "Frog",
            "Pond",
            "Colour",
            "frogs.",
            "ponds.",
            "scope: frogs",
            "scope: ponds",
            "endpoints/frogs",
            "endpoints/ponds",
        ] {
            let (stem, end) = word.strip_suffix('.').map_or((word, ""), |stem| (stem, "."));
            text = text.replace(word, &format!("{stem}{number}{end}"));
            path = path.replace(word, &format!("{stem}{number}{end}"));
        }
        let routes = [
            ("/frogs/", format!("/frogs{number}/")),
            ("/owners/", format!("/owners{number}/")),
        ];
        for (route, own) in routes {
            text = text.replace(route, &own);
        }
        pages.push((path, text));
    }
    pages
}

#[test]
#[ignore = "slow: compiles a whole client and its tests"]
fn pages_that_lint_make_a_client_that_passes_its_tests() {
    let _guard = COMPILING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut pages = odd_pages();
    assert_eq!(lint(&pages), Vec::<String>::new());
    let mut accepted = 0;
    for (number, (from, to, _)) in table::MUTATIONS.iter().enumerate() {
        let changed = changed(number, from, to);
        if lint(&changed).is_empty() {
            pages.extend(changed);
            accepted += 1;
        }
    }
    assert!(accepted > 20, "{accepted}");

    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("authors");
    if directory.exists() {
        fs::remove_dir_all(&directory).unwrap();
    }
    copy_runtime(&directory);
    write(&directory.join("README.md"), "");
    let manifest = directory.join("client/Cargo.toml");
    let generator = root().join("generator");
    let text =
        fs::read_to_string(&manifest).unwrap() + &FOR_TESTS.replace("GENERATOR", &generator.display().to_string());
    write(&manifest, &text);
    for (path, text) in &pages {
        write(&directory.join("spec").join(path), text);
    }
    let mut generate = Command::new(env!("CARGO_BIN_EXE_xtask"));
    generate.args(["generate", "--spec", "spec", "--out", "client/src/generated"]);
    run(generate.current_dir(&directory));
    // The client's own tests name scopes that these pages don't have.
    let flags = "-D warnings -A unexpected_cfgs";
    let mut check = cargo(&directory);
    run(check.env("RUSTFLAGS", flags).args([
        "test",
        "--offline",
        "--quiet",
        "--lib",
        "--package",
        "octoscribe",
        "--features",
        "testing",
        "generated",
    ]));
    let mut doc = cargo(&directory);
    run(doc.env("RUSTFLAGS", flags).args([
        "test",
        "--offline",
        "--quiet",
        "--doc",
        "--package",
        "octoscribe",
        "src/generated",
    ]));
}

#[test]
fn odd_pages_lint() {
    assert_eq!(lint(&odd_pages()), Vec::<String>::new());
}

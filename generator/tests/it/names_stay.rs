//! Names that an addition can't move: with more rows, values, responses and pages, all public paths of before are still there.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::support::paths::public_paths;
use octoscribe_generator::analyse;
use octoscribe_generator::source::Source;
use proptest::prelude::*;
use proptest::sample::select;

/// Words with names of their own, some of which the prelude, the runtime or emitted modules use too.
const WORDS: &[&str] = &[
    "act",
    "body",
    "bool",
    "create",
    "default",
    "entry",
    "foo",
    "foo_bar",
    "item",
    "keyword",
    "label",
    "list",
    "object",
    "option",
    "owner",
    "response",
    "self",
    "serde_json",
    "state",
    "string",
    "type",
    "validate",
    "value",
];

/// Types, those that need a declaration most of all.
const TYPES: &[&str] = &[
    "string",
    "integer \\| string",
    "\"a\" \\| \"b\"",
    "(\"a\" \\| \"b\")[]",
    "map(\"a\" \\| \"b\")",
    "object",
    "object[]",
    "object \\| \"a\" \\| \"b\" \\| null",
    "Label",
    "Label[] \\| string",
    "Value \\| integer",
];

/// A row, whether it is there from the start, and the fields of its object.
#[derive(Clone, Debug)]
struct Row {
    name: &'static str,
    ty: &'static str,
    required: bool,
    is_old: bool,
    fields: Vec<Row>,
}

fn rows(depth: u32) -> BoxedStrategy<Vec<Row>> {
    let fields = if depth == 0 {
        Just(Vec::new()).boxed()
    } else {
        rows(depth - 1)
    };
    let row = (select(WORDS), select(TYPES), any::<bool>(), any::<bool>(), fields);
    let row = row.prop_map(|(name, ty, required, is_old, fields)| Row {
        name,
        ty,
        required,
        is_old,
        fields,
    });
    prop::collection::vec(row, 0..5)
        .prop_map(|mut rows| {
            let mut names = BTreeSet::new();
            rows.retain(|row| names.insert(row.name));
            rows
        })
        .boxed()
}

/// The table rows below `prefix`: all of them, or the old ones only.
fn table(prefix: &str, rows: &[Row], is_old: bool, text: &mut String) {
    for row in rows.iter().filter(|row| row.is_old || !is_old) {
        let path = format!("{prefix}{}", row.name);
        let required = if row.required { "yes" } else { "no" };
        writeln!(text, "| {path} | {required} | {} | |", row.ty).unwrap();
        if row.ty.contains("object") {
            let list = if row.ty == "object[]" { "[]" } else { "" };
            table(&format!("{path}{list}."), &row.fields, is_old, text);
        }
    }
}

#[derive(Clone, Debug)]
struct World {
    parameters: Vec<Row>,
    ok: Vec<Row>,
    created: Vec<Row>,
    missing: Vec<Row>,
    schemas: Vec<(&'static str, bool, Vec<Row>)>,
}

fn worlds() -> impl Strategy<Value = World> {
    let schema = (select(WORDS), any::<bool>(), rows(1));
    let schemas = prop::collection::vec(schema, 0..4);
    (rows(2), rows(2), rows(1), rows(1), schemas).prop_map(|(parameters, ok, created, missing, mut schemas)| {
        let mut names = BTreeSet::from(["label", "value"]);
        schemas.retain(|(name, ..)| names.insert(name));
        World {
            parameters,
            ok,
            created,
            missing,
            schemas,
        }
    })
}

/// The pages of a world: all that is in it, or what is there from the start.
fn pages(world: &World, is_old: bool) -> Vec<Source> {
    const HEAD: &str = "| name | required | type | description |\n|---|---|---|---|\n";
    let mut act = format!("{HEAD}| owner | yes | string | |\n");
    let parameters: Vec<Row> = world
        .parameters
        .iter()
        .filter(|row| row.name != "owner")
        .cloned()
        .collect();
    table("", &parameters, is_old, &mut act);
    let required = parameters.iter().filter(|row| row.required && (row.is_old || !is_old));
    let names: Vec<&str> = std::iter::once("owner").chain(required.map(|row| row.name)).collect();
    write!(
        act,
        "\n## Responses\n\n| status | required | type | description |\n|---|---|---|---|\n| 200 | | object | |\n"
    )
    .unwrap();
    table("200.", &world.ok, is_old, &mut act);
    if !is_old {
        writeln!(act, "| 201 | | object | |").unwrap();
        table("201.", &world.created, is_old, &mut act);
    }
    writeln!(act, "| 404 | | object | |").unwrap();
    table("404.", &world.missing, is_old, &mut act);
    let mut keep =
        "## Responses\n\n| status | required | type | description |\n|---|---|---|---|\n| 200 | | object | |\n"
            .to_owned();
    writeln!(keep, "| 200.first | no | Label | |\n| 200.second | no | Value | |").unwrap();
    let mut schemas = vec![("Label".to_owned(), "| text | yes | string | |\n".to_owned())];
    schemas.push(("Value".to_owned(), "| text | yes | string | |\n".to_owned()));
    for (word, _, rows) in world.schemas.iter().filter(|(_, old, _)| *old || !is_old) {
        let name = octoscribe_generator::names::camel(word);
        let mut fields = "| text | yes | string | |\n".to_owned();
        table("", rows, is_old, &mut fields);
        writeln!(keep, "| 200.of_{word} | no | {name} | |").unwrap();
        schemas.push((name, fields));
    }
    let endpoint = |name: &str, names: &str, route: &str, rest: &str| {
        Source {
        path: format!("spec/endpoints/zoo/{name}.md"),
        text: format!(
            "---\nname: Act\nexample: octokit.rest.zoo.{name}({names})\nroute: {route}\nscope: zoo\ntype: API method\n---\n\n\
             # Act\n\n## Parameters\n\n{rest}\n"
        )
        .into(),
    }
    };
    let schema = |(name, fields): &(String, String)| Source {
        path: format!("spec/schemas/{name}.md"),
        text: format!("---\nname: {name}\ntype: Schema\n---\n\n# {name}\n\n## Fields\n\n{HEAD}{fields}\n").into(),
    };
    let webhook = |(name, fields): &(String, String)| Source {
        path: format!("spec/webhooks/zoo/{}.md", octoscribe_generator::names::snake(name)),
        text: format!(
            "---\nname: zoo.{0}\ntype: Webhook event\nevent: zoo\naction: {0}\nreceivers: app\n---\n\n\
             # zoo.{0}\n\n## Fields\n\n{HEAD}| action | yes | \"{0}\" | |\n{fields}\n",
            octoscribe_generator::names::snake(name)
        )
        .into(),
    };
    let webhooks: Vec<Source> = schemas.iter().map(webhook).collect();
    let mut pages: Vec<Source> = schemas.iter().map(schema).chain(webhooks).collect();
    pages.push(endpoint(
        "act",
        &format!("{{ {} }}", names.join(", ")),
        "POST /acts/{owner}",
        &act,
    ));
    let keep = format!("This endpoint has no parameters.\n\n{keep}");
    pages.push(endpoint("keep", "", "GET /kept", &keep));
    pages
}

fn paths(pages: Vec<Source>) -> BTreeSet<String> {
    let analysis = analyse(pages);
    let shown = || {
        let findings = analysis.diagnostics.iter();
        findings
            .map(|finding| finding.message.clone())
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert!(!analysis.has_errors(), "{}", shown());
    public_paths(&analysis.api)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_public_path_stays(world in worlds()) {
        let (old, new) = (paths(pages(&world, true)), paths(pages(&world, false)));
        let gone: Vec<&String> = old.difference(&new).collect();
        prop_assert!(gone.is_empty(), "{:?}", gone);
    }
}

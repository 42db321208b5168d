//! Types for untyped pages: one small corpus for each kind of evidence, text in and text out.

use std::fmt::Write;

use insta::assert_snapshot;
use octoscribe_generator::config::Config;
use octoscribe_generator::explain::{Unknown, explain};
use octoscribe_generator::ir::{EndpointId, Field};
use octoscribe_generator::source::Source;
use octoscribe_generator::{Analysis, analyse_for};

/// A page `zoo/<method>.md`. Rows are `name | required | type | description`, or without the type on an untyped page.
fn page(scope: &str, method: &str, route: &str, rows: &str) -> Source {
    let rows: Vec<Vec<&str>> = rows
        .trim()
        .lines()
        .map(|row| row.split('|').map(str::trim).collect())
        .collect();
    let typed = rows.first().is_some_and(|row| row.len() == 4);
    let header = if typed {
        "| name | required | type | description |"
    } else {
        "| name | required | description |"
    };
    let line = header.replace(|c: char| c.is_ascii_alphabetic() || c == ' ', "-");
    let body: Vec<String> = rows
        .iter()
        .map(|row| format!("| {} |", row.join(" | ").replace('/', "\\|")))
        .collect();
    Source {
        path: format!("spec/endpoints/{scope}/{method}.md"),
        text: format!(
            "---\nname: Act\nexample: octokit.rest.{scope}.{method}()\nroute: {route}\nscope: {scope}\ntype: API method\n---\n\n# Act\n\n\
             ## Parameters\n\n{header}\n{line}\n{}\n",
            body.join("\n")
        )
        .into(),
    }
}

/// The parameters of `zoo.act`, each with its type and the evidence for it.
fn check(act: &Source, types: &[Source]) -> String {
    let analysis = analyse_for(vec![act.clone()], types.to_vec(), Vec::new(), &Config::default(), None);
    let mut text = String::new();
    for endpoint in &analysis.api.endpoints {
        show(
            endpoint.parameters.iter().map(|parameter| &parameter.field),
            0,
            &mut text,
        );
    }
    text
}

fn show<'f>(fields: impl IntoIterator<Item = &'f Field>, depth: usize, text: &mut String) {
    for field in fields {
        write!(text, "{:1$}{2}: {3}", "", depth * 2, field.name, field.value.ty).unwrap();
        if let Some(max) = field.value.constraints.max {
            write!(text, ", at most {max}").unwrap();
        }
        if let Some(default) = &field.default {
            write!(text, " = {default}").unwrap();
        }
        for evidence in &field.evidence {
            let file = evidence.source.file.rsplit('/').next().unwrap();
            write!(
                text,
                "  {} {file}:{} {}",
                evidence.kind.as_str(),
                evidence.source.line,
                evidence.text
            )
            .unwrap();
        }
        text.push('\n');
        show(field.fields(), depth + 1, text);
    }
}

/// As many typed pages with these rows, at routes of their own.
fn pages(number: usize, scope: &str, rows: &str) -> Vec<Source> {
    (0..number)
        .map(|n| page(scope, &format!("page{n}"), &format!("POST /{scope}/{n}"), rows))
        .collect()
}

#[test]
fn without_evidence_a_type_stays_open() {
    let act = page("zoo", "act", "POST /zoo", "animal | yes | Something.\nsize | no | ");
    assert_snapshot!(check(&act, &[]), @r"
    animal: any
    size: any
    ");
}

#[test]
fn the_same_route() {
    let act = page("zoo", "act", "POST /zoo/{name}", "name | yes | \nkind | no | ");
    let typed = page(
        "other",
        "doIt",
        "POST /zoo/{zoo}",
        "zoo | yes | integer | \nkind | no | \"cat\" / \"dog\" | ",
    );
    assert_snapshot!(check(&act, &[typed]), @r#"
    name: integer  route doIt.md:15 `integer` on 1 page
    kind: "cat" | "dog"  route doIt.md:16 `"cat" | "dog"` on 1 page
    "#);
}

#[test]
fn the_same_place_in_routes() {
    let act = page("zoo", "act", "GET /zoo/{id}/food", "id | yes | ");
    let typed = |n: &str| page("other", n, &format!("GET /zoo/{{id}}/{n}"), "id | yes | integer | ");
    assert_snapshot!(check(&act, &[typed("a"), typed("b")]), @"id: integer  prefix a.md:15 `integer` on 2 pages");
}

#[test]
fn the_same_text() {
    let act = page(
        "zoo",
        "act",
        "POST /zoo",
        "colour | no | The colour of it!\nshade | no | Another.",
    );
    let typed = pages(
        2,
        "other",
        "colour | no | \"red\" / \"blue\" | The colour of it.\nshade | no | string | One.",
    );
    assert_snapshot!(check(&act, &typed), @r#"
    colour: string  text page0.md:15 `"red" | "blue"` on 2 pages
    shade: any
    "#);
    let typed = pages(
        3,
        "other",
        "colour | no | \"red\" / \"blue\" | The colour of it.\nshade | no | string | One.",
    );
    assert_snapshot!(check(&act, &typed), @r#"
    colour: "red" | "blue"  text page0.md:15 `"red" | "blue"` on 3 pages
    shade: any
    "#);
}

#[test]
fn the_same_scope_and_name() {
    let act = page("zoo", "act", "POST /zoo", "colour | no | ");
    assert_snapshot!(check(&act, &pages(3, "zoo", "colour | no | string | One.")), @r"
    colour: string  scope page0.md:15 `string` on 3 pages
    ");
    assert_snapshot!(check(&act, &pages(3, "other", "colour | no | string | One.")), @r"
    colour: any
    ");
}

#[test]
fn the_same_name() {
    let act = page("zoo", "act", "POST /zoo", "colour | no | ");
    assert_snapshot!(check(&act, &pages(4, "other", "colour | no | string / null | One.")), @r"
    colour: string | null  name page0.md:15 `string | null` on 4 pages
    ");
    let mut mixed = pages(4, "other", "colour | no | string | One.");
    mixed.extend(pages(1, "more", "colour | no | \"red\" | Two."));
    assert_snapshot!(check(&act, &mixed), @r#"
    colour: string  name page0.md:15 `"red"` on 1 page  name page0.md:15 `string` on 4 pages
    "#);
    mixed.extend(pages(1, "even", "colour | no | integer | Three."));
    assert_snapshot!(check(&act, &mixed), @r"
    colour: any
    ");
}

#[test]
fn the_same_word_below_another_name() {
    let act = page(
        "zoo",
        "act",
        "POST /zoo",
        "cage.door_number | yes | \ncage.number | yes | ",
    );
    let typed = pages(
        3,
        "other",
        "gate | no | object | \ngate.door_number | no | integer | \ngate.number | no | integer | ",
    );
    assert_snapshot!(check(&act, &typed), @r"
    cage: object | null  nested act.md:15 cage.door_number
      door_number: integer  word page0.md:16 `integer` on 3 pages
      number: any
    ");
}

#[test]
fn nested_rows() {
    let act = page(
        "zoo",
        "act",
        "POST /zoo",
        "cages | yes | \ncages[].door | yes | \nby_name.*.size | yes | \nmixed[].a | no | \nmixed.b | no | ",
    );
    assert_snapshot!(check(&act, &[]), @"
    cages: object[]  nested act.md:16 cages[].door
      door: any
    mixed: any
    by_name: map(object) | null  nested act.md:17 by_name.*.size
      size: any
    ");
}

#[test]
fn prose() {
    let act = page(
        "zoo",
        "act",
        "GET /zoo",
        "state | no | Can be one of `open`, `closed`. Default: `open`\nsince | no | In the form `YYYY-MM-DDTHH:MM:SSZ`.\n\
         per_page | no | The number of results per page (max 100).\nwith_food | no | Whether food is included.",
    );
    assert_snapshot!(check(&act, &[]), @r#"
    state: "open" | "closed" = open  prose act.md:15 Can be one of `open`, `closed`
    since: date-time  prose act.md:16 In the form `YYYY-MM-DDTHH:MM:SSZ`
    per_page: integer, at most 100  prose act.md:17 The number of results per page (max 100)
    with_food: boolean  prose act.md:18 Whether food is included
    "#);
}

#[test]
fn what_prose_says_widens_what_pages_say() {
    let act = page(
        "zoo",
        "act",
        "POST /zoo",
        "state | yes | Can be one of `open`, `shut`.\nname | yes | Give `null` for none.",
    );
    let typed = page(
        "other",
        "doIt",
        "POST /zoo",
        "state | yes | \"open\" / \"closed\" | \nname | yes | string | ",
    );
    assert_snapshot!(check(&act, &[typed]), @r#"
    state: "open" | "closed" | "shut"  route doIt.md:15 `"open" | "closed"` on 1 page  prose act.md:15 Can be one of `open`, `shut`
    name: string | null  route doIt.md:16 `string` on 1 page  prose act.md:16 Give `null` for none
    "#);
}

#[test]
fn prose_that_contradicts_other_pages_leaves_the_type_open() {
    let act = page("zoo", "act", "POST /zoo", "with_food | no | Whether food is included.");
    assert_snapshot!(check(&act, &pages(4, "other", "with_food | no | integer | Kilos.")), @r"
    with_food: any
    ");
}

#[test]
fn what_an_update_leaves_out_may_be_null() {
    let act = page("zoo", "act", "PATCH /zoo", "colour | no | ");
    assert_snapshot!(check(&act, &pages(4, "other", "colour | no | string | One.")), @r"
    colour: string | null  name page0.md:15 `string` on 4 pages
    ");
}

/// Rust's random order of hashes, threads and the order of pages change nothing.
#[test]
fn order_and_threads_change_nothing() {
    let act = page(
        "zoo",
        "act",
        "POST /zoo",
        "colour | no | \nsize | yes | The number of it.\nid | no | ",
    );
    let mut types = pages(4, "other", "colour | no | string | One.\nid | no | integer | ");
    types.extend(pages(3, "more", "colour | no | \"red\" | Two.\nid | no | string | "));
    let ir = |types: Vec<Source>, threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let analysis = pool.install(|| analyse_for(vec![act.clone()], types, Vec::new(), &Config::default(), None));
        serde_json::to_string(&analysis.api).unwrap()
    };
    let expected = ir(types.clone(), 1);
    for turn in 0..types.len() {
        types.rotate_left(1);
        if turn % 2 == 0 {
            types.reverse();
        }
        assert_eq!(ir(types.clone(), 1 + turn % 4), expected);
    }
}

fn explained(analysis: &Analysis, path: Option<&str>) -> Result<String, Unknown> {
    let id = EndpointId {
        scope: "zoo".to_owned(),
        name: "act".to_owned(),
    };
    explain(analysis, &id, path)
}

#[test]
fn explanations() {
    let act = page(
        "zoo",
        "act",
        "POST /zoo/{id}",
        "id | yes | \ncages | no | The cages.\ncages[].door_number | yes | The number of the door.\nother | no | ",
    );
    let types = pages(5, "other", "door_number | no | integer | ");
    let analysis = analyse_for(vec![act], types, Vec::new(), &Config::default(), None);
    assert_snapshot!(explained(&analysis, None).unwrap(), @"
    zoo.act: POST /zoo/{id}
      page       spec/endpoints/zoo/act.md:4
      signature  pub fn act(&self, id: impl Display) -> Act

    id: required, path
      page       spec/endpoints/zoo/act.md:15
      type       not known, so any value is taken

    cages: optional, body
      page       spec/endpoints/zoo/act.md:16
      type       object[] | null
      nested     spec/endpoints/zoo/act.md:17  cages[].door_number
      signature  pub fn cages<M>(self, cages: impl IntoNullable<List<Cage>, M>) -> Self

    cages[].door_number: required, body
      page       spec/endpoints/zoo/act.md:17
      type       integer
      word       spec/endpoints/other/page0.md:15  `integer` on 5 pages
      signature  pub fn new(door_number: i64) -> Self

    other: optional, body
      page       spec/endpoints/zoo/act.md:18
      type       not known, so any value is taken
      signature  pub fn other(self, other: impl Into<Value>) -> Self
    ");
    assert_snapshot!(explained(&analysis, Some("cages.door_number")).unwrap(), @r"
    zoo.act: POST /zoo/{id}
      page       spec/endpoints/zoo/act.md:4

    cages[].door_number: required, body
      page       spec/endpoints/zoo/act.md:17
      type       integer
      word       spec/endpoints/other/page0.md:15  `integer` on 5 pages
      signature  pub fn new(door_number: i64) -> Self
    ");
    let known = ["id", "cages", "cages[].door_number", "other"].map(str::to_owned);
    assert_eq!(
        explained(&analysis, Some("cage")),
        Err(Unknown::Parameter(known.to_vec()))
    );
}

#[test]
fn a_field_of_the_whole_body_is_explained_with_the_function_that_takes_it() {
    let rows =
        "data | yes | object[] | \ndata[].door | yes | integer | The door.\ndata[].size | no | integer | How large.";
    let analysis = analyse_for(
        vec![page("zoo", "act", "POST /zoo", rows)],
        Vec::new(),
        Vec::new(),
        &Config::default(),
        None,
    );
    assert_snapshot!(explained(&analysis, Some("data.size")).unwrap(), @"
    zoo.act: POST /zoo
      page       spec/endpoints/zoo/act.md:4

    data[].size: optional, body
      page       spec/endpoints/zoo/act.md:17
      type       integer
      stated     spec/endpoints/zoo/act.md:17  integer
      signature  pub fn size(self, size: i64) -> Self
    ");
}

//! One fixture per diagnostic that lowering gives between pages.

use crate::support::{act, check, schema, show, sources};
use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::Code;
use octoscribe_generator::source::Source;
use octoscribe_generator::{ReadPages, analyse, analyse_for};

#[test]
fn misplaced_page() {
    let page = act("GET /a", "", "This endpoint has no parameters.").replace("endpoints/zoo/act", "endpoints/park/act");
    let schema = schema("Animal", "string", "").replace("schemas/Animal", "schemas/animals");
    insta::assert_snapshot!(check(&(page + &schema)), @"
    error[misplaced-page] act.md:5:8 `zoo`
      the scope is `zoo`, but the page is in the directory `park`
      help: move the page to `zoo/act.md`, or correct the scope
    error[misplaced-page] animals.md:2:7 `Animal`
      the schema `Animal` has a page called `animals.md`
      help: rename the page to `Animal.md`, or the schema to `animals`
    warning[unreachable-schema] animals.md:2:7 `Animal`
      no endpoint or webhook reaches the schema `Animal`
      help: delete the page, or refer to the schema in the type of a parameter, response or payload
    ");
}

#[test]
fn duplicate_pages() {
    let page = act("GET /a", "", "This endpoint has no parameters.");
    let schema = schema("Animal", "string", "");
    let elsewhere = |text: &str| text.replace("spec/", "more/");
    insta::assert_snapshot!(check(&[page.clone(), schema.clone(), elsewhere(&page), elsewhere(&schema)].concat()), @r"
    warning[unreachable-schema] Animal.md:2:7 `Animal`
      no endpoint or webhook reaches the schema `Animal`
      help: delete the page, or refer to the schema in the type of a parameter, response or payload
    error[duplicate] act.md:3:27 `act`
      the endpoint `zoo.act` has two pages
      label: the second one
      related: act.md:3:27 `act` the first one
      help: delete or rename one of the pages
    error[duplicate] Animal.md:2:7 `Animal`
      the schema `Animal` has two pages
      label: the second one
      related: Animal.md:2:7 `Animal` the first one
      help: delete or rename one of the pages
    ");
}

#[test]
fn name_collision() {
    let one = act("GET /a", "", "This endpoint has no parameters.");
    let other = act("GET /b", "", "This endpoint has no parameters.")
        .replace("zoo/act", "zoo/Act")
        .replace("zoo.act", "zoo.Act");
    let schemas = schema("Animal", "string", "") + &schema("ANIMAL", "string", "");
    insta::assert_snapshot!(check(&(one + &other + &schemas)), @r"
    error[name-collision] Act.md:3:27 `Act`
      the endpoint `zoo.Act` differs from `zoo.act` in upper and lower case only
      related: act.md:3:27 `act` the other one
      help: some file systems can't tell the two apart: rename one of them
    warning[unreachable-schema] Animal.md:2:7 `Animal`
      no endpoint or webhook reaches the schema `Animal`
      help: delete the page, or refer to the schema in the type of a parameter, response or payload
    error[name-collision] ANIMAL.md:2:7 `ANIMAL`
      the schema `ANIMAL` differs from `Animal` in upper and lower case only
      related: Animal.md:2:7 `Animal` the other one
      help: some file systems can't tell the two apart: rename one of them
    warning[unreachable-schema] ANIMAL.md:2:7 `ANIMAL`
      no endpoint or webhook reaches the schema `ANIMAL`
      help: delete the page, or refer to the schema in the type of a parameter, response or payload
    ");
}

#[test]
fn unknown_schema() {
    let page = act(
        "POST /a",
        "",
        "
| name | required | type | description |
|---|---|---|---|
| animal | yes | Animl | Who. |
| others | no | (Unicorn[] \\| null)[] | With whom. |
| broken | no | Broken | A page that can't be read. |
",
    );
    insta::assert_snapshot!(check(&(page + &schema("Animal", "string", "") + "=== spec/schemas/Broken.md\nnothing\n")), @"
    error[missing-front-matter] Broken.md:1:1 `nothing`
      the page doesn't start with front-matter
      label: expected `---`
      help: the first line is `---`, then come `key: value` lines, then another `---`
    error[unknown-schema] act.md:17:18 `Animl`
      no schema page is called `Animl`
      label: not found
      help: did you mean `Animal`?
    error[unknown-schema] act.md:18:18 `Unicorn`
      no schema page is called `Unicorn`
      label: not found
      help: write a page `Unicorn.md` of `type: Schema`, or use a word such as `string` or `object`
    warning[unreachable-schema] Animal.md:2:7 `Animal`
      no endpoint or webhook reaches the schema `Animal`
      help: delete the page, or refer to the schema in the type of a parameter, response or payload
    ");
}

#[test]
fn unknown_rename_target() {
    let notice = |from: &str, to: &str| {
        let page = act("GET /a", "", "This endpoint has no parameters.").replace("zoo/act", &format!("zoo/{from}"));
        page.replace("zoo.act", &format!("zoo.{from}")).replace(
            "Does something.",
            &format!("**Deprecated:** This method has been renamed to {to}"),
        )
    };
    let pages = [
        notice("one", "zoo.twos"),
        notice("two", "zoo.three"),
        notice("three", "zoo.two"),
    ];
    insta::assert_snapshot!(check(&pages.concat()), @r"
    error[unknown-rename-target] one.md:11:49 `zoo.twos`
      no endpoint is called `zoo.twos`
      help: did you mean `zoo.two`?
    error[unknown-rename-target] three.md:11:49 `zoo.two`
      `zoo.three` is renamed to itself
      related: two.md:11:49 `zoo.three` by way of this notice
      help: remove one of the notices
    ");
}

#[test]
fn same_route() {
    let page = |name: &str, route: &str, prose: &str| {
        let parameter = route.split(['{', '}']).nth(1).unwrap();
        let table = format!(
            "
| name | required | type | description |
|---|---|---|---|
| {parameter} | yes | string | Who. |
"
        );
        act(route, "", &table)
            .replace("zoo/act", &format!("zoo/{name}"))
            .replace("zoo.act", &format!("zoo.{name}"))
            .replace("Does something.", prose)
    };
    let pages = [
        page("one", "GET /a/{x}", ""),
        page("two", "GET /a/{y}", ""),
        page("old", "GET /a/{y}", "**This method is deprecated.**"),
        page(
            "older",
            "GET /a/{y}",
            "**Deprecated:** This method has been renamed to zoo.one",
        ),
        page("put", "PUT /a/{y}", ""),
    ];
    insta::assert_snapshot!(check(&pages.concat()), @r"
    warning[same-route] two.md:4:8 `GET /a/{y}`
      `zoo.one` and `zoo.two` have the same route
      related: one.md:4:8 `GET /a/{x}` the other endpoint
      help: mark one of them as deprecated or renamed, or correct its route
    ");
}

#[test]
fn unreachable_schema() {
    let page = act(
        "POST /a",
        "",
        "
| name | required | type | description |
|---|---|---|---|
| animal | yes | map(Animal[]) | Who. |
",
    );
    let reached = schema(
        "Animal",
        "",
        "
| name | required | type | description |
|---|---|---|---|
| parent | no | Animal \\| Nested | Recursive. |
",
    ) + &schema("Nested", "string", "");
    insta::assert_snapshot!(check(&(page + &reached + &schema("Lost", "", ""))), @r"
    warning[unreachable-schema] Lost.md:2:7 `Lost`
      no endpoint or webhook reaches the schema `Lost`
      help: delete the page, or refer to the schema in the type of a parameter, response or payload
    ");
}

#[test]
fn alias_cycle() {
    let page = act(
        "POST /a",
        "",
        "
| name | required | type | description |
|---|---|---|---|
| animal | yes | One | Who. |
| fine | yes | List | A list ends somewhere. |
",
    );
    let schemas = [
        schema("One", "Two | null", ""),
        schema("Two", "One", ""),
        schema("List", "List[]", ""),
    ];
    insta::assert_snapshot!(check(&(page + &schemas.concat())), @"
    error[alias-cycle] One.md:4:5 `Two | null`
      the schema `One` is an alias of itself
      related: Two.md:4:5 `One` by way of this one
      help: say what the schema is, or put a list, a map or a field in between
    ");
}

#[test]
fn objects_that_several_requests_describe() {
    let page = |method: &str, notes: &str| {
        let table = format!(
            "
| name | required | type | description |
|---|---|---|---|
| frogs | yes | object[] | {method} these. |
| frogs[].name | yes | string | Its name. |
| frogs[].home | no | object | Its home. |
| frogs[].home.pond | yes | string | The pond. |
| notes | yes | object | {method} notes. |
| notes.text | no | string | {notes} |
"
        );
        let page = act("POST /a", "", &table);
        page.replace("act", method)
            .replace("POST /a", &format!("POST /{method}"))
    };
    // The homes are inside of what is reported; the notes coincide.
    insta::assert_snapshot!(check(&(page("add", "Of the new.") + &page("feed", "Of the fed."))), @"
    warning[same-shape] add.md:17:3 `frogs`
      2 requests describe the same `frogs`
      related: feed.md:17:3 `frogs` described again
      help: describe it in a schema page, and name that as the type in all of them
    ");
}

#[test]
fn unions_whose_variants_a_value_cannot_tell_apart() {
    let page = |ty: &str| {
        let responses = format!("\n## Responses\n\n| status | type | description |\n|---|---|---|\n| 200 | {ty} | |\n");
        act("GET /a", "", "This endpoint has no parameters.") + &responses
    };
    let object = |name: &str, rows: &str| {
        schema(
            name,
            "",
            &format!("| name | required | type | description |\n|---|---|---|---|\n{rows}"),
        )
    };
    let shy = object("Shy", "| note | no | string | |\n");
    let toad = object("Toad", "| kind | yes | \"toad\" | |\n| id | yes | integer | |\n");
    let frog = object("Frog", "| kind | yes | \"frog\" | |\n| id | yes | integer | |\n");
    let newt = object("Newt", "| id | yes | integer | |\n| tail | no | string | |\n");
    let eft = object("Eft", "| id | yes | integer | |\n| gills | no | string | |\n");
    // Newts and efts are the same as long as no optional field is there; a literal is enough for toads and frogs.
    let pages = page("Toad \\| Frog \\| Newt \\| Eft \\| Shy \\| null") + &shy + &toad + &frog + &newt + &eft;
    insta::assert_snapshot!(check(&pages), @r#"
    warning[ambiguous-union] act.md:21:3 `200`
      nothing tells `Newt` and `Eft` apart
      help: make the field that names the kind a literal, such as `"labeled"`, or require a field that the other lacks; where one type takes both, name only that one
    warning[ambiguous-union] act.md:21:3 `200`
      no field of `Shy` is required, so every object could be one
      help: make the field that names the kind a literal, such as `"labeled"`, or require a field that the other lacks; where one type takes both, name only that one
    "#);
    // A type that one of them lacks a field for, other types of the same field, and lists apart from what is in them.
    let long = object("Long", "| id | yes | integer | |\n| length | yes | number | |\n");
    let text = object("Text", "| id | yes | string | |\n");
    let pages = page("Newt \\| Long \\| Text \\| Newt[] \\| object") + &newt + &long + &text;
    insta::assert_snapshot!(check(&pages), @"");
}

/// Every code that lowering can give is in a snapshot.
#[test]
fn known_pages_change_nothing_about_an_analysis() {
    let page = act("GET /a", "", "This endpoint has no parameters.");
    let (animal, plant) = (schema("Animal", "string", ""), schema("Plant", "strin", ""));
    let mended = schema("Plant", "string", "");
    let mut known = ReadPages::default();
    // A page comes before others, one changes, and one goes.
    for text in [page.clone() + &plant, page + &animal + &plant, animal + &plant, mended] {
        let pages = || -> Vec<Source> { sources(&text).iter().map(|(_, page)| page.clone()).collect() };
        let analysis = analyse_for(pages(), Vec::new(), Vec::new(), &Config::default(), Some(&mut known));
        let fresh = analyse(pages());
        assert_eq!(analysis.api, fresh.api);
        let found = show(&analysis.diagnostics, &analysis.sources);
        assert_eq!(found, show(&fresh.diagnostics, &fresh.sources));
        assert_ne!(found, "");
    }
}

#[test]
fn every_code_has_a_fixture() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lower");
    let files = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let fixtures = [
        include_str!("lower_pages.rs"),
        include_str!("lower_rows.rs"),
        include_str!("mutations/table.rs"),
        include_str!("overlaps.rs"),
        include_str!("renamed_from.rs"),
    ]
    .concat();
    let lowering: String = files.collect();
    let given = Code::ALL
        .iter()
        .filter(|code| lowering.contains(&format!("Code::{code:?}")));
    let without_fixture: Vec<&Code> = given
        .filter(|code| {
            let shown = [format!("[{}] ", code.as_str()), format!(", \"{}", code.as_str())];
            !shown.iter().any(|shown| fixtures.contains(shown))
        })
        .collect();
    assert_eq!(without_fixture, [].as_slice() as &[&Code]);
}

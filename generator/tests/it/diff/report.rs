//! The three formats, the places of changes, and the calls before and after.

use insta::assert_snapshot;
use octoscribe_generator::diff::{Class, Filter, Format, Kind, report};

use crate::diff::pages::{compared, full, page, shared};

/// The pages of a zoo, before and after a few changes of every class.
fn pages() -> (String, String) {
    let frog = |rows: &[&str]| shared("Frog", rows, &["request", "response"]);
    let list = |rows: &[&str]| full("list", "GET /zoo/{pond}/frogs", "", rows, &["200; ; Frog[]"]);
    let old = [
        frog(&["id; yes; integer", "name; no; string"]),
        list(&["pond; yes; string", "size; no; integer; 1..=100"]),
        full(
            "feed",
            "POST /zoo/{pond}/meals",
            "",
            &["pond; yes; string", "food; yes; \"fly\" | \"ant\""],
            &["204"],
        ),
        full("drain", "DELETE /zoo/{pond}", "", &["pond; yes; string"], &["204"]),
    ];
    let new = [
        frog(&["id; yes; integer", "name; yes; string"]),
        list(&["pond; yes; string", "size; no; integer; 1..=50", "sort; no; string"]),
        full(
            "nourish",
            "POST /zoo/{pond}/meals",
            "",
            &["pond; yes; string", "food; yes; \"fly\" | \"ant\""],
            &["204"],
        ),
        full(
            "empty",
            "DELETE /zoo/{pond}",
            "renamed-from: zoo.drain\n",
            &["pond; yes; string"],
            &["204"],
        ),
    ];
    (old.concat(), new.concat())
}

fn told(format: Format) -> String {
    let (old, new) = pages();
    report(&compared(&old, &new), "0.1.0", format, &Filter::default())
}

#[test]
fn people_are_told_what_to_do() {
    assert_snapshot!(told(Format::Human), @r#"
    3 breaking, 2 additive, 0 docs; 0.1.0 -> 0.2.0 (minor)
      breaking: 1 endpoint-renamed, 1 parameter-required, 1 constraint-narrowed
      additive: 1 endpoint-forwarded, 1 optional-parameter-added

    breaking[parameter-required] Frog (2 endpoints: zoo.act, zoo.list): `name` was optional and is required now
      --> spec/schemas/Frog.md:13:3
      old: client.zoo().act().frog({ let mut value = Frog::default(); value.id = 42; value })
      new: client.zoo().act().frog({ let mut value = Frog::default(); value.id = 42; value.name = String::from("name"); value })

    breaking[endpoint-renamed] zoo.feed: the method is now called `zoo.nourish`
      --> endpoints/zoo/nourish.md:4:8
      old: client.zoo().feed("pond", Food::Fly)
      new: client.zoo().nourish("pond", Food::Fly)

    breaking[constraint-narrowed] zoo.list: `size` has to satisfy `1..=50`, which was `1..=100`
      --> endpoints/zoo/list.md:18:3
      old: client.zoo().list("pond").size(42) // size: 1..=100
      new: client.zoo().list("pond").size(42) // size: 1..=50

    additive[optional-parameter-added] zoo.list: `sort` is new and optional
      --> endpoints/zoo/list.md:19:3

    additive[endpoint-forwarded] zoo.drain: the method is now called `zoo.empty`; the old name forwards to it
      --> endpoints/zoo/empty.md:7:15
    "#);
}

#[test]
fn a_section_of_a_changelog() {
    assert_snapshot!(told(Format::Markdown), @r#"
    ## 0.2.0

    ### Breaking

    - `Frog` (2 endpoints, `zoo.act` among them): `name` was optional and is required now.
      - before: `client.zoo().act().frog({ let mut value = Frog::default(); value.id = 42; value })`
      - now: `client.zoo().act().frog({ let mut value = Frog::default(); value.id = 42; value.name = String::from("name"); value })`
    - `zoo.feed`: the method is now called `zoo.nourish`.
      - before: `client.zoo().feed("pond", Food::Fly)`
      - now: `client.zoo().nourish("pond", Food::Fly)`
    - `zoo.list`: `size` has to satisfy `1..=50`, which was `1..=100`.
      - before: `client.zoo().list("pond").size(42) // size: 1..=100`
      - now: `client.zoo().list("pond").size(42) // size: 1..=50`

    ### Added

    - `zoo.list`: `sort` is new and optional.
    - `zoo.drain`: the method is now called `zoo.empty`; the old name forwards to it.
    "#);
}

#[test]
fn a_record_a_line() {
    assert_snapshot!(told(Format::Json), @r#"
    {"format":1,"version":{"old":"0.1.0","next":"0.2.0"},"id":"Frog","change":"parameter-required","class":"breaking","parameter":"name","old":"optional","new":"required","sentence":"`name` was optional and is required now","notice":null,"inferred":false,"calls":{"old":"client.zoo().act().frog({ let mut value = Frog::default(); value.id = 42; value })","new":"client.zoo().act().frog({ let mut value = Frog::default(); value.id = 42; value.name = String::from(\"name\"); value })"},"reach":{"endpoints":2,"first":["zoo.act","zoo.list"]},"source":"spec/schemas/Frog.md:13:3"}
    {"format":1,"version":{"old":"0.1.0","next":"0.2.0"},"id":"zoo.feed","change":"endpoint-renamed","class":"breaking","parameter":null,"old":"zoo.feed","new":"zoo.nourish","sentence":"the method is now called `zoo.nourish`","notice":null,"inferred":false,"calls":{"old":"client.zoo().feed(\"pond\", Food::Fly)","new":"client.zoo().nourish(\"pond\", Food::Fly)"},"reach":{"endpoints":1,"first":["zoo.feed"]},"source":"endpoints/zoo/nourish.md:4:8"}
    {"format":1,"version":{"old":"0.1.0","next":"0.2.0"},"id":"zoo.list","change":"constraint-narrowed","class":"breaking","parameter":"size","old":"1..=100","new":"1..=50","sentence":"`size` has to satisfy `1..=50`, which was `1..=100`","notice":null,"inferred":false,"calls":{"old":"client.zoo().list(\"pond\").size(42) // size: 1..=100","new":"client.zoo().list(\"pond\").size(42) // size: 1..=50"},"reach":{"endpoints":1,"first":["zoo.list"]},"source":"endpoints/zoo/list.md:18:3"}
    {"format":1,"version":{"old":"0.1.0","next":"0.2.0"},"id":"zoo.drain","change":"endpoint-forwarded","class":"additive","parameter":null,"old":"zoo.drain","new":"zoo.empty","sentence":"the method is now called `zoo.empty`; the old name forwards to it","notice":null,"inferred":false,"calls":null,"reach":{"endpoints":1,"first":["zoo.drain"]},"source":"endpoints/zoo/empty.md:7:15"}
    {"format":1,"version":{"old":"0.1.0","next":"0.2.0"},"id":"zoo.list","change":"optional-parameter-added","class":"additive","parameter":"sort","old":null,"new":"string","sentence":"`sort` is new and optional","notice":null,"inferred":false,"calls":null,"reach":{"endpoints":1,"first":["zoo.list"]},"source":"endpoints/zoo/list.md:19:3"}
    "#);
}

#[test]
fn nothing_has_changed() {
    let (old, _) = pages();
    let told = [Format::Human, Format::Markdown, Format::Json]
        .map(|format| report(&compared(&old, &old), "0.1.0", format, &Filter::default()));
    assert_snapshot!(told.join("--\n"), @r"
    0 breaking, 0 additive, 0 docs; 0.1.0 stays as it is
    --
    ## 0.1.0

    Nothing has changed for callers.
    --
    ");
}

/// Text of the pages can't leave its place in a changelog.
#[test]
fn doc_text_is_code_in_markdown() {
    let old = page("GET /zoo", &["a; no; \"x\""]);
    let new = page("GET /zoo", &["a; no; \"x\" | \"` [y](z) ``\""]);
    assert_snapshot!(report(&compared(&old, &new), "0.1.0", Format::Markdown, &Filter::default()), @r"
    ## 0.1.1

    ### Added

    - `zoo.act`: `a` has a new value ``` ` [y](z) `` ```.
    ");
}

/// What many have in common is told once, with those that feel it most first.
#[test]
fn equal_changes_are_one_entry() {
    let frog = |rows: &[&str]| shared("Frog", rows, &["response"]);
    let list = |scope: &str, name: &str, rows: &[&str]| {
        let route = format!("GET /{name}/{{pond}}");
        full(name, &route, "", rows, &["200; ; Frog[]"]).replace("zoo", scope)
    };
    let (few, many) = (
        ["pond; yes; string", "size; no; integer; ; ; How many."],
        ["pond; yes; string"],
    );
    let old = [
        frog(&["id; yes; integer"]),
        list("repos", "listFrogs", &few),
        list("zoo", "list", &few),
        list("zoo", "seek", &few),
        list("zoo", "find", &few),
    ];
    let new = [
        frog(&["id; yes; string"]),
        list("repos", "listFrogs", &many),
        list("zoo", "list", &many),
        list("zoo", "seek", &many),
        list("zoo", "find", &many),
    ];
    let difference = compared(&old.concat(), &new.concat());
    assert_snapshot!(report(&difference, "0.1.0", Format::Human, &Filter::default()), @r#"
    5 breaking, 0 additive, 0 docs; 0.1.0 -> 0.2.0 (minor)
      breaking: 4 parameter-removed, 1 response-type-changed

    breaking[response-type-changed] Frog (5 endpoints: repos.listFrogs, zoo.act, zoo.find, …): the type of `id` in the response was `integer` and is now `string`
      --> spec/schemas/Frog.md:12:3
      old: client.repos().list_frogs("pond") // id: integer
      new: client.repos().list_frogs("pond") // id: string

    breaking[parameter-removed] repos.listFrogs, zoo.find, zoo.list, zoo.seek: `size` is gone
      --> endpoints/repos/listFrogs.md:18:3
      old: client.repos().list_frogs("pond").size(42)
      new: client.repos().list_frogs("pond")
    "#);
}

#[test]
fn filters_leave_out_what_isnt_asked_for() {
    let (old, new) = pages();
    let old = old.replace("Does something.", "Does it.");
    let difference = compared(&old, &new);
    let told = |filter: &Filter| {
        let told = report(&difference, "0.1.0", Format::Human, filter);
        told.lines()
            .filter(|line| line.contains('[') && !line.starts_with(' '))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_snapshot!(told(&Filter { classes: vec![Class::Docs], ..Filter::default() }), @"
    docs[docs-changed] zoo.act: the documentation has changed
    docs[docs-changed] zoo.list: the documentation has changed
    ");
    assert_snapshot!(told(&Filter { kinds: vec![Kind::EndpointRenamed], ..Filter::default() }), @"breaking[endpoint-renamed] zoo.feed: the method is now called `zoo.nourish`");
    assert_eq!(
        told(&Filter {
            scopes: vec!["ponds".to_owned()],
            ..Filter::default()
        }),
        ""
    );
    assert_eq!(
        told(&Filter {
            scopes: vec!["zoo".to_owned()],
            ..Filter::default()
        })
        .lines()
        .count(),
        5
    );
}

/// A long report counts what is additive, and leaves out positions.
#[test]
fn a_long_report_is_brief() {
    let one = |number: usize, rows: &[&str]| {
        full(
            &format!("act{number}"),
            &format!("GET /zoo/{number}"),
            "",
            rows,
            &["204"],
        )
    };
    let rows: Vec<String> = (0..50).map(|number| format!("a{number}; no; string")).collect();
    let old: String = (0..50).map(|number| one(number, &[])).collect();
    let new: String = rows
        .iter()
        .enumerate()
        .skip(1)
        .map(|(number, row)| one(number, &[row]))
        .collect();
    assert_snapshot!(report(&compared(&old, &new), "0.1.0", Format::Human, &Filter::default()), @"
    1 breaking, 49 additive, 0 docs; 0.1.0 -> 0.2.0 (minor)
      breaking: 1 endpoint-removed
      additive: 49 optional-parameter-added
    suspect: zoo.act0: goes without having been deprecated
    breaking[endpoint-removed] zoo.act0: the method is gone
    additive[optional-parameter-added] zoo.act1, zoo.act2, zoo.act3, zoo.act4, zoo.act5, zoo.act6, zoo.act7, zoo.act8 and 41 others
    `--class`, `--kind` and `--scope` show entries in full
    ");
}

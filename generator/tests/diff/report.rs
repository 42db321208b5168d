//! The three formats, the places of changes, and the calls before and after.

use insta::assert_snapshot;
use octoscribe_generator::diff::{Format, report};

use crate::pages::{compared, full, page, shared};

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
    report(&compared(&old, &new), "0.1.0", format)
}

#[test]
fn people_are_told_what_to_do() {
    assert_snapshot!(told(Format::Human), @r#"
    breaking[parameter-required] Frog: `name` was optional and is required now
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

    additive[endpoint-forwarded] zoo.drain: the method is now called `zoo.empty`; the old name forwards to it
      --> endpoints/zoo/empty.md:7:15

    additive[optional-parameter-added] zoo.list: `sort` is new and optional
      --> endpoints/zoo/list.md:19:3

    3 breaking, 2 additive, 0 docs; 0.1.0 -> 0.2.0 (minor)
    "#);
}

#[test]
fn a_section_of_a_changelog() {
    assert_snapshot!(told(Format::Markdown), @r#"
    ## 0.2.0

    ### Breaking

    - `Frog`: `name` was optional and is required now.
      - before: `client.zoo().act().frog({ let mut value = Frog::default(); value.id = 42; value })`
      - now: `client.zoo().act().frog({ let mut value = Frog::default(); value.id = 42; value.name = String::from("name"); value })`
    - `zoo.feed`: the method is now called `zoo.nourish`.
      - before: `client.zoo().feed("pond", Food::Fly)`
      - now: `client.zoo().nourish("pond", Food::Fly)`
    - `zoo.list`: `size` has to satisfy `1..=50`, which was `1..=100`.
      - before: `client.zoo().list("pond").size(42) // size: 1..=100`
      - now: `client.zoo().list("pond").size(42) // size: 1..=50`

    ### Added

    - `zoo.drain`: the method is now called `zoo.empty`; the old name forwards to it.
    - `zoo.list`: `sort` is new and optional.
    "#);
}

#[test]
fn a_record_a_line() {
    assert_snapshot!(told(Format::Json), @r#"
    {"id":"Frog","change":"parameter-required","class":"breaking","parameter":"name","old":"optional","new":"required","source":"spec/schemas/Frog.md:13:3"}
    {"id":"zoo.feed","change":"endpoint-renamed","class":"breaking","parameter":null,"old":"zoo.feed","new":"zoo.nourish","source":"endpoints/zoo/nourish.md:4:8"}
    {"id":"zoo.list","change":"constraint-narrowed","class":"breaking","parameter":"size","old":"1..=100","new":"1..=50","source":"endpoints/zoo/list.md:18:3"}
    {"id":"zoo.drain","change":"endpoint-forwarded","class":"additive","parameter":null,"old":"zoo.drain","new":"zoo.empty","source":"endpoints/zoo/empty.md:7:15"}
    {"id":"zoo.list","change":"optional-parameter-added","class":"additive","parameter":"sort","old":null,"new":"string","source":"endpoints/zoo/list.md:19:3"}
    "#);
}

#[test]
fn nothing_has_changed() {
    let (old, _) = pages();
    let told =
        [Format::Human, Format::Markdown, Format::Json].map(|format| report(&compared(&old, &old), "0.1.0", format));
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
    assert_snapshot!(report(&compared(&old, &new), "0.1.0", Format::Markdown), @r"
    ## 0.1.1

    ### Added

    - `zoo.act`: `a` has a new value ``` ` [y](z) `` ```.
    ");
}

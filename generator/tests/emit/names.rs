//! Names that clash or that no Rust identifier can be made of.

use insta::assert_snapshot;
use octoscribe_generator::analyse;
use octoscribe_generator::source::Source;

use crate::support::{act, schema, show, sources};

/// What is wrong with a text of several pages.
fn check(text: &str) -> String {
    let pages: Vec<Source> = sources(text).iter().map(|(_, source)| source.clone()).collect();
    let analysis = analyse(pages);
    show(&analysis.diagnostics, &analysis.sources)
}

/// A page of an endpoint that takes an optional `page`.
fn endpoint(scope: &str, name: &str) -> String {
    act(
        &format!("GET /{scope}/{name}"),
        "",
        "| name | required | description |\n|---|---|---|\n| page | no | |",
    )
    .replace("scope: zoo", &format!("scope: {scope}"))
    .replace("rest.zoo.act", &format!("rest.{scope}.{name}"))
    .replace("zoo/act.md", &format!("{scope}/{name}.md"))
}

/// A page of an endpoint that takes these optional body parameters, given as names and types.
fn body(parameters: &[(&str, &str)]) -> String {
    table(parameters, "no")
}

fn table(parameters: &[(&str, &str)], required: &str) -> String {
    let row = |(name, ty): &(&str, &str)| format!("| {name} | {required} | {} | |", ty.replace('|', "\\|"));
    let rows: Vec<String> = parameters.iter().map(row).collect();
    act(
        "POST /acts",
        "",
        &format!(
            "| name | required | type | description |\n|---|---|---|---|\n{}",
            rows.join("\n")
        ),
    )
}

#[test]
fn methods_that_become_the_same_function() {
    assert_snapshot!(check(&(endpoint("zoo", "listAll") + &endpoint("zoo", "list_all"))), @r"
    error[name-collision] list_all.md:4:8 `GET /zoo/list_all`
      the methods `listAll` and `list_all` would both become the Rust function `list_all`
      related: listAll.md:4:8 `GET /zoo/listAll` `listAll` is here
      help: rename one of them
    ");
}

#[test]
fn scopes_that_become_the_same_module() {
    assert_snapshot!(check(&(endpoint("bigZoo", "act") + &endpoint("big_zoo", "act"))), @r"
    error[name-collision] act.md:4:8 `GET /big_zoo/act`
      the scopes `bigZoo` and `big_zoo` would both become the Rust module `big_zoo`
      related: act.md:4:8 `GET /bigZoo/act` `bigZoo` is here
      help: rename one of them
    ");
}

#[test]
fn scopes_that_are_called_like_parts_of_the_runtime() {
    assert_snapshot!(check(&endpoint("client", "act")), @r"
    error[name-collision] act.md:4:8 `GET /client/act`
      `client` would become the Rust module `client`
      label: the runtime uses this name itself
      help: rename it
    ");
    assert_snapshot!(check(&endpoint("value", "act")), @r"
    error[name-collision] act.md:4:8 `GET /value/act`
      `value` would become the Rust type `Value`
      label: emitted modules use this name for a type of the runtime
      help: rename it
    ");
}

#[test]
fn methods_that_are_called_like_files_or_types_of_the_runtime() {
    assert_snapshot!(check(&endpoint("zoo", "tests")), @r"
    error[name-collision] tests.md:4:8 `GET /zoo/tests`
      `tests` would become the Rust module `tests`
      label: modules of scopes use this name themselves
      help: rename it
    ");
    assert_snapshot!(check(&endpoint("zoo", "self")), @r"
    error[name-collision] self.md:4:8 `GET /zoo/self`
      `self` would become the Rust type `Self`
      label: emitted modules use this name for a type of the runtime
      help: rename it
    ");
    assert_snapshot!(check(&endpoint("zoo", "zoo")), @r"
    error[name-collision] zoo.md:4:8 `GET /zoo/zoo`
      `zoo` would become the Rust type `Zoo`
      label: the scope's own handle has this name
      help: rename it
    ");
}

#[test]
fn a_method_without_setters_has_no_type_to_clash() {
    let page = endpoint("zoo", "request")
        .replace("| page | no", "| page | yes")
        .replace("request()", "request({ page })");
    assert_eq!(check(&page), "");
}

#[test]
fn parameters_that_become_the_same_setter_or_argument() {
    assert_snapshot!(check(&body(&[("max-age", "integer"), ("max_age", "integer")])), @r"
    error[name-collision] act.md:18:3 `max_age`
      the parameters `max-age` and `max_age` would both become the Rust setter `max_age`
      related: act.md:17:3 `max-age` `max-age` is here
      help: rename one of them
    ");
    assert_snapshot!(check(&table(&[("max-age", "integer"), ("max_age", "integer")], "yes")), @r"
    error[name-collision] act.md:18:3 `max_age`
      the parameters `max-age` and `max_age` would both become the Rust argument `body_max_age`
      related: act.md:17:3 `max-age` `max-age` is here
      help: rename one of them
    ");
    assert_snapshot!(check(&body(&[("validate", "string"), ("set_validate", "string")])), @r"
    error[name-collision] act.md:18:3 `set_validate`
      the parameters `validate` and `set_validate` would both become the Rust setter `set_validate`
      related: act.md:17:3 `validate` `validate` is here
      help: rename one of them
    ");
}

#[test]
fn an_argument_that_is_told_apart_by_its_place_may_meet_another() {
    let page = act(
        "PUT /zoos/{zoo}",
        "",
        "
| name | in | required | type | description |
|---|---|---|---|---|
| zoo | path | yes | string | |
| zoo | body | yes | string | |
| body_zoo | body | yes | string | |
",
    );
    assert_snapshot!(check(&page), @r"
    error[name-collision] act.md:19:3 `body_zoo`
      the parameters `zoo` and `body_zoo` would both become the Rust argument `body_zoo`
      related: act.md:18:3 `zoo` `zoo` is here
      help: rename one of them
    ");
}

#[test]
fn fields_that_become_the_same_name() {
    assert_snapshot!(check(&body(&[("x", "object"), ("x.a-b", "string"), ("x.a_b", "string")])), @r"
    error[name-collision] act.md:19:3 `x.a_b`
      the fields `a-b` and `a_b` would both become the Rust name `a_b`
      related: act.md:18:3 `x.a-b` `a-b` is here
      help: rename one of them
    ");
}

#[test]
fn values_that_become_the_same_variant() {
    assert_snapshot!(check(&body(&[("order", "\"a-z\" | \"a_z\"")])), @r"
    error[name-collision] act.md:17:3 `order`
      the values `a-z` and `a_z` would both become the Rust variant `AZ`
      related: act.md:17:3 `order` `a-z` is here
      help: rename one of them
    ");
}

#[test]
fn values_and_parameters_that_have_no_name() {
    assert_snapshot!(check(&body(&[("zoé", "string"), ("order", "\"日本\" | \"asc\"")])), @r"
    error[unnameable-word] act.md:17:3 `zoé`
      the parameter `zoé` can't become a Rust setter
      help: use ASCII letters and digits
    error[unnameable-word] act.md:18:3 `order`
      the value `日本` can't become a Rust variant
      help: use ASCII letters and digits
    ");
}

#[test]
fn types_that_find_no_name() {
    let page = body(&[
        ("kind", "\"a\" | \"b\""),
        ("x", "object"),
        ("x.kind", "\"a\" | \"b\""),
        ("x_kind", "object"),
        ("x_kind.a", "string"),
        ("x_kind_value", "object"),
        ("x_kind_value.a", "string"),
    ]);
    assert_snapshot!(check(&page), @r"
    error[name-collision] act.md:19:3 `x.kind`
      the type of `kind` finds no name: `Kind` and the names made from it are taken
      help: make the type a schema page of its own
    ");
}

#[test]
fn patterns_that_find_no_name() {
    let page = act(
        "POST /acts",
        "",
        "
| name | required | type | constraints | description |
|---|---|---|---|---|
| x_y | no | string | /a/ | |
| x | no | object | | |
| x.y | no | string | /b/ | |
",
    );
    assert_snapshot!(check(&page), @r"
    error[name-collision] act.md:19:3 `x.y`
      the parameters `x_y` and `y` would both become the Rust static `X_Y_PATTERN`
      related: act.md:17:3 `x_y` `x_y` is here
      help: rename one of them
    ");
}

#[test]
fn schemas_that_become_the_same_type() {
    let uses = body(&[("a", "FooBar"), ("b", "Foo_bar"), ("c", "FooItem"), ("d", "Foo")]);
    let pages = uses
        + &schema("FooBar", "'\"a\" | \"b\"'", "")
        + &schema("Foo_bar", "'\"a\" | \"b\"'", "")
        + &schema("FooItem", "'\"a\" | \"b\"'", "")
        + &schema("Foo", "(\"a\" | \"b\")[]", "");
    assert_snapshot!(check(&pages), @r"
    error[name-collision] FooItem.md:2:7 `FooItem`
      the schemas `Foo` and `FooItem` would both become the Rust type `FooItem`
      related: Foo.md:2:7 `Foo` `Foo` is here
      help: rename one of them
    error[name-collision] Foo_bar.md:2:7 `Foo_bar`
      the schemas `FooBar` and `Foo_bar` would both become the Rust module `foo_bar`
      related: FooBar.md:2:7 `FooBar` `FooBar` is here
      help: rename one of them
    ");
}

#[test]
fn schemas_that_are_called_like_parts_of_the_runtime() {
    let pages = body(&[("a", "Value"), ("b", "Mod")])
        + &schema("Value", "'\"a\" | \"b\"'", "")
        + &schema("Mod", "'\"a\" | \"b\"'", "");
    assert_snapshot!(check(&pages), @r"
    error[name-collision] Mod.md:2:7 `Mod`
      `Mod` would become the Rust module `mod`
      label: the module of all schemas uses this name itself
      help: rename it
    error[name-collision] Value.md:2:7 `Value`
      `Value` would become the Rust type `Value`
      label: emitted modules use this name for a type of the runtime
      help: rename it
    ");
}

#[test]
fn a_type_inside_a_schema_that_finds_no_name() {
    let fields = "
| name | required | type | description |
|---|---|---|---|
| pick | no | \"a\" \\| \"b\" \\| object | |
| pick.x | no | string | |
| pick_keyword | no | object | |
| pick_keyword.x | no | string | |
";
    assert_snapshot!(check(&(body(&[("a", "Foo")]) + &schema("Foo", "", fields))), @r"
    error[name-collision] Foo.md:12:3 `pick`
      the type of `pick` finds no name: `PickKeyword` and the names made from it are taken
      help: make the type a schema page of its own
    ");
}

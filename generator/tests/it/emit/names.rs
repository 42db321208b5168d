//! Names: where types are declared, what is numbered, what clashes, and what no Rust identifier can be made of.

use insta::assert_snapshot;
use octoscribe_generator::analyse;
use octoscribe_generator::source::Source;

use crate::support::paths::public_paths;
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
    assert_snapshot!(check(&(endpoint("zoo", "listAll") + &endpoint("zoo", "list_all"))), @"
    warning[numbered-name] listAll.md:4:8 `GET /zoo/listAll`
      `list_all` and `listAll` have the same Rust name; the function for `listAll` is `list_all_2`
    ");
}

#[test]
fn scopes_that_become_the_same_module() {
    assert_snapshot!(check(&(endpoint("bigZoo", "act") + &endpoint("big_zoo", "act"))), @"
    warning[numbered-name] act.md:4:8 `GET /bigZoo/act`
      `big_zoo` and `bigZoo` have the same Rust name; the module for `bigZoo` is `big_zoo_2`
    ");
}

#[test]
fn scopes_and_methods_that_are_called_like_parts_of_the_client() {
    assert_snapshot!(check(&endpoint("client", "act")), @"");
    assert_snapshot!(check(&endpoint("zoo", "tests")), @"");
}

/// The path of everything that pages give a name.
fn paths(text: &str) -> String {
    let pages: Vec<Source> = sources(text).iter().map(|(_, source)| source.clone()).collect();
    let paths: Vec<String> = public_paths(&analyse(pages).api).into_iter().collect();
    paths.join("\n")
}

#[test]
fn words_of_the_prelude_get_a_suffix_and_those_of_the_runtime_none() {
    let pages = endpoint("value", "request") + &endpoint("zoo", "self") + &endpoint("zoo", "zoo");
    assert_snapshot!(check(&pages), @"");
    assert_snapshot!(paths(&pages), @"
    value::Request
    value::Value
    value::Value::request
    value::request::Request
    value::request::Request::page
    zoo::SelfValue
    zoo::Zoo
    zoo::Zoo::self_
    zoo::Zoo::zoo
    zoo::ZooRequest
    zoo::self_::SelfValue
    zoo::self_::SelfValue::page
    zoo::zoo::ZooRequest
    zoo::zoo::ZooRequest::page
    ");
}

#[test]
fn numbers_tell_apart_what_has_the_same_name() {
    let setters = body(&[("max-age", "integer"), ("max_age", "integer"), ("MaxAge", "integer")]);
    assert_snapshot!(check(&setters), @"
    warning[numbered-name] act.md:17:3 `max-age`
      `max_age` and `max-age` have the same Rust name; the setter for `max-age` is `max_age_3`
    warning[numbered-name] act.md:19:3 `MaxAge`
      `max_age` and `MaxAge` have the same Rust name; the setter for `MaxAge` is `max_age_2`
    ");
    assert_snapshot!(paths(&setters), @"
    zoo::Act
    zoo::Zoo
    zoo::Zoo::act
    zoo::act::Act
    zoo::act::Act::max_age
    zoo::act::Act::max_age_2
    zoo::act::Act::max_age_3
    ");
    assert_snapshot!(check(&table(&[("max-age", "integer"), ("max_age", "integer")], "yes")), @"
    warning[numbered-name] act.md:17:3 `max-age`
      `max_age` and `max-age` have the same Rust name; the argument for `max-age` is `max_age_2`
    ");
    assert_snapshot!(check(&body(&[("validate", "string"), ("validate_2", "string")])), @"");
    assert_snapshot!(check(&body(&[("x", "object"), ("x.a-b", "string"), ("x.a_b", "string")])), @"
    warning[numbered-name] act.md:18:3 `x.a-b`
      `a_b` and `a-b` have the same Rust name; the setter for `a-b` is `a_b_2`
    ");
    assert_snapshot!(check(&body(&[("order", "\"ASC\" | \"asc\"")])), @"
    warning[numbered-name] act.md:17:3 `order`
      `asc` and `ASC` have the same Rust name; the variant for `ASC` is `Asc2`
    ");
}

#[test]
fn a_name_of_the_route_is_that_of_its_argument() {
    let page = act(
        "PUT /zoos/{zoo}",
        "",
        "
| name | in | required | type | description |
|---|---|---|---|---|
| zoo | path | yes | string | |
| zoo | body | yes | \"a\" \\| \"b\" | |
| body_zoo | body | yes | string | |
",
    );
    assert_snapshot!(check(&page), @"
    warning[numbered-name] act.md:19:3 `body_zoo`
      `zoo` and `body_zoo` have the same Rust name; the argument for `body_zoo` is `body_zoo_2`
    ");
    assert_snapshot!(paths(&page), @"
    zoo::Act
    zoo::Zoo
    zoo::Zoo::act
    zoo::act::Act
    zoo::act::BodyZoo
    zoo::act::BodyZoo::A
    zoo::act::BodyZoo::B
    ");
}

#[test]
fn values_and_parameters_that_have_no_name() {
    assert_snapshot!(check(&body(&[("zoé", "string"), ("order", "\"日本\" | \"asc\"")])), @"
    warning[unnameable-word] act.md:17:3 `zoé`
      the parameter `zoé` can't be spelled in ASCII; the setter for it is `zo_ue9`
    warning[unnameable-word] act.md:18:3 `order`
      the value `日本` can't be spelled in ASCII; the variant for it is `U65e5U672c`
    ");
}

#[test]
fn types_inside_a_type_are_in_its_module() {
    let page = body(&[
        ("kind", "\"a\" | \"b\""),
        ("x", "object"),
        ("x.kind", "\"a\" | \"b\""),
        ("x_kind", "object"),
        ("x_kind.a", "string"),
        ("pick", "\"a\" | (\"b\")[] | object"),
        ("pick.kinds", "map(\"a\" | \"b\")"),
        ("response", "object"),
        ("response.kind", "\"a\" | \"b\""),
    ]);
    assert_snapshot!(paths(&page), @"
    zoo::Act
    zoo::Zoo
    zoo::Zoo::act
    zoo::act::Act
    zoo::act::Act::kind
    zoo::act::Act::pick
    zoo::act::Act::response_
    zoo::act::Act::x
    zoo::act::Act::x_kind
    zoo::act::Kind
    zoo::act::Kind::A
    zoo::act::Kind::B
    zoo::act::Pick
    zoo::act::Pick::Keyword
    zoo::act::Pick::KeywordList
    zoo::act::Pick::Object
    zoo::act::Response
    zoo::act::Response::kind
    zoo::act::X
    zoo::act::X::kind
    zoo::act::XKind
    zoo::act::XKind::a
    zoo::act::pick::Item
    zoo::act::pick::Item::B
    zoo::act::pick::Keyword
    zoo::act::pick::Keyword::A
    zoo::act::pick::Object
    zoo::act::pick::Object::kinds
    zoo::act::pick::object::Kind
    zoo::act::pick::object::Kind::A
    zoo::act::pick::object::Kind::B
    zoo::act::response_::Kind
    zoo::act::response_::Kind::A
    zoo::act::response_::Kind::B
    zoo::act::x::Kind
    zoo::act::x::Kind::A
    zoo::act::x::Kind::B
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
    assert_snapshot!(check(&pages), @"
    error[name-collision] Foo_bar.md:2:7 `Foo_bar`
      the schemas `FooBar` and `Foo_bar` would both become the Rust module `foo_bar`
      related: FooBar.md:2:7 `FooBar` `FooBar` is here
      help: rename one of them
    ");
}

#[test]
fn schemas_that_are_called_like_parts_of_the_client() {
    let pages = body(&[("a", "Value"), ("b", "Mod"), ("c", "Option"), ("d", "Inner")])
        + &schema("Inner", "'\"a\" | \"b\"'", "")
        + &schema("Value", "'\"a\" | \"b\"'", "")
        + &schema("Option", "'\"a\" | \"b\"'", "")
        + &schema("Mod", "'\"a\" | \"b\"'", "");
    assert_snapshot!(check(&pages), @"");
}

#[test]
fn types_of_a_schema_keep_clear_of_its_own() {
    let fields = "
| name | required | type | description |
|---|---|---|---|
| foo | no | \"a\" \\| \"b\" | |
| foos | no | object[] | |
| foos[].x | no | \"a\" \\| \"b\" | |
";
    assert_snapshot!(paths(&(body(&[("a", "Foo")]) + &schema("Foo", "", fields))), @"
    schemas::Foo
    schemas::foo::Foo
    schemas::foo::Foo::foo
    schemas::foo::Foo::foos
    schemas::foo::FooValue
    schemas::foo::FooValue2
    schemas::foo::FooValue2::x
    schemas::foo::FooValue::A
    schemas::foo::FooValue::B
    schemas::foo::foo_2::X
    schemas::foo::foo_2::X::A
    schemas::foo::foo_2::X::B
    zoo::Act
    zoo::Zoo
    zoo::Zoo::act
    zoo::act::Act
    zoo::act::Act::a
    ");
}

//! Routes that values could turn into one another.

use insta::assert_snapshot;

use crate::support::{act, api, check};

/// The routes that a value could turn into another route, and those. A parameter called `number` is one; the others are strings.
fn overlaps(routes: &str) -> String {
    let endpoints = api(&pages(routes)).endpoints;
    let line = |endpoint: &octoscribe_generator::ir::Endpoint| {
        format!("{}: {}\n", endpoint.route.path(), endpoint.overlapping_routes.join(" "))
    };
    let overlapping = endpoints
        .iter()
        .filter(|endpoint| !endpoint.overlapping_routes.is_empty());
    overlapping.map(line).collect()
}

/// A page for each route. A parameter called `rest` may be empty.
fn pages(routes: &str) -> String {
    let page = |(index, route): (usize, &str)| {
        let names = route.split(['{', '}']).skip(1).step_by(2);
        let row = |name: &str| {
            let ty = if name == "number" { "integer" } else { "string" };
            let name = name.trim_start_matches('+');
            let rule = if name == "rest" { "0.." } else { "" };
            format!("| {name} | {ty} | path | yes | {rule} | |\n")
        };
        let rows: String = names.map(row).collect();
        let table = format!(
            "| name | type | in | required | constraints | description |\n| --- | --- | --- | --- | --- | --- |\n{rows}"
        );
        act(route, "", &table)
            .replace("act.md", &format!("act{index}.md"))
            .replace("zoo.act(", &format!("zoo.act{index}("))
            .replace("name: Act", &format!("name: Act{index}"))
            .replace("# Act\n", &format!("# Act{index}\n"))
    };
    routes.trim().lines().map(str::trim).enumerate().map(page).collect()
}

#[test]
fn a_text_can_be_the_name_of_another_route() {
    assert_snapshot!(overlaps(
        "GET /gists/{id}
         GET /gists/starred
         POST /gists/public
         GET /gists/{id}/{sha}
         GET /gists/{id}/star"
    ), @r"
    /gists/{id}: /gists/starred
    /gists/{id}/{sha}: /gists/{id}/star
    ");
}

#[test]
fn a_number_is_no_name() {
    assert_snapshot!(overlaps(
        "GET /issues/{number}
         GET /issues/events
         GET /tags/{tag}
         GET /tags/7
         GET /issues/{number}/{name}"
    ), @r"
    /tags/{tag}: /tags/7
    ");
}

#[test]
fn several_segments_can_hold_the_end_of_another_route() {
    assert_snapshot!(overlaps(
        "GET /branches/{+branch}
         GET /branches/{+branch}/protection
         GET /branches/{+branch}/protection/users"
    ), @r"
    /branches/{+branch}: /branches/{+branch}/protection /branches/{+branch}/protection/users
    ");
}

#[test]
fn an_empty_value_is_no_route_of_another_endpoint() {
    assert_snapshot!(check(&pages(
        "GET /{repo}/files/{+rest}
         GET /{repo}/files
         GET /tags/{rest}
         POST /tags"
    )), @"
    error[empty-value-leads-elsewhere] act0.md:4:8 `GET /{repo}/files/{+rest}`
      `/{repo}/files/{+rest}` with an empty value is the route of `zoo.act1`
      related: act1.md:4:8 `GET /{repo}/files` that one
      help: leave out the constraint `0..`
    ");
}

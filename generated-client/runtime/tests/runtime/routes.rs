//! Calls of routes and URLs that a program knows at run time only.

use http::Method;
use octoscribe_runtime::Error;
use serde_json::json;

use crate::{offline, shown};

#[test]
fn routes_are_built_at_run_time() {
    let client = offline();
    let template = format!("/repos/{{owner}}/{{repo}}/{}/{{+path}}", "contents");
    let request = client.route(Method::PUT, &template, ["octocat", "hello world", "a/b ü"]);
    let request = request.query("ref", "x&y").body("message", json!({"a": [1]}));
    insta::assert_snapshot!(shown(request.request().unwrap()), @r#"
    PUT https://api.github.com/repos/octocat/hello%20world/contents/a/b%20%C3%BC?ref=x%26y
    accept: application/vnd.github+json
    authorization: Bearer ghp_verySecret
    content-type: application/json
    user-agent: octoscribe/0.1.0
    x-github-api-version: 2022-11-28

    {"message":{"a":[1]}}
    "#);
    assert_eq!(request.endpoint().id(), "PUT /repos/{owner}/{repo}/contents/{+path}");
}

#[test]
fn values_and_templates_stay_on_their_route() {
    let client = offline();
    let problem = |template: &str, values: &[&str]| {
        let request = client.route(Method::GET, template, values).build().skip_validation();
        match request.request() {
            Err(Error::Validation(violations)) => violations.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let problems = [
        problem("/a/{b}/c", &[".."]),
        problem("/a/{b}/c", &[""]),
        problem("/a/{b}/c", &[]),
        problem("/a/{b}/c", &["x", "y"]),
        problem("a/b", &[]),
        problem("//evil.example/b", &[]),
        problem("@evil.example/b", &[]),
        problem("/a/../b", &[]),
        problem("/a?b", &[]),
        problem("/a b", &[]),
    ];
    insta::assert_snapshot!(problems.join("\n"), @r#"
    b: expected a value without `.` and `..` as segments, percent-encoded or not, got ".."
    b: expected a value that is not empty, got ""
    b: expected a value
    path: expected no further path parameter
    route: expected a path that begins with `/`, without empty segments and dot segments, got "a/b"
    route: expected a path that begins with `/`, without empty segments and dot segments, got "//evil.example/b"
    route: expected a path that begins with `/`, without empty segments and dot segments, got "@evil.example/b"
    route: expected a path that begins with `/`, without empty segments and dot segments, got "/a/../b"
    route: expected a path without a query, and with values encoded or in braces, got "/a?b"
    route: expected a path without a query, and with values encoded or in braces, got "/a b"
    "#);
}

#[test]
fn urls_of_responses_are_followed_on_the_clients_hosts() {
    let client = offline();
    let url = |url: &str| match client.follow(url) {
        Ok(request) => shown(request.request().unwrap()).lines().next().unwrap().to_owned(),
        Err(error) => error.to_string(),
    };
    let outcomes = [
        url("https://api.github.com/search/issues?q=a%26b"),
        url("https://uploads.github.com/repos/o/r/releases/1/assets"),
        url("https://evil.example/search"),
        url("https://api.github.com@evil.example/"),
        url("http://api.github.com/search"),
        url("https://api.github.com/a/../b"),
        url("https://api.github.com/repos/o/r/labels{/name}"),
        url("/search"),
    ];
    insta::assert_snapshot!(outcomes.join("\n"), @r#"
    GET https://api.github.com/search/issues?q=a%26b
    GET https://uploads.github.com/repos/o/r/releases/1/assets
    link not followed: "https://evil.example/search": leads away from the base URL
    link not followed: "https://api.github.com@evil.example/": leads away from the base URL
    link not followed: "http://api.github.com/search": leads away from the base URL
    link not followed: "https://api.github.com/a/../b": leads away from the base URL
    link not followed: "https://api.github.com/repos/o/r/labels{/name}": a template of URLs, not a URL
    link not followed: "/search": leads away from the base URL
    "#);
}

//! What holds of every value: it stays in its place of the route, parameters have three states, and rules accept what they say.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use octoscribe_runtime::encode::Encode;
use octoscribe_runtime::{Body, Endpoint, Nullable, Pattern, RequestBuilder, Rule};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::offline;

/// A route of the docs.
struct Route {
    method: &'static str,
    template: &'static str,
    endpoint: &'static Endpoint,
}

/// The routes of all pages, by method and first segment. Endpoints live as long as a program, and so do these.
fn routes() -> BTreeMap<(&'static str, &'static str), Vec<Route>> {
    let mut routes: BTreeMap<_, Vec<Route>> = BTreeMap::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/endpoints")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let page: &'static str = fs::read_to_string(&path).unwrap().leak();
            let line = page.lines().find_map(|line| line.strip_prefix("route: ")).unwrap();
            let (method, template) = line.split_once(' ').unwrap();
            let template = template.trim_start_matches("{origin}").split("{?").next().unwrap();
            let endpoint = match method {
                "GET" => Endpoint::get("a.b", template),
                "POST" => Endpoint::post("a.b", template),
                "PUT" => Endpoint::put("a.b", template),
                "PATCH" => Endpoint::patch("a.b", template),
                "DELETE" => Endpoint::delete("a.b", template),
                other => panic!("{other} {template}"),
            };
            let route = Route {
                method,
                template,
                endpoint: Box::leak(Box::new(endpoint)),
            };
            routes.entry((method, first(template))).or_default().push(route);
        }
    }
    routes
}

fn first(path: &str) -> &str {
    path.trim_start_matches('/').split('/').next().unwrap_or_default()
}

/// The names in a template, in order, with whether their values may have several segments.
fn parameters(template: &'static str) -> Vec<(&'static str, bool)> {
    let names = template.split('{').skip(1).map(|rest| rest.split('}').next().unwrap());
    names
        .map(|name| name.strip_prefix('+').map_or((name, false), |name| (name, true)))
        .collect()
}

/// How much of a template is the same in every request.
fn literals(template: &str) -> usize {
    template
        .split('{')
        .map(|piece| piece.split_once('}').map_or(piece, |(_, literal)| literal).len())
        .sum()
}

/// The values that a path has by a template, decoded: all ways to read it.
fn read(template: &str, path: &str) -> Vec<Vec<String>> {
    let (literal, rest) = template.split_once('{').unwrap_or((template, ""));
    let Some(path) = path.strip_prefix(literal) else {
        return Vec::new();
    };
    let Some((name, rest)) = rest.split_once('}') else {
        return if path.is_empty() { vec![Vec::new()] } else { Vec::new() };
    };
    let limit = if name.starts_with('+') { None } else { path.find('/') };
    let ends = 1..=limit.unwrap_or(path.len());
    let value = |end: usize| percent_decode_str(&path[..end]).decode_utf8().unwrap().into_owned();
    ends.flat_map(|end| {
        let after = read(rest, &path[end..]).into_iter();
        after.map(move |mut values| {
            values.insert(0, value(end));
            values
        })
    })
    .collect()
}

/// Path values that try to be more than that, without words that routes are made of.
fn values() -> impl Strategy<Value = Vec<String>> {
    let pieces = vec![
        "/", ".", "..", "%2f", "%2E", "%", "?", "#", ";", "\\", " ", "é", "+", "@", ":", "A", "7", "x1",
    ];
    let value = prop::collection::vec(prop::sample::select(pieces), 1..5).prop_map(|pieces| pieces.concat());
    prop::collection::vec(value, 8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_encoded_is_of_its_route_and_decodes_to_itself(values in values()) {
        let (client, mut sent) = (offline(), 0);
        let routes = routes();
        for route in routes.values().flatten() {
            let names = parameters(route.template);
            let mut request = RequestBuilder::<Body>::new(&client, route.endpoint);
            for ((name, _), value) in names.iter().zip(&values) {
                request = request.path(name, value.as_str());
            }
            // What is refused can't change anything.
            let Ok(request) = request.request() else { continue };
            sent += 1;
            let path = request.uri().path();
            let expected: Vec<String> = values.iter().take(names.len()).cloned().collect();
            prop_assert!(read(route.template, path).contains(&expected), "{} became {path}", route.template);
            let near = routes.get(&(route.method, first(path))).into_iter().flatten();
            // Two pages describe comparisons: `{basehead}` is `{base}...{head}`.
            let near = near.filter(|other| !other.template.contains("}...{"));
            let others = near.filter(|other| other.template != route.template && !read(other.template, path).is_empty());
            for other in others {
                // `/codes/{id}` takes `/codes/detach` too; servers choose the route that spells out more.
                prop_assert!(literals(other.template) < literals(route.template), "{path} is one of {} too", other.template);
            }
        }
        prop_assert!(sent > 0);
    }
}

static ENDPOINT: Endpoint = Endpoint::patch("zoo.act", "/zoo");

/// The members that requests of the property have.
const NAMES: [&str; 3] = ["a", "b", "c"];

/// Whether a rule accepts a value, by all that can be seen of it.
fn accepts(rule: &Rule, value: &impl Encode) -> bool {
    let request = RequestBuilder::<Body>::new(&offline(), &ENDPOINT);
    request.check("x", value, rule).validate().is_ok()
}

fn rule(min: Option<i64>, max: Option<i64>) -> Rule {
    match (min, max) {
        (Some(min), Some(max)) if min == max => Rule::exactly(min),
        (Some(min), Some(max)) => Rule::between(min, max),
        (Some(min), None) => Rule::at_least(min),
        (None, Some(max)) => Rule::at_most(max),
        (None, None) => Rule::any(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_nullable_parameter_is_absent_null_or_a_value(settings in prop::collection::vec((0..3_usize, any::<Option<String>>()), 0..6)) {
        let mut request = RequestBuilder::<Body>::new(&offline(), &ENDPOINT);
        let mut expected = Map::new();
        for (name, value) in settings {
            expected.insert(NAMES[name].to_owned(), value.clone().map_or(Value::Null, Value::from));
            request = request.body(NAMES[name], Nullable::<String>::from(value));
        }
        let request = request.request().unwrap();
        let sent = request.body().as_bytes().unwrap();
        let sent: Value = if sent.is_empty() { json!({}) } else { serde_json::from_slice(sent).unwrap() };
        prop_assert_eq!(sent, Value::Object(expected));
    }

    #[test]
    fn bounds_accept_what_lies_between_them(
        min in prop::option::of(-3..9_i64), max in prop::option::of(-3..9_i64), value in -5..12_i64, text in "\\PC{0,9}",
        items in prop::collection::vec(any::<bool>(), 0..9),
    ) {
        let rule = rule(min, max);
        let is_inside = |size: i64| min.is_none_or(|min| min <= size) && max.is_none_or(|max| size <= max);
        prop_assert_eq!(accepts(&rule, &value), is_inside(value));
        prop_assert_eq!(accepts(&rule, &text.as_str()), is_inside(i64::try_from(text.chars().count()).unwrap()));
        prop_assert_eq!(accepts(&rule, &items), is_inside(i64::try_from(items.len()).unwrap()));
        prop_assert!(accepts(&rule, &Nullable::<i64>::Null));
        let half = f64::from(i32::try_from(value).unwrap()) + 0.5;
        prop_assert_eq!(accepts(&rule, &half), min.is_none_or(|min| min <= value) && max.is_none_or(|max| value < max));
    }

    #[test]
    fn patterns_accept_what_they_match(text in "[a-d]{0,5}") {
        static PATTERN: Pattern = Pattern::new("^[a-c]+$");
        let is_match = !text.is_empty() && !text.contains('d');
        prop_assert_eq!(accepts(&Rule::pattern(&PATTERN), &text.as_str()), is_match);
        prop_assert_eq!(accepts(&Rule::at_most(3).matching(&PATTERN), &text.as_str()), is_match && text.len() <= 3);
    }
}

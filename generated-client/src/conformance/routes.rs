//! No value of a parameter turns a request into one to another route: tried for all routes of the pages.

use octoscribe_generator::ir::{Endpoint as Route, Method, RoutePart, Type};
use percent_encoding::percent_decode_str;

use super::{api, client};
use crate::{Body, Client, Endpoint, RequestBuilder};

/// What has a meaning in paths, to somebody.
const PAYLOADS: &[&str] = &[
    "",
    ".",
    "..",
    "...",
    "/",
    "//",
    "/..",
    "../..",
    "..;",
    "a/../b",
    "a//b",
    "a/",
    "/a",
    "%2e",
    "%2e%2e",
    "%2E.",
    "%252e%252e",
    "%2f",
    "..%2f..",
    "%252f",
    "%5c",
    "\\",
    "..\\..",
    "a\\..\\b",
    "?",
    "?a=b",
    "a?b",
    "#",
    "#a",
    "a#b",
    ";",
    "a;b",
    ":",
    "@",
    "&",
    "=",
    "+",
    " ",
    "\0",
    "\n",
    "\r\n",
    "\t",
    "\u{7f}",
    "\u{202e}",
    "\u{ff0f}",
    "\u{2024}\u{2024}",
    "{owner}",
    "{+ref}",
    "*",
    "~",
    "\u{e9}",
    "%",
    "%%",
    "%2",
    "%zz",
    "%00",
    "%0a",
    "a\nGET /user HTTP/1.1",
];

/// An endpoint like the emitted one.
fn endpoint(route: &Route) -> &'static Endpoint {
    let leak = |text: String| -> &'static str { text.leak() };
    let (id, path) = (leak(route.id().to_string()), leak(route.route.path()));
    let endpoint = match route.method {
        Method::Get => Endpoint::get(id, path),
        Method::Head => Endpoint::head(id, path),
        Method::Post => Endpoint::post(id, path),
        Method::Put => Endpoint::put(id, path),
        Method::Patch => Endpoint::patch(id, path),
        Method::Delete => Endpoint::delete(id, path),
    };
    let overlapping: Vec<&'static str> = route
        .overlapping_routes
        .iter()
        .map(|other| leak(other.clone()))
        .collect();
    let endpoint = if route.route.uploads {
        endpoint.uploads()
    } else {
        endpoint
    };
    let endpoint = if route.may_end_empty() {
        endpoint.optional_end()
    } else {
        endpoint
    };
    Box::leak(Box::new(endpoint.apart_from(overlapping.leak())))
}

/// Names of the path parameters, in route order.
fn parameters(route: &Route) -> Vec<&'static str> {
    let parts = route.route.parts.iter();
    let names = parts.filter_map(|part| match part {
        RoutePart::Parameter { name, .. } => Some(name.clone()),
        RoutePart::Literal(_) => None,
    });
    names.map(|name| &*name.leak()).collect()
}

/// The path that a request with these values goes to; `None` when it is refused, even without the checks that can be skipped.
fn path(client: &Client, endpoint: &'static Endpoint, values: &[(&'static str, &str)]) -> Option<String> {
    let request = RequestBuilder::<Body>::new(client, endpoint);
    let request = values
        .iter()
        .fold(request, |request, (name, value)| request.path(name, *value));
    let request = request.build().skip_validation().request().ok()?;
    assert_eq!(request.uri().query(), None, "{endpoint:?} with {values:?}");
    Some(request.uri().path().to_owned())
}

/// A path as it may be seen: as it is, or decoded once or twice, with its dot segments removed (RFC 3986, section 5.2.4).
fn readings(path: &str) -> Vec<Vec<String>> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    // Segments are what is between slashes before anything is decoded.
    let once: Vec<String> = path.split('/').skip(1).map(str::to_owned).collect();
    let twice: Vec<String> = once.iter().map(|segment| decoded(segment)).collect();
    let thrice: Vec<String> = twice.iter().map(|segment| decoded(segment)).collect();
    [once, twice, thrice].map(without_dots).to_vec()
}

fn without_dots(segments: Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    for segment in segments {
        match segment.as_str() {
            "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
    }
    kept
}

/// The values with which a template gives these segments. Of several ways, the one in which the first parameters are shortest.
fn values(template: &[&str], segments: &[String]) -> Option<Vec<String>> {
    let Some((part, rest)) = template.split_first() else {
        return segments.is_empty().then(Vec::new);
    };
    let most = if part.starts_with("{+") { segments.len() } else { 1 };
    (1..=most.min(segments.len())).find_map(|length| {
        let (own, others) = segments.split_at(length);
        let mut found = values(rest, others)?;
        if part.contains('{') {
            found.insert(0, own.join("/"));
            Some(found)
        } else {
            (own[0] == *part).then_some(found)
        }
    })
}

fn segments(route: &str) -> Vec<&str> {
    route.split('/').skip(1).collect()
}

/// The routes with the same method on the same host.
fn neighbours(route: &Route) -> impl Iterator<Item = &'static Route> {
    let (method, uploads, own) = (route.method, route.route.uploads, route.route.path());
    let others = api().endpoints.iter();
    others.filter(move |other| other.method == method && other.route.uploads == uploads && other.route.path() != own)
}

/// A template with the parameter for several segments as often as it takes to have so many segments.
fn stretched<'a>(template: &[&'a str], length: usize) -> Vec<&'a str> {
    let missing = length.saturating_sub(template.len());
    let copies = |part: &&'a str| if part.starts_with("{+") { 1 + missing } else { 1 };
    template
        .iter()
        .flat_map(|part| std::iter::repeat_n(*part, copies(part)))
        .collect()
}

/// Whether a segment of a template can be this text.
fn takes(route: &Route, part: &str, text: &str) -> bool {
    let name = part.trim_matches(['{', '+', '}']);
    let parameter = route.parameters.iter().find(|parameter| parameter.field.name == name);
    let is_number = parameter.is_some_and(|parameter| matches!(parameter.field.value.ty, Type::Integer | Type::Number));
    !is_number || text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The segments of a path that is of both routes, with a literal of the other one where the first has a value; `None` when there is none.
fn meeting(route: &Route, other: &Route) -> Option<Vec<String>> {
    let (own, others) = (route.route.path(), other.route.path());
    let (own, others) = (segments(&own), segments(&others));
    let (own, others) = (stretched(&own, others.len()), stretched(&others, own.len()));
    let mut is_misled = false;
    let segment = |(part, literal): (&&str, &&str)| match (part.contains('{'), literal.contains('{')) {
        (false, false) => (part == literal).then(|| (*part).to_owned()),
        (true, false) => {
            is_misled = true;
            takes(route, part, literal).then(|| (*literal).to_owned())
        }
        (false, true) => takes(other, literal, part).then(|| (*part).to_owned()),
        (true, true) => Some("7".to_owned()),
    };
    let path: Option<Vec<String>> = own.iter().zip(&others).map(segment).collect();
    path.filter(|_| is_misled && own.len() == others.len())
}

#[test]
fn no_value_leaves_its_place() {
    let client = client();
    let mut sent = 0;
    for route in &api().endpoints {
        let (endpoint, parameters) = (endpoint(route), parameters(route));
        let template = route.route.path();
        for (place, name) in parameters.iter().enumerate() {
            for payload in PAYLOADS {
                let mut given: Vec<(&'static str, &str)> = parameters.iter().map(|name| (*name, "1")).collect();
                given[place].1 = payload;
                let Some(path) = path(&client, endpoint, &given) else {
                    continue;
                };
                sent += 1;
                for seen in readings(&path) {
                    let found = values(&segments(&template), &seen);
                    assert!(found.is_some(), "{template} with {name} = {payload:?} becomes {path}");
                }
            }
        }
    }
    assert!(sent > 10_000, "most values are no danger when they are encoded: {sent}");
}

#[test]
fn no_empty_value_is_the_route_of_another_endpoint() {
    let client = client();
    let mut empty = Vec::new();
    for route in &api().endpoints {
        let (endpoint, parameters) = (endpoint(route), parameters(route));
        let Some((last, before)) = parameters.split_last() else {
            continue;
        };
        let mut given: Vec<(&'static str, &str)> = before.iter().map(|name| (*name, "1")).collect();
        given.push((last, ""));
        let Some(path) = path(&client, endpoint, &given) else {
            continue;
        };
        // Some servers take `/contents/` for `/contents`.
        let seen: Vec<String> = path
            .trim_end_matches('/')
            .split('/')
            .skip(1)
            .map(str::to_owned)
            .collect();
        let reached = neighbours(route).find(|other| values(&segments(&other.route.path()), &seen).is_some());
        assert!(reached.is_none(), "{} reaches {:?}", route.id(), reached.map(Route::id));
        empty.push(route.id().to_string());
    }
    let expected = [
        "git.listMatchingRefs",
        "repos.downloadTarballArchive",
        "repos.downloadZipballArchive",
        "repos.getContent",
    ];
    assert_eq!(empty, expected);
}

#[test]
fn no_value_is_the_name_of_another_route() {
    let client = client();
    let mut refused = Vec::new();
    for route in &api().endpoints {
        let (endpoint, parameters) = (endpoint(route), parameters(route));
        let template = route.route.path();
        for other in neighbours(route) {
            let Some(path_of_both) = meeting(route, other) else {
                continue;
            };
            let Some(values) = values(&segments(&template), &path_of_both) else {
                continue;
            };
            let given: Vec<(&'static str, &str)> = parameters
                .iter()
                .copied()
                .zip(values.iter().map(String::as_str))
                .collect();
            let path = path(&client, endpoint, &given);
            assert_eq!(path, None, "{template} reaches {} with {given:?}", other.id());
            refused.push(format!("{} {template} with {given:?}", other.method.as_str()));
        }
    }
    assert!(
        refused.iter().any(|call| call.starts_with("GET /gists/{gist_id} with")),
        "{refused:#?}"
    );
}

#[test]
fn emitted_routes_know_their_rivals() {
    let client = client();
    let refused = client.gists().get("starred").skip_validation().request().unwrap_err();
    assert_eq!(
        refused.to_string(),
        "invalid request:\ngist_id: expected a value that doesn't make this a call of /gists/starred, got \"/gists/starred\""
    );
    assert!(client.gists().get("aa5a315d61ae9438b18d").request().is_ok());
    let branch = |name: &str| client.repos().get_branch("octocat", "hello-world", name).request();
    assert!(branch("main/protection").is_err());
    assert_eq!(
        branch("feature/a").unwrap().uri().path(),
        "/repos/octocat/hello-world/branches/feature/a"
    );
}

//! Compares the requests that emitted methods build with what the pages say.
//!
//! What is expected is worked out here from the pages' intermediate representation, without the emitter: the route with its values in
//! place, the query, the body. The emitter only supplies the call with the sample value of every parameter.

mod responses;
#[cfg(all(feature = "gists", feature = "repos"))]
mod routes;
#[cfg(feature = "webhooks")]
mod webhooks;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use octoscribe_generator::ir::{Api, Endpoint, Parameter, ParameterLocation, RoutePart, Style};
use octoscribe_generator::sample::{self, BASE64, DATE, DATE_TIME, Purpose, Sample};
use octoscribe_generator::source::Source;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::Client;
use crate::Error;

use crate::transport::RequestBody;

pub(crate) use responses::check_responses;

/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A client that no test sends anything with.
pub(crate) fn client() -> Client {
    Client::builder()
        .base_url("https://api.example.com")
        .uploads_url("https://uploads.example.com")
        .build()
        .unwrap()
}

/// Checks a request that was built with the sample values of all parameters that go together.
pub(crate) fn check(id: &str, request: Result<http::Request<RequestBody>, Error>) {
    let (endpoint, request) = (endpoint(id), request.unwrap());
    let expected = Expected::new(endpoint);
    let uri = request.uri();
    assert_eq!(request.method().as_str(), endpoint.method.as_str(), "{id}");
    let host = if endpoint.route.uploads {
        "uploads.example.com"
    } else {
        "api.example.com"
    };
    assert_eq!(uri.host(), Some(host), "{id}");
    assert_eq!(uri.path(), expected.path, "{id}");
    let mut query: Vec<&str> = uri.query().map_or(Vec::new(), |query| query.split('&').collect());
    let mut expected_query = expected.query;
    query.sort_unstable();
    expected_query.sort_unstable();
    assert_eq!(query, expected_query, "{id}");
    let sent = request.body().as_bytes().unwrap();
    match expected.body {
        Some(Body::Json(body)) => {
            assert_eq!(serde_json::from_slice::<Value>(sent).unwrap(), body, "{id}");
            assert_eq!(request.headers()["content-type"], "application/json", "{id}");
        }
        Some(Body::Raw(body)) => {
            assert_eq!(sent, body.as_bytes(), "{id}");
            let media_type = endpoint.content_type.as_deref().unwrap_or("application/octet-stream");
            assert_eq!(request.headers()["content-type"], media_type, "{id}");
        }
        None => assert!(sent.is_empty(), "{id}"),
    }
}

/// What the page says that a request looks like.
struct Expected {
    path: String,
    query: Vec<String>,
    body: Option<Body>,
}

enum Body {
    Json(Value),
    Raw(String),
}

impl Expected {
    fn new(endpoint: &'static Endpoint) -> Self {
        let mut query = Vec::new();
        let mut members = Map::new();
        let mut whole = None;
        let is_excluded = |name: &str| endpoint.groups.iter().any(|rule| rule.excludes(name));
        for parameter in &endpoint.parameters {
            if is_excluded(&parameter.field.name) {
                continue;
            }
            let sample = sample(parameter);
            let name = &parameter.field.name;
            match parameter.location {
                ParameterLocation::Path => {}
                ParameterLocation::Query => query.extend(pairs(name, parameter.style, &sample)),
                ParameterLocation::Body => {
                    members.insert(name.clone(), json_of(&sample));
                }
                ParameterLocation::WholeBody => whole = Some(whole_body(endpoint, &sample)),
            }
        }
        let members = (!members.is_empty()).then_some(Body::Json(Value::Object(members)));
        Self {
            path: path(endpoint),
            query,
            body: whole.or(members),
        }
    }
}

/// The value of a parameter.
fn sample(parameter: &'static Parameter) -> Sample {
    sample::sample(&parameter.field, api(), Purpose::Test)
}

fn path(endpoint: &'static Endpoint) -> String {
    let value = |name: &str| -> String {
        let is_it =
            |parameter: &&Parameter| parameter.location == ParameterLocation::Path && parameter.field.name == name;
        text(&sample(endpoint.parameters.iter().find(is_it).unwrap()))
    };
    let part = |part: &RoutePart| match part {
        RoutePart::Literal(text) => text.clone(),
        RoutePart::Parameter {
            name,
            multi_segment: false,
        } => encoded(&value(name)),
        RoutePart::Parameter {
            name,
            multi_segment: true,
        } => value(name).split('/').map(encoded).collect::<Vec<_>>().join("/"),
    };
    endpoint.route.parts.iter().map(part).collect()
}

fn whole_body(endpoint: &Endpoint, sample: &Sample) -> Body {
    match sample {
        Sample::Bytes(text) => Body::Raw(text.clone()),
        Sample::Text(text) if endpoint.content_type.is_some() => Body::Raw(text.clone()),
        sample => Body::Json(json_of(sample)),
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// What a parameter puts into the query.
fn pairs(name: &str, style: Style, sample: &Sample) -> Vec<String> {
    let name = encoded(name);
    match (style, sample) {
        (Style::Repeated, Sample::List(items)) => {
            items.iter().map(|item| format!("{name}={}", text_of(item))).collect()
        }
        (Style::Brackets, Sample::List(items)) => {
            items.iter().map(|item| format!("{name}[]={}", text_of(item))).collect()
        }
        (_, sample) => vec![format!("{name}={}", text_of(sample))],
    }
}

/// A value in a query: encoded, the items of a list with an encoded comma between them.
fn text_of(sample: &Sample) -> String {
    match sample {
        Sample::List(items) => items.iter().map(text_of).collect::<Vec<_>>().join("%2C"),
        Sample::Variant(_, value) => text_of(value),
        scalar => encoded(&text(scalar)),
    }
}

fn text(sample: &Sample) -> String {
    match json_of(sample) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn json_of(sample: &Sample) -> Value {
    match sample {
        Sample::Text(text) | Sample::Bytes(text) => json!(text),
        Sample::Integer(value) => json!(value),
        Sample::Number(value) => json!(value),
        Sample::Boolean(value) => json!(value),
        Sample::Base64(_) => json!(BASE64),
        Sample::Date => json!(DATE),
        Sample::DateTime => json!(DATE_TIME),
        Sample::List(items) => items.iter().map(json_of).collect(),
        Sample::Map(entries) | Sample::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), json_of(value)))
            .collect(),
        Sample::Variant(_, value) => json_of(value),
        Sample::AnyObject(text) => json!({ text: text }),
        Sample::Null => Value::Null,
    }
}

fn endpoint(id: &str) -> &'static Endpoint {
    api()
        .endpoints
        .iter()
        .find(|endpoint| endpoint.id().to_string() == id)
        .unwrap()
}

/// The API as the pages in `spec/` describe it, read once for all tests.
fn api() -> &'static Api {
    static API: OnceLock<Api> = OnceLock::new();
    API.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
        let mut files = Vec::new();
        let directories = ["endpoints", "schemas", "webhooks"].map(|directory| root.join(directory));
        for directory in directories.iter().filter(|directory| directory.exists()) {
            find_pages(directory, &mut files);
        }
        files.sort();
        let source = |file: &PathBuf| Source {
            path: format!("spec/{}", file.strip_prefix(&root).unwrap().display()),
            text: std::fs::read_to_string(file).unwrap().into(),
        };
        octoscribe_generator::analyse(files.iter().map(source).collect()).api
    })
}

fn find_pages(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find_pages(&path, found);
        } else {
            found.push(path);
        }
    }
}

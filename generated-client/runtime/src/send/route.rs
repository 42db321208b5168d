//! Calls of routes that a program knows at run time only.

use std::collections::HashMap;
use std::sync::LazyLock;

use http::Method;

use crate::call::engine::Engine;
use crate::call::error::Error;
use crate::request::endpoint::{Endpoint, Host};
use crate::request::path::has_dot_segment;
use crate::request::violations::{Violation, shown_text};
use crate::response::body::Body;
use crate::send::request::{BareRequest, RequestBuilder};
use octoscribe_transport::Mutex;

/// Routes that are remembered. Limits, spans and test doubles tell endpoints apart by them.
const MAX_ROUTES: usize = 10_000;

/// A request to a route, with the values of its path parameters in order.
pub(crate) fn request(
    engine: &Engine,
    method: Method,
    template: &str,
    values: impl Iterator<Item = String>,
) -> RequestBuilder<Body> {
    static NONE: Endpoint = Endpoint::get("none", "/");
    let problem = if !template.starts_with('/') || template.contains("//") || has_dot_segment(template) {
        Some("a path that begins with `/`, without empty segments and dot segments")
    } else if !template.bytes().all(|byte| byte.is_ascii_graphic()) || template.contains(['?', '#']) {
        Some("a path without a query, and with values encoded or in braces")
    } else {
        None
    };
    let refused = |problem: &str| {
        let problem = Violation::of("route", problem.to_owned(), Some(shown_text(template)));
        let mut request = RequestBuilder::new(engine, &NONE);
        request.unsent.draft.refused.push(problem);
        request
    };
    if let Some(problem) = problem {
        return refused(problem);
    }
    let Some(endpoint) = endpoint(method, template) else {
        return refused("one of at most 10,000 routes, with values in braces");
    };
    let mut request = RequestBuilder::new(engine, endpoint);
    for value in values {
        // A value too many is a violation.
        let next = request.unsent.draft.next_parameter();
        request = request.path(next.map_or("path", |(name, ..)| name), value);
    }
    request
}

/// A request to a URL that a response has.
///
/// # Errors
///
/// When it leads away from the client's hosts.
pub(crate) fn follow(engine: &Engine, url: &str) -> Result<BareRequest<Body>, Error> {
    static URL: Endpoint = Endpoint::get("GET url", "/");
    static UPLOADED: Endpoint = Endpoint::get("GET uploaded", "/").uploads();
    let settings = engine.settings();
    let (host, uri) = match settings.api.follow(url, settings.rebases_links) {
        Ok(uri) => (Host::Api, uri),
        Err(error) => match settings.uploads.follow(url, false) {
            Ok(uri) => (Host::Uploads, uri),
            Err(_) => return Err(error.into()),
        },
    };
    // GitHub's limits differ by the first segment: `/search`.
    let path = uri
        .path()
        .strip_prefix(&*settings.base(host).prefix)
        .unwrap_or_default();
    let first = path.split('/').nth(1).unwrap_or_default();
    let endpoint = endpoint(Method::GET, &format!("/{first}")).unwrap_or(&URL);
    let endpoint = if host == Host::Api { endpoint } else { &UPLOADED };
    let mut request = BareRequest::new(engine, endpoint);
    request.unsent.url = Some(Box::new(uri));
    Ok(request)
}

/// The endpoint of a route, the same each time; `None` when there are too many.
fn endpoint(method: Method, template: &str) -> Option<&'static Endpoint> {
    static ROUTES: LazyLock<Mutex<HashMap<(Method, String), &'static Endpoint>>> = LazyLock::new(Mutex::default);
    let mut routes = ROUTES.lock();
    let key = (method, template.to_owned());
    if let Some(endpoint) = routes.get(&key) {
        return Some(endpoint);
    }
    // A program whose templates hold values has no end of them.
    if routes.len() >= MAX_ROUTES {
        return None;
    }
    let path: &'static str = template.to_owned().leak();
    let id: &'static str = format!("{} {template}", key.0).leak();
    let endpoint: &'static Endpoint = Box::leak(Box::new(Endpoint::new(key.0.clone(), id, path)));
    routes.insert(key, endpoint);
    Some(endpoint)
}

//! From a stub's response to what the client receives: pages, entity tags, chunks of a body.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use octoscribe_runtime::transport::BoxError;
use serde_json::{Value, json};

use crate::call::Call;
use crate::stub_response::{BodyFault, Outcome, StubResponse};

/// The default and the maximum of `per_page`.
const PER_PAGE: usize = 30;
const MAX_PER_PAGE: usize = 100;

/// Adapts a response to a call: chooses the page of a list, adds an entity tag, and sends 304 when the client has the body already.
pub(crate) fn adapt(response: &mut StubResponse, call: &Call) {
    if let Outcome::Pages(name, items) = &response.outcome {
        response.outcome = Outcome::Body(page(name.as_deref(), items, call, &mut response.headers));
    }
    let Outcome::Body(body) = &mut response.outcome else {
        return;
    };
    if let Some(status) = call.success_status().filter(|_| response.is_documented) {
        response.status = status;
    }
    if response.status != StatusCode::OK || !matches!(*call.method(), Method::GET | Method::HEAD) {
        return;
    }
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{:016x}\"", hasher.finish())) {
        response.headers.entry(ETAG).or_insert(tag);
    }
    let own = |name| response.headers.get(name).and_then(|value| value.to_str().ok());
    // RFC 9110, section 13.2.2: the date counts only without a tag.
    let is_known = match call.header(IF_NONE_MATCH.as_str()) {
        Some(known) => own(ETAG).is_some_and(|own| {
            let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
            let mut tags = known.split(',');
            tags.any(|tag| tag.trim() == "*" || strong(tag) == strong(own))
        }),
        None => own(LAST_MODIFIED).is_some_and(|own| call.header(IF_MODIFIED_SINCE.as_str()) == Some(own)),
    };
    if is_known {
        response.status = StatusCode::NOT_MODIFIED;
        *body = Bytes::new();
    }
}

/// A chunk of a body or the end of the connection, and how long the double waits before.
pub(crate) type Chunk = (Duration, Result<Bytes, BoxError>);

/// The chunks in which a body is sent.
pub(crate) fn chunks(body: &Bytes, fault: Option<BodyFault>) -> VecDeque<Chunk> {
    match fault {
        _ if body.is_empty() => VecDeque::new(),
        None => [(Duration::ZERO, Ok(body.clone()))].into(),
        Some(BodyFault::Cut(length)) => {
            let sent = body.slice(..length.min(body.len()));
            let cut = Err("cut off, as the stub says".into());
            [(Duration::ZERO, Ok(sent)), (Duration::ZERO, cut)].into()
        }
        Some(BodyFault::Slow(length, wait)) => {
            let chunks = body.chunks(length).map(|chunk| (wait, Ok(body.slice_ref(chunk))));
            chunks.collect()
        }
    }
}

/// The page that a call requests; adds the links to the others to the headers.
fn page(name: Option<&str>, items: &[Value], call: &Call, headers: &mut HeaderMap) -> Bytes {
    let number = |name| call.query(name).and_then(|text| text.parse::<usize>().ok());
    let per_page = number("per_page").unwrap_or(PER_PAGE).clamp(1, MAX_PER_PAGE);
    let page = number("page").unwrap_or(1).max(1);
    let last = items.len().div_ceil(per_page).max(1);
    let links: Vec<String> = [
        ("prev", page.checked_sub(1).filter(|prev| *prev > 0)),
        ("next", Some(page + 1).filter(|next| *next <= last)),
        ("last", Some(last).filter(|last| page < *last)),
        ("first", Some(1).filter(|first| page > *first)),
    ]
    .into_iter()
    .filter_map(|(relation, page)| Some(format!("<{}>; rel=\"{relation}\"", at_page(call, page?))))
    .collect();
    if let Ok(links) = HeaderValue::from_str(&links.join(", "))
        && !links.is_empty()
    {
        headers.insert(LINK, links);
    }
    let start = (page - 1).saturating_mul(per_page);
    let shown: Vec<&Value> = items.iter().skip(start).take(per_page).collect();
    let body = match name {
        None => json!(shown),
        Some(name) => json!({"total_count": items.len(), name: shown}),
    };
    body.to_string().into()
}

/// The URL of a call with another `page`.
fn at_page(call: &Call, page: usize) -> String {
    let url = call.url().to_string();
    let (base, query) = url.split_once('?').unwrap_or((&url, ""));
    let others = query
        .split('&')
        .filter(|text| !text.is_empty() && !text.starts_with("page="));
    let parameters: Vec<String> = others.map(ToOwned::to_owned).chain([format!("page={page}")]).collect();
    format!("{base}?{}", parameters.join("&"))
}

//! From a stub's response to what the client receives: pages, entity tags, chunks of a body.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body::Frame;
use octoscribe_runtime::transport::{BoxError, BoxFuture, ResponseBody};
use serde_json::{Value, json};

use crate::call::Call;
use crate::clock::Clock;
use crate::in_flight::Flight;
use crate::stub_response::{BodyFault, Outcome, StubResponse};

/// The default and the maximum of `per_page`.
const PER_PAGE: usize = 30;
const MAX_PER_PAGE: usize = 100;

/// The reply to a call.
pub(crate) struct Reply {
    pub(crate) delay: Duration,
    pub(crate) fault: Option<BodyFault>,
    pub(crate) outcome: Result<Message, Failure>,
}

/// Status, headers and body.
pub(crate) struct Message {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

pub(crate) enum Failure {
    NoConnection,
    Broken,
    Silent,
    Refused(String),
}

impl Reply {
    pub(crate) fn new(response: StubResponse, call: &Call) -> Self {
        let mut headers = response.headers;
        let body = match response.outcome {
            Outcome::Body(body) => Ok(body),
            Outcome::Pages(name, items) => Ok(page(name.as_deref(), &items, call, &mut headers)),
            Outcome::NoConnection => Err(Failure::NoConnection),
            Outcome::Broken => Err(Failure::Broken),
            Outcome::Silent => Err(Failure::Silent),
        };
        let message = body.map(|body| Message {
            status: response.status,
            headers,
            body,
        });
        Self {
            delay: response.delay,
            fault: response.fault,
            outcome: match response.problem {
                Some(problem) => Err(Failure::Refused(problem)),
                None => message.map(|message| message.validated(call)),
            },
        }
    }

    pub(crate) fn refused(reason: String) -> Self {
        Self {
            delay: Duration::ZERO,
            fault: None,
            outcome: Err(Failure::Refused(reason)),
        }
    }
}

impl Message {
    /// Adds an entity tag, and sends 304 when the client has it already.
    fn validated(mut self, call: &Call) -> Self {
        if self.status != StatusCode::OK || !matches!(*call.method(), Method::GET | Method::HEAD) {
            return self;
        }
        let mut hasher = DefaultHasher::new();
        self.body.hash(&mut hasher);
        let tag = format!("\"{:016x}\"", hasher.finish());
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            self.headers.entry(ETAG).or_insert(tag);
        }
        let own = |name| self.headers.get(name).and_then(|value| value.to_str().ok());
        // RFC 9110, section 13.2.2: the date counts only without a tag.
        let is_known = match call.header(IF_NONE_MATCH.as_str()) {
            Some(known) => own(ETAG).is_some_and(|own| {
                let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
                known
                    .split(',')
                    .any(|tag| tag.trim() == "*" || strong(tag) == strong(own))
            }),
            None => own(LAST_MODIFIED).is_some_and(|own| call.header(IF_MODIFIED_SINCE.as_str()) == Some(own)),
        };
        if is_known {
            self.status = StatusCode::NOT_MODIFIED;
            self.body = Bytes::new();
        }
        self
    }

    /// The response as the client receives it.
    pub(crate) fn into_response(
        mut self,
        is_head: bool,
        fault: Option<BodyFault>,
        clock: Clock,
        flight: Flight,
    ) -> http::Response<ResponseBody> {
        if !self.body.is_empty() {
            self.headers
                .entry(CONTENT_LENGTH)
                .or_insert_with(|| self.body.len().into());
        }
        if is_head {
            self.body.clear();
        }
        let body = Chunks::new(self.body, fault, clock, flight);
        let mut response = http::Response::new(ResponseBody::new(body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
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

/// A body in chunks.
struct Chunks {
    left: VecDeque<Bytes>,
    is_cut: bool,
    each_after: Duration,
    wait: Option<BoxFuture<()>>,
    clock: Clock,
    /// The call is in flight until its body is dropped.
    _flight: Flight,
}

impl Chunks {
    fn new(body: Bytes, fault: Option<BodyFault>, clock: Clock, flight: Flight) -> Self {
        let mut chunks = Self {
            left: VecDeque::new(),
            is_cut: false,
            each_after: Duration::ZERO,
            wait: None,
            clock,
            _flight: flight,
        };
        match fault {
            None => chunks.left.push_back(body),
            Some(BodyFault::Cut(length)) => {
                chunks.is_cut = true;
                chunks.left.push_back(body.slice(..length.min(body.len())));
            }
            Some(BodyFault::Slow(length, each_after)) => {
                chunks.each_after = each_after;
                chunks.left = body.chunks(length).map(|chunk| body.slice_ref(chunk)).collect();
            }
        }
        chunks.left.retain(|chunk| !chunk.is_empty());
        chunks
    }
}

impl http_body::Body for Chunks {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.left.is_empty() {
            let is_cut = std::mem::take(&mut self.is_cut);
            return Poll::Ready(is_cut.then(|| Err("cut off, as the stub says".into())));
        }
        if !self.each_after.is_zero() {
            let (clock, each_after) = (self.clock.clone(), self.each_after);
            let wait = self.wait.get_or_insert_with(|| clock.sleep(each_after));
            ready!(wait.as_mut().poll(context));
            self.wait = None;
        }
        self.clock.stir();
        Poll::Ready(self.left.pop_front().map(|chunk| Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty() && !self.is_cut
    }

    fn size_hint(&self) -> http_body::SizeHint {
        let mut hint = http_body::SizeHint::default();
        let left = self.left.iter().map(Bytes::len).sum::<usize>() as u64;
        hint.set_lower(left);
        hint
    }
}

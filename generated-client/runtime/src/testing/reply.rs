//! From an answer to what goes over the line: pages, entity tags, pieces of a body.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body::Frame;
use serde_json::{Value, json};

use super::InFlight;
use super::answer::{Answer, BodyFault, Outcome, Refusal};
use super::call::Call;
use super::clock::Clock;
use crate::transport::{BoxError, BoxFuture, ResponseBody};

/// Items of a page when the request doesn't say, and the most that it can ask for.
const PER_PAGE: usize = 30;
const MOST_PER_PAGE: usize = 100;

/// An answer to a certain call.
pub(super) struct Reply {
    pub(super) delay: Duration,
    pub(super) fault: Option<BodyFault>,
    pub(super) outcome: Result<Whole, Failure>,
}

/// Status, headers and body.
pub(super) struct Whole {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

pub(super) enum Failure {
    NoConnection,
    Broken,
    Silent,
    Refused(Refusal),
}

impl Reply {
    pub(super) fn new(answer: Answer, call: &Call) -> Self {
        let mut headers = answer.headers;
        let body = match answer.outcome {
            Outcome::Body(body) => Ok(body),
            Outcome::Pages(name, items) => Ok(page(name.as_deref(), &items, call, &mut headers)),
            Outcome::NoConnection => Err(Failure::NoConnection),
            Outcome::Broken => Err(Failure::Broken),
            Outcome::Silent => Err(Failure::Silent),
        };
        let whole = body.map(|body| Whole {
            status: answer.status,
            headers,
            body,
        });
        Self {
            delay: answer.delay,
            fault: answer.fault,
            outcome: match answer.problem {
                Some(problem) => Err(Failure::Refused(Refusal(problem))),
                None => whole.map(|whole| whole.validated(call)),
            },
        }
    }

    pub(super) fn refused(refusal: Refusal) -> Self {
        Self {
            delay: Duration::ZERO,
            fault: None,
            outcome: Err(Failure::Refused(refusal)),
        }
    }
}

impl Whole {
    /// Gives the body an entity tag, and leaves the body out where the caller has it already.
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
        // RFC 9110, section 13.2.2: the date counts only where there is no tag.
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

    /// The answer as the client gets it.
    pub(super) fn into_response(
        mut self,
        is_head: bool,
        fault: Option<BodyFault>,
        clock: Clock,
        in_flight: InFlight,
    ) -> http::Response<ResponseBody> {
        if !self.body.is_empty() {
            self.headers
                .entry(CONTENT_LENGTH)
                .or_insert_with(|| self.body.len().into());
        }
        if is_head {
            self.body.clear();
        }
        let body = Pieces::new(self.body, fault, clock, in_flight);
        let mut response = http::Response::new(ResponseBody::new(body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// The page that a call asks for, and in the headers the links to the other ones.
fn page(name: Option<&str>, items: &[Value], call: &Call, headers: &mut HeaderMap) -> Bytes {
    let number = |name| call.query(name).and_then(|text| text.parse::<usize>().ok());
    let per_page = number("per_page").unwrap_or(PER_PAGE).clamp(1, MOST_PER_PAGE);
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

/// The URL of a call with another number of the page.
fn at_page(call: &Call, page: usize) -> String {
    let url = call.url().to_string();
    let (base, query) = url.split_once('?').unwrap_or((&url, ""));
    let others = query
        .split('&')
        .filter(|text| !text.is_empty() && !text.starts_with("page="));
    let parameters: Vec<String> = others.map(ToOwned::to_owned).chain([format!("page={page}")]).collect();
    format!("{base}?{}", parameters.join("&"))
}

/// A body as the answer wants it to come.
struct Pieces {
    left: VecDeque<Bytes>,
    is_cut: bool,
    each_after: Duration,
    wait: Option<BoxFuture<()>>,
    clock: Clock,
    /// The call goes on until its body is dropped.
    _in_flight: InFlight,
}

impl Pieces {
    fn new(body: Bytes, fault: Option<BodyFault>, clock: Clock, in_flight: InFlight) -> Self {
        let mut pieces = Self {
            left: VecDeque::new(),
            is_cut: false,
            each_after: Duration::ZERO,
            wait: None,
            clock,
            _in_flight: in_flight,
        };
        match fault {
            None => pieces.left.push_back(body),
            Some(BodyFault::Cut(length)) => {
                pieces.is_cut = true;
                pieces.left.push_back(body.slice(..length.min(body.len())));
            }
            Some(BodyFault::Slow(length, each_after)) => {
                pieces.each_after = each_after;
                pieces.left = body.chunks(length).map(|piece| body.slice_ref(piece)).collect();
            }
        }
        pieces.left.retain(|piece| !piece.is_empty());
        pieces
    }
}

impl http_body::Body for Pieces {
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
        Poll::Ready(self.left.pop_front().map(|piece| Ok(Frame::data(piece))))
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

//! The state of a double: stubs, calls, limits, and the choice of the stub for a call.

use std::collections::{BTreeSet, VecDeque};
use std::fmt::{self, Display};
use std::sync::{Arc, MutexGuard};

use bytes::Bytes;
use futures_util::stream;
use http::header::{CONTENT_LENGTH, DATE};
use http::{HeaderValue, Method, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use jiff::fmt::rfc2822::DateTimePrinter;
use octoscribe_runtime::transport::{Mutex, RequestBody, ResponseBody, TransportError};

use crate::call::Call;
use crate::clock::Clock;
use crate::limits::Limits;
use crate::reply::{self, Chunk};
use crate::stub::{Description, Respond, Stub};
use crate::stub_response::{Outcome, StubResponse};

/// Maximum number of endpoints that a message lists.
const MAX_TARGETS: usize = 8;

/// What the clones of a double share.
#[derive(Default)]
pub(crate) struct Shared {
    state: Mutex<State>,
    pub(crate) clock: Clock,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) stubs: Vec<Stub>,
    pub(crate) calls: Vec<Call>,
    pub(crate) limits: Limits,
    in_flight: usize,
    pub(crate) most_in_flight: usize,
    /// Why calls had no stub.
    unmatched: Vec<String>,
}

/// A call in flight, until it is dropped.
pub(crate) struct Flight(pub(crate) Arc<Shared>);

impl Flight {
    fn begin(shared: Arc<Shared>) -> Self {
        let mut state = shared.lock();
        state.in_flight += 1;
        state.most_in_flight = state.most_in_flight.max(state.in_flight);
        drop(state);
        Self(shared)
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.lock().in_flight -= 1;
    }
}

/// The body as the client receives it. The call is in flight until it is dropped.
fn streamed(chunks: VecDeque<Chunk>, flight: Flight) -> ResponseBody {
    let frames = stream::unfold((chunks, flight), |(mut chunks, flight)| async {
        let (wait, chunk) = chunks.pop_front()?;
        let clock = &flight.0.clock;
        if !wait.is_zero() {
            clock.sleep(wait).await;
        }
        clock.stir();
        Some((chunk.map(Frame::data), (chunks, flight)))
    });
    ResponseBody::new(StreamBody::new(frames))
}

/// Which calls a stub is for, and why a call isn't one of them.
type Candidate = (Arc<Description>, Vec<String>);

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// Adds a stub; returns its index.
    pub(crate) fn add(&self, stub: Stub) -> usize {
        let mut state = self.lock();
        state.stubs.push(stub);
        state.stubs.len() - 1
    }

    /// Responds to a call.
    pub(crate) async fn respond(
        self: Arc<Self>,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let flight = Flight::begin(Arc::clone(&self));
        let (head, body) = request.into_parts();
        let body = match body.as_bytes() {
            Some(bytes) => bytes.clone(),
            None => body.collect().await?.to_bytes(),
        };
        self.clock.stir();
        let call = Call::new(head, body, self.clock.now());
        let mut response = self.choose(&call);
        let time = DateTimePrinter::new().timestamp_to_rfc9110_string(&call.at());
        if let Some(date) = time.ok().and_then(|time| HeaderValue::from_str(&time).ok()) {
            response.headers.entry(DATE).or_insert(date);
        }
        if !response.delay.is_zero() {
            self.clock.sleep(response.delay).await;
        }
        let body = match response.outcome {
            Outcome::Body(body) => body,
            Outcome::Pages(..) => Bytes::new(),
            Outcome::Failed(error) => return Err(error),
            Outcome::Silent => return std::future::pending().await,
        };
        // The response to `HEAD` has the headers of the one to `GET`.
        let is_head = *call.method() == Method::HEAD;
        let chunks = if is_head {
            VecDeque::new()
        } else {
            reply::chunks(&body, response.fault)
        };
        if !body.is_empty() {
            response
                .headers
                .entry(CONTENT_LENGTH)
                .or_insert_with(|| body.len().into());
        }
        let mut sent = http::Response::new(streamed(chunks, flight));
        *sent.status_mut() = response.status;
        *sent.headers_mut() = response.headers;
        Ok(sent)
    }

    /// Records a call and chooses its response.
    fn choose(&self, call: &Call) -> StubResponse {
        let mut state = self.lock();
        let number = state.calls.len();
        state.calls.push(call.clone());
        let refused = state.limits.refuse(call);
        drop(state);
        let is_refused = refused.is_some();
        let mut response = match refused {
            Some(response) => response,
            None => match self.find(call, number) {
                Ok(respond) => respond(call),
                Err(reason) => {
                    self.lock().unmatched.push(reason.clone());
                    return StubResponse::refused(reason);
                }
            },
        };
        reply::adapt(&mut response, call);
        let mut state = self.lock();
        if response.status == StatusCode::NOT_MODIFIED && !is_refused {
            state.limits.give_back(call);
        }
        state.limits.add_headers(call, &mut response.headers);
        if let Ok(id) = HeaderValue::from_str(&format!("FAKE:{:04X}", number + 1)) {
            response.headers.entry("x-github-request-id").or_insert(id);
        }
        response
    }

    /// Finds the response to a call. The conditions and responses of stubs may use the double, which is therefore not locked meanwhile.
    fn find(&self, call: &Call, number: usize) -> Result<Respond, String> {
        let descriptions: Vec<Arc<Description>> = self.lock().stubs.iter().map(Stub::description).collect();
        let candidates = descriptions.into_iter().map(|description| {
            let mismatches = description.mismatches(call);
            (description, mismatches)
        });
        let candidates: Vec<Candidate> = candidates.collect();
        let response = self.lock().choose(&candidates, number);
        response.ok_or_else(|| unmatched(call, &candidates))
    }
}

impl State {
    /// Counts a call for the most precise stub that matches it, the newest of several, and returns the response.
    fn choose(&mut self, candidates: &[Candidate], number: usize) -> Option<Respond> {
        let stubs = self.stubs.iter_mut().zip(candidates).enumerate();
        let matching = stubs.filter(|(_, (stub, (_, mismatches)))| mismatches.is_empty() && !stub.is_used_up());
        let (_, (stub, _)) = matching.max_by_key(|(index, (_, (description, _)))| (description.precision(), *index))?;
        stub.calls.push(number);
        Some(stub.next_response())
    }

    pub(crate) fn verify(&self) -> Result<(), Unmet> {
        let missing = self.stubs.iter().enumerate().filter_map(|(index, stub)| {
            let missing = stub.missing()?;
            Some(format!("stub {} ({}) {missing}", index + 1, stub.description()))
        });
        let problems: Vec<String> = missing.chain(self.unmatched.iter().cloned()).collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Unmet { problems })
        }
    }
}

/// Why no stub matches a call.
fn unmatched(call: &Call, candidates: &[Candidate]) -> String {
    let nearest = candidates
        .iter()
        .enumerate()
        .filter(|(_, (description, _))| description.is_for_target(call))
        .min_by_key(|(_, (_, mismatches))| mismatches.len().max(1));
    let reason = match nearest {
        Some((index, (description, mismatches))) => {
            let why = match mismatches.as_slice() {
                [] => "all its responses have been sent".to_owned(),
                mismatches => mismatches.join("; "),
            };
            format!("the nearest is stub {} ({description}): {why}", index + 1)
        }
        None if candidates.is_empty() => "there are no stubs".to_owned(),
        None => {
            let targets: BTreeSet<String> = candidates.iter().map(|(description, _)| description.target()).collect();
            let targets: Vec<String> = targets.into_iter().take(MAX_TARGETS).collect();
            format!("there are stubs for {}", targets.join(", "))
        }
    };
    format!("no stub matches {call}\n{reason}")
}

/// What a test expected and did not happen, or the other way round.
#[derive(Clone, PartialEq, Eq)]
pub struct Unmet {
    problems: Vec<String>,
}

impl Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problems.join("\n"))
    }
}

/// Like `Display`, since a failed test shows errors by `Debug`.
impl fmt::Debug for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl std::error::Error for Unmet {}

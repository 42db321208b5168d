//! A GitHub without a network: a transport that answers from stubs (feature `testing`).

mod answer;
mod call;
mod clock;
mod limits;
mod reply;
mod route;
mod stub;
#[cfg(test)]
mod tests;
mod when;

use std::collections::BTreeSet;
use std::fmt::{self, Display};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::header::DATE;
use http::{HeaderValue, Method, StatusCode};
use http_body_util::BodyExt;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use self::answer::Refusal;
use self::clock::Clock;
use self::limits::Limits;
use self::reply::{Failure, Reply};
use self::stub::{Description, Respond, Stub};
use crate::body::Body;
use crate::client::{BareClient, ClientBuilder};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::request::Request;
use crate::response::REQUEST_ID;
use crate::transport::{BoxFuture, RequestBody, ResponseBody, Transport, TransportError};

pub use self::answer::Answer;
pub use self::call::Call;
pub use self::when::When;

/// Endpoints that a message names when none of them is the one that was called.
const MOST_TARGETS: usize = 8;

/// A GitHub without a network, see the [module](self). Clones are the same one.
#[derive(Clone)]
pub struct FakeGitHub {
    state: Arc<Mutex<State>>,
    clock: Clock,
}

#[derive(Default)]
struct State {
    stubs: Vec<Stub>,
    calls: Vec<Call>,
    /// The calls that no stub was for, with what was said of them.
    unanswered: Vec<Refusal>,
    limits: Limits,
    in_flight: usize,
    most_in_flight: usize,
}

impl FakeGitHub {
    /// A GitHub that knows of nothing. Its clock begins at 2026-01-01T00:00:00Z.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: Arc::default(),
            clock: Clock::new(),
        }
    }

    /// A client of this GitHub.
    ///
    /// # Errors
    ///
    /// None, as the settings are the default ones; see [`ClientBuilder::build`].
    pub fn client(&self) -> Result<BareClient, Error> {
        self.builder().build()
    }

    /// Settings for a client of this GitHub.
    pub fn builder(&self) -> ClientBuilder {
        ClientBuilder::default().transport(self.clone())
    }

    /// Describes calls by a request: calls to its endpoint whose parameters are the same. Further parameters of a call, and further members
    /// of a JSON body, make no difference.
    #[inline]
    pub fn when<T, P>(&self, request: &Request<T, P>) -> When<T> {
        let example = request.skip_validation().request();
        When::new(self.add(Stub::of_request(request.endpoint(), example)))
    }

    /// Describes calls by their endpoint alone: each module of an endpoint has its `ENDPOINT`.
    pub fn when_endpoint(&self, endpoint: &'static Endpoint) -> When<Body> {
        When::new(self.add(Stub::of_endpoint(endpoint)))
    }

    /// Describes calls by their URL, for what is no endpoint: where redirects lead, and what is downloaded. A URL without a query is for
    /// all queries.
    pub fn when_url(&self, method: Method, url: &str) -> When<Body> {
        When::new(self.add(Stub::of_url(method, url)))
    }

    fn add(&self, stub: Stub) -> Place {
        let mut state = self.lock();
        state.stubs.push(stub);
        Place {
            github: self.clone(),
            index: state.stubs.len() - 1,
        }
    }

    /// Puts a primary limit in force: so many calls in a window that begins with the first of them; then 403 until it ends. All answers tell
    /// its state. `resource` is `core`, `search` or `code_search`. A 304 costs nothing.
    pub fn primary_limit(&self, resource: &'static str, calls: u64, window: Duration) {
        self.lock().limits.set_primary(resource, calls, window);
    }

    /// Puts a secondary limit in force: calls beyond so many within any such window are answered 403, for `retry_after` if given; only then the
    /// answer says how long.
    pub fn secondary_limit(&self, calls: usize, window: Duration, retry_after: Option<Duration>) {
        self.lock().limits.set_secondary(calls, window, retry_after);
    }

    /// The double's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass: tokens expire, limits end.
    pub fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    /// All calls so far, in the order in which they came, the ones that nothing answered included.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.clone()
    }

    /// The most calls that were under way at one time, from the request to the last byte of the answer.
    #[must_use]
    pub fn most_in_flight(&self) -> usize {
        self.lock().most_in_flight
    }

    /// Checks that each stub has given all its answers, those that are for ever at least once, and that each call got one.
    ///
    /// # Errors
    ///
    /// All stubs and calls of which that isn't true.
    pub fn verify(&self) -> Result<(), Unmet> {
        let state = self.lock();
        let missing = state.stubs.iter().enumerate().filter_map(|(index, stub)| {
            let missing = stub.missing()?;
            Some(format!("stub {} ({}) {missing}", index + 1, stub.description()))
        });
        let unanswered = state.unanswered.iter().map(Refusal::to_string);
        let problems: Vec<String> = missing.chain(unanswered).collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Unmet { problems })
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(self, request: http::Request<RequestBody>) -> Result<http::Response<ResponseBody>, TransportError> {
        let in_flight = InFlight::new(&self);
        let (head, body) = request.into_parts();
        let body = match body.as_bytes() {
            Some(bytes) => bytes.clone(),
            None => body.collect().await?.to_bytes(),
        };
        self.clock.stir();
        let call = Call::new(head, body, self.clock.now());
        let is_head = *call.method() == Method::HEAD;
        let mut reply = self.reply(&call);
        if let Ok(whole) = &mut reply.outcome {
            let time = DateTimePrinter::new().timestamp_to_rfc9110_string(&call.at());
            if let Some(date) = time.ok().and_then(|time| HeaderValue::from_str(&time).ok()) {
                whole.headers.entry(DATE).or_insert(date);
            }
        }
        if !reply.delay.is_zero() {
            self.clock.sleep(reply.delay).await;
        }
        match reply.outcome {
            Ok(whole) => Ok(whole.into_response(is_head, reply.fault, self.clock.clone(), in_flight)),
            Err(Failure::NoConnection) => Err(TransportError::connect("no connection, as the stub says")),
            Err(Failure::Broken) => Err(TransportError::other("broken off, as the stub says")),
            Err(Failure::Refused(refusal)) => Err(TransportError::refused(refusal)),
            Err(Failure::Silent) => std::future::pending().await,
        }
    }

    /// Records a call and decides what it gets.
    fn reply(&self, call: &Call) -> Reply {
        let mut state = self.lock();
        let number = state.calls.len();
        state.calls.push(call.clone());
        let refused = state.limits.refuse(call);
        drop(state);
        let is_refused = refused.is_some();
        let answer = match refused {
            Some(answer) => answer,
            None => match self.find(call, number) {
                Ok(respond) => respond(call),
                Err(refusal) => {
                    self.lock().unanswered.push(refusal.clone());
                    return Reply::refused(refusal);
                }
            },
        };
        let mut reply = Reply::new(answer, call);
        if let Ok(whole) = &mut reply.outcome {
            let mut state = self.lock();
            if whole.status == StatusCode::NOT_MODIFIED && !is_refused {
                state.limits.give_back(call);
            }
            state.limits.tell(call, &mut whole.headers);
            if let Ok(id) = HeaderValue::from_str(&format!("FAKE:{:04X}", number + 1)) {
                whole.headers.entry(REQUEST_ID.clone()).or_insert(id);
            }
        }
        reply
    }
}

impl FakeGitHub {
    /// What a call is answered. What stubs ask of it, and what they compute, may look at the double, which is why it isn't locked meanwhile.
    fn find(&self, call: &Call, number: usize) -> Result<Respond, Refusal> {
        let descriptions: Vec<Arc<Description>> = self.lock().stubs.iter().map(Stub::description).collect();
        let tried: Vec<Tried> = descriptions
            .into_iter()
            .map(|description| {
                let mismatches = description.mismatches(call);
                (description, mismatches)
            })
            .collect();
        let answer = self.lock().answer(&tried, number);
        answer.ok_or_else(|| State::refusal(call, &tried))
    }
}

/// Which calls a stub is for, and why a certain call isn't one of them.
type Tried = (Arc<Description>, Vec<String>);

impl State {
    /// Counts a call for the stub that answers it, and gives the answer; `None` when no stub does.
    fn answer(&mut self, tried: &[Tried], number: usize) -> Option<Respond> {
        let stubs = self.stubs.iter_mut().zip(tried).enumerate();
        let matching = stubs.filter(|(_, (stub, (_, mismatches)))| mismatches.is_empty() && !stub.is_used_up());
        let (_, (stub, _)) = matching.max_by_key(|(index, (_, (description, _)))| (description.precision(), *index))?;
        stub.calls.push(number);
        Some(stub.next_answer())
    }

    /// Why no stub is for a call.
    fn refusal(call: &Call, tried: &[Tried]) -> Refusal {
        let nearest = tried
            .iter()
            .enumerate()
            .filter(|(_, (description, _))| description.is_for_target(call))
            .min_by_key(|(_, (_, mismatches))| mismatches.len().max(1));
        let reason = match nearest {
            Some((index, (description, mismatches))) => {
                let why = match mismatches.as_slice() {
                    [] => "all its answers have been given".to_owned(),
                    mismatches => mismatches.join("; "),
                };
                format!("the nearest is stub {} ({description}): {why}", index + 1)
            }
            None if tried.is_empty() => "there are no stubs".to_owned(),
            None => {
                let targets: BTreeSet<String> = tried.iter().map(|(description, _)| description.target()).collect();
                let targets: Vec<String> = targets.into_iter().take(MOST_TARGETS).collect();
                format!("there are stubs for {}", targets.join(", "))
            }
        };
        Refusal(format!("no stub is for {call}\n{reason}"))
    }
}

impl Transport for FakeGitHub {
    fn call(
        &self,
        request: http::Request<RequestBody>,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(self.clone().answer(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        self.clock.sleep(duration)
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Default for FakeGitHub {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows how many stubs and calls there are.
impl fmt::Debug for FakeGitHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("FakeGitHub")
            .field("stubs", &state.stubs.len())
            .field("calls", &state.calls.len())
            .finish_non_exhaustive()
    }
}

/// A stub's place in its double.
#[derive(Clone)]
struct Place {
    github: FakeGitHub,
    index: usize,
}

impl Place {
    fn change(&self, change: impl FnOnce(&mut Stub)) {
        if let Some(stub) = self.github.lock().stubs.get_mut(self.index) {
            change(stub);
        }
    }

    fn calls(&self) -> Vec<Call> {
        let state = self.github.lock();
        let numbers = state
            .stubs
            .get(self.index)
            .map(|stub| stub.calls.as_slice())
            .unwrap_or_default();
        numbers
            .iter()
            .filter_map(|number| state.calls.get(*number).cloned())
            .collect()
    }
}

/// Counts a call as under way.
struct InFlight(FakeGitHub);

impl InFlight {
    fn new(github: &FakeGitHub) -> Self {
        let mut state = github.lock();
        state.in_flight += 1;
        state.most_in_flight = state.most_in_flight.max(state.in_flight);
        drop(state);
        Self(github.clone())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.lock().in_flight -= 1;
    }
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

/// The same as the text, since a test that fails shows an error in this form.
impl fmt::Debug for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl std::error::Error for Unmet {}

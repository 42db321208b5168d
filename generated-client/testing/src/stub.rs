//! Stubs: the calls that they are for, and their responses.

use std::fmt::Display;
use std::sync::Arc;

use http::{Method, StatusCode};
use octoscribe_runtime::{Endpoint, Error, RequestBody, is_secret};
use serde_json::Value;

use crate::call::Call;
use crate::route::{path_values, query_values};
use crate::stub_response::StubResponse;

type Mismatch = dyn Fn(&Call) -> Option<String> + Send + Sync;
pub(crate) type Respond = Arc<dyn Fn(&Call) -> StubResponse + Send + Sync>;

/// A description of calls, with responses.
pub(crate) struct Stub {
    description: Arc<Description>,
    responses: Vec<(Respond, Option<usize>)>,
    /// The next response, and how many times it has been sent.
    next: usize,
    sent: usize,
    /// The indices of its calls among all calls.
    pub(crate) calls: Vec<usize>,
}

/// The calls that a stub is for.
#[derive(Clone)]
pub(crate) struct Description {
    target: Target,
    conditions: Vec<Condition>,
    /// Why no call can match.
    problem: Option<String>,
}

#[derive(Clone)]
enum Target {
    Endpoint(&'static Endpoint),
    /// Without a query, it matches all queries.
    Url(Method, String),
}

/// What a stub requires of a call.
#[derive(Clone)]
pub(crate) struct Condition {
    what: String,
    /// Why a call doesn't meet it.
    mismatch: Arc<Mismatch>,
}

impl Stub {
    pub(crate) fn of_endpoint(endpoint: &'static Endpoint) -> Self {
        Self::new(Target::Endpoint(endpoint))
    }

    pub(crate) fn of_url(method: Method, url: &str) -> Self {
        Self::new(Target::Url(method, url.to_owned()))
    }

    fn new(target: Target) -> Self {
        let description = Description {
            target,
            conditions: Vec::new(),
            problem: None,
        };
        Self {
            description: Arc::new(description),
            responses: Vec::new(),
            next: 0,
            sent: 0,
            calls: Vec::new(),
        }
    }

    /// Creates a stub for calls like an example.
    pub(crate) fn of_request(endpoint: &'static Endpoint, request: Result<http::Request<RequestBody>, Error>) -> Self {
        let mut stub = Self::of_endpoint(endpoint);
        let (head, body) = match request {
            Ok(request) => request.into_parts(),
            Err(error) => {
                stub.problem(error.to_string());
                return stub;
            }
        };
        let path = path_values(endpoint, head.uri.path()).unwrap_or_default();
        let path = path.into_iter().map(|(name, value)| Condition::path(name, value));
        let query = query_values(head.uri.query()).into_iter();
        let query = query.map(|(name, value)| Condition::query(&name, value));
        path.chain(query).for_each(|condition| stub.add(condition));
        // A stream is ignored: it can be read only once.
        if let Some(bytes) = body.as_bytes().filter(|bytes| !bytes.is_empty()) {
            match serde_json::from_slice(bytes) {
                Ok(Value::Object(members)) => {
                    members
                        .iter()
                        .for_each(|(name, value)| stub.add(Condition::member(name, value)));
                }
                Ok(json) => stub.add(Condition::body(move |call| json == call.json())),
                Err(_) => {
                    let bytes = bytes.clone();
                    stub.add(Condition::body(move |call| bytes == call.bytes()));
                }
            }
        }
        stub
    }

    pub(crate) fn add(&mut self, condition: Condition) {
        self.description_mut().conditions.push(condition);
    }

    pub(crate) fn problem(&mut self, problem: String) {
        self.description_mut().problem.get_or_insert(problem);
    }

    fn description_mut(&mut self) -> &mut Description {
        Arc::make_mut(&mut self.description)
    }

    /// The calls that the stub is for; shared, so that the double isn't locked while they are matched.
    pub(crate) fn description(&self) -> Arc<Description> {
        Arc::clone(&self.description)
    }

    pub(crate) fn respond(&mut self, respond: Respond, times: Option<usize>) {
        self.responses.push((respond, times));
    }

    /// Whether all its responses have been sent.
    pub(crate) fn is_used_up(&self) -> bool {
        let last = self.responses.len().saturating_sub(1);
        let used_up = |(_, times): &(Respond, Option<usize>)| times.is_some_and(|times| self.sent >= times);
        self.next > last || (self.next == last && self.responses.last().is_some_and(used_up))
    }

    /// The next response; 204 if the stub has none.
    pub(crate) fn next_response(&mut self) -> Respond {
        while let Some((respond, times)) = self.responses.get(self.next) {
            let is_last = self.next + 1 == self.responses.len();
            let limit = times.or((!is_last).then_some(1));
            if limit.is_none_or(|limit| self.sent < limit) {
                self.sent += 1;
                return Arc::clone(respond);
            }
            self.next += 1;
            self.sent = 0;
        }
        Arc::new(|_| StubResponse::empty(StatusCode::NO_CONTENT))
    }

    /// What is missing for the stub to be met.
    pub(crate) fn missing(&self) -> Option<String> {
        if let Some(problem) = &self.description.problem {
            return Some(format!("can't match: {problem}"));
        }
        let times = self.responses.iter().map(|(_, times)| times.unwrap_or(1));
        let wanted = times.sum::<usize>().max(1);
        match self.calls.len() {
            calls if calls >= wanted => None,
            0 => Some("was not called".to_owned()),
            calls => Some(format!("was called {calls} times instead of {wanted}")),
        }
    }
}

impl Description {
    /// The number of conditions: of all stubs that match a call, the one with the most responds.
    pub(crate) fn precision(&self) -> usize {
        self.conditions.len() + usize::from(matches!(self.target, Target::Url(..)))
    }

    /// Why a call doesn't match; empty if it does.
    pub(crate) fn mismatches(&self, call: &Call) -> Vec<String> {
        let said = |problem: &String| format!("no call can match: {problem}");
        let mut mismatches: Vec<String> = self.problem.iter().map(said).collect();
        if !self.is_for_target(call) {
            mismatches.push("it is for another endpoint or URL".to_owned());
        } else if mismatches.is_empty() {
            let conditions = self.conditions.iter();
            mismatches.extend(conditions.filter_map(|condition| (condition.mismatch)(call)));
        }
        mismatches
    }

    /// Whether the call has the same endpoint or URL.
    pub(crate) fn is_for_target(&self, call: &Call) -> bool {
        match &self.target {
            Target::Url(method, url) => {
                let called = call.url().to_string();
                let (without_query, _) = called.split_once('?').unwrap_or((&called, ""));
                method == call.method() && (*url == called || url == without_query)
            }
            Target::Endpoint(endpoint) => {
                call.endpoint().is_none_or(|id| id == endpoint.id())
                    && endpoint.method() == call.method()
                    && path_values(endpoint, call.url().path()).is_some()
            }
        }
    }

    /// The endpoint or URL.
    pub(crate) fn target(&self) -> String {
        match &self.target {
            Target::Endpoint(endpoint) => endpoint.id().to_owned(),
            Target::Url(method, url) => format!("{method} {url}"),
        }
    }
}

impl Display for Description {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.target())?;
        for (index, condition) in self.conditions.iter().enumerate() {
            f.write_str(if index == 0 { " with " } else { ", " })?;
            f.write_str(&condition.what)?;
        }
        Ok(())
    }
}

impl Condition {
    fn new(what: String, mismatch: impl Fn(&Call) -> Option<String> + Send + Sync + 'static) -> Self {
        let mismatch = Arc::new(mismatch);
        Self { what, mismatch }
    }

    /// A condition of the test's own.
    pub(crate) fn of_test(what: &str, is_match: impl Fn(&Call) -> bool + Send + Sync + 'static) -> Self {
        let not = format!("not {what}");
        Self::new(what.to_owned(), move |call| (!is_match(call)).then(|| not.clone()))
    }

    /// A value of a parameter, a header or a member of the JSON body, which is among those that `find` finds in a call.
    pub(crate) fn value<F, I>(name: &str, wanted: impl Display, find: F) -> Self
    where
        F: Fn(&Call, &str) -> I + Send + Sync + 'static,
        I: IntoIterator<Item = String>,
    {
        let (name, wanted) = (name.to_owned(), wanted.to_string());
        Self::new(format!("{name}: {}", shown(&name, &wanted)), move |call| {
            let mut found: Vec<String> = find(call, &name).into_iter().collect();
            match found.pop() {
                Some(last) if last == wanted || found.contains(&wanted) => None,
                Some(found) => Some(format!(
                    "`{name}` is {}, not {}",
                    shown(&name, &found),
                    shown(&name, &wanted)
                )),
                None => Some(format!("`{name}` is missing")),
            }
        })
    }

    pub(crate) fn path(name: &str, value: impl Display) -> Self {
        Self::value(name, value, |call, name| call.path(name).map(ToOwned::to_owned))
    }

    pub(crate) fn query(name: &str, value: impl Display) -> Self {
        Self::value(name, value, Call::query_values)
    }

    pub(crate) fn header(name: &str, value: impl Display) -> Self {
        Self::value(name, value, |call, name| call.header(name).map(ToOwned::to_owned))
    }

    pub(crate) fn member(name: &str, value: &Value) -> Self {
        Self::value(name, value, |call, name| call.json().get(name).map(ToString::to_string))
    }

    fn body(is_same: impl Fn(&Call) -> bool + Send + Sync + 'static) -> Self {
        let mismatch = move |call: &Call| (!is_same(call)).then(|| "the body differs".to_owned());
        Self::new("a certain body".to_owned(), mismatch)
    }
}

/// A value, unless it is secret.
fn shown<'v>(name: &str, value: &'v str) -> &'v str {
    if is_secret(name) || name.eq_ignore_ascii_case("authorization") {
        "(hidden)"
    } else {
        value
    }
}

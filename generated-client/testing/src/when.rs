//! Stubs as a test describes them.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::sync::Arc;

use octoscribe_runtime::Items;
use serde::Serialize;

use crate::call::Call;
use crate::state::Shared;
use crate::stub::{Condition, Stub};
use crate::stub_response::StubResponse;

/// A stub: the calls that it is for, and its responses, one after the other. It applies at once; without a response it sends 204.
#[must_use = "a stub without responses sends 204"]
pub struct When<T> {
    shared: Arc<Shared>,
    index: usize,
    body: PhantomData<fn() -> T>,
}

impl<T> When<T> {
    pub(crate) fn new(shared: Arc<Shared>, index: usize) -> Self {
        Self {
            shared,
            index,
            body: PhantomData,
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Stub)) -> &mut Self {
        if let Some(stub) = self.shared.lock().stubs.get_mut(self.index) {
            change(stub);
        }
        self
    }

    fn with(&mut self, condition: Condition) -> &mut Self {
        self.change(|stub| stub.add(condition))
    }

    /// Requires a value of a path parameter, decoded.
    pub fn path(&mut self, name: &'static str, value: impl Display) -> &mut Self {
        self.with(Condition::path(name, value))
    }

    /// Requires a value of a query parameter, decoded.
    pub fn query(&mut self, name: &str, value: impl Display) -> &mut Self {
        self.with(Condition::query(name, value))
    }

    /// Requires a member of the JSON body.
    pub fn body(&mut self, name: &str, value: impl Serialize) -> &mut Self {
        match serde_json::to_value(value) {
            Ok(value) => self.with(Condition::member(name, &value)),
            Err(error) => self.change(|stub| stub.problem(format!("`{name}` is not JSON: {error}"))),
        }
    }

    /// Requires a value of a header.
    pub fn header(&mut self, name: &str, value: impl Display) -> &mut Self {
        self.with(Condition::header(name, value))
    }

    /// Requires a condition of your own; messages show `what`.
    pub fn matching(&mut self, what: &str, is_match: impl Fn(&Call) -> bool + Send + Sync + 'static) -> &mut Self {
        self.with(Condition::of_test(what, is_match))
    }

    /// Responds with a body of the endpoint's type, see [`StubResponse::json`].
    pub fn returns(&mut self, body: &T) -> &mut Self
    where
        T: Serialize,
    {
        self.respond(StubResponse::json(body))
    }

    /// Responds with pages of a list, see [`StubResponse::pages`].
    pub fn pages(&mut self, items: &[T::Item]) -> &mut Self
    where
        T: Items,
        T::Item: Serialize,
    {
        self.respond(StubResponse::pages(items))
    }

    /// Adds a response.
    pub fn respond(&mut self, response: StubResponse) -> &mut Self {
        let times = response.times;
        self.change(|stub| stub.respond(Arc::new(move |_| response.clone()), times))
    }

    /// Adds responses that depend on the call.
    pub fn respond_with(&mut self, respond: impl Fn(&Call) -> StubResponse + Send + Sync + 'static) -> &mut Self {
        self.change(|stub| stub.respond(Arc::new(respond), None))
    }

    /// The calls to which this stub has responded.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        let state = self.shared.lock();
        let numbers = state.stubs.get(self.index).map(|stub| stub.calls.as_slice());
        let calls = numbers.unwrap_or_default().iter();
        calls.filter_map(|number| state.calls.get(*number).cloned()).collect()
    }
}

/// Shows the calls that the stub is for.
impl<T> fmt::Debug for When<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let description = self.shared.lock().stubs.get(self.index).map(Stub::description);
        match description {
            Some(description) => write!(f, "When({description})"),
            None => f.write_str("When"),
        }
    }
}

//! The parts of a stub as a test writes them.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;

use super::Place;
use super::answer::Answer;
use super::call::Call;
use super::stub::Condition;
use crate::paginate::Items;

/// A stub: what it is for, and what it answers, one answer after the other. It is in force at once; one without an answer gives 204.
#[must_use = "a stub without answers gives 204"]
pub struct When<T> {
    place: Place,
    answer: PhantomData<fn() -> T>,
}

impl<T> When<T> {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            answer: PhantomData,
        }
    }

    fn with(&mut self, condition: Condition) -> &mut Self {
        self.place.change(|stub| stub.add(condition));
        self
    }

    /// Only calls with this value of a path parameter, decoded.
    pub fn path(&mut self, name: &'static str, value: impl Display) -> &mut Self {
        self.with(Condition::Path(name, value.to_string()))
    }

    /// Only calls with this value of a query parameter, decoded.
    pub fn query(&mut self, name: &str, value: impl Display) -> &mut Self {
        self.with(Condition::Query(name.to_owned(), value.to_string()))
    }

    /// Only calls whose JSON body has this member.
    pub fn body(&mut self, name: &str, value: impl Serialize) -> &mut Self {
        match serde_json::to_value(value) {
            Ok(value) => self.with(Condition::Member(name.to_owned(), value)),
            Err(error) => {
                self.place
                    .change(|stub| stub.problem(format!("`{name}` is no JSON: {error}")));
                self
            }
        }
    }

    /// Only calls with this value of a header.
    pub fn header(&mut self, name: &str, value: impl Display) -> &mut Self {
        self.with(Condition::Header(name.to_owned(), value.to_string()))
    }

    /// Only calls of which something else is true; `what` says it in messages.
    pub fn matching(&mut self, what: &str, is_match: impl Fn(&Call) -> bool + Send + Sync + 'static) -> &mut Self {
        self.with(Condition::Predicate(what.to_owned(), Arc::new(is_match)))
    }

    /// Answers with a body of the endpoint's type, as JSON with status 200; for null, with 204 and no body.
    pub fn answer(&mut self, body: &T) -> &mut Self
    where
        T: Serialize,
    {
        self.respond(Answer::json(body))
    }

    /// Answers with a list in pages, see [`Answer::pages`].
    pub fn pages(&mut self, items: &[T::Item]) -> &mut Self
    where
        T: Items,
        T::Item: Serialize,
    {
        self.respond(Answer::pages(items))
    }

    /// Gives any answer.
    pub fn respond(&mut self, answer: Answer) -> &mut Self {
        let times = answer.times;
        self.place
            .change(|stub| stub.respond(Arc::new(move |_| answer.clone()), times));
        self
    }

    /// Gives answers that depend on the call.
    pub fn respond_with(&mut self, respond: impl Fn(&Call) -> Answer + Send + Sync + 'static) -> &mut Self {
        self.place.change(|stub| stub.respond(Arc::new(respond), None));
        self
    }

    /// The calls that this stub has answered.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.place.calls()
    }
}

/// Shows what the stub is for.
impl<T> fmt::Debug for When<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.place.change(|stub| text = stub.description().to_string());
        write!(f, "When({text})")
    }
}

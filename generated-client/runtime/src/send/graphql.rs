//! Queries of GraphQL.

use std::collections::HashSet;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::call::engine::Engine;
use crate::call::error::Error;
use crate::request::encode::JsonObject;
use crate::request::endpoint::Endpoint;
use crate::request::violations::Violation;
use crate::response::api_error::GraphQlErrors;
use crate::response::body::Body;
use crate::response::response::Response;
use crate::send::pending::Pending;
use crate::send::request::{BareRequest, RequestBuilder};

/// The endpoint of GraphQL, for test doubles.
pub static GRAPHQL: Endpoint = Endpoint::graphql("graphql");

/// The variable with the cursor of a page.
const CURSOR: &str = "cursor";

/// A query or mutation of GraphQL, see [`Client::graphql`](crate::BareClient::graphql). It can be sent any number of times.
#[derive(Clone)]
#[must_use = "a query does nothing until it is sent"]
pub struct GraphQl {
    request: BareRequest<Body>,
    variables: JsonObject,
}

impl GraphQl {
    pub(crate) fn new(engine: &Engine, query: &str) -> Self {
        let mut request = RequestBuilder::new(engine, &GRAPHQL).body("query", query).build();
        request.unsent.options.is_read = is_read(query);
        Self {
            request,
            variables: JsonObject::new(),
        }
    }

    /// Sets a variable. One that can't be JSON is null.
    pub fn variable(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        self.set(name.into(), serde_json::to_value(value).unwrap_or_default());
        self
    }

    /// Adds variables, from a JSON object or anything that becomes one. Other values are refused when the query is sent.
    pub fn variables(mut self, variables: impl Serialize) -> Self {
        if let Ok(Value::Object(variables)) = serde_json::to_value(variables) {
            self.variables.extend(variables);
            self.request.unsent.draft.body("variables", &self.variables);
        } else {
            let problem = Violation::of("variables", "a JSON object", None);
            self.request.unsent.draft.refused.push(problem);
        }
        self
    }

    fn set(&mut self, name: String, value: Value) {
        self.variables.insert(name, value);
        self.request.unsent.draft.body("variables", &self.variables);
    }

    /// Sets the maximum number of retries; 0 disables them. A query is retried like a GET request, a mutation like other writes.
    pub fn retries(mut self, retries: u32) -> Self {
        self.request = self.request.retries(retries);
        self
    }

    /// Sends the query; awaiting returns the data.
    ///
    /// # Errors
    ///
    /// Awaiting returns [`Error::GraphQl`] when the response has errors, even beside data, which [`GraphQlErrors::data`] then has.
    pub fn send<T: DeserializeOwned>(&self) -> Pending<T> {
        self.request.unsent.send(None, |response| {
            let (body, data) = data(response)?;
            T::deserialize(data).map_err(|error| body.unfit(&error).into())
        })
    }

    /// Returns a stream of the pages of a connection, each as `T`, like [`Request::pages`](crate::RequestBuilder). The query has a variable
    /// `$cursor: String`, passes it to the connection as `after` (or `before`), and asks for its `pageInfo { hasNextPage endCursor }` (or
    /// `hasPreviousPage startCursor`).
    pub fn pages<T: DeserializeOwned>(&self) -> GraphQlPages<T> {
        GraphQlPages {
            next: Some(self.page()),
            query: self.clone(),
            followed: HashSet::new(),
        }
    }

    /// The data of a page, and its cursors.
    fn page<T: DeserializeOwned>(&self) -> Pending<(T, Option<String>)> {
        self.request.unsent.send(None, |response| {
            let (body, data) = data(response)?;
            let next = next_cursor(&data);
            let page = T::deserialize(data).map_err(|error| body.unfit(&error))?;
            Ok((page, next))
        })
    }
}

impl AsRef<BareRequest<Body>> for GraphQl {
    fn as_ref(&self) -> &BareRequest<Body> {
        &self.request
    }
}

/// Omits the query and the variables.
impl fmt::Debug for GraphQl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphQl").finish_non_exhaustive()
    }
}

/// The data of a response.
fn data(response: Response<Body>) -> Result<(Body, Value), Error> {
    let body = response.into_body();
    let mut json: Value = body.json()?;
    let mut take = |name: &str| json.get_mut(name).map(Value::take);
    match take("errors") {
        Some(Value::Array(errors)) if !errors.is_empty() => {
            Err(Error::GraphQl(Box::new(GraphQlErrors::new(errors, body))))
        }
        _ => Ok((body, take("data").unwrap_or_default())),
    }
}

/// The cursor of the page after the first `pageInfo` in the data.
fn next_cursor(data: &Value) -> Option<String> {
    match data {
        Value::Object(members) => {
            if let Some(info) = members.get("pageInfo") {
                let cursor = |has: &str, cursor: &str| {
                    let has_more = info.get(has)?.as_bool()?;
                    info.get(cursor)?.as_str().filter(|_| has_more).map(ToOwned::to_owned)
                };
                return cursor("hasNextPage", "endCursor").or_else(|| cursor("hasPreviousPage", "startCursor"));
            }
            members.values().find_map(next_cursor)
        }
        Value::Array(items) => items.iter().find_map(next_cursor),
        _ => None,
    }
}

/// Whether a document has no operation but queries, for certain: a word in a string or a name makes a query a write, which does no harm.
fn is_read(document: &str) -> bool {
    let is_part = |character: char| character == '_' || character.is_ascii_alphanumeric();
    let mut words = document.split(|character| !is_part(character));
    !words.any(|word| matches!(word, "mutation" | "subscription"))
}

/// A stream of the pages of a connection. See [`GraphQl::pages`].
#[must_use = "nothing is sent until this is polled"]
pub struct GraphQlPages<T> {
    query: GraphQl,
    next: Option<Pending<(T, Option<String>)>>,
    /// The cursors that have been followed.
    followed: HashSet<String>,
}

impl<T: DeserializeOwned> GraphQlPages<T> {
    /// Returns the next page; `None` after the last one and after an error.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: DeserializeOwned> Stream for GraphQlPages<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(next) = &mut self.next else {
            return Poll::Ready(None);
        };
        let outcome = ready!(Pin::new(next).poll(context));
        self.next = None;
        Poll::Ready(Some(outcome.map(|(page, cursor)| {
            if let Some(cursor) = cursor.filter(|cursor| self.followed.insert(cursor.clone())) {
                self.query.set(CURSOR.to_owned(), cursor.into());
                self.next = Some(self.query.page());
            }
            page
        })))
    }
}

impl<T> fmt::Debug for GraphQlPages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphQlPages").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_read_and_mutations_write() {
        for read in [
            "{ viewer { login } }",
            "query a { mutations }",
            "fragment x on Y { z } query { x }",
            "",
        ] {
            assert!(is_read(read), "{read}");
        }
        for write in [
            "mutation { a }",
            "query a { b } mutation c { d }",
            " ,mutation{a}",
            "subscription { a }",
        ] {
            assert!(!is_read(write), "{write}");
        }
    }

    #[test]
    fn cursors_are_found_at_any_depth() {
        let info = |json: &str| next_cursor(&serde_json::from_str(json).unwrap());
        let nested = r#"{"a": [{"b": {"pageInfo": {"hasNextPage": true, "endCursor": "x"}}}]}"#;
        assert_eq!(info(nested).as_deref(), Some("x"));
        let last = r#"{"pageInfo": {"hasNextPage": false, "endCursor": "x"}}"#;
        assert_eq!(info(last), None);
        let back = r#"{"pageInfo": {"hasPreviousPage": true, "startCursor": "y"}}"#;
        assert_eq!(info(back).as_deref(), Some("y"));
        assert_eq!(info("{}"), None);
    }
}

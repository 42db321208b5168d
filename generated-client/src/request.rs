//! Requests under construction: what every emitted endpoint returns.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::body::{Body, Decode};
use crate::client::Client;
use crate::draft::Draft;
use crate::encode::Encode;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::paginate::{ItemStream, Items, Pages};
use crate::pending::Pending;
use crate::response::Response;
use crate::rule::Rule;
use crate::violation::Violations;

/// A request to an endpoint whose answer has a body of type `T`.
///
/// It can be sent any number of times. Everything that takes part in it has been encoded already; it borrows nothing. `P` is [`Paged`] where
/// the answers come in pages.
#[must_use = "a request does nothing until it is sent"]
pub struct Request<T, P = Single> {
    draft: Box<Draft>,
    answer: PhantomData<fn() -> (T, P)>,
}

/// Marks requests of which one has one answer.
#[derive(Clone, Copy, Debug)]
pub struct Single;

/// Marks requests whose answers come in pages.
#[derive(Clone, Copy, Debug)]
pub struct Paged;

impl<T: Decode> Request<T, Paged> {
    /// A stream of all pages, beginning with this request's. Each next page is asked for when the stream is polled for it, by the link that the
    /// answer before it holds. The stream ends with the page without such a link, with one whose link has been followed already, or with
    /// an error.
    ///
    /// A link to another host is an error: no request, and no token, ever goes there.
    pub fn pages(&self) -> Pages<T> {
        Pages::new(self.draft.clone())
    }

    /// A stream of the items of all pages.
    pub fn items(&self) -> ItemStream<T>
    where
        T: Items,
    {
        ItemStream::new(self.pages())
    }
}

impl<T: Decode, P> Request<T, P> {
    /// Sends the request; awaiting gives the body of a successful answer. What is wrong with the request comes up when awaiting, and
    /// then nothing is sent.
    #[inline]
    pub fn send(&self) -> Pending<T> {
        Pending::new(self.draft.start(), |response| {
            Ok(Response::decode(response)?.into_body())
        })
    }

    /// Sends the request like [`Request::send`]; awaiting gives the whole answer.
    #[inline]
    pub fn response(&self) -> Pending<Response<T>> {
        Pending::new(self.draft.start(), Response::decode)
    }
}

impl<T, P> Request<T, P> {
    /// The request as it would be sent, headers and token included.
    ///
    /// # Errors
    ///
    /// [`Error::Validation`] with all that is wrong with it.
    #[inline]
    pub fn request(&self) -> Result<http::Request<Bytes>, Error> {
        Ok(self.draft.finish()?)
    }

    /// Checks the request without sending it.
    ///
    /// # Errors
    ///
    /// All that is wrong with it.
    #[inline]
    pub fn validate(&self) -> Result<(), Violations> {
        self.draft.validate()
    }

    /// The same request, sent even when it breaks the rules of the docs, for values that GitHub takes and the docs don't know yet.
    /// What could turn it into a request to another route is rejected all the same.
    #[inline]
    pub fn skip_validation(&self) -> Self {
        let mut request = self.clone();
        request.draft.skip_validation();
        request
    }

    /// The same request, whose answer's body is left as it came: its bytes cost no decoding.
    ///
    /// ```
    /// # async fn example(client: octoscribe::Client) -> Result<(), octoscribe::Error> {
    /// let body = client.issues().list_for_repo("rust-lang", "rust").raw().send().await?;
    /// std::fs::write("issues.json", body.bytes()).ok();
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn raw(&self) -> Request<Body, P> {
        Request {
            draft: self.draft.clone(),
            answer: PhantomData,
        }
    }

    /// Sends the request like [`Request::send`]; awaiting gives the body as a type of your own. With [`Request::raw`] the rest of the answer
    /// comes too: its body has [`Body::json`].
    ///
    /// ```
    /// #[derive(serde::Deserialize)]
    /// struct Title {
    ///     title: String,
    /// }
    ///
    /// # async fn example(client: octoscribe::Client) -> Result<(), octoscribe::Error> {
    /// let titles: Vec<Title> = client.issues().list_for_repo("rust-lang", "rust").json().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn json<U: DeserializeOwned>(&self) -> Pending<U> {
        Pending::new(self.draft.start(), |response| response.body().json())
    }

    /// The same request, whose answer is taken even when it isn't what the docs say: a field that must be there and isn't, or that has a value
    /// of another type, gets the default of its type. [`Response::forgiven`] tells which.
    #[inline]
    pub fn lenient(&self) -> Self {
        let mut request = self.clone();
        request.draft.forgive();
        request
    }

    /// The endpoint.
    #[inline]
    #[must_use]
    pub fn endpoint(&self) -> &'static Endpoint {
        self.draft.endpoint()
    }

    /// A request without parameters: what emitted methods begin with. With it, endpoints that the docs don't have yet can be called too.
    ///
    /// ```
    /// use octoscribe::{Body, Client, Endpoint, Request};
    ///
    /// static NEW: Endpoint = Endpoint::get("repos.listNovelties", "/repos/{owner}/{repo}/novelties");
    ///
    /// # fn main() -> Result<(), octoscribe::Error> {
    /// # #[cfg(feature = "hyper")] {
    /// let client = Client::new()?;
    /// let novelties: Request<Body> = Request::new(&client, &NEW).path("owner", "octocat").path("repo", "hello").query("per_page", &30);
    /// assert_eq!(
    ///     novelties.request()?.uri(),
    ///     "https://api.github.com/repos/octocat/hello/novelties?per_page=30"
    /// );
    /// # }
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn new(client: &Client, endpoint: &'static Endpoint) -> Self {
        Self {
            draft: Box::new(Draft::new(client, endpoint)),
            answer: PhantomData,
        }
    }

    /// Sets the next path parameter of the route.
    #[inline]
    pub fn path(mut self, name: &'static str, value: impl Encode) -> Self {
        self.draft.path(name, &value);
        self
    }

    /// Sets a query parameter.
    #[inline]
    pub fn query(mut self, name: &'static str, value: impl Encode) -> Self {
        self.draft.query(name, &value);
        self
    }

    /// Sets a member of the JSON body.
    #[inline]
    pub fn body(mut self, name: &'static str, value: impl Encode) -> Self {
        self.draft.body(name, &value);
        self
    }

    /// Sets the whole JSON body; `name` is what the docs call it.
    #[inline]
    pub fn whole_body(mut self, name: &'static str, value: impl Encode) -> Self {
        self.draft.whole_body(name, &value);
        self
    }

    /// Sets a body that isn't JSON; `name` is what the docs call it.
    #[inline]
    pub fn raw_body(mut self, name: &'static str, data: impl Into<Bytes>) -> Self {
        self.draft.raw_body(name, data.into());
        self
    }

    /// Checks the value that a parameter is about to get. Comes before the call that sets it.
    #[inline]
    pub fn check(mut self, name: &'static str, value: &(impl Encode + ?Sized), rule: &Rule) -> Self {
        self.draft.check(name, &value, rule);
        self
    }
}

impl<T, P> Clone for Request<T, P> {
    fn clone(&self) -> Self {
        Self {
            draft: self.draft.clone(),
            answer: PhantomData,
        }
    }
}

/// Shows the endpoint and which parameters are given, without their values: they may be secret.
impl<T, P> fmt::Debug for Request<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.draft, f)
    }
}

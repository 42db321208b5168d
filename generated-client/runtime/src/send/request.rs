//! Requests with a response type and without setters.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::call::engine::Engine;
use crate::call::error::Error;
use crate::request::encode::Encode;
use crate::request::endpoint::Endpoint;
use crate::request::rules::Rule;
use crate::request::violations::Violations;
use crate::response::body::Body;
use crate::response::media_type::MediaType;
use crate::response::model::policy::Reading;
use crate::response::response::Response;
use crate::send::decode::{Decode, decode};
use crate::send::download::PendingDownload;
use crate::send::pages::{ItemStream, Items, Pages};
use crate::send::pending::Pending;
use crate::send::unsent::Unsent;
use octoscribe_transport::RequestBody;

/// A request to any endpoint whose response has a body of type `T`: what an endpoint's request becomes by [`From`], and what a program
/// [builds](RequestBuilder). Most of its methods are those of an endpoint's request, which document them.
///
/// It can be sent any number of times, and borrows nothing. `P` is [`Paged`] when the responses come in pages.
#[must_use = "a request does nothing until it is sent"]
pub struct BareRequest<T, P = Single> {
    pub(super) unsent: Box<Unsent>,
    response: PhantomData<fn() -> (T, P)>,
}

/// Marks requests with one response.
#[derive(Clone, Copy, Debug)]
pub struct Single;

/// Marks requests whose responses come in pages.
#[derive(Clone, Copy, Debug)]
pub struct Paged;

impl<T: Decode> BareRequest<T, Paged> {
    /// Returns a stream of all pages.
    pub fn pages(&self) -> Pages<T> {
        Pages::new(self.unsent.clone(), None)
    }

    /// Returns a stream of the pages from a link on.
    pub fn pages_from(&self, link: impl AsRef<str>) -> Pages<T> {
        Pages::new(self.unsent.clone(), Some(link.as_ref()))
    }

    /// Returns a stream of the items of the pages from a link on.
    pub fn items_from(&self, link: impl AsRef<str>) -> ItemStream<T>
    where
        T: Items,
    {
        ItemStream::new(Pages::new(self.unsent.clone(), Some(link.as_ref())))
    }

    /// Returns a stream of the items of all pages. An item that can't be read is an error, and the stream goes on.
    pub fn items(&self) -> ItemStream<T>
    where
        T: Items,
    {
        ItemStream::new(Pages::new(self.unsent.clone(), None))
    }
}

impl<T: Decode, P> BareRequest<T, P> {
    /// Sends the request; awaiting returns the body of a successful response.
    pub fn send(&self) -> Pending<T> {
        let finish = |response| Ok(decode::<T>(response)?.into_body());
        self.unsent.send(None, finish)
    }

    /// Sends the request; awaiting returns the whole response.
    pub fn response(&self) -> Pending<Response<T>> {
        self.unsent.send(None, decode)
    }
}

impl<T, P> BareRequest<T, P> {
    /// Returns the request as it would be sent, without the authorization of a provider.
    ///
    /// # Errors
    ///
    /// [`Error::Validation`] with all violations.
    pub fn request(&self) -> Result<http::Request<RequestBody>, Error> {
        Ok(self.unsent.finish()?)
    }

    /// Checks the request without sending it.
    ///
    /// # Errors
    ///
    /// All violations.
    pub fn validate(&self) -> Result<(), Violations> {
        self.unsent.draft.validate()
    }

    /// The endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &'static Endpoint {
        self.unsent.endpoint()
    }

    /// Sends the request; awaiting returns the body as a type of your own.
    pub fn json<U: DeserializeOwned>(&self) -> Pending<U> {
        self.unsent.send(None, |response| Ok(response.body().json()?))
    }

    /// Sends the request; awaiting returns the body as a string. Invalid UTF-8 becomes U+FFFD.
    pub fn text(&self) -> Pending<String> {
        let finish = |response: Response<Body>| Ok(response.body().text().into_owned());
        self.unsent.send(None, finish)
    }

    /// Sends the request; awaiting returns the body as a stream.
    pub fn download(&self) -> PendingDownload {
        PendingDownload::new(self.unsent.clone())
    }

    /// Doesn't decode the body of the response.
    pub fn raw(self) -> BareRequest<Body, P> {
        BareRequest {
            unsent: self.unsent,
            response: PhantomData,
        }
    }

    /// Asks for a response in another format.
    pub fn media_type(self, media_type: MediaType) -> BareRequest<Body, P> {
        self.form(media_type)
    }

    /// Sets a header of this request.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.unsent.draft.header(name.as_ref(), value.as_ref());
        self
    }

    /// Sends values that break the rules of the docs, but never one that could change the route.
    pub fn skip_validation(mut self) -> Self {
        self.unsent.draft.skip_validation = true;
        self
    }

    /// Accepts nothing but a response that the docs describe.
    pub fn strict(mut self) -> Self {
        self.unsent.options.reading = Some(Reading::Strict);
        self
    }

    /// Accepts a response that differs from the docs.
    pub fn lenient(mut self) -> Self {
        self.unsent.options.reading = Some(Reading::Lenient);
        self
    }

    /// Sets the maximum number of retries; 0 disables them.
    pub fn retries(mut self, retries: u32) -> Self {
        self.unsent.options.retries = Some(retries);
        self
    }

    /// Retries a write like a GET request.
    pub fn idempotent(mut self) -> Self {
        self.unsent.options.is_idempotent = true;
        self
    }
}

impl<T, P> BareRequest<T, P> {
    /// Creates a request without parameters.
    pub fn new(engine: &Engine, endpoint: &'static Endpoint) -> Self {
        Self {
            unsent: Box::new(Unsent::new(engine, endpoint)),
            response: PhantomData,
        }
    }

    /// Returns the request as far as it is built.
    pub fn build(self) -> Self {
        self
    }

    /// Sets the next path parameter of the route.
    pub fn path(mut self, name: &'static str, value: impl Encode) -> Self {
        self.unsent.draft.path(name, &value);
        self
    }

    /// Sets a query parameter.
    pub fn query(mut self, name: &'static str, value: impl Encode) -> Self {
        self.unsent.draft.query(name, &value);
        self
    }

    /// Sets a query parameter to a list, item by item: `a=1&a=2`.
    pub fn repeated_query(mut self, name: &'static str, value: impl Encode) -> Self {
        self.unsent.draft.query_items(name, "", &value);
        self
    }

    /// Sets a query parameter to a list, item by item, with brackets: `a[]=1&a[]=2`.
    pub fn bracketed_query(mut self, name: &'static str, value: impl Encode) -> Self {
        self.unsent.draft.query_items(name, "[]", &value);
        self
    }

    /// Sets a member of the JSON body.
    pub fn body(mut self, name: &'static str, value: impl Encode) -> Self {
        self.unsent.draft.body(name, &value);
        self
    }

    /// Sets the whole JSON body; `name` is the parameter's name in the docs.
    pub fn whole_body(mut self, name: &'static str, value: impl Encode) -> Self {
        self.unsent.draft.whole_body(name, &value);
        self
    }

    /// Sets a body that isn't JSON; `name` is the parameter's name in the docs. A [stream](RequestBody::stream) can be sent only once; the
    /// client's [`timeout`](crate::ClientBuilder::timeout) limits the time without progress.
    pub fn raw_body(mut self, name: &'static str, data: impl Into<RequestBody>) -> Self {
        self.unsent.draft.raw_body(name, data.into());
        self
    }

    /// Checks a value that is about to be set. Violations are reported when the request is validated.
    pub fn check(mut self, name: &'static str, value: &(impl Encode + ?Sized), rule: &Rule) -> Self {
        self.unsent.draft.check(name, &value, rule);
        self
    }

    /// Asks for another form of the response, with a body of type `U`.
    pub fn form<U>(self, media_type: MediaType) -> BareRequest<U, P> {
        let mut unsent = self.unsent;
        unsent.draft.accept(media_type.to_header());
        BareRequest {
            unsent,
            response: PhantomData,
        }
    }

    /// Changes the options of the request.
    pub fn with(self, set: impl FnOnce(Self) -> Self) -> Self {
        set(self)
    }
}

impl<T, P> Clone for BareRequest<T, P> {
    fn clone(&self) -> Self {
        Self {
            unsent: self.unsent.clone(),
            response: PhantomData,
        }
    }
}

impl<T, P> AsRef<Self> for BareRequest<T, P> {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// Shows the endpoint and the names of the given parameters. Their values may be secret.
impl<T, P> fmt::Debug for BareRequest<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.unsent.draft, f)
    }
}

/// A request that is built parameter by parameter, each encoded when it is set. Emitted methods use it, and programs for endpoints that the docs
/// don't have yet; a client dereferences to its engine.
///
/// ```
/// use octoscribe::{Body, Client, Endpoint, RequestBuilder};
///
/// static NEW: Endpoint = Endpoint::get("repos.listNovelties", "/repos/{owner}/{repo}/novelties");
///
/// # fn main() -> Result<(), octoscribe::Error> {
/// # #[cfg(feature = "hyper")] {
/// let client = Client::new()?;
/// let novelties = RequestBuilder::<Body>::new(&client, &NEW).path("owner", "octocat").path("repo", "hello").query("per_page", &30);
/// assert_eq!(
///     novelties.request()?.uri(),
///     "https://api.github.com/repos/octocat/hello/novelties?per_page=30"
/// );
/// # }
/// # Ok(())
/// # }
/// ```
pub type RequestBuilder<T, P = Single> = BareRequest<T, P>;

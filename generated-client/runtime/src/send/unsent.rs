//! A request with the engine that will send it.

use std::future::ready;

use http::{HeaderMap, Request, Uri};

use crate::call::call::{self, Options, Outcome};
use crate::call::engine::Engine;
use crate::call::error::Error;
use crate::request::base::Base;
use crate::request::draft::Draft;
use crate::request::endpoint::Endpoint;
use crate::request::violations::Violations;
use crate::response::body::Body;
use crate::response::response::Response;
use crate::send::pending::Pending;
use octoscribe_transport::{BoxFuture, RequestBody};

/// A request under construction, the engine that will send it, and its options.
#[derive(Clone)]
pub(super) struct Unsent {
    pub(super) engine: Engine,
    pub(super) draft: Draft,
    pub(super) options: Options,
    /// The URL instead of that of the route, on the same host.
    pub(super) url: Option<Box<Uri>>,
}

impl Unsent {
    pub(super) fn new(engine: &Engine, endpoint: &'static Endpoint) -> Self {
        Self {
            engine: engine.clone(),
            draft: Draft::new(endpoint),
            options: Options::default(),
            url: None,
        }
    }

    pub(super) fn endpoint(&self) -> &'static Endpoint {
        self.draft.endpoint
    }

    /// The request with all its headers.
    pub(super) fn finish(&self) -> Result<Request<RequestBody>, Violations> {
        self.with_headers(self.engine.headers(self.endpoint()))
    }

    /// Sends the request, to the URL of a link instead of its own if there is one; awaiting returns what `finish` makes of the response.
    pub(super) fn send<T>(&self, link: Option<&str>, finish: fn(Response<Body>) -> Result<T, Error>) -> Pending<T> {
        Pending::new(self.call(link), finish)
    }

    fn call(&self, link: Option<&str>) -> BoxFuture<Outcome> {
        let (engine, endpoint, options) = (self.engine.clone(), self.endpoint(), self.options);
        match self.own_part(link) {
            Ok(request) => Box::pin(call::call(engine, endpoint, request, options)),
            Err(error) => Box::pin(ready(Err(error))),
        }
    }

    /// The request without the headers of all requests, which are added when it is sent.
    pub(super) fn own_part(&self, link: Option<&str>) -> Result<Request<RequestBody>, Error> {
        let mut request = self.with_headers(HeaderMap::new())?;
        if let Some(link) = link {
            *request.uri_mut() = self.base().follow(link, self.engine.settings().rebases_links)?;
        }
        self.engine.mark(&mut request, self.endpoint());
        Ok(request)
    }

    fn with_headers(&self, headers: HeaderMap) -> Result<Request<RequestBody>, Violations> {
        let mut request = self.draft.finish(self.base(), headers)?;
        if let Some(url) = &self.url {
            request.uri_mut().clone_from(url);
        }
        Ok(request)
    }

    fn base(&self) -> &Base {
        self.engine.settings().base(self.endpoint().host)
    }
}

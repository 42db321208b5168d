//! A request with the engine that will send it.

use std::fmt;
use std::future::ready;

use bytes::Bytes;
use http::{HeaderMap, Request};

use crate::call::call::{self, Options};
use crate::call::engine::Engine;
use crate::error::Error;
use crate::request::base::Base;
use crate::request::draft::Draft;
use crate::request::endpoint::Endpoint;
use crate::request::violations::Violations;
use crate::send::download::Download;
use crate::send::pending::Outcome;
use octoscribe_transport::{BoxFuture, RequestBody};

/// A request under construction, the engine that will send it, and its options.
#[derive(Clone)]
pub(super) struct Unsent {
    engine: Engine,
    pub(super) draft: Draft,
    pub(super) options: Options,
}

impl Unsent {
    pub(super) fn new(engine: &Engine, endpoint: &'static Endpoint) -> Self {
        Self {
            engine: engine.clone(),
            draft: Draft::new(endpoint),
            options: Options::default(),
        }
    }

    pub(super) fn endpoint(&self) -> &'static Endpoint {
        self.draft.endpoint()
    }

    /// The request with all its headers.
    pub(super) fn finish(&self) -> Result<Request<RequestBody>, Violations> {
        self.draft.finish(self.base(), self.engine.headers(self.endpoint()))
    }

    /// Sends the request, to the URL of a link instead of its own if there is one.
    pub(super) fn send(&self, link: Option<&str>) -> BoxFuture<Outcome> {
        let (engine, endpoint, options) = (self.engine.clone(), self.endpoint(), self.options);
        match self.own_part(link) {
            Ok(request) => Box::pin(async move { Ok(call::call(engine, endpoint, request, options).await?.0) }),
            Err(error) => Box::pin(ready(Err(error))),
        }
    }

    /// Sends the request and leaves the body of the response as a stream.
    pub(super) fn download(&self) -> BoxFuture<Result<Download, Error>> {
        let request = match self.own_part(None) {
            Ok(request) => request,
            Err(error) => return Box::pin(ready(Err(error))),
        };
        let (engine, endpoint, mut options) = (self.engine.clone(), self.endpoint(), self.options);
        options.is_stream = true;
        Box::pin(async move {
            let (head, stream) = call::call(engine.clone(), endpoint, request, options).await?;
            let body = stream.unwrap_or_else(|| Bytes::new().into());
            Ok(Download::new(engine, head, body))
        })
    }

    /// The request without the headers of all requests, which are added when it is sent.
    fn own_part(&self, link: Option<&str>) -> Result<Request<RequestBody>, Error> {
        let mut request = self.draft.finish(self.base(), HeaderMap::new())?;
        if let Some(link) = link {
            *request.uri_mut() = self.base().follow(link, self.engine.settings().rebases_links)?;
        }
        self.engine.mark(&mut request, self.endpoint());
        Ok(request)
    }

    fn base(&self) -> &Base {
        self.engine.settings().base(self.endpoint().host())
    }
}

impl fmt::Debug for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.draft, f)
    }
}

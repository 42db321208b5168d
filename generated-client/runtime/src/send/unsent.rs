//! A request with the engine that will send it.

use std::future::ready;

use bytes::Bytes;
use http::{HeaderMap, Request, Uri};

use crate::call::call::{self, Options, Outcome};
use crate::call::engine::Engine;
use crate::call::error::Error;
use crate::request::base::Base;
use crate::request::draft::Draft;
use crate::request::endpoint::Endpoint;
use crate::request::violations::Violations;
use crate::send::download::Download;
use crate::send::part::Part;
use octoscribe_transport::{BoxFuture, RequestBody};

/// A request under construction, the engine that will send it, and its options.
#[derive(Clone)]
pub(super) struct Unsent {
    engine: Engine,
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
        self.draft.endpoint()
    }

    /// The request with all its headers.
    pub(super) fn finish(&self) -> Result<Request<RequestBody>, Violations> {
        let mut request = self.draft.finish(self.base(), self.engine.headers(self.endpoint()))?;
        self.redirect(&mut request);
        Ok(request)
    }

    /// Sends the request, to the URL of a link instead of its own if there is one.
    pub(super) fn send(&self, link: Option<&str>) -> BoxFuture<Outcome> {
        let (engine, endpoint, options) = (self.engine.clone(), self.endpoint(), self.options);
        match self.own_part(link) {
            Ok(request) => Box::pin(call::call(engine, endpoint, request, options)),
            Err(error) => Box::pin(ready(Err(error))),
        }
    }

    /// Sends the request and leaves the body of the response as a stream.
    pub(super) fn download(&self, part: &Part) -> BoxFuture<Result<Download, Error>> {
        let mut request = match self.own_part(None) {
            Ok(request) => request,
            Err(error) => return Box::pin(ready(Err(error))),
        };
        part.request(request.headers_mut());
        let part = part.clone();
        let (engine, endpoint, mut options) = (self.engine.clone(), self.endpoint(), self.options);
        options.is_stream = true;
        Box::pin(async move {
            let (head, stream) = call::call(engine.clone(), endpoint, request, options).await?;
            let body = stream.unwrap_or_else(|| Bytes::new().into());
            let offset = part.offset_of(&head)?;
            Ok(Download::new(engine, head, body, offset))
        })
    }

    /// The request without the headers of all requests, which are added when it is sent.
    fn own_part(&self, link: Option<&str>) -> Result<Request<RequestBody>, Error> {
        let mut request = self.draft.finish(self.base(), HeaderMap::new())?;
        self.redirect(&mut request);
        if let Some(link) = link {
            *request.uri_mut() = self.base().follow(link, self.engine.settings().rebases_links)?;
        }
        self.engine.mark(&mut request, self.endpoint());
        Ok(request)
    }

    fn redirect(&self, request: &mut Request<RequestBody>) {
        if let Some(url) = &self.url {
            request.uri_mut().clone_from(url);
        }
    }

    fn base(&self) -> &Base {
        self.engine.settings().base(self.endpoint().host)
    }
}

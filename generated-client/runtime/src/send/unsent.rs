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
use crate::send::pending::Progress;
use crate::transport::{BoxFuture, RequestBody};

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

    /// Begins to send the request, unless it is invalid.
    pub(super) fn start(&self) -> Progress {
        match self.own_part() {
            Ok(request) => self.send(request),
            Err(violations) => Progress::Failed(violations.into()),
        }
    }

    /// Begins to send the request to the URL of another page, unless one of both is invalid.
    pub(super) fn start_at(&self, link: &str) -> Progress {
        match (self.own_part(), self.base().follow(link)) {
            (Ok(mut request), Ok(uri)) => {
                *request.uri_mut() = uri;
                self.send(request)
            }
            (Err(violations), _) => Progress::Failed(violations.into()),
            (_, Err(error)) => Progress::Failed(error.into()),
        }
    }

    /// Sends the request and leaves the body of the response as a stream.
    pub(super) fn download(&self) -> BoxFuture<Result<Download, Error>> {
        let request = match self.own_part() {
            Ok(request) => request,
            Err(violations) => return Box::pin(ready(Err(violations.into()))),
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
    fn own_part(&self) -> Result<Request<RequestBody>, Violations> {
        let mut request = self.draft.finish(self.base(), HeaderMap::new())?;
        self.engine.mark(&mut request, self.endpoint());
        Ok(request)
    }

    fn send(&self, request: Request<RequestBody>) -> Progress {
        Progress::Pending(Box::pin(call::call(
            self.engine.clone(),
            self.endpoint(),
            request,
            self.options,
        )))
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

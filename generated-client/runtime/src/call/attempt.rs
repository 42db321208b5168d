//! One attempt of a call: a request, the redirects that follow, the response.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use bytes::Bytes;
use http::response::Parts;
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};

use crate::call::authorization::Authorization;
use crate::call::cache::{Cache, CachedResponse, Lookup, look_up};
use crate::call::engine::Engine;
use crate::call::error::Error;
use crate::call::hooks;
use crate::call::redirect::{self, MAX_REDIRECTS, Step};
use crate::request::endpoint::Endpoint;
use crate::response::collect::{SizeError, collect};
#[cfg(feature = "gzip")]
use crate::response::gzip;
use octoscribe_transport::{RequestBody, ResponseBody, TransportError};

/// Bytes that are read of the body of an error: it is parsed as a whole, which takes many times its size.
const MAX_ERROR_SIZE: usize = 256 << 10;

/// A request that is sent, until the head of its response.
type Sent<'s> = Pin<Box<dyn Future<Output = Result<Response<ResponseBody>, TransportError>> + Send + 's>>;

/// The response to an attempt.
#[derive(Default)]
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The body, unless it is a stream.
    pub(crate) body: Bytes,
    /// The body until it is read.
    pub(crate) stream: Option<ResponseBody>,
    /// The cache's result, unless the request was redirected.
    lookup: Option<Box<Lookup>>,
    /// Whether it comes from the origin of the request. Other origins know nothing of GitHub's limits.
    pub(crate) is_home: bool,
    /// Whether the body comes from the cache.
    pub(crate) is_cached: bool,
    /// Whether the request was refused for a limit.
    pub(crate) is_refused: bool,
    /// Whether the token was rejected because it is too new.
    pub(crate) is_too_fresh: bool,
    /// The bytes received of a compressed body.
    pub(crate) compressed: Option<Arc<AtomicU64>>,
    /// Why a redirect was not followed.
    pub(crate) not_followed: Option<&'static str>,
}

/// An attempt of a call.
pub(crate) struct Attempt<'c> {
    pub(crate) engine: &'c Engine,
    pub(crate) endpoint: &'static Endpoint,
    /// The request without the client's headers, authorization and conditions.
    pub(crate) request: &'c Request<RequestBody>,
    /// Whether the body of a success is left unread.
    pub(crate) is_stream: bool,
    /// Whether the call can wait until the server knows a fresh token.
    pub(crate) may_wait: bool,
}

impl Attempt<'_> {
    /// Sends the request; returns the response without its body. Follows redirects, and renews credentials that are rejected when
    /// `may_renew` allows it.
    pub(crate) async fn head(&self, may_renew: &mut bool) -> Result<Received, Error> {
        let (mut call, mut authorization, mut lookup) = self.begin().await?;
        let (mut redirects, mut is_home) = (0, true);
        // The target of the last redirect. In a box like everything that is rare: the future of a call is as large as the largest inside.
        let mut target: Option<Box<Uri>> = None;
        loop {
            let received = call.await.map_err(|error| match &target {
                Some(to) => Error::Transport(error).in_call(self.endpoint, to),
                None => error.into(),
            });
            let (mut parts, body) = received?.into_parts();
            let is_too_fresh = is_home && self.may_wait && self.is_too_fresh(authorization.as_ref(), parts.status);
            if is_home && !is_too_fresh && *may_renew && self.is_rejected(authorization.as_ref(), &parts) {
                *may_renew = false;
                target = None;
                (call, authorization, lookup) = self.begin().await?;
                continue;
            }
            let from = target.as_deref().unwrap_or(self.request.uri());
            let not_followed = match redirect::step(self.request.method(), from, parts.status, &parts.headers) {
                Step::Follow(to) if redirects < MAX_REDIRECTS && self.request.body().is_sendable() => {
                    redirects += 1;
                    is_home &= redirect::is_same_origin(from, &to);
                    target = Some(Box::new(to.clone()));
                    lookup = None;
                    let request = redirect::redirected(self.complete(authorization.as_ref()), to, is_home);
                    call = if is_home {
                        self.send(request)
                    } else {
                        self.engine.transport().call(request)
                    };
                    continue;
                }
                Step::Follow(_) if redirects == MAX_REDIRECTS => Some("too many redirects (limit 10)"),
                Step::Follow(_) => Some("redirect of a body that can be sent only once"),
                Step::Refuse(reason) => Some(reason),
                Step::Stay => None,
            };
            let (stream, compressed) = decoded(self.request.method(), &mut parts, body);
            return Ok(Received {
                status: parts.status,
                headers: parts.headers,
                stream: Some(stream),
                compressed,
                lookup,
                is_home,
                is_too_fresh,
                not_followed,
                ..Received::default()
            });
        }
    }

    /// Sends a request to its own host, with the hooks around it.
    fn send(&self, request: Request<RequestBody>) -> Sent<'_> {
        let hooks = &self.engine.settings().hooks;
        if hooks.is_empty() {
            return self.engine.transport().call(request);
        }
        Box::pin(hooks::send(hooks, self.engine.transport(), self.endpoint, request))
    }

    /// Reads the body of the response, unless it is left as a stream.
    pub(crate) async fn read(&self, received: &mut Received) -> Result<(), Error> {
        let is_success = received.status.is_success();
        if self.is_stream && is_success {
            return Ok(());
        }
        if let Some(stream) = received.stream.take() {
            let limit = self.engine.settings().max_body_size;
            let limit = if is_success { limit } else { limit.min(MAX_ERROR_SIZE) };
            let (body, is_cut) = collect(stream, limit).await?;
            if is_cut && is_success {
                let endpoint = self.endpoint.id();
                return Err(Error::TooLarge(SizeError { endpoint, limit }));
            }
            received.body = body;
        }
        let (Some(cache), Some(lookup)) = (self.cache(), received.lookup.take()) else {
            return Ok(());
        };
        if received.status == StatusCode::NOT_MODIFIED
            && let Some(found) = lookup.found
        {
            (received.headers, received.body) = found.renew(&received.headers);
            received.status = StatusCode::OK;
            received.is_cached = true;
        } else if let Some(cached) = CachedResponse::of(received.status, &received.headers, &received.body) {
            cache.put(&lookup.key, cached).await;
        }
        Ok(())
    }

    /// The request with all headers but conditions.
    fn complete(&self, authorization: Option<&Authorization>) -> Request<RequestBody> {
        let mut request = Request::new(self.request.body().clone());
        *request.method_mut() = self.request.method().clone();
        *request.uri_mut() = self.request.uri().clone();
        *request.extensions_mut() = self.request.extensions().clone();
        let headers = request.headers_mut();
        let settings = self.engine.settings();
        headers.clone_from(&settings.headers);
        for (name, value) in self.request.headers() {
            headers.insert(name, value.clone());
        }
        if let Some(authorization) = authorization {
            headers.insert(&settings.credentials, authorization.to_header());
        }
        #[cfg(feature = "gzip")]
        if !self.is_stream {
            gzip::ask(headers);
        }
        request
    }

    /// Sends the request with its authorization, and conditional when its response is cached.
    async fn begin(&self) -> Result<(Sent<'_>, Option<Authorization>, Option<Box<Lookup>>), Error> {
        let authorization = self.engine.authorize(self.endpoint).await?;
        let mut request = self.complete(authorization.as_ref());
        let lookup = match self.cache() {
            Some(cache) => {
                let identity = self.engine.lasting_identity(self.endpoint);
                Box::pin(look_up(cache, &mut request, identity)).await.map(Box::new)
            }
            None => None,
        };
        Ok((self.send(request), authorization, lookup))
    }

    /// The cache; a stream is not cached.
    fn cache(&self) -> Option<&dyn Cache> {
        let cache = self.engine.settings().cache.as_deref();
        cache.filter(|_| !self.is_stream)
    }

    /// Whether the credentials were rejected because they are too new.
    fn is_too_fresh(&self, authorization: Option<&Authorization>, status: StatusCode) -> bool {
        status == StatusCode::UNAUTHORIZED
            && self.request.body().is_sendable()
            && authorization.is_some_and(|rejected| self.engine.is_fresh(self.endpoint, rejected))
    }

    /// Whether the credentials were rejected and may be renewed.
    fn is_rejected(&self, authorization: Option<&Authorization>, response: &Parts) -> bool {
        response.status == StatusCode::UNAUTHORIZED
            && self.request.body().is_sendable()
            && authorization.is_some_and(|rejected| self.engine.may_renew(self.endpoint, rejected, &response.headers))
    }
}

/// The body as it was before it was compressed, and the bytes received of a compressed one.
#[cfg(feature = "gzip")]
fn decoded(method: &Method, parts: &mut Parts, body: ResponseBody) -> (ResponseBody, Option<Arc<AtomicU64>>) {
    gzip::decode(method, parts.status, &mut parts.headers, body)
}

#[cfg(not(feature = "gzip"))]
fn decoded(_: &Method, _: &mut Parts, body: ResponseBody) -> (ResponseBody, Option<Arc<AtomicU64>>) {
    (body, None)
}

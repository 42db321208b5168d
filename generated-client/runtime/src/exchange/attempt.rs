//! One attempt of a call: a request, the redirections that follow, the answer.

use std::pin::pin;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::response::Parts;
use http::{HeaderMap, HeaderValue, Request, StatusCode};

use super::Call;
use super::cache::{Cache, CachedAnswer, Lookup, look_up};
use super::redirect::{self, MAX_HOPS, Step};
use super::upload::while_moving;
use crate::auth;
use crate::client::BareClient;
use crate::collect::{SizeError, collect};
use crate::endpoint::{Endpoint, Host};
use crate::error::Error;
use crate::transport::{RequestBody, ResponseBody};

/// The answer to an attempt.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The body, unless it is a stream.
    pub(crate) body: Bytes,
    pub(crate) stream: Option<ResponseBody>,
    /// Whether it comes from the origin that the request was sent to first. Others say nothing about GitHub's limits.
    is_home: bool,
    /// Whether the body comes from the cache.
    pub(crate) is_cached: bool,
    /// Whether it is a refusal for a limit.
    pub(crate) is_refused: bool,
    /// Why a redirection was not followed.
    pub(crate) not_followed: Option<&'static str>,
}

/// The head of an answer.
struct Head {
    parts: Parts,
    body: ResponseBody,
    /// What the cache has, unless the request was led elsewhere.
    lookup: Option<Lookup>,
    is_home: bool,
    not_followed: Option<&'static str>,
}

impl Call<'_> {
    /// Sends the request once, within what is left of the call's time.
    ///
    /// # Errors
    ///
    /// When there is no whole answer, or no authorization to send it with.
    pub(super) async fn attempt(&mut self, request: &Request<RequestBody>) -> Result<Answer, Error> {
        self.attempts += 1;
        let (client, shared) = (self.client, self.client.shared());
        // Only an attempt that can be repeated is worth cutting short.
        let can_be_repeated = self.is_repeatable() && self.attempts <= self.retries();
        let is_cut_short = can_be_repeated && !self.is_upload;
        let head_limit = shared.settings.attempt_timeout.filter(|_| is_cut_short);
        let is_stream = self.options.is_stream;
        let sending = Sending {
            client,
            endpoint: self.endpoint,
            request,
            is_stream,
        };
        let sent = client.transport().now();
        let mut answer = if self.is_upload {
            let (transport, limit, body) = (client.transport(), client.timeout(), request.body());
            // In a box: uploads are rare, and would make every call's future as large as theirs.
            let upload = async {
                let head = while_moving(transport, limit, body, sending.head(&mut self.may_renew)).await?;
                while_moving(transport, limit, body, sending.read(head)).await
            };
            Box::pin(upload).await?
        } else {
            let mut time = self.time.begin(head_limit);
            // One after the other, so that their futures have the same place.
            let head = time.head(pin!(sending.head(&mut self.may_renew))).await;
            let outcome = match head {
                Ok(head) => time.rest(pin!(sending.read(head))).await,
                Err(error) => Err(error),
            };
            self.time.end(sent, client.transport().now());
            outcome?
        };
        // Where people log in, there are limits of another kind.
        if answer.is_home && self.endpoint.host() != Host::Web {
            let facts = (answer.status, &answer.headers, &*answer.body);
            let times = (sent, client.transport().now());
            answer.is_refused = shared.limits.learn(self.endpoint.id(), facts, times);
        }
        Ok(answer)
    }
}

/// A request on its way.
struct Sending<'c> {
    client: &'c BareClient,
    endpoint: &'static Endpoint,
    /// Without the client's headers, and without what is told for each attempt anew: the authorization and the conditions.
    request: &'c Request<RequestBody>,
    /// Whether the body of a success is left to be read by the caller.
    is_stream: bool,
}

impl Sending<'_> {
    /// The head of the answer, after redirections, and after another authorization where the first one was refused and that may help.
    async fn head(&self, may_renew: &mut bool) -> Result<Head, Error> {
        let (mut next, mut lookup) = self.prepare().await?;
        let mut authorization = next.headers().get(AUTHORIZATION).cloned();
        let (mut hops, mut is_home) = (0, true);
        loop {
            let from = next.uri().clone();
            let (parts, body) = self.client.transport().call(next).await?.into_parts();
            if is_home && *may_renew && self.is_worth_another(authorization.as_ref(), &parts) {
                *may_renew = false;
                (next, lookup) = self.prepare().await?;
                authorization = next.headers().get(AUTHORIZATION).cloned();
                continue;
            }
            let not_followed = match redirect::step(self.request.method(), &from, parts.status, &parts.headers) {
                Step::Follow(to) if hops < MAX_HOPS && self.request.body().is_sendable() => {
                    hops += 1;
                    is_home &= redirect::is_same_origin(&from, &to);
                    lookup = None;
                    let authorization = authorization.as_ref().filter(|_| is_home);
                    next = redirect::turn(&self.complete(), to, is_home, authorization);
                    continue;
                }
                Step::Follow(_) if hops == MAX_HOPS => Some("the eleventh redirection in a row"),
                Step::Follow(_) => Some("a redirection of a body that can be sent only once"),
                Step::Refuse(reason) => Some(reason),
                Step::Stay => None,
            };
            return Ok(Head {
                parts,
                body,
                lookup,
                is_home,
                not_followed,
            });
        }
    }

    /// The request with all headers that don't depend on the attempt.
    fn complete(&self) -> Request<RequestBody> {
        let mut request = Request::new(self.request.body().clone());
        *request.method_mut() = self.request.method().clone();
        *request.uri_mut() = self.request.uri().clone();
        *request.extensions_mut() = self.request.extensions().clone();
        let headers = request.headers_mut();
        headers.clone_from(self.client.headers());
        for (name, value) in self.request.headers() {
            headers.insert(name, value.clone());
        }
        request
    }

    /// The request with its authorization, and conditional when its answer is kept.
    async fn prepare(&self) -> Result<(Request<RequestBody>, Option<Lookup>), Error> {
        let mut request = self.complete();
        auth::authorize(self.client, self.endpoint, request.headers_mut()).await?;
        let lookup = match self.cache() {
            Some(cache) => look_up(cache, &mut request).await,
            None => None,
        };
        Ok((request, lookup))
    }

    /// Where the answer is kept: a stream nowhere.
    fn cache(&self) -> Option<&dyn Cache> {
        let cache = self.client.shared().settings.cache.as_deref();
        cache.filter(|_| !self.is_stream)
    }

    fn is_worth_another(&self, sent: Option<&HeaderValue>, answer: &Parts) -> bool {
        self.request.body().is_sendable()
            && auth::is_worth_another(self.client, self.endpoint, sent, answer.status, &answer.headers)
    }

    /// The answer with its body.
    async fn read(&self, head: Head) -> Result<Answer, Error> {
        let status = head.parts.status;
        let mut answer = Answer {
            status,
            headers: head.parts.headers,
            body: Bytes::new(),
            stream: None,
            is_home: head.is_home,
            is_cached: false,
            is_refused: false,
            not_followed: head.not_followed,
        };
        if self.is_stream && status.is_success() {
            answer.stream = Some(head.body);
            return Ok(answer);
        }
        let limit = self.client.shared().settings.max_body_size;
        let collected = collect(head.body, limit).await?;
        if collected.is_cut && status.is_success() {
            return Err(SizeError::new(self.endpoint, limit).into());
        }
        answer.body = collected.bytes;
        let (Some(cache), Some(lookup)) = (self.cache(), head.lookup) else {
            return Ok(answer);
        };
        if status == StatusCode::NOT_MODIFIED
            && let Some(found) = lookup.found
        {
            (answer.headers, answer.body) = found.renew(answer.headers);
            answer.status = StatusCode::OK;
            answer.is_cached = true;
        } else if let Some(kept) = CachedAnswer::of(status, &answer.headers, &answer.body) {
            cache.put(&lookup.key, kept).await;
        }
        Ok(answer)
    }
}

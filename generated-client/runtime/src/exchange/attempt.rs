//! One attempt of a call: a request, the redirections that follow, the answer.

use std::pin::pin;

use bytes::Bytes;
use http::response::Parts;
use http::{HeaderMap, Request, StatusCode, Uri};

use super::Call;
use super::cache::{Cache, CachedAnswer, Lookup, look_up};
use super::redirect::{self, MAX_HOPS, Step};
use super::upload::while_moving;
use crate::auth::{self, Caller};
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
    /// The body as long as it has not been read.
    pub(crate) stream: Option<ResponseBody>,
    /// What the cache has, unless the request was led elsewhere.
    lookup: Option<Box<Lookup>>,
    /// Whether it comes from the origin that the request was sent to first. Others say nothing about GitHub's limits.
    is_home: bool,
    /// Whether the body comes from the cache.
    pub(crate) is_cached: bool,
    /// Whether it is a refusal for a limit.
    pub(crate) is_refused: bool,
    /// Why a redirection was not followed.
    pub(crate) not_followed: Option<&'static str>,
}

/// A request that is about to be sent, who makes it, and what the cache has.
type Prepared = (Request<RequestBody>, Caller, Option<Box<Lookup>>);

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
        let outcome = if self.is_upload {
            let (transport, limit, body) = (client.transport(), client.timeout(), request.body());
            // In a box: uploads are rare, and would make every call's future as large as theirs.
            let upload = async {
                let mut answer = while_moving(transport, limit, body, sending.head(&mut self.may_renew)).await?;
                while_moving(transport, limit, body, sending.read(&mut answer)).await?;
                Ok(answer)
            };
            Box::pin(upload).await
        } else {
            let mut time = self.time.begin(head_limit);
            // One after the other, so that their futures have the same place.
            let mut outcome = time.head(pin!(sending.head(&mut self.may_renew))).await;
            let read = match &mut outcome {
                Ok(answer) => time.rest(pin!(sending.read(answer))).await,
                Err(_) => Ok(()),
            };
            read.and(outcome)
        };
        let is_success = matches!(&outcome, Ok(answer) if answer.status.is_success());
        if !is_success && !self.is_upload {
            self.time.end(sent, client.transport().now());
        }
        let mut answer = outcome?;
        // Where people log in, there are limits of another kind.
        if answer.is_home && self.endpoint.host() != Host::Web {
            let facts = (answer.status, &answer.headers, &*answer.body);
            let now = || client.transport().now();
            answer.is_refused = shared.limits.learn(self.endpoint.id(), facts, sent, now);
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
    /// The answer but its body, after redirections, and after another authorization where the first one was refused and that may help.
    async fn head(&self, may_renew: &mut bool) -> Result<Answer, Error> {
        let (request, mut caller, mut lookup) = self.prepare().await?;
        let mut call = self.client.transport().call(request);
        let (mut hops, mut is_home) = (0, true);
        // Where a redirection has led. In a box like all that is rare: every call's future is as large as the largest that it holds.
        let mut from: Option<Box<Uri>> = None;
        loop {
            let (parts, body) = call.await?.into_parts();
            if is_home && *may_renew && self.is_worth_another(&caller, &parts) {
                *may_renew = false;
                from = None;
                let again = self.prepare().await?;
                call = self.client.transport().call(again.0);
                (caller, lookup) = (again.1, again.2);
                continue;
            }
            let at = from.as_deref().unwrap_or(self.request.uri());
            let not_followed = match redirect::step(self.request.method(), at, parts.status, &parts.headers) {
                Step::Follow(to) if hops < MAX_HOPS && self.request.body().is_sendable() => {
                    hops += 1;
                    is_home &= redirect::is_same_origin(at, &to);
                    from = Some(Box::new(to.clone()));
                    lookup = None;
                    let turned = redirect::turn(self.complete(&caller), to, is_home);
                    call = self.client.transport().call(turned);
                    continue;
                }
                Step::Follow(_) if hops == MAX_HOPS => Some("the eleventh redirection in a row"),
                Step::Follow(_) => Some("a redirection of a body that can be sent only once"),
                Step::Refuse(reason) => Some(reason),
                Step::Stay => None,
            };
            return Ok(Answer {
                status: parts.status,
                headers: parts.headers,
                body: Bytes::new(),
                stream: Some(body),
                lookup,
                is_home,
                is_cached: false,
                is_refused: false,
                not_followed,
            });
        }
    }

    /// The request with all its headers but conditions.
    fn complete(&self, caller: &Caller) -> Request<RequestBody> {
        let mut request = Request::new(self.request.body().clone());
        *request.method_mut() = self.request.method().clone();
        *request.uri_mut() = self.request.uri().clone();
        *request.extensions_mut() = self.request.extensions().clone();
        let headers = request.headers_mut();
        headers.clone_from(self.client.headers());
        for (name, value) in self.request.headers() {
            headers.insert(name, value.clone());
        }
        caller.sign(headers);
        request
    }

    /// The request with its authorization, and conditional when its answer is kept. What not every client has is in boxes.
    async fn prepare(&self) -> Result<Prepared, Error> {
        let caller = match auth::known(self.client, self.endpoint) {
            Some(caller) => caller,
            None => Box::pin(auth::ask(self.client, self.endpoint)).await?,
        };
        let request = self.complete(&caller);
        let Some(cache) = self.cache() else {
            return Ok((request, caller, None));
        };
        let (request, lookup) = Box::pin(look_up(cache, request)).await;
        Ok((request, caller, lookup.map(Box::new)))
    }

    /// Where the answer is kept: a stream nowhere.
    fn cache(&self) -> Option<&dyn Cache> {
        let cache = self.client.shared().settings.cache.as_deref();
        cache.filter(|_| !self.is_stream)
    }

    fn is_worth_another(&self, caller: &Caller, answer: &Parts) -> bool {
        answer.status == StatusCode::UNAUTHORIZED
            && self.request.body().is_sendable()
            && auth::is_worth_another(self.client, self.endpoint, caller, &answer.headers)
    }

    /// Reads the answer's body, unless that is left to the caller.
    async fn read(&self, answer: &mut Answer) -> Result<(), Error> {
        let is_success = answer.status.is_success();
        if self.is_stream && is_success {
            return Ok(());
        }
        if let Some(stream) = answer.stream.take() {
            let limit = self.client.shared().settings.max_body_size;
            let collected = collect(stream, limit).await?;
            if collected.is_cut && is_success {
                return Err(SizeError::new(self.endpoint, limit).into());
            }
            answer.body = collected.bytes;
        }
        let (Some(cache), Some(lookup)) = (self.cache(), answer.lookup.take()) else {
            return Ok(());
        };
        if answer.status == StatusCode::NOT_MODIFIED
            && let Some(found) = lookup.found
        {
            (answer.headers, answer.body) = found.renew(std::mem::take(&mut answer.headers));
            answer.status = StatusCode::OK;
            answer.is_cached = true;
        } else if let Some(kept) = CachedAnswer::of(answer.status, &answer.headers, &answer.body) {
            cache.put(&lookup.key, kept).await;
        }
        Ok(())
    }
}

//! One attempt of a call: a request, the redirections that follow, the answer.

use bytes::Bytes;
use http::response::Parts;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;

use super::Call;
use super::cache::{Cache, CachedAnswer, Lookup, look_up};
use super::redirect::{self, MAX_HOPS, Step};
use crate::transport::{RequestBody, ResponseBody, Transport, TransportError};

/// The answer to an attempt.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
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
    /// When there is no whole answer.
    pub(super) async fn attempt(&mut self, request: &Request<RequestBody>) -> Result<Answer, TransportError> {
        self.attempts += 1;
        let (transport, shared) = (self.client.transport(), self.client.shared());
        let sent = transport.now();
        // Only an attempt that can be repeated is worth cutting short.
        let can_be_repeated = self.is_repeatable() && self.attempts <= self.retries();
        let head_limit = shared.settings.attempt_timeout.filter(|_| can_be_repeated);
        let cache = shared.settings.cache.as_deref();
        let head = head(transport, cache, request);
        let mut answer = self.time.run(head_limit, head, |head| read(cache, head)).await?;
        if answer.is_home {
            let facts = (answer.status, &answer.headers, &*answer.body);
            let times = (sent, transport.now());
            answer.is_refused = shared.limits.learn(self.endpoint.id(), facts, times);
        }
        Ok(answer)
    }
}

async fn head(
    transport: &dyn Transport,
    cache: Option<&dyn Cache>,
    request: &Request<RequestBody>,
) -> Result<Head, TransportError> {
    let mut next = request.clone();
    let mut lookup = match cache {
        Some(cache) => look_up(cache, &mut next).await,
        None => None,
    };
    let (mut hops, mut is_home) = (0, true);
    loop {
        let from = next.uri().clone();
        let (parts, body) = transport.call(next).await?.into_parts();
        let not_followed = match redirect::step(request.method(), &from, parts.status, &parts.headers) {
            Step::Follow(to) if hops < MAX_HOPS && request.body().is_sendable() => {
                hops += 1;
                is_home &= redirect::is_same_origin(&from, &to);
                lookup = None;
                next = redirect::turn(request, to, is_home);
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

async fn read(cache: Option<&dyn Cache>, head: Head) -> Result<Answer, TransportError> {
    let mut answer = Answer {
        status: head.parts.status,
        headers: head.parts.headers,
        body: head.body.collect().await?.to_bytes(),
        is_home: head.is_home,
        is_cached: false,
        is_refused: false,
        not_followed: head.not_followed,
    };
    let (Some(cache), Some(lookup)) = (cache, head.lookup) else {
        return Ok(answer);
    };
    if answer.status == StatusCode::NOT_MODIFIED
        && let Some(found) = lookup.found
    {
        (answer.headers, answer.body) = found.renew(answer.headers);
        answer.status = StatusCode::OK;
        answer.is_cached = true;
    } else if let Some(kept) = CachedAnswer::of(answer.status, &answer.headers, &answer.body) {
        cache.put(&lookup.key, kept).await;
    }
    Ok(answer)
}

//! One call: its attempts, the waits between them, and its response.
//!
//! A call waits for exhausted limits, gets a permit, is sent, follows redirects, and is perhaps retried.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Request, StatusCode, Uri};
use jiff::Timestamp;
use tokio::sync::OwnedSemaphorePermit;
use tracing::Span;

use crate::call::attempt::{Attempt, Received};
use crate::call::date::until;
use crate::call::engine::{Engine, State};
use crate::call::error::Error;
use crate::call::refusal::{self, retry_after};
use crate::call::retry;
use crate::call::settings::Settings;
use crate::call::shared::{LimitFacts, SharedAttempt, SharedLimits};
use crate::call::time::{Timer, before, while_moving};
use crate::call::trace;
use crate::call::wait::{LimitError, Wait, WaitReason};
use crate::call::writes::Slot;
use crate::request::endpoint::{Endpoint, Host};
use crate::response::api_error::ApiError;
use crate::response::body::Body;
use crate::response::model::policy::Reading;
use crate::response::response::Response;
use octoscribe_transport::{RequestBody, ResponseBody};

/// How long a call waits in the queue before it reports that.
const QUIET: Duration = Duration::from_secs(1);

/// The number of waits until the server knows a fresh token: 1, 2 and 4 s.
const MAX_FRESH_WAITS: u32 = 3;

/// The route that creates a token for an installation.
pub(crate) const INSTALLATION_TOKEN_ROUTE: &str = "/app/installations/{installation_id}/access_tokens";

/// Options of one request, which override the client's settings.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    /// How strictly the response is read.
    pub(crate) reading: Option<Reading>,
    pub(crate) retries: Option<u32>,
    /// Whether the server may act on the request twice.
    pub(crate) is_idempotent: bool,
    /// Whether the request reads, whatever its method.
    pub(crate) is_read: bool,
    /// Whether the body of a success is left as a stream.
    pub(crate) is_stream: bool,
}

/// A response, and its body when that is left as a stream.
pub(crate) type Outcome = Result<(Response<Body>, Option<ResponseBody>), Error>;

/// Calls an endpoint: sends a request, to which the client's headers are added, and reads the response.
///
/// # Errors
///
/// Every status but success is one.
pub(crate) fn call(
    engine: Engine,
    endpoint: &'static Endpoint,
    request: Request<RequestBody>,
    options: Options,
) -> impl Future<Output = Outcome> {
    let is_upload = request.body().as_bytes().is_none();
    // Not an `async fn`, whose future would hold its arguments twice.
    async move {
        let span = trace::span(endpoint, request.uri());
        let mut call = Call {
            engine: &engine,
            endpoint,
            options,
            is_upload,
            span: &span,
            left: engine.settings().timeout.filter(|_| !is_upload),
            attempts: 0,
            may_renew: true,
            fresh_waits: 0,
            waited: Duration::ZERO,
            held_back: Duration::ZERO,
            shared: None,
        };
        let mut whole = pin!(async {
            let outcome = call.run(&request).await.and_then(|mut received| {
                let stream = received.stream.take();
                Ok((call.conclude(received, request.uri())?, stream))
            });
            let outcome = outcome.map_err(|error| error.in_call(endpoint, request.uri()));
            trace::attempts(call.span, call.attempts, call.waited);
            if let Err(error) = &outcome {
                trace::failure(call.span, error);
            }
            outcome
        });
        // Like `instrument`, without another copy of the future.
        poll_fn(|context| span.in_scope(|| whole.as_mut().poll(context))).await
    }
}

/// A call in flight.
struct Call<'c> {
    engine: &'c Engine,
    endpoint: &'static Endpoint,
    options: Options,
    /// Whether the request's body is a stream, which has no timeout as long as it makes progress.
    is_upload: bool,
    span: &'c Span,
    /// What is left of the call's timeout. Waits for limits don't count.
    left: Option<Duration>,
    /// The number of attempts so far.
    attempts: u32,
    /// Whether rejected credentials may still be renewed.
    may_renew: bool,
    /// The number of waits until the server knows a fresh token.
    fresh_waits: u32,
    /// The time of all waits.
    waited: Duration,
    /// The time of waits for limits, the minimum time between writes, and the queue.
    held_back: Duration,
    /// The attempt in flight, where limits are shared.
    shared: Option<Box<SharedAttempt>>,
}

/// What to do after an attempt.
enum Verdict {
    /// Return its outcome.
    Final,
    /// Send the request again when the limit allows it.
    Refused,
    /// Retry after a wait, which may count as a wait for a limit: it does when the server asked for it, and without a timeout.
    Retry { backoff: Duration, counts: bool },
}

impl<'c> Call<'c> {
    fn state(&self) -> &'c State {
        self.engine.state()
    }

    fn settings(&self) -> &'c Settings {
        self.engine.settings()
    }

    async fn run(&mut self, request: &Request<RequestBody>) -> Result<Received, Error> {
        loop {
            let permit = self.admit().await?;
            let outcome = self.attempt(request).await;
            drop(permit);
            match self.judge(&outcome, request.body().is_sendable()) {
                Verdict::Final => return outcome,
                Verdict::Refused => {}
                Verdict::Retry { backoff, counts } => {
                    let attempts = self.attempts;
                    self.spend(backoff);
                    if counts {
                        self.held_back += backoff;
                    }
                    self.fresh_waits += u32::from(matches!(&outcome, Ok(received) if received.is_too_fresh));
                    self.pause(WaitReason::Retry { attempts }, backoff).await;
                }
            }
        }
    }

    /// Sends the request once, within what is left of the call's timeout.
    async fn attempt(&mut self, request: &Request<RequestBody>) -> Result<Received, Error> {
        self.attempts += 1;
        let (engine, endpoint, is_stream) = (self.engine, self.endpoint, self.options.is_stream);
        let (transport, timeout) = (engine.transport(), self.settings().timeout);
        let attempt = Attempt {
            engine,
            endpoint,
            request,
            is_stream,
            may_wait: self.fresh_wait().is_some(),
        };
        let sent = transport.now();
        let outcome = if self.is_upload {
            // In a box: uploads are rare, and would make the future of every call as large as theirs.
            Box::pin(async {
                let head = attempt.head(&mut self.may_renew);
                let mut received = while_moving(transport, timeout, request.body(), head).await?;
                while_moving(transport, timeout, request.body(), attempt.read(&mut received)).await?;
                Ok(received)
            })
            .await
        } else {
            // Only an attempt that can be retried is worth cutting short.
            let can_retry = self.is_idempotent() && self.attempts <= self.retries();
            let head_limit = self.settings().attempt_timeout.filter(|_| can_retry);
            let mut timer = Timer::start(transport, timeout, self.left, head_limit);
            // One after the other, so that their futures share memory.
            let mut outcome = timer.head(pin!(attempt.head(&mut self.may_renew))).await;
            let read = match &mut outcome {
                Ok(received) => timer.body(pin!(attempt.read(received))).await,
                Err(_) => Ok(()),
            };
            read.and(outcome)
        };
        let is_success = matches!(&outcome, Ok(received) if received.status.is_success());
        if !is_success {
            self.spend(until(transport.now(), sent));
        }
        let outcome = outcome.map(|received| self.learn(received, sent));
        if let (Some(limits), Some(shared)) = (self.shared_limits(), self.shared.take()) {
            let facts = outcome.as_ref().ok().filter(|received| received.is_home);
            let facts = facts.map(|received| {
                let now = transport.now();
                LimitFacts {
                    window: refusal::window(&received.headers, now),
                    pause: self.state().limits.pause(now).filter(|_| received.is_refused),
                }
            });
            Box::pin(limits.finish(&shared, facts)).await;
        }
        outcome
    }

    /// Learns from a response what it says of limits.
    fn learn(&self, mut received: Received, sent: Timestamp) -> Received {
        let endpoint = self.endpoint;
        // The website has limits of another kind.
        if received.is_home && endpoint.host != Host::Web {
            let is_graphql = endpoint.host == Host::Graphql;
            let is_refused = is_graphql && refusal::is_graphql_refusal(&received.body);
            // GraphQL says so with status 200.
            let status = if is_refused {
                StatusCode::TOO_MANY_REQUESTS
            } else {
                received.status
            };
            let facts = (status, &received.headers, &*received.body);
            let limits = &self.state().limits;
            received.is_refused = limits.learn(endpoint.id(), facts, sent, self.engine.now());
        }
        received
    }

    /// What shares the limits with other processes.
    fn shared_limits(&self) -> Option<&'c dyn SharedLimits> {
        let limits = self.engine.settings().shared_limits.as_deref();
        limits.filter(|_| self.settings().heeds_limits && self.endpoint.host != Host::Web)
    }

    /// Asks what shares the limits whether the call may be sent. Returns why and how long it has to wait.
    async fn share(&mut self, limits: &dyn SharedLimits, is_spaced: bool) -> Option<(WaitReason, Duration)> {
        let identity = self.engine.identity()?;
        let attempt = SharedAttempt {
            identity,
            endpoint: self.endpoint.id(),
            number: fastrand::u64(..),
            spacing: if is_spaced {
                self.settings().write_spacing
            } else {
                Duration::ZERO
            },
        };
        let held = limits.admit(&attempt).await;
        if held.is_none() {
            self.shared = Some(Box::new(attempt));
        }
        held
    }

    fn spend(&mut self, duration: Duration) {
        self.left = self.left.map(|left| left.saturating_sub(duration));
    }

    /// Waits until the next attempt may be sent.
    async fn admit(&mut self) -> Result<Option<OwnedSemaphorePermit>, Error> {
        loop {
            if let Some((reason, wait)) = self.limit() {
                // In a box like everything that is rare: the future of a call is as large as the largest inside.
                Box::pin(self.hold(reason, wait)).await?;
                continue;
            }
            let mut slot = None;
            if self.is_spaced() {
                slot = Some(Box::pin(self.reserve_slot()).await?);
                if self.limit().is_some() {
                    // Frees the slot: the writes that wait for one limit must not all be sent at its end.
                    continue;
                }
            }
            let mut permit = Arc::clone(&self.state().permits).try_acquire_owned().ok();
            if permit.is_none() {
                permit = Some(Box::pin(self.queue()).await?);
                if self.limit().is_some() {
                    continue;
                }
            }
            if let Some(limits) = self.shared_limits()
                && let Some((reason, wait)) = Box::pin(self.share(limits, slot.is_some())).await
            {
                // Others may have the slot and the permit meanwhile.
                drop((slot, permit));
                Box::pin(self.hold(reason, wait)).await?;
                continue;
            }
            if let Some(slot) = slot {
                slot.take();
            }
            return Ok(permit);
        }
    }

    /// The limit that holds the call back now.
    fn limit(&self) -> Option<(WaitReason, Duration)> {
        if !self.settings().heeds_limits {
            return None;
        }
        self.state().limits.wait(self.endpoint.id(), || self.engine.now())
    }

    /// Waits for a limit. Short waits, such as those for attempts in flight, are not reported.
    async fn hold(&mut self, reason: WaitReason, wait: Duration) -> Result<(), Error> {
        let Some(slack) = self.patience().checked_sub(wait) else {
            return Err(self.limited(reason, wait));
        };
        // Spreads the calls that wait for the same limit.
        let spread = wait.min(QUIET / 2).as_millis().max(1);
        let spread = Duration::from_millis(fastrand::u64(0..u64::try_from(spread).unwrap_or(1)));
        let wait = wait + spread.min(slack);
        self.held_back += wait;
        if wait < QUIET {
            self.waited = self.waited.saturating_add(wait);
            self.engine.transport().sleep(wait).await;
        } else {
            self.pause(reason, wait).await;
        }
        Ok(())
    }

    /// Waits for a slot among the writes.
    async fn reserve_slot(&mut self) -> Result<Slot<'c>, Error> {
        let spacing = self.settings().write_spacing;
        let reserved = self.state().writes.reserve(spacing, self.patience(), self.engine.now());
        let (slot, wait) = reserved.map_err(|wait| self.limited(WaitReason::WriteSpacing, wait))?;
        if !wait.is_zero() {
            self.held_back += wait;
            self.pause(WaitReason::WriteSpacing, wait).await;
        }
        Ok(slot)
    }

    /// Waits for a permit. Short waits are usual; longer ones are reported.
    async fn queue(&mut self) -> Result<OwnedSemaphorePermit, Error> {
        let (transport, patience) = (self.engine.transport(), self.patience());
        let limit = self.settings().concurrency;
        let began = transport.now();
        let quiet = patience.min(QUIET);
        let mut acquired = pin!(Arc::clone(&self.state().permits).acquire_owned());
        let mut permit = before(&mut Some(transport.sleep(quiet)), acquired.as_mut()).await;
        if permit.is_none() && quiet < patience {
            let rest = patience.saturating_sub(quiet);
            self.report(WaitReason::Queue { limit }, rest);
            permit = before(&mut Some(transport.sleep(rest)), acquired).await;
        }
        let waited = until(transport.now(), began);
        self.held_back += waited;
        self.waited = self.waited.saturating_add(waited);
        // The semaphore is never closed.
        let permit = permit.and_then(Result::ok);
        permit.ok_or_else(|| self.limited(WaitReason::Queue { limit }, waited))
    }

    fn limited(&self, reason: WaitReason, wait: Duration) -> Error {
        let endpoint = self.endpoint.id();
        Error::Limited(Box::new(LimitError { endpoint, reason, wait }))
    }

    /// How long the call may still be held back.
    fn patience(&self) -> Duration {
        self.settings().max_wait.saturating_sub(self.held_back)
    }

    async fn pause(&mut self, reason: WaitReason, duration: Duration) {
        self.report(reason, duration);
        self.waited = self.waited.saturating_add(duration);
        self.engine.transport().sleep(duration).await;
    }

    fn report(&self, reason: WaitReason, duration: Duration) {
        let wait = Wait {
            endpoint: self.endpoint,
            reason,
            duration,
        };
        trace::wait(&wait);
        if let Some(callback) = &self.settings().on_wait {
            callback(&wait);
        }
    }

    fn judge(&self, outcome: &Result<Received, Error>, is_sendable: bool) -> Verdict {
        if let Ok(received) = outcome
            && received.is_too_fresh
            && let Some(backoff) = self.fresh_wait()
        {
            return Verdict::Retry { backoff, counts: true };
        }
        let budget = &self.state().retries;
        let refused = match outcome {
            Ok(received) if received.status.is_success() && !received.is_refused => {
                budget.give_back(self.attempts > 1);
                return Verdict::Final;
            }
            Ok(received) => received.is_refused,
            Err(Error::Transport(error)) if !error.is_permanent() => false,
            Err(_) => return Verdict::Final,
        };
        let retries = self.retries();
        if self.attempts > retries || !is_sendable || (refused && !self.settings().heeds_limits) {
            return Verdict::Final;
        }
        if refused && let Some((_, wait)) = self.limit() {
            return if wait <= self.patience() {
                Verdict::Refused
            } else {
                Verdict::Final
            };
        }
        let is_unseen = refused || matches!(outcome, Err(Error::Transport(error)) if error.is_unprocessed());
        let is_transient = outcome
            .as_ref()
            .map_or(true, |received| retry::is_transient(received.status));
        let may_retry = is_unseen || (is_transient && self.is_idempotent());
        if !may_retry {
            return Verdict::Final;
        }
        let received = outcome.as_ref().ok();
        let asked_for = received.and_then(|received| retry_after(&received.headers, self.engine.now()));
        let backoff = retry::backoff(self.attempts).max(asked_for.unwrap_or_default());
        let counts = self.left.is_none() || asked_for.is_some();
        let in_time = self.left.is_none_or(|left| backoff < left) && (!counts || backoff <= self.patience());
        if in_time && budget.take() {
            Verdict::Retry { backoff, counts }
        } else {
            Verdict::Final
        }
    }

    /// The next wait until the server knows a fresh token, if there is time for it.
    fn fresh_wait(&self) -> Option<Duration> {
        let wait = Duration::from_secs(1 << self.fresh_waits.min(MAX_FRESH_WAITS));
        let may_wait = self.fresh_waits < MAX_FRESH_WAITS && self.retries() > 0 && wait <= self.patience();
        (may_wait && self.left.is_none_or(|left| wait < left)).then_some(wait)
    }

    fn retries(&self) -> u32 {
        self.options.retries.unwrap_or(self.settings().retries)
    }

    /// Whether the minimum time between writes applies. OAuth and creating a token for an installation don't count as writes.
    fn is_spaced(&self) -> bool {
        self.is_write()
            && !self.settings().write_spacing.is_zero()
            && self.endpoint.host != Host::Web
            && self.endpoint.path() != INSTALLATION_TOKEN_ROUTE
    }

    fn is_write(&self) -> bool {
        !self.options.is_read && !matches!(*self.endpoint.method(), Method::GET | Method::HEAD)
    }

    /// Whether the server may act on the call twice.
    fn is_idempotent(&self) -> bool {
        self.options.is_idempotent || !self.is_write()
    }

    /// Turns the final response into the outcome of the call.
    fn conclude(&self, received: Received, uri: &Uri) -> Result<Response<Body>, Error> {
        let Received { status, headers, .. } = received;
        trace::response(self.span, status.as_u16(), &headers, received.is_cached);
        trace::deprecation(&self.state().reported, self.endpoint, &headers);
        let mut body = Body::new(self.endpoint.id(), status, &headers, received.body).of_call(
            uri.authority().cloned(),
            self.endpoint.success,
            Arc::clone(&self.state().reported),
        );
        body.set_reading(self.options.reading.unwrap_or(self.settings().reading));
        let response = Response::new(status, headers, body, received.is_cached, received.compressed);
        if status.is_success() {
            Ok(response)
        } else {
            let error = ApiError::new(self.endpoint, response, received.not_followed);
            Err(Error::Api(Box::new(error)))
        }
    }
}

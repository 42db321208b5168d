//! One call: its attempts, the waits between them, and its answer.
//!
//! A call is held back while a limit is used up, enters the gate, is sent, led on by redirections, and perhaps repeated.

mod attempt;
pub(crate) mod cache;
mod gate;
mod limits;
pub(crate) mod memory_cache;
mod redirect;
mod refusal;
mod retry;
pub(crate) mod settings;
mod time;
mod trace;
mod upload;
pub(crate) mod wait;
mod writes;

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::Bytes;
use futures_channel::oneshot;
use http::Method;
use tracing::Span;

use self::attempt::Answer;
use self::gate::{Gate, Permit, Place};
use self::limits::Limits;
use self::refusal::retry_after;
use self::settings::Settings;
use self::time::before;
use self::trace::Notices;
use self::wait::{Wait, WaitReason};
use self::writes::{WritePlace, Writes};
use crate::auth;
use crate::body::Body;
use crate::client::BareClient;
use crate::date::until;
use crate::download::Download;
use crate::endpoint::{Endpoint, Host};
use crate::error::{ApiError, Error, LimitError};
use crate::response::Response;
use crate::transport::{RequestBody, ResponseBody};

/// How long a call waits in the queue before it tells of it.
const QUIET: Duration = Duration::from_secs(1);

/// What all clones of a client share for their calls.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    limits: Limits,
    writes: Writes,
    gate: Gate,
    retries: retry::Budget,
    notices: Notices,
}

impl Shared {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            limits: Limits::default(),
            writes: Writes::default(),
            gate: Gate::new(settings.concurrency),
            retries: retry::Budget::default(),
            notices: Notices::default(),
            settings,
        }
    }
}

/// What one request wants otherwise than the client's settings say.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    /// Answers are taken that aren't what the docs say.
    pub(crate) is_lenient: bool,
    pub(crate) retries: Option<u32>,
    /// The caller says that it does no harm when the server acts on it twice.
    pub(crate) is_repeatable: bool,
    /// The body of a success is read by the caller.
    pub(crate) is_stream: bool,
}

/// An answer, and its body where that is left to the caller as a stream.
pub(crate) type Outcome = Result<(Response<Body>, Option<ResponseBody>), Error>;

/// Sends a request, whose headers are those besides the client's, and reads the answer.
///
/// # Errors
///
/// [`Error::Transport`], [`Error::Limited`], or [`Error::Api`] for every status but success.
pub(crate) fn exchange(
    client: BareClient,
    endpoint: &'static Endpoint,
    request: http::Request<RequestBody>,
    options: Options,
) -> impl Future<Output = Outcome> {
    let is_upload = request.body().as_bytes().is_none();
    // Not an `async fn`, which would have room for its arguments twice.
    async move {
        let span = trace::span(endpoint);
        let mut call = Call::new(&client, endpoint, options, is_upload, &span);
        let mut whole = pin!(async {
            let outcome = call.run(&request).await.and_then(|mut answer| {
                let stream = answer.stream.take();
                Ok((call.conclude(answer)?, stream))
            });
            trace::attempts(call.span, call.attempts, call.waited);
            if let Err(error) = &outcome {
                trace::failure(call.span, error);
            }
            outcome
        });
        // What `instrument` does, without another copy of the future.
        poll_fn(|context| span.in_scope(|| whole.as_mut().poll(context))).await
    }
}

/// Sends a request, and leaves the body of the answer to the caller.
///
/// # Errors
///
/// As [`exchange`].
pub(crate) async fn download(
    client: BareClient,
    endpoint: &'static Endpoint,
    request: http::Request<RequestBody>,
    mut options: Options,
) -> Result<Download, Error> {
    options.is_stream = true;
    let (head, stream) = exchange(client.clone(), endpoint, request, options).await?;
    let body = stream.unwrap_or_else(|| Bytes::new().into());
    Ok(Download::new(client, head.without_body(), body))
}

/// A call that is under way.
struct Call<'c> {
    client: &'c BareClient,
    endpoint: &'static Endpoint,
    options: Options,
    /// Whether the request's body is a stream: then what counts is that it moves.
    is_upload: bool,
    span: &'c Span,
    time: time::Budget<'c>,
    /// Attempts begun.
    attempts: u32,
    /// Whether another authorization may still be asked for after one was refused.
    may_renew: bool,
    /// All waits together.
    waited: Duration,
    /// How long it has been held back: by limits, the distance between writes, and the queue.
    held_back: Duration,
}

/// What follows from the outcome of an attempt.
enum Verdict {
    /// It is the call's outcome.
    Final,
    /// The server has refused it for a limit: it is sent again when the limit allows it.
    Refused,
    /// It is sent again after a while.
    Repeat(Duration),
}

impl<'c> Call<'c> {
    fn new(
        client: &'c BareClient,
        endpoint: &'static Endpoint,
        options: Options,
        is_upload: bool,
        span: &'c Span,
    ) -> Self {
        let limit = client.timeout().filter(|_| !is_upload);
        Self {
            client,
            endpoint,
            options,
            is_upload,
            span,
            time: time::Budget::new(client.transport(), limit),
            attempts: 0,
            may_renew: true,
            waited: Duration::ZERO,
            held_back: Duration::ZERO,
        }
    }

    fn shared(&self) -> &'c Shared {
        self.client.shared()
    }

    fn settings(&self) -> &'c Settings {
        &self.shared().settings
    }

    async fn run(&mut self, request: &http::Request<RequestBody>) -> Result<Answer, Error> {
        loop {
            let permit = self.admit().await?;
            let outcome = self.attempt(request).await;
            drop(permit);
            match self.judge(&outcome, request.body().is_sendable()) {
                Verdict::Final => return outcome,
                Verdict::Refused => {}
                Verdict::Repeat(backoff) => {
                    let attempts = self.attempts;
                    self.time.spend(backoff);
                    self.pause(WaitReason::Retry { attempts }, backoff).await;
                }
            }
        }
    }

    /// Waits until the next attempt may be sent.
    async fn admit(&mut self) -> Result<Permit, Error> {
        loop {
            if self.limit().is_some() {
                // In a box like all that is rare: every call's future is as large as the largest that it holds.
                Box::pin(self.hold_back()).await?;
            }
            let mut place = None;
            if self.is_spaced() {
                place = Some(Box::pin(self.write_place()).await?);
                if self.limit().is_some() {
                    // The place is given back: those that wait for one limit must not all go at its end.
                    continue;
                }
            }
            let permit = match self.shared().gate.enter() {
                Place::Free(permit) => permit,
                Place::Queued(promise) => {
                    let permit = Box::pin(self.queue(promise)).await?;
                    if self.limit().is_some() {
                        continue;
                    }
                    permit
                }
            };
            if let Some(place) = place {
                place.take();
            }
            return Ok(permit);
        }
    }

    /// The limit that holds this call back at this moment.
    fn limit(&self) -> Option<(WaitReason, Duration)> {
        if !self.settings().heeds_limits || !self.shared().limits.may_hold_back() {
            return None;
        }
        let now = self.client.transport().now();
        self.shared().limits.wait(self.endpoint.id(), now)
    }

    async fn hold_back(&mut self) -> Result<(), Error> {
        while let Some((reason, wait)) = self.limit() {
            let Some(slack) = self.patience().checked_sub(wait) else {
                return Err(LimitError::new(self.endpoint.id(), reason, wait).into());
            };
            // Those that were held back together don't come back together.
            let wait = wait + Duration::from_millis(fastrand::u64(0..500)).min(slack);
            self.held_back += wait;
            self.pause(reason, wait).await;
        }
        Ok(())
    }

    /// Waits for a place among the writes.
    async fn write_place(&mut self) -> Result<WritePlace<'c>, Error> {
        let (settings, transport) = (self.settings(), self.client.transport());
        let places = &self.shared().writes;
        let taken = places.reserve(settings.write_spacing, self.patience(), transport.now());
        let (place, wait) =
            taken.map_err(|wait| LimitError::new(self.endpoint.id(), WaitReason::WriteSpacing, wait))?;
        if !wait.is_zero() {
            self.held_back += wait;
            self.pause(WaitReason::WriteSpacing, wait).await;
        }
        Ok(place)
    }

    /// Waits for a permit. Short waits of this kind are a usual thing; a longer one is told of.
    async fn queue(&mut self, mut promise: oneshot::Receiver<Permit>) -> Result<Permit, Error> {
        let (transport, patience) = (self.client.transport(), self.patience());
        let began = transport.now();
        let quiet = patience.min(QUIET);
        let mut permit = before(&mut Some(transport.sleep(quiet)), Pin::new(&mut promise)).await;
        if permit.is_none() && quiet < patience {
            self.tell(WaitReason::Queue, patience.saturating_sub(quiet));
            let rest = transport.sleep(patience.saturating_sub(quiet));
            permit = before(&mut Some(rest), Pin::new(&mut promise)).await;
        }
        let waited = until(transport.now(), began);
        self.held_back += waited;
        self.waited = self.waited.saturating_add(waited);
        // The sender is dropped only with the gate, which this call's client holds.
        let permit = permit.and_then(Result::ok);
        permit.ok_or_else(|| LimitError::new(self.endpoint.id(), WaitReason::Queue, waited).into())
    }

    /// How long the call may still be held back.
    fn patience(&self) -> Duration {
        self.settings().max_wait.saturating_sub(self.held_back)
    }

    async fn pause(&mut self, reason: WaitReason, duration: Duration) {
        self.tell(reason, duration);
        self.waited = self.waited.saturating_add(duration);
        self.client.transport().sleep(duration).await;
    }

    fn tell(&self, reason: WaitReason, duration: Duration) {
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

    fn judge(&self, outcome: &Result<Answer, Error>, is_sendable: bool) -> Verdict {
        let shared = self.shared();
        let refused = match outcome {
            Ok(answer) if answer.status.is_success() => {
                shared.retries.give_back(self.attempts > 1);
                return Verdict::Final;
            }
            Ok(answer) => answer.is_refused,
            Err(Error::Transport(error)) if !error.is_refused() => false,
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
        let is_unseen = refused || matches!(outcome, Err(Error::Transport(error)) if error.is_connect());
        let is_passing = outcome.as_ref().is_ok_and(|answer| retry::is_passing(answer.status));
        let may_be_repeated = is_unseen || (self.is_repeatable() && (is_passing || outcome.is_err()));
        if !may_be_repeated {
            return Verdict::Final;
        }
        let asked_for = outcome.as_ref().ok().and_then(|answer| {
            let now = self.client.transport().now();
            retry_after(&answer.headers, now)
        });
        let backoff = retry::backoff(self.attempts).max(asked_for.unwrap_or_default());
        if self.time.has(backoff) && shared.retries.take() {
            Verdict::Repeat(backoff)
        } else {
            Verdict::Final
        }
    }

    fn retries(&self) -> u32 {
        self.options.retries.unwrap_or(self.settings().retries)
    }

    /// Whether the call keeps a distance from others. Logging in and fetching an installation's token write nothing.
    fn is_spaced(&self) -> bool {
        self.is_write()
            && !self.settings().write_spacing.is_zero()
            && self.endpoint.host() != Host::Web
            && self.endpoint.path() != auth::TOKEN_ROUTE
    }

    fn is_write(&self) -> bool {
        !matches!(*self.endpoint.method(), Method::GET | Method::HEAD)
    }

    /// Whether the server may act on the call twice.
    fn is_repeatable(&self) -> bool {
        self.options.is_repeatable || !self.is_write()
    }

    /// What the caller gets for an answer.
    fn conclude(&self, answer: Answer) -> Result<Response<Body>, Error> {
        trace::answer(self.span, answer.status.as_u16(), &answer.headers, answer.is_cached);
        self.shared().notices.read(self.endpoint, &answer.headers);
        let body = Body::new(self.endpoint.id(), answer.status, &answer.headers, answer.body);
        let mut response = Response::new(answer.status, answer.headers, body);
        if self.options.is_lenient {
            response.forgive();
        }
        if answer.is_cached {
            response.mark_cached();
        }
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(ApiError::new(self.endpoint, response, answer.not_followed).into())
        }
    }
}

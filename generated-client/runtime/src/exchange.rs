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

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use tracing::{Instrument, Span};

use self::attempt::Answer;
use self::gate::{Gate, Permit, Place};
use self::limits::Limits;
use self::refusal::retry_after;
use self::settings::Settings;
use self::trace::Notices;
use self::wait::{Wait, WaitReason};
use crate::body::Body;
use crate::client::BareClient;
use crate::download::Download;
use crate::endpoint::{Endpoint, Host};
use crate::error::{ApiError, Error, LimitError};
use crate::response::Response;
use crate::transport::{RequestBody, ResponseBody};

/// What all clones of a client share for their calls.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    limits: Limits,
    gate: Gate,
    retries: retry::Budget,
    notices: Notices,
}

impl Shared {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            limits: Limits::default(),
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

/// Sends a request, whose headers are those besides the client's, and reads the answer.
///
/// # Errors
///
/// [`Error::Transport`], [`Error::Limited`], or [`Error::Api`] for every status but success.
pub(crate) async fn exchange(
    client: BareClient,
    endpoint: &'static Endpoint,
    request: http::Request<RequestBody>,
    options: Options,
) -> Result<Response<Body>, Error> {
    let (response, _) = carry_out(&client, endpoint, &request, options).await?;
    Ok(response)
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
    let (head, stream) = carry_out(&client, endpoint, &request, options).await?;
    let body = stream.unwrap_or_else(|| Bytes::new().into());
    Ok(Download::new(client, head.without_body(), body))
}

/// The answer, and its body where that is a stream.
async fn carry_out(
    client: &BareClient,
    endpoint: &'static Endpoint,
    request: &http::Request<RequestBody>,
    options: Options,
) -> Result<(Response<Body>, Option<ResponseBody>), Error> {
    let span = trace::span(endpoint);
    let is_upload = request.body().as_bytes().is_none();
    let mut call = Call::new(client, endpoint, options, is_upload, span.clone());
    async {
        let outcome = call.run(request).await.and_then(|mut answer| {
            let stream = answer.stream.take();
            Ok((call.conclude(answer)?, stream))
        });
        trace::attempts(&call.span, call.attempts, call.waited);
        if let Err(error) = &outcome {
            trace::failure(&call.span, error);
        }
        outcome
    }
    .instrument(span)
    .await
}

/// A call that is under way.
struct Call<'c> {
    client: &'c BareClient,
    endpoint: &'static Endpoint,
    options: Options,
    /// Whether the request's body is a stream: then what counts is that it moves.
    is_upload: bool,
    span: Span,
    time: time::Budget<'c>,
    /// Attempts begun.
    attempts: u32,
    /// Whether another authorization may still be asked for after one was refused.
    may_renew: bool,
    /// All waits together.
    waited: Duration,
    /// Waits for limits.
    waited_for_limits: Duration,
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
    fn new(client: &'c BareClient, endpoint: &'static Endpoint, options: Options, is_upload: bool, span: Span) -> Self {
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
            waited_for_limits: Duration::ZERO,
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
        let mut has_place = !self.is_spaced() || self.settings().write_spacing.is_zero();
        loop {
            self.hold_back().await?;
            if !has_place {
                has_place = true;
                let (spacing, now) = (self.settings().write_spacing, self.client.transport().now());
                let wait = self.shared().limits.write_place(spacing, now);
                if !wait.is_zero() {
                    self.pause(WaitReason::WriteSpacing, wait).await;
                    continue;
                }
            }
            match self.shared().gate.enter() {
                Place::Free(permit) => return Ok(permit),
                Place::Queued(permit) => {
                    // The sender is dropped only with the gate, which this call's client holds.
                    if let Ok(permit) = permit.await
                        && self.limit().is_none()
                    {
                        return Ok(permit);
                    }
                }
            }
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
            if !self.may_wait(wait) {
                return Err(LimitError::new(self.endpoint.id(), reason, wait).into());
            }
            self.waited_for_limits += wait;
            // Those that were held back together don't come back together.
            self.pause(reason, wait + Duration::from_millis(fastrand::u64(0..500)))
                .await;
        }
        Ok(())
    }

    /// Whether a call may wait so long for a limit.
    fn may_wait(&self, wait: Duration) -> bool {
        self.waited_for_limits.saturating_add(wait) <= self.settings().max_wait
    }

    async fn pause(&mut self, reason: WaitReason, duration: Duration) {
        let wait = Wait {
            endpoint: self.endpoint,
            reason,
            duration,
        };
        trace::wait(&wait);
        if let Some(callback) = &self.settings().on_wait {
            callback(&wait);
        }
        self.waited = self.waited.saturating_add(duration);
        self.client.transport().sleep(duration).await;
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
            return if self.may_wait(wait) {
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
        self.is_write() && self.endpoint.host() != Host::Web && !self.endpoint.path().starts_with("/app/installations/")
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
        trace::answer(&self.span, answer.status.as_u16(), &answer.headers, answer.is_cached);
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

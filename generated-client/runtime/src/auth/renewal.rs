//! Tokens that expire, and their renewal by one call at a time.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::Shared;
use jiff::Timestamp;

use crate::call::authorization::{AuthError, Authorization};
use crate::call::date;
use crate::call::engine::AuthFuture;
use crate::call::error::Error;
use crate::call::shared::SharedToken;
use octoscribe_transport::{BoxFuture, Mutex};

/// How long before its end a token is renewed; at most a quarter of its lifetime.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// How long a valid token is used after its renewal failed, before the next attempt.
const PAUSE: Duration = Duration::from_secs(30);

/// How long a server's machines may take to learn of a new token.
const FRESH: Duration = Duration::from_secs(10);

/// A token, and when it ends by the local clock.
#[derive(Clone, Debug)]
pub(super) struct Token {
    authorization: Authorization,
    born: Timestamp,
    /// When to renew the token, and when it ends.
    times: Option<(Timestamp, Timestamp)>,
}

/// The outcome of a renewal.
pub(super) type Renewal = Result<Token, AuthError>;

/// The error of a renewal whose call failed.
pub(super) fn because(what: &'static str, error: Error) -> AuthError {
    match error {
        // Its message says enough.
        Error::Auth(error) => error,
        error => AuthError::caused(what, error),
    }
}

/// A token that is renewed.
#[derive(Default)]
pub(super) struct Renewable(Mutex<State>);

#[derive(Default)]
struct State {
    token: Option<Token>,
    /// The renewal in flight. When the call that began it is dropped, the next call continues it: the response may be on its way, and a refresh
    /// token works only once.
    renewal: Option<Shared<BoxFuture<Renewal>>>,
    /// The last authorization that was rejected or forgotten: other processes may not know that yet.
    dropped: Option<Authorization>,
    /// Before this time, a valid token is not renewed.
    pause_end: Option<Timestamp>,
}

impl Token {
    /// The token as other processes know it: itself, when it was created, and when it ends.
    pub(super) fn shared(&self) -> Option<SharedToken> {
        let (_, end) = self.times?;
        Some(SharedToken {
            token: self.authorization.token()?,
            created_at: self.born,
            expires_at: end,
        })
    }

    /// A token that another process knows, unless it has to be renewed.
    pub(super) fn from_shared(shared: &SharedToken, now: Timestamp) -> Option<Self> {
        let authorization = Authorization::bearer(&shared.token).ok()?;
        let token = Self::new(authorization, shared.created_at, Some(shared.expires_at));
        token.is_fresh(now).then_some(token)
    }

    pub(super) fn is(&self, authorization: &Authorization) -> bool {
        self.authorization == *authorization
    }

    /// Creates a token. Without an end, it is valid until the server rejects it.
    pub(super) fn new(authorization: Authorization, now: Timestamp, end: Option<Timestamp>) -> Self {
        let times = end.map(|end| {
            let life = Duration::try_from(end.duration_since(now)).unwrap_or_default();
            (date::after(now, life.saturating_sub(MARGIN.min(life / 4))), end)
        });
        Self {
            authorization,
            born: now,
            times,
        }
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        self.times.is_none_or(|(renewal, _)| now < renewal)
    }

    fn is_valid(&self, now: Timestamp) -> bool {
        self.times.is_none_or(|(_, end)| now < end)
    }
}

impl Renewable {
    pub(super) fn new(token: Token) -> Self {
        Self(Mutex::new(State {
            token: Some(token),
            ..State::default()
        }))
    }

    /// Returns a valid authorization: the current one, or the outcome of `renew`, which is given the one that was dropped last. Calls in the meantime wait for the same renewal.
    pub(super) fn authorize<F: Future<Output = Renewal> + Send + 'static>(
        self: &Arc<Self>,
        now: Timestamp,
        renew: impl Fn(Option<Authorization>) -> F + Send + 'static,
    ) -> AuthFuture {
        let this = Arc::clone(self);
        Box::pin(async move {
            let mut has_joined = false;
            loop {
                let (renewal, is_own) = {
                    let mut state = this.0.lock();
                    if let Some(authorization) = state.usable(now) {
                        return Ok(Some(authorization));
                    }
                    let State { renewal, dropped, .. } = &mut *state;
                    let is_own = renewal.is_none();
                    let begin = || this.begin(now, Box::pin(renew(dropped.clone())));
                    (renewal.get_or_insert_with(begin).clone(), is_own)
                };
                match renewal.await {
                    Ok(token) => return Ok(Some(token.authorization)),
                    // It may have failed because its call was dropped long ago.
                    Err(_) if !is_own && !has_joined => has_joined = true,
                    Err(error) => return this.0.lock().usable(now).map(Some).ok_or(error),
                }
            }
        })
    }

    fn begin(self: &Arc<Self>, now: Timestamp, renewal: BoxFuture<Renewal>) -> Shared<BoxFuture<Renewal>> {
        // Weak: the renewal is stored in what it refers to.
        let this = Arc::downgrade(self);
        let renewal: BoxFuture<Renewal> = Box::pin(async move {
            // A panic in it, such as of a callback, must not stay in what later calls wait for.
            let outcome = AssertUnwindSafe(renewal).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|_| Err(AuthError::of("the renewal of the token panicked")));
            if let Some(this) = this.upgrade() {
                this.0.lock().end(&outcome, now);
            }
            outcome
        });
        renewal.shared()
    }

    /// Drops an authorization that was rejected, unless it has been replaced.
    pub(super) fn reject(&self, rejected: &Authorization) {
        let mut state = self.0.lock();
        state.dropped = Some(rejected.clone());
        state.token.take_if(|token| token.is(rejected));
    }

    /// Whether an authorization is the current one, and has just been created.
    pub(super) fn is_fresh(&self, authorization: &Authorization, now: Timestamp) -> bool {
        let state = self.0.lock();
        let token = state.token.as_ref().filter(|token| token.is(authorization));
        token.is_some_and(|token| date::until(now, token.born) < FRESH)
    }

    /// Drops the current authorization.
    pub(super) fn forget(&self) {
        let mut state = self.0.lock();
        if let Some(token) = state.token.take() {
            state.dropped = Some(token.authorization);
        }
    }
}

impl State {
    /// The current authorization, unless it has to be renewed first.
    fn usable(&self, now: Timestamp) -> Option<Authorization> {
        let token = self.token.as_ref()?;
        let is_paused = self.pause_end.is_some_and(|end| now < end);
        let is_usable = token.is_fresh(now) || (is_paused && token.is_valid(now));
        is_usable.then(|| token.authorization.clone())
    }

    fn end(&mut self, outcome: &Renewal, now: Timestamp) {
        self.renewal = None;
        match outcome {
            Ok(token) => {
                self.token = Some(token.clone());
                self.pause_end = None;
            }
            Err(_) => self.pause_end = Some(date::after(now, PAUSE)),
        }
    }
}

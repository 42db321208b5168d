//! Authorizations that expire: kept, and renewed by one call at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::Shared;
use jiff::Timestamp;

use crate::auth::{AuthError, Authorization};
use crate::date;
use crate::transport::BoxFuture;

/// How long before its end an authorization is renewed, unless it lives so short that a quarter of its life is less.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// How long an authorization that is still good is used without another try after it could not be renewed.
const PAUSE: Duration = Duration::from_secs(30);

/// An authorization and its time, by this client's clock.
#[derive(Clone, Debug)]
pub(super) struct Lease {
    authorization: Authorization,
    /// When to renew it, and when it ends.
    times: Option<(Timestamp, Timestamp)>,
}

pub(super) type Outcome = Result<Lease, AuthError>;

/// An authorization that is renewed.
#[derive(Default)]
pub(super) struct Renewable(Mutex<State>);

#[derive(Default)]
struct State {
    lease: Option<Lease>,
    /// The renewal under way. When the call that began it is given up, the next call goes on with it: its answer may be on its way, and a
    /// refresh token works only once.
    renewal: Option<Shared<BoxFuture<Outcome>>>,
    /// Before this, a lease that is still good is not renewed.
    pause_end: Option<Timestamp>,
}

impl Lease {
    /// Without an end, an authorization is good until the server says otherwise.
    pub(super) fn new(authorization: Authorization, now: Timestamp, end: Option<Timestamp>) -> Self {
        let times = end.map(|end| {
            let life = Duration::try_from(end.duration_since(now)).unwrap_or_default();
            (date::after(now, life.saturating_sub(MARGIN.min(life / 4))), end)
        });
        Self { authorization, times }
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        self.times.is_none_or(|(renewal, _)| now < renewal)
    }

    fn is_good(&self, now: Timestamp) -> bool {
        self.times.is_none_or(|(_, end)| now < end)
    }
}

impl Renewable {
    pub(super) fn new(lease: Lease) -> Self {
        Self(Mutex::new(State {
            lease: Some(lease),
            ..State::default()
        }))
    }

    /// An authorization that is good now: the one that is kept, or the outcome of `renew`. Calls that come meanwhile wait for the same one.
    pub(super) async fn get(
        self: Arc<Self>,
        now: Timestamp,
        renew: impl Fn() -> BoxFuture<Outcome>,
    ) -> Result<Authorization, AuthError> {
        let mut has_joined = false;
        loop {
            let (renewal, is_own) = {
                let mut state = self.lock();
                if let Some(authorization) = state.usable(now) {
                    return Ok(authorization);
                }
                match &state.renewal {
                    Some(renewal) => (renewal.clone(), false),
                    None => (state.renewal.insert(self.begin(now, renew())).clone(), true),
                }
            };
            match renewal.await {
                Ok(lease) => return Ok(lease.authorization),
                // It may have been given up long ago, and failed for that.
                Err(_) if !is_own && !has_joined => has_joined = true,
                Err(error) => return self.lock().usable(now).ok_or(error),
            }
        }
    }

    fn begin(self: &Arc<Self>, now: Timestamp, renewal: BoxFuture<Outcome>) -> Shared<BoxFuture<Outcome>> {
        // Weak: this is kept in what it refers to.
        let this = Arc::downgrade(self);
        let renewal: BoxFuture<Outcome> = Box::pin(async move {
            let outcome = renewal.await;
            if let Some(this) = this.upgrade() {
                this.lock().end(&outcome, now);
            }
            outcome
        });
        renewal.shared()
    }

    /// Forgets an authorization that was rejected. Another may be there already.
    pub(super) fn reject(&self, rejected: &Authorization) {
        let mut state = self.lock();
        if state
            .lease
            .as_ref()
            .is_some_and(|lease| lease.authorization == *rejected)
        {
            state.lease = None;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The authorization that is kept, if it doesn't have to be renewed first.
    fn usable(&self, now: Timestamp) -> Option<Authorization> {
        let lease = self.lease.as_ref()?;
        let is_paused = self.pause_end.is_some_and(|end| now < end);
        let is_usable = lease.is_fresh(now) || (is_paused && lease.is_good(now));
        is_usable.then(|| lease.authorization.clone())
    }

    fn end(&mut self, outcome: &Outcome, now: Timestamp) {
        self.renewal = None;
        match outcome {
            Ok(lease) => {
                self.lease = Some(lease.clone());
                self.pause_end = None;
            }
            Err(_) => self.pause_end = Some(date::after(now, PAUSE)),
        }
    }
}

//! Shares the limits, installation tokens and cached responses of `octoscribe` clients in many processes, over Redis.
//!
//! ```no_run
//! use octoscribe::Client;
//! use octoscribe_redis::Redis;
//!
//! # async fn example(token: String, secret: String) -> Result<(), Box<dyn std::error::Error>> {
//! let redis = Redis::connect("redis://127.0.0.1", "my-app", secret).await?;
//! let client = Client::builder()
//!     .token(token)
//!     .shared_limits(redis.clone())
//!     .shared_tokens(redis.clone())
//!     .cache(redis)
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! Keys begin with the prefix, name no token, and expire. Tokens and responses are encrypted (AES-256-GCM) with a key that is derived from
//! the secret: who can read the server, a backup or the connection learns how many calls are left, and nothing else. Without that, a
//! token in Redis would be worth as much as the app's key for an hour.
//!
//! When Redis fails or is slow, each process goes by its own knowledge, and asks again after a second. That is an event of `tracing`, once
//! each way.

mod link;
mod seal;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use link::Link;
use octoscribe_runtime::secrecy::{ExposeSecret, SecretString};
use octoscribe_runtime::transport::BoxFuture;
use octoscribe_runtime::{
    Cache, CacheKey, CachedResponse, Identity, LimitFacts, SharedAttempt, SharedLimits, SharedToken, SharedTokens,
    WaitReason,
};
use redis::{AsyncCommands, Expiry, RedisResult, Script};
use seal::Seal;

pub use redis::RedisError;

/// How long an attempt is taken to be in flight whose end isn't told.
const FLIGHT: Duration = Duration::from_secs(10);
/// How long the renewal of a token may take.
const CLAIM: Duration = Duration::from_secs(10);
/// How long a response is cached that nobody asks for.
const CACHED: Duration = Duration::from_secs(24 * 60 * 60);

/// Shares what clients learn, over one connection. Clones share it and are cheap. It belongs to the Tokio runtime in which it was made.
#[derive(Clone)]
pub struct Redis(Arc<Inner>);

struct Inner {
    link: Link,
    prefix: String,
    seal: Seal,
    admit: Script,
    finish: Script,
}

impl Redis {
    /// Connects to a server. All processes that share something have the same prefix and secret; the secret may be any long random string.
    ///
    /// # Errors
    ///
    /// When the URL is invalid, the secret is shorter than 16 bytes, or the server can't be reached.
    pub async fn connect(
        url: &str,
        prefix: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> Result<Self, RedisError> {
        Ok(Self(Arc::new(Inner {
            seal: Seal::new(&secret.into())?,
            link: Link::connect(url).await?,
            prefix: prefix.into(),
            admit: Script::new(include_str!("admit.lua")),
            finish: Script::new(include_str!("finish.lua")),
        })))
    }

    /// Runs commands; returns `otherwise` when Redis fails.
    fn run<T: Send + 'static, F>(&self, otherwise: T, work: impl FnOnce(Arc<Inner>) -> F) -> BoxFuture<T>
    where
        F: Future<Output = RedisResult<T>> + Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        let work = work(Arc::clone(&inner));
        Box::pin(async move { inner.link.guard(work).await.unwrap_or(otherwise) })
    }
}

impl Inner {
    /// A key; the braces keep what belongs together on one server of a cluster.
    fn key(&self, kind: &str, name: impl fmt::Display) -> String {
        format!("{}:{kind}:{{{name}}}", self.prefix)
    }
}

impl SharedLimits for Redis {
    fn admit(&self, attempt: &SharedAttempt) -> BoxFuture<Option<(WaitReason, Duration)>> {
        let attempt = attempt.clone();
        self.run(None, |inner| async move {
            let mut call = inner.admit.key(inner.key("limits", attempt.identity));
            call.arg(attempt.endpoint).arg(attempt.number);
            call.arg(millis(FLIGHT)).arg(millis(attempt.spacing));
            let verdict: (String, u64, String) = call.invoke_async(&mut inner.link.manager.clone()).await?;
            let (word, wait, resource) = verdict;
            let reason = match word.as_str() {
                "primary" => WaitReason::PrimaryLimit {
                    resource: resource.into(),
                },
                "secondary" => WaitReason::SecondaryLimit,
                "spacing" => WaitReason::WriteSpacing,
                _ => return Ok(None),
            };
            Ok(Some((reason, Duration::from_millis(wait))))
        })
    }

    fn finish(&self, attempt: &SharedAttempt, facts: Option<LimitFacts>) -> BoxFuture<()> {
        let attempt = attempt.clone();
        self.run((), |inner| async move {
            let mut call = inner.finish.key(inner.key("limits", attempt.identity));
            call.arg(attempt.endpoint).arg(attempt.number);
            let facts = facts.unwrap_or_default();
            call.arg(millis(facts.pause.unwrap_or_default()));
            if let Some(window) = facts.window {
                call.arg(window.resource).arg(window.limit).arg(window.remaining);
                call.arg(window.reset).arg(millis(window.left));
            }
            call.invoke_async(&mut inner.link.manager.clone()).await
        })
    }
}

impl SharedTokens for Redis {
    fn get(&self, installation: &Identity) -> BoxFuture<Option<SharedToken>> {
        let installation = *installation;
        self.run(None, move |inner| async move {
            let key = inner.key("token", installation);
            let sealed: Option<Vec<u8>> = inner.link.manager.clone().get(&key).await?;
            Ok(sealed.and_then(|sealed| read_token(&inner.seal.open(&key, sealed)?)))
        })
    }

    fn claim(&self, installation: &Identity) -> BoxFuture<bool> {
        let installation = *installation;
        self.run(true, move |inner| async move {
            let mut claim = redis::cmd("SET");
            claim.arg(inner.key("claim", installation)).arg(1).arg("NX");
            claim.arg("PX").arg(millis(CLAIM));
            let set: Option<String> = claim.query_async(&mut inner.link.manager.clone()).await?;
            Ok(set.is_some())
        })
    }

    fn put(&self, installation: &Identity, token: SharedToken) -> BoxFuture<()> {
        let installation = *installation;
        self.run((), move |inner| async move {
            let key = inner.key("token", installation);
            let Some(sealed) = inner.seal.close(&key, write_token(&token).expose_secret().as_bytes()) else {
                return Ok(());
            };
            let mut pipe = redis::pipe();
            pipe.cmd("SET")
                .arg(&key)
                .arg(sealed)
                .arg("PXAT")
                .arg(token.expires_at.as_millisecond())
                .ignore();
            pipe.cmd("DEL").arg(inner.key("claim", installation)).ignore();
            pipe.query_async(&mut inner.link.manager.clone()).await
        })
    }
}

impl Cache for Redis {
    fn get(&self, key: &CacheKey) -> BoxFuture<Option<CachedResponse>> {
        let key = *key;
        self.run(None, move |inner| async move {
            let key = inner.key("response", key);
            let age = Expiry::PX(millis(CACHED));
            let sealed: Option<Vec<u8>> = inner.link.manager.clone().get_ex(&key, age).await?;
            Ok(sealed.and_then(|sealed| CachedResponse::from_bytes(inner.seal.open(&key, sealed)?)))
        })
    }

    fn put(&self, key: &CacheKey, response: CachedResponse) -> BoxFuture<()> {
        let key = *key;
        self.run((), move |inner| async move {
            let key = inner.key("response", key);
            let Some(sealed) = inner.seal.close(&key, &response.to_bytes()) else {
                return Ok(());
            };
            let mut connection = inner.link.manager.clone();
            connection.pset_ex(&key, sealed, millis(CACHED)).await
        })
    }
}

/// Omits the secret and the URL, which may have a password.
impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis")
            .field("prefix", &self.0.prefix)
            .finish_non_exhaustive()
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A token as it is sealed: when it was created, when it expires, and the token.
fn write_token(token: &SharedToken) -> SecretString {
    let text = token.token.expose_secret();
    SecretString::from(format!("{} {} {text}", token.created_at, token.expires_at))
}

fn read_token(bytes: &[u8]) -> Option<SharedToken> {
    let mut words = std::str::from_utf8(bytes).ok()?.splitn(3, ' ');
    let (created_at, expires_at) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let token = words.next()?.into();
    Some(SharedToken {
        token,
        created_at,
        expires_at,
    })
}

//! What clients in several processes share: limits, which belong to their common credentials, and tokens of installations.

use std::fmt;
use std::time::Duration;

use hmac_sha256::Hash;
use jiff::Timestamp;
use secrecy::SecretString;

use crate::call::wait::WaitReason;
use octoscribe_transport::BoxFuture;

/// Who calls: a digest (SHA-256) of the server and the credentials, which reveals neither. Tokens of the same installation have the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity([u8; 32]);

impl Identity {
    /// The identity of some credentials at a server. `kind` tells texts of different origin apart.
    #[must_use]
    pub fn new(server: &str, kind: &str, text: &str) -> Self {
        Self(digest([server, kind, text].map(str::as_bytes)))
    }

    /// The bytes of the digest.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Displays hexadecimal digits.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({self})")
    }
}

/// A digest of parts, and of their lengths, so that no two lists of parts have the same bytes.
pub(crate) fn digest<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> [u8; 32] {
    let mut hash = Hash::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize()
}

/// Shares rate limits with clients in other processes. Each client still heeds what it learns itself.
///
/// The call's timeout doesn't include these methods. A store that fails or is slow should behave as if there were no limits: each process
/// then goes by its own knowledge.
pub trait SharedLimits: Send + Sync + 'static {
    /// Asks to send an attempt now. Returns why and how long it has to wait before it asks again; `None` when it is sent.
    fn admit(&self, attempt: &SharedAttempt) -> BoxFuture<Option<(WaitReason, Duration)>>;

    /// Ends an attempt that was admitted; without facts when there was no response. An attempt whose end isn't told, since its process died,
    /// should count as ended after some seconds.
    fn finish(&self, attempt: &SharedAttempt, facts: Option<LimitFacts>) -> BoxFuture<()>;
}

/// An attempt of a call, for [`SharedLimits`].
#[derive(Clone, Debug)]
pub struct SharedAttempt {
    /// Who calls.
    pub identity: Identity,
    /// The endpoint's id: `issues.get`.
    pub endpoint: &'static str,
    /// A random number that no other attempt has.
    pub number: u64,
    /// The minimum time to the next write; zero unless the call is a write.
    pub spacing: Duration,
}

/// What a response says of limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitFacts {
    /// The primary limit.
    pub window: Option<LimitWindow>,
    /// The pause after a secondary limit.
    pub pause: Option<Duration>,
}

/// The state of a primary limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitWindow {
    /// The resource: `core`, `search`, ...
    pub resource: String,
    /// The calls of a whole window.
    pub limit: u64,
    /// The calls that are left.
    pub remaining: u64,
    /// When the window ends, in seconds since 1970, which tells windows apart.
    pub reset: i64,
    /// The time until then, by the server's clock.
    pub left: Duration,
}

/// Shares the tokens of installations with clients in other processes.
pub trait SharedTokens: Send + Sync + 'static {
    /// Returns the token of an installation.
    fn get(&self, installation: &Identity) -> BoxFuture<Option<SharedToken>>;

    /// Claims the renewal of a token. Returns false while another client renews it; a claim should expire after some seconds.
    fn claim(&self, installation: &Identity) -> BoxFuture<bool>;

    /// Keeps a new token until it expires, and ends the claim.
    fn put(&self, installation: &Identity, token: SharedToken) -> BoxFuture<()>;
}

/// A token of an installation.
#[derive(Clone, Debug)]
pub struct SharedToken {
    /// The token.
    pub token: SecretString,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

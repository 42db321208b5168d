//! The engine: everything that calls have in common, and the credentials with which they are made.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, Request};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use tokio::sync::Semaphore;

use crate::call::authorization::{AuthError, Authorization};
use crate::call::limits::Limits;
use crate::call::retry;
use crate::call::settings::Settings;
use crate::call::shared::Identity;
use crate::call::writes::Writes;
use crate::request::endpoint::{Endpoint, Host};
use crate::response::model::notes::Reported;
use octoscribe_transport::{BoxFuture, RequestBody, Transport};

/// The beginning of the routes that take the id and secret of an OAuth app.
const OAUTH_APP_ROUTES: &str = "/applications/{client_id}/";

/// Makes the calls of a client: its settings, transport, limits and credentials. Clones share everything and are cheap. A client
/// dereferences to its engine; see [`RequestBuilder`](crate::RequestBuilder).
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    settings: Arc<Settings>,
    transport: Arc<dyn Transport>,
    /// Whether requests carry their endpoint as an extension, for a test double. The built-in transports ignore it.
    is_custom_transport: bool,
    credentials: Credentials,
    /// The engine for the calls of a provider, unless this one has no credentials itself.
    anonymous: Option<Engine>,
    /// Who calls, where it is known.
    identity: Option<Identity>,
    state: State,
}

/// What the calls of an engine learn and share.
pub(crate) struct State {
    pub(crate) limits: Limits,
    pub(crate) writes: Writes,
    /// The permits of attempts in flight.
    pub(crate) permits: Arc<Semaphore>,
    pub(crate) retries: retry::Budget,
    /// What has been reported of responses: deprecations, and differences from the docs.
    pub(crate) reported: Arc<Reported>,
}

impl Engine {
    /// Creates an engine without credentials.
    pub(crate) fn new(settings: Settings, transport: Arc<dyn Transport>, is_custom_transport: bool) -> Self {
        Self(Arc::new(Inner {
            state: State::new(&settings),
            settings: Arc::new(settings),
            transport,
            is_custom_transport,
            credentials: Credentials::default(),
            identity: None,
            anonymous: None,
        }))
    }

    /// An engine with other credentials, but for those of the OAuth app.
    pub(crate) fn with_source(&self, source: Source) -> Self {
        self.with_credentials(source, self.0.credentials.oauth_app.clone())
    }

    /// Creates an engine with the same settings and other credentials, which have limits of their own.
    pub(crate) fn with_credentials(&self, source: Source, oauth_app: Option<Authorization>) -> Self {
        let Inner {
            settings, transport, ..
        } = &*self.0;
        let credentials = Credentials { source, oauth_app };
        Self(Arc::new(Inner {
            state: State::new(settings),
            settings: Arc::clone(settings),
            transport: Arc::clone(transport),
            is_custom_transport: self.0.is_custom_transport,
            identity: credentials.identity(&settings.api.to_string()),
            credentials,
            anonymous: Some(self.anonymous().clone()),
        }))
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    pub(crate) fn state(&self) -> &State {
        &self.0.state
    }

    /// Who calls, where it is known.
    pub(crate) fn identity(&self) -> Option<Identity> {
        self.0.identity
    }

    /// Who calls an endpoint, when a provider says it: its tokens come and go.
    pub(crate) fn lasting_identity(&self, endpoint: &'static Endpoint) -> Option<Identity> {
        self.0.credentials.provider(endpoint)?;
        self.0.identity
    }

    /// The engine without credentials, for the calls of providers.
    fn anonymous(&self) -> &Self {
        self.0.anonymous.as_ref().unwrap_or(self)
    }

    /// Whether there are other clones.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.transport.now()
    }

    /// The headers of all requests to an endpoint, including credentials that never change.
    pub(crate) fn headers(&self, endpoint: &Endpoint) -> HeaderMap {
        let mut headers = self.0.settings.headers.clone();
        if let Some(authorization) = self.0.credentials.fixed(endpoint) {
            headers.insert(&self.0.settings.credentials, authorization.to_header());
        }
        headers
    }

    /// Attaches the endpoint to a request if the transport may look at it.
    pub(crate) fn mark(&self, request: &mut Request<RequestBody>, endpoint: &'static Endpoint) {
        if self.0.is_custom_transport {
            request.extensions_mut().insert(endpoint);
        }
    }

    /// Resolves the credentials for an attempt.
    ///
    /// # Errors
    ///
    /// When the provider fails.
    pub(crate) async fn authorize(&self, endpoint: &'static Endpoint) -> Result<Option<Authorization>, AuthError> {
        match self.provider(endpoint) {
            // In a box like everything that is rare: the future of a call is as large as the largest future inside.
            Some((provider, context)) => Box::pin(provider.authorize(&context)).await,
            None => Ok(self.0.credentials.fixed(endpoint).cloned()),
        }
    }

    /// Whether rejected credentials may be too new for the machine that rejected them.
    pub(crate) fn is_fresh(&self, endpoint: &'static Endpoint, rejected: &Authorization) -> bool {
        self.provider(endpoint)
            .is_some_and(|(provider, context)| provider.is_fresh(rejected, &context))
    }

    /// Whether another attempt may succeed after a response with status 401. To be called once per call at most.
    pub(crate) fn may_renew(&self, endpoint: &'static Endpoint, rejected: &Authorization, headers: &HeaderMap) -> bool {
        self.provider(endpoint)
            .is_some_and(|(provider, context)| provider.rejected(rejected, headers, &context))
    }

    fn provider(&self, endpoint: &'static Endpoint) -> Option<(&dyn AuthProvider, AuthContext<'_>)> {
        let engine = self.anonymous();
        Some((self.0.credentials.provider(endpoint)?, AuthContext { endpoint, engine }))
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl State {
    fn new(settings: &Settings) -> Self {
        Self {
            limits: Limits::default(),
            writes: Writes::default(),
            permits: Arc::new(Semaphore::new(settings.concurrency)),
            retries: retry::Budget::default(),
            reported: Arc::default(),
        }
    }
}

/// The credentials with which calls are made.
#[derive(Clone, Default)]
pub(crate) struct Credentials {
    source: Source,
    /// The id and secret of an OAuth app, for the endpoints that take nothing else.
    oauth_app: Option<Authorization>,
}

#[derive(Clone, Default)]
pub(crate) enum Source {
    #[default]
    None,
    Token(Authorization),
    Provider(Arc<dyn AuthProvider>),
}

impl Credentials {
    /// Forgets a token that a provider keeps.
    pub(crate) fn forget(&self) {
        if let Source::Provider(provider) = &self.source {
            provider.forget();
        }
    }

    /// Who calls a server, where it is known.
    fn identity(&self, server: &str) -> Option<Identity> {
        match &self.source {
            Source::None => None,
            Source::Token(token) => Some(Identity::new(server, "token", token.token()?.expose_secret())),
            Source::Provider(provider) => Some(Identity::new(server, "provider", &provider.identity()?)),
        }
    }

    /// The kind, for `Debug`.
    pub(crate) fn kind(&self) -> &'static str {
        match self.source {
            Source::None => "none",
            Source::Token(_) => "token",
            Source::Provider(_) => "provider",
        }
    }

    /// The provider, if it must be asked for calls to an endpoint.
    fn provider(&self, endpoint: &Endpoint) -> Option<&dyn AuthProvider> {
        match &self.source {
            Source::Provider(provider) if endpoint.host != Host::Web && !self.is_for_oauth_app(endpoint) => {
                Some(&**provider)
            }
            _ => None,
        }
    }

    /// The authorization for an endpoint, unless a provider must be asked.
    fn fixed(&self, endpoint: &Endpoint) -> Option<&Authorization> {
        match &self.source {
            _ if endpoint.host == Host::Web => None,
            _ if self.is_for_oauth_app(endpoint) => self.oauth_app.as_ref(),
            Source::Token(token) => Some(token),
            Source::None | Source::Provider(_) => None,
        }
    }

    fn is_for_oauth_app(&self, endpoint: &Endpoint) -> bool {
        self.oauth_app.is_some() && endpoint.path().starts_with(OAUTH_APP_ROUTES)
    }
}

/// What an [`AuthProvider`] returns: the authorization of a call, if it has one.
pub type AuthFuture = BoxFuture<Result<Option<Authorization>, AuthError>>;

/// Provides the authorization of calls.
///
/// ```
/// use octoscribe::auth::{AuthContext, AuthError, AuthFuture, AuthProvider, Authorization};
///
/// /// Tokens that another program keeps in a file.
/// struct TokenFile(&'static str);
///
/// impl AuthProvider for TokenFile {
///     fn authorize(&self, _: &AuthContext<'_>) -> AuthFuture {
///         let text = std::fs::read_to_string(self.0);
///         Box::pin(async move {
///             let token = text.map_err(AuthError::new)?;
///             Ok(Some(Authorization::bearer(&token.trim().into())?))
///         })
///     }
///
///     fn rejected(&self, _: &Authorization, _: &octoscribe::http::HeaderMap, _: &AuthContext<'_>) -> bool {
///         true // The next call reads the file again.
///     }
/// }
///
/// # fn main() -> Result<(), octoscribe::Error> {
/// # #[cfg(feature = "hyper")]
/// let client = octoscribe::Client::builder().auth(TokenFile("/run/secrets/github")).build()?;
/// # Ok(())
/// # }
/// ```
pub trait AuthProvider: Send + Sync + 'static {
    /// Returns the authorization for an attempt of a call, or `None` for a call without. It is asked right before each attempt.
    ///
    /// The future is part of the call: the call's timeout includes it, and dropping the call drops it.
    fn authorize(&self, context: &AuthContext<'_>) -> AuthFuture;

    /// Whether an authorization is so new that some of the server's machines may not know it yet. When one of them rejects it, the call is sent
    /// again with it after 1, 2 and 4 s. Default: false.
    fn is_fresh(&self, rejected: &Authorization, context: &AuthContext<'_>) -> bool {
        let _ = (rejected, context);
        false
    }

    /// Says who calls, whatever the current token: what is [shared](crate::SharedLimits) with other processes, and cached responses, are kept
    /// under a digest of it. Calls of different access must have different ones. Default: unknown, so that each token is somebody else.
    fn identity(&self) -> Option<String> {
        None
    }

    /// Forgets an authorization that is kept, see [`Client::forget_token`](crate::BareClient::forget_token). Default: nothing.
    fn forget(&self) {}

    /// Is called when the server rejects an authorization (status 401), with the headers of the response. Returns whether
    /// [`authorize`](AuthProvider::authorize) may now return another one; if so, the call is sent once more. Default: false.
    fn rejected(&self, rejected: &Authorization, headers: &HeaderMap, context: &AuthContext<'_>) -> bool {
        let _ = (rejected, headers, context);
        false
    }
}

/// The call for which an [`AuthProvider`] is asked.
#[derive(Debug)]
pub struct AuthContext<'a> {
    endpoint: &'static Endpoint,
    /// An engine with the client's settings and without credentials, for the calls of the provider itself.
    pub(crate) engine: &'a Engine,
}

impl AuthContext<'_> {
    /// The endpoint that is called.
    #[must_use]
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    /// The time, by the client's transport.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.engine.now()
    }
}

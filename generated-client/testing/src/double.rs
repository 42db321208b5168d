//! The double as a test uses it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use jiff::Timestamp;
use octoscribe_runtime::transport::{BoxFuture, RequestBody, ResponseFuture, Transport};
use octoscribe_runtime::{BareRequest, Body, ClientBuilder, Endpoint, Error, ServiceClient};

use crate::call::Call;
use crate::state::{Shared, Unmet};
use crate::stub::Stub;
use crate::when::When;

/// A GitHub without a network. Clones share everything. `C` is the type of its clients.
pub struct FakeGitHub<C> {
    shared: Arc<Shared>,
    client: PhantomData<fn() -> C>,
}

impl<C> FakeGitHub<C> {
    /// Creates a GitHub without stubs. Its clock begins at 2026-01-01T00:00:00Z.
    #[must_use]
    pub fn new() -> Self {
        Self {
            shared: Arc::default(),
            client: PhantomData,
        }
    }

    /// Creates a client of this GitHub with the default settings.
    ///
    /// # Errors
    ///
    /// None: the default settings are valid.
    pub fn client(&self) -> Result<C, Error>
    where
        C: ServiceClient + 'static,
    {
        self.builder().build()
    }

    /// Creates a builder for a client of this GitHub.
    pub fn builder(&self) -> ClientBuilder<C>
    where
        C: ServiceClient + 'static,
    {
        ClientBuilder::default().transport(self.clone())
    }

    /// Adds a stub for calls like a request: to its endpoint, with the same parameters. A call may have further parameters, and further members
    /// in a JSON body.
    #[inline]
    pub fn when<T, P>(&self, request: &impl AsRef<BareRequest<T, P>>) -> When<T> {
        let request = request.as_ref();
        let example = request.clone().skip_validation().request();
        self.add(Stub::of_request(request.endpoint(), example))
    }

    /// Adds a stub for all calls to an endpoint: each module of an endpoint has its `ENDPOINT`.
    pub fn when_endpoint(&self, endpoint: &'static Endpoint) -> When<Body> {
        self.add(Stub::of_endpoint(endpoint))
    }

    /// Adds a stub for a URL that belongs to no endpoint, such as the target of a redirect. A URL without a query matches all queries.
    pub fn when_url(&self, method: Method, url: &str) -> When<Body> {
        self.add(Stub::of_url(method, url))
    }

    fn add<T>(&self, stub: Stub) -> When<T> {
        When::new(Arc::clone(&self.shared), self.shared.add(stub))
    }

    /// Sets a primary limit: a number of calls in a window that begins with the first; further calls get 403 until it ends. All responses have
    /// its headers. `resource` is `core`, `search` or `code_search`. A 304 doesn't count.
    pub fn primary_limit(&self, resource: &'static str, calls: u64, window: Duration) {
        self.shared.lock().limits.set_primary(resource, calls, window);
    }

    /// Sets a secondary limit: a number of calls within any window of a length; further calls get 403, with `retry_after` for that long.
    pub fn secondary_limit(&self, calls: usize, window: Duration, retry_after: Option<Duration>) {
        self.shared.lock().limits.set_secondary(calls, window, retry_after);
    }

    /// The time by the double's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Advances the clock: tokens expire, limits end.
    pub fn advance(&self, duration: Duration) {
        self.shared.clock.advance(duration);
    }

    /// All calls so far, in order, including those without a stub.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.shared.lock().calls.clone()
    }

    /// The maximum number of calls in flight so far, each from its request to the last byte of its response.
    #[must_use]
    pub fn most_in_flight(&self) -> usize {
        self.shared.lock().most_in_flight
    }

    /// Checks that each stub has sent all its responses, the last one at least once, and that each call had a stub.
    ///
    /// # Errors
    ///
    /// All stubs and calls for which that is not true.
    pub fn verify(&self) -> Result<(), Unmet> {
        self.shared.lock().verify()
    }
}

impl<C: 'static> Transport for FakeGitHub<C> {
    fn call(&self, request: http::Request<RequestBody>) -> ResponseFuture {
        Box::pin(Arc::clone(&self.shared).respond(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        self.shared.clock.sleep(duration)
    }

    fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }
}

impl<C> Clone for FakeGitHub<C> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            client: PhantomData,
        }
    }
}

impl<C> Default for FakeGitHub<C> {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows the numbers of stubs and calls.
impl<C> fmt::Debug for FakeGitHub<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.lock();
        f.debug_struct("FakeGitHub")
            .field("stubs", &state.stubs.len())
            .field("calls", &state.calls.len())
            .finish_non_exhaustive()
    }
}

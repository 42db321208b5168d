//! The router: handlers by payload type, for any server.

use std::any::Any;
use std::fmt;
use std::future::{Future, ready};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use http::{Request, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::warn;

use crate::response::model::policy::Reading;
use crate::webhook::delivery::Delivery;
use crate::webhook::error::RouterError;
use crate::webhook::payload::Payload;
use crate::webhook::replays::DeliveryStore;
use crate::webhook::secrets::Secrets;
use octoscribe_transport::{BoxError, BoxFuture};

/// Deliveries that are handled at the same time, by default.
const CONCURRENCY: usize = 100;
/// Deliveries that wait for their turn, each with its payload in memory.
const MAX_WAITING: usize = 1000;

/// What a handler returns. `?` converts any error.
pub type HandlerResult = Result<(), BoxError>;

/// A handler of some deliveries: `None` for all others.
type Route = dyn Fn(&Delivery) -> Option<BoxFuture<Result<(), RouterError>>> + Send + Sync;

type OnError = dyn Fn(&RouterError, Option<&Delivery>) + Send + Sync;

/// Verifies deliveries and calls their handlers. It needs no framework: a server hands it requests and responds with the status. Clones share
/// everything and are cheap.
///
/// ```standalone_crate
/// use octoscribe::model::{self, Record};
/// use octoscribe::testing::FakeDelivery;
/// use octoscribe::webhook::{Payload, Router, Secrets};
///
/// /// The feature `webhooks` has this type as `webhooks::issues::Opened`.
/// #[derive(Record)]
/// pub struct Opened {
///     pub action: String,
/// }
///
/// impl Payload for Opened {
///     const EVENT: &'static str = "issues";
///     const ACTION: Option<&'static str> = Some("opened");
/// }
///
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let secrets = Secrets::new(["secret"])?;
///     let router = Router::new(secrets.clone())
///         .on(|opened: Opened, delivery| async move {
///             println!("{} for installation {:?}", opened.action, delivery.installation());
///             Ok(())
///         })
///         .on_any(|delivery| async move {
///             println!("{delivery:?}");
///             Ok(())
///         });
///
///     // What a server does with a request:
///     let request = FakeDelivery::of(&Opened::default()).signed(&secrets);
///     let handled = router.handle(&request).await;
///     assert_eq!(handled.status(), 200);
///     Ok(())
/// }
/// ```
///
/// All handlers of a delivery run one after the other, in the order in which they were added, until one fails. GitHub shows a failed delivery
/// and redelivers it on demand: a handler should do no harm when it runs twice.
#[derive(Clone)]
#[must_use]
pub struct Router {
    secrets: Secrets,
    reading: Reading,
    routes: Vec<Arc<Route>>,
    store: Option<Arc<dyn DeliveryStore>>,
    on_error: Option<Arc<OnError>>,
    /// The permits of deliveries that are handled.
    running: Arc<Semaphore>,
    /// The permits of those, and of deliveries that wait.
    accepted: Arc<Semaphore>,
}

impl Router {
    /// Creates a router without handlers.
    pub fn new(secrets: Secrets) -> Self {
        Self {
            secrets,
            reading: Reading::default(),
            routes: Vec::new(),
            store: None,
            on_error: None,
            running: Arc::new(Semaphore::new(CONCURRENCY)),
            accepted: Arc::new(Semaphore::new(CONCURRENCY + MAX_WAITING)),
        }
    }

    /// Adds a handler of an event and action, which are those of the payload's type.
    pub fn on<P: Payload, F>(self, handler: impl Fn(P, Delivery) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = HandlerResult> + Send + 'static,
    {
        self.route(Delivery::is::<P>, move |delivery| {
            let work = delivery.read::<P>().map(|payload| handler(payload, delivery));
            async move { work.map_err(RouterError::Payload)?.await.map_err(RouterError::Handler) }
        })
    }

    /// Adds a handler of all deliveries. [`Delivery::event`] reads them as one enum.
    pub fn on_any<F>(self, handler: impl Fn(Delivery) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = HandlerResult> + Send + 'static,
    {
        self.route(
            |_| true,
            move |delivery| handler(delivery).map(|outcome| outcome.map_err(RouterError::Handler)),
        )
    }

    /// Sets a callback for deliveries that are not handled; there is no delivery when the request was refused. Each is an event of `tracing`
    /// too.
    pub fn on_error(mut self, callback: impl Fn(&RouterError, Option<&Delivery>) + Send + Sync + 'static) -> Self {
        self.on_error = Some(Arc::new(callback));
        self
    }

    /// Refuses deliveries that were handled before, by their ids. A delivery that failed may come again.
    pub fn refuse_replays(mut self, store: impl DeliveryStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Sets the number of deliveries that are handled at the same time (default: 100; at least 1). 1,000 more wait for their turn; further
    /// ones get status 503.
    pub fn concurrency(mut self, limit: usize) -> Self {
        let limit = limit.clamp(1, Semaphore::MAX_PERMITS - MAX_WAITING);
        self.running = Arc::new(Semaphore::new(limit));
        self.accepted = Arc::new(Semaphore::new(limit + MAX_WAITING));
        self
    }

    /// Sets how strictly payloads are read.
    pub fn reading(mut self, reading: Reading) -> Self {
        self.reading = reading;
        self
    }

    /// Verifies a request, and calls the handlers of the delivery.
    ///
    /// The future may be dropped, and the handlers with it: servers drop it when the connection closes, which GitHub does after 10 s.
    /// [`accept`](Self::accept) is for handlers that take longer.
    pub fn handle(&self, request: &Request<impl AsRef<[u8]>>) -> BoxFuture<Handled> {
        match self.accept(request) {
            Ok(accepted) => Box::pin(accepted.run()),
            Err(error) => Box::pin(ready(Handled(Err(error)))),
        }
    }

    /// Verifies a request without calling handlers, for a server that responds with 202 at once and runs the handlers in a task of its own.
    ///
    /// # Errors
    ///
    /// When the request is refused.
    pub fn accept(&self, request: &Request<impl AsRef<[u8]>>) -> Result<Accepted, RouterError> {
        let delivery = Delivery::from_request(request, &self.secrets);
        let delivery = delivery.map_err(|error| self.report(RouterError::Refused(error), None))?;
        let delivery = delivery.with_reading(self.reading);
        match Arc::clone(&self.accepted).try_acquire_owned() {
            Ok(permit) => Ok(Accepted {
                router: self.clone(),
                delivery,
                permit,
            }),
            Err(_) => Err(self.report(RouterError::Busy { limit: MAX_WAITING }, Some(&delivery))),
        }
    }

    fn route<F>(mut self, is_for: fn(&Delivery) -> bool, handle: impl Fn(Delivery) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), RouterError>> + Send + 'static,
    {
        let route = move |delivery: &Delivery| -> Option<BoxFuture<_>> {
            is_for(delivery).then(|| Box::pin(handle(delivery.clone())) as _)
        };
        self.routes.push(Arc::new(route));
        self
    }

    fn report(&self, error: RouterError, delivery: Option<&Delivery>) -> RouterError {
        let status = error.status().as_u16();
        let (event, id) = delivery.map(|delivery| (delivery.event_name(), delivery.id())).unzip();
        warn!(github.event = event, github.delivery = id, status, %error, "the delivery was not handled");
        if let Some(callback) = &self.on_error {
            callback(&error, delivery);
        }
        error
    }
}

/// Omits the secrets.
impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router")
            .field("handlers", &self.routes.len())
            .finish_non_exhaustive()
    }
}

/// A verified delivery whose handlers have not run, see [`Router::accept`].
#[derive(Debug)]
#[must_use = "`run` calls the handlers"]
pub struct Accepted {
    router: Router,
    delivery: Delivery,
    permit: OwnedSemaphorePermit,
}

impl Accepted {
    /// The delivery.
    #[must_use]
    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// Waits for its turn, and calls the handlers.
    pub async fn run(self) -> Handled {
        // The semaphore is never closed.
        let _running = self.router.running.acquire().await;
        let outcome = self.run_once().await;
        drop(self.permit);
        Handled(outcome.map_err(|error| self.router.report(error, Some(&self.delivery))))
    }

    async fn run_once(&self) -> Result<(), RouterError> {
        let (store, id) = (self.router.store.as_deref(), self.delivery.id());
        if let Some(store) = store
            && !store.claim(id).await
        {
            return Err(RouterError::Replayed);
        }
        // A panic hurts only its own delivery.
        let outcome = AssertUnwindSafe(self.run_all()).catch_unwind().await;
        let outcome = outcome.unwrap_or_else(|panic| Err(RouterError::Panicked(message(&*panic))));
        if let Some(store) = store {
            store.finish(id, outcome.is_ok()).await;
        }
        outcome
    }

    async fn run_all(&self) -> Result<(), RouterError> {
        for route in &self.router.routes {
            if let Some(work) = route(&self.delivery) {
                work.await?;
            }
        }
        Ok(())
    }
}

/// The message of a panic.
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

/// What became of a request.
#[derive(Debug)]
pub struct Handled(Result<(), RouterError>);

impl Handled {
    /// The status to respond with: 200, or that of the [error](RouterError::status).
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.as_ref().map_or_else(RouterError::status, |()| StatusCode::OK)
    }

    /// Why the delivery was not handled.
    #[must_use]
    pub fn error(&self) -> Option<&RouterError> {
        self.0.as_ref().err()
    }
}

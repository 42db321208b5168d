//! Deliveries of webhooks, and what the handlers of a router did with them.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, StatusCode};
use octoscribe_runtime::webhook::{Handled, Payload, Router, RouterError, Secrets};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Value, json};

use crate::call::Call;
use crate::double::FakeGitHub;

/// The number of deliveries so far, which their ids have.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// A delivery of a webhook, as GitHub sends it.
#[derive(Clone, Debug)]
#[must_use]
pub struct FakeDelivery {
    id: String,
    event: String,
    payload: Value,
    is_form: bool,
}

impl FakeDelivery {
    /// Creates a delivery of a payload, with the event and the action of its type.
    pub fn of<P: Payload + Serialize>(payload: &P) -> Self {
        let mut payload = serde_json::to_value(payload).unwrap_or_default();
        if let (Some(action), Value::Object(members)) = (P::ACTION, &mut payload) {
            members.insert("action".to_owned(), action.into());
        }
        Self::json(P::EVENT, payload)
    }

    /// Creates a delivery of an event from JSON. Each delivery has an id of its own.
    pub fn json(event: impl Into<String>, payload: Value) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        Self {
            id: format!("00000000-0000-4000-8000-{number:012x}"),
            event: event.into(),
            payload,
            is_form: false,
        }
    }

    /// Sets the id.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Sets the installation that the event is about.
    pub fn installation(mut self, id: i64) -> Self {
        if let Value::Object(members) = &mut self.payload {
            members.insert("installation".to_owned(), json!({ "id": id }));
        }
        self
    }

    /// Sends the payload in form encoding, the other of GitHub's two content types.
    pub fn form(mut self) -> Self {
        self.is_form = true;
        self
    }

    /// Returns the request, signed with the first secret.
    #[must_use]
    pub fn signed(&self, secrets: &Secrets) -> Request<Bytes> {
        let json = self.payload.to_string();
        let (content_type, body) = if self.is_form {
            let encoded = utf8_percent_encode(&json, NON_ALPHANUMERIC);
            ("application/x-www-form-urlencoded", format!("payload={encoded}"))
        } else {
            ("application/json", json)
        };
        let signature = secrets.sign(body.as_bytes());
        let mut request = Request::post("/").body(Bytes::from(body)).unwrap_or_default();
        let headers = [
            ("x-github-delivery", self.id.as_str()),
            ("x-github-event", &self.event),
            ("x-github-hook-id", "1"),
            ("x-github-hook-installation-target-id", "1"),
            ("x-github-hook-installation-target-type", "integration"),
            ("x-hub-signature-256", &signature),
            (CONTENT_TYPE.as_str(), content_type),
        ];
        for (name, value) in headers {
            // A name of an event that no header can have is missing, as the program under test then says.
            if let Ok(value) = HeaderValue::from_str(value) {
                request.headers_mut().insert(name, value);
            }
        }
        request
    }
}

/// What became of a delivery, see [`FakeGitHub::deliver`].
#[derive(Debug)]
pub struct Delivered {
    handled: Handled,
    calls: Vec<Call>,
}

impl Delivered {
    /// The status that the router responded with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.handled.status()
    }

    /// Why the delivery was not handled.
    #[must_use]
    pub fn error(&self) -> Option<&RouterError> {
        self.handled.error()
    }

    /// The calls that the double received meanwhile.
    #[must_use]
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }
}

impl<C> FakeGitHub<C> {
    /// Sends a delivery to a router; returns what its handlers did.
    pub async fn deliver(&self, router: &Router, request: &Request<impl AsRef<[u8]>>) -> Delivered {
        let before = self.calls().len();
        let handled = router.handle(request).await;
        let calls = self.calls().split_off(before);
        Delivered { handled, calls }
    }
}

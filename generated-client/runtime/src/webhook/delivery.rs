//! Deliveries: requests of GitHub whose signature is right.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Request};
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;

use crate::request::shown::{Shown, WORDS};
use crate::response::body::{Body, DecodeError};
use crate::response::model::notes::{Notes, Reported};
use crate::response::model::policy::Reading;
use crate::webhook::error::DeliveryError;
use crate::webhook::payload::{self, Envelope, Events, Payload};
use crate::webhook::secrets::Secrets;

/// The maximum size of a payload, in bytes: GitHub sends no larger ones. A body in form encoding may be three times as large.
pub const MAX_SIZE: usize = 25 << 20;

/// The maximum length of a header that is kept.
const MAX_HEADER: usize = 200;

const ID: &str = "X-GitHub-Delivery";
const EVENT: &str = "X-GitHub-Event";
const HOOK_ID: &str = "X-GitHub-Hook-ID";
const TARGET_ID: &str = "X-GitHub-Hook-Installation-Target-ID";
const TARGET_TYPE: &str = "X-GitHub-Hook-Installation-Target-Type";
const SIGNATURE: &str = "X-Hub-Signature-256";
const OLD_SIGNATURE: &str = "X-Hub-Signature";

/// The differences from the docs that have been reported.
static REPORTED: LazyLock<Reported> = LazyLock::new(Reported::default);

/// A delivery of a webhook whose signature is right. Cheap to clone.
///
/// The signature is that of the body alone: the headers, with the event's name and the delivery's id, are as trustworthy as the connection.
///
/// ```
/// use octoscribe::http::Request;
/// use octoscribe::webhook::{Delivery, Secrets};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let secrets = Secrets::new(["It's a Secret to Everybody"])?;
/// let body = r#"{"action":"opened","installation":{"id":7}}"#;
/// let request = Request::post("/webhooks")
///     .header("content-type", "application/json")
///     .header("x-github-delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958")
///     .header("x-github-event", "issues")
///     .header("x-hub-signature-256", secrets.sign(body.as_bytes()))
///     .body(body)?;
///
/// let delivery = Delivery::from_request(&request, &secrets)?;
/// assert_eq!((delivery.event_name(), delivery.action()), ("issues", Some("opened")));
/// assert_eq!(delivery.installation(), Some(7));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Delivery {
    parts: Arc<Parts>,
    reading: Reading,
}

struct Parts {
    id: String,
    event: String,
    hook_id: Option<i64>,
    target_id: Option<i64>,
    target_type: Option<String>,
    envelope: Envelope,
    payload: Bytes,
}

impl Delivery {
    /// Takes a request for a delivery if its signature is right.
    ///
    /// # Errors
    ///
    /// [`DeliveryError`], with the status to respond with.
    pub fn from_request(request: &Request<impl AsRef<[u8]>>, secrets: &Secrets) -> Result<Self, DeliveryError> {
        let (headers, body) = (request.headers(), request.body().as_ref());
        let is_form = is_form(headers)?;
        check_size(body.len(), if is_form { 3 * MAX_SIZE } else { MAX_SIZE })?;
        let has_sha1 = headers.contains_key(OLD_SIGNATURE);
        let signature = header(headers, SIGNATURE).ok_or(DeliveryError::Unsigned { has_sha1 })?;
        secrets.verify(body, signature)?;
        let required = |name| match header(headers, name) {
            Some(value) if !value.is_empty() => Ok(value.to_owned()),
            _ => Err(DeliveryError::Header(name)),
        };
        let number = |name| header(headers, name).and_then(|value| value.parse().ok());
        let payload = if is_form {
            form_payload(body)?
        } else {
            Cow::Borrowed(body)
        };
        check_size(payload.len(), MAX_SIZE)?;
        let envelope = Envelope::read(&payload);
        let envelope = envelope.ok_or(DeliveryError::Payload("the payload is not a JSON object"))?;
        let parts = Parts {
            id: required(ID)?,
            event: required(EVENT)?,
            hook_id: number(HOOK_ID),
            target_id: number(TARGET_ID),
            target_type: header(headers, TARGET_TYPE).map(ToOwned::to_owned),
            envelope,
            payload: Bytes::copy_from_slice(&payload),
        };
        Ok(Self {
            parts: Arc::new(parts),
            reading: Reading::default(),
        })
    }

    /// Sets how strictly [`read`](Self::read) and [`event`](Self::event) read the payload.
    #[must_use]
    pub fn with_reading(mut self, reading: Reading) -> Self {
        self.reading = reading;
        self
    }

    /// The id of the delivery. A redelivery has the same.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.parts.id
    }

    /// The name of the event: `issues`.
    #[must_use]
    pub fn event_name(&self) -> &str {
        &self.parts.event
    }

    /// The payload's action: `opened`.
    #[must_use]
    pub fn action(&self) -> Option<&str> {
        self.parts.envelope.action.as_deref()
    }

    /// The id of the installation that the event is about, for [`as_installation`](crate::BareClient::as_installation).
    #[must_use]
    pub fn installation(&self) -> Option<i64> {
        Some(self.parts.envelope.installation.as_ref()?.id)
    }

    /// The id of the webhook.
    #[must_use]
    pub fn hook_id(&self) -> Option<i64> {
        self.parts.hook_id
    }

    /// The id of what the webhook belongs to: a repository, an organization, an app.
    #[must_use]
    pub fn target_id(&self) -> Option<i64> {
        self.parts.target_id
    }

    /// What the webhook belongs to: `repository`, `organization`, `integration`.
    #[must_use]
    pub fn target_type(&self) -> Option<&str> {
        self.parts.target_type.as_deref()
    }

    /// The payload as JSON.
    #[must_use]
    pub fn payload(&self) -> &Bytes {
        &self.parts.payload
    }

    /// Whether the delivery has the event and the action of a type.
    #[must_use]
    pub fn is<P: Payload>(&self) -> bool {
        self.event_name() == P::EVENT && P::ACTION.is_none_or(|action| self.action() == Some(action))
    }

    /// Reads the payload as a type of the docs, as the [policy](Reading) says. Differences are reported once as an event of `tracing`;
    /// [`read`](payload::read) returns them.
    ///
    /// # Errors
    ///
    /// When the delivery has another event or action, or isn't what the docs say of it.
    pub fn read<P: Payload>(&self) -> Result<P, DecodeError> {
        if !self.is::<P>() {
            let found = format!("`{}`", Shown(&self.full_name(), WORDS));
            return Err(self
                .body(P::EVENT)
                .mismatch("a delivery of this event and action", &found));
        }
        Ok(self.report(payload::read(&self.parts.payload, self.reading)?))
    }

    /// Reads the payload as one of all events, see [`read`](Self::read).
    ///
    /// # Errors
    ///
    /// When the payload isn't what the docs say of its event.
    pub fn event<E: Events>(&self) -> Result<E, DecodeError> {
        Ok(self.report(E::read(self.event_name(), &self.parts.payload, self.reading)?))
    }

    /// Parses the payload as a type of your own or as [`serde_json::Value`].
    ///
    /// # Errors
    ///
    /// When the payload doesn't fit the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.body("webhook").json()
    }

    fn body(&self, event: &'static str) -> Body {
        Body::of_event(event, self.parts.payload.clone(), self.reading)
    }

    /// Event and action: `issues.opened`.
    fn full_name(&self) -> String {
        match self.action() {
            Some(action) => format!("{}.{action}", self.event_name()),
            None => self.event_name().to_owned(),
        }
    }

    fn report<T>(&self, (read, notes): (T, Notes)) -> T {
        REPORTED.report(&format!("webhooks.{}", self.full_name()), &notes);
        read
    }
}

/// Omits the payload.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("id", &self.id())
            .field("event", &self.full_name())
            .field("installation", &self.installation())
            .field("size", &self.payload().len())
            .finish_non_exhaustive()
    }
}

/// A header as a string, unless it is longer than any of GitHub's.
fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let value = headers.get(name)?.to_str().ok()?;
    (value.len() <= MAX_HEADER).then_some(value)
}

fn is_form(headers: &HeaderMap) -> Result<bool, DeliveryError> {
    let found = headers
        .get(CONTENT_TYPE)
        .map(|value| String::from_utf8_lossy(value.as_bytes()));
    let found = found.unwrap_or_default();
    let essence = found.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        Ok(false)
    } else if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        Ok(true)
    } else {
        Err(DeliveryError::ContentType(found.into_owned()))
    }
}

fn check_size(size: usize, limit: usize) -> Result<(), DeliveryError> {
    if size > limit {
        return Err(DeliveryError::TooLarge { size, limit });
    }
    Ok(())
}

/// The value of `payload` in form encoding.
fn form_payload(body: &[u8]) -> Result<Cow<'_, [u8]>, DeliveryError> {
    let mut pairs = body.split(|byte| *byte == b'&');
    let payload = pairs.find_map(|pair| pair.strip_prefix(b"payload="));
    let payload = payload.ok_or(DeliveryError::Payload("the form has no `payload`"))?;
    let spaced: Vec<u8> = payload
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    Ok(Cow::Owned(percent_decode(&spaced).collect()))
}

//! What each fuzz target does with its bytes, and what must hold then.

use std::future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_executor::block_on;
use octoscribe::bytes::Bytes;
use octoscribe::http::header::LINK;
use octoscribe::http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use octoscribe::model::{self, Record, Union};
use octoscribe::schemas::License;
use octoscribe::serde_json::{self, Value};
use octoscribe::transport::{BoxFuture, ResponseBody, Transport, TransportError};
use octoscribe::webhook::{Delivery, Payload, Secrets};
use octoscribe::{ApiError, Body, Client, Decode, Error, Links, Reading, RequestBody};

const TOKEN: &str = "ghp_verySecret";
const HOST: &str = "git.example.com";
const PREFIX: &str = "/api/v3/";

/// Pages that are asked for: the responses never end.
const MAX_PAGES: usize = 3;

/// Sends one response to everything, and notes what is asked for.
#[derive(Clone)]
struct Parrot {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Parrot {
    fn new(status: StatusCode, headers: HeaderMap, body: &[u8]) -> Self {
        Self {
            status,
            headers,
            body: Bytes::copy_from_slice(body),
            asked: Arc::default(),
        }
    }

    /// A client of this server; `None` when it can't be made.
    fn client(&self) -> Option<Client> {
        let builder = Client::builder()
            .base_url(format!("https://{HOST}{PREFIX}"))
            .token(TOKEN)
            .retries(0)
            .transport(self.clone());
        builder.build().ok()
    }
}

impl Transport for Parrot {
    fn call(&self, request: Request<RequestBody>) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(request.uri().to_string());
        let mut response = Response::new(ResponseBody::from(self.body.clone()));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        Box::pin(future::ready(Ok(response)))
    }

    fn sleep(&self, _: Duration) -> BoxFuture<()> {
        Box::pin(future::pending())
    }
}

/// Takes the bytes as a header with links. Reading it anew from what was read gives the same, and no link leads away from the base URL.
///
/// # Panics
/// When one of these doesn't hold.
pub fn link(data: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(data) else {
        return;
    };
    let read = links(value.clone());
    if let Ok(written) = HeaderValue::try_from(shown(&read)) {
        assert_eq!(links(written), read, "of {value:?}");
    }

    let parrot = Parrot::new(StatusCode::OK, HeaderMap::from_iter([(LINK, value)]), b"[]");
    let Some(client) = parrot.client() else { return };
    let mut pages = client.licenses().get_all_commonly_used().pages();
    for _ in 0..MAX_PAGES {
        match block_on(pages.next()) {
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                check_error(&error);
                break;
            }
            None => break,
        }
    }
    for asked in parrot.asked.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        assert!(is_below_base(asked), "the token went to {asked}");
    }
}

/// The links that a client reads from a header.
fn links(value: HeaderValue) -> Links {
    let parrot = Parrot::new(StatusCode::OK, HeaderMap::from_iter([(LINK, value)]), b"[]");
    let Some(client) = parrot.client() else {
        return Links::default();
    };
    let response = block_on(client.licenses().get_all_commonly_used().response());
    response.map(|response| response.links()).unwrap_or_default()
}

fn shown(links: &Links) -> String {
    let all = [
        ("next", &links.next),
        ("prev", &links.prev),
        ("first", &links.first),
        ("last", &links.last),
    ];
    let given = all.into_iter().filter_map(|(relation, target)| {
        let target = target.as_ref()?;
        Some(format!("<{target}>; rel=\"{relation}\""))
    });
    given.collect::<Vec<_>>().join(", ")
}

/// Whether a URL is one of the base's, also for servers that resolve dots.
fn is_below_base(url: &str) -> bool {
    let base = format!("https://{HOST}{PREFIX}");
    // Neither scheme nor host know of upper and lower case.
    let url = url.to_ascii_lowercase();
    let Some(path) = url.strip_prefix(&base) else {
        return false;
    };
    let path = path.split(['?', '#']).next().unwrap_or_default().replace("%2e", ".");
    path.split('/').all(|segment| segment != "..")
}

/// Takes the bytes as a status and a body, and reads it by all policies. What is no JSON is an error; what is read says the same when it is
/// written; what strict reading takes, tolerant and lenient reading take without notes; errors say what the server says, and never the token.
///
/// # Panics
/// When one of these doesn't hold.
pub fn response(data: &[u8]) {
    let Some((first, body)) = data.split_first() else {
        return;
    };
    let status = match first % 4 {
        0 | 1 => StatusCode::OK,
        2 => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::NOT_FOUND,
    };
    let read = get(status, body);
    // Lone surrogates and large numbers are read where serde_json refuses them.
    let json: Option<Value> = serde_json::from_slice(body).ok();
    match read {
        Ok(license) => {
            assert!(status.is_success(), "{license:?}");
            let written = serde_json::to_vec(&license).unwrap_or_default();
            assert_eq!(
                get(status, &written).ok(),
                Some(license),
                "{}",
                String::from_utf8_lossy(&written)
            );
        }
        Err(error) => {
            check_error(&error);
            match error {
                Error::Api(error) => check_api_error(&error, json.as_ref()),
                other => assert!(matches!(other, Error::Decode(_)) && status.is_success(), "{other:?}"),
            }
        }
    }
    read_by_all_policies::<License>(body);
    read_by_all_policies::<Vec<Thing>>(body);
}

/// Variants that a literal tells apart, or required fields, or their JSON type.
#[derive(Clone, Union)]
enum Thing {
    License(Box<License>),
    Named(Box<Named>),
    Nested(Box<Nested>),
    Names(Vec<String>),
    Number(i64),
    Unknown(Value),
}

#[derive(Record)]
struct Named {
    #[field(literal = "mit")]
    key: String,
    permissions: Vec<String>,
    name: Option<String>,
}

#[derive(Record)]
struct Nested {
    key: String,
    url: Option<Box<Thing>>,
}

/// Reads a body by each policy: a stricter one never takes what the next one refuses, and what it takes without a note is the same.
fn read_by_all_policies<T: Decode + PartialEq + std::fmt::Debug>(json: &[u8]) {
    let [strict, tolerant, lenient] = [Reading::Strict, Reading::Tolerant, Reading::Lenient].map(|reading| {
        let mut body = Body::from_json(json.to_vec());
        body.set_reading(reading);
        let read = T::decode(&mut body).ok();
        let notes = body.notes();
        assert!(notes.problems().len() <= 100 && notes.problems().len() <= notes.count());
        read.map(|read| (read, notes.clone()))
    });
    if let Some((_, notes)) = &strict {
        assert!(notes.is_empty(), "{notes:?}");
        assert_eq!(strict, tolerant);
    }
    if let Some((_, notes)) = &tolerant {
        assert!(lenient.is_some());
        assert!(!notes.is_empty() || tolerant == lenient);
    }
}

impl Payload for Named {
    const EVENT: &'static str = "licenses";
    const ACTION: Option<&'static str> = None;
}

/// Takes the bytes as a request: what the headers say, and the body. Only the whole body with its signature is a delivery; a JSON object that
/// is signed is one; nothing shows the secret.
///
/// # Panics
/// When one of these doesn't hold.
pub fn delivery(data: &[u8]) {
    let (Some((flags, rest)), Ok(secrets)) = (data.split_first(), Secrets::new([TOKEN])) else {
        return;
    };
    let (is_signed, is_form) = (flags & 1 == 0, flags & 2 != 0);
    let (line, body) = match rest.iter().position(|byte| *byte == b'\n') {
        Some(end) if !is_signed => rest.split_at(end + 1),
        _ => (&[][..], rest),
    };
    let right = secrets.sign(body);
    let given = String::from_utf8_lossy(line);
    let signature = if is_signed { &right } else { given.trim_end() };
    let content_type = if is_form {
        "application/x-www-form-urlencoded"
    } else {
        "application/json"
    };
    let request = Request::post("/")
        .header("content-type", content_type)
        .header("x-github-event", "licenses")
        .header("x-github-delivery", "1")
        .header("x-hub-signature-256", signature)
        .body(body);
    let Ok(request) = request else { return };
    match Delivery::from_request(&request, &secrets) {
        Ok(delivery) => {
            assert!(signature.eq_ignore_ascii_case(&right), "{signature}");
            assert!(is_form || delivery.payload() == body);
            assert!(!format!("{delivery:?}{secrets:?}").contains(TOKEN));
            // No kind of reading panics.
            let _ = (
                delivery.read::<Named>(),
                delivery.json::<Value>(),
                delivery.installation(),
            );
        }
        Err(error) => {
            assert!([400, 401].contains(&error.status().as_u16()), "{error}");
            let json: Option<Value> = serde_json::from_slice(body).ok();
            assert!(
                !is_signed || is_form || !json.is_some_and(|json| json.is_object()),
                "{error}"
            );
        }
    }
}

/// An error of the API says what its body says.
fn check_api_error(error: &ApiError, json: Option<&Value>) {
    assert!(!error.status.is_success(), "{error:?}");
    let message = json.and_then(|json| json.get("message")?.as_str());
    assert!(message.is_none_or(|message| message == error.message), "{error:?}");
    let errors = json.and_then(|json| json.get("errors")?.as_array());
    assert!(
        errors.is_none_or(|errors| errors.len() == error.errors.len()),
        "{error:?}"
    );
}

fn get(status: StatusCode, body: &[u8]) -> Result<License, Error> {
    let parrot = Parrot::new(status, HeaderMap::new(), body);
    let client = parrot.client();
    client.map_or_else(
        || Ok(License::default()),
        |client| block_on(client.licenses().get("mit").send()),
    )
}

/// Every error can be shown, and shows no token.
fn check_error(error: &Error) {
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(TOKEN), "{shown}");
}

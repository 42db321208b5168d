//! How calls go, played against a script in virtual time.

mod compression;
mod conditional;
mod downloads;
mod hooks;
mod limits;
mod redirects;
mod retries;
mod traces;

use std::collections::VecDeque;
use std::fmt::Write;
use std::future::{Future, pending};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::Builder;
use bytes::Bytes;
use http::{HeaderName, Request, Response};
use jiff::Timestamp;
use octoscribe_runtime::transport::{BoxFuture, Phase, RequestBody, ResponseBody, Transport, TransportError};
use octoscribe_runtime::{BareClient, Body, Error};
use tokio::time::Instant;

use super::TOKEN;
use crate::sample::HasSample;

/// A server that follows a script, and the log of what happens.
///
/// Each attempt gets the next line: `connect`, `untrusted`, `goaway` and `drop` for failures, `hang` for no response at all, or a response:
/// `STATUS header: value; header: value | body`.
#[derive(Clone)]
pub(super) struct Script {
    lines: Arc<Mutex<VecDeque<&'static str>>>,
    log: Arc<Mutex<String>>,
    began: Instant,
}

impl Script {
    fn write(&self, what: &str) {
        let seconds = self.began.elapsed().as_secs_f64();
        writeln!(self.log.lock().unwrap(), "{seconds:7.2} {what}").unwrap();
    }
}

impl Transport for Script {
    fn call(&self, request: Request<RequestBody>) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let mut what = format!("{} {}", request.method(), request.uri());
        for name in [
            "authorization",
            "x-github-api-version",
            "if-none-match",
            "if-modified-since",
        ] {
            if let Some(value) = request.headers().get(name) {
                let shown = if value.is_sensitive() {
                    "(token)"
                } else {
                    value.to_str().unwrap()
                };
                write!(what, " {name}: {shown}").unwrap();
            }
        }
        self.write(&what);
        let line = self.lines.lock().unwrap().pop_front().expect("a line for each attempt");
        Box::pin(async move {
            match line {
                "connect" => Err(TransportError::connect("refused")),
                "untrusted" => Err(TransportError::connect("unknown issuer")
                    .in_phase(Phase::Tls)
                    .permanent()),
                "goaway" => Err(TransportError::unprocessed("GOAWAY")),
                "drop" => Err(TransportError::other("dropped")),
                "hang" => pending().await,
                line => Ok(response(line)),
            }
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn now(&self) -> Timestamp {
        let start = Timestamp::from_second(1_000_000_000).unwrap();
        start + self.began.elapsed()
    }
}

fn response(line: &str) -> Response<ResponseBody> {
    let (head, body) = line.split_once(" | ").unwrap_or((line, ""));
    let (status, headers) = head.split_once(' ').unwrap_or((head, ""));
    let mut response = Response::builder().status(status);
    for header in headers.split("; ").filter(|header| !header.is_empty()) {
        let (name, value) = header.split_once(": ").unwrap();
        response = response.header(HeaderName::try_from(name).unwrap(), value);
    }
    let body = match body {
        "(endless)" => ResponseBody::new(Endless),
        body => Bytes::from(body.to_owned()).into(),
    };
    response.body(body).unwrap()
}

/// A body that never comes.
struct Endless;

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        std::task::Poll::Pending
    }
}

/// Plays a script with a client of these settings; gives the log: what was sent when, which waits there were, and what `act` returned.
pub(super) fn play<F: Future<Output = String>>(
    settings: impl FnOnce(Builder) -> Builder,
    script: &[&'static str],
    act: impl FnOnce(BareClient) -> F,
) -> String {
    // The jitter of each thread is its own, and always the same from here on.
    fastrand::seed(7);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let script = Script {
            lines: Arc::new(Mutex::new(script.iter().copied().collect())),
            log: Arc::default(),
            began: Instant::now(),
        };
        let waits = script.clone();
        let builder = BareClient::builder().token(TOKEN).transport(script.clone());
        let builder = builder.on_wait(move |wait| {
            let (seconds, endpoint) = (wait.duration.as_secs_f64(), wait.endpoint.id());
            waits.write(&format!("  {endpoint} waits {seconds:.2} s: {}", wait.reason));
        });
        let outcome = act(settings(builder).build().unwrap()).await;
        script.write(&outcome);
        let left = script.lines.lock().unwrap().len();
        assert_eq!(left, 0, "lines of the script that were not played");
        let log = script.log.lock().unwrap().clone();
        assert!(!log.contains(TOKEN));
        log
    })
}

/// An outcome as text.
pub(super) fn shown(outcome: Result<Body, Error>) -> String {
    match outcome {
        Ok(body) => format!("= {}", body.text()),
        Err(error) => {
            let source = std::error::Error::source(&error).map(|source| format!(": {source}"));
            format!("= {error}{}", source.unwrap_or_default())
        }
    }
}

/// The plainest call.
pub(super) async fn list(client: BareClient) -> String {
    shown(client.sample().list_for_repo("o", "r").send().await)
}

/// A write.
pub(super) async fn update(client: BareClient) -> String {
    shown(client.sample().update("o", "r", 7).title("t").send().await)
}

/// Settings as they are.
pub(super) fn default(builder: Builder) -> Builder {
    builder
}

//! 10,000 requests, 64 in flight, through a proxy that fails at times, to a server that misbehaves in every way: each call has exactly one
//! outcome, none hangs, the server acts on no write twice, and no other host gets the token or a hook's header. Every request is seen by a hook.
//!
//! The client's time runs twenty times as fast as the wall clock, so that a limit of a minute lasts three seconds.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail like tests"
)]

mod proxy;
mod server;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Request as HttpRequest, Response as HttpResponse};
use octoscribe::bytes::Bytes;
use octoscribe::jiff::{SignedDuration, Timestamp};
use octoscribe::transport::{BoxFuture, HyperTransport, RequestBody, ResponseBody, Transport, TransportError};
use octoscribe::{Body, Client, Endpoint, Error, Hook, RequestBuilder, Sending};
use tokio::time::Instant;

use self::proxy::Proxy;
use self::server::Server;

const CALLS: u32 = 10_000;
const IN_FLIGHT: usize = 64;
const SPEED: u32 = 20;
const TIMEOUT: Duration = Duration::from_secs(40);
const MAX_WAIT: Duration = Duration::from_secs(200);
/// The time after which a call is considered to hang, however busy the machine.
const HANG: Duration = Duration::from_secs(600);

const TOKEN: &str = "ghp_onlyForTheFirstHost";

static READ: Endpoint = Endpoint::get("sample.read", "/calls/{id}");
static WRITE: Endpoint = Endpoint::post("sample.write", "/calls/{id}");

/// hyper, with time that runs faster.
struct Fast {
    hyper: HyperTransport,
    began: Instant,
    start: Timestamp,
}

impl Transport for Fast {
    fn call(&self, request: HttpRequest<RequestBody>) -> BoxFuture<Result<HttpResponse<ResponseBody>, TransportError>> {
        self.hyper.call(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        self.hyper.sleep(duration / SPEED)
    }

    fn now(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from(self.began.elapsed() * SPEED).unwrap();
        self.start + elapsed
    }
}

/// Marks every request, and counts how they end.
#[derive(Clone, Default)]
struct Counter {
    begun: Arc<AtomicU32>,
    ended: Arc<AtomicU32>,
}

impl Hook for Counter {
    fn before(&self, _: &Sending<'_>, headers: &mut HeaderMap) -> Option<HttpResponse<Bytes>> {
        headers.insert("x-hook", HeaderValue::from_static("was here"));
        self.begun.fetch_add(1, Ordering::Relaxed);
        None
    }

    fn after(&self, _: &Sending<'_>, _: &HttpResponse<()>) {
        self.ended.fetch_add(1, Ordering::Relaxed);
    }

    fn error(&self, _: &Sending<'_>, _: &TransportError) {
        self.ended.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "slow: 10,000 calls"]
async fn every_call_has_one_outcome_whatever_the_server_does() {
    let server = Server::start(SPEED).await;
    let (proxy, counter) = (Proxy::start().await, Counter::default());
    let client = client(&server, &proxy, counter.clone());
    let next = Arc::new(AtomicU32::new(0));
    let workers: Vec<_> = (0..IN_FLIGHT)
        .map(|_| tokio::spawn(work(client.clone(), Arc::clone(&next))))
        .collect();
    let mut outcomes: BTreeMap<String, u32> = BTreeMap::new();
    for worker in workers {
        for outcome in worker.await.unwrap() {
            *outcomes.entry(outcome).or_default() += 1;
        }
    }
    let facts = server.facts();
    let tunnels = proxy.facts();
    let [begun, ended] = [&counter.begun, &counter.ended].map(|count| count.load(Ordering::Relaxed));
    println!("outcomes: {outcomes:#?}\n{facts:#?}\n{tunnels:#?}\n{begun} requests begun, {ended} ended");
    assert_eq!(tunnels.in_clear.load(Ordering::Relaxed), 0);
    assert!(tunnels.tunnels.load(Ordering::Relaxed) > 0 && tunnels.refused.load(Ordering::Relaxed) > 0);
    // A timeout ends a request without the hook.
    assert!(begun >= facts.attempts && ended <= begun && facts.compressed > 1000);
    assert_eq!(outcomes.values().sum::<u32>(), CALLS);
    assert_eq!(facts.acted_on_twice, Vec::<u32>::new());
    assert_eq!(facts.tokens_elsewhere, 0);
    assert_eq!(facts.without_token, 0);
    // All of it did happen.
    for outcome in [
        "read",
        "written",
        "500",
        "timeout",
        "broken",
        "not followed",
        "too large",
    ] {
        assert!(outcomes.contains_key(outcome), "{outcome}");
    }
    assert!(facts.calls_elsewhere > 0 && facts.refused_writes > 0 && facts.writes > 1000);
    assert!(facts.attempts > CALLS, "something was retried");
}

fn client(server: &Server, proxy: &Proxy, counter: Counter) -> Client {
    let transport = Fast {
        hyper: HyperTransport::builder()
            .ca_certificate(include_bytes!("../../transport/tests/keys/ca.pem"))
            .proxy(proxy.url())
            .build()
            .unwrap(),
        began: Instant::now(),
        start: Timestamp::now(),
    };
    Client::builder()
        .token(TOKEN)
        .base_url(server.url())
        .transport(transport)
        .hook(counter)
        .timeout(TIMEOUT)
        .attempt_timeout(TIMEOUT / 2)
        .max_wait(MAX_WAIT)
        .max_body_size(1 << 20)
        .write_spacing(Duration::ZERO)
        .build()
        .unwrap()
}

async fn work(client: Client, next: Arc<AtomicU32>) -> Vec<String> {
    let mut outcomes = Vec::new();
    loop {
        let id = next.fetch_add(1, Ordering::Relaxed);
        if id >= CALLS {
            return outcomes;
        }
        let call = async {
            if id.is_multiple_of(2) {
                let request = RequestBuilder::<Body>::new(&client, &READ).path("id", i64::from(id));
                request.send().await.map(|body| (body, "read"))
            } else {
                let request = RequestBuilder::<Body>::new(&client, &WRITE)
                    .path("id", i64::from(id))
                    .body("id", i64::from(id));
                request.send().await.map(|body| (body, "written"))
            }
        };
        let outcome = tokio::time::timeout(HANG, call).await.expect("the call hangs");
        outcomes.push(match outcome {
            Ok((body, what)) => {
                assert_eq!(body.text(), format!("[{id}]"), "the response to another call");
                what.to_owned()
            }
            Err(error) => kind(&error),
        });
    }
}

fn kind(error: &Error) -> String {
    assert!(!format!("{error:?} {error}").contains(TOKEN));
    match error {
        Error::Transport(error) if error.is_timeout() => "timeout".to_owned(),
        Error::Transport(error) if error.is_connect() => "connect".to_owned(),
        Error::Transport(_) => "broken".to_owned(),
        Error::TooLarge(_) => "too large".to_owned(),
        Error::Limited(_) => "limited".to_owned(),
        Error::Api(error) if error.hint.is_some() => "not followed".to_owned(),
        Error::Api(error) => error.status.as_str().to_owned(),
        other => panic!("{other:?}"),
    }
}

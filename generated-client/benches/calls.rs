//! What a small call costs beside a bare hyper-util client that does the same: user CPU time of this thread for each request, 64 in
//! flight on the loopback, to a server in other threads. The two take turns.
//!
//! Run it with `cargo bench -p octoscribe --bench calls`. It reads `/proc`, and so runs on Linux only.

#![allow(
    clippy::expect_used,
    reason = "without its server and its responses there is nothing to measure"
)]

use std::future::Future;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use http::{Request as HttpRequest, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client as Bare;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use octoscribe::bytes::Bytes;
use octoscribe::{Body, Client, Endpoint, RequestBuilder};
use tokio::task::JoinSet;

const IN_FLIGHT: usize = 64;
const ROUNDS: usize = 40;
const CALLS: usize = 20_000;
const TOKEN: &str = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";

static ENDPOINT: Endpoint = Endpoint::get("issues.get", "/repos/{owner}/{repo}/issues/{issue_number}");

/// A response with the headers that GitHub sends.
const RESPONSE: &[u8] = b"HTTP/1.1 200 OK\r\n\
    date: Sun, 09 Sep 2001 01:46:40 GMT\r\n\
    content-type: application/json; charset=utf-8\r\n\
    content-length: 46\r\n\
    cache-control: private, max-age=60, s-maxage=60\r\n\
    vary: Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept, X-Requested-With\r\n\
    etag: W/\"8b8f2b0b4e9c1c3d5e6f7a8b9c0d1e2f\"\r\n\
    x-oauth-scopes: repo, workflow\r\n\
    x-accepted-oauth-scopes: repo\r\n\
    x-github-media-type: github.v3; format=json\r\n\
    x-github-api-version-selected: 2022-11-28\r\n\
    x-ratelimit-limit: 5000\r\n\
    x-ratelimit-remaining: 4999\r\n\
    x-ratelimit-reset: 1000003600\r\n\
    x-ratelimit-used: 1\r\n\
    x-ratelimit-resource: core\r\n\
    x-github-request-id: 0A1B:2C3D:4E5F:6A7B:8C9D0E1F\r\n\r\n\
    {\"number\":1347,\"title\":\"Found a bug\",\"id\":123}";

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(|| respond(stream));
        }
    });
    let (mut bare, mut ours) = (0.0, 0.0);
    // The first round of each makes the connections.
    for round in 0..=ROUNDS {
        let costs = (runtime.block_on(bare_round(&url)), runtime.block_on(our_round(&url)));
        if round > 0 {
            bare += costs.0;
            ours += costs.1;
        }
    }
    // Means: a round is too short for the clock, which has a hundred ticks a second.
    #[expect(clippy::cast_precision_loss, reason = "the number is small")]
    let (bare, ours) = (bare / ROUNDS as f64, ours / ROUNDS as f64);
    println!("user CPU time for each request, {IN_FLIGHT} in flight, mean of {ROUNDS} rounds of {CALLS}:");
    println!("  hyper-util  {bare:5.2} µs");
    println!("  octoscribe  {ours:5.2} µs  ({:.2}x)", ours / bare);
}

async fn bare_round(url: &str) -> f64 {
    let url = url.to_owned();
    let client: Bare<HttpConnector, Full<Bytes>> = Bare::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .build_http();
    measure(move || {
        let client = client.clone();
        let uri: Uri = format!("{url}/repos/octocat/hello-world/issues/1347")
            .parse()
            .expect("a URL");
        async move {
            let request = HttpRequest::get(uri)
                .header("accept", "application/vnd.github+json")
                .header("user-agent", "octoscribe")
                .header("x-github-api-version", "2022-11-28")
                .header("authorization", format!("Bearer {TOKEN}"))
                .body(Full::default())
                .expect("a request");
            let body = client.request(request).await.expect("a response").into_body();
            body.collect().await.expect("a body").to_bytes().len()
        }
    })
    .await
}

async fn our_round(url: &str) -> f64 {
    let client = Client::builder().token(TOKEN).base_url(url).build().expect("a client");
    measure(move || {
        let client = client.clone();
        async move {
            let request = RequestBuilder::<Body>::new(&client, &ENDPOINT)
                .path("owner", "octocat")
                .path("repo", "hello-world")
                .path("issue_number", 1347_i64);
            request.send().await.expect("a response").bytes().len()
        }
    })
    .await
}

/// The user CPU time of a call in microseconds.
async fn measure<F: Future<Output = usize> + Send + 'static>(call: impl Fn() -> F + Clone + Send + 'static) -> f64 {
    let before = user_ticks();
    let mut workers = JoinSet::new();
    for _ in 0..IN_FLIGHT {
        let call = call.clone();
        workers.spawn(async move {
            for _ in 0..CALLS / IN_FLIGHT {
                assert_eq!(call().await, 46);
            }
        });
    }
    workers.join_all().await;
    // A hundred ticks a second: Linux' unit in `/proc`, whatever the kernel's own is.
    #[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
    let (ticks, calls) = ((user_ticks() - before) as f64, CALLS as f64);
    ticks * 10_000.0 / calls
}

/// The fourteenth field of `/proc/thread-self/stat`; the second one, in parentheses, may have spaces.
fn user_ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/thread-self/stat").expect("Linux' /proc");
    let (_, fields) = stat.rsplit_once(')').expect("the command's name");
    let field = fields.split_ascii_whitespace().nth(11).expect("the user time");
    field.parse().expect("a number")
}

/// Sends every request the same response.
fn respond(mut stream: TcpStream) {
    let (mut requests, mut chunk) = (Vec::<u8>::new(), [0; 4096]);
    while let Ok(length @ 1..) = stream.read(&mut chunk) {
        requests.extend(chunk.iter().take(length));
        while let Some(end) = requests.windows(4).position(|window| window == b"\r\n\r\n") {
            requests.drain(..end + 4);
            if stream.write_all(RESPONSE).is_err() {
                return;
            }
        }
    }
}

//! The server that misbehaves, and the other host that it leads to. Both speak TLS.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use octoscribe::jiff::{SignedDuration, Timestamp};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

type Stream = TlsStream<TcpStream>;

pub(crate) struct Server {
    port: u16,
    state: Arc<State>,
}

struct State {
    speed: u32,
    began: Instant,
    /// The port of the other host.
    other: u16,
    attempts: AtomicU32,
    calls_elsewhere: AtomicU32,
    tokens_elsewhere: AtomicU32,
    without_token: AtomicU32,
    compressed: AtomicU32,
    refused_writes: AtomicU32,
    /// How often each write came, but for those that were refused or led elsewhere.
    acted_on: Mutex<BTreeMap<u32, u32>>,
}

/// What the server saw.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) attempts: u32,
    pub(crate) writes: usize,
    pub(crate) refused_writes: u32,
    pub(crate) acted_on_twice: Vec<u32>,
    pub(crate) calls_elsewhere: u32,
    pub(crate) tokens_elsewhere: u32,
    pub(crate) without_token: u32,
    pub(crate) compressed: u32,
}

/// A request, as far as it matters.
struct Asked {
    is_write: bool,
    id: u32,
    /// The token, and the header of the client's hook.
    has_token: bool,
    has_hook: bool,
    takes_gzip: bool,
}

impl Server {
    /// Starts both hosts; they end with the test's runtime. `speed` is how many of the client's seconds are one on the wall.
    pub(crate) async fn start(speed: u32) -> Self {
        let main = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let state = Arc::new(State {
            speed,
            began: Instant::now(),
            other: other.local_addr().unwrap().port(),
            attempts: AtomicU32::new(0),
            calls_elsewhere: AtomicU32::new(0),
            tokens_elsewhere: AtomicU32::new(0),
            without_token: AtomicU32::new(0),
            compressed: AtomicU32::new(0),
            refused_writes: AtomicU32::new(0),
            acted_on: Mutex::default(),
        });
        let port = main.local_addr().unwrap().port();
        let acceptor = acceptor();
        for (listener, is_main) in [(main, true), (other, false)] {
            let (state, acceptor) = (Arc::clone(&state), acceptor.clone());
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (state, acceptor) = (Arc::clone(&state), acceptor.clone());
                    tokio::spawn(async move {
                        if let Ok(stream) = acceptor.accept(stream).await {
                            serve(stream, state, is_main).await;
                        }
                    });
                }
            });
        }
        Self { port, state }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }

    pub(crate) fn facts(&self) -> Facts {
        let acted_on = self.state.acted_on.lock().unwrap();
        let count = |counter: &AtomicU32| counter.load(Ordering::Relaxed);
        Facts {
            attempts: count(&self.state.attempts),
            writes: acted_on.len(),
            refused_writes: count(&self.state.refused_writes),
            acted_on_twice: acted_on
                .iter()
                .filter(|(_, times)| **times > 1)
                .map(|(id, _)| *id)
                .collect(),
            calls_elsewhere: count(&self.state.calls_elsewhere),
            tokens_elsewhere: count(&self.state.tokens_elsewhere),
            without_token: count(&self.state.without_token),
            compressed: count(&self.state.compressed),
        }
    }
}

fn acceptor() -> TlsAcceptor {
    let chain = CertificateDer::from_pem_slice(include_bytes!("../../transport/tests/keys/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("../../transport/tests/keys/server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![chain], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Responds to one request after the other, until the connection is no good any more.
async fn serve(mut stream: Stream, state: Arc<State>, is_main: bool) {
    let mut buffer = Vec::new();
    while let Some(asked) = read(&mut stream, &mut buffer).await {
        let goes_on = if is_main {
            misbehave(&mut stream, &state, &asked).await
        } else {
            state.calls_elsewhere.fetch_add(1, Ordering::Relaxed);
            if asked.has_token || asked.has_hook {
                state.tokens_elsewhere.fetch_add(1, Ordering::Relaxed);
            }
            write(&mut stream, &response(200, "", asked.id)).await
        };
        if !goes_on {
            return;
        }
    }
}

async fn read(stream: &mut Stream, buffer: &mut Vec<u8>) -> Option<Asked> {
    loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(buffer.split_at(end).0).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let whole = end + 4 + length.map_or(0, |length| length.parse::<usize>().unwrap());
            if buffer.len() >= whole {
                buffer.drain(..whole);
                let mut words = head.split_ascii_whitespace();
                let (method, target) = (words.next().unwrap(), words.next().unwrap());
                return Some(Asked {
                    is_write: method == "post",
                    id: target.rsplit('/').next().unwrap().parse().unwrap(),
                    has_token: head.contains("\nauthorization: "),
                    has_hook: head.contains("\nx-hook: "),
                    takes_gzip: head.contains("\naccept-encoding: gzip"),
                });
            }
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}

/// Responds in one of many ways; returns whether the connection can be used again.
async fn misbehave(stream: &mut Stream, state: &State, asked: &Asked) -> bool {
    state.attempts.fetch_add(1, Ordering::Relaxed);
    if !asked.has_token || !asked.has_hook {
        state.without_token.fetch_add(1, Ordering::Relaxed);
    }
    let chance = fastrand::u32(0..1000);
    if let Some(refusal) = refusal(state, asked.id, chance) {
        if asked.is_write {
            state.refused_writes.fetch_add(1, Ordering::Relaxed);
        }
        return write(stream, &refusal).await;
    }
    if asked.is_write {
        *state.acted_on.lock().unwrap().entry(asked.id).or_default() += 1;
    }
    // A burst of failures in every eighth second of the client's time.
    let second = (state.began.elapsed() * state.speed).as_secs();
    if second.is_multiple_of(8) && chance.is_multiple_of(2) {
        return write(stream, &response(503, "", asked.id)).await;
    }
    let whole = response(200, "", asked.id);
    match chance {
        0..=9 => write(stream, &response(500, "", asked.id)).await,
        10..=19 => write(stream, &response(502, "retry-after: 1\r\n", asked.id)).await,
        // Dropped: before the response, in its head, in its body.
        20..=29 => false,
        30..=39 => cut(stream, &whole, 30).await,
        40..=49 => cut(stream, &whole, whole.len() - 1).await,
        // Longer than it says, on a connection that would be used again.
        50..=54 => write(stream, &[&whole[..], b"and more"].concat()).await,
        55..=59 => cut(stream, b"HTTP/1.1 garbage\r\n\r\n", 20).await,
        60..=64 => hang(stream).await,
        65..=69 => trickle(stream).await,
        70..=72 => flood(stream).await,
        73 => write(stream, &response(200, &skewed(0), asked.id)).await,
        100..500 if asked.takes_gzip => {
            state.compressed.fetch_add(1, Ordering::Relaxed);
            let zipped = zipped(asked.id);
            // Some end in the middle of the compressed body.
            let length = if chance < 120 { zipped.len() - 6 } else { zipped.len() };
            cut_or_whole(stream, &zipped, length).await
        }
        _ => write(stream, &whole).await,
    }
}

/// A response that says that the request was not acted on.
fn refusal(state: &State, id: u32, chance: u32) -> Option<Vec<u8>> {
    let here = format!("location: /other/way/{id}\r\n");
    let there = format!("location: https://localhost:{}/away/{id}\r\n", state.other);
    Some(match chance {
        900..=929 => response(302, &there, id),
        930..=934 => response(302, &here, id),
        935..=949 => response(307, &here, id),
        // Round and round.
        _ if id.is_multiple_of(250) => response(302, &here, id),
        970..=973 => response(429, "retry-after: 1\r\n", id),
        974..=977 => response(403, "retry-after: 2\r\n", id),
        978..=981 => response(403, &used_up(3600), id),
        982..=985 => response(429, &used_up(-3600), id),
        // For these the client waits a minute at least, so they are rare.
        986 if id.is_multiple_of(8) => response(429, "", id),
        _ => return None,
    })
}

/// A limit that ends in two seconds, by a clock that goes wrong by so many seconds.
fn used_up(skew: i64) -> String {
    let reset = Timestamp::now().as_second() + skew + 2;
    let headers = format!("x-ratelimit-remaining: 0\r\nx-ratelimit-reset: {reset}\r\nx-ratelimit-resource: core\r\n");
    headers + &skewed(skew)
}

fn skewed(skew: i64) -> String {
    let date = Timestamp::now() + SignedDuration::from_secs(skew);
    format!("date: {}\r\n", date.strftime("%a, %d %b %Y %H:%M:%S GMT"))
}

fn response(status: u16, headers: &str, id: u32) -> Vec<u8> {
    let body = format!("[{id}]");
    let length = body.len();
    format!("HTTP/1.1 {status} Status\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes()
}

/// Writes; `false` when the client has gone.
async fn write(stream: &mut Stream, bytes: &[u8]) -> bool {
    stream.write_all(bytes).await.is_ok()
}

/// Writes the beginning and hangs up.
async fn cut(stream: &mut Stream, bytes: &[u8], length: usize) -> bool {
    let (beginning, _) = bytes.split_at(length);
    write(stream, beginning).await;
    false
}

async fn cut_or_whole(stream: &mut Stream, bytes: &[u8], length: usize) -> bool {
    if length < bytes.len() {
        return cut(stream, bytes, length).await;
    }
    write(stream, bytes).await
}

/// A compressed response.
fn zipped(id: u32) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(format!("[{id}]").as_bytes()).unwrap();
    let body = encoder.finish().unwrap();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), &body].concat()
}

/// Says nothing until the client goes.
async fn hang(stream: &mut Stream) -> bool {
    let mut rest = [0; 64];
    while stream.read(&mut rest).await.is_ok_and(|read| read > 0) {}
    false
}

/// A byte now and then.
async fn trickle(stream: &mut Stream) -> bool {
    write(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n").await;
    while write(stream, b" ").await {
        sleep(Duration::from_millis(20)).await;
    }
    false
}

/// A body without end or length, as far as the client takes it.
async fn flood(stream: &mut Stream) -> bool {
    write(stream, b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").await;
    let piece = vec![b' '; 1 << 16];
    while write(stream, &piece).await {
        sleep(Duration::from_millis(1)).await;
    }
    false
}

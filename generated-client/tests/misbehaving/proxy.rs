//! A proxy that tunnels, unless it refuses or hangs up.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

pub(crate) struct Proxy {
    port: u16,
    facts: Arc<Facts>,
}

/// What the proxy saw.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) tunnels: AtomicU32,
    pub(crate) refused: AtomicU32,
    /// Requests other than `CONNECT`, and those that show a token.
    pub(crate) in_clear: AtomicU32,
}

impl Proxy {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let facts = Arc::new(Facts::default());
        let seen = Arc::clone(&facts);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(tunnel(stream, Arc::clone(&seen)));
            }
        });
        Self { port, facts }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.facts
    }
}

async fn tunnel(mut client: TcpStream, facts: Arc<Facts>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if client.read_buf(&mut head).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let target = head.strip_prefix("connect ").and_then(|rest| rest.split(' ').next());
    if target.is_none() || head.contains("\nauthorization:") {
        facts.in_clear.fetch_add(1, Ordering::Relaxed);
    }
    let chance = fastrand::u32(0..100);
    if chance < 5 {
        facts.refused.fetch_add(1, Ordering::Relaxed);
        let refusal: &[u8] = if chance < 3 {
            b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n"
        } else {
            b""
        };
        let _ = client.write_all(refusal).await;
        return;
    }
    let Ok(mut server) = TcpStream::connect(target.unwrap_or_default()).await else {
        return;
    };
    facts.tunnels.fetch_add(1, Ordering::Relaxed);
    let _ = client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
    let _ = copy_bidirectional(&mut client, &mut server).await;
}

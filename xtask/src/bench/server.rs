//! A server on the loopback that answers every request alike, with the headers that GitHub sends.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use anyhow::{Context, Result};

const BODY: &str = r#"{"number":1347,"title":"Found a bug","id":123}"#;

/// Starts the server, which ends with this process, and tells its URL.
///
/// # Errors
/// When there is no port to listen on.
pub(super) fn start() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").context("can't listen on the loopback")?;
    let url = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that has gone away needs no answer.
            thread::spawn(move || drop(answer(&stream)));
        }
    });
    Ok(url)
}

fn answer(mut stream: &TcpStream) -> Result<()> {
    stream.set_nodelay(true)?;
    let answer = format!(
        "HTTP/1.1 200 OK\r\n\
         date: Sun, 09 Sep 2001 01:46:40 GMT\r\n\
         content-type: application/json; charset=utf-8\r\n\
         content-length: {}\r\n\
         cache-control: private, max-age=60, s-maxage=60\r\n\
         vary: Accept, Authorization, Accept-Encoding, X-Requested-With\r\n\
         etag: W/\"8b8f2b0b4e9c1c3d5e6f7a8b9c0d1e2f\"\r\n\
         x-oauth-scopes: repo, workflow\r\n\
         x-github-media-type: github.v3; format=json\r\n\
         x-github-api-version-selected: 2022-11-28\r\n\
         x-ratelimit-limit: 5000\r\n\
         x-ratelimit-remaining: 4999\r\n\
         x-ratelimit-reset: 1000003600\r\n\
         x-ratelimit-used: 1\r\n\
         x-ratelimit-resource: core\r\n\
         x-github-request-id: 0A1B:2C3D:4E5F:6A7B:8C9D0E1F\r\n\r\n{BODY}",
        BODY.len()
    );
    let mut requests = BufReader::new(stream);
    let mut line = Vec::new();
    // None of the requests has a body, so an empty line ends one.
    while requests.read_until(b'\n', &mut line)? > 0 {
        if line == b"\r\n" {
            stream.write_all(answer.as_bytes())?;
        }
        line.clear();
    }
    Ok(())
}

//! A first call without a token: a server on the loopback plays GitHub, and both sides of the conversation are printed.
//!
//! Run it with `cargo run -p octoscribe --example first_call`.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use octoscribe::Client;
use octoscribe::schemas::PackageType;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (address, server) = respond_once()?;

    let client = Client::builder().base_url(format!("http://{address}")).build()?;
    let response = client
        .packages()
        .delete_package_for_user("octocat", PackageType::Npm, "hello world")
        .response()
        .await?;

    let request = server.join().map_err(|_| "the server stopped early")??;
    println!("The request, as it went over the wire:\n\n{request}\n");
    println!(
        "The response: {}, request id {}",
        response.status(),
        response.request_id().unwrap_or("unknown")
    );
    Ok(())
}

/// Starts a server that responds to one request with 204 and then stops; its thread returns the request.
fn respond_once() -> io::Result<(SocketAddr, thread::JoinHandle<io::Result<String>>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let server = thread::spawn(move || {
        let (stream, _) = listener.accept()?;
        let lines = BufReader::new(&stream).lines();
        let head = lines.take_while(|line| !matches!(line, Ok(line) if line.is_empty()));
        let head: Vec<String> = head.collect::<io::Result<_>>()?;
        (&stream).write_all(b"HTTP/1.1 204 No Content\r\nx-github-request-id: 0FF1:CE\r\nconnection: close\r\n\r\n")?;
        Ok(head.join("\n"))
    });
    Ok((address, server))
}

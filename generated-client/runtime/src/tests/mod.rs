//! The runtime as a whole, called the way emitted code calls it.

mod auth;
mod bodies;
mod building;
mod calls;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod failures;
mod properties;
mod sample;
mod transports;
mod validating;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod wire;

use http::Response;
use std::time::Duration;

use crate::client::BareClient;
use crate::transport::{BoxFuture, RequestBody, ResponseBody, Transport, TransportError};

const TOKEN: &str = "ghp_verySecret";

/// A client that sends nothing.
fn offline() -> BareClient {
    BareClient::builder().token(TOKEN).transport(Offline).build().unwrap()
}

/// A transport without a network.
struct Offline;

impl Transport for Offline {
    fn call(&self, _: http::Request<RequestBody>) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        Box::pin(async { panic!("nothing must be sent") })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<()> {
        Box::pin(std::future::pending())
    }
}

/// Method, URI, headers and body of a finished request, as text.
fn shown(request: http::Request<RequestBody>) -> String {
    let (head, body) = request.into_parts();
    let mut headers: Vec<String> = head
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    format!(
        "{} {}\n{}\n\n{}",
        head.method,
        head.uri,
        headers.join("\n"),
        String::from_utf8_lossy(body.as_bytes().unwrap())
    )
}

//! The runtime as a whole, called as emitted code calls it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

mod auth;
mod bodies;
mod building;
mod calls;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod failures;
mod graphql;
mod notes;
mod properties;
mod reading;
mod routes;
mod sample;
mod secrecy;
mod shared;
mod transports;
mod validating;
#[cfg(feature = "webhooks")]
mod webhooks;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod wire;

use http::Response;
use octoscribe_runtime::BareClient;
use octoscribe_runtime::transport::{BoxFuture, RequestBody, ResponseBody, Transport, TransportError};
pub(crate) use octoscribe_runtime::{UnknownValue, model};
use std::time::Duration;

type Builder = octoscribe_runtime::ClientBuilder<BareClient>;
type FakeGitHub = octoscribe_testing::FakeGitHub<BareClient>;

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

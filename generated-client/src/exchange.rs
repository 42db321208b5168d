//! One request, one answer.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use bytes::Bytes;
use http_body_util::BodyExt;

use crate::body::Body;
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::error::{ApiError, Error};
use crate::response::Response;
use crate::transport::{Transport, TransportError};

/// Sends a request and reads the answer, all within the client's timeout.
///
/// # Errors
///
/// [`Error::Transport`], or [`Error::Api`] for every status but success.
pub(crate) async fn exchange(
    client: Client,
    endpoint: &'static Endpoint,
    request: http::Request<Bytes>,
    is_lenient: bool,
) -> Result<Response<Body>, Error> {
    let work = call(client.transport(), endpoint, request);
    let mut response = match client.timeout() {
        None => work.await?,
        Some(limit) => match within(work, client.transport().sleep(limit)).await {
            Some(outcome) => outcome?,
            None => return Err(TransportError::timeout(limit).into()),
        },
    };
    if is_lenient {
        response.forgive();
    }
    if response.status().is_success() {
        Ok(response)
    } else {
        Err(ApiError::new(endpoint.id(), response).into())
    }
}

async fn call(
    transport: &dyn Transport,
    endpoint: &'static Endpoint,
    request: http::Request<Bytes>,
) -> Result<Response<Body>, TransportError> {
    let (head, body) = transport.call(request).await?.into_parts();
    let bytes = body.collect().await?.to_bytes();
    let body = Body::new(endpoint.id(), head.status, &head.headers, bytes);
    Ok(Response::new(head.status, head.headers, body))
}

/// The outcome of `work`, or `None` when `limit` ends first.
async fn within<T>(work: impl Future<Output = T>, limit: impl Future<Output = ()>) -> Option<T> {
    let (mut work, mut limit) = (pin!(work), pin!(limit));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
        Poll::Pending => limit.as_mut().poll(context).map(|()| None),
    })
    .await
}

//! reqwest's client, for programs that have one already.

use std::time::Duration;

use reqwest::redirect::Policy;
use tokio::runtime::Handle;

use crate::error::TransportError;
use crate::request_body::RequestBody;
use crate::transport::{BoxFuture, ResponseBody, Transport};

/// reqwest's client. Runs on Tokio.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// A client of its own.
    ///
    /// # Errors
    ///
    /// When reqwest finds no TLS backend or certificates.
    pub fn new() -> Result<Self, TransportError> {
        let client = reqwest::Client::builder().redirect(Policy::none()).build();
        client.map(Self::from).map_err(TransportError::other)
    }
}

/// A client that is there already. Its own redirect policy should be [`Policy::none`]: otherwise it follows redirects, and sends a token to
/// wherever its policy allows.
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self { client }
    }
}

impl Transport for ReqwestTransport {
    fn call(
        &self,
        request: http::Request<RequestBody>,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>> {
        let client = self.client.clone();
        Box::pin(async move {
            let request = request.map(body).try_into().map_err(transport_error)?;
            let response: http::Response<reqwest::Body> =
                client.execute(request).await.map_err(transport_error)?.into();
            Ok(response.map(ResponseBody::new))
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        Box::pin(async move {
            // Tokio would panic without a runtime; the call that waits fails anyway.
            if Handle::try_current().is_ok() {
                tokio::time::sleep(duration).await;
            }
        })
    }
}

/// A body that is there stays one, so that reqwest knows that it can be sent again.
fn body(body: RequestBody) -> reqwest::Body {
    match body.as_bytes() {
        Some(bytes) => bytes.clone().into(),
        None => reqwest::Body::wrap(body),
    }
}

/// Without the URL, whose query may hold secrets.
fn transport_error(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_connect() {
        TransportError::connect(error)
    } else {
        TransportError::other(error)
    }
}

//! Transports as services of tower, and services as transports.

use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tower_service::Service;

use crate::error::{BoxError, TransportError};
use crate::mutex::Mutex;
use crate::request_body::RequestBody;
use crate::transport::{BoxFuture, ResponseBody, ResponseFuture, Transport, tokio_sleep};

/// A transport made from a service, such as one with layers of `tower` or `tower-http`. Waits need a Tokio runtime.
pub struct TowerTransport<S>(Mutex<S>);

impl<S> TowerTransport<S> {
    /// Creates a transport. The service is cloned for each request.
    pub fn new(service: S) -> Self {
        Self(Mutex::new(service))
    }
}

impl<S, B> Transport for TowerTransport<S>
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn call(&self, request: http::Request<RequestBody>) -> ResponseFuture {
        let mut service = self.0.lock().clone();
        Box::pin(async move {
            poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(transport_error)?;
            let response = service.call(request).await.map_err(transport_error)?;
            Ok(response.map(ResponseBody::new))
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        tokio_sleep(duration)
    }
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TowerTransport")
    }
}

/// The error of a transport below the layers stays what it is.
fn transport_error(error: impl Into<BoxError>) -> TransportError {
    match error.into().downcast::<TransportError>() {
        Ok(error) => *error,
        Err(error) => TransportError::other(error),
    }
}

/// A transport as a service, to put layers on.
#[derive(Clone)]
pub struct TransportService(Arc<dyn Transport>);

impl TransportService {
    /// Creates a service.
    pub fn new(transport: impl Transport) -> Self {
        Self(Arc::new(transport))
    }
}

impl Service<http::Request<RequestBody>> for TransportService {
    type Response = http::Response<ResponseBody>;
    type Error = TransportError;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<RequestBody>) -> Self::Future {
        self.0.call(request)
    }
}

impl fmt::Debug for TransportService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransportService")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Responds with the request's header, or fails.
    struct Echo;

    impl Transport for Echo {
        fn call(
            &self,
            request: http::Request<RequestBody>,
        ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>> {
            Box::pin(async move {
                let value = request.headers().get("x-layer").cloned();
                let value = value.ok_or_else(|| TransportError::connect("no layer").permanent())?;
                Ok(http::Response::new(Bytes::copy_from_slice(value.as_bytes()).into()))
            })
        }

        fn sleep(&self, _: Duration) -> BoxFuture<()> {
            Box::pin(async {})
        }
    }

    /// A layer that adds a header.
    #[derive(Clone)]
    struct Layer(TransportService);

    impl Service<http::Request<RequestBody>> for Layer {
        type Response = http::Response<ResponseBody>;
        type Error = TransportError;
        type Future = ResponseFuture;

        fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
            self.0.poll_ready(context)
        }

        fn call(&mut self, mut request: http::Request<RequestBody>) -> Self::Future {
            request
                .headers_mut()
                .insert("x-layer", http::HeaderValue::from_static("there"));
            self.0.call(request)
        }
    }

    #[tokio::test]
    async fn layers_are_passed_and_errors_stay() {
        use http_body_util::BodyExt;

        let request = || http::Request::new(RequestBody::default());
        let layered = TowerTransport::new(Layer(TransportService::new(Echo)));
        let body = layered
            .call(request())
            .await
            .unwrap()
            .into_body()
            .collect()
            .await
            .unwrap();
        assert_eq!(body.to_bytes(), "there");
        let bare = TowerTransport::new(TransportService::new(Echo));
        let error = bare.call(request()).await.unwrap_err();
        assert!(error.is_connect() && error.is_permanent(), "{error:?}");
    }
}

//! Receives deliveries of webhooks with hyper alone. Handlers run after the response, and may take longer than the 10 s that GitHub waits.
//!
//! ```sh
//! WEBHOOK_SECRET=… cargo run -p octoscribe --features webhooks --example webhook_hyper
//! ```

use std::convert::Infallible;
use std::error::Error;
use std::{env, io};

use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use octoscribe::bytes::Bytes;
use octoscribe::http::{Request, Response, StatusCode};
use octoscribe::webhook::{MAX_SIZE, Router, Secrets};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let router = Router::new(Secrets::new([env::var("WEBHOOK_SECRET")?])?).on_any(|delivery| async move {
        println!("{delivery:?}");
        Ok(())
    });
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(serve(listener, router).await?)
}

/// A test calls this too.
pub(crate) async fn serve(listener: TcpListener, router: Router) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let router = router.clone();
        let service = service_fn(move |request| receive(router.clone(), request));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn receive(router: Router, request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let status = match Limited::new(body, MAX_SIZE).collect().await {
        Ok(body) => match router.accept(&Request::from_parts(head, body.to_bytes())) {
            Ok(accepted) => {
                tokio::spawn(accepted.run());
                StatusCode::ACCEPTED
            }
            Err(error) => error.status(),
        },
        Err(_) => StatusCode::PAYLOAD_TOO_LARGE,
    };
    let mut response = Response::default();
    *response.status_mut() = status;
    Ok(response)
}

//! Receives deliveries of webhooks with axum.
//!
//! ```sh
//! WEBHOOK_SECRET=… cargo run -p octoscribe --features webhooks --example webhook_axum
//! ```

use std::error::Error;
use std::{env, io};

use axum::extract::{DefaultBodyLimit, State};
use axum::routing::post;
use octoscribe::bytes::Bytes;
use octoscribe::http::{HeaderMap, Request, StatusCode};
use octoscribe::webhook::{MAX_SIZE, MemoryDeliveries, Router, Secrets};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let secrets = Secrets::new([env::var("WEBHOOK_SECRET")?])?;
    let router = Router::new(secrets)
        .refuse_replays(MemoryDeliveries::default())
        .on_any(|delivery| async move {
            println!("{delivery:?}");
            Ok(())
        });
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    println!("listening on http://{}/webhooks", listener.local_addr()?);
    Ok(serve(listener, router).await?)
}

/// A test calls this too.
pub(crate) async fn serve(listener: TcpListener, router: Router) -> io::Result<()> {
    let app = axum::Router::new()
        .route("/webhooks", post(receive))
        .layer(DefaultBodyLimit::max(MAX_SIZE))
        .with_state(router);
    axum::serve(listener, app).await
}

async fn receive(State(router): State<Router>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut request = Request::new(body);
    *request.headers_mut() = headers;
    router.handle(&request).await.status()
}

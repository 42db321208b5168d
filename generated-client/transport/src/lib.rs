//! The transports of `octoscribe`, which send requests to a server: hyper (feature `hyper`), reqwest (feature `reqwest`), or any other
//! [`Transport`].
//!
//! This is a crate of its own because an HTTP stack is generic code that takes longer to compile than the whole client: here it is compiled
//! once, not whenever the client is generated. Import it as `octoscribe::transport`.
//!
//! # WebAssembly
//!
//! hyper and this use of reqwest need sockets, so on `wasm32-unknown-unknown` a program brings its own [`Transport`]. Its futures are [`Send`]
//! there too, which those of JavaScript's promises are not: run `fetch` in `wasm_bindgen_futures::spawn_local` and send the response through
//! a channel, whose receiver is the future.

#[cfg(all(
    any(feature = "hyper", feature = "reqwest", feature = "blocking"),
    target_arch = "wasm32",
    target_os = "unknown"
))]
compile_error!(
    "the features `hyper`, `reqwest` and `blocking` need sockets and threads, which this target doesn't have"
);

#[cfg(feature = "blocking")]
mod blocking;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod classify;
#[cfg(feature = "hyper")]
mod connector;
mod error;
#[cfg(feature = "hyper")]
mod hyper;
mod mutex;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod per_runtime;
mod request_body;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "hyper")]
mod stream;
#[cfg(feature = "hyper")]
mod tls;
#[cfg(feature = "tower")]
mod tower;
mod transport;

use std::sync::Arc;

#[cfg(feature = "blocking")]
pub use self::blocking::block_on;
pub use self::error::{BoxError, Phase, TransportError};
#[cfg(feature = "hyper")]
pub use self::hyper::{HyperBuilder, HyperTransport};
pub use self::mutex::Mutex;
pub use self::request_body::RequestBody;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;
#[cfg(feature = "tower")]
pub use self::tower::{TowerTransport, TransportService};
pub use self::transport::{BoxFuture, ResponseBody, ResponseFuture, Transport};

/// The default transport: hyper if it is built in, otherwise reqwest.
///
/// # Errors
///
/// When neither is built in, or reqwest can't be set up.
#[cfg_attr(
    feature = "hyper",
    allow(clippy::unnecessary_wraps, reason = "only hyper is there in every case")
)]
pub fn default() -> Result<Arc<dyn Transport>, BoxError> {
    #[cfg(feature = "hyper")]
    return Ok(Arc::new(HyperTransport::new()));
    #[cfg(all(feature = "reqwest", not(feature = "hyper")))]
    return Ok(Arc::new(ReqwestTransport::new()?));
    #[cfg(not(any(feature = "hyper", feature = "reqwest")))]
    return Err("no transport is built in: turn on the feature `hyper` or `reqwest`, or give one".into());
}

//! Requests that can be sent: what every emitted endpoint returns, and what comes of sending it.

#[cfg(feature = "blocking")]
pub(crate) mod blocking;
pub(crate) mod decode;
pub(crate) mod download;
pub(crate) mod graphql;
pub(crate) mod pages;
pub(crate) mod pending;
pub(crate) mod request;
pub(crate) mod route;
mod unsent;

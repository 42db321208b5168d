//! Clients: an engine with its settings, and the credentials that it can change.

pub(crate) mod bare_client;
pub(crate) mod builder;
mod environment;
pub(crate) mod service;

//! Calls: an engine that sends requests within GitHub's limits, with retries, redirects, a cache and credentials. It knows no client.

pub(crate) mod attempt;
pub(crate) mod authorization;
pub(crate) mod cache;
#[expect(clippy::module_inception, reason = "a call is what the room is about")]
pub(crate) mod call;
pub(crate) mod date;
pub(crate) mod engine;
pub(crate) mod error;
pub(crate) mod hooks;
pub(crate) mod limits;
pub(crate) mod redirect;
pub(crate) mod refusal;
pub(crate) mod retry;
pub(crate) mod settings;
pub(crate) mod shared;
pub(crate) mod time;
pub(crate) mod trace;
pub(crate) mod wait;
pub(crate) mod writes;

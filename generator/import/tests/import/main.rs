//! Importing small descriptions into small trees, and GitHub's own into `spec/`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::format_collect,
    clippy::format_push_string,
    reason = "a fixture that can't be used fails the test, and texts are small"
)]

mod align;
mod corrections;
mod descriptions;
mod docs;
mod editions;
mod errors;
mod facts;
mod merge;
mod support;
mod survival;
mod webhooks;

//! What pages become: code, rustdoc, files, and the names that can't be.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a fixture that can't be taken apart fails the test"
)]

mod arguments;
mod cut;
mod declarations;
mod docs;
mod files;
mod names;
#[path = "../support/paths.rs"]
mod paths;
mod requests;
mod responses;
#[path = "../support/mod.rs"]
mod support;

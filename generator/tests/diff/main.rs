//! What two trees of pages differ in, and how that is told.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a fixture that can't be taken apart fails the test"
)]

mod kinds;
mod pages;
mod partial;
mod report;
#[path = "../support/mod.rs"]
mod support;

//! Pages that try to break out: whatever stands in whichever field, the outcome is a diagnostic or inert text.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a fixture that can't be taken apart fails the test"
)]

mod fields;
#[path = "../support/inert.rs"]
mod inert;
mod limits;
mod pages;
mod payloads;

//! Reads Markdown endpoint docs and emits a typed, validating Rust client.
//!
//! Text in, files out: no file system, no network, and no panic on any input.

pub mod diagnostic;
mod emit;
pub mod example;
mod format;
pub mod ir;
mod name_check;
pub mod names;
pub mod page;
mod pattern_example;
pub mod source;

pub use emit::{EmittedFile, emit, features};
pub use format::HEADER;

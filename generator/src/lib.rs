//! Reads Markdown endpoint docs and emits a typed, validating Rust client.
//!
//! Text in, files out: no file system, no network, and no panic on any input.

pub mod diagnostic;
pub mod ir;
pub mod ir_json;
pub mod line_index;
pub mod lower;
pub mod page;
pub mod render;
pub mod source;

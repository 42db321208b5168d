//! Runs the built tool on directories of its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod check;
mod crash;
mod diff;
mod drift;
mod file_names;
mod fmt;
mod generate;
mod import;
mod infer;
mod killed;
mod links;
mod lint;
mod lsp;
mod manifest;
mod new;
mod pages;
mod readme;
mod walk;
mod watch;
mod world;

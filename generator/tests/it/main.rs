//! The tests of the generator from outside: text in, text out. One program, since linking many takes longer than running them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a fixture that can't be taken apart fails the test"
)]

mod diff;
mod editions;
mod emit;
mod emitted_docs;
mod found;
mod hostile;
mod inert;
mod infer;
mod inference_eval;
mod lower_api;
mod lower_corpus;
mod lower_pages;
mod lower_rows;
mod mutations;
mod names_apart;
mod names_stay;
#[path = "../oracle/mod.rs"]
mod oracle;
mod order;
mod overlaps;
mod page_corpus;
mod page_diagnostics;
mod page_format;
mod page_hostile;
mod page_read;
mod page_readme;
mod renamed_from;
mod render_formats;
mod response_types;
mod support;
mod taken_names;
mod webhooks;

//! What each fuzz target does with its bytes. What must hold is in `tests/oracle`, where the generator's own tests use it too.

use std::borrow::Cow;

use rayon::ThreadPoolBuilder;

#[path = "../../tests/oracle/mod.rs"]
mod oracle;

/// Keeps the generator on one thread: a hand-over costs more than a small page, and coverage would depend on chance.
pub fn one_thread() {
    // A pool that is there already has been made by another call of this function.
    let _ = ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global();
}

/// Reads the bytes as a page.
pub fn page(data: &[u8]) {
    oracle::reading::page(&text(data));
}

/// Reads the bytes as the front-matter of a page.
pub fn front_matter(data: &[u8]) {
    oracle::reading::front_matter(&text(data));
}

/// Reads the bytes as a route.
pub fn route(data: &[u8]) {
    oracle::reading::route(&text(data));
}

/// Reads the bytes as a type expression.
pub fn type_expression(data: &[u8]) {
    oracle::reading::type_expression(&text(data));
}

/// Reads the bytes as a tree of pages, and emits what they describe unless there are errors.
pub fn pipeline(data: &[u8]) {
    // Most pages of a fuzzer have errors, and those have been looked at by then.
    let _ = oracle::pipeline::check(&text(data));
}

/// Pages are UTF-8, which `xtask` sees to.
fn text(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(data)
}

//! Pages of webhook events: what may be wrong with them, and what is emitted.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use insta::assert_snapshot;
use octoscribe_generator::source::Source;
use octoscribe_generator::{EmittedFile, analyse, emit};

/// A page `webhooks/…` with front-matter and rows of `name | required | type`.
fn event(path: &str, front_matter: &str, rows: &[&str]) -> String {
    let rows: Vec<String> = rows.iter().map(|row| format!("| {row} | It. |\n")).collect();
    format!(
        "=== spec/webhooks/{path}.md\n---\nname: An event\ntype: Webhook event\n{front_matter}receivers: repository, app\n---\n\n\
         # An event\n\nSent now and then.\n\n## Fields\n\n| name | required | type | description |\n|---|---|---|---|\n{}\n",
        rows.concat()
    )
}

fn emitted(pages: &str) -> Vec<EmittedFile> {
    let sources: Vec<Source> = support::sources(pages).iter().map(|(_, page)| page.clone()).collect();
    let analysis = analyse(sources);
    assert!(analysis.diagnostics.is_empty(), "{:?}", analysis.diagnostics);
    emit(&analysis.api, None, &|_, _| false)
}

fn content<'f>(files: &'f [EmittedFile], path: &str) -> &'f str {
    let file = files.iter().find(|file| file.path == path).unwrap();
    file.content.as_deref().unwrap()
}

#[test]
fn what_is_wrong_is_reported() {
    let pages = event(
        "frog/left",
        "event: frog\naction: escaped\n",
        &["action | yes | string"],
    ) + &event("Frog", "event: Frog\n", &["id | yes | integer"])
        + &event("pond", "event: pond\n", &[]).replace("repository, app", "repository, frogs");
    assert_snapshot!(support::check(&pages), @"");
}

#[test]
fn an_event_has_a_type_and_a_variant() {
    let pages = event(
        "frog/escaped",
        "event: frog\naction: escaped\n",
        &["action | yes | \"escaped\"", "pond | no | object", "pond.id | yes | Id"],
    ) + &event(
        "rain",
        "event: rain\nedition: enterprise-cloud\n",
        &["drops | yes | Id"],
    ) + &support::schema("Id", "'\"a\" | \"b\"'", "");
    let files = emitted(&pages);
    assert_snapshot!(content(&files, "webhooks/frog_escaped.rs"), @"");
    assert_snapshot!(content(&files, "webhooks/mod.rs"), @"");
    assert_snapshot!(content(&files, "schemas/mod.rs"), @"");
}

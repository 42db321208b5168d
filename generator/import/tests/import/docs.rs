//! Octokit's Markdown docs as a source: they know names and what is required, and nothing of types.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use octoscribe_generator::source::Source;
use octoscribe_import::{Input, Options, Outcome, Prose, Tree, import};

use crate::support::{imported, ponds, read, rows, spec};

const FEED: &str = "---
name: Feed a frog
example: octokit.rest.frogs.feed({ pond, food })
route: POST /ponds/{pond}/frogs
scope: frogs
type: API method
---

# Feed a frog

Words.

## Parameters

| name | required | description |
|------|----------|-------------|
| pond | yes | |
| food | yes | |
| count | no | |
";

fn run(tree: &Tree, pages: &[(&str, &str)], base: Option<&[(&str, &str)]>) -> Outcome {
    let sources = |pages: &[(&str, &str)]| -> Vec<Source> {
        let source = |(path, text): &(&str, &str)| Source {
            path: (*path).to_owned(),
            text: (*text).into(),
        };
        pages.iter().map(source).collect()
    };
    let base = base.map(|pages| Input::Docs(sources(pages), "1".to_owned()));
    let options = Options {
        base,
        take: BTreeMap::new(),
        prose: Prose::Todo,
        version: "0.1.0",
        today: "2026-01-01",
        remove_overdue: false,
    };
    import(tree, &Input::Docs(sources(pages), "2".to_owned()), &options).unwrap()
}

#[test]
fn docs_take_nothing_away_that_they_cannot_say() {
    let tree = imported(&Tree::default(), &ponds());
    let outcome = run(&tree, &[("frogs/feed.md", FEED)], None);
    assert_snapshot!(outcome, @"
    octokit-docs 2 (first import)
    endpoint pages: 0 added, 0 removed, 0 changed
    schema pages: 0 added, 0 removed, 0 changed
    ");
    let tree = tree.with(&outcome.files);
    let moved = FEED
        .replace("| count | no | |\n", "| speed | no | How fast. |\n")
        .replace("| food | yes", "| food | no");
    let moved = moved.replace("pond, food", "pond");
    let outcome = run(&tree, &[("frogs/feed.md", &moved)], None);
    assert_snapshot!(outcome, @"
    octokit-docs 2 (last import: 2)
    endpoint pages: 0 added, 0 removed, 1 changed
    schema pages: 0 added, 0 removed, 0 changed
    changed: endpoints/frogs/feed speed: nothing -> `no`
    ");
    assert_snapshot!(rows(&tree.with(&outcome.files), "endpoints/frogs/feed.md"), @r#"
    pond | yes | string |  |  | TODO: describe.
    count | no | integer | 1.. | 1 | TODO: describe.
    food | yes | "fly" | "cricket" |  |  | TODO: describe.
    speed | no |  |  |  | TODO: describe.
    200 |  | Frog | OK.
    404 |  |  | Not found.
    "#);
    // The description brought the endpoint, so the docs can't take it away.
    let other = FEED
        .replace("frogs.feed", "frogs.wash")
        .replace("POST /ponds", "PUT /ponds");
    let outcome = run(&tree, &[("frogs/wash.md", &other)], None);
    assert_eq!(outcome.changes.len(), 1, "{outcome}");
    assert_eq!(outcome.changes[0].place.to_string(), "endpoints/frogs/wash");
}

#[test]
fn upstreams_docs_onto_spec_lose_nothing() {
    let Some(directory) = std::env::var_os("UPSTREAM_DOCS") else {
        eprintln!("skipped: UPSTREAM_DOCS is not set");
        return;
    };
    let directory = std::path::PathBuf::from(directory);
    let pages = read(&directory)
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|extension| extension == "md"));
    let pages = pages.map(|(path, text)| Source {
        path: path.strip_prefix(&directory).unwrap().to_string_lossy().into_owned(),
        text: text.into(),
    });
    let options = Options {
        base: None,
        take: BTreeMap::new(),
        prose: Prose::Todo,
        version: "0.1.0",
        today: "2026-01-01",
        remove_overdue: false,
    };
    let outcome = import(&spec(), &Input::Docs(pages.collect(), "18".to_owned()), &options).unwrap();
    let lost = outcome.changes.iter().filter(|change| change.to.is_none()).count();
    assert_eq!((lost, outcome.conflicts.len()), (0, 0), "{outcome}");
    println!("{outcome}");
}

//! What somebody writes into a page survives the next import, or is reported.

use std::collections::{BTreeMap, BTreeSet};

use octoscribe_generator::analyse;
use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::Severity;
use octoscribe_generator::page::document::{Column, Document, Part, Row};
use octoscribe_generator::source::Source;
use octoscribe_import::{Input, Options, Prose, Side, Tree, import};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::json;

use crate::support::{BODY, description, edited, imported, page, ponds, run, spec, with};

const FEED: &str = "endpoints/frogs/feed.md";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn edits_of_facts_and_prose_survive(edit in 0_usize..6, number in 2_i64..90, words in "[a-z]{3,9}", moves in 0_usize..4) {
        let tree = imported(&Tree::default(), &ponds());
        let (old, new) = match edit {
            0 => ("<td>1..</td>".to_owned(), format!("<td>1..={number}</td>")),
            1 => ("<td>1</td>".to_owned(), format!("<td>{number}</td>")),
            2 => ("<td>integer</td>".to_owned(), "<td>integer | null</td>".to_owned()),
            3 => ("TODO: describe.\n\n```".to_owned(), format!("The {words}.\n\n```")),
            4 => ("<td>count</td><td>no</td>".to_owned(), format!("<td>count_{words}</td><td>no</td>")),
            _ => ("\"fly\" | \"cricket\"".to_owned(), format!("\"fly\" | \"cricket\" | \"{words}\"")),
        };
        let tree = edited(&tree, FEED, &old, &new);
        let moved = match moves {
            0 => ponds(),
            1 => with(ponds(), &format!("{BODY}/properties/speed"), json!({ "type": "integer" })),
            2 => with(ponds(), &format!("{BODY}/properties/count"), json!({ "type": "number", "minimum": 0, "default": 0 })),
            _ => with(ponds(), &format!("{BODY}/properties/food"), json!({ "type": "string" })),
        };
        let outcome = run(&tree, &moved);
        if outcome.conflicts.is_empty() {
            let after = page(&tree.with(&outcome.files), FEED);
            prop_assert!(after.contains(&new), "{new}\n{outcome}\n{after}");
        } else {
            prop_assert!(outcome.files.is_empty());
        }
    }
}

/// Edits a row of a page: its prose, its type, its default, or whether it is required. Returns the row as it is then.
fn edit(document: &mut Document, at: usize, kind: usize) -> Option<Row> {
    let tables = document.body.iter_mut().filter_map(|part| match part {
        Part::Table(table) => Some(table),
        Part::Text(_) => None,
    });
    let mut rows: Vec<&mut Row> = tables.flat_map(|table| &mut table.rows).collect();
    let count = rows.len();
    let row = rows.get_mut(at % count.max(1))?;
    match kind {
        0 | 1 => row.insert(Column::Description, format!("Words of {at}.")),
        2 if row.get(&Column::Type).is_some_and(|ty| ty == "string") => {
            row.insert(Column::Type, "string | null".to_owned())
        }
        3 if row.get(&Column::Type).is_some_and(|ty| ty == "integer") => row.insert(Column::Default, "7".to_owned()),
        4 if row.get(&Column::Required).is_some_and(|required| required == "no")
            && row.get(&Column::Name)?.contains('.') =>
        {
            row.insert(Column::Required, "yes".to_owned())
        }
        _ => return None,
    };
    Some((*row).clone())
}

fn document(tree: &Tree, page: &str) -> Document {
    let source = tree.pages.iter().find(|source| source.path == page).unwrap();
    Document::parse(source, &Config::default()).unwrap()
}

proptest! {
    // The same edits in every run, so that what fails in CI fails here.
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(23), ..ProptestConfig::with_cases(3) })]

    #[test]
    #[ignore = "slow: imports GitHub's description six times"]
    fn two_hundred_edits_of_spec_survive_an_import_that_moves_much(edits in proptest::collection::vec((0_usize..100_000, 0_usize..300, 0_usize..5), 400)) {
        let Some(json) = description("api.github.com-23.0.2") else { return Ok(()) };
        let moved = json.replace("\"maximum\":100", "\"maximum\":99").replace("\"type\":\"integer\"", "\"type\":\"number\"");
        let mut tree = spec();
        let mut edited = BTreeMap::new();
        for (number, at, kind) in edits {
            let page = number % tree.pages.len();
            let mut changed = Document::parse(&tree.pages[page], &Config::default()).unwrap();
            let path = tree.pages[page].path.clone();
            if edited.len() < 200 && !edited.contains_key(&path) && let Some(row) = edit(&mut changed, at, kind) {
                tree.pages[page] = Source { path: path.clone(), text: changed.render().into() };
                edited.insert(path, row);
            }
        }
        // A page that the edit breaks is no page to import onto.
        let unedited = spec();
        let found = analyse(tree.pages.clone());
        let errors = found.diagnostics.iter().filter(|found| found.severity() == Severity::Error);
        for broken in errors.map(|error| found.sources.path(error.span)).collect::<BTreeSet<_>>() {
            prop_assert!(edited.remove(broken).is_some(), "{broken} has not been edited");
            let page = tree.pages.iter_mut().find(|page| page.path == broken).unwrap();
            *page = unedited.pages.iter().find(|page| page.path == broken).unwrap().clone();
        }
        let import = |take: BTreeMap<String, Side>| {
            let options = Options { base: None, take, prose: Prose::Todo, today: "2026-01-01", remove_overdue: false, version: "0.1.0" };
            import(&tree, &Input::OpenApi(moved.clone()), &options).unwrap()
        };
        let conflicts = import(BTreeMap::new()).conflicts;
        for conflict in &conflicts {
            let page = format!("{}.md", conflict.place.page);
            // What a correction replaces may have moved as well.
            let is_corrected = tree.corrections.contains(&format!("`{} ", conflict.place.page));
            prop_assert!(edited.contains_key(&page) || is_corrected, "{page} has not been edited");
        }
        let outcome = import(conflicts.iter().map(|conflict| (conflict.place.to_string(), Side::Ours)).collect());
        prop_assert_eq!(&outcome.conflicts, &[]);
        prop_assert!(outcome.changes.len() > 1000, "{}", outcome.changes.len());
        let after = tree.with(&outcome.files);
        for (page, row) in edited {
            let rows = document(&after, &page).body.into_iter().filter_map(|part| match part {
                Part::Table(table) => Some(table.rows),
                Part::Text(_) => None,
            });
            // Bounds and the kind of number may have moved beside what was edited, and what a version lacks is said again.
            let kept = rows.flatten().any(|other| {
                let has_words = match (other.get(&Column::Description), row.get(&Column::Description)) {
                    (Some(now), Some(words)) => now.starts_with(words.as_str()),
                    (now, words) => now == words,
                };
                has_words
                    && [Column::Name, Column::Required, Column::Default].iter().all(|column| other.get(column) == row.get(column))
                    && (other.get(&Column::Type) == row.get(&Column::Type) || row.get(&Column::Type).is_some_and(|ty| ty.contains("integer")))
            });
            prop_assert!(kept, "{}: {:?}", page, row);
        }
    }
}

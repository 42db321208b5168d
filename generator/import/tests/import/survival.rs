//! What somebody writes into a page survives the next import, or is reported.

use octoscribe_import::Tree;
use proptest::prelude::*;
use serde_json::json;

use crate::support::{BODY, edited, imported, page, ponds, run, with};

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

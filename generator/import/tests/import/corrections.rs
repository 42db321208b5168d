//! Differences and their reasons.

use insta::assert_snapshot;
use octoscribe_import::{Tree, check, origins};

use crate::support::{edited, imported, ponds};

fn findings(rows: &str) -> String {
    let tree = imported(&Tree::default(), &ponds());
    let mut tree = edited(&tree, "endpoints/frogs/feed.md", "<td>1..</td>", "<td>1..=9</td>");
    tree.corrections =
        format!("# Corrections\n\n| place | upstream says | page says | why |\n|---|---|---|---|\n{rows}");
    match check(&tree) {
        Ok(findings) => findings.iter().map(|finding| format!("{finding}\n")).collect(),
        Err(error) => error.to_string(),
    }
}

const GOOD: &str = "| `endpoints/frogs/feed count constraints` | `1..` | `1..=9` | <https://example.com> |\n";

#[test]
fn each_difference_has_a_row_and_each_row_its_difference() {
    assert_eq!(findings(GOOD), "");
    assert_snapshot!(findings(""), @"endpoints/frogs/feed count constraints: upstream says `1..`, the page `1..=9`; give the reason in CORRECTIONS.md, or let the page say what upstream says");
    assert_snapshot!(findings(&GOOD.replace("=9", "=8")), @"
    endpoints/frogs/feed count constraints: upstream says `1..`, the page `1..=9`; give the reason in CORRECTIONS.md, or let the page say what upstream says
    CORRECTIONS.md:5: no such difference at endpoints/frogs/feed count constraints; delete the row, or correct it
    ");
    assert_snapshot!(findings(&format!("{GOOD}{}", GOOD.replace("count", "food"))), @"CORRECTIONS.md:6: no such difference at endpoints/frogs/feed food constraints; delete the row, or correct it");
}

#[test]
fn the_origins_of_a_page_are_its_sources_and_its_corrections() {
    let mut tree = imported(&Tree::default(), &ponds());
    tree.corrections = format!("| place | upstream says | page says | why |\n|---|---|---|---|\n{GOOD}");
    assert_snapshot!(origins(&tree, "endpoints/frogs/feed").unwrap().join("\n"), @"
    source     ponds 1.0.0
    corrected  count constraints: `1..` upstream, `1..=9` here. <https://example.com>
    ");
    assert!(origins(&tree, "endpoints/frogs/fee").unwrap().is_empty());
}

#[test]
fn a_row_is_whole_and_has_a_reason() {
    assert_snapshot!(findings(&GOOD.replace("<https://example.com>", "because")), @"line 5 of the corrections: a reason is a public link or a quoted sentence");
    assert_snapshot!(findings("| `a` | b | c |\n"), @"line 5 of the corrections: expected four cells: place, what upstream says, what the page says, why");
    assert_snapshot!(findings(&GOOD.repeat(2)), @"line 6 of the corrections: the place has a row already");
}

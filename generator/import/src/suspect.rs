//! Changes that look like a mistake of the source.

use std::collections::BTreeMap;

use octoscribe_generator::diff::{Outline, suspects};
use octoscribe_generator::page::document::Column;

use crate::rows::{Page, Pages, says};

/// Finds endpoints that go unannounced, or that have lost their whole body, or what they respond with.
pub(crate) fn find(before: &Pages, after: &Pages) -> Vec<String> {
    let found = suspects(&outlines(before), &outlines(after));
    found.into_iter().map(|(path, what)| format!("{path} {what}")).collect()
}

fn outlines(pages: &Pages) -> BTreeMap<String, Outline> {
    let endpoints = pages.iter().filter(|(path, _)| path.starts_with("endpoints/"));
    let outline = |(path, page): (&String, &Page)| {
        let outline = Outline {
            is_deprecated: page.contains_key("@deprecated"),
            has_body: page.values().any(|row| says(row, Column::In, "body")),
            has_response: page
                .iter()
                .any(|(name, row)| name.len() == 3 && name.starts_with('2') && row.contains_key(&Column::Type)),
        };
        (path.clone(), outline)
    };
    endpoints.map(outline).collect()
}

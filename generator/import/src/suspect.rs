//! Changes that look like a mistake of the source: something whole is gone.

use octoscribe_generator::page::document::Column;

use crate::rows::{Page, Pages};

/// Finds endpoints that go unannounced, or that have lost their whole body, or what they respond with.
pub(crate) fn find(before: &Pages, after: &Pages) -> Vec<String> {
    let mut suspects = Vec::new();
    for (path, old) in before.iter().filter(|(path, _)| path.starts_with("endpoints/")) {
        let Some(new) = after.get(path) else {
            if !old.contains_key("@deprecated") {
                suspects.push(format!("{path} goes without having been deprecated"));
            }
            continue;
        };
        if has_body(old) && !has_body(new) {
            suspects.push(format!("{path} loses its whole body"));
        }
        if has_response(old) && !has_response(new) {
            suspects.push(format!("{path} responds with nothing any more"));
        }
    }
    let endpoints = |pages: &Pages| pages.keys().filter(|path| path.starts_with("endpoints/")).count();
    let (was, is) = (endpoints(before), endpoints(after));
    if is * 10 < was * 9 {
        suspects.push(format!("{} of {was} endpoints are gone", was - is));
    }
    suspects
}

fn has_body(page: &Page) -> bool {
    page.values()
        .any(|row| row.get(&Column::In).is_some_and(|location| location == "body"))
}

fn has_response(page: &Page) -> bool {
    page.iter()
        .any(|(name, row)| name.len() == 3 && name.starts_with('2') && row.contains_key(&Column::Type))
}

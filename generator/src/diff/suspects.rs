//! Changes that look like a mistake of the docs: something whole is gone.

use std::collections::BTreeMap;

/// What losing something whole is seen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Whether the page calls the endpoint deprecated.
    pub is_deprecated: bool,
    /// Whether requests have a body.
    pub has_body: bool,
    /// Whether successful responses have a body.
    pub has_response: bool,
}

/// Finds endpoints that go unannounced, or that lose their whole body, or what they respond with: who, and what happens.
#[must_use]
pub fn suspects(before: &BTreeMap<String, Outline>, after: &BTreeMap<String, Outline>) -> Vec<(String, &'static str)> {
    let mut suspects = Vec::new();
    for (name, old) in before {
        let mut add = |what| suspects.push((name.clone(), what));
        match after.get(name) {
            None if !old.is_deprecated => add("goes without having been deprecated"),
            None => {}
            Some(new) => {
                if old.has_body && !new.has_body {
                    add("loses its whole body");
                }
                if old.has_response && !new.has_response {
                    add("responds with nothing any more");
                }
            }
        }
    }
    let (was, is) = (before.len(), after.len());
    if is * 10 < was * 9 {
        suspects.push((format!("{} of {was} endpoints", was - is), "are gone"));
    }
    suspects
}

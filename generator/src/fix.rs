//! Makes the changes that findings propose.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Edit};
use crate::source::{SourceId, Sources};

/// The texts of the pages that fixes change, and how many fixes were made in each. A fix that touches what an earlier one changes waits for
/// the next analysis.
#[must_use]
pub fn fix<'d>(
    sources: &Sources,
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
) -> BTreeMap<SourceId, (String, usize)> {
    let mut made: BTreeMap<SourceId, (Vec<&Edit>, usize)> = BTreeMap::new();
    for found in diagnostics.into_iter().filter(|found| !found.fix.is_empty()) {
        let (edits, count) = made.entry(found.span.source).or_default();
        let is_apart = |edit: &Edit| {
            edits
                .iter()
                .all(|other| edit.span.end < other.span.start || other.span.end < edit.span.start)
        };
        if found.fix.iter().all(is_apart) {
            edits.extend(&found.fix);
            *count += 1;
        }
    }
    let changed = made.into_iter().filter_map(|(id, (edits, count))| {
        let text = &sources.get(id)?.text;
        Some((id, (apply(text, edits)?, count)))
    });
    changed.collect()
}

/// A text with edits of it that don't overlap.
fn apply(text: &str, mut edits: Vec<&Edit>) -> Option<String> {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let (mut changed, mut at) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        changed.push_str(text.get(at..edit.span.start as usize)?);
        changed.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    changed.push_str(text.get(at..)?);
    Some(changed)
}

//! Old names that pages claim with `renamed-from`.

use std::collections::{BTreeMap, BTreeSet};

use octoscribe_generator::source::Source;

use crate::corrections::Finding;

/// Finds the old names of endpoints that no source knows, neither by the old name nor by the one that they have now: nobody has called them so.
pub(crate) fn unknown(pages: &[Source], locks: &BTreeMap<String, String>) -> Vec<Finding> {
    if locks.is_empty() || !pages.iter().any(|page| page.text.contains("\nrenamed-from:")) {
        return Vec::new();
    }
    let lines = locks.values().flat_map(|lock| lock.lines());
    let known = lines.filter_map(|line| line.strip_prefix("endpoints/"));
    let known: BTreeSet<String> = known.map(|path| path.replace('/', ".")).collect();
    let api = octoscribe_generator::analyse(pages.to_vec()).api;
    let findings = api.endpoints.iter().filter_map(|old| {
        let new = api.endpoint(old.renamed_to.as_ref()?)?;
        let (name, now) = (old.id().to_string(), new.id().to_string());
        let is_claimed = old.source.file == new.source.file;
        let is_unknown = is_claimed && !known.contains(&name) && !known.contains(&now);
        is_unknown.then(|| Finding::OldName {
            page: new.source.file.clone(),
            name,
        })
    });
    findings.collect()
}

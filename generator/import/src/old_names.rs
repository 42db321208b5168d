//! Endpoints that get another name, and the old names that pages claim with `renamed-from`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use octoscribe_generator::diff::{Class, next_version};
use octoscribe_generator::ir::{Api, Endpoint, EndpointId};
use octoscribe_generator::page::document::{Document, Key};

use crate::corrections::Finding;

/// The endpoints that the source calls by another name than before: the routes are the same, the old name is gone, the new one is new.
pub(crate) fn renames(base: &Api, theirs: &Api, ours: &Api) -> Vec<(EndpointId, EndpointId)> {
    let renamed = theirs.endpoints.iter().filter_map(|endpoint| {
        let new = endpoint.id();
        if base.endpoint(&new).or_else(|| ours.endpoint(&new)).is_some() {
            return None;
        }
        let key = endpoint.route_key();
        let old = base.endpoints.iter().find(|old| old.route_key() == key)?.id();
        (theirs.endpoint(&old).is_none() && ours.endpoint(&old).is_some()).then_some((old, new))
    });
    renamed.collect()
}

/// Calls endpoints by their new names.
pub(crate) fn rename(ours: &mut Api, renames: &[(EndpointId, EndpointId)]) {
    for endpoint in &mut ours.endpoints {
        let id = endpoint.id();
        if let Some((_, new)) = renames.iter().find(|(old, _)| *old == id) {
            endpoint.scope.clone_from(&new.scope);
            endpoint.name.clone_from(&new.name);
        }
    }
    ours.endpoints.sort_by_key(Endpoint::id);
}

/// Makes a page that is moved keep its old name, and those that it had before.
pub(crate) fn keep(document: &mut Document, old: &EndpointId, new: &EndpointId, version: &str) {
    document.keys.insert("scope".to_owned(), Key::Text(new.scope.clone()));
    let breaking = |version: &str| next_version(version, Class::Breaking).map(|(_, next)| next);
    let until = breaking(version).and_then(|next| breaking(&next));
    let mut names = old.to_string() + &until.map_or_else(String::new, |until| format!(" until {until}"));
    if let Some(Key::Text(earlier)) = document.keys.get("renamed-from") {
        let new = new.to_string();
        let is_old = |name: &&str| name.split(' ').next() != Some(new.as_str());
        for name in earlier.split(',').map(str::trim).filter(is_old) {
            let _ = write!(names, ", {name}");
        }
    }
    document.keys.insert("renamed-from".to_owned(), Key::Text(names));
}

/// Finds the old names of endpoints that no source knows, neither by the old name nor by the one that they have now: nobody has called them so.
/// `ours` has old names as endpoints.
pub(crate) fn unknown(locks: &BTreeMap<String, String>, ours: &Api) -> Vec<Finding> {
    if locks.is_empty() {
        return Vec::new();
    }
    let lines = locks.values().flat_map(|lock| lock.lines());
    let known = lines.filter_map(|line| line.strip_prefix("endpoints/"));
    let known: BTreeSet<String> = known.map(|path| path.replace('/', ".")).collect();
    let findings = ours.endpoints.iter().filter_map(|old| {
        let new = ours.endpoint(old.renamed_to.as_ref()?)?;
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

//! Entries of a report: equal changes of many endpoints are one, and so are those of many parameters of one endpoint.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::kind::{Class, Kind};
use super::reach::rank;
use super::record::Change;
use crate::rust_model::names;

/// Which changes a report shows; an empty list lets all pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Changes of these classes.
    pub classes: Vec<Class>,
    /// Changes of these kinds.
    pub kinds: Vec<Kind>,
    /// Changes that concern endpoints of these scopes, named as in the docs (`codeScanning`) or by their Cargo feature.
    pub scopes: Vec<String>,
}

impl Filter {
    /// Whether all changes pass.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a change passes.
    #[must_use]
    pub fn shows(&self, change: &Change) -> bool {
        let is_wanted = |scope: &String| {
            self.scopes
                .iter()
                .any(|wanted| wanted == scope || *wanted == names::feature(scope))
        };
        (self.classes.is_empty() || self.classes.contains(&change.class()))
            && (self.kinds.is_empty() || self.kinds.contains(&change.kind))
            && (self.scopes.is_empty() || change.reach.scopes.iter().any(is_wanted))
    }
}

/// Changes that are told in one sentence.
pub(super) struct Entry<'c> {
    /// The first of them, which has the words.
    pub(super) first: &'c Change,
    /// The endpoints, or the schemas, best known first.
    pub(super) ids: Vec<&'c str>,
    /// The parameters, where the sentence speaks of one.
    pub(super) parameters: Vec<&'c str>,
    /// How many endpoints it concerns at least.
    pub(super) reach: usize,
}

/// Groups changes, and sorts them: by class, then those that concern most endpoints first, then the best known ones.
pub(super) fn entries<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Vec<Entry<'c>> {
    let equal = grouped(changes.into_iter().map(|change| vec![change]), |changes, change| {
        let other = |value: &'c Option<String>| value.as_deref().filter(|value| *value != change.id);
        let scope = change.id.split_once('.').map(|(scope, _)| scope);
        let has_many = matches!(change.kind, Kind::EndpointAdded | Kind::EndpointRemoved);
        let home = scope.map(|scope| if has_many { scope } else { "" });
        let is_alone = change.class() == Class::Docs;
        (
            (
                change.kind,
                home,
                is_alone.then_some(changes.first().map(|change| &change.id)),
            ),
            (change.parameter.as_deref(), other(&change.old), other(&change.new)),
            (change.notice.as_deref(), change.is_inferred),
        )
    });
    let alike = grouped(equal, |changes, change| {
        let sentence = change.kind.sentence();
        let has = |name| sentence.contains(name);
        let is_merged = has("{parameter}") && change.parameter.is_some();
        let ids: Vec<&str> = changes.iter().map(|change| change.id.as_str()).collect();
        let parameter = change.parameter.as_deref().filter(|_| !is_merged);
        let old = change.old.as_deref().filter(|_| has("{old}"));
        let new = change.new.as_deref().filter(|_| has("{new}"));
        (
            (change.kind, ids),
            (parameter, old, new),
            (change.notice.as_deref(), change.is_inferred),
        )
    });
    let mut entries: Vec<Entry<'c>> = alike.iter().filter_map(|changes| entry(changes)).collect();
    entries.sort_by(|one, other| {
        let key = |entry: &Entry<'c>| {
            let best = entry.first.reach.first.first();
            (
                entry.first.class(),
                Reverse(entry.reach),
                best.map(|id| rank(id)),
                entry.first.kind,
                entry.first.source.clone(),
            )
        };
        key(one).cmp(&key(other))
    });
    entries
}

/// Joins groups of changes that have the same key, which may depend on the whole group and on its first change.
fn grouped<'c, K: Ord>(
    groups: impl IntoIterator<Item = Vec<&'c Change>>,
    key: impl Fn(&[&'c Change], &'c Change) -> K,
) -> Vec<Vec<&'c Change>> {
    let mut joined: BTreeMap<K, Vec<&'c Change>> = BTreeMap::new();
    for group in groups {
        if let Some(first) = group.first() {
            joined.entry(key(&group, first)).or_default().extend(group);
        }
    }
    joined.into_values().collect()
}

fn entry<'c>(changes: &[&'c Change]) -> Option<Entry<'c>> {
    let mut ids: Vec<&str> = changes.iter().map(|change| change.id.as_str()).collect();
    ids.sort_unstable_by(|one, other| rank(one).cmp(&rank(other)));
    ids.dedup();
    let mut parameters: Vec<&str> = Vec::new();
    for parameter in changes.iter().filter_map(|change| change.parameter.as_deref()) {
        if !parameters.contains(&parameter) {
            parameters.push(parameter);
        }
    }
    let reach = if ids.iter().all(|id| id.contains('.')) {
        ids.len()
    } else {
        let reached = changes.iter().map(|change| change.reach.endpoints);
        reached.max().unwrap_or_default()
    };
    let first = changes.iter().find(|change| ids.first() == Some(&change.id.as_str()))?;
    Some(Entry {
        first,
        ids,
        parameters,
        reach,
    })
}

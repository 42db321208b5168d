//! Compares endpoints: which are gone, new or renamed, and what calls of the others have become.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::kind::Kind;
use super::record::{Change, Record, Side, Sides};
use super::slot::{Slot, Usage};
use super::{members, responses};
use crate::ir::{Endpoint, EndpointId, GroupKind, GroupRule, RoutePart};
use crate::rust_model as model;
use crate::rust_model::paging::walked;

/// Compares all endpoints.
pub(super) fn compare(sides: &Sides<'_, '_>) -> Vec<Change> {
    let (old, new) = (by_id(sides.old), by_id(sides.new));
    let renamed = renamed(&old, &new);
    let mut changes: Vec<Change> = sides
        .old
        .api
        .endpoints
        .par_iter()
        .flat_map_iter(|endpoint| {
            let id = endpoint.id();
            let mut record = Record::new(sides, id.to_string());
            match (new.get(&id), renamed.get(&id)) {
                (Some(new), _) => {
                    announcements(endpoint, new, &mut record);
                    pair(endpoint, new, &mut record);
                }
                (None, Some(new)) => {
                    let change = record.add(Kind::EndpointRenamed, new.span);
                    change.from(id.to_string()).to(new.id().to_string());
                    pair(endpoint, new, &mut record);
                }
                (None, None) => {
                    let instead = replacement(endpoint, sides.new).map(|id| id.to_string());
                    let change = record.add_gone(Kind::EndpointRemoved, endpoint.span);
                    change.from(id.to_string()).to(instead);
                }
            }
            record.changes
        })
        .collect();
    // What took the place of something else is no addition.
    let successors: HashSet<EndpointId> = renamed
        .values()
        .map(|endpoint| endpoint.id())
        .chain(old.keys().filter_map(|id| new.get(id)?.renamed_to.clone()))
        .collect();
    for (id, endpoint) in &new {
        if !old.contains_key(id) && !successors.contains(id) {
            let mut record = Record::new(sides, id.to_string());
            record.add(Kind::EndpointAdded, endpoint.span).to(id.to_string());
            changes.extend(record.changes);
        }
    }
    changes
}

fn by_id<'a>(side: &Side<'a>) -> BTreeMap<EndpointId, &'a Endpoint> {
    let endpoints = side.api.endpoints.iter();
    endpoints.map(|endpoint| (endpoint.id(), endpoint)).collect()
}

/// The endpoints that have gone and whose route a new page has, with that page. Of several, the one that is called most alike.
fn renamed<'a>(
    old: &BTreeMap<EndpointId, &'a Endpoint>,
    new: &BTreeMap<EndpointId, &'a Endpoint>,
) -> HashMap<EndpointId, &'a Endpoint> {
    let mut fresh: HashMap<String, Vec<&'a Endpoint>> = HashMap::new();
    for (_, endpoint) in new.iter().filter(|(id, _)| !old.contains_key(id)) {
        fresh.entry(endpoint.route_key()).or_default().push(endpoint);
    }
    let mut renamed = HashMap::new();
    for (id, endpoint) in old.iter().filter(|(id, _)| !new.contains_key(id)) {
        let Some(candidates) = fresh.get_mut(&endpoint.route_key()) else {
            continue;
        };
        let likeness = |other: &Endpoint| strsim::damerau_levenshtein(&id.to_string(), &other.id().to_string());
        let nearest = candidates.iter().enumerate().min_by_key(|(_, other)| likeness(other));
        if let Some((at, _)) = nearest {
            renamed.insert(id.clone(), candidates.swap_remove(at));
        }
    }
    renamed
}

/// The endpoint of the new tree that does what one does that is gone: the one that it was renamed to, or one of the same route.
fn replacement(endpoint: &Endpoint, new: &Side<'_>) -> Option<EndpointId> {
    let ids = || new.api.endpoints.iter().map(Endpoint::id);
    let told = endpoint.renamed_to.as_ref();
    let told = told.and_then(|target| ids().find(|id| id == target));
    told.or_else(|| {
        let route = endpoint.route_key();
        let same_route = |other: &&Endpoint| !other.deprecated && other.route_key() == route;
        new.api.endpoints.iter().find(same_route).map(Endpoint::id)
    })
}

/// Whether the new page sends callers elsewhere.
fn announcements(old: &Endpoint, new: &Endpoint, record: &mut Record<'_, '_>) {
    match (&old.renamed_to, &new.renamed_to) {
        (None, Some(target)) => {
            let from = record.id.clone();
            record
                .add(Kind::EndpointForwarded, new.span)
                .from(from)
                .to(target.to_string());
        }
        _ if !old.deprecated && new.deprecated => _ = record.add(Kind::EndpointDeprecated, new.span),
        _ if old.deprecated && !new.deprecated => _ = record.add(Kind::EndpointRestored, new.span),
        _ => {}
    }
    // The page of a name that is only kept is that of the new name.
    let has_moved = old.renamed_to != new.renamed_to;
    let has_changed = old.title != new.title || old.description != new.description || old.docs_url != new.docs_url;
    if !has_moved && has_changed {
        record.add(Kind::DocsChanged, new.span);
    }
}

/// Compares the calls of an endpoint and what they give.
fn pair<'a>(old: &'a Endpoint, new: &'a Endpoint, record: &mut Record<'_, 'a>) {
    record.same_route = old.route_key() == new.route_key();
    if !record.same_route || is_spanning(old) != is_spanning(new) {
        let change = record.add(Kind::RouteChanged, new.span);
        change.from(request_line(old)).to(request_line(new));
    }
    if old.content_type != new.content_type {
        let [before, after] = [old, new].map(|endpoint| {
            let content_type = endpoint.content_type.as_deref();
            content_type.unwrap_or("application/json").to_owned()
        });
        record.add(Kind::ContentTypeChanged, new.span).from(before).to(after);
    }
    groups(old, new, record);
    let sides = record.sides;
    let models = (
        sides.old.model.endpoint(&old.id().to_string()),
        sides.new.model.endpoint(&new.id().to_string()),
    );
    if let (Some((old_scope, old)), Some((new_scope, new))) = models {
        record.usage = Usage::REQUEST;
        members::compare(&parameters(old_scope, old), &parameters(new_scope, new), record);
        record.usage = Usage::RESPONSE;
        responses::compare((old_scope, old), (new_scope, new), record);
        let before = walked(&sides.old.model, old_scope.declaring(old));
        let after = walked(&sides.new.model, new_scope.declaring(new));
        let kind = before.map_or(Kind::ItemsAdded, |_| Kind::ItemsChanged);
        if before != after {
            let to = after.unwrap_or("nothing").to_owned();
            record.add(kind, new.origin.span).from(before.map(str::to_owned)).to(to);
        }
    }
}

/// The arguments and setters of an endpoint.
fn parameters<'m, 'a>(scope: &'m model::Scope<'a>, endpoint: &'m model::Endpoint<'a>) -> Vec<Slot<'m, 'a>> {
    let types = &scope.declaring(endpoint).types;
    let parameters = endpoint.arguments.iter().chain(&endpoint.setters);
    parameters
        .map(|parameter| Slot {
            style: parameter.style,
            ..Slot::of(&parameter.member, parameter.location, types)
        })
        .collect()
}

/// For each parameter in the path, whether it may span several segments.
fn is_spanning(endpoint: &Endpoint) -> Vec<bool> {
    let parts = endpoint.route.parts.iter();
    parts
        .filter_map(|part| match part {
            RoutePart::Parameter { multi_segment, .. } => Some(*multi_segment),
            RoutePart::Literal(_) => None,
        })
        .collect()
}

fn request_line(endpoint: &Endpoint) -> String {
    let host = if endpoint.route.uploads { "{origin}" } else { "" };
    format!("{} {host}{}", endpoint.method.as_str(), endpoint.route.path())
}

fn groups(old: &Endpoint, new: &Endpoint, record: &mut Record<'_, '_>) {
    let written = |rule: &GroupRule| {
        let key = match rule.kind {
            GroupKind::AtLeastOne => "any-of",
            GroupKind::ExactlyOne => "one-of",
        };
        let groups: Vec<String> = rule
            .groups
            .iter()
            .map(|group| format!("[{}]", group.join(", ")))
            .collect();
        format!("{key}: [{}]", groups.join(", "))
    };
    for rule in new.groups.iter().filter(|rule| !old.groups.contains(rule)) {
        record.add(Kind::GroupRuleAdded, rule.span).to(written(rule));
    }
    for rule in old.groups.iter().filter(|rule| !new.groups.contains(rule)) {
        record.add_gone(Kind::GroupRuleRemoved, rule.span).from(written(rule));
    }
}

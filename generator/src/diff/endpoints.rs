//! Compares endpoints: which are gone, new or renamed, and what calls of the others have become.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::kind::Kind;
use super::notice::notice;
use super::record::{Change, Position, Record, Side, Sides, both};
use super::slot::{Slot, Usage};
use super::suspects::Outline;
use super::{members, responses};
use crate::ir::{Api, Endpoint, EndpointId, EvidenceKind, GroupRule, ParameterLocation, RoutePart};
use crate::rust_model::{self as model, Walk};
use crate::source::Span;

/// Compares all endpoints.
pub(super) fn compare(sides: &Sides<'_, '_>) -> Vec<Change> {
    let (old, new) = (by_id(sides.old), by_id(sides.new));
    let renamed = renamed(&old, &new);
    // What took the place of something else is no addition.
    let successors: HashSet<EndpointId> = renamed
        .values()
        .map(|endpoint| endpoint.id())
        .chain(old.keys().filter_map(|id| new.get(id)?.renamed_to.clone()))
        .collect();
    let endpoints = both(&old, &new).into_par_iter().flat_map_iter(|(id, before, after)| {
        let mut record = Record::new(sides, id.to_string());
        match (before, after.or_else(|| renamed.get(id))) {
            (Some(before), Some(after)) => {
                if after.id() == *id {
                    announcements(before, after, &mut record);
                } else {
                    let change = record.add(Kind::EndpointRenamed, after.span);
                    change.from(id.to_string()).to(after.id().to_string());
                }
                pair(before, after, &mut record);
            }
            (Some(before), None) => {
                let instead = replacement(before, sides.new).map(|id| id.to_string());
                let notice = notice(before).filter(|_| instead.is_none());
                let change = record.add_gone(Kind::EndpointRemoved, before.span);
                change.from(id.to_string()).to(instead).because(notice);
            }
            (None, Some(after)) if !successors.contains(id) => {
                record.add(Kind::EndpointAdded, after.span).to(id.to_string());
            }
            (None, _) => {}
        }
        record.changes
    });
    let mut changes: Vec<Change> = endpoints.collect();
    changes.extend(scopes(sides));
    changes
}

/// The scopes that one of the trees doesn't have: a Cargo feature and a module each.
fn scopes(sides: &Sides<'_, '_>) -> Vec<Change> {
    let by_feature = |side: &Side<'_>| -> BTreeMap<String, (String, Span)> {
        let scopes = side.model.scopes.iter().filter_map(|scope| {
            let first = scope.endpoints.first()?;
            Some((scope.feature.clone(), (scope.page.to_owned(), first.origin.span)))
        });
        scopes.collect()
    };
    let (old, new) = (by_feature(sides.old), by_feature(sides.new));
    let mut changes = Vec::new();
    for (feature, before, after) in both(&old, &new) {
        let mut record = Record::new(
            sides,
            before.or(after).map_or_else(String::new, |(page, _)| page.clone()),
        );
        match (before, after) {
            (Some((_, span)), None) => _ = record.add_gone(Kind::ScopeRemoved, *span).from(feature.clone()),
            (None, Some((_, span))) => _ = record.add(Kind::ScopeAdded, *span).to(feature.clone()),
            _ => {}
        }
        changes.extend(record.changes);
    }
    changes
}

/// The old names that the new pages claim and the old tree doesn't have, with where they do.
pub(super) fn unknown_old_names(sides: &Sides<'_, '_>) -> Vec<(Position, EndpointId)> {
    let api = sides.new.api;
    let claimed = api.endpoints.iter().filter(|endpoint| is_old_name(endpoint, api));
    let unknown = claimed.filter(|endpoint| sides.old.api.endpoint(&endpoint.id()).is_none());
    unknown
        .map(|endpoint| (sides.new.position(endpoint.span), endpoint.id()))
        .collect()
}

/// Whether it is a name that the page of another endpoint keeps with `renamed-from`.
fn is_old_name(endpoint: &Endpoint, api: &Api) -> bool {
    let target = endpoint.renamed_to.as_ref().and_then(|target| api.endpoint(target));
    target.is_some_and(|target| target.source.file == endpoint.source.file)
}

/// The outlines of endpoints, but of those that only have another name in the other tree.
pub(super) fn outlines(side: &Side<'_>, changes: &[Change]) -> BTreeMap<String, Outline> {
    let renamed: HashSet<&str> = changes
        .iter()
        .filter(|change| change.kind == Kind::EndpointRenamed)
        .map(|change| change.id.as_str())
        .collect();
    let outlines = side.api.endpoints.iter().map(|endpoint| {
        let is_body = |location| matches!(location, ParameterLocation::Body | ParameterLocation::WholeBody);
        let mut successes = endpoint
            .responses
            .iter()
            .filter(|response| (200..300).contains(&response.status));
        let outline = Outline {
            is_deprecated: endpoint.deprecated,
            has_body: endpoint.parameters.iter().any(|parameter| is_body(parameter.location)),
            has_response: successes.any(|response| response.body.is_some()),
        };
        (endpoint.id().to_string(), outline)
    });
    outlines.filter(|(id, _)| !renamed.contains(id.as_str())).collect()
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
    let told = endpoint.renamed_to.clone();
    told.filter(|target| new.api.endpoint(target).is_some()).or_else(|| {
        let route = endpoint.route_key();
        let same_route = |other: &&Endpoint| !other.deprecated && other.route_key() == route;
        new.api.endpoints.iter().find(same_route).map(Endpoint::id)
    })
}

/// Whether the new page sends callers elsewhere.
fn announcements(old: &Endpoint, new: &Endpoint, record: &mut Record<'_, '_>) {
    match &new.renamed_to {
        Some(target) if old.renamed_to.as_ref() != Some(target) => {
            let successor = record.sides.new.api.endpoint(target);
            let sends_the_same = successor.is_some_and(|target| target.route_key() == new.route_key());
            let (kind, from) = if sends_the_same {
                (Kind::EndpointForwarded, record.id.clone())
            } else {
                (Kind::EndpointSuperseded, request_line(new))
            };
            record.add(kind, new.span).from(from).to(target.to_string());
        }
        _ if !old.deprecated && new.deprecated => {
            let notice = notice(new);
            record.add(Kind::EndpointDeprecated, new.span).because(notice);
        }
        _ if old.deprecated && !new.deprecated => _ = record.add(Kind::EndpointRestored, new.span),
        _ => {}
    }
    // The page of a name that is only kept is that of the new name.
    let has_moved = old.renamed_to != new.renamed_to;
    let same_prose = (&old.title, &old.description) == (&new.title, &new.description);
    let same_links = (&old.docs_url, &old.sunset) == (&new.docs_url, &new.sunset);
    if !(has_moved || same_prose && same_links) {
        record.add(Kind::DocsChanged, new.span);
    }
}

/// Compares the calls of an endpoint and what they give.
fn pair<'a>(old: &'a Endpoint, new: &'a Endpoint, record: &mut Record<'_, 'a>) {
    record.same_route = old.route_key() == new.route_key();
    record.is_silent = record.sides.is_partial && !(speaks_of_types(old) && speaks_of_types(new));
    if !record.same_route || is_spanning(old) != is_spanning(new) {
        let change = record.add(Kind::RouteChanged, new.span);
        change.from(request_line(old)).to(request_line(new));
    }
    record.edition(old.edition.as_deref(), new.edition.as_deref(), new.span);
    if old.content_type != new.content_type && !record.is_silent {
        let [before, after] = [old, new].map(|endpoint| {
            let content_type = endpoint.content_type.as_deref();
            content_type.unwrap_or("application/json").to_owned()
        });
        record.add(Kind::ContentTypeChanged, new.span).from(before).to(after);
    }
    if !record.is_silent {
        groups(old, new, record);
    }
    let sides = record.sides;
    let models = (
        sides.old.model.endpoint(&old.id().to_string()),
        sides.new.model.endpoint(&new.id().to_string()),
    );
    if let (Some((_, old)), Some((_, new))) = models {
        record.usage = Usage::REQUEST;
        members::compare(&parameters(old), &parameters(new), record);
        let both_list = ![old, new]
            .into_iter()
            .any(|endpoint| endpoint.origin.responses.is_empty());
        if both_list || !record.sides.is_partial {
            record.usage = Usage::RESPONSE;
            responses::compare(old, new, record);
        }
        let [before, after] = [old, new].map(|endpoint| match endpoint.responses.walk {
            Walk::Items(field) => Some(field.unwrap_or("the list")),
            _ => None,
        });
        let kind = before.map_or(Kind::ItemsAdded, |_| Kind::ItemsChanged);
        if before != after {
            let to = after.unwrap_or("nothing").to_owned();
            record.add(kind, new.origin.span).from(before.map(str::to_owned)).to(to);
        }
    }
}

/// Whether a tree has parameters, but states no type at all.
pub(super) fn is_untyped(side: &Side<'_>) -> bool {
    let mut endpoints = side.api.endpoints.iter();
    endpoints.any(|endpoint| !endpoint.parameters.is_empty()) && !side.api.endpoints.iter().any(speaks_of_types)
}

/// Whether a page states a type or lists responses. One that doesn't may be from docs that can't.
pub(super) fn speaks_of_types(endpoint: &Endpoint) -> bool {
    let mut evidence = endpoint
        .parameters
        .iter()
        .flat_map(|parameter| &parameter.field.evidence);
    !endpoint.responses.is_empty() || evidence.any(|evidence| evidence.kind == EvidenceKind::Stated)
}

/// The arguments and setters of an endpoint.
fn parameters<'m, 'a>(endpoint: &'m model::Endpoint<'a>) -> Vec<Slot<'m, 'a>> {
    let parameters = endpoint.arguments.iter().chain(&endpoint.setters);
    parameters
        .map(|parameter| Slot {
            style: parameter.style,
            ..Slot::of(&parameter.member, parameter.location, &endpoint.types)
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
    let written = |rule: &GroupRule| format!("{}: {}", rule.kind.key(), rule.written());
    for rule in new.groups.iter().filter(|rule| !old.groups.contains(rule)) {
        record.add(Kind::GroupRuleAdded, rule.span).to(written(rule));
    }
    for rule in old.groups.iter().filter(|rule| !new.groups.contains(rule)) {
        record.add_gone(Kind::GroupRuleRemoved, rule.span).from(written(rule));
    }
}

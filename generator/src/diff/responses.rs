//! Compares what calls return: the bodies of responses, by status.

use std::collections::{BTreeMap, HashMap};

use super::kind::Kind;
use super::members;
use super::record::{Record, both};
use super::slot::Slot;
use crate::ir::Response;
use crate::rust_model::{Endpoint, Form, StatusBody};

/// Compares the responses of an endpoint.
pub(super) fn compare<'a>(old: &Endpoint<'a>, new: &Endpoint<'a>, record: &mut Record<'_, 'a>) {
    let [before, after] = [old, new].map(|endpoint| slots(endpoint, endpoint.responses.success.bodies()));
    // With one body, calls return that, whatever its status is.
    let pairs: Vec<(&Body<'_, '_>, &Body<'_, '_>)> = match (before.as_slice(), after.as_slice()) {
        ([old], [new]) => vec![(old, new)],
        (old, new) => old
            .iter()
            .filter_map(|old| Some((old, new.iter().find(|new| new.0 == old.0)?)))
            .collect(),
    };
    let same_number = before.len() == after.len() && pairs.len() == before.len();
    // Of a page that says nothing about responses, calls return any JSON.
    let facts = |endpoint: &Endpoint<'_>| (endpoint.origin.responses.is_empty(), endpoint.responses.may_miss);
    if !same_number || facts(old) != facts(new) {
        let span = after.first().map_or(new.origin.span, |(_, slot)| slot.span);
        let change = record.add(Kind::ResponseStatusChanged, span);
        change.from(written(old, &before)).to(written(new, &after));
    }
    for ((_, old), (status, new)) in pairs {
        record.inside(&status.to_string(), |record| members::slot(old, new, record));
    }
    others(&other_responses(old, &before), &other_responses(new, &after), record);
    let [before, after] = [old, new].map(forms);
    for (name, old, new) in both(&before, &after) {
        match (old, new) {
            (Some(old), Some(new)) => record.inside(name, |record| members::slot(old, new, record)),
            (Some(old), None) => _ = record.add_gone(Kind::ResponseFormRemoved, old.span).of(name),
            (None, Some(new)) => _ = record.add(Kind::ResponseFormAdded, new.span).of(name),
            (None, None) => {}
        }
    }
}

/// Other forms of responses, by status and media type.
fn forms<'m, 'a>(endpoint: &'m Endpoint<'a>) -> BTreeMap<String, Slot<'m, 'a>> {
    let responses = &endpoint.responses;
    let slot = |form: &'m Form<'a>| {
        let ir = form.origin.0;
        let slot = Slot::whole(&form.shape, &ir.body.ty, &ir.description, ir.span, &responses.types);
        (ir.written(), slot)
    };
    responses.forms.iter().map(slot).collect()
}

/// A status with its body.
type Body<'m, 'a> = (u16, Slot<'m, 'a>);

/// Bodies of responses of an endpoint as slots.
fn slots<'m, 'a>(endpoint: &'m Endpoint<'a>, bodies: &'m [StatusBody<'a>]) -> Vec<Body<'m, 'a>> {
    let slot = |body: &'m StatusBody<'a>| {
        let (page, types) = (body.origin.0, &endpoint.responses.types);
        let ty = &page.body.as_ref()?.ty;
        let slot = Slot::whole(&body.shape, ty, &page.description, page.span, types);
        Some((body.status, slot))
    };
    bodies.iter().filter_map(slot).collect()
}

/// The statuses whose bodies calls return.
fn written(endpoint: &Endpoint<'_>, returned: &[Body<'_, '_>]) -> String {
    let statuses: Vec<String> = returned.iter().map(|(status, _)| status.to_string()).collect();
    match statuses.join(", ") {
        _ if endpoint.origin.responses.is_empty() => "any JSON".to_owned(),
        none if none.is_empty() => "none".to_owned(),
        statuses if endpoint.responses.may_miss => format!("{statuses} or none"),
        statuses => statuses,
    }
}

/// Responses that calls don't return, with the bodies of errors.
type Others<'m, 'a> = BTreeMap<u16, (&'a Response, Option<Slot<'m, 'a>>)>;

/// The responses that calls don't return: errors, redirects, those without a body.
fn other_responses<'m, 'a>(endpoint: &'m Endpoint<'a>, returned: &[Body<'_, '_>]) -> Others<'m, 'a> {
    let mut errors: HashMap<u16, Slot<'m, 'a>> = slots(endpoint, &endpoint.responses.errors).into_iter().collect();
    let responses = endpoint.origin.0.responses.iter();
    let others = responses.filter(|response| returned.iter().all(|(status, _)| *status != response.status));
    others
        .map(|response| (response.status, (response, errors.remove(&response.status))))
        .collect()
}

/// Compares the responses that calls don't return. The bodies of errors are compared like others.
fn others<'a>(before: &Others<'_, 'a>, after: &Others<'_, 'a>, record: &mut Record<'_, 'a>) {
    let kind = Kind::ResponseDocsChanged;
    for (status, old, new) in both(before, after) {
        let path = status.to_string();
        match (old, new) {
            (Some((_, Some(old))), Some((_, Some(new)))) => {
                record.inside(&path, |record| members::slot(old, new, record));
            }
            // The type that the page declared for it goes.
            (Some((response, Some(old))), new) if old.declared(&old.shape.kind).is_some() => {
                let change = record.add_gone(Kind::ResponseTypeChanged, response.span).of(&path);
                let now = new.map_or_else(|| "not listed".to_owned(), |(new, _)| body(new));
                change.from(body(response)).to(now);
            }
            (Some((old, _)), Some((new, _))) => {
                if old.description != new.description || body(old) != body(new) {
                    record.add(kind, new.span).of(&path);
                }
            }
            (Some((old, _)), None) => _ = record.add_gone(kind, old.span).of(&path).from(body(old)),
            (None, Some((new, _))) => _ = record.add(kind, new.span).of(&path).to(body(new)),
            (None, None) => {}
        }
    }
}

/// The type of a body, or that there is none.
fn body(response: &Response) -> String {
    let body = response.body.as_ref();
    body.map_or_else(|| "no body".to_owned(), |body| body.ty.to_string())
}

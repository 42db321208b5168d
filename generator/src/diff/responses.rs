//! Compares what calls return: the bodies of responses, by status.

use std::collections::BTreeMap;

use super::kind::Kind;
use super::members;
use super::record::Record;
use super::slot::Slot;
use crate::ir::Response;
use crate::rust_model::{Endpoint, Form, Scope, Shape, ShapeKind, Success};

/// Bytes, which calls return without decoding them.
const BYTES: &Shape<'static> = &Shape {
    kind: ShapeKind::Bytes,
    nullable: false,
};

/// Compares the responses of an endpoint.
pub(super) fn compare<'m, 'a>(
    (old_scope, old): (&'m Scope<'a>, &'m Endpoint<'a>),
    (new_scope, new): (&'m Scope<'a>, &'m Endpoint<'a>),
    record: &mut Record<'_, 'a>,
) {
    let (before, after) = (Bodies::of(old_scope, old), Bodies::of(new_scope, new));
    // With one body, calls return that, whatever its status is.
    let pairs: Vec<(&Body<'_, '_>, &Body<'_, '_>)> = match (before.returned.as_slice(), after.returned.as_slice()) {
        ([old], [new]) => vec![(old, new)],
        (old, new) => old
            .iter()
            .filter_map(|old| Some((old, new.iter().find(|new| new.0 == old.0)?)))
            .collect(),
    };
    let same_number = before.returned.len() == after.returned.len() && pairs.len() == before.returned.len();
    if before.is_open != after.is_open || !same_number || before.may_miss != after.may_miss {
        let span = after.returned.first().map_or(new.origin.span, |(_, slot)| slot.span);
        let change = record.add(Kind::ResponseStatusChanged, span);
        change.from(before.written()).to(after.written());
    }
    for ((_, old), (status, new)) in pairs {
        record.inside(&status.to_string(), |record| members::slot(old, new, record));
    }
    others(&before, &after, record);
    forms((old_scope, old), (new_scope, new), record);
}

/// Compares other forms of responses.
fn forms<'m, 'a>(
    (old_scope, old): (&'m Scope<'a>, &'m Endpoint<'a>),
    (new_scope, new): (&'m Scope<'a>, &'m Endpoint<'a>),
    record: &mut Record<'_, 'a>,
) {
    let slots = |scope: &'m Scope<'a>, endpoint: &'m Endpoint<'a>| {
        let types = &scope.declaring(endpoint).responses.types;
        let slot = |form: &'m Form<'a>| {
            let ir = form.origin.0;
            let slot = Slot::whole(&form.shape, &ir.body.ty, &ir.description, ir.span, types);
            (ir.written(), slot)
        };
        endpoint.responses.forms.iter().map(slot).collect::<BTreeMap<_, _>>()
    };
    let (before, after) = (slots(old_scope, old), slots(new_scope, new));
    for (name, slot) in &before {
        match after.get(name) {
            Some(new) => record.inside(name, |record| members::slot(slot, new, record)),
            None => _ = record.add_gone(Kind::ResponseFormRemoved, slot.span).of(name),
        }
    }
    for (name, slot) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        record.add(Kind::ResponseFormAdded, slot.span).of(name);
    }
}

/// A status with its body.
type Body<'m, 'a> = (u16, Slot<'m, 'a>);

/// What the responses of an endpoint come down to.
struct Bodies<'m, 'a> {
    /// Whether the page says nothing about responses, so that calls return any JSON.
    is_open: bool,
    /// The bodies that calls return.
    returned: Vec<Body<'m, 'a>>,
    /// Whether another successful status has no body, so that calls return an `Option`.
    may_miss: bool,
    /// The bodies of errors.
    errors: Vec<Body<'m, 'a>>,
    /// All responses of the page.
    all: BTreeMap<u16, &'a Response>,
}

impl<'m, 'a> Bodies<'m, 'a> {
    fn of(scope: &'m Scope<'a>, endpoint: &'m Endpoint<'a>) -> Self {
        let responses = &endpoint.origin.0.responses;
        let all: BTreeMap<u16, &'a Response> = responses.iter().map(|response| (response.status, response)).collect();
        let slot = |status: u16, shape: &'m Shape<'a>| {
            let response = *all.get(&status)?;
            let ty = &response.body.as_ref()?.ty;
            let types = &scope.declaring(endpoint).responses.types;
            let slot = Slot::whole(shape, ty, &response.description, response.span, types);
            Some((status, slot))
        };
        let mut successes = responses
            .iter()
            .filter(|response| (200..300).contains(&response.status));
        let first = successes
            .find(|response| response.body.is_some())
            .map(|response| response.status);
        let only = |shape| first.and_then(|status| slot(status, shape)).into_iter().collect();
        let (returned, may_miss) = match &endpoint.responses.success {
            Success::Empty => (Vec::new(), false),
            Success::Raw => (only(BYTES), false),
            Success::One { shape, may_miss } => (only(shape), *may_miss),
            Success::ByStatus { bodies, may_miss } => {
                let bodies = bodies.iter().filter_map(|body| slot(body.status, &body.shape));
                (bodies.collect(), *may_miss)
            }
        };
        let errors = endpoint.responses.errors.iter();
        Self {
            is_open: responses.is_empty(),
            returned,
            may_miss,
            errors: errors.filter_map(|(status, shape)| slot(*status, shape)).collect(),
            all,
        }
    }

    fn written(&self) -> String {
        let statuses: Vec<String> = self.returned.iter().map(|(status, _)| status.to_string()).collect();
        match (self.is_open, statuses.is_empty()) {
            (true, _) => "any JSON".to_owned(),
            (false, true) => "none".to_owned(),
            (false, false) if self.may_miss => format!("{} or none", statuses.join(", ")),
            (false, false) => statuses.join(", "),
        }
    }

    /// The responses that calls don't return: errors, redirects, those without a body.
    fn others(&self) -> BTreeMap<u16, &'a Response> {
        let is_other = |status: &u16| self.returned.iter().all(|(returned, _)| returned != status);
        let others = self.all.iter().filter(|(status, _)| is_other(status));
        others.map(|(status, response)| (*status, *response)).collect()
    }
}

/// Compares the responses that calls don't return. The bodies of errors are compared like others.
fn others<'m, 'a>(old: &Bodies<'m, 'a>, new: &Bodies<'m, 'a>, record: &mut Record<'_, 'a>) {
    let (before, after) = (old.others(), new.others());
    let kind = Kind::ResponseDocsChanged;
    for (status, response) in &before {
        let path = status.to_string();
        let errors = [old, new].map(|bodies| bodies.errors.iter().find(|(other, _)| other == status));
        match (after.get(status), errors) {
            (Some(_), [Some((_, old)), Some((_, new))]) => {
                record.inside(&path, |record| members::slot(old, new, record));
            }
            // The type that the page declared for it goes.
            (new, [Some((_, old)), None]) if old.declared(&old.shape.kind).is_some() => {
                let change = record.add_gone(Kind::ResponseTypeChanged, response.span).of(&path);
                let now = new.map_or_else(|| "not listed".to_owned(), |new| body(new));
                change.from(body(response)).to(now);
            }
            (Some(new), _) if response.description != new.description || body(response) != body(new) => {
                record.add(kind, new.span).of(&path);
            }
            (Some(_), _) => {}
            (None, _) => _ = record.add_gone(kind, response.span).of(&path).from(body(response)),
        }
    }
    for (status, response) in after.iter().filter(|(status, _)| !before.contains_key(status)) {
        record
            .add(kind, response.span)
            .of(&status.to_string())
            .to(body(response));
    }
}

/// The type of a body, or that there is none.
fn body(response: &Response) -> String {
    let body = response.body.as_ref();
    body.map_or_else(|| "no body".to_owned(), |body| body.ty.to_string())
}

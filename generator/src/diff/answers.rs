//! Compares what calls give: the bodies of answers, by status.

use std::collections::BTreeMap;

use super::usage::{self, Usage};
use super::{At, Kind, Record, fields, form};
use crate::ir::{Constraints, Endpoint, Parameter, ParameterLocation, Response, Type};

/// Compares the answers of an endpoint.
pub(super) fn compare(old: &Endpoint, new: &Endpoint, record: &mut Record<'_, '_, '_>) {
    let (before, after) = (Bodies::of(old), Bodies::of(new));
    // Without the section any JSON is the answer. With one body, calls give that, whatever its status is.
    let pairs: Vec<(&Response, &Response)> = match (before.distinct.as_slice(), after.distinct.as_slice()) {
        ([old], [new]) => vec![(old, new)],
        (old, new) => old
            .iter()
            .filter_map(|old| Some((*old, *new.iter().find(|new| new.status == old.status)?)))
            .collect(),
    };
    let same_number = before.distinct.len() == after.distinct.len() && pairs.len() == before.distinct.len();
    if before.is_open != after.is_open || !same_number || before.may_be_empty != after.may_be_empty {
        let at = after.distinct.first().map_or(new.span, |response| response.span);
        record.add(
            Kind::ResponseStatusChanged,
            At::New(at),
            None,
            Some(before.written()),
            Some(after.written()),
        );
    }
    for (old, new) in pairs {
        let path = new.status.to_string();
        fields::parameter(&root(old), &root(new), &path, Usage::RESPONSE, record);
    }
    others(old, new, &before, &after, record);
}

/// What the successful answers of an endpoint come down to.
struct Bodies<'a> {
    /// Whether the page says nothing about answers.
    is_open: bool,
    /// The answers with a body. One with the same type as an earlier one adds nothing to what calls give.
    distinct: Vec<&'a Response>,
    /// Whether another successful status has no body, so that calls give an `Option`.
    may_be_empty: bool,
}

impl<'a> Bodies<'a> {
    fn of(endpoint: &'a Endpoint) -> Self {
        let mut distinct: Vec<&Response> = Vec::new();
        for response in usage::successes(endpoint).filter(|response| response.ty.is_some()) {
            if !distinct.iter().any(|other| same_body(other, response)) {
                distinct.push(response);
            }
        }
        Self {
            is_open: endpoint.responses.is_empty(),
            may_be_empty: distinct.len() == 1 && usage::successes(endpoint).any(|response| response.ty.is_none()),
            distinct,
        }
    }

    fn written(&self) -> String {
        let statuses: Vec<String> = self
            .distinct
            .iter()
            .map(|response| response.status.to_string())
            .collect();
        match (self.is_open, statuses.is_empty()) {
            (true, _) => "any JSON".to_owned(),
            (false, true) => "none".to_owned(),
            (false, false) if self.may_be_empty => format!("{} or none", statuses.join(", ")),
            (false, false) => statuses.join(", "),
        }
    }
}

fn same_body(one: &Response, other: &Response) -> bool {
    one.ty == other.ty && same_fields(&one.fields, &other.fields)
}

fn same_fields(one: &[Parameter], other: &[Parameter]) -> bool {
    let same = |(one, other): (&Parameter, &Parameter)| {
        one.name == other.name
            && one.required == other.required
            && one.ty == other.ty
            && same_fields(&one.fields, &other.fields)
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

/// The answers that don't decide what calls give: errors, redirects, those without a body. Types of errors' bodies are compared like others.
fn others(old: &Endpoint, new: &Endpoint, before: &Bodies<'_>, after: &Bodies<'_>, record: &mut Record<'_, '_, '_>) {
    fn rest<'a>(endpoint: &'a Endpoint, bodies: &Bodies<'_>) -> BTreeMap<u16, &'a Response> {
        let is_compared = |response: &&Response| bodies.distinct.iter().any(|other| other.status == response.status);
        let rest = endpoint.responses.iter().filter(|response| !is_compared(response));
        rest.map(|response| (response.status, response)).collect()
    }
    let (before, after) = (rest(old, before), rest(new, after));
    for (status, response) in &before {
        let path = status.to_string();
        match after.get(status) {
            Some(new) if response.ty.is_some() && new.ty.is_some() => {
                fields::parameter(&root(response), &root(new), &path, Usage::RESPONSE, record);
            }
            Some(new) if response.description != new.description || response.ty.is_some() != new.ty.is_some() => {
                record.add(Kind::ResponseDocsChanged, At::New(new.span), Some(&path), None, None);
            }
            Some(_) => {}
            None => record.add(
                Kind::ResponseDocsChanged,
                At::Old(response.span),
                Some(&path),
                Some(body(response)),
                None,
            ),
        }
    }
    for (status, response) in after.iter().filter(|(status, _)| !before.contains_key(status)) {
        let path = status.to_string();
        record.add(
            Kind::ResponseDocsChanged,
            At::New(response.span),
            Some(&path),
            None,
            Some(body(response)),
        );
    }
}

/// The type of a body, or that there is none.
fn body(response: &Response) -> String {
    let ty = response.ty.as_ref();
    ty.map_or_else(|| "no body".to_owned(), form::written)
}

/// A body as a field that is always there.
fn root(response: &Response) -> Parameter {
    Parameter {
        name: String::new(),
        location: ParameterLocation::Body,
        required: true,
        ty: response.ty.clone().unwrap_or(Type::Null),
        constraints: Constraints::default(),
        default: None,
        description: response.description.clone(),
        deprecated: false,
        evidence: Vec::new(),
        fields: response.fields.clone(),
        elements: Vec::new(),
        span: response.span,
    }
}

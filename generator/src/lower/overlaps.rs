//! Routes that a value could turn another route into: `/gists/{gist_id}` with the value `starred` is `/gists/starred`.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::report::Report;
use crate::diagnostic::Code;
use crate::ir::{Endpoint, Type};

/// A segment of a route.
enum Segment<'r> {
    Literal(&'r str),
    /// A value.
    Value,
    /// A number.
    Number,
    /// A text that may span several segments.
    Texts,
}

impl Segment<'_> {
    /// Whether the segment can be this text.
    fn may_be(&self, text: &str) -> bool {
        match self {
            Self::Literal(literal) => *literal == text,
            Self::Number => text.bytes().all(|byte| byte.is_ascii_digit()),
            Self::Value | Self::Texts => true,
        }
    }
}

fn is_number(endpoint: &Endpoint, name: &str) -> bool {
    let parameter = endpoint
        .parameters
        .iter()
        .find(|parameter| parameter.field.name == name);
    parameter.is_some_and(|parameter| matches!(parameter.field.value.ty, Type::Integer | Type::Number))
}

/// Notes for every endpoint which other routes its values could reach.
pub(super) fn note(endpoints: &mut [Endpoint]) {
    let found = find(endpoints);
    for (endpoint, overlapping) in endpoints.iter_mut().zip(found) {
        endpoint.overlapping_routes = overlapping;
    }
}

/// Reports routes that are those of other endpoints when the last value is empty: servers take `/contents/` for `/contents`.
pub(super) fn check_empty(endpoints: &[Endpoint], report: &mut Report<'_>) {
    for endpoint in endpoints.iter().filter(|endpoint| endpoint.may_end_empty()) {
        let path = endpoint.route.path();
        let (before, _) = path.rsplit_once('/').unwrap_or_default();
        let is_same = |other: &&Endpoint| {
            (other.method, other.route.uploads) == (endpoint.method, endpoint.route.uploads)
                && (&other.scope, &other.name) != (&endpoint.scope, &endpoint.name)
                && reaches(&segments(endpoint, before), &segments(other, &other.route.path()), true)
        };
        if let Some(other) = endpoints.iter().find(is_same) {
            let message = format!("`{path}` with an empty value is the route of `{}`", other.id());
            report
                .add(Code::EmptyValueLeadsElsewhere, endpoint.span, message)
                .related(other.span, "that one")
                .help("leave out the constraint `0..`");
        }
    }
}

fn find(endpoints: &[Endpoint]) -> Vec<Vec<String>> {
    let paths: Vec<String> = endpoints.iter().map(|endpoint| endpoint.route.path()).collect();
    let routes: Vec<Vec<Segment<'_>>> = endpoints
        .iter()
        .zip(&paths)
        .map(|(endpoint, path)| segments(endpoint, path))
        .collect();
    let of_route = |(endpoint, route): (&Endpoint, &Vec<Segment<'_>>)| {
        let is_near =
            |other: &Endpoint| (other.method, other.route.uploads) == (endpoint.method, endpoint.route.uploads);
        let others = endpoints.iter().zip(&routes).zip(&paths);
        let overlapping: BTreeSet<&String> = others
            .filter(|((other, segments), _)| is_near(other) && reaches(route, segments, false))
            .map(|(_, path)| path)
            .collect();
        overlapping.into_iter().cloned().collect()
    };
    endpoints.par_iter().zip(&routes).map(of_route).collect()
}

fn segments<'r>(endpoint: &Endpoint, path: &'r str) -> Vec<Segment<'r>> {
    let segment = |text: &'r str| match text.split_once('{') {
        None => Segment::Literal(text),
        Some((_, rest)) if rest.starts_with('+') => Segment::Texts,
        Some((_, rest)) if is_number(endpoint, rest.split('}').next().unwrap_or_default()) => Segment::Number,
        Some(_) => Segment::Value,
    };
    path.split('/').filter(|text| !text.is_empty()).map(segment).collect()
}

/// Whether values make the first route a path of the second one, with a literal of the second where the first has a value (`is_literal` once
/// that is so).
fn reaches(route: &[Segment<'_>], other: &[Segment<'_>], is_literal: bool) -> bool {
    let (Some((first, rest)), Some((second, other_rest))) = (route.split_first(), other.split_first()) else {
        return is_literal && route.is_empty() && other.is_empty();
    };
    let may_be_same = match (first, second) {
        (Segment::Literal(text), segment) | (segment, Segment::Literal(text)) => segment.may_be(text),
        _ => true,
    };
    let is_literal = is_literal || !matches!(first, Segment::Literal(_)) && matches!(second, Segment::Literal(_));
    may_be_same
        && (reaches(rest, other_rest, is_literal)
            || matches!(first, Segment::Texts) && reaches(route, other_rest, is_literal)
            || matches!(second, Segment::Texts) && reaches(rest, other, is_literal))
}

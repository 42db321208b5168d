//! Routes that a value could turn another route into: `/gists/{gist_id}` with the value `starred` is `/gists/starred`.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::ir::{Endpoint, Method, RoutePart, Type};

/// A segment of a route.
enum Segment<'r> {
    Literal(&'r str),
    /// The value of an endpoint's parameter.
    Value(&'r Endpoint, &'r str),
    /// A text that may span several segments.
    Texts,
}

impl Segment<'_> {
    /// Whether the segment can be this text.
    fn may_be(&self, text: &str) -> bool {
        match self {
            Self::Literal(literal) => *literal == text,
            // Most texts are no numbers, and most values are never asked.
            Self::Value(endpoint, name) => text.bytes().all(|byte| byte.is_ascii_digit()) || !is_number(endpoint, name),
            Self::Texts => true,
        }
    }
}

fn is_number(endpoint: &Endpoint, name: &str) -> bool {
    let parameter = endpoint.parameters.iter().find(|parameter| parameter.name == name);
    parameter.is_some_and(|parameter| matches!(parameter.ty, Type::Integer | Type::Number))
}

/// Notes for every endpoint which other routes its values could reach. Says the same whatever was noted before.
pub(super) fn note(endpoints: &mut [Endpoint]) {
    let rivals = find(endpoints);
    for (endpoint, rivals) in endpoints.iter_mut().zip(rivals) {
        endpoint.rivals = rivals;
    }
}

fn find(endpoints: &[Endpoint]) -> Vec<Vec<String>> {
    let paths: Vec<String> = endpoints.iter().map(|endpoint| endpoint.route.path()).collect();
    let routes = endpoints.iter().zip(&paths);
    let routes: Vec<Vec<Segment<'_>>> = routes.map(|(endpoint, path)| segments(endpoint, path)).collect();
    // Endpoints with the same method and host.
    let mut neighbours: HashMap<(Method, bool), Tree<'_>> = HashMap::new();
    for (index, (endpoint, route)) in endpoints.iter().zip(&routes).enumerate() {
        let key = (endpoint.method, endpoint.route.uploads);
        neighbours.entry(key).or_default().insert(route, index);
    }
    let of_route = |(endpoint, route): (&Endpoint, &Vec<Segment<'_>>)| {
        let mut near = Vec::new();
        if let Some(tree) = neighbours.get(&(endpoint.method, endpoint.route.uploads)) {
            tree.near(route, &mut near);
        }
        let near = near.into_iter();
        let near = near.filter_map(|other| Some((routes.get(other)?, paths.get(other)?)));
        let mut rivals: Vec<String> = near
            .filter(|(other, _)| reaches(route, other, false))
            .map(|(_, path)| path.clone())
            .collect();
        rivals.sort();
        rivals.dedup();
        rivals
    };
    endpoints.par_iter().zip(&routes).map(of_route).collect()
}

/// Routes by their segments, so that a route is compared with those only which begin like it.
#[derive(Default)]
struct Tree<'r> {
    literals: HashMap<&'r str, Self>,
    value: Option<Box<Self>>,
    /// The routes that end here, or go on with what may span several segments.
    here: Vec<usize>,
}

impl<'r> Tree<'r> {
    fn insert(&mut self, route: &[Segment<'r>], index: usize) {
        match route.split_first() {
            Some((Segment::Literal(text), rest)) => self.literals.entry(text).or_default().insert(rest, index),
            Some((Segment::Value(..), rest)) => self.value.get_or_insert_default().insert(rest, index),
            Some((Segment::Texts, _)) | None => self.here.push(index),
        }
    }

    /// Finds the routes that could be the same as this one, and others.
    fn near(&self, route: &[Segment<'_>], found: &mut Vec<usize>) {
        found.extend(&self.here);
        match route.split_first() {
            Some((Segment::Literal(text), rest)) => {
                let next = self.literals.get(text).into_iter().chain(self.value.as_deref());
                next.for_each(|tree| tree.near(rest, found));
            }
            Some((Segment::Value(..), rest)) => self.next().for_each(|tree| tree.near(rest, found)),
            Some((Segment::Texts, _)) => self.next().for_each(|tree| tree.near(route, found)),
            None => {}
        }
    }

    fn next(&self) -> impl Iterator<Item = &Self> {
        self.literals.values().chain(self.value.as_deref())
    }
}

fn segments<'r>(endpoint: &'r Endpoint, path: &'r str) -> Vec<Segment<'r>> {
    let is_many = |part: &RoutePart| {
        matches!(
            part,
            RoutePart::Parameter {
                multi_segment: true,
                ..
            }
        )
    };
    let has_many = endpoint.route.parts.iter().any(is_many);
    let segment = |text: &'r str| match text.split_once('{') {
        None => Segment::Literal(text),
        Some((_, rest)) if has_many && rest.starts_with('+') => Segment::Texts,
        Some((_, rest)) => Segment::Value(endpoint, rest.split('}').next().unwrap_or_default()),
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

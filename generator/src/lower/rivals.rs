//! Routes that a value could turn another route into: `/gists/{gist_id}` with the value `starred` is `/gists/starred`.

use std::collections::HashMap;

use crate::ir::{Endpoint, Method, RoutePart, Type};

/// A segment of a route.
enum Segment {
    Literal(String),
    /// A value that may be any text.
    Text,
    /// A value that is a number.
    Number,
    /// A text that may span several segments.
    Texts,
}

/// Notes for every endpoint which other routes its values could reach. Says the same whatever was noted before.
pub(super) fn note(endpoints: &mut [Endpoint]) {
    let routes: Vec<Vec<Segment>> = endpoints.iter().map(segments).collect();
    let mut neighbours: HashMap<(Method, bool, &str), Vec<usize>> = HashMap::new();
    for (index, (endpoint, route)) in endpoints.iter().zip(&routes).enumerate() {
        if let Some(Segment::Literal(first)) = route.first() {
            let key = (endpoint.method, endpoint.route.uploads, first.as_str());
            neighbours.entry(key).or_default().push(index);
        }
    }
    let mut rivals: Vec<Vec<String>> = endpoints.iter().map(|_| Vec::new()).collect();
    for near in neighbours.values() {
        let near: Vec<_> = near
            .iter()
            .filter_map(|&i| Some((i, endpoints.get(i)?, routes.get(i)?)))
            .collect();
        for (index, _, route) in &near {
            let reached = near.iter().filter(|(_, _, other)| reaches(route, other, false));
            if let Some(rivals) = rivals.get_mut(*index) {
                rivals.extend(reached.map(|(_, other, _)| other.route.path()));
                rivals.sort();
                rivals.dedup();
            }
        }
    }
    for (endpoint, rivals) in endpoints.iter_mut().zip(rivals) {
        endpoint.rivals = rivals;
    }
}

fn segments(endpoint: &Endpoint) -> Vec<Segment> {
    let path = endpoint.route.path();
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
    let segment = |text: &str| match text.split_once('{') {
        None => Segment::Literal(text.to_owned()),
        Some((_, rest)) if has_many && rest.starts_with('+') => Segment::Texts,
        Some((_, rest)) => {
            let name = rest.split('}').next().unwrap_or_default();
            let parameter = endpoint.parameters.iter().find(|parameter| parameter.name == name);
            match parameter.map(|parameter| &parameter.ty) {
                Some(Type::Integer | Type::Number) => Segment::Number,
                _ => Segment::Text,
            }
        }
    };
    path.split('/').filter(|text| !text.is_empty()).map(segment).collect()
}

/// Whether values make the first route a path of the second one, with a literal of the second where the first has a value (`is_literal` once
/// that is so).
fn reaches(route: &[Segment], other: &[Segment], is_literal: bool) -> bool {
    let (Some((first, rest)), Some((second, other_rest))) = (route.split_first(), other.split_first()) else {
        return is_literal && route.is_empty() && other.is_empty();
    };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match (first, second) {
        (Segment::Literal(one), Segment::Literal(another)) if one != another => false,
        (Segment::Number, Segment::Literal(text)) | (Segment::Literal(text), Segment::Number) if !is_number(text) => {
            false
        }
        _ => {
            let is_literal =
                is_literal || !matches!(first, Segment::Literal(_)) && matches!(second, Segment::Literal(_));
            reaches(rest, other_rest, is_literal)
                || matches!(first, Segment::Texts) && reaches(route, other_rest, is_literal)
                || matches!(second, Segment::Texts) && reaches(rest, other, is_literal)
        }
    }
}

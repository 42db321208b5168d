//! Which list of a response walking over its pages yields.

use super::endpoint::{Endpoint, Success, Walk};
use super::schemas::Schema;
use super::types::{Declaration, DeclaredType, ShapeKind};
use crate::ir::Items;

/// Decides for each endpoint with pages which list is walked over, and notes it at the type that has the list.
pub(super) fn decide<'m, 'a: 'm>(endpoints: impl Iterator<Item = &'m mut Endpoint<'a>>, schemas: &mut [Schema<'a>]) {
    for endpoint in endpoints {
        let stated = endpoint.origin.items.as_ref();
        if stated.is_some() && !endpoint.responses.is_paged && endpoint.forwards_to.is_none() {
            endpoint.responses.walk = Walk::NoPages;
        }
        let says_none = stated.is_some_and(|items| items.field.is_none());
        if !endpoint.responses.is_paged || says_none || endpoint.forwards_to.is_some() {
            continue;
        }
        let declared = match page_kind(&endpoint.responses.success) {
            Some(ShapeKind::List(_)) => {
                endpoint.responses.walk = if stated.is_some() {
                    Walk::OtherField
                } else {
                    Walk::Items
                };
                continue;
            }
            Some(ShapeKind::Local(path, _)) => endpoint.responses.types.iter_mut().find(|ty| ty.path == *path),
            Some(ShapeKind::Schema(schema, _)) => {
                let place = schemas.binary_search_by(|other| other.page.cmp(schema.page));
                let schema = place.ok().and_then(|place| schemas.get_mut(place));
                schema.and_then(|schema| schema.declared.as_mut())
            }
            _ => None,
        };
        endpoint.responses.walk = declared.map_or(Walk::NoList, |declared| mark(declared, stated));
    }
}

/// What a page is.
fn page_kind<'m, 'a>(success: &'m Success<'a>) -> Option<&'m ShapeKind<'a>> {
    match success {
        Success::One { shape, .. } => Some(&shape.kind),
        Success::ByStatus { bodies, .. } => bodies.first().map(|body| &body.shape.kind),
        Success::Empty | Success::Raw => None,
    }
}

/// The field whose items walking over pages yields, or `the list` for a page that is one; `None` where nothing is walked over.
pub(crate) fn walked<'m>(schemas: &'m [Schema<'_>], endpoint: &'m Endpoint<'_>) -> Option<&'m str> {
    if endpoint.responses.walk != Walk::Items {
        return None;
    }
    let declared = match page_kind(&endpoint.responses.success)? {
        ShapeKind::Local(path, _) => endpoint.responses.types.iter().find(|ty| ty.path == *path)?,
        ShapeKind::Schema(schema, _) => {
            let place = schemas.binary_search_by(|other| other.page.cmp(schema.page));
            schemas.get(place.ok()?)?.declared.as_ref()?
        }
        _ => return Some("the list"),
    };
    match &declared.kind {
        Declaration::Object(members) => members.get(declared.items?).map(|member| member.wire),
        _ => None,
    }
}

/// Notes the list of a type, unless it is no object with such a list.
fn mark(declared: &mut DeclaredType<'_>, stated: Option<&Items>) -> Walk {
    let Declaration::Object(members) = &declared.kind else {
        return Walk::NoList;
    };
    let name = stated.and_then(|items| items.field.as_deref());
    let is_it = |(_, member): &(usize, &_)| {
        let super::Member { wire, shape, .. } = member;
        matches!(shape.kind, ShapeKind::List(_)) && name.is_none_or(|name| name == *wire)
    };
    let mut lists = members.iter().enumerate().filter(is_it).map(|(place, _)| place);
    let (first, second) = (lists.next(), lists.next());
    match (first, second, declared.items) {
        (Some(place), None, known) if known.is_none_or(|known| known == place) => {
            declared.items = Some(place);
            Walk::Items
        }
        (Some(_), None, _) => Walk::OtherList,
        _ if name.is_some() => Walk::OtherField,
        _ => Walk::NoList,
    }
}

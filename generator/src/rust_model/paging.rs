//! Which list of a response walking over its pages yields.

use super::endpoint::{Endpoint, Responses, Walk};
use super::schemas::Schema;
use super::types::{Declaration, DeclaredType, ShapeKind};
use crate::ir::Items;

/// Decides for each endpoint with pages which list is walked over, and notes it at the type that has the list.
pub(super) fn decide<'m, 'a: 'm>(endpoints: impl Iterator<Item = &'m mut Endpoint<'a>>, schemas: &mut [Schema<'a>]) {
    for endpoint in endpoints {
        endpoint.responses.walk = walk(&mut endpoint.responses, schemas);
    }
}

fn walk<'a>(responses: &mut Responses<'a>, schemas: &mut [Schema<'a>]) -> Walk<'a> {
    let declared = match (responses.is_paged, responses.items) {
        (false, Some(_)) => return Walk::NoPages,
        (false, None) | (true, Some(Items { field: None, .. })) => return Walk::Nothing,
        (true, _) => match responses.success.bodies().first().map(|page| &page.shape.kind) {
            Some(ShapeKind::List(_)) if responses.items.is_some() => return Walk::OtherField,
            Some(ShapeKind::List(_)) => return Walk::Items(None),
            Some(ShapeKind::Local(path, _)) => responses.types.iter_mut().find(|ty| ty.path == *path),
            Some(ShapeKind::Schema(schema, _)) => {
                let place = schemas.binary_search_by(|other| other.page.cmp(schema.page));
                let schema = place.ok().and_then(|place| schemas.get_mut(place));
                schema.and_then(|schema| schema.declared.as_mut())
            }
            _ => None,
        },
    };
    declared.map_or(Walk::NoList, |declared| mark(declared, responses.items))
}

/// Notes the list of a type, unless it is no object with such a list.
fn mark<'a>(declared: &mut DeclaredType<'a>, stated: Option<&Items>) -> Walk<'a> {
    let Declaration::Object(members) = &declared.kind else {
        return Walk::NoList;
    };
    let name = stated.and_then(|items| items.field.as_deref());
    let is_it = |(_, member): &(usize, &_)| {
        let super::Member { wire, shape, .. } = member;
        matches!(shape.kind, ShapeKind::List(_)) && name.is_none_or(|name| name == *wire)
    };
    let mut lists = members.iter().enumerate().filter(is_it);
    let (first, second) = (lists.next(), lists.next());
    match (first, second, declared.items) {
        (Some((place, list)), None, known) if known.is_none_or(|known| known == place) => {
            declared.items = Some(place);
            Walk::Items(Some(list.wire))
        }
        (Some(_), None, _) => Walk::OtherList,
        _ if name.is_some() => Walk::OtherField,
        _ => Walk::NoList,
    }
}

//! The narrowest type that accepts the values of several ones.

use std::collections::BTreeSet;

use crate::ir::{Object, Schemas, Type};

/// What JSON makes of a value, as far as types that can be joined are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    Text,
    Number,
    Boolean,
    Object,
    Map,
    List,
    Bytes,
    Anything,
}

/// The families of a type's values other than null.
pub(super) fn families(ty: &Type, schemas: &Schemas<'_>) -> BTreeSet<Family> {
    let family = |ty: &Type| match ty {
        Type::String | Type::Uri | Type::Date | Type::DateTime | Type::Base64 | Type::Secret | Type::Enum(_) => {
            Some(Family::Text)
        }
        Type::Integer | Type::Number => Some(Family::Number),
        Type::Boolean => Some(Family::Boolean),
        Type::Object(_) => Some(Family::Object),
        Type::Map(_) => Some(Family::Map),
        Type::List(_) => Some(Family::List),
        Type::Binary => Some(Family::Bytes),
        Type::Null => None,
        Type::Any | Type::Open | Type::Union(_) | Type::Ref(_) => Some(Family::Anything),
    };
    schemas.variants(ty).into_iter().filter_map(family).collect()
}

/// Whether null is a value of the type, also by way of a schema.
pub(super) fn takes_null(ty: &Type, schemas: &Schemas<'_>) -> bool {
    schemas.variants(ty).contains(&&Type::Null)
}

/// The type, and null.
pub(super) fn or_null(ty: Type, schemas: &Schemas<'_>) -> Type {
    if takes_null(&ty, schemas) {
        return ty;
    }
    match ty {
        Type::Union(mut variants) => {
            variants.push(Type::Null);
            Type::Union(variants)
        }
        Type::Open | Type::Any => ty,
        one => Type::Union(vec![one, Type::Null]),
    }
}

/// Joins types; `None` when nothing short of a union of unlike things would do.
pub(super) fn join<'t>(types: impl IntoIterator<Item = &'t Type>, schemas: &Schemas<'_>) -> Option<Type> {
    let mut types = types.into_iter();
    let first = types.next()?.clone();
    types.try_fold(first, |joined, ty| two(&joined, ty, schemas))
}

fn two(one: &Type, other: &Type, schemas: &Schemas<'_>) -> Option<Type> {
    if one == other {
        return Some(one.clone());
    }
    let null = takes_null(one, schemas) || takes_null(other, schemas);
    let joined = match (one.without_null(), other.without_null()) {
        (Some(one), Some(other)) => not_null(&one, &other, schemas)?,
        (Some(ty), None) | (None, Some(ty)) => ty,
        (None, None) => Type::Null,
    };
    Some(if null { or_null(joined, schemas) } else { joined })
}

fn not_null(one: &Type, other: &Type, schemas: &Schemas<'_>) -> Option<Type> {
    let members = |ty: &Type| {
        if let Type::Union(variants) = ty {
            variants.clone()
        } else {
            vec![ty.clone()]
        }
    };
    let (ones, others) = (members(one), members(other));
    if ones.iter().all(|ty| others.contains(ty)) {
        return Some(other.clone());
    }
    if others.iter().all(|ty| ones.contains(ty)) {
        return Some(one.clone());
    }
    let (one_family, other_family) = (families(one, schemas), families(other, schemas));
    if one_family != other_family || one_family.len() != 1 {
        return None;
    }
    match one_family.first()? {
        Family::Text => Some(Type::String),
        Family::Number => Some(Type::Number),
        Family::Object => Some(Type::Object(Object::default())),
        Family::List => match (one, other) {
            (Type::List(one), Type::List(other)) => two(&one.ty, &other.ty, schemas).map(Type::list),
            _ => None,
        },
        Family::Boolean | Family::Map | Family::Bytes | Family::Anything => None,
    }
}

/// Whether a closed list of values is in the type.
pub(super) fn is_closed(ty: &Type, schemas: &Schemas<'_>) -> bool {
    schemas.variants(ty).into_iter().any(|ty| match ty {
        Type::Enum(_) => true,
        Type::List(inside) | Type::Map(inside) => is_closed(&inside.ty, schemas),
        _ => false,
    })
}

/// The type with any text in the place of closed lists; `None` when it is more than texts and lists of them.
pub(super) fn opened(ty: &Type, schemas: &Schemas<'_>) -> Option<Type> {
    let null = takes_null(ty, schemas);
    let families = families(ty, schemas);
    let open = match (families.len(), families.first()?) {
        (1, Family::Text) => Type::String,
        (1, Family::List) => match ty.without_null()? {
            Type::List(inside) => opened(&inside.ty, schemas)?.list(),
            _ => return None,
        },
        _ => return None,
    };
    Some(if null { or_null(open, schemas) } else { open })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(ty: Option<Type>) -> String {
        ty.map_or_else(|| "-".to_owned(), |ty| ty.to_string())
    }

    fn union(types: &[Type]) -> Type {
        Type::Union(types.to_vec())
    }

    fn values(words: &[&str]) -> Type {
        Type::Enum(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn joining_accepts_what_either_accepts_or_gives_up() {
        let schemas = Schemas::default();
        let nullable = union(&[Type::String, Type::Null]);
        let cases = [
            (Type::String, Type::String, "string"),
            (values(&["a"]), values(&["a", "b"]), "string"),
            (Type::Uri, Type::DateTime, "string"),
            (Type::String, nullable.clone(), "string | null"),
            (nullable, Type::Uri, "string | null"),
            (Type::Integer, Type::Number, "number"),
            (Type::Integer, Type::String, "-"),
            (Type::Integer, union(&[Type::Integer, Type::String]), "integer | string"),
            (Type::Integer.list(), Type::Integer.list(), "integer[]"),
            (values(&["a"]).list(), values(&["b"]).list(), "string[]"),
            (Type::Integer.list(), Type::String.list(), "-"),
            (Type::String, Type::String.list(), "-"),
            (Type::Null, Type::Boolean, "boolean | null"),
            (Type::Any, Type::Boolean, "-"),
        ];
        for (one, other, expected) in cases {
            assert_eq!(text(join([&one, &other], &schemas)), expected, "{one:?} and {other:?}");
            let swapped = join([&other, &one], &schemas).map(|ty| families(&ty, &schemas));
            assert_eq!(
                swapped,
                join([&one, &other], &schemas).map(|ty| families(&ty, &schemas))
            );
        }
    }

    #[test]
    fn schemas_are_seen_through() {
        let (state, reason) = (values(&["open"]), union(&[values(&["spam"]), Type::Null]));
        let schemas = Schemas::from_iter([("State", &state), ("Reason", &reason)]);
        let (state, reason) = (Type::Ref("State".to_owned()), Type::Ref("Reason".to_owned()));
        assert_eq!(text(join([&state, &state], &schemas)), "State");
        assert_eq!(text(join([&state, &reason], &schemas)), "string | null");
        assert_eq!(text(opened(&reason, &schemas)), "string | null");
        assert!(is_closed(&state.list(), &schemas));
    }

    #[test]
    fn closed_lists_are_opened_and_nothing_else() {
        let schemas = Schemas::default();
        assert_eq!(text(opened(&values(&["a"]).list(), &schemas)), "string[]");
        assert_eq!(text(opened(&union(&[values(&["a"]), Type::Integer]), &schemas)), "-");
    }
}

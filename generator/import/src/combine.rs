//! Types that take what several types take.

use std::mem::discriminant;

use octoscribe_generator::ir::{Constraints, Field, Object, Type, Value};

/// A flat union of types: no type twice, one enum, one object that takes what each object takes. One type is itself.
pub(crate) fn union(types: impl IntoIterator<Item = Type>) -> Type {
    let mut flat: Vec<Type> = Vec::new();
    let mut waiting: Vec<Type> = types.into_iter().collect();
    waiting.reverse();
    while let Some(ty) = waiting.pop() {
        let same_kind = flat.iter_mut().find_map(|known| match (known, &ty) {
            (Type::Enum(known), Type::Enum(values)) => {
                merge(known, values.clone(), String::eq, |_, _| {}, |_, _| {});
                Some(())
            }
            (Type::Object(known), Type::Object(other)) if known.fields.is_empty() || other.fields.is_empty() => {
                *known = Object::default();
                Some(())
            }
            (Type::Object(known), Type::Object(other)) => {
                join_fields(&mut known.fields, other.fields.clone(), either);
                Some(())
            }
            // A type has one object with rows; other lists are two kinds of list.
            (Type::List(known), Type::List(other)) if known.ty.object().is_some() && other.ty.object().is_some() => {
                **known = either((**known).clone(), (**other).clone());
                Some(())
            }
            (Type::String, Type::Enum(_)) => Some(()),
            _ => None,
        });
        match ty {
            _ if same_kind.is_some() => {}
            Type::Union(variants) => waiting.extend(variants.into_iter().rev()),
            ty if flat.contains(&ty) => {}
            ty => flat.push(ty),
        }
    }
    // Rows can't say which of several objects they belong to.
    let objects: Vec<&Object> = flat.iter().filter_map(Type::object).collect();
    if objects.len() > 1 && objects.iter().any(|object| !object.fields.is_empty()) {
        flat = flat.iter().map(Type::bare).collect();
    }
    // Null is last, as pages write it.
    flat.sort_by_key(|ty| *ty == Type::Null);
    if flat.len() == 1 {
        flat.remove(0)
    } else {
        Type::Union(flat)
    }
}

/// The value that takes what either takes.
pub(crate) fn either(one: Value, other: Value) -> Value {
    let constraints = if one.constraints == other.constraints {
        one.constraints
    } else {
        Constraints::default()
    };
    let ty = match (one.ty, other.ty) {
        (one, other) if one == other => one,
        (Type::Map(one), Type::Map(other)) => Type::Map(Box::new(either(*one, *other))),
        // Lists of two kinds of items are two kinds of list.
        (Type::List(one), Type::List(other)) if discriminant(&one.ty) == discriminant(&other.ty) => {
            Type::List(Box::new(either(*one, *other)))
        }
        (one, other) => union([one, other]),
    };
    Value { ty, constraints }
}

/// Adds fields to others: what one side lacks is optional, and a field of both takes what `either` makes of its values.
pub(crate) fn join_fields(one: &mut Vec<Field>, other: Vec<Field>, mut either: impl FnMut(Value, Value) -> Value) {
    let join = |known: &mut Field, field: Field| {
        known.required &= field.required;
        known.value = either(std::mem::take(&mut known.value), field.value);
    };
    merge(one, other, same_name, join, |field, _| field.required = false);
}

/// Adds the fields that others lack, as optional ones.
pub(crate) fn add_optional(fields: &mut Vec<Field>, other: &[Field]) {
    for field in other {
        if !fields.iter().any(|known| same_name(known, field)) {
            fields.push(Field {
                required: false,
                ..field.clone()
            });
        }
    }
}

pub(crate) fn same_name(one: &Field, other: &Field) -> bool {
    one.name == other.name
}

/// Which of two lists an item is in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Only {
    One,
    Other,
}

/// Adds the items of a list to those of another one: `join` to the same item, or as they are once `alone` has changed them. It also changes
/// the items that the other list lacks.
pub(crate) fn merge<T>(
    one: &mut Vec<T>,
    other: Vec<T>,
    is_same: impl Fn(&T, &T) -> bool,
    mut join: impl FnMut(&mut T, T),
    alone: impl Fn(&mut T, Only),
) {
    let lacks = |known: &&mut T| !other.iter().any(|item| is_same(known, item));
    one.iter_mut().filter(lacks).for_each(|known| alone(known, Only::One));
    for mut item in other {
        if let Some(known) = one.iter_mut().find(|known| is_same(known, &item)) {
            join(known, item);
        } else {
            alone(&mut item, Only::Other);
            one.push(item);
        }
    }
}

/// Takes constraints and defaults from a value that is only received: pages state those of what is sent.
pub(crate) fn without_rules(value: &mut Value) {
    fn inside(ty: &mut Type) {
        match ty {
            Type::Object(object) => {
                for field in &mut object.fields {
                    field.default = None;
                    without_rules(&mut field.value);
                }
            }
            Type::List(value) | Type::Map(value) => without_rules(value),
            Type::Union(variants) => variants.iter_mut().for_each(inside),
            _ => {}
        }
    }
    value.constraints = Constraints::default();
    inside(&mut value.ty);
}

pub(crate) fn has_fields(ty: &Type) -> bool {
    matches!(ty, Type::Object(object) if !object.fields.is_empty())
}

/// The members of a union, or the type itself.
pub(crate) fn members(ty: &Type) -> &[Type] {
    match ty {
        Type::Union(variants) => variants,
        other => std::slice::from_ref(other),
    }
}

/// The fields of the object in a type.
pub(crate) fn fields(ty: &Type) -> &[Field] {
    ty.object().map_or(&[], |object| &object.fields)
}

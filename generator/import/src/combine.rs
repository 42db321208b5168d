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
                for value in values {
                    if !known.contains(value) {
                        known.push(value.clone());
                    }
                }
                Some(())
            }
            (Type::Object(known), Type::Object(other)) => {
                *known = join(std::mem::take(known), other.clone());
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
    let with_object: Vec<&Type> = flat.iter().filter(|ty| ty.object().is_some()).collect();
    if with_object.len() > 1
        && with_object
            .iter()
            .any(|ty| ty.object().is_some_and(|object| !object.fields.is_empty()))
    {
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

/// The object that takes what either takes.
fn join(mut one: Object, other: Object) -> Object {
    if one.fields.is_empty() || other.fields.is_empty() {
        return Object::default();
    }
    join_fields(&mut one.fields, other.fields, either);
    one
}

/// Adds fields to others: what one side lacks is optional, and a field of both takes what `either` makes of its values.
pub(crate) fn join_fields(one: &mut Vec<Field>, other: Vec<Field>, mut either: impl FnMut(Value, Value) -> Value) {
    let is_same = |one: &Field, other: &Field| one.name == other.name;
    for field in one.iter_mut() {
        field.required &= other.iter().any(|other| is_same(field, other));
    }
    let join = |known: &mut Field, field: Field| {
        known.required &= field.required;
        known.value = either(std::mem::take(&mut known.value), field.value);
    };
    merge(one, other, is_same, join, |field| field.required = false);
}

/// Adds the items of a list to those of another one: `join` to the same item, or as they are once `alone` has changed them.
pub(crate) fn merge<T>(
    one: &mut Vec<T>,
    other: Vec<T>,
    is_same: impl Fn(&T, &T) -> bool,
    mut join: impl FnMut(&mut T, T),
    alone: impl Fn(&mut T),
) {
    for mut item in other {
        if let Some(known) = one.iter_mut().find(|known| is_same(known, &item)) {
            join(known, item);
        } else {
            alone(&mut item);
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

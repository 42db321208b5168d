//! Name paths: how they are spelled, and how they divide into a field, its parent and the lists and maps between.

use crate::ir::Type;
use crate::page::Step;

/// The steps as a page spells them: `output.annotations[].path`.
pub(crate) fn spell(steps: &[Step]) -> String {
    spell_behind("", steps)
}

/// The steps behind a root that the page's names start with: `200[].id` for the root `200`.
pub(super) fn spell_behind(root: &str, steps: &[Step]) -> String {
    let mut text = root.to_owned();
    for step in steps {
        match step {
            Step::Items => text.push_str("[]"),
            Step::Field(_) | Step::Values => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(if let Step::Field(name) = step { name } else { "*" });
            }
        }
    }
    text
}

/// A name path, divided.
pub(super) struct Divided<'a> {
    /// The path of the field that the row is nested in; empty at the top of a table.
    pub(super) parent: &'a [Step],
    /// The lists and maps between the parent and the row.
    pub(super) through: &'a [Step],
    /// The row's own name; `None` for a row about the items or values themselves (`sort_by[]`).
    pub(super) field: Option<&'a str>,
}

/// Divides a name path.
pub(super) fn divide(steps: &[Step]) -> Divided<'_> {
    let (field, before) = match steps.split_last() {
        Some((Step::Field(name), before)) => (Some(name.as_str()), before),
        _ => (None, steps),
    };
    let end = before
        .iter()
        .rposition(|step| matches!(step, Step::Field(_)))
        .map_or(0, |at| at + 1);
    let (parent, through) = before.split_at_checked(end).unwrap_or((before, &[]));
    Divided { parent, through, field }
}

/// Where a type has its `object`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ObjectPlace {
    /// It has none.
    Nowhere,
    /// It has one, behind these lists and maps.
    Behind(Vec<Step>),
    /// It has several, so that nobody can tell which one a field belongs to.
    Ambiguous,
}

/// Looks for the one `object` in a type.
pub(crate) fn object_place(ty: &Type) -> ObjectPlace {
    match ty {
        Type::Object => ObjectPlace::Behind(Vec::new()),
        Type::List(items) => behind(Step::Items, object_place(items)),
        Type::Map(values) => behind(Step::Values, object_place(values)),
        Type::Union(variants) => variants
            .iter()
            .map(object_place)
            .reduce(|one, other| match (one, other) {
                (ObjectPlace::Nowhere, place) | (place, ObjectPlace::Nowhere) => place,
                _ => ObjectPlace::Ambiguous,
            })
            .unwrap_or(ObjectPlace::Nowhere),
        _ => ObjectPlace::Nowhere,
    }
}

fn behind(step: Step, place: ObjectPlace) -> ObjectPlace {
    match place {
        ObjectPlace::Behind(mut steps) => {
            steps.insert(0, step);
            ObjectPlace::Behind(steps)
        }
        other => other,
    }
}

/// The types behind lists and maps of a type: for `(A | B[])[]` and `[]`, that is `A | B[]`.
pub(super) fn descend<'a>(ty: &'a Type, through: &[Step]) -> Vec<&'a Type> {
    let mut reached = vec![ty];
    for step in through {
        reached = reached
            .into_iter()
            .flat_map(|ty| {
                if let Type::Union(variants) = ty {
                    variants.as_slice()
                } else {
                    std::slice::from_ref(ty)
                }
            })
            .filter_map(|ty| match (ty, step) {
                (Type::List(inside), Step::Items) | (Type::Map(inside), Step::Values) => Some(&**inside),
                _ => None,
            })
            .collect();
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str) -> Step {
        Step::Field(name.to_owned())
    }

    #[test]
    fn spells_and_divides() {
        let steps = [field("data"), Step::Values, Step::Items, field("paths")];
        assert_eq!(spell(&steps), "data.*[].paths");
        let divided = divide(&steps);
        assert_eq!(spell(divided.parent), "data");
        assert_eq!(divided.through, [Step::Values, Step::Items]);
        assert_eq!(divided.field, Some("paths"));
    }

    #[test]
    fn a_row_about_items_has_no_field() {
        let steps = [field("sort_by"), Step::Items];
        let divided = divide(&steps);
        assert_eq!(spell(divided.parent), "sort_by");
        assert_eq!(divided.through, [Step::Items]);
        assert_eq!(divided.field, None);
    }

    #[test]
    fn finds_the_object_wherever_it_is() {
        let list = |ty| Type::List(Box::new(ty));
        let union = Type::Union(vec![Type::String, Type::Object, Type::Null]);
        let place = object_place(&Type::Map(Box::new(list(union.clone()))));
        assert_eq!(place, ObjectPlace::Behind(vec![Step::Values, Step::Items]));
        assert_eq!(object_place(&Type::Ref("Issue".to_owned())), ObjectPlace::Nowhere);
        assert_eq!(
            object_place(&Type::Union(vec![union, list(Type::Object)])),
            ObjectPlace::Ambiguous
        );
    }
}

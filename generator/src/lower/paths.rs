//! Name paths: how they are spelled, and how they divide into a field, its parent and the lists and maps between.

use crate::ir::{Type, Value};
use crate::page::Step;

/// The steps as a page spells them: `output.annotations[].path`.
pub(crate) fn spell(steps: &[Step]) -> String {
    spell_after("", steps)
}

/// The steps after a root that the page's names start with: `200[].id` for the root `200`.
pub(super) fn spell_after(root: &str, steps: &[Step]) -> String {
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
pub(crate) enum ObjectPath {
    /// It has none.
    None,
    /// It has one, inside these lists and maps.
    Through(Vec<Step>),
    /// It has several, so that nobody can tell which one a field belongs to.
    Ambiguous,
}

/// Looks for the one `object` in a type.
pub(crate) fn object_path(ty: &Type) -> ObjectPath {
    match ty {
        Type::Object(_) => ObjectPath::Through(Vec::new()),
        Type::List(items) => inside(Step::Items, object_path(&items.ty)),
        Type::Map(values) => inside(Step::Values, object_path(&values.ty)),
        Type::Union(variants) => variants
            .iter()
            .map(object_path)
            .reduce(|one, other| match (one, other) {
                (ObjectPath::None, path) | (path, ObjectPath::None) => path,
                _ => ObjectPath::Ambiguous,
            })
            .unwrap_or(ObjectPath::None),
        _ => ObjectPath::None,
    }
}

fn inside(step: Step, object: ObjectPath) -> ObjectPath {
    match object {
        ObjectPath::Through(mut steps) => {
            steps.insert(0, step);
            ObjectPath::Through(steps)
        }
        other => other,
    }
}

/// Calls `found` for the values inside the lists and maps of a type: for `(A | B[])[]` and `[]`, that is `A | B[]`.
pub(super) fn descend(ty: &mut Type, through: &[Step], found: &mut dyn FnMut(&mut Value)) {
    let Some((step, rest)) = through.split_first() else {
        return;
    };
    match (ty, step) {
        (Type::Union(variants), _) => variants.iter_mut().for_each(|ty| descend(ty, through, found)),
        (Type::List(inside), Step::Items) | (Type::Map(inside), Step::Values) if rest.is_empty() => found(inside),
        (Type::List(inside), Step::Items) | (Type::Map(inside), Step::Values) => descend(&mut inside.ty, rest, found),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Object;

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
        let object = || Type::Object(Object::default());
        let union = Type::Union(vec![Type::String, object(), Type::Null]);
        let path = object_path(&union.clone().list().map());
        assert_eq!(path, ObjectPath::Through(vec![Step::Values, Step::Items]));
        assert_eq!(object_path(&Type::Ref("Issue".to_owned())), ObjectPath::None);
        assert_eq!(
            object_path(&Type::Union(vec![union, object().list()])),
            ObjectPath::Ambiguous
        );
    }
}

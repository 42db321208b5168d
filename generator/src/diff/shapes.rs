//! Whether code written for the old shape of a value compiles with the new one.

use super::kind::Kind;
use super::record::Sides;
use super::slot::Slot;
use crate::rust_model::{Case, Declaration, DeclaredKind, Shape, ShapeKind};

/// What has become of a type or of constraints, seen by those who have values of the old one (in requests) or match on them (in responses).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Same,
    /// All values that were fit still are.
    Wider,
    /// Some no longer are.
    Changed,
}

impl Verdict {
    /// The kind of change that it is, if any.
    pub(super) fn kind(self, wider: Kind, changed: Kind) -> Option<Kind> {
        match self {
            Self::Same => None,
            Self::Wider => Some(wider),
            Self::Changed => Some(changed),
        }
    }
}

/// Compares the shapes of two slots.
pub(super) struct Comparison<'c, 'm, 'a> {
    old: &'c Slot<'m, 'a>,
    new: &'c Slot<'m, 'a>,
    sides: &'c Sides<'c, 'a>,
}

impl<'c, 'm, 'a> Comparison<'c, 'm, 'a> {
    pub(super) fn new(old: &'c Slot<'m, 'a>, new: &'c Slot<'m, 'a>, sides: &'c Sides<'_, 'a>) -> Self {
        Self { old, new, sides }
    }

    /// Whether the types are the same, those that the files declare by what kind they are.
    pub(super) fn same(&self) -> bool {
        self.same_shape(self.old.shape, self.new.shape, true)
    }

    /// Whether calls that took a parameter of the old shape compile with the new one.
    ///
    /// What counts is what the signature takes. A scalar, an enum and an object are taken as they are; a string as `&str`; unions, values
    /// that may be null and values of any kind as `impl Into<…>`, so that they take what converts. In a path or query, a value without a
    /// type is `impl Display`.
    pub(super) fn in_request(&self) -> Verdict {
        use crate::ir::ParameterLocation::{Path, Query};
        // A setter of strings takes whatever is one; the type of a schema page stays in reach.
        let takes_strings = !self.new.required && !self.old.shape.nullable && !self.new.shape.nullable;
        let was_enum = matches!(self.old.shape.kind, ShapeKind::Schema(_, DeclaredKind::Enum));
        if takes_strings && was_enum && self.new.shape.kind == ShapeKind::String {
            return Verdict::Wider;
        }
        let in_body = !matches!(self.new.location, Path | Query);
        self.request(self.old.shape, self.new.shape, in_body)
    }

    /// Whether code that reads values of the old shape compiles with the new one; whether the value itself may be null is not compared.
    pub(super) fn in_response(&self) -> Verdict {
        let (old, new) = (&self.old.shape.kind, &self.new.shape.kind);
        match (cases(self.old, old, true), cases(self.new, new, true)) {
            _ if self.same_kind(old, new, true) => Verdict::Same,
            (Some(old), Some(new)) if self.all_in(old, new) => Verdict::Wider,
            _ => Verdict::Changed,
        }
    }

    /// Whether shapes are the same: those of the slots themselves (`is_outer`), or shapes inside the slots' unions.
    pub(super) fn same_shape(&self, old: &Shape<'a>, new: &Shape<'a>, is_outer: bool) -> bool {
        old.nullable == new.nullable && self.same_kind(&old.kind, &new.kind, is_outer)
    }

    fn same_kind(&self, old: &ShapeKind<'a>, new: &ShapeKind<'a>, is_outer: bool) -> bool {
        if let (Some(old), Some(new)) = (cases(self.old, old, is_outer), cases(self.new, new, is_outer)) {
            return old.len() == new.len() && self.all_in(old, new);
        }
        match (old, new) {
            (ShapeKind::Local(_, old), ShapeKind::Local(_, new)) => old == new,
            (ShapeKind::Schema(old, old_kind), ShapeKind::Schema(new, new_kind)) => {
                let renamed = self.sides.renamed_schemas.get(old.page).copied();
                renamed.unwrap_or(old.page) == new.page && old_kind == new_kind
            }
            (ShapeKind::List(old), ShapeKind::List(new)) | (ShapeKind::Map(old), ShapeKind::Map(new)) => {
                self.same_shape(old, new, is_outer)
            }
            (old, new) => old == new,
        }
    }

    /// Whether every old case is one of the new ones.
    fn all_in(&self, old: &[Case<'a>], new: &[Case<'a>]) -> bool {
        old.iter()
            .all(|old| new.iter().any(|new| self.same_shape(&old.shape, &new.shape, false)))
    }

    fn request(&self, old: &Shape<'a>, new: &Shape<'a>, in_body: bool) -> Verdict {
        use ShapeKind::{Any, Bytes, List, Local, Map, Open, Schema};
        if self.same_shape(old, new, true) {
            return Verdict::Same;
        }
        let takes = match (old.nullable, new.nullable) {
            (false, false) => self.kind_in_request(&old.kind, &new.kind, in_body),
            // Lists, maps and the like are taken in several forms as long as they can't be null, and in one when they can.
            (false, true) if self.same_kind(&old.kind, &new.kind, true) => match &old.kind {
                Any
                | Open
                | Bytes
                | List(_)
                | Map(_)
                | Local(_, DeclaredKind::Union)
                | Schema(_, DeclaredKind::Union) => Verdict::Changed,
                _ => Verdict::Wider,
            },
            _ => Verdict::Changed,
        };
        takes.max(Verdict::Wider)
    }

    fn kind_in_request(&self, old: &ShapeKind<'a>, new: &ShapeKind<'a>, in_body: bool) -> Verdict {
        use ShapeKind::{
            Any, Boolean, Date, DateTime, Integer, JsonObject, List, Local, Map, Number, Open, Schema, String,
        };
        let is_string_list = matches!(old, List(items) if !items.nullable && items.kind == String);
        let fits = match (old, new) {
            (old, new) if self.same_kind(old, new, true) => true,
            (List(old), List(new)) | (Map(old), Map(new)) => return self.request(old, new, true),
            (Open, Any) => in_body,
            (String | Integer | Number | Boolean | JsonObject | Any, Any | Open) if in_body => true,
            (String | Integer | Number | Boolean | Date | DateTime, Open) => true,
            (old, new) => match (cases(self.old, old, true), cases(self.new, new, true)) {
                (Some(old), Some(new)) => self.all_in(old, new),
                // An enum or object of the endpoint's own is called something else once it is inside a union, so it doesn't fit.
                (None, Some(new)) if is_string_list || !matches!(old, Local(..) | List(_) | Map(_)) => {
                    new.iter().any(|case| {
                        !matches!(old, Schema(_, DeclaredKind::Union)) && self.same_kind(old, &case.shape.kind, false)
                    })
                }
                _ => false,
            },
        };
        if fits { Verdict::Wider } else { Verdict::Changed }
    }
}

/// The cases of a union that the slot's file declares. What is inside a union of a schema page is compared by name.
fn cases<'m, 'a>(slot: &Slot<'m, 'a>, kind: &ShapeKind<'a>, is_outer: bool) -> Option<&'m [Case<'a>]> {
    let declared = match kind {
        ShapeKind::Local(_, DeclaredKind::Union) => slot.declared(kind)?,
        ShapeKind::Schema(_, DeclaredKind::Union) if is_outer => slot.declared(kind)?,
        _ => return None,
    };
    match &declared.kind {
        Declaration::Union(cases) => Some(cases),
        _ => None,
    }
}

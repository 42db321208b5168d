//! The shapes of types. A union compares them with a value to rule out variants before reading it.

use crate::response::model::ahead::Ahead;
use crate::response::model::field::Field;

/// Unions inside one another whose variants are looked at.
const MAX_NESTING: usize = 8;

/// What a type takes.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Any,
    String,
    Boolean,
    Number,
    List,
    Map,
    /// An object with these [fields](super::Visitor::record).
    Record(&'static [&'static str]),
    /// Null, or what the inner type takes.
    Nullable(fn() -> Self),
    /// What one of the variants takes.
    Union(&'static [fn() -> Self]),
}

/// How well a shape fits a value, as far as names and literals tell; a better fit is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fit {
    pub(super) kind: FitKind,
    /// How many of the value's literals are those of the variant.
    literals: usize,
    /// How many of the value's members are fields of the variant; not counted where a literal decides.
    pub(super) known: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FitKind {
    /// It takes every value of this JSON type.
    Type,
    /// It is an object without required fields.
    Optional,
    /// It is an object with required fields, and all of them are there.
    Required,
    /// A literal of it is there.
    Literal,
}

impl Shape {
    /// How well the shape fits a value; `None` if it doesn't, or if a literal has decided for another variant.
    pub(super) fn fit(self, value: &mut Ahead<'_>, is_decided: bool) -> Option<Fit> {
        let fit = self.nested_fit(value, is_decided, MAX_NESTING);
        fit.filter(|fit| !is_decided || fit.kind == FitKind::Literal)
    }

    fn nested_fit(self, value: &mut Ahead<'_>, is_decided: bool, nesting: usize) -> Option<Fit> {
        let takes = match self {
            Self::Any => true,
            Self::String => value.first == b'"',
            Self::Boolean => matches!(value.first, b't' | b'f'),
            Self::Number => matches!(value.first, b'-' | b'0'..=b'9'),
            Self::List => value.first == b'[',
            Self::Map => value.first == b'{',
            Self::Record(fields) => return record_fit(fields, value, is_decided),
            Self::Nullable(_) if value.first == b'n' => true,
            Self::Nullable(inner) => return inner().nested_fit(value, is_decided, nesting),
            Self::Union(_) if nesting == 0 => true,
            Self::Union(variants) => {
                let fits = variants
                    .iter()
                    .filter_map(|shape| shape().nested_fit(value, is_decided, nesting - 1));
                return fits.max();
            }
        };
        takes.then_some(Fit {
            kind: FitKind::Type,
            literals: 0,
            known: 0,
        })
    }

    /// How many records the shape has.
    pub(super) fn records(self) -> usize {
        self.nested_records(MAX_NESTING)
    }

    fn nested_records(self, nesting: usize) -> usize {
        match self {
            Self::Record(_) => 1,
            Self::Nullable(inner) if nesting > 0 => inner().nested_records(nesting - 1),
            Self::Union(variants) if nesting > 0 => {
                variants.iter().map(|shape| shape().nested_records(nesting - 1)).sum()
            }
            _ => 0,
        }
    }
}

/// How well a record with these fields fits an object. Literals come first: in most unions, they rule out all variants but one, and what one
/// has is a variant's even if required fields are missing. Most members come in the order of the docs, so each search goes on after the last one
/// found.
fn record_fit(fields: &'static [&'static str], value: &mut Ahead<'_>, is_decided: bool) -> Option<Fit> {
    if value.first != b'{' {
        return None;
    }
    let mut fit = Fit {
        kind: FitKind::Optional,
        literals: 0,
        known: 0,
    };
    for field in fields.iter().map(|field| Field(field)) {
        let Some(literal) = field.literal() else { continue };
        match value.has_literal(field, literal) {
            Some(true) => fit.literals += 1,
            Some(false) => return None,
            None => {}
        }
    }
    if fit.literals > 0 {
        fit.kind = FitKind::Literal;
        return Some(fit);
    }
    if is_decided {
        return None;
    }
    let members = value.members();
    let mut next = 0;
    for field in fields.iter().map(|field| Field(field)) {
        let (before, after) = members.split_at_checked(next).unwrap_or_default();
        let mut in_turn = after.iter().chain(before).enumerate();
        if let Some((distance, _)) = in_turn.find(|(_, member)| field.is(&member.name)) {
            next = (next + distance) % members.len() + 1;
            fit.known += 1;
        } else if field.is_required() {
            return None;
        }
        if field.is_required() {
            fit.kind = FitKind::Required;
        }
    }
    Some(fit)
}

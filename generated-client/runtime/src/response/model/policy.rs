//! The reading policy: what it means for a response that a value isn't what the docs say.

/// How strictly responses are read.
///
/// | the response has | `Strict` | `Tolerant` (default) | `Lenient` |
/// |---|---|---|---|
/// | something other than JSON, or another type at the root | error | error | error |
/// | null or nothing for a required string, boolean, enum, list or map | error | empty, noted | empty, noted |
/// | null or nothing for a required number, time or object | error | error | made up, noted |
/// | a value of another type for a required field | error | error | made up, noted |
/// | a value of another type for an optional field, or an error inside an optional object | error | absent, noted | absent, noted |
/// | null among the items of a list or the values of a map | error | left out, noted | left out, noted |
/// | another type among the items of a list or the values of a map | error | error | left out, noted |
/// | unknown fields, enum values and variants | no error | no error | no error |
///
/// A required field that may be null is optional here. `Tolerant` never makes up a number, a time or an object; `Lenient` never makes up an
/// item of a list. [`Response::notes`](crate::Response::notes) has what is noted. Items of [`items`](crate::BareRequest::items) are errors of
/// their own, and don't fail their page.
///
/// Variants of unions are chosen in the same way for all three. A literal field decides. Otherwise all required fields of a variant must be
/// there and fit, and of several variants the one that keeps most of the value is chosen. A value that fits no variant is kept as `Unknown`;
/// so is, with a note, one whose literal chose a variant that can't be read (`Strict`: an error).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reading {
    /// Accepts nothing but what the docs say.
    Strict,
    /// Accepts what costs no information.
    #[default]
    Tolerant,
    /// Accepts everything but another type at the root, and makes up what is missing.
    Lenient,
}

/// What became of a value that isn't what the docs say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resolution {
    /// It is an error.
    Error,
    /// The field is empty.
    Empty,
    /// The field has the default of its type: 0, 1970, an object of defaults.
    MadeUp,
    /// The optional field is absent, or the optional object around it.
    Absent,
    /// The item is not in its list or map.
    LeftOut,
    /// The union around it is kept as `Unknown`.
    Unknown,
}

/// Where a value of another type is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    /// The value is the whole body, or that of a union's variant.
    #[default]
    Root,
    /// A field.
    Field,
    /// A field that may be null or missing.
    Optional,
    /// An item of a list or a value of a map.
    Item,
}

/// A value of the wrong type, before the field, item or root around it decides what that means.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pending {
    /// Null or nothing, rather than a value of another type.
    pub(super) is_absent: bool,
    /// Whether the expected type has an empty value that says nothing: a string, a list.
    pub(super) has_empty: bool,
}

impl Reading {
    /// The policy.
    pub(super) fn resolve(self, place: Place, found: Pending) -> Resolution {
        match (self, place) {
            (Self::Strict, _) | (_, Place::Root) => Resolution::Error,
            (_, Place::Optional) => Resolution::Absent,
            (_, Place::Item) if found.is_absent => Resolution::LeftOut,
            (_, Place::Field) if found.is_absent && found.has_empty => Resolution::Empty,
            (Self::Tolerant, _) => Resolution::Error,
            (Self::Lenient, Place::Item) => Resolution::LeftOut,
            (Self::Lenient, Place::Field) => Resolution::MadeUp,
        }
    }
}

//! Values: their types, what they must satisfy, the fields of objects, and why a type is what it is.

use std::fmt;

use serde::Serialize;

use crate::source::Span;

/// A named value: a parameter, or a field of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Field {
    /// The last word of its path (`path` in `output.annotations[].path`), as the docs spell it.
    pub name: String,
    /// Whether it must be given; for a field, when its object is.
    pub required: bool,
    /// What it may be. [`Type::Open`] where the page states no type and none could be inferred.
    #[serde(flatten)]
    pub value: Value,
    /// The value that the server takes when none is given, as the page writes it.
    pub default: Option<String>,
    /// Prose; may be empty.
    pub description: String,
    /// Whether the prose calls it deprecated or closing down.
    pub deprecated: bool,
    /// Why the type is what it is.
    pub evidence: Vec<Evidence>,
    /// The row's name cell.
    #[serde(skip)]
    pub span: Span,
}

impl Field {
    /// The fields of the one object inside its type; none where there is no such object.
    #[must_use]
    pub fn fields(&self) -> &[Self] {
        self.value.ty.fields()
    }
}

/// Why a parameter has its type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Evidence {
    /// What kind of reason it is.
    pub kind: EvidenceKind,
    /// Where it is.
    #[serde(flatten)]
    pub source: SourceLine,
    /// What is written there: the type cell, the name of a nested row, words of the description, or the type that other pages state.
    pub text: String,
}

/// Kinds of evidence, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceKind {
    /// The page's own `type` column.
    Stated,
    /// A typed page of the same route.
    Route,
    /// Typed pages whose routes begin alike, up to and with the parameter.
    Prefix,
    /// Typed pages that say the same of a parameter of the same name.
    Text,
    /// Typed pages of the same scope that have a parameter of the same name.
    Scope,
    /// Typed pages that have a parameter of the same name.
    Name,
    /// Typed pages that have a parameter or field whose last word is the same.
    Word,
    /// The rows below.
    Nested,
    /// The parameter's description.
    Prose,
}

impl EvidenceKind {
    /// The word for it in the IR's JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Route => "route",
            Self::Prefix => "prefix",
            Self::Text => "text",
            Self::Scope => "scope",
            Self::Name => "name",
            Self::Word => "word",
            Self::Nested => "nested",
            Self::Prose => "prose",
        }
    }
}

/// A type together with the constraints that its values must satisfy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Value {
    /// The type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// What values must satisfy.
    #[serde(skip_serializing_if = "Constraints::is_empty")]
    pub constraints: Constraints,
}

impl From<Type> for Value {
    /// The type without constraints.
    fn from(ty: Type) -> Self {
        Self {
            ty,
            constraints: Constraints::default(),
        }
    }
}

/// Types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "kind", content = "of", rename_all = "kebab-case")]
pub enum Type {
    /// A string.
    String,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// True or false.
    Boolean,
    /// A calendar date.
    Date,
    /// A point in time (RFC 3339).
    DateTime,
    /// A URI, kept as a string.
    Uri,
    /// Bytes, as a string in Base64.
    Base64,
    /// A string that nothing shows.
    Secret,
    /// Raw bytes.
    Binary,
    /// A JSON object.
    Object(Object),
    /// Any JSON value.
    Any,
    /// JSON's null.
    Null,
    /// One of several strings.
    Enum(Vec<String>),
    /// A list of such values.
    List(Box<Value>),
    /// A map from strings to such values.
    Map(Box<Value>),
    /// Any of several types; two or more, flat, with at most one [`Type::Enum`] and at most one [`Type::Object`].
    Union(Vec<Type>),
    /// A schema page.
    Ref(String),
    /// Not known: every value is accepted.
    #[default]
    Open,
}

/// An object type: its named fields, and what other entries may hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Object {
    /// The fields, in the order of the page; empty where the page lists none, which means any object.
    pub fields: Vec<Field>,
    /// What entries beside the named fields hold, as a field called `*`; `None` where the page doesn't speak of others.
    pub rest: Option<Box<Field>>,
}

impl Type {
    /// A list of values of this type.
    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Box::new(self.into()))
    }

    /// A map of values of this type.
    #[must_use]
    pub fn map(self) -> Self {
        Self::Map(Box::new(self.into()))
    }

    /// Calls `found` for this type and for every type inside it, outer ones first. What a schema page says is not inside.
    pub fn visit<'a>(&'a self, found: &mut dyn FnMut(&'a Self)) {
        found(self);
        match self {
            Self::Object(object) => {
                let rest = object.rest.iter().map(|rest| &rest.value.ty);
                let fields = object.fields.iter().map(|field| &field.value.ty);
                fields.chain(rest).for_each(|ty| ty.visit(found));
            }
            Self::List(inside) | Self::Map(inside) => inside.ty.visit(found),
            Self::Union(variants) => variants.iter().for_each(|variant| variant.visit(found)),
            _ => {}
        }
    }

    /// Calls `change` for every field inside this type, inner ones first. What a schema page says is not inside.
    pub fn change_fields(&mut self, change: &dyn Fn(&mut Field)) {
        match self {
            Self::Object(object) => {
                for field in object.fields.iter_mut().chain(object.rest.as_deref_mut()) {
                    field.value.ty.change_fields(change);
                    change(field);
                }
            }
            Self::List(inside) | Self::Map(inside) => inside.ty.change_fields(change),
            Self::Union(variants) => variants.iter_mut().for_each(|ty| ty.change_fields(change)),
            _ => {}
        }
    }

    /// The schema that this is a reference to.
    #[must_use]
    pub fn schema_name(&self) -> Option<&str> {
        if let Self::Ref(name) = self { Some(name) } else { None }
    }

    /// The first object in the type, in lists, maps and unions too. A type whose object has fields has no other object.
    #[must_use]
    pub fn object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            Self::List(inside) | Self::Map(inside) => inside.ty.object(),
            Self::Union(variants) => variants.iter().find_map(Self::object),
            _ => None,
        }
    }

    /// The fields of that object; none where there is no such object.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        self.object().map_or(&[], |object| &object.fields)
    }

    /// The object, to be changed.
    pub fn object_mut(&mut self) -> Option<&mut Object> {
        match self {
            Self::Object(object) => Some(object),
            Self::List(inside) | Self::Map(inside) => inside.ty.object_mut(),
            Self::Union(variants) => variants.iter_mut().find_map(Self::object_mut),
            _ => None,
        }
    }

    /// The type with nothing inside its objects, and without constraints of items and values.
    #[must_use]
    pub fn bare(&self) -> Self {
        match self {
            Self::Object(_) => Self::Object(Object::default()),
            Self::List(inside) => inside.ty.bare().list(),
            Self::Map(inside) => inside.ty.bare().map(),
            Self::Union(variants) => Self::Union(variants.iter().map(Self::bare).collect()),
            other => other.clone(),
        }
    }

    /// Whether null is one of the values.
    #[must_use]
    pub fn is_nullable(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Union(variants) => variants.contains(&Self::Null),
            _ => false,
        }
    }

    /// The type without null; `None` when nothing else is left.
    #[must_use]
    pub fn without_null(&self) -> Option<Self> {
        match self {
            Self::Null => None,
            Self::Union(variants) => {
                let mut rest: Vec<Self> = variants.iter().filter(|ty| **ty != Self::Null).cloned().collect();
                if rest.len() == 1 {
                    rest.pop()
                } else {
                    Some(Self::Union(rest))
                }
            }
            other => Some(other.clone()),
        }
    }

    /// The type that a union has besides null; `None` when it has several, or this is no union.
    #[must_use]
    pub fn only_variant(&self) -> Option<&Self> {
        let Self::Union(variants) = self else { return None };
        let mut rest = variants.iter().filter(|ty| **ty != Self::Null);
        rest.next().filter(|_| rest.next().is_none())
    }
}

impl fmt::Display for Type {
    /// Writes the type in the dialect's own notation: `(string | null)[]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::Uri => "uri",
            Self::Base64 => "base64",
            Self::Secret => "secret",
            Self::Binary => "binary",
            Self::Object(_) => "object",
            Self::Any | Self::Open => "any",
            Self::Null => "null",
            Self::Ref(name) => name,
            Self::Enum(values) => return alternatives(f, values.iter().map(|value| format!("\"{value}\""))),
            Self::Union(variants) => return alternatives(f, variants),
            Self::Map(values) => return write!(f, "map({})", values.ty),
            Self::List(items) if matches!(items.ty, Self::Enum(_) | Self::Union(_)) => {
                return write!(f, "({})[]", items.ty);
            }
            Self::List(items) => return write!(f, "{}[]", items.ty),
        };
        f.write_str(word)
    }
}

/// Writes the members of a union.
fn alternatives(f: &mut fmt::Formatter<'_>, members: impl IntoIterator<Item: fmt::Display>) -> fmt::Result {
    for (number, member) in members.into_iter().enumerate() {
        let separator = if number == 0 { "" } else { " | " };
        write!(f, "{separator}{member}")?;
    }
    Ok(())
}

/// What a value must satisfy. The bounds hold for the value of a number, the characters of a string, the items of a list and the
/// entries of a map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Constraints {
    /// Lower bound, included.
    pub min: Option<i64>,
    /// Upper bound, included.
    pub max: Option<i64>,
    /// A regular expression that a string must match somewhere, without its slashes.
    pub pattern: Option<String>,
}

impl Constraints {
    /// Whether every value satisfies them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Constraints {
    /// Writes them as pages do: `1..=100, /^[a-z]+$/`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => write!(f, "{min}")?,
            (Some(min), Some(max)) => write!(f, "{min}..={max}")?,
            (Some(min), None) => write!(f, "{min}..")?,
            (None, Some(max)) => write!(f, "..={max}")?,
            (None, None) => {}
        }
        let has_range = self.min.is_some() || self.max.is_some();
        let separator = if has_range { ", " } else { "" };
        self.pattern
            .iter()
            .try_for_each(|pattern| write!(f, "{separator}/{pattern}/"))
    }
}

/// A line of the docs, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SourceLine {
    /// Path of the page as the sources name it.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
}

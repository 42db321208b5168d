//! Rust types as data: the shape of a value, and the types that a module declares.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use super::names;
use crate::ir::{Constraints, Field};
use crate::source::Span;

/// A type as Rust sees it. Aliases are resolved.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Shape<'a> {
    /// The type without null.
    pub(crate) kind: ShapeKind<'a>,
    /// Whether null is a value too: an `Option` in responses, a `Nullable` in requests.
    pub(crate) nullable: bool,
}

/// A type without null.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ShapeKind<'a> {
    /// Strings and URIs.
    String,
    /// `i64`
    Integer,
    /// `f64`
    Number,
    /// `bool`
    Boolean,
    /// `jiff::civil::Date`
    Date,
    /// `jiff::Timestamp`
    DateTime,
    /// `Base64`: bytes, as a string on the wire.
    Base64,
    /// `SecretString`
    Secret,
    /// `bytes::Bytes`
    Bytes,
    /// `serde_json::Value`: the page allows any value.
    Any,
    /// The page states no type: whatever the caller has.
    Open,
    /// `JsonObject`: an object whose fields the page doesn't list.
    JsonObject,
    /// A type that the same file declares. The path starts at the file's module: `output::Annotation`.
    Local(Vec<String>, DeclaredKind),
    /// A type of a schema page.
    Schema(SchemaType<'a>, DeclaredKind),
    /// `Vec<T>`
    List(Box<Shape<'a>>),
    /// `BTreeMap<String, T>`
    Map(Box<Shape<'a>>),
}

/// The type that the module of a schema page declares for others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SchemaType<'a> {
    /// Name of the page.
    pub(crate) page: &'a str,
    /// Whether the page is a list or a map, of whose items or values this is the type.
    pub(crate) is_item: bool,
}

impl SchemaType<'_> {
    /// Path below `crate::schemas`: `Issue`, or `labels::Item` for a page that is a list.
    pub(crate) fn path(&self) -> Vec<String> {
        if self.is_item {
            vec![names::schema(self.page), "Item".to_owned()]
        } else {
            vec![names::declared(self.page)]
        }
    }
}

/// Kinds of declared types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum DeclaredKind {
    /// A string enum.
    Enum,
    /// An object with fields.
    Object,
    /// A union.
    Union,
}

/// Where a declared type is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    /// In requests: objects have constructors and setters.
    Request,
    /// In responses, perhaps in requests too: objects have public fields.
    Response,
}

/// A type that a module declares.
#[derive(Clone, Debug, Hash)]
pub(crate) struct DeclaredType<'a> {
    /// Where it is used.
    pub(crate) side: Side,
    /// Its path in the file; the last word is its name: `output::Annotation`.
    pub(crate) path: Vec<String>,
    /// Prose about it; may be empty.
    pub(crate) description: Origin<'a, str>,
    /// What it is made of.
    pub(crate) kind: Declaration<'a>,
    /// The types inside it.
    pub(crate) inner: Vec<DeclaredType<'a>>,
    /// The module beside the type that declares them; `None` for the type of a schema page, beside which they are themselves.
    pub(crate) module: Option<String>,
    /// The list that walking over pages yields, where the type is the body of a page or may be one.
    pub(crate) items: Option<usize>,
    /// Where the page states it.
    pub(crate) span: Span,
}

impl DeclaredType<'_> {
    /// Its name.
    pub(crate) fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// The type that a path inside of this type's file stands for: this one, or one inside it.
    pub(crate) fn find(&self, path: &[String]) -> Option<&Self> {
        if self.path == path {
            return Some(self);
        }
        self.inner.iter().find_map(|inner| inner.find(path))
    }
}

/// What a declared type is made of.
#[derive(Clone, Debug, Hash)]
pub(crate) enum Declaration<'a> {
    /// The values.
    Enum(Vec<Variant<'a>>),
    /// The fields, in the order of the page.
    Object(Vec<Member<'a>>),
    /// The cases.
    Union(Vec<Case<'a>>),
}

/// A value of a string enum.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Variant<'a> {
    /// Its Rust name.
    pub(crate) name: String,
    /// The value on the wire.
    pub(crate) value: &'a str,
    /// The value that has the plain name, where both would have it.
    pub(crate) yields_to: Option<&'a str>,
}

/// A case of a union.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Case<'a> {
    /// Its Rust name.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) shape: Shape<'a>,
    /// Its place among the types of the union, null left out. Types with the same shape are one case: that of the first.
    pub(crate) place: usize,
}

/// A parameter, or a field of an object.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Member<'a> {
    /// Its name on the wire.
    pub(crate) wire: &'a str,
    /// Its Rust name, not yet escaped: of the positional argument where it is required, of the setter where it is optional, of the
    /// public field in a response.
    pub(crate) name: String,
    /// The parameter or field that has the plain name, where both would have it.
    pub(crate) yields_to: Option<&'a str>,
    /// The word that its names are made of.
    pub(crate) word: Cow<'a, str>,
    /// Whether it must be given.
    pub(crate) required: bool,
    /// What it is in Rust.
    pub(crate) shape: Shape<'a>,
    /// Whether it is in a box of its own: without one, its type would contain itself.
    pub(crate) is_boxed: bool,
    /// How a request takes it.
    pub(crate) conversion: Conversion,
    /// What the value must satisfy, what its items or values must, what theirs must, and so on; ends with the last that demands anything.
    pub(crate) rules: Vec<&'a Constraints>,
    /// The one string that it may be.
    pub(crate) literal: Option<&'a str>,
    /// Whether the prose calls it deprecated.
    pub(crate) deprecated: bool,
    /// What the page says.
    pub(crate) field: Origin<'a, Field>,
}

impl Member<'_> {
    /// The name of the argument that takes it.
    pub(crate) fn argument(&self) -> String {
        names::argument(&self.word)
    }
}

/// How a function takes a value of a shape and what it makes of it.
///
/// | conversion | type | value |
/// |---|---|---|
/// | `Borrowed` | `&str` | `name` |
/// | `Trimmed` | `&str` | `name.trim_matches('/')` |
/// | `Text` | `impl AsRef<str>` | `name.as_ref()` |
/// | `Exact` | `T` | `name` |
/// | `Into` | `impl Into<T>` | `Into::<T>::into(name)` |
/// | `List` | `impl IntoList<T, M>` | `IntoList::into_list(name)` |
/// | `Nullable` | `impl IntoNullable<T, M>` | `IntoNullable::into_nullable(name)` |
/// | `Map` | `impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>` | `map::<T>(name)` |
/// | `Display` | `impl Display` | `Text(name)` |
/// | `Bytes` | `impl Into<RequestBody>` | `name` |
///
/// `M` is a type parameter of the function. A list of strings is one of `str`; a list that may be null is a nullable `List<T>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the table says it")]
pub(crate) enum Conversion {
    Borrowed,
    Trimmed,
    Text,
    Exact,
    Into,
    List,
    Nullable,
    Map,
    Display,
    Bytes,
}

/// A reference to the part of the IR that something stems from, prose included. Hashes leave it out.
#[derive(Debug)]
pub(crate) struct Origin<'a, T: ?Sized>(pub(crate) &'a T);

impl<T: ?Sized> Clone for Origin<'_, T> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<'a, T: ?Sized> Deref for Origin<'a, T> {
    type Target = &'a T;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T: ?Sized> Hash for Origin<'_, T> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

//! What the IR is in Rust, decided once, as data: names, shapes, arguments, setters, declared types and responses.
//!
//! `emit` quotes it, `diff` compares it, `explain` prints from it, and name checks run on it.

pub(crate) mod endpoint;
pub(crate) mod schemas;
pub(crate) mod types;

pub(crate) use endpoint::{Endpoint, Parameter, Responses, StatusBody, Success};
pub(crate) use schemas::Schema;
pub(crate) use types::{
    Case, Conversion, Declaration, DeclaredKind, DeclaredType, Member, Origin, SchemaType, Shape, ShapeKind, Side, Variant,
};

/// A whole API in Rust.
#[derive(Clone, Debug)]
pub(crate) struct Model<'a> {
    /// Scopes, sorted by name.
    pub(crate) scopes: Vec<Scope<'a>>,
    /// All schema pages, sorted by name; also those that no endpoint reaches.
    pub(crate) schemas: Vec<Schema<'a>>,
}

/// A scope: a module, and a handle that its methods belong to.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Scope<'a> {
    /// Its name, as the docs spell it.
    pub(crate) page: &'a str,
    /// The module, which is also the name of the client's method: `code_scanning`.
    pub(crate) module: String,
    /// The handle: `CodeScanning`.
    pub(crate) handle: String,
    /// The cargo feature: `code-scanning`.
    pub(crate) feature: String,
    /// Its endpoints, sorted by name.
    pub(crate) endpoints: Vec<Endpoint<'a>>,
}

//! The modules of schema pages.

use std::collections::BTreeSet;

use super::types::{DeclaredType, Origin, Shape, Side};
use crate::ir;

/// A schema page in Rust: a module of its own where it declares a type, else an alias that shapes resolve.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Schema<'a> {
    /// Name, as pages refer to it.
    pub(crate) page: &'a str,
    /// Name of its module.
    pub(crate) module: String,
    /// Path of the page.
    pub(crate) file: &'a str,
    /// Whether responses hold it.
    pub(crate) side: Side,
    /// Whether requests take it.
    pub(crate) is_sent: bool,
    /// Features of the scopes that reach it, sorted; empty where no endpoint does.
    pub(crate) features: BTreeSet<String>,
    /// What the name stands for in other modules.
    pub(crate) shape: Shape<'a>,
    /// The type that the module declares; `None` for an alias of what needs no declaration.
    pub(crate) declared: Option<DeclaredType<'a>>,
    /// Whether `crate::schemas` reexports that type; one inside a list or map stays in the module, as `Item`.
    pub(crate) is_reexported: bool,
    /// The schemas that it refers to, by their place in [`super::Model::schemas`].
    pub(crate) references: BTreeSet<usize>,
    /// What the page says.
    pub(crate) origin: Origin<'a, ir::Schema>,
}

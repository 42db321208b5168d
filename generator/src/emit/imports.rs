//! The `use` lines of an emitted module, and how paths are written in it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::rust_model::names;

/// What a module imports. Words of paths are the generator's own, or names that `names` made.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    /// The path of the module in its file.
    here: Vec<String>,
    /// The names of the module's own types and modules; what is imported yields to them.
    own: BTreeSet<String>,
    /// The path by which other modules know one of these types.
    public: Option<String>,
    /// What code outside of the crate calls it; there, `crate` and other crates are reached through it.
    root: Option<String>,
    /// Paths by their last word.
    uses: BTreeMap<String, String>,
}

impl Imports {
    /// No imports yet, in a module that declares these types and modules.
    pub(crate) fn new(here: &[String], own: impl IntoIterator<Item = String>) -> Self {
        Self {
            here: here.to_vec(),
            own: own.into_iter().collect(),
            ..Self::default()
        }
    }

    /// No imports yet, in a module that declares these types and modules, one of which other modules know by `path`.
    pub(crate) fn reexported(path: String, own: impl IntoIterator<Item = String>) -> Self {
        Self {
            public: Some(path),
            ..Self::new(&[], own)
        }
    }

    /// No imports yet, in code that uses the crate by this name; in the crate itself if there is none.
    pub(crate) fn in_example(root: Option<&str>) -> Self {
        Self {
            root: root.map(str::to_owned),
            ..Self::default()
        }
    }

    /// Imports a path and gives its last word; the whole path where the module uses that word for something else.
    pub(crate) fn path(&mut self, path: &str) -> TokenStream {
        let rooted = |root: &String| format!("{root}::{}", path.strip_prefix("crate::").unwrap_or(path));
        let path = &*self.root.as_ref().map_or(Cow::from(path), |root| rooted(root).into());
        let name = path.rsplit("::").next().unwrap_or(path);
        let is_own = self.public.as_deref() == Some(path);
        let is_free = !self.own.contains(name);
        if is_own || (is_free && self.uses.entry(name.to_owned()).or_insert_with(|| path.to_owned()) == path) {
            let name = names::identifier(name);
            quote!(#name)
        } else {
            let words = path.split("::").map(word);
            quote!(#(#words)::*)
        }
    }

    /// A type in the module of another type, such as `output::Annotation`: imports the module, since its own name says little.
    pub(crate) fn inner_path(&mut self, path: &str) -> TokenStream {
        let (module, name) = path.rsplit_once("::").unwrap_or(("", path));
        let (module, name) = (self.path(module), names::identifier(name));
        quote!(#module::#name)
    }

    /// A type of the same file, by its path in the file.
    pub(crate) fn local(&self, path: &[String]) -> TokenStream {
        let words = path.strip_prefix(self.here.as_slice()).unwrap_or(path);
        let words = words.iter().map(|word| names::identifier(word));
        quote!(#(#words)::*)
    }

    /// The `use` lines, one for each module: `use crate::encode::{Encode, Encoder};`
    pub(crate) fn tokens(&self) -> TokenStream {
        let mut modules: BTreeMap<(u8, &str), Vec<Ident>> = BTreeMap::new();
        for (name, path) in &self.uses {
            let module = path.rsplit_once("::").map_or("", |(module, _)| module);
            modules.entry((order(module), module)).or_default().push(word(name));
        }
        let uses = modules.iter().map(|((_, module), names)| {
            let module = module.split("::").map(word);
            match names.as_slice() {
                [name] => quote!(use #(#module)::*::#name;),
                names => quote!(use #(#module)::*::{#(#names),*};),
            }
        });
        uses.collect()
    }
}

/// The place of a module's `use` lines among the others: the standard library is first, this crate last.
fn order(module: &str) -> u8 {
    match module.split("::").next() {
        Some("std") => 0,
        Some("crate" | "super") => 2,
        _ => 1,
    }
}

/// A word of a path; `crate` and `super` are themselves here.
fn word(word: &str) -> Ident {
    match word {
        "crate" | "super" => Ident::new(word, Span::call_site()),
        other => names::identifier(other),
    }
}

//! The `use` lines of an emitted file.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::names;

/// What a file imports: names by the path of their module. The words are the generator's own or checked identifiers.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    modules: BTreeMap<(Origin, String), BTreeSet<String>>,
    /// Names that the file has for something else.
    own: BTreeSet<String>,
}

/// Where an import comes from; the groups of `use` lines stand in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Std,
    OtherCrate,
    ThisCrate,
}

impl Imports {
    /// Imports a path such as `crate::Request`.
    pub(crate) fn add(&mut self, path: &str) {
        let (module, name) = path.rsplit_once("::").unwrap_or(("", path));
        let origin = match module.split("::").next() {
            Some("std") => Origin::Std,
            Some("crate" | "super") => Origin::ThisCrate,
            _ => Origin::OtherCrate,
        };
        self.modules
            .entry((origin, module.to_owned()))
            .or_default()
            .insert(name.to_owned());
    }

    /// Takes an import back.
    pub(crate) fn remove(&mut self, path: &str) {
        let (module, name) = path.rsplit_once("::").unwrap_or(("", path));
        self.modules.retain(|(_, other), names| {
            if other == module {
                names.remove(name);
            }
            !names.is_empty()
        });
    }

    /// No imports yet, for a file that has these names for something else.
    pub(crate) fn beside(own: impl IntoIterator<Item = String>) -> Self {
        Self {
            modules: BTreeMap::new(),
            own: own.into_iter().collect(),
        }
    }

    /// Imports a schema type and gives the path that it has in this file.
    pub(crate) fn schema(&mut self, name: &str) -> TokenStream {
        let ty = names::identifier(name);
        if self.own.contains(name) {
            self.add("crate::schemas");
            quote!(schemas::#ty)
        } else {
            self.add(&format!("crate::schemas::{name}"));
            quote!(#ty)
        }
    }

    /// The `use` lines, one for each module: `use crate::encode::{Encode, Encoder};`
    pub(crate) fn tokens(&self) -> TokenStream {
        let uses = self.modules.iter().map(|((_, module), names)| {
            let module: Vec<Ident> = module.split("::").map(word).collect();
            let names: Vec<Ident> = names.iter().map(|name| word(name)).collect();
            match names.as_slice() {
                [name] => quote!(use #(#module)::*::#name;),
                names => quote!(use #(#module)::*::{#(#names),*};),
            }
        });
        quote!(#(#uses)*)
    }
}

/// A word of a path; `crate` and `super` are themselves here.
fn word(word: &str) -> Ident {
    match word {
        "crate" | "super" => Ident::new(word, Span::call_site()),
        other => names::identifier(other.trim_start_matches("r#")),
    }
}

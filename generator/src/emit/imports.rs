//! The `use` lines of an emitted file.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::names;

/// What a file imports. The paths are the generator's own words or checked identifiers.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    paths: BTreeSet<(u8, String)>,
}

impl Imports {
    /// Imports a path such as `crate::request::Request`.
    pub(crate) fn add(&mut self, path: &str) {
        let group = match path.split("::").next() {
            Some("std") => 0,
            Some("crate" | "super") => 2,
            _ => 1,
        };
        self.paths.insert((group, path.to_owned()));
    }

    /// Imports a schema type and gives the name that it has in this file.
    pub(crate) fn schema(&mut self, name: &str) -> Ident {
        self.add(&format!("crate::schemas::{name}"));
        names::identifier(name)
    }

    /// The `use` lines, in the order std, other crates, this crate.
    pub(crate) fn tokens(&self) -> TokenStream {
        let uses = self.paths.iter().map(|(_, path)| {
            let parts = path.split("::").map(|part| match part {
                "crate" | "super" => Ident::new(part, proc_macro2::Span::call_site()),
                other => names::identifier(other),
            });
            quote!(use #(#parts)::*;)
        });
        quote!(#(#uses)*)
    }
}

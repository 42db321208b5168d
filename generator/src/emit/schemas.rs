//! The shared types that requests take: one file per schema page, and the module that declares them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::declaration;
use super::doc::Doc;
use super::imports::Imports;
use super::model::Modeller;
use super::shared_types::Schemas;
use crate::ir::{Api, Schema};
use crate::names;

/// A schema that parameters reach and that declares a type.
#[derive(Debug, Default, Hash)]
pub(crate) struct Reached<'a> {
    /// The declared type.
    ty: String,
    /// The scopes that reach it.
    scopes: BTreeSet<&'a str>,
}

/// The schemas that parameters reach and that declare a type, by name.
pub(crate) fn reached<'a>(api: &'a Api, schemas: &Schemas<'a>) -> BTreeMap<&'a str, Reached<'a>> {
    let mut reached: BTreeMap<&'a str, Reached<'a>> = BTreeMap::new();
    for endpoint in &api.endpoints {
        for name in schemas.reach(endpoint.parameters.iter()) {
            if let Some(schema) = schemas.get(&name)
                && let Some((ty, _)) = Schemas::declared(schema)
            {
                let reached = reached.entry(&schema.name).or_default();
                reached.ty = ty;
                reached.scopes.insert(&endpoint.scope);
            }
        }
    }
    reached
}

/// The file of a schema page.
pub(crate) fn file(schema: &Schema, schemas: &Schemas<'_>) -> TokenStream {
    let modeller = Modeller::of_schema(schema, schemas);
    let mut imports = Imports::default();
    let items: Vec<TokenStream> = modeller
        .declarations
        .iter()
        .map(|declaration| declaration::items(declaration, &mut imports))
        .collect();
    let doc = Doc::new(&format!(
        "`{}`, see [its page](../../../../../{}).",
        schema.name, schema.source.file
    ))
    .inner();
    let uses = imports.tokens();
    quote!(#doc #uses #(#items)*)
}

/// ```ignore
/// //! Types that several endpoints share, one for each schema page.
///
/// #[cfg(feature = "packages")]
/// pub mod package_type;
///
/// #[cfg(feature = "packages")]
/// pub use self::package_type::PackageType;
/// ```
pub(crate) fn module(reached: &BTreeMap<&str, Reached<'_>>) -> TokenStream {
    let doc = Doc::new("Types that several endpoints share, one for each schema page.").inner();
    let gates: Vec<TokenStream> = reached.values().map(|reached| gate(&reached.scopes)).collect();
    let modules: Vec<_> = reached.keys().map(|name| names::function(name)).collect();
    let types = reached.values().map(|reached| names::identifier(&reached.ty));
    quote! {
        #doc
        #(#gates pub mod #modules;)*
        #(#gates pub use self::#modules::#types;)*
    }
}

/// `#[cfg(feature = "packages")]`, `#[cfg(any(feature = "issues", feature = "pulls"))]`
fn gate(scopes: &BTreeSet<&str>) -> TokenStream {
    let features: Vec<String> = scopes.iter().map(|scope| names::feature(scope)).collect();
    if let [feature] = features.as_slice() {
        quote!(#[cfg(feature = #feature)])
    } else {
        quote!(#[cfg(any(#(feature = #features),*))])
    }
}

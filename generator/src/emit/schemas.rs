//! The shared types that requests take and answers hold: one file per schema page, and the module that declares them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;
use rayon::prelude::*;

use super::doc::Doc;
use super::imports::Imports;
use super::method_doc::page_link;
use super::model::{DeclarationKind, Modeller, Side};
use super::shared_types::Schemas;
use super::{declaration, outcome};
use crate::ir::{Api, Schema};
use crate::names;

/// A schema that endpoints reach and that declares a type.
#[derive(Debug, Default, Hash)]
pub(crate) struct Reached<'a> {
    /// The declared type.
    ty: String,
    /// The scopes that reach it.
    scopes: BTreeSet<&'a str>,
    /// Whether requests take it.
    pub(crate) is_sent: bool,
}

/// The schemas that endpoints reach and that declare a type, by name.
pub(crate) fn reached<'a>(api: &'a Api, schemas: &Schemas<'a>) -> BTreeMap<&'a str, Reached<'a>> {
    let scopes: Vec<_> = super::by_scope(api).into_iter().collect();
    let usages: Vec<_> = scopes
        .into_par_iter()
        .map(|(scope, endpoints)| {
            let sent = schemas.reach(endpoints.iter().flat_map(|endpoint| &endpoint.parameters));
            let received = schemas.reach_of_answers(scope);
            (scope, sent, received)
        })
        .collect();
    let mut reached: BTreeMap<&'a str, Reached<'a>> = BTreeMap::new();
    for (scope, sent, received) in &usages {
        for place in sent.union(received) {
            if let Some((schema, Some((ty, _)))) = schemas.at(*place) {
                let reached = reached.entry(schema.name.as_str()).or_default();
                reached.ty.clone_from(ty);
                reached.scopes.insert(scope);
                reached.is_sent |= sent.contains(place);
            }
        }
    }
    reached
}

/// The file of a schema page; `is_sent` when requests take its type.
pub(crate) fn file(schema: &Schema, is_sent: bool, schemas: &Schemas<'_>) -> TokenStream {
    let modeller = Modeller::of_schema(schema, schemas);
    let mut imports = Imports::default();
    let mut items: Vec<TokenStream> = modeller
        .declarations
        .iter()
        .map(|declaration| declaration::items(declaration, &mut imports))
        .collect();
    if schemas.side(schema) == Side::Answer {
        items.extend(answer_items(&modeller, is_sent, &mut imports));
    }
    let doc = Doc::new(&format!(
        "`{}`, see {}.",
        schema.name,
        page_link("its page", "../../../../../", &schema.source.file)
    ))
    .inner();
    if let Some((own, _)) = Schemas::declared(schema) {
        imports.remove(&format!("crate::schemas::{own}"));
    }
    let uses = imports.tokens();
    quote!(#doc #uses #(#items)*)
}

/// What the types of answers have besides their declarations: the items of a page, and being sent.
fn answer_items(modeller: &Modeller<'_, '_>, is_sent: bool, imports: &mut Imports) -> Vec<TokenStream> {
    let mut items: Vec<TokenStream> = Vec::new();
    if let Some(own) = modeller.declarations.first() {
        items.extend(outcome::items_of(own, imports));
    }
    for declaration in &modeller.declarations {
        if is_sent && !matches!(declaration.kind, DeclarationKind::Enum(_)) {
            items.push(encoding(&declaration.name, imports));
        }
    }
    items
}

/// ```ignore
/// impl Encode for RepositoryRule {
///     #[inline]
///     fn encode(&self, out: &mut dyn Encoder) {
///         crate::model::encode(self, out);
///     }
/// }
/// ```
fn encoding(name: &str, imports: &mut Imports) -> TokenStream {
    imports.add("crate::encode::Encode");
    imports.add("crate::encode::Encoder");
    let name = names::identifier(name);
    quote! {
        impl Encode for #name {
            #[inline]
            fn encode(&self, out: &mut dyn Encoder) {
                crate::model::encode(self, out);
            }
        }
    }
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

//! The shared types that requests take: one file per schema page, and the module that declares them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::declaration;
use super::doc::Doc;
use super::imports::Imports;
use super::model::{Modeller, Schemas};
use super::text;
use crate::ir::{Api, Constraints, Parameter, ParameterLocation, Schema};
use crate::names;

/// The schemas that parameters reach and that declare a type, each with the scopes that reach it.
pub(crate) fn reached<'a>(api: &'a Api, schemas: &Schemas<'a>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut reached: BTreeMap<&'a str, BTreeSet<&'a str>> = BTreeMap::new();
    for endpoint in &api.endpoints {
        for name in schemas.reach(endpoint.parameters.iter()) {
            if let Some(schema) = schemas.get(&name).filter(|schema| Schemas::declared(schema).is_some()) {
                reached.entry(&schema.name).or_default().insert(&endpoint.scope);
            }
        }
    }
    reached
}

/// The file of a schema page.
pub(crate) fn file(schema: &Schema, schemas: &Schemas<'_>) -> TokenStream {
    let name = names::camel(&schema.name);
    let root = Parameter {
        name: schema.name.clone(),
        location: ParameterLocation::Body,
        required: true,
        ty: schema.ty.without_null().unwrap_or(crate::ir::Type::Null),
        constraints: Constraints::default(),
        default: None,
        description: schema.description.clone(),
        deprecated: false,
        evidence: Vec::new(),
        fields: schema.fields.clone(),
        elements: Vec::new(),
        span: schema.span,
    };
    let taken: BTreeSet<String> = schemas
        .reach(std::iter::once(&root))
        .iter()
        .map(|name| names::camel(name))
        .collect();
    let mut modeller = Modeller::new(schemas, taken.into_iter().filter(|other| *other != name).collect());
    modeller.members(std::iter::once(&root), "");
    let mut imports = Imports::default();
    let items: Vec<TokenStream> = modeller
        .declarations
        .iter()
        .map(|declaration| declaration::items(declaration, &mut imports))
        .collect();
    let doc = Doc::new(&format!(
        "`{}`, see [its page](../../../../{}).",
        text(&schema.name),
        schema.source.file
    ))
    .inner();
    let uses = imports.tokens();
    quote!(#doc #uses #(#items)*)
}

/// ```ignore
/// //! Types that several endpoints share, one for each schema page.
///
/// #[cfg(feature = "packages")]
/// mod package_type;
///
/// #[cfg(feature = "packages")]
/// pub use package_type::*;
/// ```
pub(crate) fn module(reached: &BTreeMap<&str, BTreeSet<&str>>) -> TokenStream {
    let doc = Doc::new("Types that several endpoints share, one for each schema page.").inner();
    let gates: Vec<TokenStream> = reached.values().map(|scopes| gate(scopes)).collect();
    let modules: Vec<_> = reached.keys().map(|name| names::argument(name)).collect();
    quote! {
        #doc
        #(#gates mod #modules;)*
        #(#gates pub use #modules::*;)*
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

//! The file of a renamed endpoint whose calls the one under the new name takes.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{self, Argument};
use super::doc::Doc;
use super::endpoint::{EndpointModel, Surroundings, deprecation};
use super::imports::Imports;
use super::method_doc::links;
use crate::ir::Endpoint;
use crate::names;

/// A renamed method that hands its arguments to the one under the new name. The types of the new module stay reachable under the old one.
///
/// ```ignore
/// pub use super::list::*;
///
/// impl Teams<'_> {
///     #[deprecated = "renamed to `teams.list`"]
///     #[inline]
///     pub fn list_old(&self, org: &str) -> List {
///         self.list(org)
///     }
/// }
/// ```
pub(crate) fn forwarder(
    endpoint: &Endpoint,
    target: &Endpoint,
    surroundings: &Surroundings<'_>,
    imports: &mut Imports,
) -> TokenStream {
    let handle = names::identifier(&names::camel(&endpoint.scope));
    imports.add(&format!("super::{}", names::camel(&endpoint.scope)));
    let name = names::function(&endpoint.name);
    let target_model = EndpointModel::new(target, &surroundings.schemas);
    let module = names::function(&target.name);
    let taken: Vec<Argument> = target_model
        .required()
        .map(|member| arguments::argument(member, target_model.argument_name(member), imports))
        .collect();
    let signature = taken.iter().map(|Argument { name, ty, .. }| quote!(#name: #ty));
    let arguments = taken.iter().map(|Argument { name, .. }| name);
    let result = if target_model.has_setters() {
        let ty = names::identifier(&names::camel(&target.name));
        quote!(#ty)
    } else {
        imports.add("crate::Request");
        let outcome = target_model.outcome(&surroundings.schemas, imports);
        let ty = outcome.ty;
        quote!(Request<#ty>)
    };
    let doc = Doc::new(&format!(
        "Old name of [`{}::{}`].",
        names::camel(&target.scope),
        names::snake(&target.name)
    ))
    .verbatim([links(endpoint)])
    .outer();
    let deprecated = deprecation(endpoint);
    quote! {
        pub use super::#module::*;

        impl #handle<'_> {
            #doc
            #deprecated
            #[inline]
            pub fn #name(&self, #(#signature),*) -> #result {
                self.#module(#(#arguments),*)
            }
        }
    }
}

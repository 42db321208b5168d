//! The module of a scope: its handle, the modules of its endpoints, and the tests of their requests.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::Doc;
use super::endpoint::alias;
use super::imports::Imports;
use super::rust_example::{Context, Writer};
use crate::rust_model::{Endpoint, Parameter, Scope, names};

/// ```ignore
/// //! The endpoints of `packages`.
///
/// pub mod delete_package_for_user;
/// pub use self::delete_package_for_user::DeletePackageForUser;
///
/// /// The endpoints of `packages`.
/// pub struct Packages<'client> {
///     client: &'client Client,
/// }
///
/// /// Old name of [`SetPins`].
/// #[deprecated = "renamed to `packages.setPins`"]
/// pub type UpdatePins = SetPins;
///
/// impl Client {
///     /// The endpoints of `packages`.
///     #[must_use]
///     #[inline]
///     pub fn packages(&self) -> Packages<'_> {
///         Packages { client: self }
///     }
/// }
/// ```
pub(crate) fn module(scope: &Scope<'_>, context: &Context<'_>) -> TokenStream {
    let (handle, method) = (names::identifier(&scope.handle), names::identifier(&scope.module));
    let modules = scope.endpoints.iter().map(|endpoint| {
        let (gate, module) = (gate(scope, endpoint), names::identifier(&endpoint.name));
        quote!(#gate pub mod #module;)
    });
    // The module of an old name declares no type.
    let with_type = || scope.endpoints.iter().filter(|endpoint| endpoint.forwards_to.is_none());
    let aliases = scope.endpoints.iter().filter_map(|endpoint| endpoint.alias.clone());
    let types = with_type().map(|endpoint| endpoint.request.clone()).chain(aliases);
    let mut imports = Imports::new(&[], types);
    let client = imports.path("crate::Client");
    let uses = imports.tokens();
    let reexports = with_type().map(|endpoint| {
        let [module, request] = [&endpoint.name, &endpoint.request].map(|name| names::identifier(name));
        let gate = gate(scope, endpoint);
        quote!(#gate pub use self::#module::#request;)
    });
    let tests = context.config.service.is_none();
    let tests = tests.then(|| {
        quote!(
            #[cfg(all(test, feature = "testing"))]
            mod tests;
        )
    });
    // A `use` of the alias in the endpoint's module would be a use of something deprecated.
    let aliases = scope.endpoints.iter().filter_map(|endpoint| alias(endpoint, context));
    let summary = format!("The endpoints of `{}`.", scope.page);
    let file_doc = Doc::new(&summary).inner();
    let summary = format!(" {summary}");
    quote! {
        #file_doc

        #uses
        #(#reexports)*

        #(#modules)*

        #tests

        #[doc = #summary]
        #[derive(Clone, Copy, Debug)]
        pub struct #handle<'client> {
            client: &'client #client,
        }

        #(#aliases)*

        impl #client {
            #[doc = #summary]
            #[must_use]
            #[inline]
            pub fn #method(&self) -> #handle<'_> {
                #handle { client: self }
            }
        }
    }
}

/// `#[cfg(feature = "enterprise-cloud")]` for an endpoint that only this edition has, unless its whole scope is.
fn gate(scope: &Scope<'_>, endpoint: &Endpoint<'_>) -> Option<TokenStream> {
    let edition = endpoint.origin.edition.as_deref().filter(|_| scope.edition.is_none())?;
    Some(quote!(#[cfg(feature = #edition)]))
}

/// The tests of a scope: each endpoint is called with values for as many parameters as go together, the request is compared with the page,
/// and the responses of the page are read.
pub(crate) fn tests(scope: &Scope<'_>, context: &Context<'_>) -> TokenStream {
    let own = scope.endpoints.iter().filter(|endpoint| endpoint.forwards_to.is_none());
    let tests = own.map(|endpoint| test(scope, endpoint, context));
    let summary = format!(
        "Every endpoint of `{}` builds the request that its page describes.",
        scope.page
    );
    let doc = Doc::new(&summary).inner();
    quote! {
        #doc
        use crate::conformance::{check, check_responses, client};

        #(#tests)*
    }
}

/// ```ignore
/// #[test]
/// fn delete_package_for_user() {
///     let request = client().packages().delete_package_for_user("username ä/1", PackageType::Npm, "package_name ä/1");
///     check("packages.deletePackageForUser", request.request());
///     check_responses("packages.deletePackageForUser", &request);
/// }
/// ```
fn test(scope: &Scope<'_>, endpoint: &Endpoint<'_>, context: &Context<'_>) -> TokenStream {
    let mut writer = Writer::new(context.api, context.model, None);
    let is_wanted =
        |parameter: &Parameter<'_>| !endpoint.groups.iter().any(|rule| rule.excludes(parameter.member.wire));
    let call = writer.call(scope, endpoint, is_wanted, &quote!(client()));
    let imports = writer.imports.tokens();
    let deprecated = endpoint.deprecated.is_some() || writer.calls_deprecated;
    let expectation = deprecated.then(|| quote!(#[expect(deprecated, reason = "what GitHub deprecates still works")]));
    let (name, id) = (names::identifier(&names::test(&endpoint.name)), &endpoint.id);
    let gate = gate(scope, endpoint);
    quote! {
        #gate
        #[test]
        #expectation
        fn #name() {
            #imports
            let request = #call;
            check(#id, request.request());
            check_responses(#id, &request);
        }
    }
}

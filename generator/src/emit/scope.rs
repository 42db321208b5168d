//! The module of a scope: its handle, the modules of its endpoints, and the tests of their requests.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::Doc;
use super::endpoint::{EndpointModel, Surroundings};
use super::expression::Expression;
use super::imports::Imports;
use super::rust_example::Writer;
use crate::example::{Examples, compatible};
use crate::ir::{Endpoint, Parameter};
use crate::names;

/// ```ignore
/// //! The endpoints of `packages`: 27 methods.
///
/// pub mod delete_package_for_user;
/// pub use self::delete_package_for_user::DeletePackageForUser;
///
/// /// The endpoints of `packages`.
/// pub struct Packages<'client> {
///     client: &'client Client,
/// }
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
pub(crate) fn module(scope: &str, endpoints: &[&Endpoint], surroundings: &Surroundings<'_>) -> TokenStream {
    let handle = names::identifier(&names::camel(scope));
    let method = names::function(scope);
    let modules = endpoints.iter().map(|endpoint| {
        let module = names::function(&endpoint.name);
        quote!(pub mod #module;)
    });
    let reexports = endpoints
        .iter()
        .filter(|endpoint| surroundings.forward_target(endpoint).is_none())
        .filter_map(|endpoint| {
            let module = names::function(&endpoint.name);
            let request = names::identifier(&names::camel(&endpoint.name));
            endpoint
                .parameters
                .iter()
                .any(|parameter| !parameter.required)
                .then(|| quote!(pub use self::#module::#request;))
        });
    let summary = format!(" The endpoints of `{scope}`.");
    let file_doc = Doc::new(&format!("The endpoints of `{scope}`.")).inner();
    quote! {
        #file_doc

        use crate::Client;
        #(#reexports)*

        #(#modules)*

        #[cfg(test)]
        mod tests;

        #[doc = #summary]
        #[derive(Clone, Copy, Debug)]
        pub struct #handle<'client> {
            client: &'client Client,
        }

        impl Client {
            #[doc = #summary]
            #[must_use]
            #[inline]
            pub fn #method(&self) -> #handle<'_> {
                #handle { client: self }
            }
        }
    }
}

/// The tests of a scope: each endpoint is called with values for as many parameters as go together, the request is compared with what the
/// page says, and the answers that the page lists are read.
///
/// ```ignore
/// #[test]
/// fn delete_package_for_user() {
///     let request = client().packages().delete_package_for_user("username ä/1", PackageType::Npm, "package_name ä/1");
///     check("packages.deletePackageForUser", request.request());
///     check_answers("packages.deletePackageForUser", &request);
/// }
/// ```
pub(crate) fn tests(
    scope: &str,
    endpoints: &[&Endpoint],
    surroundings: &Surroundings<'_>,
    examples: &Examples<'_>,
) -> TokenStream {
    let tests = endpoints
        .iter()
        .filter(|endpoint| surroundings.forward_target(endpoint).is_none())
        .map(|endpoint| {
            let model = EndpointModel::new(endpoint, &surroundings.schemas);
            test(&model, surroundings, examples)
        });
    let doc = Doc::new(&format!(
        "Every endpoint of `{scope}` builds the request that its page describes."
    ))
    .inner();
    quote! {
        #doc
        use crate::conformance::{check, check_answers, client};

        #(#tests)*
    }
}

fn test(model: &EndpointModel<'_>, surroundings: &Surroundings<'_>, examples: &Examples<'_>) -> TokenStream {
    let endpoint = model.endpoint;
    let mut writer = Writer::new(&surroundings.schemas, "crate");
    let compatible = compatible(endpoint);
    let is_wanted = |parameter: &Parameter| compatible.iter().any(|given| std::ptr::eq(*given, parameter));
    let client = Expression::call(&["client"], vec![]);
    let call = writer.call(model, examples, is_wanted, client);
    let mut imports = Imports::default();
    writer.imports.iter().for_each(|path| imports.add(path));
    let imports = imports.tokens();
    let deprecated = endpoint.deprecated || writer.calls_deprecated;
    let expectation = deprecated.then(|| quote!(#[expect(deprecated, reason = "what GitHub deprecates still works")]));
    let name = names::test(&endpoint.name);
    let id = endpoint.id().to_string();
    let call = call.tokens();
    quote! {
        #[test]
        #expectation
        fn #name() {
            #imports
            let request = #call;
            check(#id, request.request());
            check_answers(#id, &request);
        }
    }
}

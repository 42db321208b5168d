//! The types that scopes share and those of payloads: one file per page, and the module that declares them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::declaration::{type_names, types};
use super::doc::{Doc, page_link};
use super::imports::Imports;
use super::rust_example::Context;
use crate::rust_model::{DeclaredType, Gate, Model, Schema, Side, names};

/// The schemas that have a module, and the type that it declares for others.
pub(crate) fn emitted<'m, 'a>(model: &'m Model<'a>) -> impl Iterator<Item = (&'m Schema<'a>, &'m DeclaredType<'a>)> {
    let reached = model.schemas.iter().filter(|schema| !schema.gates.is_empty());
    reached.filter_map(|schema| Some((schema, schema.declared.as_ref()?)))
}

/// The file of a schema page.
pub(crate) fn file(schema: &Schema<'_>, declared: &DeclaredType<'_>, context: &Context<'_>) -> TokenStream {
    let own = std::slice::from_ref(declared);
    let mut imports = Imports::reexported(format!("crate::schemas::{}", declared.name()), type_names(own));
    let is_sent = schema.is_sent && schema.side == Side::Response;
    let items = types(own, is_sent, &mut imports);
    let doc = file_doc(schema.page, schema, context);
    let uses = imports.tokens();
    quote!(#doc #uses #items)
}

/// "`Issue`, see its page."
pub(super) fn file_doc(name: &str, schema: &Schema<'_>, context: &Context<'_>) -> TokenStream {
    let summary = match page_link(
        "its page",
        context.config.pages_url.as_deref(),
        &schema.origin.source.file,
    ) {
        Some(link) => format!("`{name}`, see {link}."),
        None => format!("`{name}`."),
    };
    Doc::new(&summary).inner()
}

/// ```ignore
/// //! Types that several endpoints share, one for each schema page.
///
/// #[cfg(feature = "packages")]
/// #[doc(hidden)]
/// pub mod package;
///
/// #[cfg(feature = "packages")]
/// pub use self::package::Package;
///
/// /// Types that are inside the types of [`schemas`](crate::schemas): each module has the types inside the type of its name.
/// pub mod inner {
///     #[cfg(feature = "packages")]
///     #[doc(inline)]
///     pub use super::package;
/// }
/// ```
///
/// The modules are hidden, since rustdoc lists modules above types, and here the types matter.
pub(crate) fn module(model: &Model<'_>) -> TokenStream {
    let doc = Doc::new("Types that several endpoints share, one for each schema page.").inner();
    let gated = emitted(model).map(|(schema, declared)| (schema, declared, gate(&schema.gates)));
    let modules = modules("schemas", gated);
    quote!(#doc #modules)
}

/// The modules of pages, each behind a gate, and what they declare.
pub(super) fn modules<'m, 'a: 'm>(
    room: &str,
    declared: impl Iterator<Item = (&'m Schema<'a>, &'m DeclaredType<'a>, TokenStream)>,
) -> TokenStream {
    let (mut modules, mut reexports, mut inner) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for (schema, declared, gate) in declared {
        let module = names::identifier(&schema.module);
        let hidden = schema.is_reexported.then(|| quote!(#[doc(hidden)]));
        modules.extend(quote!(#gate #hidden pub mod #module;));
        if schema.is_reexported {
            let ty = names::identifier(declared.name());
            reexports.extend(quote!(#gate pub use self::#module::#ty;));
        }
        if schema.is_reexported && !declared.inner.is_empty() {
            inner.extend(quote!(#gate #[doc(inline)] pub use super::#module;));
        }
    }
    let inner_doc = Doc::new(&format!(
        "Types that are inside the types of [`{room}`](crate::{room}): each module has the types inside the type of its name."
    ))
    .outer();
    let inner = (!inner.is_empty()).then(|| quote!(#inner_doc pub mod inner { #inner }));
    quote!(#modules #reexports #inner)
}

/// `#[cfg(feature = "packages")]`, `#[cfg(any(feature = "issues", all(feature = "enterprise-cloud", feature = "scim")))]`
fn gate(gates: &BTreeSet<Gate>) -> TokenStream {
    let mut by_edition: BTreeMap<&Option<String>, Vec<TokenStream>> = BTreeMap::new();
    for (edition, feature) in gates {
        by_edition.entry(edition).or_default().push(quote!(feature = #feature));
    }
    let mut conditions = by_edition.remove(&None).unwrap_or_default();
    conditions.extend(by_edition.into_iter().map(|(edition, features)| {
        let feature = any(&features);
        quote!(all(feature = #edition, #feature))
    }));
    let condition = any(&conditions);
    quote!(#[cfg(#condition)])
}

/// The only condition, or `any` of several.
fn any(conditions: &[TokenStream]) -> TokenStream {
    if let [condition] = conditions {
        condition.clone()
    } else {
        quote!(any(#(#conditions),*))
    }
}

//! A module of documentation only: all endpoints with their methods and routes.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, code, inline};
use crate::rust_model::{Endpoint, Model, Scope};

/// ```ignore
/// //! All endpoints by scope, with the methods that call them.
/// //!
/// //! The docs follow `api.github.com 23.0.2`.
/// //!
/// //! ## packages
/// //!
/// //! | method | title | route |
/// //! |---|---|---|
/// //! | [`restore`](crate::packages::Packages::restore) | Restore a package | `POST /packages/{package_name}/restore` |
/// #![cfg_attr(feature = "enterprise-cloud", doc = "…")]
/// ```
///
/// The endpoints of an edition come last: without its feature, links to their methods lead nowhere.
pub(crate) fn file(model: &Model<'_>, releases: &[String]) -> TokenStream {
    let mut editions: BTreeMap<Option<&str>, Vec<(&Scope<'_>, Vec<String>)>> = BTreeMap::new();
    for scope in &model.scopes {
        for endpoint in &scope.endpoints {
            let scopes = editions.entry(endpoint.origin.edition.as_deref()).or_default();
            match scopes.last_mut().filter(|(last, _)| last.page == scope.page) {
                Some((_, rows)) => rows.push(row(scope, endpoint)),
                None => scopes.push((scope, vec![row(scope, endpoint)])),
            }
        }
    }
    let mut doc = Doc::new("All endpoints by scope, with the methods that call them.");
    if !releases.is_empty() {
        let releases = releases.iter().map(|release| code(release)).collect::<Vec<_>>();
        doc.paragraphs(&format!("The docs follow {}.", releases.join(", ")));
    }
    tables(&mut doc, editions.remove(&None).unwrap_or_default());
    let all = doc.inner();
    let others = editions.into_iter().map(|(edition, scopes)| {
        let mut doc = Doc::new(&format!("# Only in the edition `{}`", edition.unwrap_or_default()));
        tables(&mut doc, scopes);
        let text = format!("\n{}", doc.text());
        quote!(#![cfg_attr(feature = #edition, doc = #text)])
    });
    quote!(#all #(#others)*)
}

fn tables(doc: &mut Doc, scopes: Vec<(&Scope<'_>, Vec<String>)>) {
    for (scope, rows) in scopes {
        let head = ["| method | title | route |", "|---|---|---|"].map(str::to_owned);
        doc.paragraphs(&format!("## {}", scope.page));
        doc.verbatim(head.into_iter().chain(rows));
    }
}

fn row(scope: &Scope<'_>, endpoint: &Endpoint<'_>) -> String {
    // rustdoc resolves keywords as they are, without `r#`.
    let (name, module) = (&endpoint.name, &scope.module);
    format!(
        "| [`{name}`](crate::{module}::{}::{name}) | {} | `{} {}` |",
        scope.handle,
        inline(endpoint.origin.title.trim_end_matches('.')),
        endpoint.origin.method.as_str(),
        endpoint.route,
    )
}

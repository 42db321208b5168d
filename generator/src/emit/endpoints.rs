//! A module of documentation only: all endpoints with their methods and routes.

use proc_macro2::TokenStream;

use super::doc::{Doc, inline};
use crate::rust_model::{Endpoint, Model, Scope};

/// ```ignore
/// //! All endpoints by scope, with the methods that call them.
/// //!
/// //! ## packages
/// //!
/// //! | method | title | route |
/// //! |---|---|---|
/// //! | [`restore`](crate::packages::Packages::restore) | Restore a package | `POST /packages/{package_name}/restore` |
/// ```
pub(crate) fn file(model: &Model<'_>) -> TokenStream {
    let mut doc = Doc::new("All endpoints by scope, with the methods that call them.");
    for scope in &model.scopes {
        let head = ["| method | title | route |", "|---|---|---|"].map(str::to_owned);
        let rows = scope.endpoints.iter().map(|endpoint| row(scope, endpoint));
        doc.paragraphs(&format!("## {}", scope.page));
        doc.verbatim(head.into_iter().chain(rows));
    }
    doc.inner()
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

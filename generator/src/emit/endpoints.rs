//! A module of documentation only: all endpoints with their methods and routes.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;

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
/// //!
/// //! # Only in the edition `enterprise-cloud`
/// //!
/// //! | method | title | route |
/// //! |---|---|---|
/// //! | `get` | Get a license | `GET /enterprises/{enterprise}/license` |
/// ```
///
/// The endpoints of an edition come last, without links: without its feature, their methods aren't there.
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
    for (edition, scopes) in editions {
        if let Some(edition) = edition {
            doc.paragraphs(&format!("# Only in the edition {}", code(edition)));
        }
        tables(&mut doc, scopes);
    }
    doc.inner()
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
    let method = match endpoint.origin.edition {
        None => format!("[`{name}`](crate::{module}::{}::{name})", scope.handle),
        Some(_) => format!("`{name}`"),
    };
    format!(
        "| {method} | {} | `{} {}` |",
        inline(endpoint.origin.title.trim_end_matches('.')),
        endpoint.origin.method.as_str(),
        endpoint.route,
    )
}

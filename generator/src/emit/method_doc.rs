//! The documentation of an endpoint's method: title, route, prose, arguments, errors, an example, links, and names for the search.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, first_paragraph, inline, page_link};
use super::imports::Imports;
use super::rust_example::{self, Context};
use super::value_type::value_type;
use crate::ir::ParameterLocation;
use crate::rust_model::{Endpoint, Scope, Shape, ShapeKind, Side, names};

/// ```ignore
/// /// Delete a package for a user.
/// ///
/// /// `DELETE /users/{username}/packages/{package_type}/{package_name}`
/// ///
/// /// …
/// #[doc(alias = "Delete a package for a user")]
/// #[doc(alias = "delete_package_for_user")]
/// ```
pub(crate) fn method(scope: &Scope<'_>, endpoint: &Endpoint<'_>, context: &Context<'_>) -> TokenStream {
    let mut doc = Doc::new(&format!("{}.", inline(endpoint.origin.title.trim_end_matches('.'))));
    doc.paragraphs(&format!("`{} {}`", endpoint.origin.method.as_str(), endpoint.route));
    if let Some(edition) = &endpoint.origin.edition {
        doc.paragraphs(&format!(
            "Only GitHub's edition `{edition}` has this endpoint; it needs the Cargo feature of that name."
        ));
    }
    doc.paragraphs(&endpoint.origin.description);
    let arguments = endpoint.arguments.iter().filter_map(|argument| {
        let description = first_paragraph(&argument.member.field.description)?;
        let name = names::identifier(&argument.member.argument());
        let rule = argument.member.rules.first();
        let may_be_empty = argument.location == ParameterLocation::Path && rule.is_some_and(|rule| rule.min == Some(0));
        let more = if may_be_empty { " May be empty." } else { "" };
        Some(format!("- `{name}`: {description}{more}"))
    });
    let arguments: Vec<String> = arguments.collect();
    if !arguments.is_empty() {
        doc.heading("Arguments").paragraphs(&arguments.join("\n"));
    }
    doc.heading("Errors").paragraphs(&errors(endpoint));
    doc.heading("Example");
    doc.verbatim(rust_example::documentation(scope, endpoint, context));
    doc.paragraphs(&links(endpoint, context));
    let (doc, aliases) = (doc.outer(), aliases(endpoint));
    quote!(#doc #(#[doc(alias = #aliases)])*)
}

/// Links to the page and to the official documentation; empty where there is neither.
pub(crate) fn links(endpoint: &Endpoint<'_>, context: &Context<'_>) -> String {
    let page = page_link(
        "Page",
        context.config.pages_url.as_deref(),
        &endpoint.origin.source.file,
    );
    let docs = endpoint.origin.docs_url.as_ref();
    let docs = docs.map(|url| format!("[{}]({url})", inline(&context.config.docs.link)));
    page.into_iter().chain(docs).collect::<Vec<_>>().join(", ")
}

/// What rustdoc's search finds the method by, beside its name: the title as it is, for people who type words, and the title's words joined
/// as in names. The search ignores case and underscores, so octokit's `listForRepo` finds `list_for_repo` without an alias.
///
/// An alias can't contain quotes, and can't equal the method's name; a title without any word is replaced by the endpoint's id.
fn aliases(endpoint: &Endpoint<'_>) -> [String; 2] {
    let title: String = endpoint.origin.title.chars().filter(|c| !"\"'`".contains(*c)).collect();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = title.trim_end_matches('.');
    let words = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .map(str::to_ascii_lowercase);
    let words = words.filter(|word| !matches!(word.as_str(), "" | "a" | "an" | "the"));
    let words = words.collect::<Vec<_>>().join("_");
    [title, &words].map(|alias| {
        if alias.is_empty() || alias == endpoint.name {
            endpoint.id.clone()
        } else {
            alias.to_owned()
        }
    })
}

/// "Sending fails with an [`ApiError`] for these statuses:", and a list of them: "404: Resource not found ([`BasicError`])".
fn errors(endpoint: &Endpoint<'_>) -> String {
    let responses = endpoint.origin.responses.iter();
    let errors = responses.filter(|response| response.status >= 400).map(|response| {
        let mut bodies = endpoint.responses.errors.iter();
        let body = bodies.find(|body| body.status == response.status);
        let body = body.map(|found| self::body(&found.shape));
        let description = first_paragraph(&response.description).map(|text| text.trim_end_matches('.'));
        let description = description.map_or_else(String::new, |text| format!(": {text}"));
        let body = body.map_or_else(String::new, |body| format!(" ({body})"));
        format!("- {}{description}{body}", response.status)
    });
    let errors: Vec<String> = errors.collect();
    if errors.is_empty() {
        return "Sending fails as [`Error`](crate::Error) says. The docs list no statuses.".to_owned();
    }
    format!(
        "Sending fails with an [`ApiError`](crate::ApiError) for these statuses:\n{}",
        errors.join("\n")
    )
}

/// The type of an error's body. The link is for the documentation only: nothing in the code uses the type.
fn body(shape: &Shape<'_>) -> String {
    match &shape.kind {
        ShapeKind::Schema(schema, _) => {
            let path = schema.path().join("::");
            format!("[`{path}`](crate::schemas::{path})")
        }
        ShapeKind::Local(path, _) => format!("[`{}`]", path.join("::")),
        _ => {
            let ty = value_type(shape, Side::Response, &mut Imports::default()).to_string();
            format!("`{}`", ty.replace(' ', ""))
        }
    }
}

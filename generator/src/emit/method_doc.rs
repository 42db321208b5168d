//! The rustdoc of methods and setters.

use proc_macro2::Literal;

use super::doc::{Doc, first_paragraph};
use super::endpoint::{EndpointModel, Surroundings};
use super::model::{Core, Member, Named, Shape};
use super::{code, rust_example, text};
use crate::ir::{Endpoint, Parameter};
use crate::source::path_in_uri;

/// The documentation of a method: title, route, prose, arguments, a compiled example, links.
pub(crate) fn method_doc(model: &EndpointModel<'_>, errors: &str, surroundings: &Surroundings<'_>) -> Doc {
    let endpoint = model.endpoint;
    let mut doc = Doc::new(&format!("{}.", text(endpoint.title.trim_end_matches('.'))));
    doc.paragraphs(&format!("`{} {}`", endpoint.method.as_str(), endpoint.route.path()));
    doc.paragraphs(&endpoint.description);
    let arguments: Vec<String> = model
        .required()
        .filter_map(|member| {
            let description = first_paragraph(&member.parameter.description)?;
            Some(format!("- `{}`: {description}", model.argument_name(member)))
        })
        .collect();
    if !arguments.is_empty() {
        doc.heading("Arguments").paragraphs(&arguments.join("\n"));
    }
    doc.heading("Example")
        .verbatim(rust_example::documentation(model, surroundings));
    doc.line(links(endpoint));
    doc.paragraphs(errors);
    doc
}

/// A link to a page by way of the path back to the workspace. The names of the folders around the pages are anybody's.
pub(crate) fn page_link(text: &str, back: &str, file: &str) -> String {
    format!("[{text}]({back}{})", path_in_uri(file))
}

/// A link to the page, relative to where rustdoc puts the method's own, and one to the official documentation.
pub(crate) fn links(endpoint: &Endpoint) -> String {
    let page = page_link("Page", "../../../../", &endpoint.source.file);
    match &endpoint.docs_url {
        Some(url) => format!("{page}, [GitHub's documentation]({url})"),
        None => page,
    }
}

/// A parameter's description, its default and its bounds.
pub(crate) fn member_doc(member: &Member<'_>) -> Doc {
    let parameter = member.parameter;
    let mut doc = if parameter.description.is_empty() {
        Doc::new(&format!("Sets `{}`.", text(&parameter.name)))
    } else {
        Doc::new(&parameter.description)
    };
    let mut facts = Vec::new();
    if let Some(default) = parameter
        .default
        .as_ref()
        .filter(|_| !parameter.description.contains("Default: "))
    {
        facts.push(format!("Default: {}.", code(default)));
    }
    if let Some(bounds) = bounds(member).filter(|_| !says_bound(parameter)) {
        facts.push(bounds);
    }
    if !facts.is_empty() {
        doc.paragraphs(&facts.join(" "));
    }
    doc
}

/// Whether the description names the upper bound itself.
fn says_bound(parameter: &Parameter) -> bool {
    let digits = |text: &str| text.replace(',', "");
    parameter.constraints.max.is_some_and(|max| {
        digits(&parameter.description)
            .split(|c: char| !c.is_ascii_digit())
            .any(|number| number == max.to_string())
    })
}

/// The constraints in words: "At most 100 items."
fn bounds(member: &Member<'_>) -> Option<String> {
    let constraints = &member.parameter.constraints;
    let Shape { core, .. } = &member.shape;
    let unit = match core {
        Core::Text => " characters",
        Core::List(_) => " items",
        Core::Map(_) => " entries",
        Core::Local(_, Named::Union) => " (characters, items or value)",
        _ => "",
    };
    let number = |bound: i64| Literal::i64_unsuffixed(bound).to_string();
    Some(match (constraints.min, constraints.max) {
        (Some(min), Some(max)) if min == max => format!("Exactly {}{unit}.", number(min)),
        (Some(min), Some(max)) => format!("From {} to {}{unit}.", number(min), number(max)),
        (Some(min), None) => format!("At least {}{unit}.", number(min)),
        (None, Some(max)) => format!("At most {}{unit}.", number(max)),
        (None, None) => return None,
    })
}

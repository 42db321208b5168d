//! What a call of an endpoint gives: the type of the body for its successful statuses, and the types of its errors' bodies.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::model::{Core, Declaration, DeclarationKind, Modeller, Shape};
use super::shared_types::Schemas;
use super::{answer, declaration};
use crate::ir::{Constraints, Endpoint, Method, Parameter, ParameterLocation, Response, Type};
use crate::names;

/// Query parameters by which an endpoint has pages.
const PAGING: &[&str] = &["page", "per_page", "cursor", "after", "before"];

/// A response as a parameter, which is what types are worked out from.
fn root(response: &Response) -> Parameter {
    Parameter {
        name: String::new(),
        location: ParameterLocation::Body,
        required: true,
        ty: response.ty.clone().unwrap_or(Type::Null),
        constraints: Constraints::default(),
        default: None,
        description: response.description.clone(),
        deprecated: false,
        evidence: Vec::new(),
        fields: response.fields.clone(),
        elements: Vec::new(),
        span: response.span,
    }
}

/// What an endpoint's calls give.
pub(crate) struct Outcome {
    /// The argument of `Request`: `Vec<Issue>`, or `Vec<Issue>, Paged` for an endpoint that has pages.
    pub(crate) ty: TokenStream,
    /// The types that the endpoint's module declares for it.
    pub(crate) items: TokenStream,
    /// A line about the bodies of errors, for the method's documentation.
    pub(crate) errors: String,
}

/// Whether the endpoint's answers come in pages.
pub(crate) fn is_paged(endpoint: &Endpoint) -> bool {
    let pages = |parameter: &Parameter| {
        parameter.location == ParameterLocation::Query && PAGING.contains(&parameter.name.as_str())
    };
    endpoint.method == Method::Get
        && endpoint.parameters.iter().any(pages)
        && successes(endpoint).any(|response| response.ty.is_some())
}

fn successes(endpoint: &Endpoint) -> impl Iterator<Item = &Response> {
    endpoint
        .responses
        .iter()
        .filter(|response| (200..300).contains(&response.status))
}

/// Works out what an endpoint's calls give; `taken` are the names that its module uses.
pub(crate) fn outcome(
    endpoint: &Endpoint,
    schemas: &Schemas<'_>,
    taken: BTreeSet<String>,
    imports: &mut Imports,
) -> Outcome {
    let bodies: Vec<(u16, Parameter)> = endpoint
        .responses
        .iter()
        .filter(|response| response.ty.is_some() && response.status != 304)
        .map(|response| (response.status, root(response)))
        .collect();
    let distinct = distinct(&bodies);
    let is_choice = distinct.len() > 1;
    let roots: Vec<(u16, Parameter)> = bodies
        .iter()
        .filter(|(status, _)| *status >= 300 || distinct.contains(status))
        .map(|(status, root)| (*status, renamed(root, *status, is_choice)))
        .collect();
    let mut modeller = Modeller::of_answers(schemas, taken);
    if is_choice {
        modeller.taken.insert("Answer".to_owned());
    }
    let members = modeller.members(roots.iter().map(|(_, root)| root), &names::camel(&endpoint.name));
    let shapes: Vec<(u16, Shape)> = roots
        .iter()
        .map(|(status, _)| *status)
        .zip(members.into_iter().map(|member| member.shape))
        .collect();
    let declarations = std::mem::take(&mut modeller.declarations);
    let mut items: Vec<TokenStream> = declarations
        .iter()
        .map(|declaration| declaration::items(declaration, imports))
        .collect();
    let success: Vec<&(u16, Shape)> = shapes.iter().filter(|(status, _)| *status < 300).collect();
    let ty = match success.as_slice() {
        [] => without_body(endpoint, imports),
        [(_, shape)] => {
            if is_paged(endpoint) {
                items.extend(envelope(shape, &declarations, imports));
            }
            single(endpoint, shape, imports)
        }
        several => {
            items.push(choice(endpoint, several, imports));
            quote!(Answer)
        }
    };
    let ty = if is_paged(endpoint) {
        imports.add("crate::Paged");
        quote!(#ty, Paged)
    } else {
        ty
    };
    Outcome {
        ty,
        items: quote!(#(#items)*),
        errors: errors(&shapes),
    }
}

/// The successful statuses with bodies of their own; a status with the same body as an earlier one is none.
fn distinct(bodies: &[(u16, Parameter)]) -> Vec<u16> {
    let mut distinct: Vec<&(u16, Parameter)> = Vec::new();
    for body in bodies.iter().filter(|(status, _)| *status < 300) {
        if !distinct
            .iter()
            .any(|(_, other)| other.ty == body.1.ty && same_fields(&other.fields, &body.1.fields))
        {
            distinct.push(body);
        }
    }
    distinct.iter().map(|(status, _)| *status).collect()
}

fn same_fields(a: &[Parameter], b: &[Parameter]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| {
            a.name == b.name && a.ty == b.ty && a.required == b.required && same_fields(&a.fields, &b.fields)
        })
}

/// The response with the name that a type of its own gets.
fn renamed(root: &Parameter, status: u16, is_choice: bool) -> Parameter {
    let name = match status {
        200..300 if !is_choice => "answer".to_owned(),
        200..300 => format!("{} answer", reason(status)),
        _ => format!("{} error", reason(status)),
    };
    let description = match status {
        200..300 => "The body of a successful answer.".to_owned(),
        _ => format!("The body of an answer with status {status}."),
    };
    Parameter {
        name,
        description,
        ..root.clone()
    }
}

/// The name of a status (RFC 9110, section 15).
fn reason(status: u16) -> String {
    let reason = match status {
        200 => "ok",
        201 => "created",
        202 => "accepted",
        207 => "multi status",
        301 => "moved",
        307 => "temporary redirect",
        400 => "bad request",
        401 => "unauthorized",
        402 => "payment required",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        406 => "not acceptable",
        409 => "conflict",
        410 => "gone",
        412 => "precondition failed",
        413 => "content too large",
        422 => "unprocessable",
        429 => "too many requests",
        500 => "internal",
        503 => "unavailable",
        _ => return format!("status {status}"),
    };
    reason.to_owned()
}

/// `()` where all successes are without a body, `Body` where the page lists none, or only redirections.
fn without_body(endpoint: &Endpoint, imports: &mut Imports) -> TokenStream {
    if successes(endpoint).next().is_some() {
        return quote!(());
    }
    imports.add("crate::Body");
    quote!(Body)
}

/// The type of one body; an `Option` when another successful status has none.
fn single(endpoint: &Endpoint, shape: &Shape, imports: &mut Imports) -> TokenStream {
    if shape.core == Core::Bytes {
        imports.add("crate::Body");
        return quote!(Body);
    }
    let ty = answer::ty(shape, imports);
    let may_miss = !shape.nullable && successes(endpoint).any(|response| response.ty.is_none());
    if may_miss { quote!(Option<#ty>) } else { ty }
}

/// ```ignore
/// impl Items for Answer {
///     type Item = WorkflowRun;
///     fn into_items(self) -> Vec<WorkflowRun> { self.workflow_runs }
/// }
/// ```
fn envelope(shape: &Shape, declarations: &[Declaration<'_>], imports: &mut Imports) -> Option<TokenStream> {
    let Core::Local(name, _) = &shape.core else {
        return None;
    };
    let declaration = declarations.iter().find(|declaration| declaration.name == *name)?;
    items_of(declaration, imports)
}

/// `Items` for an object with exactly one list.
pub(crate) fn items_of(declaration: &Declaration<'_>, imports: &mut Imports) -> Option<TokenStream> {
    let DeclarationKind::Object(members) = &declaration.kind else {
        return None;
    };
    let names = answer::field_names(members);
    let mut lists = members
        .iter()
        .zip(&names)
        .filter_map(|(member, name)| match &member.shape.core {
            Core::List(item) => Some((member, name, item)),
            _ => None,
        });
    let (Some((list, field, item)), None) = (lists.next(), lists.next()) else {
        return None;
    };
    imports.add("crate::Items");
    let item = answer::ty(item, imports);
    let name = names::identifier(&declaration.name);
    let items = if list.shape.nullable || !list.parameter.required {
        quote!(self.#field.unwrap_or_default())
    } else {
        quote!(self.#field)
    };
    Some(quote! {
        impl Items for #name {
            type Item = #item;

            #[inline]
            fn into_items(self) -> Vec<#item> {
                #items
            }
        }
    })
}

/// ```ignore
/// /// The body, by status.
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum Answer {
///     /// Status 200.
///     Ok(Vec<CommitActivity>),
///     /// Status 202.
///     Accepted(JsonObject),
///     /// Status 204, without a body.
///     NoContent,
/// }
///
/// impl Decode for Answer { … }
/// ```
fn choice(endpoint: &Endpoint, shapes: &[&(u16, Shape)], imports: &mut Imports) -> TokenStream {
    for path in ["crate::Body", "crate::Decode", "crate::Error"] {
        imports.add(path);
    }
    let (mut variants, mut arms) = (Vec::new(), Vec::new());
    let mut default = quote!(body.read().map(Self::Unknown));
    for (status, shape) in shapes {
        let variant = names::identifier(&names::camel(&reason(*status)));
        let ty = answer::variant(shape, imports);
        let doc = format!(" Status {status}.");
        variants.push(quote!(#[doc = #doc] #variant(#ty),));
        let status = proc_macro2::Literal::u16_unsuffixed(*status);
        arms.push(quote!(#status => body.read().map(Self::#variant),));
    }
    if successes(endpoint).any(|response| response.ty.is_none()) {
        variants.push(quote!(
            /// A status without a body.
            NoContent,
        ));
        default = quote!(Ok(Self::NoContent));
    } else {
        imports.add("serde_json::Value");
        variants.push(quote!(
            /// A status that the docs don't list.
            Unknown(Value),
        ));
    }
    quote! {
        /// The body, by status.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Answer {
            #(#variants)*
        }

        impl Decode for Answer {
            #[inline]
            fn decode(body: &mut Body) -> Result<Self, Error> {
                match body.status() {
                    #(#arms)*
                    _ => #default,
                }
            }
        }
    }
}

/// "Bodies of errors: 403, 404: [`BasicError`]; 422: [`ValidationError`]."
fn errors(shapes: &[(u16, Shape)]) -> String {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (status, shape) in shapes.iter().filter(|(status, _)| *status >= 300) {
        let name = match &shape.core {
            Core::Schema(name, _) => {
                // A link in the documentation; nothing in the code uses the type.
                format!("[`{name}`](crate::schemas::{name})")
            }
            Core::Local(name, _) => format!("[`{name}`]"),
            _ => format!(
                "`{}`",
                answer::ty(shape, &mut Imports::default()).to_string().replace(' ', "")
            ),
        };
        match groups.iter_mut().find(|(other, _)| *other == name) {
            Some((_, statuses)) => statuses.push(status.to_string()),
            None => groups.push((name, vec![status.to_string()])),
        }
    }
    if groups.is_empty() {
        return String::new();
    }
    let groups: Vec<String> = groups
        .iter()
        .map(|(name, statuses)| format!("{name} with {}", statuses.join(", ")))
        .collect();
    format!("Bodies of errors: {}.", groups.join("; "))
}

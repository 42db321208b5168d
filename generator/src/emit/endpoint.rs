//! The file of an endpoint: its route, the method that starts a request, the request's setters, and the types only it takes.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::arguments::{self, Argument};
use super::doc::Doc;
use super::imports::Imports;
use super::model::{Member, Modeller, Named, Schemas, Shape, Side, names_of_endpoint};
use super::outcome::{self, Outcome};
use super::{declaration, rust_example, text};
use crate::example::{Examples, Purpose};
use crate::ir::{Endpoint, GroupKind, GroupRule, Method, Parameter, ParameterLocation};
use crate::names;

/// What emitting an endpoint needs to know of the rest of the API.
#[derive(Debug)]
pub(crate) struct Surroundings<'a> {
    /// All schema pages.
    pub(crate) schemas: Schemas<'a>,
    /// Example values for documentation.
    pub(crate) examples: Examples<'a>,
    /// All endpoints, sorted by scope and name.
    pub(crate) endpoints: &'a [Endpoint],
}

impl<'a> Surroundings<'a> {
    pub(crate) fn new(api: &'a crate::ir::Api) -> Self {
        Self {
            schemas: Schemas::new(api),
            examples: Examples::new(api, Purpose::Documentation),
            endpoints: &api.endpoints,
        }
    }

    /// The endpoint that takes the calls of a renamed one: it stands in the same scope and takes the same arguments.
    pub(crate) fn forward_target(&self, endpoint: &Endpoint) -> Option<&'a Endpoint> {
        let renamed_to = endpoint.renamed_to.as_ref()?;
        let target = self
            .endpoints
            .iter()
            .find(|other| other.scope == renamed_to.scope && other.name == renamed_to.name)?;
        let signature = |endpoint: &Endpoint| -> Vec<_> {
            endpoint
                .parameters
                .iter()
                .filter(|p| p.required)
                .map(|p| (p.name.clone(), p.location, p.ty.clone()))
                .collect()
        };
        let plain = |endpoint: &Endpoint| {
            endpoint
                .parameters
                .iter()
                .filter(|p| p.required)
                .all(|p| p.fields.is_empty())
        };
        let fits = target.scope == endpoint.scope
            && target.renamed_to.is_none()
            && plain(endpoint)
            && signature(target) == signature(endpoint);
        fits.then_some(target)
    }
}

/// An endpoint and the Rust shapes of its parameters.
#[derive(Debug)]
pub(crate) struct EndpointModel<'a> {
    /// What the page says.
    pub(crate) endpoint: &'a Endpoint,
    /// All parameters, in the order of the IR.
    pub(crate) members: Vec<Member<'a>>,
    /// The types that the endpoint's module declares.
    pub(crate) declarations: Vec<super::model::Declaration<'a>>,
    /// The names that the module uses so far.
    taken: BTreeSet<String>,
}

impl<'a> EndpointModel<'a> {
    pub(crate) fn new(endpoint: &'a Endpoint, schemas: &Schemas<'a>) -> Self {
        let mut modeller = Modeller::new(schemas, Side::Request, names_of_endpoint(endpoint, schemas));
        let members = modeller.members(endpoint.parameters.iter(), &names::camel(&endpoint.name));
        Self {
            endpoint,
            members,
            declarations: modeller.declarations,
            taken: modeller.taken,
        }
    }

    /// What a call gives.
    pub(crate) fn outcome(&self, schemas: &Schemas<'_>, imports: &mut Imports) -> Outcome {
        outcome::outcome(self.endpoint, schemas, self.taken.clone(), imports)
    }

    /// The positional arguments: required parameters.
    pub(crate) fn required(&self) -> impl Iterator<Item = &Member<'a>> {
        self.members.iter().filter(|member| member.parameter.required)
    }

    /// The setters: optional parameters.
    pub(crate) fn optional(&self) -> impl Iterator<Item = &Member<'a>> {
        self.members.iter().filter(|member| !member.parameter.required)
    }

    /// Whether the request has setters, and so a type of its own.
    pub(crate) fn has_setters(&self) -> bool {
        self.optional().next().is_some()
    }

    /// The name of a positional argument. A body parameter that shares its name with one of the path is told apart by its place.
    pub(crate) fn argument_name(&self, member: &Member<'_>) -> Ident {
        let parameter = member.parameter;
        let shared = self
            .required()
            .filter(|other| names::snake(&other.parameter.name) == names::snake(&parameter.name))
            .count()
            > 1;
        match parameter.location {
            ParameterLocation::Body if shared => names::identifier(&format!("body_{}", names::snake(&parameter.name))),
            ParameterLocation::Query if shared => {
                names::identifier(&format!("query_{}", names::snake(&parameter.name)))
            }
            _ => names::argument(&parameter.name),
        }
    }
}

/// The whole file.
pub(crate) fn file(endpoint: &Endpoint, surroundings: &Surroundings<'_>) -> TokenStream {
    let model = EndpointModel::new(endpoint, &surroundings.schemas);
    let mut imports = Imports::beside([names::camel(&endpoint.name), names::camel(&endpoint.scope)]);
    let items = match surroundings.forward_target(endpoint) {
        Some(target) => forwarder(&model, target, surroundings, &mut imports),
        None => own_items(&model, surroundings, &mut imports),
    };
    let doc = Doc::new(&format!(
        "{}: `{} {}`.",
        text(&endpoint.title),
        endpoint.method.as_str(),
        endpoint.route.path()
    ))
    .inner();
    let uses = imports.tokens();
    quote!(#doc #uses #items)
}

fn own_items(model: &EndpointModel<'_>, surroundings: &Surroundings<'_>, imports: &mut Imports) -> TokenStream {
    let outcome = model.outcome(&surroundings.schemas, imports);
    let route = route_static(model.endpoint, imports);
    let patterns = arguments::patterns(&model.members, "");
    let method = method(model, &outcome, surroundings, imports);
    let request = if model.has_setters() {
        request_type(model, &outcome.ty, imports)
    } else {
        TokenStream::new()
    };
    let declarations = model
        .declarations
        .iter()
        .map(|declaration| declaration::items(declaration, imports));
    let answers = &outcome.items;
    quote!(#route #patterns #method #request #(#declarations)* #answers)
}

/// ```ignore
/// /// The route of `packages.deletePackageForUser`.
/// pub static ENDPOINT: Endpoint = Endpoint::delete("packages.deletePackageForUser", "/users/{username}/packages/{package_type}/{package_name}");
/// ```
fn route_static(endpoint: &Endpoint, imports: &mut Imports) -> TokenStream {
    imports.add("crate::endpoint::Endpoint");
    let id = endpoint.id().to_string();
    let path = endpoint.route.path();
    let method = match endpoint.method {
        Method::Get => "get",
        Method::Head => "head",
        Method::Post => "post",
        Method::Put => "put",
        Method::Patch => "patch",
        Method::Delete => "delete",
    };
    let method = format_ident!("{method}");
    let uploads = endpoint.route.uploads.then(|| quote!(.uploads()));
    let content_type = endpoint
        .content_type
        .as_ref()
        .map(|media_type| quote!(.content_type(#media_type)));
    let groups = endpoint.groups.iter().map(group);
    let doc = format!(" The route of `{id}`.");
    quote! {
        #[doc = #doc]
        pub static ENDPOINT: Endpoint = Endpoint::#method(#id, #path) #uploads #content_type #(#groups)*;
    }
}

/// `.one_of(&[&["id"], &["owner", "repo", "number"]])`
fn group(rule: &GroupRule) -> TokenStream {
    let method = match rule.kind {
        GroupKind::AtLeastOne => format_ident!("any_of"),
        GroupKind::ExactlyOne => format_ident!("one_of"),
    };
    let groups = rule.groups.iter().map(|names| quote!(&[#(#names),*]));
    quote!(.#method(&[#(#groups),*]))
}

/// ```ignore
/// impl Packages<'_> {
///     /// Delete a package for a user. …
///     #[inline]
///     pub fn delete_package_for_user(&self, username: impl AsRef<str>, …) -> Request<()> {
///         Request::new(self.client, &ENDPOINT).path("username", username.as_ref())
///     }
/// }
/// ```
fn method(
    model: &EndpointModel<'_>,
    outcome: &Outcome,
    surroundings: &Surroundings<'_>,
    imports: &mut Imports,
) -> TokenStream {
    let endpoint = model.endpoint;
    let handle = names::identifier(&names::camel(&endpoint.scope));
    let handle_path = format!("super::{}", names::camel(&endpoint.scope));
    imports.add(&handle_path);
    imports.add("crate::request::Request");
    let name = names::argument(&endpoint.name);
    let taken: Vec<(&Member<'_>, Argument)> = model
        .required()
        .map(|member| {
            (
                member,
                arguments::argument(member, model.argument_name(member), imports),
            )
        })
        .collect();
    let signature = taken.iter().map(|(_, Argument { name, ty, .. })| quote!(#name: #ty));
    let bindings = taken
        .iter()
        .map(|(member, argument)| arguments::binding(member, argument));
    let calls: Vec<TokenStream> = taken
        .iter()
        .map(|(member, argument)| arguments::calls(member, argument, &runtime_method(model, member), "", imports))
        .collect();
    let request = quote!(Request::new(self.client, &ENDPOINT) #(#calls)*);
    let (result, request) = if model.has_setters() {
        let ty = names::identifier(&names::camel(&endpoint.name));
        (quote!(#ty), quote!(#ty(#request)))
    } else {
        let ty = &outcome.ty;
        (quote!(Request<#ty>), request)
    };
    let doc = method_doc(model, &outcome.errors, surroundings).outer();
    let deprecated = deprecation(endpoint);
    quote! {
        impl #handle<'_> {
            #doc
            #deprecated
            #[inline]
            pub fn #name(&self, #(#signature),*) -> #result {
                #(#bindings)*
                #request
            }
        }
    }
}

/// The runtime's method that takes a parameter of this place.
fn runtime_method(model: &EndpointModel<'_>, member: &Member<'_>) -> Ident {
    match member.parameter.location {
        ParameterLocation::Path => format_ident!("path"),
        ParameterLocation::Query => format_ident!("query"),
        ParameterLocation::Body => format_ident!("body"),
        ParameterLocation::WholeBody if is_raw(model, member) => format_ident!("raw_body"),
        ParameterLocation::WholeBody => format_ident!("whole_body"),
    }
}

/// Whether a whole body goes out as it is rather than as JSON.
fn is_raw(model: &EndpointModel<'_>, member: &Member<'_>) -> bool {
    use super::model::Core;
    member.shape.core == Core::Bytes || (model.endpoint.content_type.is_some() && member.shape.core == Core::Text)
}

/// `#[deprecated = "…"]` where the page says so.
fn deprecation(endpoint: &Endpoint) -> TokenStream {
    let note = match &endpoint.renamed_to {
        Some(id) => format!("renamed to `{id}`"),
        None if endpoint.deprecated => "GitHub calls this method deprecated".to_owned(),
        None => return TokenStream::new(),
    };
    quote!(#[deprecated = #note])
}

/// The documentation of a method: title, route, prose, arguments, a compiled example, links.
fn method_doc(model: &EndpointModel<'_>, errors: &str, surroundings: &Surroundings<'_>) -> Doc {
    let endpoint = model.endpoint;
    let mut doc = Doc::new(&format!("{}.", text(endpoint.title.trim_end_matches('.'))));
    doc.paragraphs(&format!("`{} {}`", endpoint.method.as_str(), endpoint.route.path()));
    doc.paragraphs(&endpoint.description);
    let arguments: Vec<String> = model
        .required()
        .filter(|member| !member.parameter.description.is_empty())
        .map(|member| {
            format!(
                "- `{}`: {}",
                model.argument_name(member),
                one_block(&member.parameter.description)
            )
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

/// A link to the page, relative to where rustdoc puts the method's own, and one to the official documentation.
fn links(endpoint: &Endpoint) -> String {
    let page = format!("[Page](../../../../{})", endpoint.source.file);
    match &endpoint.docs_url {
        Some(url) => format!("{page}, [GitHub's documentation]({url})"),
        None => page,
    }
}

/// The first block of a description: list items hold one.
fn one_block(description: &str) -> &str {
    description.split("\n\n").next().unwrap_or("")
}

/// ```ignore
/// /// Request of [`Issues::list`].
/// #[derive(Clone, Debug)]
/// #[must_use = "a request does nothing until it is sent"]
/// pub struct List(Request<Body>);
///
/// impl List {
///     /// …
///     #[inline]
///     pub fn state(self, state: OpenStateFilter) -> Self {
///         Self(self.0.query("state", state))
///     }
/// }
///
/// impl Deref for List {
///     type Target = Request<Body>;
///     #[inline]
///     fn deref(&self) -> &Self::Target {
///         &self.0
///     }
/// }
/// ```
fn request_type(model: &EndpointModel<'_>, outcome: &TokenStream, imports: &mut Imports) -> TokenStream {
    imports.add("std::ops::Deref");
    let endpoint = model.endpoint;
    let ty = names::identifier(&names::camel(&endpoint.name));
    let target = quote!(Request<#outcome>);
    let setters: Vec<TokenStream> = model
        .optional()
        .map(|member| setter(member, &runtime_method(model, member), "", imports))
        .collect();
    let doc = format!(
        " Request of [`{}::{}`].",
        names::camel(&endpoint.scope),
        names::snake(&endpoint.name)
    );
    quote! {
        #[doc = #doc]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #ty(#target);

        impl #ty {
            #(#setters)*
        }

        impl Deref for #ty {
            type Target = #target;
            #[inline]
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    }
}

/// ```ignore
/// /// Number of results per page. Default: `30`.
/// #[inline]
/// pub fn per_page(self, per_page: i64) -> Self {
///     Self(self.0.query("per_page", per_page))
/// }
/// ```
pub(crate) fn setter(member: &Member<'_>, method: &Ident, outer: &str, imports: &mut Imports) -> TokenStream {
    let argument = arguments::argument(member, names::argument(&member.parameter.name), imports);
    let name = names::setter(&member.parameter.name);
    let binding = arguments::binding(member, &argument);
    let call = arguments::calls(member, &argument, method, outer, imports);
    let Argument {
        name: parameter, ty, ..
    } = &argument;
    let doc = member_doc(member).outer();
    let deprecated = member
        .parameter
        .deprecated
        .then(|| quote!(#[deprecated = "the docs call this parameter deprecated"]));
    quote! {
        #doc
        #deprecated
        #[inline]
        pub fn #name(self, #parameter: #ty) -> Self {
            #binding
            Self(self.0 #call)
        }
    }
}

/// A parameter's description, its default and its bounds.
fn member_doc(member: &Member<'_>) -> Doc {
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
        facts.push(format!("Default: {}.", super::code(default)));
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
    use super::model::Core;
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

/// A renamed method that hands its arguments to the one under the new name.
///
/// ```ignore
/// impl Teams<'_> {
///     #[deprecated = "renamed to `teams.list`"]
///     #[inline]
///     pub fn list_old(&self, org: impl AsRef<str>) -> super::list::List {
///         self.list(org)
///     }
/// }
/// ```
fn forwarder(
    model: &EndpointModel<'_>,
    target: &Endpoint,
    surroundings: &Surroundings<'_>,
    imports: &mut Imports,
) -> TokenStream {
    let endpoint = model.endpoint;
    let handle = names::identifier(&names::camel(&endpoint.scope));
    imports.add(&format!("super::{}", names::camel(&endpoint.scope)));
    let name = names::argument(&endpoint.name);
    let taken: Vec<Argument> = model
        .required()
        .map(|member| arguments::argument(member, model.argument_name(member), imports))
        .collect();
    let signature = taken.iter().map(|Argument { name, ty, .. }| quote!(#name: #ty));
    let arguments = taken.iter().map(|Argument { name, .. }| name);
    let target_model = EndpointModel::new(target, &surroundings.schemas);
    let result = if target_model.has_setters() {
        let ty = names::camel(&target.name);
        imports.add(&format!("super::{}::{ty}", names::snake(&target.name)));
        let ty = names::identifier(&ty);
        quote!(#ty)
    } else {
        imports.add("crate::request::Request");
        let outcome = target_model.outcome(&surroundings.schemas, imports);
        for local in outcome.locals {
            imports.add(&format!("super::{}::{local}", names::snake(&target.name)));
        }
        let ty = outcome.ty;
        quote!(Request<#ty>)
    };
    let target_name = names::argument(&target.name);
    let doc = Doc::new(&format!(
        "Old name of [`{}::{}`].",
        names::camel(&target.scope),
        names::snake(&target.name)
    ))
    .verbatim([links(endpoint)])
    .outer();
    let deprecated = deprecation(endpoint);
    quote! {
        impl #handle<'_> {
            #doc
            #deprecated
            #[inline]
            pub fn #name(&self, #(#signature),*) -> #result {
                self.#target_name(#(#arguments),*)
            }
        }
    }
}

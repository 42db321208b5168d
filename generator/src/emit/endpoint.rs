//! The file of an endpoint: its route, the method that starts a request, the request's setters, and the types only it takes.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::arguments::{self, Argument};
use super::doc::Doc;
use super::imports::Imports;
use super::method_doc::{member_doc, method_doc};
use super::model::{Core, Declaration, Member, Modeller, Owner};
use super::outcome::{self, Outcome};
use super::shared_types::Schemas;
use super::{declaration, forward, text};
use crate::example::{Examples, Purpose};
use crate::ir::{Endpoint, GroupKind, GroupRule, Method, ParameterLocation};
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
    pub(crate) declarations: Vec<Declaration<'a>>,
    /// Names that could not be told apart by the naming rules.
    pub(crate) clashes: Vec<(Owner<'a>, String)>,
    /// The names that the request uses in the module.
    taken: BTreeSet<String>,
}

impl<'a> EndpointModel<'a> {
    pub(crate) fn new(endpoint: &'a Endpoint, schemas: &Schemas<'a>) -> Self {
        let mut modeller = Modeller::of_endpoint(endpoint, schemas);
        let mut members = modeller.members(endpoint.parameters.iter(), &names::camel(&endpoint.name));
        // A body that isn't JSON and has no stated type is whatever bytes the caller has.
        let is_open_body = |member: &&mut Member<'_>| {
            member.parameter.location == ParameterLocation::WholeBody && member.shape.core == Core::Open
        };
        if endpoint.content_type.is_some() {
            for member in members.iter_mut().filter(is_open_body) {
                member.shape.core = Core::Bytes;
            }
        }
        Self {
            endpoint,
            members,
            declarations: modeller.declarations,
            clashes: modeller.clashes,
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

    /// The name of a positional argument. Parameters that share their name with one of the path are told apart by their place.
    pub(crate) fn argument_name(&self, member: &Member<'_>) -> Ident {
        let name = names::snake(&member.parameter.name);
        let place = match member.parameter.location {
            ParameterLocation::Body | ParameterLocation::WholeBody => "body",
            ParameterLocation::Query => "query",
            ParameterLocation::Path => return names::argument(&name),
        };
        let sharing = self
            .required()
            .filter(|other| names::snake(&other.parameter.name) == name);
        if sharing.count() > 1 {
            names::argument(&format!("{place}_{name}"))
        } else {
            names::argument(&name)
        }
    }
}

/// The whole file.
pub(crate) fn file(endpoint: &Endpoint, surroundings: &Surroundings<'_>) -> TokenStream {
    let mut imports = Imports::beside([names::camel(&endpoint.name), names::camel(&endpoint.scope)]);
    let items = match surroundings.forward_target(endpoint) {
        Some(target) => forward::forwarder(endpoint, target, surroundings, &mut imports),
        None => own_items(
            &EndpointModel::new(endpoint, &surroundings.schemas),
            surroundings,
            &mut imports,
        ),
    };
    let doc = Doc::new(&format!(
        "{}: `{} {}`.",
        text(&endpoint.title),
        endpoint.method.as_str(),
        endpoint.route.path()
    ))
    .inner();
    TokenStream::from_iter([doc, imports.tokens(), items])
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
    [route, patterns, method, request]
        .into_iter()
        .chain(declarations)
        .chain([outcome.items])
        .collect()
}

/// ```ignore
/// /// The route of `packages.deletePackageForUser`.
/// pub static ENDPOINT: Endpoint = Endpoint::delete("packages.deletePackageForUser", "/users/{username}/packages/{package_type}/{package_name}");
/// ```
fn route_static(endpoint: &Endpoint, imports: &mut Imports) -> TokenStream {
    imports.add("crate::Endpoint");
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
    let scopes = token_scopes(&endpoint.token_scopes);
    let rivals = match endpoint.rivals.as_slice() {
        [] => TokenStream::new(),
        rivals => quote!(.apart_from(&[#(#rivals),*])),
    };
    let doc = format!(" The route of `{id}`.");
    quote! {
        #[doc = #doc]
        pub static ENDPOINT: Endpoint = Endpoint::#method(#id, #path) #uploads #content_type #(#groups)* #scopes #rivals;
    }
}

/// `.scopes(&[&["read:packages"], &["delete:packages"]])`
fn token_scopes(groups: &[Vec<String>]) -> TokenStream {
    if groups.is_empty() {
        return TokenStream::new();
    }
    let groups = groups.iter().map(|scopes| quote!(&[#(#scopes),*]));
    quote!(.scopes(&[#(#groups),*]))
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
///     pub fn delete_package_for_user(&self, username: &str, …) -> Request<()> {
///         Request::new(self.client, &ENDPOINT).path("username", username)
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
    imports.add("crate::Request");
    let name = names::function(&endpoint.name);
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
    member.shape.core == Core::Bytes || (model.endpoint.content_type.is_some() && member.shape.core == Core::Text)
}

/// `#[deprecated = "…"]` where the page says so.
pub(crate) fn deprecation(endpoint: &Endpoint) -> TokenStream {
    let note = match &endpoint.renamed_to {
        Some(id) => format!("renamed to `{id}`"),
        None if endpoint.deprecated => "GitHub calls this method deprecated".to_owned(),
        None => return TokenStream::new(),
    };
    quote!(#[deprecated = #note])
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

//! The file of an endpoint: its route, the method that starts a request, the request's setters, and the types of both sides.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::arguments::{self, Handover};
use super::declaration::{setter, type_names, types};
use super::doc::{Doc, code, inline};
use super::imports::Imports;
use super::rust_example::Context;
use super::value_type::value_type;
use super::{declaration, format, method_doc, response};
use crate::ir::{GroupKind, GroupRule, ParameterLocation, Style};
use crate::rust_model::{DeclaredType, Endpoint, Form, Member, Parameter, Scope, Side, Success, Walk, names};

/// The whole file.
pub(crate) fn file(scope: &Scope<'_>, endpoint: &Endpoint<'_>, context: &Context<'_>) -> TokenStream {
    let mut imports = imports(endpoint);
    let items = if endpoint.forwards_to.is_some() {
        forwarder(scope, endpoint, context, &mut imports)
    } else {
        let route = route_static(endpoint, &mut imports);
        let method = method(scope, endpoint, context, &mut imports);
        let request = request_type(scope, endpoint, &mut imports);
        let types = types(&endpoint.types, false, &mut imports);
        let responses = responses(endpoint);
        quote!(#route #method #request #types #responses)
    };
    let route = format!("`{} {}`", endpoint.origin.method.as_str(), endpoint.route);
    let doc = Doc::new(&format!("{}: {route}.", inline(&endpoint.origin.title))).inner();
    TokenStream::from_iter([doc, imports.tokens(), items])
}

/// The signature of an endpoint's method.
pub(crate) fn signature(endpoint: &Endpoint<'_>) -> String {
    format::signature(&method_signature(endpoint, &mut imports(endpoint)))
}

/// The signature of a setter for a parameter of an endpoint.
pub(crate) fn setter_signature(endpoint: &Endpoint<'_>, setter: &Parameter<'_>) -> String {
    format::signature(&declaration::setter_signature(&setter.member, &mut imports(endpoint)))
}

/// The signature of the function that takes a member of a request's object: its constructor, or a setter.
pub(crate) fn member_signature(object: &DeclaredType<'_>, members: &[Member<'_>], member: &Member<'_>) -> String {
    let mut imports = imports_beside(object);
    format::signature(&if member.required {
        declaration::constructor_signature(members, &mut imports)
    } else {
        declaration::setter_signature(member, &mut imports)
    })
}

/// The public field of a type of responses: `pub login: String`.
pub(crate) fn field_signature(ty: &DeclaredType<'_>, member: &Member<'_>) -> String {
    let ty = response::field_type(member, &mut imports_beside(ty));
    let (name, ty) = (names::identifier(&member.name), ty.to_string().replace(' ', ""));
    format!("pub {name}: {ty}")
}

/// The imports of the module of a declared type.
fn imports_beside(ty: &DeclaredType<'_>) -> Imports {
    let here = ty.path.split_last().map_or(&[][..], |(_, module)| module);
    Imports::new(here, [ty.name().to_owned()])
}

fn imports(endpoint: &Endpoint<'_>) -> Imports {
    let own = type_names(&endpoint.types);
    let request = [&endpoint.request, &endpoint.marker].map(String::clone);
    Imports::new(&[], own.into_iter().chain(request).chain(endpoint.alias.clone()))
}

/// ```ignore
/// /// The route of `issues.get`.
/// pub static ENDPOINT: Endpoint = Endpoint::get("issues.get", "/repos/{owner}/{repo}/issues/{issue_number}").success(&[200], &[]);
/// ```
fn route_static(endpoint: &Endpoint<'_>, imports: &mut Imports) -> TokenStream {
    let ty = imports.path("crate::Endpoint");
    let (id, route) = (&endpoint.id, &endpoint.route);
    let method = format_ident!("{}", endpoint.origin.method.as_str().to_lowercase());
    let uploads = endpoint.origin.route.uploads.then(|| quote!(.uploads()));
    let content_type = endpoint.origin.content_type.as_ref();
    let content_type = content_type.map(|media_type| quote!(.content_type(#media_type)));
    let groups = endpoint.groups.iter().map(group);
    let scopes = endpoint.origin.token_scopes.iter();
    let scopes = scopes.map(|scopes| quote!(&[#(#scopes),*]));
    let scopes = (scopes.len() > 0).then(|| quote!(.scopes(&[#(#scopes),*])));
    let overlapping = &endpoint.origin.overlapping_routes;
    let overlapping = (!overlapping.is_empty()).then(|| quote!(.apart_from(&[#(#overlapping),*])));
    let success = matches!(endpoint.responses.success, Success::One(_) | Success::ByStatus(_)).then(|| {
        let [with_body, empty] = [true, false].map(|with_body| {
            let statuses = endpoint.successes(with_body).into_iter().map(Literal::u16_unsuffixed);
            quote!(&[#(#statuses),*])
        });
        quote!(.success(#with_body, #empty))
    });
    let page_size = endpoint.origin.items.as_ref().and_then(|items| items.page_size);
    let page_size = page_size
        .map(i64::from)
        .map(arguments::number)
        .map(|size| quote!(.paged_by(#size)));
    let optional_end = endpoint.origin.may_end_empty().then(|| quote!(.optional_end()));
    let doc = format!(" The route of `{id}`.");
    quote! {
        #[doc = #doc]
        pub static ENDPOINT: #ty = #ty::#method(#id, #route)
            #uploads #content_type #(#groups)* #scopes #overlapping #optional_end #page_size #success;
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
///     pub fn delete_package_for_user(&self, username: &str, …) -> DeletePackageForUser {
///         Request(RequestBuilder::new(self.client, &ENDPOINT).path("username", username))
///     }
/// }
/// ```
fn method(scope: &Scope<'_>, endpoint: &Endpoint<'_>, context: &Context<'_>, imports: &mut Imports) -> TokenStream {
    let handle = imports.path(&format!("super::{}", scope.handle));
    let [request, builder] = ["crate::Request", "crate::RequestBuilder"].map(|path| imports.path(path));
    let signature = method_signature(endpoint, imports);
    let arguments = endpoint.arguments.iter();
    let values = arguments.map(|argument| (&argument.member, runtime_method(argument)));
    let Handover { before, calls } = arguments::handover(values, imports);
    let doc = method_doc::method(scope, endpoint, context);
    let deprecated = deprecation(endpoint, context);
    quote! {
        impl #handle<'_> {
            #doc
            #deprecated
            #[inline]
            #signature {
                #before
                #request(#builder::new(self.client, &ENDPOINT) #calls)
            }
        }
    }
}

/// `pub fn delete_package_for_user(&self, username: &str, …) -> DeletePackageForUser`
fn method_signature(endpoint: &Endpoint<'_>, imports: &mut Imports) -> TokenStream {
    let name = names::identifier(&endpoint.name);
    let arguments = endpoint.arguments.iter().map(|argument| &argument.member);
    let (markers, arguments) = arguments::arguments(arguments, imports);
    let request = names::identifier(&endpoint.request);
    quote!(pub fn #name #markers (&self, #(#arguments),*) -> #request)
}

/// The runtime's method that takes a parameter of this location.
fn runtime_method(parameter: &Parameter<'_>) -> &'static str {
    match (parameter.location, parameter.style) {
        (ParameterLocation::Path, _) => "path",
        (ParameterLocation::Query, Style::Plain | Style::Trimmed) => "query",
        (ParameterLocation::Query, Style::Repeated) => "repeated_query",
        (ParameterLocation::Query, Style::Brackets) => "bracketed_query",
        (ParameterLocation::Body, _) => "body",
        (ParameterLocation::WholeBody, _) if parameter.is_raw => "raw_body",
        (ParameterLocation::WholeBody, _) => "whole_body",
    }
}

/// `#[deprecated = "…"]` where the page says so.
fn deprecation(endpoint: &Endpoint<'_>, context: &Context<'_>) -> Option<TokenStream> {
    let note = endpoint.deprecated.as_ref()?;
    let note = match context.config.service {
        None => note.clone(),
        Some(_) => note.replacen("GitHub ", "the service ", 1),
    };
    Some(quote!(#[deprecated = #note]))
}

/// ```ignore
/// /// Request of [`Issues::list`].
/// pub type List = Request<ListRoute>;
///
/// /// Marks requests of [`Issues::list`].
/// #[doc(hidden)]
/// pub enum ListRoute {}
///
/// impl Route for ListRoute {
///     type Response = Vec<Issue>;
///     type Paging = Paged;
/// }
///
/// impl List {
///     /// …
///     #[inline]
///     pub fn state(self, state: impl Into<StringEnum<OpenStateFilter>>) -> Self {
///         Self(self.0.query("state", Into::<StringEnum<OpenStateFilter>>::into(state)))
///     }
/// }
/// ```
fn request_type(scope: &Scope<'_>, endpoint: &Endpoint<'_>, imports: &mut Imports) -> TokenStream {
    let [request, route] = ["crate::Request", "crate::Route"].map(|path| imports.path(path));
    let paging = if endpoint.responses.is_paged {
        imports.path("crate::Paged")
    } else {
        imports.path("crate::Single")
    };
    let [ty, marker] = [&endpoint.request, &endpoint.marker].map(|name| names::identifier(name));
    let response = response(endpoint, imports);
    let setters = endpoint.setters.iter();
    let setters: Vec<_> = setters
        .map(|parameter| setter(&parameter.member, runtime_method(parameter), imports))
        .collect();
    let forms: Vec<_> = endpoint
        .responses
        .forms
        .iter()
        .map(|form| self::form(form, &paging, imports))
        .collect();
    let is_bare = setters.is_empty() && forms.is_empty();
    let setters = (!is_bare).then(|| quote!(impl #ty { #(#setters)* #(#forms)* }));
    let method = format!("[`{}::{}`].", scope.handle, endpoint.name);
    let [doc, marker_doc] = [" Request of", " Marks requests of"].map(|what| format!("{what} {method}"));
    quote! {
        #[doc = #doc]
        pub type #ty = #request<#marker>;

        #[doc = #marker_doc]
        #[doc(hidden)]
        pub enum #marker {}

        impl #route for #marker {
            type Response = #response;
            type Paging = #paging;
        }

        #setters
    }
}

/// ```ignore
/// /// Asks for the form `application/vnd.github.star+json` of the response.
/// #[inline]
/// pub fn star_form(self) -> BareRequest<Vec<Stargazer>, Paged> {
///     self.0.form(MediaType::new("application/vnd.github.star+json"))
/// }
/// ```
fn form(form: &Form<'_>, paging: &TokenStream, imports: &mut Imports) -> TokenStream {
    let [request, media_type] = ["crate::BareRequest", "crate::MediaType"].map(|path| imports.path(path));
    let (ty, name, asked) = (
        value_type(&form.shape, Side::Response, imports),
        names::identifier(&form.method),
        &form.origin.media_type,
    );
    let mut doc = Doc::new(&format!("Asks for the form {} of the response.", code(asked)));
    let doc = doc.paragraphs(&form.origin.description).outer();
    quote! {
        #doc
        #[inline]
        pub fn #name(self) -> #request<#ty, #paging> {
            self.0.form(#media_type::new(#asked))
        }
    }
}

/// What a successful call returns: `Vec<Issue>`.
fn response(endpoint: &Endpoint<'_>, imports: &mut Imports) -> TokenStream {
    match &endpoint.responses.success {
        Success::Empty => quote!(()),
        Success::Raw(_) => imports.path("crate::Body"),
        Success::One(body) => {
            let ty = value_type(&body.shape, Side::Response, imports);
            if endpoint.responses.may_miss {
                quote!(Option<#ty>)
            } else {
                ty
            }
        }
        Success::ByStatus(_) => quote!(response::ByStatus),
    }
}

/// ```ignore
/// /// Types of the responses.
/// pub mod response {
///     pub struct Body { … }
/// }
/// ```
fn responses(endpoint: &Endpoint<'_>) -> Option<TokenStream> {
    let own = type_names(&endpoint.responses.types);
    let mut imports = Imports::new(&["response".to_owned()], own.into_iter().chain(["ByStatus".to_owned()]));
    let by_status = match &endpoint.responses.success {
        Success::ByStatus(bodies) => {
            let by_status = response::by_status(bodies, &endpoint.successes(false), &mut imports);
            let page = bodies
                .first()
                .filter(|_| matches!(endpoint.responses.walk, Walk::Items(_)));
            let items = page.map(|page| response::items_by_status(page, &mut imports));
            Some(quote!(#by_status #items))
        }
        _ => None,
    };
    if by_status.is_none() && endpoint.responses.types.is_empty() {
        return None;
    }
    let types = types(&endpoint.responses.types, false, &mut imports);
    let uses = imports.tokens();
    Some(quote! {
        /// Types of the responses.
        pub mod response {
            #uses
            #by_status
            #types
        }
    })
}

/// A renamed method that hands its arguments to the one under the new name. The types of the new module stay reachable under the old one.
///
/// ```ignore
/// pub use super::list::*;
///
/// /// Old name of [`List`].
/// #[deprecated = "renamed to `teams.list`"]
/// pub type ListOld = List;
///
/// impl Teams<'_> {
///     #[deprecated = "renamed to `teams.list`"]
///     #[inline]
///     pub fn list_old(&self, org: &str) -> List {
///         self.list(org)
///     }
/// }
/// ```
fn forwarder(scope: &Scope<'_>, endpoint: &Endpoint<'_>, context: &Context<'_>, imports: &mut Imports) -> TokenStream {
    let target = endpoint.forwards_to.as_deref().unwrap_or_default();
    let handle = imports.path(&format!("super::{}", scope.handle));
    let signature = method_signature(endpoint, imports);
    let arguments = endpoint.arguments.iter();
    let arguments = arguments.map(|argument| names::identifier(&argument.member.argument()));
    let mut doc = Doc::new(&format!("Old name of [`{}::{target}`].", scope.handle));
    let doc = doc.paragraphs(&method_doc::links(endpoint, context)).outer();
    let deprecated = deprecation(endpoint, context);
    let target = names::identifier(target);
    let alias = alias(endpoint, context);
    quote! {
        pub use super::#target::*;

        #alias

        impl #handle<'_> {
            #doc
            #deprecated
            #[inline]
            #signature {
                self.#target(#(#arguments),*)
            }
        }
    }
}

/// The old name of the type of a renamed endpoint's requests.
///
/// ```ignore
/// /// Old name of [`List`].
/// #[deprecated = "renamed to `teams.list`"]
/// pub type ListOld = List;
/// ```
pub(crate) fn alias(endpoint: &Endpoint<'_>, context: &Context<'_>) -> Option<TokenStream> {
    let old = names::identifier(endpoint.alias.as_ref()?);
    let deprecated = deprecation(endpoint, context);
    let doc = format!(" Old name of [`{}`].", endpoint.request);
    let request = names::identifier(&endpoint.request);
    Some(quote! {
        #[doc = #doc]
        #deprecated
        pub type #old = #request;
    })
}

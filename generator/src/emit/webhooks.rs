//! The payloads of webhook events: one file per page, and the module with the enum of all events.

use proc_macro2::TokenStream;
use quote::quote;

use super::declaration::{type_names, types};
use super::doc::{Doc, code, first_paragraph};
use super::imports::Imports;
use super::rust_example::Context;
use super::schemas;
use crate::rust_model::{DeclaredType, Model, Webhook, names};

/// The events that have a type.
pub(crate) fn emitted<'m, 'a>(model: &'m Model<'a>) -> impl Iterator<Item = (&'m Webhook<'a>, &'m DeclaredType<'a>)> {
    let webhooks = model.webhooks.iter();
    webhooks.filter_map(|webhook| Some((webhook, webhook.payload.declared.as_ref()?)))
}

/// The file of an event: the type of its payload.
///
/// ```ignore
/// impl Payload for IssuesOpened {
///     const EVENT: &'static str = "issues";
///     const ACTION: Option<&'static str> = Some("opened");
/// }
/// ```
pub(crate) fn file(webhook: &Webhook<'_>, declared: &DeclaredType<'_>, context: &Context<'_>) -> TokenStream {
    let own = std::slice::from_ref(declared);
    let mut imports = Imports::reexported(format!("crate::webhooks::{}", declared.name()), type_names(own));
    let items = types(own, false, &mut imports);
    let (name, payload) = (
        names::identifier(declared.name()),
        imports.path("crate::webhook::Payload"),
    );
    let (event, action) = (&webhook.origin.event, action(webhook));
    let doc = schemas::file_doc(&webhook.origin.id(), &webhook.payload, context);
    let uses = imports.tokens();
    quote! {
        #doc
        #uses
        #items

        impl #payload for #name {
            const EVENT: &'static str = #event;
            const ACTION: Option<&'static str> = #action;
        }
    }
}

/// `Some("opened")`
fn action(webhook: &Webhook<'_>) -> TokenStream {
    if let Some(action) = &webhook.origin.action {
        quote!(Some(#action))
    } else {
        quote!(None)
    }
}

/// ```ignore
/// //! The events of webhooks: a type for the payload of each event and action, and all of them as one enum.
///
/// pub mod issues_opened;
/// pub use self::issues_opened::IssuesOpened;
///
/// /// Types that are inside the types of [`webhooks`](crate::webhooks): …
/// pub mod inner { … }
///
/// /// The payload of a webhook, by event and action.
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum Event {
///     /// `issues.opened`: Sent when someone opens an issue.
///     IssuesOpened(Box<IssuesOpened>),
///     /// The payload of an event or action that the docs don't list.
///     Unknown(Value),
/// }
///
/// impl Events for Event {
///     fn read(event: &str, body: &[u8], reading: Reading) -> Result<(Self, Notes), DecodeError> {
///         match (event, webhook::action(body).as_deref()) {
///             ("issues", Some("opened")) => webhook::read_event(body, reading, Self::IssuesOpened),
///             _ => webhook::read_unknown(body, Self::Unknown),
///         }
///     }
/// }
/// ```
pub(crate) fn module(model: &Model<'_>) -> TokenStream {
    let doc = Doc::new(
        "The events of webhooks: a type for the payload of each event and action, and all of them as one enum.",
    );
    let doc = doc.inner();
    let gated = emitted(model).map(|(webhook, declared)| (&webhook.payload, declared, gate(webhook)));
    let modules = schemas::modules("webhooks", gated);
    let own = emitted(model).map(|(_, declared)| declared.name().to_owned());
    let mut imports = Imports::new(&[], own.chain(["Event".to_owned()]));
    let [value, events, reading, notes, error] = [
        "serde_json::Value",
        "crate::webhook::Events",
        "crate::Reading",
        "crate::Notes",
        "crate::DecodeError",
    ]
    .map(|path| imports.path(path));
    let module = imports.path("crate::webhook");
    let (mut variants, mut exact, mut open) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for (webhook, declared) in emitted(model) {
        let (gate, name, page) = (gate(webhook), names::identifier(declared.name()), webhook.origin.0);
        let mut summary = code(&page.id());
        if let Some(description) = first_paragraph(&page.payload.description) {
            summary += ": ";
            summary += description;
        }
        let doc = Doc::new(&summary).outer();
        variants.extend(quote!(#doc #gate #name(Box<#name>),));
        let event = &page.event;
        // Whatever the action is, an event without one is read as that.
        let arm = if let Some(action) = &page.action {
            quote!((#event, Some(#action)))
        } else {
            quote!((#event, _))
        };
        let arms = if page.action.is_some() { &mut exact } else { &mut open };
        arms.extend(quote!(#gate #arm => #module::read_event(body, reading, Self::#name),));
    }
    let uses = imports.tokens();
    quote! {
        #doc
        #uses
        #modules

        /// The payload of a webhook, by event and action.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            #variants
            /// The payload of an event or action that the docs don't list.
            Unknown(#value),
        }

        impl #events for Event {
            fn read(event: &str, body: &[u8], reading: #reading) -> Result<(Self, #notes), #error> {
                match (event, #module::action(body).as_deref()) {
                    #exact
                    #open
                    _ => #module::read_unknown(body, Self::Unknown),
                }
            }
        }
    }
}

/// `#[cfg(feature = "enterprise-cloud")]` for an event that only this edition has.
fn gate(webhook: &Webhook<'_>) -> TokenStream {
    let edition = webhook.origin.edition.as_deref();
    edition.map_or_else(TokenStream::new, |edition| quote!(#[cfg(feature = #edition)]))
}

//! Declared types: string enums, objects with a constructor for what they require, unions.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::arguments::{self, Argument};
use super::doc::{Doc, first_paragraph};
use super::imports::Imports;
use super::model::{Core, Declaration, DeclarationKind, Member, Shape, Side};
use super::{answer, code, endpoint, text};
use crate::names;

/// All items of a declared type.
pub(crate) fn items(declaration: &Declaration<'_>, imports: &mut Imports) -> TokenStream {
    let doc = |what: &str| {
        let mut doc = Doc::new(declaration.description);
        if declaration.description.is_empty() {
            doc.paragraphs(what);
        }
        doc.outer()
    };
    match &declaration.kind {
        DeclarationKind::Enum(values) => enumeration(
            &declaration.name,
            &doc("One of the values that the docs list, or another one."),
            values,
            imports,
        ),
        DeclarationKind::Object(members) if declaration.side == Side::Answer => {
            answer::record(&declaration.name, &doc("An object of an answer."), members, imports)
        }
        DeclarationKind::Union(cases) if declaration.side == Side::Answer => answer::union(
            &declaration.name,
            &doc("A value of one of several types."),
            cases,
            imports,
        ),
        DeclarationKind::Object(members) => {
            object(&declaration.name, &doc("An object of the request."), members, imports)
        }
        DeclarationKind::Union(cases) => union(
            &declaration.name,
            &doc("A value of one of several types."),
            cases,
            imports,
        ),
    }
}

/// ```ignore
/// #[derive(Clone, Debug, Keyword)]
/// #[non_exhaustive]
/// pub enum PackageType {
///     /// `npm`
///     Npm,
///     /// A value that the docs don't list.
///     Unknown(String),
/// }
///
/// impl PackageType {
///     /// The value as it is sent.
///     #[must_use]
///     #[inline]
///     pub fn as_str(&self) -> &str {
///         match self {
///             Self::Npm => "npm",
///             Self::Unknown(value) => value,
///         }
///     }
/// }
///
/// impl From<&str> for PackageType { … }
/// ```
fn enumeration(name: &str, doc: &TokenStream, values: &[String], imports: &mut Imports) -> TokenStream {
    imports.add("crate::model::Keyword");
    let name = names::identifier(name);
    let variants: Vec<_> = values.iter().map(|value| names::variant(value)).collect();
    let docs = values.iter().map(|value| format!(" {}", code(value)));
    quote! {
        #doc
        #[derive(Clone, Debug, Keyword)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #docs] #variants,)*
            /// A value that the docs don't list.
            Unknown(String),
        }

        impl #name {
            /// The value as it is sent.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl From<&str> for #name {
            #[inline]
            fn from(value: &str) -> Self {
                match value {
                    #(#values => Self::#variants,)*
                    _ => Self::Unknown(value.to_owned()),
                }
            }
        }
    }
}

/// ```ignore
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct Output(Object);
///
/// impl Output {
///     /// An object with what it requires.
///     #[must_use]
///     #[inline]
///     pub fn new(title: &str) -> Self {
///         Self(Object::new().field("title", title))
///     }
///
///     /// …
///     #[must_use]
///     #[inline]
///     pub fn text(self, text: &str) -> Self {
///         Self(self.0.field("text", text))
///     }
/// }
/// ```
fn object(name: &str, doc: &TokenStream, members: &[Member<'_>], imports: &mut Imports) -> TokenStream {
    for path in ["crate::encode::Encode", "crate::encode::Encoder", "crate::Object"] {
        imports.add(path);
    }
    let method = format_ident!("field");
    let patterns = arguments::patterns(members, name);
    let required: Vec<(&Member<'_>, Argument)> = members
        .iter()
        .filter(|member| member.parameter.required)
        .map(|member| {
            (
                member,
                arguments::argument(member, names::argument(&member.parameter.name), imports),
            )
        })
        .collect();
    let signature = required.iter().map(|(_, Argument { name, ty, .. })| quote!(#name: #ty));
    let bindings = required
        .iter()
        .map(|(member, argument)| arguments::binding(member, argument));
    let calls: Vec<TokenStream> = required
        .iter()
        .map(|(member, argument)| arguments::calls(member, argument, &method, name, imports))
        .collect();
    let setters: Vec<TokenStream> = members
        .iter()
        .filter(|member| !member.parameter.required)
        .map(|member| endpoint::setter(member, &method, name, imports))
        .collect();
    let default = required.is_empty().then(|| quote!(, Default));
    let constructor_doc = constructor_doc(&required).outer();
    let name = names::identifier(name);
    quote! {
        #patterns

        #doc
        #[derive(Clone, Debug, PartialEq #default)]
        #[must_use = "an object does nothing until a request takes it"]
        pub struct #name(Object);

        impl #name {
            #constructor_doc
            #[inline]
            pub fn new(#(#signature),*) -> Self {
                #(#bindings)*
                Self(Object::new() #(#calls)*)
            }

            #(#setters)*
        }

        impl Encode for #name {
            #[inline]
            fn encode(&self, out: &mut dyn Encoder) {
                self.0.encode(out);
            }
        }
    }
}

fn constructor_doc(required: &[(&Member<'_>, Argument)]) -> Doc {
    if required.is_empty() {
        return Doc::new("An object without any of its fields; all are optional.");
    }
    let mut doc = Doc::new("An object with the fields that it requires.");
    let fields: Vec<String> = required
        .iter()
        .map(
            |(member, argument)| match first_paragraph(&member.parameter.description) {
                Some(description) => format!("- `{}`: {description}", argument.name),
                None => format!("- `{}`", text(&argument.name.to_string())),
            },
        )
        .collect();
    doc.paragraphs(&fields.join("\n"));
    doc
}

/// ```ignore
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum WorkflowId {
///     /// A whole number.
///     Integer(i64),
///     /// A text.
///     String(String),
/// }
///
/// impl From<i64> for WorkflowId { … }
/// impl Encode for WorkflowId { … }
/// ```
fn union(name: &str, doc: &TokenStream, cases: &[(String, Shape)], imports: &mut Imports) -> TokenStream {
    imports.add("crate::encode::Encode");
    imports.add("crate::encode::Encoder");
    let name = names::identifier(name);
    let variants: Vec<_> = cases.iter().map(|(case, _)| names::identifier(case)).collect();
    let types: Vec<TokenStream> = cases
        .iter()
        .map(|(_, shape)| arguments::owned(shape, imports))
        .collect();
    let docs = cases.iter().map(|(_, shape)| format!(" {}", describe(shape)));
    let has_integers = cases.iter().any(|(_, shape)| shape.core == Core::Integer);
    let conversions = cases
        .iter()
        .zip(&variants)
        .zip(&types)
        .map(|(((_, shape), variant), ty)| {
            let takes_literals = shape.core == Core::Integer || (shape.core == Core::Number && !has_integers);
            conversions(&name, variant, ty, shape, takes_literals)
        });
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #docs] #variants(#types),)*
        }

        #(#conversions)*

        impl Encode for #name {
            #[inline]
            fn encode(&self, out: &mut dyn Encoder) {
                match self {
                    #(Self::#variants(value) => value.encode(out),)*
                }
            }
        }
    }
}

/// What a variant holds, for its documentation.
pub(crate) fn describe(shape: &Shape) -> &'static str {
    match shape.core {
        Core::Text => "A text.",
        Core::Integer => "A whole number.",
        Core::Number => "A number.",
        Core::Boolean => "True or false.",
        Core::Date => "A day.",
        Core::DateTime => "A moment.",
        Core::Bytes => "Raw bytes.",
        Core::Any | Core::Open => "Any JSON value.",
        Core::JsonObject => "A JSON object.",
        Core::Local(..) | Core::Schema(..) => "A value of a type of its own.",
        Core::List(_) => "A list.",
        Core::Map(_) => "A map.",
    }
}

/// `From` for what a variant holds, and for the forms in which callers have it: `&str` for text, `i32` (an unsuffixed literal) for whole
/// numbers, an array for a list of texts.
fn conversions(name: &Ident, variant: &Ident, ty: &TokenStream, shape: &Shape, takes_literals: bool) -> TokenStream {
    let from = |source: TokenStream, value: TokenStream| {
        quote! {
            impl From<#source> for #name {
                #[inline]
                fn from(value: #source) -> Self {
                    Self::#variant(#value)
                }
            }
        }
    };
    let own = from(ty.clone(), quote!(value));
    let more = match &shape.core {
        _ if shape.nullable => TokenStream::new(),
        Core::Text => from(quote!(&str), quote!(value.to_owned())),
        _ if takes_literals => from(quote!(i32), quote!(value.into())),
        Core::List(items) if items.core == Core::Text && !items.nullable => {
            let several = quote! {
                impl<const N: usize> From<[&str; N]> for #name {
                    #[inline]
                    fn from(value: [&str; N]) -> Self {
                        Self::#variant(value.map(str::to_owned).into())
                    }
                }
            };
            let slices = from(
                quote!(Vec<&str>),
                quote!(value.into_iter().map(str::to_owned).collect()),
            );
            quote!(#several #slices)
        }
        _ => TokenStream::new(),
    };
    quote!(#own #more)
}

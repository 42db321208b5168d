//! How a request's value is taken from the caller and handed to the runtime.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::imports::Imports;
use super::value_type::{self, value_type};
use crate::ir::{Constraints, REST};
use crate::rust_model::{Conversion, Member, Shape, ShapeKind, Side, names};

/// The arguments in a signature, with the function's type parameters: `<M>` and `owner: &str, labels: impl IntoList<str, M>`.
/// [`Conversion`] has all forms.
pub(crate) fn arguments<'m>(
    members: impl IntoIterator<Item = &'m Member<'m>>,
    imports: &mut Imports,
) -> (Option<TokenStream>, Vec<TokenStream>) {
    let (mut markers, mut arguments) = (Vec::new(), Vec::new());
    for member in members {
        let name = names::identifier(&member.argument());
        let ty = argument(member, &mut markers, imports);
        arguments.push(quote!(#name: #ty));
    }
    ((!markers.is_empty()).then(|| quote!(<#(#markers),*>)), arguments)
}

/// The type of an argument. Its type parameter goes to `markers`.
fn argument(member: &Member<'_>, markers: &mut Vec<Ident>, imports: &mut Imports) -> TokenStream {
    let mut marked = |path: &str, of: TokenStream, imports: &mut Imports| {
        let (into, marker) = (imports.path(path), names::marker(markers.len()));
        let ty = quote!(impl #into<#of, #marker>);
        markers.push(marker);
        ty
    };
    match (member.conversion, &member.shape.kind) {
        (Conversion::Borrowed | Conversion::Trimmed, _) => quote!(&str),
        (Conversion::Text, _) => quote!(impl AsRef<str>),
        (Conversion::Exact, _) => value_type(&member.shape, Side::Request, imports),
        (Conversion::Display, _) => {
            let display = imports.path("std::fmt::Display");
            quote!(impl #display)
        }
        (Conversion::Bytes, _) => {
            let body = imports.path("crate::transport::RequestBody");
            quote!(impl Into<#body>)
        }
        (Conversion::List, ShapeKind::List(items)) => marked("crate::IntoList", item(items, imports), imports),
        (Conversion::Nullable, kind) => {
            let of = match kind {
                ShapeKind::List(items) => {
                    let (list, items) = (imports.path("crate::List"), item(items, imports));
                    quote!(#list<#items>)
                }
                _ => value_type::kind(kind, Side::Request, imports),
            };
            marked("crate::IntoNullable", of, imports)
        }
        (Conversion::Map, ShapeKind::Map(values)) => {
            let values = value_type(values, Side::Request, imports);
            quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<#values>)>)
        }
        (Conversion::Into | Conversion::List | Conversion::Map, _) => {
            let ty = value_type(&member.shape, Side::Request, imports);
            quote!(impl Into<#ty>)
        }
    }
}

/// What a list argument is a list of: `str` for strings.
fn item(shape: &Shape<'_>, imports: &mut Imports) -> TokenStream {
    match shape.kind {
        ShapeKind::String if !shape.nullable => quote!(str),
        _ => value_type(shape, Side::Request, imports),
    }
}

/// What the runtime gets: the argument itself, or what it is converted to.
fn value(member: &Member<'_>, imports: &mut Imports) -> TokenStream {
    let name = names::identifier(&member.argument());
    match (member.conversion, &member.shape.kind) {
        (Conversion::Borrowed | Conversion::Exact | Conversion::Bytes, _) => quote!(#name),
        (Conversion::Trimmed, _) => quote!(#name.trim_matches('/')),
        (Conversion::Text, _) => quote!(#name.as_ref()),
        (Conversion::Display, _) => {
            let text = imports.path("crate::encode::Text");
            quote!(#text(#name))
        }
        (Conversion::List, ShapeKind::List(_)) => {
            let list = imports.path("crate::IntoList");
            quote!(#list::into_list(#name))
        }
        (Conversion::Nullable, _) => {
            let nullable = imports.path("crate::IntoNullable");
            quote!(#nullable::into_nullable(#name))
        }
        (Conversion::Map, ShapeKind::Map(values)) => {
            let (map, values) = (
                imports.path("crate::encode::map"),
                value_type(values, Side::Request, imports),
            );
            quote!(#map::<#values>(#name))
        }
        (Conversion::Into | Conversion::List | Conversion::Map, _) => {
            let ty = value_type(&member.shape, Side::Request, imports);
            quote!(Into::<#ty>::into(#name))
        }
    }
}

/// How a function hands a value to the runtime.
#[derive(Debug)]
pub(crate) struct Handover {
    /// The patterns that the calls check, and bindings of values that a check and the request both need.
    pub(crate) before: TokenStream,
    /// `.check("per_page", &per_page, &Rule::between(1, 100)).query("per_page", per_page)`
    pub(crate) calls: TokenStream,
}

/// Hands members to the methods of the runtime that take them.
///
/// ```ignore
/// static DIGEST_PATTERN: Pattern = Pattern::new("^sha256:");
/// let digests = IntoList::into_list(digests);
/// request.check("digests", &digests, &Rule::any().each(const { &Rule::pattern(&DIGESTS_PATTERN_ITEM) })).query("digests", digests)
/// ```
pub(crate) fn handover<'m>(
    members: impl IntoIterator<Item = (&'m Member<'m>, &'m str)>,
    imports: &mut Imports,
) -> Handover {
    let (mut statics, mut bindings, mut calls) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for (member, method) in members {
        let (wire, value, method) = (member.wire, value(member, imports), names::identifier(method));
        if wire == REST {
            calls.extend(quote!(.rest(#value)));
            continue;
        }
        // The only rule of a string that may be empty says just that.
        let is_free = |rules: &[&Constraints]| matches!(rules, [rule] if rule.to_string() == "0..");
        if member.rules.is_empty() || (member.shape.kind == ShapeKind::String && is_free(&member.rules)) {
            calls.extend(quote!(.#method(#wire, #value)));
            continue;
        }
        let name = names::identifier(&member.argument());
        bindings.extend((name != value.to_string()).then(|| quote!(let #name = #value;)));
        let (rule, patterns) = rule(member, imports);
        statics.extend(patterns);
        calls.extend(quote!(.check(#wire, &#name, &#rule).#method(#wire, #name)));
    }
    statics.extend(bindings);
    Handover { before: statics, calls }
}

/// `Rule::between(1, 100)`, `Rule::exactly(71).matching(&DIGEST_PATTERN)`, `Rule::any().each(const { &Rule::exactly(2) })`, and the statics with
/// its patterns: `static DIGEST_PATTERN: Pattern = Pattern::new("^sha256:");`
fn rule(member: &Member<'_>, imports: &mut Imports) -> (TokenStream, TokenStream) {
    let ty = imports.path("crate::Rule");
    let (mut rule, mut statics) = (None, Vec::new());
    for (depth, constraints) in member.rules.iter().enumerate().rev() {
        let pattern = constraints.pattern.as_ref().map(|pattern| {
            // Each list or map that the value is in adds to the name.
            let name = format!("{}_PATTERN{}", member.argument().to_uppercase(), "_ITEM".repeat(depth));
            let (name, ty) = (names::identifier(&name), imports.path("crate::Pattern"));
            statics.push(quote!(static #name: #ty = #ty::new(#pattern);));
            name
        });
        let own = own_rule(&ty, constraints, pattern);
        rule = Some(match rule {
            Some(each) => quote!(#own.each(const { &#each })),
            None => own,
        });
    }
    (rule.unwrap_or_default(), statics.into_iter().rev().collect())
}

/// The rule for a value, without what is inside it.
fn own_rule(ty: &TokenStream, constraints: &Constraints, pattern: Option<Ident>) -> TokenStream {
    let bounds = match (constraints.min.map(number), constraints.max.map(number)) {
        (Some(min), Some(_)) if constraints.min == constraints.max => Some(quote!(#ty::exactly(#min))),
        (Some(min), Some(max)) => Some(quote!(#ty::between(#min, #max))),
        (Some(min), None) => Some(quote!(#ty::at_least(#min))),
        (None, Some(max)) => Some(quote!(#ty::at_most(#max))),
        (None, None) => None,
    };
    match (bounds, pattern) {
        (None, None) => quote!(#ty::any()),
        (None, Some(pattern)) => quote!(#ty::pattern(&#pattern)),
        (Some(bounds), None) => bounds,
        (Some(bounds), Some(pattern)) => quote!(#bounds.matching(&#pattern)),
    }
}

/// A whole number with its digits in groups of three: `65_535`.
pub(crate) fn number(value: i64) -> Literal {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::from(if value < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) && digits.len() > 4 {
            text.push('_');
        }
        text.push(digit);
    }
    text.parse().unwrap_or_else(|_| Literal::i64_unsuffixed(value))
}

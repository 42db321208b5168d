//! How a value of a shape is taken from the caller, kept, and handed to the runtime.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::imports::Imports;
use super::model::{Core, Member, Shape};
use crate::ir::{Constraints, Parameter, ParameterLocation};
use crate::names;

/// The owned Rust type: `Vec<String>`, `Nullable<i64>`, `PackageType`.
pub(crate) fn owned(shape: &Shape, imports: &mut Imports) -> TokenStream {
    let core = owned_core(&shape.core, imports);
    if shape.nullable {
        imports.add("crate::Nullable");
        quote!(Nullable<#core>)
    } else {
        core
    }
}

pub(crate) fn owned_core(core: &Core, imports: &mut Imports) -> TokenStream {
    match core {
        Core::Text => quote!(String),
        Core::Integer => quote!(i64),
        Core::Number => quote!(f64),
        Core::Boolean => quote!(bool),
        Core::Date => {
            imports.add("jiff::civil::Date");
            quote!(Date)
        }
        Core::DateTime => {
            imports.add("jiff::Timestamp");
            quote!(Timestamp)
        }
        Core::Bytes => {
            imports.add("bytes::Bytes");
            quote!(Bytes)
        }
        Core::Any | Core::Open => {
            imports.add("serde_json::Value");
            quote!(Value)
        }
        Core::JsonObject => {
            imports.add("crate::JsonObject");
            quote!(JsonObject)
        }
        Core::Local(name, _) => {
            let name = names::identifier(name);
            quote!(#name)
        }
        Core::Schema(name, _) => {
            let name = imports.schema(name);
            quote!(#name)
        }
        Core::List(items) => {
            let items = owned(items, imports);
            quote!(Vec<#items>)
        }
        Core::Map(values) => {
            imports.add("std::collections::BTreeMap");
            let values = owned(values, imports);
            quote!(BTreeMap<String, #values>)
        }
    }
}

/// How an argument is written in a signature, and how its value reaches the runtime.
#[derive(Debug)]
pub(crate) struct Argument {
    /// The name of the argument.
    pub(crate) name: Ident,
    /// Its type: `&str`.
    pub(crate) ty: TokenStream,
    /// The value that the runtime gets: `username`.
    pub(crate) value: TokenStream,
    /// What the value, and only it, needs to be imported.
    converter: Option<&'static str>,
}

/// The argument for a member.
///
/// | shape | type | value |
/// |---|---|---|
/// | text | `&str` | `name` |
/// | scalar, enum, object | the type | `name` |
/// | union, any value | `impl Into<Union>` | `Into::<Union>::into(name)` |
/// | list | `impl IntoIterator<Item = impl Into<T>>` | `list::<T>(name)` |
/// | map | `impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>` | `map::<T>(name)` |
/// | or null | `impl Into<Nullable<T>>` | `Into::<Nullable<T>>::into(name)` |
/// | open, in path or query | `impl Display` | `Text(name)` |
pub(crate) fn argument(member: &Member<'_>, name: Ident, imports: &mut Imports) -> Argument {
    let shape = &member.shape;
    let in_body = matches!(
        member.parameter.location,
        ParameterLocation::Body | ParameterLocation::WholeBody
    );
    let mut converter = None;
    let (ty, value) = if shape.nullable {
        into(&owned(shape, imports), &name)
    } else {
        match &shape.core {
            // The body is sent later, so it must own what it is sent.
            Core::Text if member.parameter.location == ParameterLocation::WholeBody => into(&quote!(String), &name),
            Core::Text => (quote!(&str), quote!(#name)),
            Core::Integer | Core::Number | Core::Boolean | Core::Date | Core::DateTime | Core::JsonObject => {
                (owned(shape, imports), quote!(#name))
            }
            Core::Local(_, kind) | Core::Schema(_, kind) if *kind != super::model::Named::Union => {
                (owned(shape, imports), quote!(#name))
            }
            Core::Open if !in_body => {
                imports.add("std::fmt::Display");
                converter = Some("crate::encode::Text");
                (quote!(impl Display), quote!(Text(#name)))
            }
            Core::Bytes => {
                imports.add("crate::transport::RequestBody");
                (quote!(impl Into<RequestBody>), quote!(#name))
            }
            Core::Any | Core::Open | Core::Local(..) | Core::Schema(..) => into(&owned(shape, imports), &name),
            Core::List(items) => {
                converter = Some("crate::encode::list");
                let items = owned(items, imports);
                (
                    quote!(impl IntoIterator<Item = impl Into<#items>>),
                    quote!(list::<#items>(#name)),
                )
            }
            Core::Map(values) => {
                converter = Some("crate::encode::map");
                let values = owned(values, imports);
                (
                    quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<#values>)>),
                    quote!(map::<#values>(#name)),
                )
            }
        }
    };
    Argument {
        name,
        ty,
        value,
        converter,
    }
}

fn into(ty: &TokenStream, name: &Ident) -> (TokenStream, TokenStream) {
    (quote!(impl Into<#ty>), quote!(Into::<#ty>::into(#name)))
}

/// The statement that binds a value which a check and the request both need; empty where there is no check or nothing to convert.
pub(crate) fn binding(member: &Member<'_>, argument: &Argument) -> TokenStream {
    let Argument { name, value, .. } = argument;
    if !is_checked(member.parameter) || *name == value.to_string() {
        TokenStream::new()
    } else {
        quote!(let #name = #value;)
    }
}

/// The calls that hand a member to the runtime: `.check("per_page", &per_page, &Rule::between(1, 100)).query("per_page", per_page)`.
///
/// `outer` is the type that a field belongs to; empty for a parameter.
pub(crate) fn calls(
    member: &Member<'_>,
    argument: &Argument,
    method: &Ident,
    outer: &str,
    imports: &mut Imports,
) -> TokenStream {
    let docs_name = &member.parameter.name;
    let Argument { name, value, .. } = argument;
    if let Some(path) = argument.converter {
        imports.add(path);
    }
    if !is_checked(member.parameter) {
        return quote!(.#method(#docs_name, #value));
    }
    imports.add("crate::Rule");
    let rule = rule(member.parameter, outer, imports);
    quote!(.check(#docs_name, &#name, &#rule).#method(#docs_name, #name))
}

/// Whether the docs demand anything of the value or of what is inside it.
fn is_checked(parameter: &Parameter) -> bool {
    layers(parameter).iter().any(|layer| !layer.is_empty())
}

/// The constraints of the value itself, of its items or values, of theirs, and so on inwards as far as the page has rows.
fn layers(parameter: &Parameter) -> Vec<&Constraints> {
    let inside = (1..).map_while(|depth| (depth <= parameter.depth()).then(|| parameter.inside(depth)));
    std::iter::once(&parameter.constraints).chain(inside).collect()
}

/// `Rule::between(1, 100)`, `Rule::exactly(71).matching(&DIGEST_PATTERN)`, `Rule::any().each(const { &Rule::exactly(2) })`.
fn rule(parameter: &Parameter, outer: &str, imports: &mut Imports) -> TokenStream {
    let layers = layers(parameter);
    let mut rule: Option<TokenStream> = None;
    for (depth, constraints) in layers.into_iter().enumerate().rev() {
        if constraints.is_empty() && rule.is_none() {
            continue;
        }
        if constraints.pattern.is_some() {
            imports.add("crate::Pattern");
        }
        let own = own_rule(constraints, &pattern_name(parameter, depth, outer));
        rule = Some(match rule {
            Some(each) => quote!(#own.each(const { &#each })),
            None => own,
        });
    }
    rule.unwrap_or_else(|| quote!(Rule::any()))
}

/// The rule for a value, without what is inside it.
fn own_rule(constraints: &Constraints, pattern: &Ident) -> TokenStream {
    let bounds = match (constraints.min.map(number), constraints.max.map(number)) {
        (Some(min), Some(_)) if constraints.min == constraints.max => Some(quote!(Rule::exactly(#min))),
        (Some(min), Some(max)) => Some(quote!(Rule::between(#min, #max))),
        (Some(min), None) => Some(quote!(Rule::at_least(#min))),
        (None, Some(max)) => Some(quote!(Rule::at_most(#max))),
        (None, None) => None,
    };
    match (bounds, &constraints.pattern) {
        (None, None) => quote!(Rule::any()),
        (None, Some(_)) => quote!(Rule::pattern(&#pattern)),
        (Some(bounds), None) => bounds,
        (Some(bounds), Some(_)) => quote!(#bounds.matching(&#pattern)),
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

/// The static that holds a parameter's pattern: `SUBJECT_DIGEST_PATTERN`, for a field with its type's name before it, for what is inside
/// lists and maps with `ITEM` behind it.
fn pattern_name(parameter: &Parameter, depth: usize, outer: &str) -> Ident {
    let place = if parameter.location == ParameterLocation::Path {
        "path "
    } else {
        ""
    };
    let name = names::snake(&format!("{place}{outer} {}", parameter.name)).to_uppercase();
    names::identifier(&format!("{name}{}_PATTERN", "_ITEM".repeat(depth)))
}

/// Names and patterns of the statics for a member.
pub(crate) fn pattern_statics<'p>(member: &Member<'p>, outer: &str) -> Vec<(Ident, &'p str)> {
    let parameter = member.parameter;
    let layers = layers(parameter).into_iter().enumerate();
    layers
        .filter_map(|(depth, constraints)| {
            let pattern = constraints.pattern.as_deref()?;
            Some((pattern_name(parameter, depth, outer), pattern))
        })
        .collect()
}

/// `static SUBJECT_DIGEST_PATTERN: Pattern = Pattern::new("^sha256:");` for each pattern of the members.
pub(crate) fn patterns(members: &[Member<'_>], outer: &str) -> TokenStream {
    let statics = members.iter().flat_map(|member| {
        let doc = format!(" The pattern of `{}`.", member.parameter.name);
        pattern_statics(member, outer)
            .into_iter()
            .map(move |(name, pattern)| quote!(#[doc = #doc] static #name: Pattern = Pattern::new(#pattern);))
    });
    quote!(#(#statics)*)
}

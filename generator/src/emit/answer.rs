//! Declared types of answers: objects with public fields, open enums, unions that keep what they don't know.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::doc::Doc;
use super::imports::Imports;
use super::model::{Core, Member, Named, Shape};
use super::{code, declaration};
use crate::ir::Type;
use crate::names;

/// The type of a value in an answer. Null is `None`.
pub(crate) fn ty(shape: &Shape, imports: &mut Imports) -> TokenStream {
    let core = core(&shape.core, imports);
    if shape.nullable { quote!(Option<#core>) } else { core }
}

fn core(core: &Core, imports: &mut Imports) -> TokenStream {
    match core {
        Core::Bytes => quote!(String),
        Core::List(items) => {
            let items = ty(items, imports);
            quote!(Vec<#items>)
        }
        Core::Map(values) => {
            imports.add("std::collections::BTreeMap");
            let values = ty(values, imports);
            quote!(BTreeMap<String, #values>)
        }
        other => super::arguments::owned_core(other, imports),
    }
}

/// The names of a record's fields. Names that are the same in Rust are told apart.
pub(crate) fn field_names(members: &[Member<'_>]) -> Vec<Ident> {
    let mut taken = BTreeSet::new();
    let mut distinct = |member: &Member<'_>| {
        let mut name = names::snake(&member.parameter.name);
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        names::identifier(&name)
    };
    members.iter().map(&mut distinct).collect()
}

/// Whether a type has a box of its own where it may be missing: shared objects can be large, and hold one another.
pub(crate) fn is_boxed(core: &Core) -> bool {
    matches!(core, Core::Schema(_, Named::Object | Named::Union))
}

/// The type of what a variant holds: one large variant would make all values large.
pub(crate) fn variant(shape: &Shape, imports: &mut Imports) -> TokenStream {
    let inner = ty(shape, imports);
    if is_boxed(&shape.core) && !shape.nullable {
        quote!(Box<#inner>)
    } else {
        inner
    }
}

/// The type of a field, and whether it is an `Option`.
fn field_type(member: &Member<'_>, imports: &mut Imports) -> (TokenStream, bool) {
    let Member { parameter, shape } = member;
    let may_miss = shape.nullable || !parameter.required;
    if !may_miss {
        return (ty(shape, imports), false);
    }
    let inner = core(&shape.core, imports);
    if is_boxed(&shape.core) {
        (quote!(Option<Box<#inner>>), true)
    } else {
        (quote!(Option<#inner>), true)
    }
}

/// ```ignore
/// /// A GitHub user.
/// #[derive(Record)]
/// pub struct SimpleUser {
///     /// `login`
///     pub login: String,
///     /// `gravatar_id`
///     #[field(required)]
///     pub gravatar_id: Option<String>,
/// }
/// ```
pub(crate) fn record(name: &str, doc: &TokenStream, members: &[Member<'_>], imports: &mut Imports) -> TokenStream {
    imports.add("crate::model::Record");
    let names = field_names(members);
    let fields: Vec<TokenStream> = members
        .iter()
        .zip(&names)
        .map(|(member, name)| field(member, name, imports))
        .collect();
    let name = names::identifier(name);
    quote! {
        #doc
        #[derive(Record)]
        pub struct #name {
            #(#fields)*
        }
    }
}

fn field(member: &Member<'_>, identifier: &Ident, imports: &mut Imports) -> TokenStream {
    let parameter = member.parameter;
    let (ty, is_option) = field_type(member, imports);
    let json = &parameter.name;
    let spelled = identifier.to_string();
    let mut facts = Vec::new();
    if spelled.trim_start_matches("r#") != json {
        facts.push(quote!(name = #json));
    }
    if let Some(literal) = literal(&parameter.ty) {
        facts.push(quote!(literal = #literal));
    }
    if is_option && parameter.required {
        facts.push(quote!(required));
    }
    let attribute = (!facts.is_empty()).then(|| quote!(#[field(#(#facts),*)]));
    let doc = field_doc(member).outer();
    quote! {
        #doc
        #attribute
        pub #identifier: #ty,
    }
}

/// The one text that a field has.
fn literal(ty: &Type) -> Option<&str> {
    match ty {
        Type::Enum(values) => match values.as_slice() {
            [value] => Some(value),
            _ => None,
        },
        Type::Union(variants) if variants.len() == 2 && variants.contains(&Type::Null) => {
            variants.iter().find_map(literal)
        }
        _ => None,
    }
}

fn field_doc(member: &Member<'_>) -> Doc {
    let parameter = member.parameter;
    let mut doc = if parameter.description.is_empty() {
        Doc::new(&code(&parameter.name))
    } else {
        Doc::new(&parameter.description)
    };
    if let Some(literal) = literal(&parameter.ty) {
        doc.paragraphs(&format!("Always {}.", code(literal)));
    }
    doc
}

/// ```ignore
/// /// …
/// #[derive(Clone, Union)]
/// #[non_exhaustive]
/// pub enum RepositoryRule {
///     /// A [`RepositoryRuleCreation`].
///     RepositoryRuleCreation(Box<RepositoryRuleCreation>),
///     /// What none of the others fits.
///     Unknown(Value),
/// }
/// ```
pub(crate) fn union(name: &str, doc: &TokenStream, cases: &[(String, Shape)], imports: &mut Imports) -> TokenStream {
    imports.add("crate::model::Union");
    imports.add("serde_json::Value");
    let name = names::identifier(name);
    let variants = cases.iter().map(|(case, shape)| {
        let case = names::identifier(case);
        let inner = variant(shape, imports);
        let doc = format!(" {}", declaration::describe(shape));
        quote!(#[doc = #doc] #case(#inner),)
    });
    let variants: Vec<TokenStream> = variants.collect();
    quote! {
        #doc
        #[derive(Clone, Union)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that fits none of the others.
            Unknown(Value),
        }
    }
}

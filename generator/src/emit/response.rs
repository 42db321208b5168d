//! Types of responses: objects with public fields, unions that keep what they don't know, and the body by status.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::doc::{Doc, code};
use super::imports::Imports;
use super::value_type::{kind, value_type};
use crate::ir::REST;
use crate::rust_model::{Case, DeclaredKind, Member, Shape, ShapeKind, Side, StatusBody, names};

/// Whether a type has a box of its own where it may be missing: shared objects can be large, and hold one another.
pub(crate) fn is_boxed(shape: &Shape<'_>) -> bool {
    matches!(
        shape.kind,
        ShapeKind::Schema(_, DeclaredKind::Object | DeclaredKind::Union)
    )
}

/// The type of what a variant holds: one large variant would make all values large.
fn variant(shape: &Shape<'_>, imports: &mut Imports) -> TokenStream {
    let inner = kind(&shape.kind, Side::Response, imports);
    let inner = if is_boxed(shape) { quote!(Box<#inner>) } else { inner };
    if shape.nullable { quote!(Option<#inner>) } else { inner }
}

/// Whether a field is an `Option`.
pub(crate) fn may_miss(member: &Member<'_>) -> bool {
    member.shape.nullable || !member.required
}

/// ```ignore
/// /// A GitHub user.
/// #[derive(Record)]
/// #[non_exhaustive]
/// pub struct SimpleUser {
///     /// Name that the user logs in with.
///     pub login: String,
///     #[field(required)]
///     pub gravatar_id: Option<String>,
/// }
/// ```
pub(crate) fn record(name: &Ident, doc: &TokenStream, members: &[Member<'_>], imports: &mut Imports) -> TokenStream {
    let record = imports.path("crate::model::Record");
    let fields = members.iter().map(|member| field(member, imports));
    quote! {
        #doc
        #[derive(#record)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }
    }
}

/// The type of a field: `Option<Box<SimpleUser>>`.
pub(crate) fn field_type(member: &Member<'_>, imports: &mut Imports) -> TokenStream {
    let inner = kind(&member.shape.kind, Side::Response, imports);
    match (may_miss(member), is_boxed(&member.shape)) {
        (false, _) if member.is_boxed => quote!(Box<#inner>),
        (false, _) => inner,
        (true, false) => quote!(Option<#inner>),
        (true, true) => quote!(Option<Box<#inner>>),
    }
}

fn field(member: &Member<'_>, imports: &mut Imports) -> TokenStream {
    let ty = field_type(member, imports);
    let (name, wire) = (names::identifier(&member.name), member.wire);
    let renamed = name.to_string().trim_start_matches("r#") != wire;
    let is_rest = wire == REST;
    let facts = [
        is_rest.then(|| quote!(rest)),
        (renamed && !is_rest).then(|| quote!(name = #wire)),
        member.literal.map(|literal| quote!(literal = #literal)),
        (may_miss(member) && member.required).then(|| quote!(required)),
    ];
    let facts: Vec<TokenStream> = facts.into_iter().flatten().collect();
    let attribute = (!facts.is_empty()).then(|| quote!(#[field(#(#facts),*)]));
    let mut doc = Doc::new(&member.field.description);
    if let Some(literal) = member.literal
        && !member.field.description.contains(&format!("Always {}", code(literal)))
    {
        doc.paragraphs(&format!("Always {}.", code(literal)));
    }
    let doc = doc.outer();
    quote! {
        #doc
        #attribute
        pub #name: #ty,
    }
}

/// ```ignore
/// /// …
/// #[derive(Clone, Union)]
/// #[non_exhaustive]
/// pub enum RepositoryRule {
///     RepositoryRuleCreation(Box<RepositoryRuleCreation>),
///     /// A value that fits none of the others.
///     Unknown(Value),
/// }
/// ```
pub(crate) fn union(name: &Ident, doc: &TokenStream, cases: &[Case<'_>], imports: &mut Imports) -> TokenStream {
    let [union, value] = ["crate::model::Union", "serde_json::Value"].map(|path| imports.path(path));
    let variants = cases.iter().map(|case| {
        let (name, inner) = (names::identifier(&case.name), variant(&case.shape, imports));
        quote!(#name(#inner),)
    });
    quote! {
        #doc
        #[derive(Clone, #union)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that fits none of the others.
            Unknown(#value),
        }
    }
}

/// `Items` for an object with the list that is walked over, `None` for a member that is none.
///
/// ```ignore
/// impl Items for Body {
///     type Item = WorkflowRun;
///
///     fn into_items(self) -> Vec<WorkflowRun> {
///         self.workflow_runs
///     }
///
///     fn total(&self) -> Option<i64> {
///         Some(self.total_count)
///     }
/// }
/// ```
pub(crate) fn items(name: &Ident, members: &[Member<'_>], place: usize, imports: &mut Imports) -> Option<TokenStream> {
    let list = members.get(place)?;
    let ShapeKind::List(item) = &list.shape.kind else {
        return None;
    };
    let (items, item) = (imports.path("crate::Items"), value_type(item, Side::Response, imports));
    let field = names::identifier(&list.name);
    let unwrapped = may_miss(list).then(|| quote!(.unwrap_or_default()));
    let mut totals = members
        .iter()
        .filter(|member| member.wire == "total_count" && member.shape.kind == ShapeKind::Integer);
    let total = totals.next().map(|member| {
        let field = names::identifier(&member.name);
        let total = if may_miss(member) {
            quote!(self.#field)
        } else {
            quote!(Some(self.#field))
        };
        quote! {
            #[inline]
            fn total(&self) -> Option<i64> {
                #total
            }
        }
    });
    Some(quote! {
        impl #items for #name {
            type Item = #item;

            #[inline]
            fn into_items(self) -> Vec<#item> {
                self.#field #unwrapped
            }

            #total
        }
    })
}

/// `Items` for the body by status: the items of the body that is a page.
///
/// ```ignore
/// impl Items for ByStatus {
///     type Item = <AttestationList as Items>::Item;
///
///     fn into_items(self) -> Vec<Self::Item> {
///         if let Self::Ok(page) = self { page.into_items() } else { Vec::new() }
///     }
/// }
/// ```
pub(crate) fn items_by_status(page: &StatusBody<'_>, imports: &mut Imports) -> TokenStream {
    let (items, body, variant) = (
        imports.path("crate::Items"),
        value_type(&page.shape, Side::Response, imports),
        names::identifier(&page.variant),
    );
    quote! {
        impl #items for ByStatus {
            type Item = <#body as #items>::Item;

            #[inline]
            fn into_items(self) -> Vec<Self::Item> {
                if let Self::#variant(page) = self { page.into_items() } else { Vec::new() }
            }
        }
    }
}

/// ```ignore
/// /// The body, by status.
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum ByStatus {
///     /// Status 200.
///     Ok(Vec<CommitActivity>),
///     /// Status 202.
///     Accepted(JsonObject),
///     /// A status without a body.
///     NoContent,
/// }
///
/// impl Decode for ByStatus { … }
///
/// impl Serialize for ByStatus { … }
/// ```
pub(crate) fn by_status(bodies: &[StatusBody<'_>], empty: &[u16], imports: &mut Imports) -> TokenStream {
    let [body, decode, error] = ["crate::Body", "crate::Decode", "crate::Error"].map(|path| imports.path(path));
    let [serialize, serializer] = ["serde::Serialize", "serde::Serializer"].map(|path| imports.path(path));
    let any = |statuses: &mut dyn Iterator<Item = u16>| {
        let statuses = statuses.map(Literal::u16_unsuffixed);
        quote!(#(#statuses)|*)
    };
    let (mut variants, mut arms, mut written) = (Vec::new(), Vec::new(), Vec::new());
    for StatusBody {
        status,
        also,
        variant,
        shape,
        ..
    } in bodies
    {
        let (variant, ty) = (names::identifier(variant), self::variant(shape, imports));
        let statuses = || [*status].into_iter().chain(also.iter().copied());
        let shown: Vec<String> = statuses().map(|status| status.to_string()).collect();
        let doc = format!(" Status {}.", shown.join(" or "));
        variants.push(quote!(#[doc = #doc] #variant(#ty),));
        let statuses = any(&mut statuses());
        arms.push(quote!(#statuses => body.read().map(Self::#variant),));
        written.push(quote!(Self::#variant(body) => #serialize::serialize(body, serializer),));
    }
    if !empty.is_empty() {
        variants.push(quote! {
            /// A status without a body.
            NoContent,
        });
        let statuses = any(&mut empty.iter().copied());
        arms.push(quote!(#statuses => Ok(Self::NoContent),));
        written.push(quote!(Self::NoContent => serializer.serialize_unit(),));
    }
    quote! {
        /// The body, by status.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum ByStatus {
            #(#variants)*
        }

        impl #decode for ByStatus {
            #[inline]
            fn decode(body: &mut #body) -> Result<Self, #error> {
                match body.status() {
                    #(#arms)*
                    _ => Err(body.undocumented()),
                }
            }
        }

        /// As the body; null for a status without one.
        impl #serialize for ByStatus {
            fn serialize<S: #serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(#written)*
                }
            }
        }
    }
}

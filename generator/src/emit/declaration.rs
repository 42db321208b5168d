//! Declared types of requests: string enums, objects with a constructor for what they require, unions.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::arguments::{self, Handover};
use super::doc::{Doc, code, first_paragraph, inline};
use super::imports::Imports;
use super::response;
use super::value_type::{self, value_type};
use crate::rust_model::{
    Case, Declaration, DeclaredKind, DeclaredType, Member, Shape, ShapeKind, Side, Variant, names,
};

/// Declared types, and the modules of the types inside them. `is_sent` when requests take those of responses too.
///
/// ```ignore
/// pub struct Output(Object);
///
/// /// Types inside [`Output`].
/// pub mod output {
///     pub struct Annotation(Object);
/// }
/// ```
pub(crate) fn types(types: &[DeclaredType<'_>], is_sent: bool, imports: &mut Imports) -> TokenStream {
    let mut items = TokenStream::new();
    for ty in types {
        items.extend(declaration(ty, is_sent, imports));
        match &ty.module {
            _ if ty.inner.is_empty() => {}
            None => items.extend(self::types(&ty.inner, is_sent, imports)),
            Some(module) => {
                let (parent, doc) = (ty.path.split_last(), format!(" Types inside [`{}`].", ty.name()));
                let mut here = parent.map_or_else(Vec::new, |(_, parent)| parent.to_vec());
                here.push(module.clone());
                let mut imports = Imports::new(&here, type_names(&ty.inner));
                let inner = self::types(&ty.inner, is_sent, &mut imports);
                let (module, uses) = (names::identifier(module), imports.tokens());
                items.extend(quote!(#[doc = #doc] pub mod #module { #uses #inner }));
            }
        }
    }
    items
}

/// The names of the types and modules that a module declares itself.
pub(crate) fn type_names(types: &[DeclaredType<'_>]) -> Vec<String> {
    let mut names = Vec::new();
    for ty in types {
        names.push(ty.name().to_owned());
        match &ty.module {
            Some(module) => names.push(module.clone()),
            None => names.extend(type_names(&ty.inner)),
        }
    }
    names
}

fn declaration(ty: &DeclaredType<'_>, is_sent: bool, imports: &mut Imports) -> TokenStream {
    let doc = Doc::new(&ty.description).outer();
    let name = names::identifier(ty.name());
    let declared = match (&ty.kind, ty.side) {
        (Declaration::Enum(variants), _) => enumeration(&name, &doc, variants, imports),
        (Declaration::Object(members), Side::Request) => object(&name, &doc, members, imports),
        (Declaration::Union(cases), Side::Request) => union(&name, &doc, cases, imports),
        (Declaration::Object(members), Side::Response) => {
            let record = response::record(&name, &doc, members, imports);
            let items = ty
                .items
                .and_then(|place| response::items(&name, members, place, imports));
            quote!(#record #items)
        }
        (Declaration::Union(cases), Side::Response) => response::union(&name, &doc, cases, imports),
    };
    let is_received = ty.side == Side::Response && !matches!(ty.kind, Declaration::Enum(_));
    let encoding =
        (is_sent && is_received).then(|| encoding(&name, &quote!(crate::model::encode(self, out);), imports));
    quote!(#declared #encoding)
}

/// ```ignore
/// impl Encode for RepositoryRule {
///     #[inline]
///     fn encode(&self, out: &mut dyn Encoder) {
///         crate::model::encode(self, out);
///     }
/// }
/// ```
fn encoding(name: &Ident, body: &TokenStream, imports: &mut Imports) -> TokenStream {
    let [encode, encoder] = ["crate::encode::Encode", "crate::encode::Encoder"].map(|path| imports.path(path));
    quote! {
        impl #encode for #name {
            #[inline]
            fn encode(&self, out: &mut dyn #encoder) {
                #body
            }
        }
    }
}

/// ```ignore
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Keyword)]
/// #[non_exhaustive]
/// pub enum PackageType {
///     /// `npm`
///     #[value = "npm"]
///     Npm,
/// }
/// ```
fn enumeration(name: &Ident, doc: &TokenStream, variants: &[Variant<'_>], imports: &mut Imports) -> TokenStream {
    let keyword = imports.path("crate::model::Keyword");
    let variants = variants.iter().map(|variant| {
        let (name, value) = (names::identifier(&variant.name), variant.value);
        let doc = format!(" {}", code(value));
        quote!(#[doc = #doc] #[value = #value] #name,)
    });
    quote! {
        #doc
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, #keyword)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
        }
    }
}

/// ```ignore
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct Output(Object);
///
/// impl Output {
///     /// An object with the fields that it requires.
///     #[inline]
///     pub fn new(title: &str) -> Self {
///         Self(Object::new().field("title", title))
///     }
///
///     /// …
///     #[inline]
///     pub fn text(self, text: impl AsRef<str>) -> Self {
///         Self(self.0.field("text", text.as_ref()))
///     }
/// }
///
/// impl Encode for Output { … }
/// ```
fn object(name: &Ident, doc: &TokenStream, members: &[Member<'_>], imports: &mut Imports) -> TokenStream {
    let encoding = encoding(name, &quote!(self.0.encode(out);), imports);
    let object = imports.path("crate::Object");
    let required: Vec<&Member<'_>> = members.iter().filter(|member| member.required).collect();
    let signature = constructor_signature(members, imports);
    let values = required.iter().map(|member| (*member, "field"));
    let Handover { before, calls } = arguments::handover(values, imports);
    let optional = members.iter().filter(|member| !member.required);
    let setters: Vec<TokenStream> = optional.map(|member| setter(member, "field", imports)).collect();
    let default = required.is_empty().then(|| quote!(, Default));
    let constructor_doc = constructor_doc(&required).outer();
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq #default)]
        #[must_use = "an object does nothing until a request takes it"]
        pub struct #name(#object);

        impl #name {
            #constructor_doc
            #[inline]
            #signature {
                #before
                Self(#object::new() #calls)
            }

            #(#setters)*
        }

        #encoding
    }
}

/// `pub fn new(title: &str) -> Self`
pub(crate) fn constructor_signature(members: &[Member<'_>], imports: &mut Imports) -> TokenStream {
    let required = members.iter().filter(|member| member.required);
    let (markers, arguments) = arguments::arguments(required, imports);
    quote!(pub fn new #markers (#(#arguments),*) -> Self)
}

fn constructor_doc(required: &[&Member<'_>]) -> Doc {
    if required.is_empty() {
        return Doc::new("An object without any of its fields; all are optional.");
    }
    let mut doc = Doc::new("An object with the fields that it requires.");
    let fields = required
        .iter()
        .map(|member| match first_paragraph(&member.field.description) {
            Some(description) => format!("- `{}`: {description}", names::identifier(&member.argument())),
            None => format!("- `{}`", inline(&member.argument())),
        });
    doc.paragraphs(&fields.collect::<Vec<_>>().join("\n"));
    doc
}

/// ```ignore
/// /// Number of results per page. Default: `30`.
/// #[inline]
/// pub fn assignee<M>(self, assignee: impl IntoNullable<String, M>) -> Self {
///     Self(self.0.body("assignee", IntoNullable::into_nullable(assignee)))
/// }
/// ```
pub(crate) fn setter(member: &Member<'_>, method: &str, imports: &mut Imports) -> TokenStream {
    let Handover { before, calls } = arguments::handover([(member, method)], imports);
    let signature = setter_signature(member, imports);
    let doc = member_doc(member).outer();
    let deprecated = member
        .deprecated
        .then(|| quote!(#[deprecated = "the docs call this parameter deprecated"]));
    quote! {
        #doc
        #deprecated
        #[inline]
        #signature {
            #before
            Self(self.0 #calls)
        }
    }
}

/// `pub fn per_page(self, per_page: i64) -> Self`
pub(crate) fn setter_signature(member: &Member<'_>, imports: &mut Imports) -> TokenStream {
    let name = names::identifier(&member.name);
    let (markers, arguments) = arguments::arguments([member], imports);
    quote!(pub fn #name #markers (self, #(#arguments),*) -> Self)
}

/// A parameter's description, its default and its bounds.
fn member_doc(member: &Member<'_>) -> Doc {
    let description = &member.field.description;
    let mut doc = Doc::new(description);
    let default = member
        .field
        .default
        .as_ref()
        .filter(|_| !description.contains("Default: "));
    let default = default.map(|default| format!("Default: {}.", code(default)));
    let facts: Vec<String> = default.into_iter().chain(bounds(member)).collect();
    doc.paragraphs(&facts.join(" "));
    doc
}

/// The constraints in words: "At most 100 items." Nothing where the description states the upper bound itself.
fn bounds(member: &Member<'_>) -> Option<String> {
    let constraints = member.rules.first()?;
    let unit = match &member.shape.kind {
        ShapeKind::String => " characters",
        ShapeKind::List(_) => " items",
        ShapeKind::Map(_) => " entries",
        ShapeKind::Local(_, DeclaredKind::Union) => " (characters, items or value)",
        _ => "",
    };
    let digits = member.field.description.replace(',', "");
    let mut numbers = digits.split(|c: char| !c.is_ascii_digit());
    if constraints
        .max
        .is_some_and(|max| numbers.any(|number| number == max.to_string()))
    {
        return None;
    }
    Some(match (constraints.min, constraints.max) {
        (Some(0), None) if !unit.is_empty() => "May be empty.".to_owned(),
        (Some(min), Some(max)) if min == max => format!("Exactly {min}{unit}."),
        (Some(min), Some(max)) => format!("From {min} to {max}{unit}."),
        (Some(min), None) => format!("At least {min}{unit}."),
        (None, Some(max)) => format!("At most {max}{unit}."),
        (None, None) => return None,
    })
}

/// ```ignore
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum WorkflowId {
///     Integer(i64),
///     String(String),
/// }
///
/// impl From<i64> for WorkflowId { … }
/// impl Encode for WorkflowId { … }
/// ```
fn union(name: &Ident, doc: &TokenStream, cases: &[Case<'_>], imports: &mut Imports) -> TokenStream {
    let variants: Vec<Ident> = cases.iter().map(|case| names::identifier(&case.name)).collect();
    let encodings = quote!(match self { #(Self::#variants(value) => value.encode(out),)* });
    let encoding = encoding(name, &encodings, imports);
    let types: Vec<TokenStream> = cases
        .iter()
        .map(|case| value_type(&case.shape, Side::Request, imports))
        .collect();
    let has_integers = cases.iter().any(|case| case.shape.kind == ShapeKind::Integer);
    let conversions = cases.iter().zip(&variants).zip(&types).map(|((case, variant), ty)| {
        let takes_literals = match case.shape.kind {
            ShapeKind::Integer => true,
            ShapeKind::Number => !has_integers,
            _ => false,
        };
        conversions(name, variant, ty, (&case.shape, takes_literals), imports)
    });
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants(#types),)*
        }

        #(#conversions)*

        #encoding
    }
}

/// `From` for what a variant holds, and for the forms in which callers have it: `&str` and `&String` for a string, the plain enum for a
/// string enum, `i32` (an unsuffixed literal) for a whole number, an array for a list of strings.
fn conversions(
    name: &Ident,
    variant: &Ident,
    ty: &TokenStream,
    (shape, takes_literals): (&Shape<'_>, bool),
    imports: &mut Imports,
) -> TokenStream {
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
    let more = match &shape.kind {
        _ if shape.nullable => TokenStream::new(),
        ShapeKind::String => {
            let borrowed = from(quote!(&str), quote!(value.to_owned()));
            let reference = from(quote!(&String), quote!(value.clone()));
            quote!(#borrowed #reference)
        }
        ShapeKind::Local(_, DeclaredKind::Enum) | ShapeKind::Schema(_, DeclaredKind::Enum) => {
            let plain = value_type::declared(&shape.kind, imports);
            from(plain, quote!(value.into()))
        }
        _ if takes_literals => from(quote!(i32), quote!(value.into())),
        ShapeKind::List(items) if items.kind == ShapeKind::String && !items.nullable => {
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

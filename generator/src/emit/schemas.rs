//! The shared types that requests take and answers hold: one file per schema page, and the module that declares them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::Doc;
use super::imports::Imports;
use super::model::{DeclarationKind, Modeller, Schemas, Side};
use super::text;
use super::{declaration, outcome};
use crate::ir::{Api, Constraints, Parameter, ParameterLocation, Schema, Type};
use crate::names;

/// A schema that is emitted.
#[derive(Clone, Debug, Default, Hash)]
pub(crate) struct Use<'a> {
    /// The scopes whose endpoints reach it.
    scopes: BTreeSet<&'a str>,
    /// Whether requests take it.
    in_requests: bool,
    /// Whether answers hold it.
    in_answers: bool,
}

/// The schemas that endpoints reach and that have something to declare.
pub(crate) fn reached<'a>(api: &'a Api, schemas: &Schemas<'a>) -> BTreeMap<&'a str, Use<'a>> {
    let mut reached: BTreeMap<&'a str, Use<'a>> = BTreeMap::new();
    for endpoint in &api.endpoints {
        let roots: Vec<Parameter> = endpoint.responses.iter().map(outcome::root).collect();
        let answers = schemas.reach(roots.iter()).into_iter().map(|name| (name, false));
        let requests = schemas
            .reach(endpoint.parameters.iter())
            .into_iter()
            .map(|name| (name, true));
        for (name, in_request) in answers.chain(requests) {
            if let Some(schema) = schemas.get(&name).filter(|schema| declares(schema)) {
                let entry = reached.entry(&schema.name).or_default();
                entry.scopes.insert(&endpoint.scope);
                entry.in_requests |= in_request;
                entry.in_answers |= !in_request;
            }
        }
    }
    reached
}

/// Whether a schema's module has something to declare: the type itself, or what is inside of an alias's list or map.
fn declares(schema: &Schema) -> bool {
    Schemas::declared(schema).is_some() || !schema.fields.is_empty()
}

/// What a schema's file depends on besides its page.
pub(crate) fn facts<'a>(schema: &Schema, schemas: &Schemas<'a>) -> Vec<(&'a str, &'a Type)> {
    let named = schemas.named(std::iter::once(&root(schema))).into_values();
    named.map(|schema| (schema.name.as_str(), &schema.ty)).collect()
}

/// A schema as a parameter, which is what types are worked out from.
fn root(schema: &Schema) -> Parameter {
    Parameter {
        name: if Schemas::declared(schema).is_none() {
            format!("{} item", schema.name)
        } else {
            schema.name.clone()
        },
        location: ParameterLocation::Body,
        required: true,
        ty: schema.ty.without_null().unwrap_or(Type::Null),
        constraints: Constraints::default(),
        default: None,
        description: schema.description.clone(),
        deprecated: false,
        evidence: Vec::new(),
        fields: schema.fields.clone(),
        elements: Vec::new(),
        span: schema.span,
    }
}

/// The file of a schema page.
pub(crate) fn file(schema: &Schema, reach: &Use<'_>, schemas: &Schemas<'_>) -> TokenStream {
    let is_alias = Schemas::declared(schema).is_none();
    let name = type_name(schema);
    let root = root(schema);
    let mut taken = schemas.imported(std::iter::once(&root));
    taken.remove(&name);
    let side = if reach.in_answers { Side::Answer } else { Side::Request };
    let mut modeller = Modeller::new(schemas, side, taken);
    modeller.members(std::iter::once(&root), "");
    let mut imports = Imports::default();
    let mut items: Vec<TokenStream> = modeller
        .declarations
        .iter()
        .map(|declaration| declaration::items(declaration, &mut imports))
        .collect();
    if let Some(declaration) = modeller.declarations.first().filter(|_| reach.in_answers && !is_alias) {
        items.extend(outcome::items_of(declaration, &mut imports));
        if reach.in_requests && !matches!(declaration.kind, DeclarationKind::Enum(_)) {
            items.push(encoding(&name, &mut imports));
        }
    }
    let doc = Doc::new(&format!(
        "`{}`, see [its page](../../../../{}).",
        text(&schema.name),
        schema.source.file
    ))
    .inner();
    // A type that holds itself needs no import.
    imports.remove(&format!("crate::schemas::{name}"));
    let uses = imports.tokens();
    quote!(#doc #uses #(#items)*)
}

/// The name of what a schema's module declares first.
fn type_name(schema: &Schema) -> String {
    if Schemas::declared(schema).is_some() {
        names::camel(&schema.name)
    } else {
        Schemas::item_name(schema)
    }
}

/// `impl Encode for RepositoryRule { … }`, for a type of answers that requests take too.
fn encoding(name: &str, imports: &mut Imports) -> TokenStream {
    imports.add("crate::encode::Encode");
    imports.add("crate::encode::Encoder");
    let name = names::identifier(name);
    quote! {
        impl Encode for #name {
            #[inline]
            fn encode(&self, out: &mut dyn Encoder) {
                crate::model::encode(self, out);
            }
        }
    }
}

/// ```ignore
/// //! Types that several endpoints share, one for each schema page.
///
/// #[cfg(feature = "packages")]
/// pub mod package_type;
///
/// #[cfg(feature = "packages")]
/// pub use package_type::PackageType;
/// ```
pub(crate) fn module(reached: &BTreeMap<&str, Use<'_>>, schemas: &Schemas<'_>) -> TokenStream {
    let doc = Doc::new("Types that several endpoints share, one for each schema page. Each has a module, where the types are that only it uses.").inner();
    let used: Vec<(&Schema, TokenStream)> = reached
        .iter()
        .filter_map(|(name, used)| Some((schemas.get(name)?, gate(&used.scopes))))
        .collect();
    let modules = used.iter().map(|(schema, gate)| {
        let module = names::argument(&schema.name);
        let doc = format!(" `{}` and the types inside.", schema.name);
        quote!(#gate #[doc = #doc] pub mod #module;)
    });
    let types = used.iter().map(|(schema, gate)| {
        let module = names::argument(&schema.name);
        let ty = names::identifier(&type_name(schema));
        quote!(#gate pub use #module::#ty;)
    });
    quote! {
        #doc
        #(#modules)*
        #(#types)*
    }
}

/// `#[cfg(feature = "packages")]`, `#[cfg(any(feature = "issues", feature = "pulls"))]`
fn gate(scopes: &BTreeSet<&str>) -> TokenStream {
    let features: Vec<String> = scopes.iter().map(|scope| names::feature(scope)).collect();
    if let [feature] = features.as_slice() {
        quote!(#[cfg(feature = #feature)])
    } else {
        quote!(#[cfg(any(#(feature = #features),*))])
    }
}

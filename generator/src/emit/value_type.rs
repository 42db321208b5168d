//! The Rust types of values.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use crate::rust_model::{DeclaredKind, Shape, ShapeKind, Side};

/// The type of a value: `Vec<String>`, `StringEnum<PackageType>`. What may be null is a `Nullable` in requests and an `Option` in responses.
pub(crate) fn value_type(shape: &Shape<'_>, side: Side, imports: &mut Imports) -> TokenStream {
    let kind = kind(&shape.kind, side, imports);
    match side {
        _ if !shape.nullable => kind,
        Side::Response => quote!(Option<#kind>),
        Side::Request => {
            let nullable = imports.path("crate::Nullable");
            quote!(#nullable<#kind>)
        }
    }
}

/// The type of a value that isn't null.
pub(crate) fn kind(kind: &ShapeKind<'_>, side: Side, imports: &mut Imports) -> TokenStream {
    match kind {
        ShapeKind::String => quote!(String),
        ShapeKind::Integer => quote!(i64),
        ShapeKind::Number => quote!(f64),
        ShapeKind::Boolean => quote!(bool),
        ShapeKind::Date => imports.path("jiff::civil::Date"),
        ShapeKind::DateTime => imports.path("jiff::Timestamp"),
        ShapeKind::Any | ShapeKind::Open => imports.path("serde_json::Value"),
        ShapeKind::JsonObject => imports.path("crate::JsonObject"),
        ShapeKind::Base64 => imports.path("crate::Base64"),
        ShapeKind::Secret => imports.path("crate::secrecy::SecretString"),
        ShapeKind::Bytes if side == Side::Response => quote!(String),
        ShapeKind::Bytes => imports.path("bytes::Bytes"),
        ShapeKind::Local(_, DeclaredKind::Enum) | ShapeKind::Schema(_, DeclaredKind::Enum) => {
            let (string_enum, ty) = (imports.path("crate::StringEnum"), declared(kind, imports));
            quote!(#string_enum<#ty>)
        }
        ShapeKind::Local(..) | ShapeKind::Schema(..) => declared(kind, imports),
        ShapeKind::List(items) => {
            let items = value_type(items, side, imports);
            quote!(Vec<#items>)
        }
        ShapeKind::Map(values) => {
            let (map, values) = (
                imports.path("std::collections::BTreeMap"),
                value_type(values, side, imports),
            );
            quote!(#map<String, #values>)
        }
    }
}

/// The declared type that a shape refers to: `OpenState`; empty for others.
pub(crate) fn declared(kind: &ShapeKind<'_>, imports: &mut Imports) -> TokenStream {
    match kind {
        ShapeKind::Local(path, _) => imports.local(path),
        ShapeKind::Schema(schema, _) => {
            let path = format!("crate::schemas::{}", schema.path().join("::"));
            if schema.is_item {
                imports.inner_path(&path)
            } else {
                imports.path(&path)
            }
        }
        _ => TokenStream::new(),
    }
}

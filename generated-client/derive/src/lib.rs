//! Derives for the types that `octoscribe` emits. They take exactly what its generator writes, and nothing else.
//!
//! What the derives of the standard library and of serde would make for 1,500 types costs a minute of compile time. These give each trait a
//! body of one call that forwards to code which is compiled once, and need no parser: the types have no generics and no where clauses.

mod parse;

use std::fmt::Write;

use parse::Member;
use proc_macro::TokenStream;

/// An object with public fields. A field's JSON name is its own unless `#[field(name = "…")]` says otherwise; every field must be there but
/// for an `Option` without `#[field(required)]`; `#[field(literal = "…")]` names the one text that the field has; `#[field(rest)]`, the last
/// one, is the map of all other entries.
#[proc_macro_derive(Record, attributes(field))]
pub fn record(input: TokenStream) -> TokenStream {
    let declaration = parse::declaration(input);
    let (mut blanks, mut clones, mut fields, mut slots) = (String::new(), String::new(), String::new(), String::new());
    for Member { name, ty, field, .. } in &declaration.members {
        let is_option = ty.starts_with("Option<");
        let blank = match ty.as_str() {
            _ if is_option => "None",
            "String" => "crate::model::TEXT",
            "i64" => "0",
            "bool" => "false",
            "f64" => "0.0",
            list if list.starts_with("Vec<") => "Vec::new()",
            _ => "Default::default()",
        };
        let _ = write!(blanks, "{name}: {blank},");
        let json = if field.rest {
            "*"
        } else {
            field.name.as_deref().unwrap_or(name.trim_start_matches("r#"))
        };
        let mark = match (field.rest, field.required || !is_option, &field.literal) {
            (true, ..) => '*',
            (false, true, None) => '!',
            (false, false, None) => '?',
            (false, true, Some(_)) => '=',
            (false, false, Some(_)) => '~',
        };
        let _ = write!(fields, "\"{mark}{json}");
        if let Some(literal) = &field.literal {
            let _ = write!(fields, "\\0{literal}");
        }
        fields.push_str("\",");
        let copied = if is_copy(ty) { "" } else { ".clone()" };
        let _ = write!(clones, "{name}: self.{name}{copied},");
        let _ = write!(slots, "&mut self.{name},");
    }
    let name = &declaration.name;
    let own = format!(
        "impl Default for {name} {{
            #[inline]
            fn default() -> Self {{ Self {{ {blanks} }} }}
        }}
        impl Clone for {name} {{
            #[inline]
            fn clone(&self) -> Self {{ Self {{ {clones} }} }}
        }}
        impl crate::model::Model for {name} {{
            #[inline]
            fn shape() -> crate::model::Shape {{ crate::model::Shape::Record(&[{fields}]) }}
            #[inline]
            fn visit(&mut self, visitor: &mut crate::model::Visitor<'_>) {{
                visitor.record(\"{name}\", Self::shape(), &mut [{slots}]);
            }}
        }}"
    );
    tokens(&(own + &printed(name) + &serialized(name)))
}

/// A string enum: each variant has `#[value = "…"]`.
#[proc_macro_derive(Keyword, attributes(value))]
pub fn keyword(input: TokenStream) -> TokenStream {
    let declaration = parse::declaration(input);
    let name = &declaration.name;
    let (mut values, mut arms) = (String::new(), String::new());
    for Member { name, field, .. } in &declaration.members {
        let value = field.name.as_deref().unwrap_or_default();
        let _ = write!(values, "Self::{name},");
        let _ = write!(arms, "Self::{name} => \"{value}\",");
    }
    tokens(&format!(
        "impl {name} {{
            /// The documented values.
            pub const VALUES: &'static [Self] = &[{values}];

            /// Returns the value as it is sent.
            #[must_use]
            #[inline]
            pub fn as_str(self) -> &'static str {{ match self {{ {arms} }} }}
        }}
        impl crate::model::Keyword for {name} {{
            const VALUES: &'static [Self] = {name}::VALUES;
            #[inline]
            fn as_str(self) -> &'static str {{ {name}::as_str(self) }}
        }}
        impl std::str::FromStr for {name} {{
            type Err = crate::UnknownValue;
            #[inline]
            fn from_str(value: &str) -> std::result::Result<Self, Self::Err> {{ crate::model::parse(value) }}
        }}
        impl AsRef<str> for {name} {{
            #[inline]
            fn as_ref(&self) -> &str {{ self.as_str() }}
        }}
        impl std::fmt::Display for {name} {{
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{ f.pad(self.as_str()) }}
        }}"
    ))
}

/// An enum of alternatives, each of one type, and a variant `Unknown(Value)`.
#[proc_macro_derive(Union)]
pub fn union(input: TokenStream) -> TokenStream {
    let declaration = parse::declaration(input);
    let (mut blanks, mut shapes, mut arms) = (String::new(), String::new(), String::new());
    for (index, Member { name, ty, .. }) in declaration.members.iter().enumerate() {
        if name != "Unknown" {
            let _ = write!(blanks, "{index} => Self::{name}(Default::default()),");
            let ty = ty.trim_start_matches('(').trim_end_matches([')', ',', ' ', '\n']);
            let _ = write!(shapes, "<{ty} as crate::model::Model>::shape,");
        }
        let _ = write!(
            arms,
            "Self::{name}(value) => crate::model::Model::visit(value, visitor),"
        );
    }
    let name = &declaration.name;
    let own = format!(
        "impl Default for {name} {{
            #[inline]
            fn default() -> Self {{ Self::Unknown(Default::default()) }}
        }}
        impl crate::model::Model for {name} {{
            #[inline]
            fn shape() -> crate::model::Shape {{ crate::model::Shape::Union(&[{shapes}]) }}
            #[inline]
            fn visit(&mut self, visitor: &mut crate::model::Visitor<'_>) {{
                visitor.union(self, Self::shape());
            }}
        }}
        impl crate::model::Union for {name} {{
            #[inline]
            fn set(&mut self, variant: usize) {{
                *self = match variant {{ {blanks} _ => Self::Unknown(Default::default()) }};
            }}
            #[inline]
            fn visit_variant(&mut self, visitor: &mut crate::model::Visitor<'_>) {{ match self {{ {arms} }} }}
        }}"
    );
    tokens(&(own + &printed(name) + &serialized(name)))
}

/// Whether values of a field's type are copied rather than cloned.
fn is_copy(ty: &str) -> bool {
    let inner = ty
        .strip_prefix("Option<")
        .and_then(|rest| rest.strip_suffix('>'))
        .unwrap_or(ty);
    matches!(inner, "i64" | "bool" | "f64" | "Timestamp" | "Date")
}

/// `Debug` and `PartialEq`.
fn printed(name: &str) -> String {
    format!(
        "impl std::fmt::Debug for {name} {{
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{ crate::model::debug(self, f) }}
        }}
        impl PartialEq for {name} {{
            #[inline]
            fn eq(&self, other: &Self) -> bool {{ crate::model::equal(self, other) }}
        }}"
    )
}

/// serde's traits.
fn serialized(name: &str) -> String {
    format!(
        "impl serde::Serialize for {name} {{
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {{
                crate::model::serialize(self, serializer)
            }}
        }}
        impl<'de> serde::Deserialize<'de> for {name} {{
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {{
                crate::model::deserialize(deserializer)
            }}
        }}"
    )
}

/// What is written here parses, unless the declaration was none of the generator's.
fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|_| {
        "compile_error!(\"not a type of octoscribe's generator\");"
            .parse()
            .unwrap_or_default()
    })
}

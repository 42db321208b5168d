//! Values as trees: what `Debug`, `PartialEq` and `Serialize` of the emitted types work on.

use std::fmt::{self, Debug};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::request::secret::{HIDDEN, hide_secrets, is_secret, is_secret_text};
use crate::response::model::field::Field;

/// A value of a response as a tree.
#[derive(Clone, PartialEq)]
pub(crate) enum Tree {
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    String(String),
    Secret(String),
    Json(Value),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
    Record(&'static str, Vec<(Field, Tree)>),
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::String(text) | Self::Secret(text) => serializer.serialize_str(text),
            Self::Json(value) => value.serialize(serializer),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (key, value))),
            Self::Record(_, fields) => {
                // An optional field that is null is left out, as GitHub most probably left it out.
                let is_there = |(field, value): &&(Field, Self)| field.is_required() || *value != Self::Null;
                let mut map = serializer.serialize_map(None)?;
                for (field, value) in fields.iter().filter(is_there) {
                    match value {
                        Self::Map(entries) if field.is_rest() => {
                            // A field is the entry of its name.
                            let mut others = entries
                                .iter()
                                .filter(|(key, _)| !fields.iter().any(|(field, _)| field.is(key)));
                            others.try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                        }
                        value => map.serialize_entry(field.name(), value)?,
                    }
                }
                map.end()
            }
        }
    }
}

impl Tree {
    /// The value of a field as `Debug` shows it.
    fn shown(&self, name: &str) -> &dyn Debug {
        match self {
            Self::Null | Self::Boolean(_) => self,
            _ if is_secret(name) => &HIDDEN,
            _ => self,
        }
    }
}

/// Shows a value as a derived implementation would, but without `Some(…)` and secrets.
impl Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("None"),
            Self::Boolean(value) => Debug::fmt(value, f),
            Self::Integer(value) => Debug::fmt(value, f),
            Self::Number(value) => Debug::fmt(value, f),
            Self::Secret(_) => Debug::fmt(HIDDEN, f),
            Self::String(text) if is_secret_text(text) => Debug::fmt(HIDDEN, f),
            Self::String(text) => Debug::fmt(text, f),
            Self::Json(value) => {
                let mut value = value.clone();
                hide_secrets(&mut value);
                fmt::Display::fmt(&value, f)
            }
            Self::List(items) => f.debug_list().entries(items).finish(),
            Self::Map(entries) => f
                .debug_map()
                .entries(entries.iter().map(|(key, value)| (key, value.shown(key))))
                .finish(),
            Self::Record(name, fields) => {
                let mut shown = f.debug_struct(name);
                for (field, value) in fields {
                    shown.field(field.name(), value.shown(field.name()));
                }
                shown.finish()
            }
        }
    }
}

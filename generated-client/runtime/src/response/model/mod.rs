//! How the types of responses are read, compared, shown and serialized, each by the one emitted function that lists its fields.
//!
//! A type presents its fields as a list of `&mut dyn Model`; everything else is written once, here. Reading fills the fields from JSON;
//! `Debug`, `PartialEq` and `Serialize` use a `Tree` that is taken out of a clone. A function for each of these in each of 1,500
//! types would double the compile time of the crate.

pub(crate) mod field;
pub(crate) mod problem;
mod reader;
mod tree;
mod values;
mod visitor;

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::request::encode::Encoder;

pub use self::problem::Problem;
pub(crate) use self::visitor::fill;
use self::visitor::tree;
pub use self::visitor::{Choice, Model, Visitor};
pub use crate::request::string_enum::{Keyword, parse};
pub use octoscribe_derive::{Keyword, Record, Union};

/// Encodes a value of a response as a value of a request.
#[doc(hidden)]
pub fn encode<T: Model + Clone>(value: &T, out: &mut dyn Encoder) {
    // Never fails: all keys of a tree are strings.
    out.json(&serde_json::to_value(tree(value)).unwrap_or_default());
}

#[doc(hidden)]
pub fn debug<T: Model + Clone>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&tree(value), f)
}

#[doc(hidden)]
pub fn equal<T: Model + Clone>(a: &T, b: &T) -> bool {
    tree(a) == tree(b)
}

#[doc(hidden)]
pub fn serialize<T: Model + Clone, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    tree(value).serialize(serializer)
}

#[doc(hidden)]
pub fn deserialize<'de, T: Model + Default, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json = Value::deserialize(deserializer)?.to_string();
    let mut value = T::default();
    let problems = fill(&mut value, json.as_bytes());
    if problems.is_empty() {
        Ok(value)
    } else {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Err(D::Error::custom(lines.join("\n")))
    }
}

/// An empty string. A constant costs the compiler less than a call.
#[doc(hidden)]
pub const TEXT: String = String::new();

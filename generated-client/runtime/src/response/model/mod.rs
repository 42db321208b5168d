//! How the types of responses are read, compared, shown and serialized, each by the one emitted function that lists its fields.
//!
//! A type presents its fields as a list of `&mut dyn Model`; everything else is written once, here. Reading fills the fields from JSON;
//! `Debug`, `PartialEq` and `Serialize` use a `Tree` that is taken out of a clone. A function for each of these in each of 1,500
//! types would double the compile time of the crate.

mod ahead;
mod choice;
pub(crate) mod field;
pub(crate) mod notes;
pub(crate) mod policy;
pub(crate) mod problem;
pub(crate) mod reader;
mod shape;
mod tree;
mod values;
mod visitor;

use std::cell::RefCell;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::request::encode::Encoder;

pub use self::choice::Union;
use self::notes::Notes;
pub use self::policy::Reading;
pub use self::problem::Problem;
pub use self::shape::Shape;
pub(crate) use self::visitor::fill;
use self::visitor::tree;
pub use self::visitor::{Model, Visitor};
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

/// Strict, unless [`read_as`] is around it.
#[doc(hidden)]
pub fn deserialize<'de, T: Model + Default, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json = Value::deserialize(deserializer)?.to_string();
    let mut value = T::default();
    let reading = SCOPE.with_borrow(|scope| scope.0);
    let (notes, _) = fill(&mut value, json.as_bytes(), reading, false).map_err(|notes| {
        let lines: Vec<String> = notes.problems().iter().map(ToString::to_string).collect();
        D::Error::custom(lines.join("\n"))
    })?;
    SCOPE.with_borrow_mut(|scope| scope.1.extend(&notes));
    Ok(value)
}

thread_local! {
    /// How `Deserialize` of the types of the docs reads, and what it noted.
    static SCOPE: RefCell<(Reading, Notes)> = RefCell::new((Reading::Strict, Notes::default()));
}

/// Restores the outer scope, also after a panic.
struct Restore(Option<(Reading, Notes)>);

impl Drop for Restore {
    fn drop(&mut self) {
        if let Some(outer) = self.0.take() {
            SCOPE.set(outer);
        }
    }
}

/// Deserializes types of the docs by a policy, also inside other types. Returns the notes too.
pub(crate) fn read_as<T>(reading: Reading, deserialize: impl FnOnce() -> T) -> (T, Notes) {
    let restore = Restore(Some(SCOPE.replace((reading, Notes::default()))));
    let read = deserialize();
    let (_, notes) = SCOPE.take();
    drop(restore);
    (read, notes)
}

/// An empty string. A constant costs the compiler less than a call.
#[doc(hidden)]
pub const TEXT: String = String::new();

//! How the types of answers are read, compared, shown and serialized, each by the one emitted function that lists its fields.
//!
//! A type shows its fields as a list of `&mut dyn Model`, and everything else is written once, here: reading fills the fields from JSON,
//! and what `Debug`, `PartialEq` and `Serialize` need is a `Tree` that is taken out of a clone. With a function for each of these in each of
//! 1,500 types the crate would take twice as long to compile.

mod choice;
mod field;
mod problem;
mod reader;
mod tree;
mod values;

use std::borrow::Cow;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::encode::Encoder;

pub use choice::Choice;
use field::Field;
pub use octoscribe_derive::{Keyword, Record, Union};
pub use problem::Problem;
pub(crate) use reader::Reader;
pub(crate) use tree::Tree;

/// A value in an answer: a scalar, a list, a map, or an emitted type. Not to be implemented elsewhere.
pub trait Model {
    /// Hands the value's parts to a visitor, which fills them or takes what is in them.
    #[doc(hidden)]
    fn visit(&mut self, visitor: &mut Visitor<'_>);
}

/// What values are handed to.
#[doc(hidden)]
#[derive(Debug)]
pub struct Visitor<'v>(Mode<'v>);

#[derive(Debug)]
enum Mode<'v> {
    /// Values are filled from JSON.
    Read(Reader<'v>),
    /// Values are taken out.
    Take(Tree),
}

impl<'v> Visitor<'v> {
    /// Visits the fields of a record: `!name` for one that must be there, `?name` for others, with a NUL and the text behind the name of a
    /// field that has but one.
    pub fn record(&mut self, name: &'static str, fields: &'static [&'static str], slots: &mut [&mut dyn Model]) {
        if let Mode::Read(_) = self.0 {
            self.read_record(fields, slots);
            return;
        }
        let values = fields
            .iter()
            .zip(slots)
            .map(|(field, slot)| (Field(field), self.taken(*slot)))
            .collect();
        self.0 = Mode::Take(Tree::Record(name, values));
    }

    /// The text of an enum to be filled; `current` is what it has now.
    pub fn keyword(&mut self, current: &str) -> Option<Cow<'v, str>> {
        match &mut self.0 {
            Mode::Read(reader) => reader.text(),
            Mode::Take(tree) => {
                *tree = Tree::Text(current.to_owned());
                None
            }
        }
    }

    /// Begins the choice between the alternatives of a union that is to be filled.
    pub fn choice<U>(&mut self) -> Option<Choice<'_, 'v, U>>
    where
        U: 'static,
    {
        match &self.0 {
            Mode::Read(_) => Some(Choice::new(self)),
            Mode::Take(_) => None,
        }
    }

    /// What is in a value, while values are taken.
    fn taken(&mut self, value: &mut dyn Model) -> Tree {
        self.0 = Mode::Take(Tree::Null);
        value.visit(self);
        self.take()
    }

    /// How many problems there are.
    fn problem_count(&mut self) -> usize {
        self.reader().map_or(0, |reader| reader.problems())
    }

    /// What has been taken.
    fn take(&mut self) -> Tree {
        match &mut self.0 {
            Mode::Read(_) => Tree::Null,
            Mode::Take(tree) => std::mem::replace(tree, Tree::Null),
        }
    }

    /// The reader, where values are filled.
    fn reader(&mut self) -> Option<&mut Reader<'v>> {
        match &mut self.0 {
            Mode::Read(reader) => Some(reader),
            Mode::Take(_) => None,
        }
    }
}

/// Reads a JSON text. What is missing or of another type is left at its default and noted.
pub(crate) fn read<T: Model + Default>(text: &[u8]) -> (T, Vec<Problem>) {
    let mut value = T::default();
    let problems = fill(&mut value, text);
    (value, problems)
}

/// Fills a value from a JSON text.
pub(crate) fn fill(value: &mut dyn Model, json: &[u8]) -> Vec<Problem> {
    let text = match std::str::from_utf8(json) {
        Ok(text) => text,
        Err(error) => return vec![Problem::syntax("UTF-8", error.valid_up_to())],
    };
    let mut visitor = Visitor(Mode::Read(Reader::new(text)));
    value.visit(&mut visitor);
    match visitor.0 {
        Mode::Read(reader) => reader.finish(),
        Mode::Take(_) => Vec::new(),
    }
}

/// What is in a value.
fn tree<T: Model + Clone>(value: &T) -> Tree {
    take_all(&mut value.clone())
}

fn take_all(value: &mut dyn Model) -> Tree {
    let mut visitor = Visitor(Mode::Take(Tree::Null));
    value.visit(&mut visitor);
    visitor.take()
}

/// Hands a value of an answer to what takes values of requests.
#[doc(hidden)]
pub fn encode<T: Model + Clone>(value: &T, out: &mut dyn Encoder) {
    // Writing a tree into a JSON value never fails: all its keys are texts.
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
    let (value, problems) = read(json.as_bytes());
    if problems.is_empty() {
        Ok(value)
    } else {
        Err(D::Error::custom(problem::listed(&problems)))
    }
}

/// An empty text. A constant costs the compiler less than a call.
#[doc(hidden)]
pub const TEXT: String = String::new();

//! How scalars, lists and maps are read and taken out.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use crate::request::base64::Base64;
use crate::request::encode::JsonObject;
use crate::request::string_enum::{Keyword, StringEnum};
use crate::response::model::problem::Problem;
use crate::response::model::reader::Reader;
use crate::response::model::tree::Tree;
use crate::response::model::visitor::{Model, Visitor};

impl Model for String {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| reader.string().map(Cow::into_owned);
        visitor.scalar(self, read, |string| Tree::String(std::mem::take(string)));
    }
}

impl Model for bool {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.scalar(self, Reader::boolean, |value| Tree::Boolean(*value));
    }
}

impl Model for i64 {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.scalar(self, Reader::integer, |value| Tree::Integer(*value));
    }
}

impl Model for f64 {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.scalar(self, Reader::number, |value| Tree::Number(*value));
    }
}

impl Model for Timestamp {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| read_parsed(reader, "a timestamp (RFC 3339)");
        visitor.scalar(self, read, |value| Tree::String(value.to_string()));
    }
}

impl Model for Date {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| read_parsed(reader, "a date (YYYY-MM-DD)");
        visitor.scalar(self, read, |value| Tree::String(value.to_string()));
    }
}

fn read_parsed<T: FromStr>(reader: &mut Reader<'_>, expected: &'static str) -> Option<T> {
    let parsed = reader.string()?.parse().ok();
    if parsed.is_none() {
        reader.note(Problem::mismatch(expected, "another string"));
    }
    parsed
}

impl Model for Value {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.scalar(self, |reader| Some(reader.json()), |value| Tree::Json(value.take()));
    }
}

impl Model for JsonObject {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.scalar(self, Reader::object, |object| {
            Tree::Json(Value::Object(std::mem::take(object)))
        });
    }
}

impl Model for Base64 {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| reader.string().map(Self::from_encoded);
        visitor.scalar(self, read, |value| Tree::String(value.as_str().to_owned()));
    }
}

impl<K: Keyword> Model for StringEnum<K> {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| reader.string().map(|string| Self::from(string.as_ref()));
        visitor.scalar(self, read, |value| Tree::String(value.as_str().to_owned()));
    }
}

impl<T: Model + Default> Model for Option<T> {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let Some(reader) = visitor.reader() else {
            if let Some(value) = self {
                value.visit(visitor);
            }
            return;
        };
        if reader.null() {
            *self = None;
            return;
        }
        let before = reader.problems();
        self.insert(T::default()).visit(visitor);
        // A value of another type is dropped; one with problems inside is kept.
        if visitor.reader().is_some_and(|reader| reader.is_mismatch(before)) {
            *self = None;
        }
    }
}

impl<T: Model> Model for Box<T> {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        (**self).visit(visitor);
    }
}

impl<T: Model + Default> Model for Vec<T> {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        if visitor.reader().is_none() {
            let items = self.iter_mut().map(|item| visitor.taken(item)).collect();
            visitor.take(Tree::List(items));
            return;
        }
        self.clear();
        visitor.read_items(|visitor| {
            let mut item = T::default();
            item.visit(visitor);
            self.push(item);
        });
    }
}

impl<T: Model + Default> Model for BTreeMap<String, T> {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        if visitor.reader().is_none() {
            let entries = self.iter_mut().map(|(key, value)| (key.clone(), visitor.taken(value)));
            let tree = Tree::Map(entries.collect());
            visitor.take(tree);
            return;
        }
        if let Some(key) = visitor.reader().and_then(|reader| reader.entry.take()) {
            let mut value = T::default();
            value.visit(visitor);
            self.insert(key, value);
            return;
        }
        self.clear();
        visitor.read_members(|visitor, key| {
            let mut value = T::default();
            value.visit(visitor);
            self.insert(key.to_owned(), value);
        });
    }
}

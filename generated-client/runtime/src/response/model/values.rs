//! How scalars, lists and maps are read and taken out.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::request::base64::Base64;
use crate::request::encode::JsonObject;
use crate::request::string_enum::{Keyword, StringEnum};
use crate::response::model::policy::Place;
use crate::response::model::reader::Reader;
use crate::response::model::shape::Shape;
use crate::response::model::tree::Tree;
use crate::response::model::visitor::{Model, Optional, Slots, Visitor};

impl Model for String {
    fn shape() -> Shape {
        Shape::String
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| {
            let string = reader.string()?;
            reader.spend(string.len());
            Some(Cow::into_owned(string))
        };
        visitor.scalar(self, read, |string| Tree::String(std::mem::take(string)));
    }
}

impl Model for bool {
    fn shape() -> Shape {
        Shape::Boolean
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.scalar(self, Reader::boolean, |value| Tree::Boolean(*value));
    }
}

impl Model for i64 {
    fn shape() -> Shape {
        Shape::Number
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.scalar(self, Reader::integer, |value| Tree::Integer(*value));
    }
}

impl Model for f64 {
    fn shape() -> Shape {
        Shape::Number
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.scalar(self, Reader::number, |value| Tree::Number(*value));
    }
}

impl Model for Timestamp {
    fn shape() -> Shape {
        Shape::String
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| read_parsed(reader, "a timestamp (RFC 3339)");
        visitor.scalar(self, read, |value| Tree::String(value.to_string()));
    }
}

impl Model for Date {
    fn shape() -> Shape {
        Shape::String
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| read_parsed(reader, "a date (YYYY-MM-DD)");
        visitor.scalar(self, read, |value| Tree::String(value.to_string()));
    }
}

fn read_parsed<T: FromStr>(reader: &mut Reader<'_>, expected: &'static str) -> Option<T> {
    if reader.peek() != b'"' {
        reader.mismatch(expected, false);
        return None;
    }
    let parsed = reader.string()?.parse().ok();
    if parsed.is_none() {
        reader.malformed(expected);
    }
    parsed
}

impl Model for Value {
    fn shape() -> Shape {
        Shape::Any
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| {
            if !reader.is_nothing() {
                return Some(reader.json());
            }
            // An empty body is null.
            if reader.place != Place::Root {
                reader.mismatch("a value", true);
            }
            None
        };
        visitor.scalar(self, read, |value| Tree::Json(value.take()));
    }
}

impl Model for JsonObject {
    fn shape() -> Shape {
        Shape::Map
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.scalar(self, Reader::object, |object| {
            Tree::Json(Value::Object(std::mem::take(object)))
        });
    }
}

impl Model for Base64 {
    fn shape() -> Shape {
        Shape::String
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| reader.string().map(Self::from_encoded);
        visitor.scalar(self, read, |value| Tree::String(value.as_str().to_owned()));
    }
}

impl Model for SecretString {
    fn shape() -> Shape {
        Shape::String
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| {
            let string = reader.string()?;
            reader.spend(string.len());
            Some(Self::from(string.as_ref()))
        };
        visitor.scalar(self, read, |value| Tree::Secret(value.expose_secret().to_owned()));
    }
}

impl<K: Keyword> Model for StringEnum<K> {
    fn shape() -> Shape {
        Shape::String
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| {
            let value = Self::from(reader.string()?.as_ref());
            if !value.is_known() {
                reader.spend(value.as_str().len());
            }
            Some(value)
        };
        visitor.scalar(self, read, |value| Tree::String(value.as_str().to_owned()));
    }
}

impl<T: Model + Default> Model for Option<T> {
    fn shape() -> Shape {
        Shape::Nullable(T::shape)
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let is_object = matches!(T::shape(), Shape::Record(_));
        match visitor.begin_optional(is_object) {
            Optional::Taken => {
                if let Some(value) = self {
                    value.visit(visitor);
                }
            }
            Optional::Absent => *self = None,
            Optional::Value(before) => {
                self.insert(T::default()).visit(visitor);
                if visitor.end_optional(before, is_object) {
                    *self = None;
                }
            }
        }
    }
}

impl<T: Model> Model for Box<T> {
    fn shape() -> Shape {
        T::shape()
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.with_reader(|reader| reader.spend(size_of::<T>()));
        (**self).visit(visitor);
    }
}

impl<T: Model + Default> Model for Vec<T> {
    fn shape() -> Shape {
        Shape::List
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        if visitor.reader().is_none() {
            let items = self.iter_mut().map(|item| visitor.taken(item)).collect();
            visitor.take(Tree::List(items));
            return;
        }
        self.clear();
        visitor.read_items(self);
    }
}

impl<T: Model + Default> Slots for Vec<T> {
    fn read(&mut self, visitor: &mut Visitor<'_>) {
        visitor.with_reader(|reader| reader.spend(size_of::<T>()));
        self.push(T::default());
        if let Some(item) = self.last_mut() {
            item.visit(visitor);
        }
    }

    fn drop_last(&mut self) -> usize {
        self.pop();
        size_of::<T>()
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl<T: Model + Default> Model for BTreeMap<String, T> {
    fn shape() -> Shape {
        Shape::Map
    }

    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        if visitor.reader().is_none() {
            let entries = self.iter_mut().map(|(key, value)| (key.clone(), visitor.taken(value)));
            let tree = Tree::Map(entries.collect());
            visitor.take(tree);
            return;
        }
        let entry = visitor.reader().and_then(|reader| reader.entry.take());
        if entry.is_none() {
            self.clear();
        }
        let mut read = |visitor: &mut Visitor<'_>, key: &str| {
            let mut value = T::default();
            value.visit(visitor);
            if visitor.settle_entry(size_of::<(String, T)>() + key.len()) {
                self.insert(key.to_owned(), value);
            }
        };
        match entry {
            Some(key) => read(visitor, &key),
            None => visitor.read_entries(read),
        }
    }
}

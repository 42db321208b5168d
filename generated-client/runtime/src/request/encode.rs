//! The values of requests, and how they describe themselves to what writes or checks them: a JSON body, a URI, a rule.

use std::collections::BTreeMap;
use std::fmt::Display;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::temporal::DateTimePrinter;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::request::violations::Violation;

/// A JSON object whose members the docs don't name.
pub type JsonObject = serde_json::Map<String, Value>;

/// A value of a request.
pub trait Encode {
    /// Hands the value to `out`, by exactly one call, which [`Encoder::hide`] may precede.
    fn encode(&self, out: &mut dyn Encoder);
}

/// What values are handed to.
///
/// Lists, maps and objects are handed over as iterators, so that a value can't leave one open.
pub trait Encoder {
    /// Null.
    fn null(&mut self);
    /// True or false.
    fn boolean(&mut self, value: bool);
    /// A whole number.
    fn integer(&mut self, value: i64);
    /// Any number. One that is not finite is a violation: JSON has no such number.
    fn number(&mut self, value: f64);
    /// A string.
    fn string(&mut self, value: &str);
    /// A string that is none of the documented values, which is a violation.
    fn undocumented(&mut self, value: &str, documented: &dyn Display);
    /// Says that what comes next is not to be shown.
    fn hide(&mut self);
    /// A list.
    fn list(&mut self, items: &mut dyn Iterator<Item = &dyn Encode>);
    /// A map.
    fn map(&mut self, entries: &mut dyn Iterator<Item = (&str, &dyn Encode)>);
    /// An object whose fields are JSON already (`"name":value`), with the violations found in them.
    fn object(&mut self, fields: &mut dyn Iterator<Item = &[u8]>, violations: &mut dyn Iterator<Item = &Violation>);
    /// Any JSON.
    fn json(&mut self, value: &Value);
}

/// Sends a value as the string that it displays as: for parameters whose docs state no type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Text<T>(pub T);

impl<T: Display> Encode for Text<T> {
    fn encode(&self, out: &mut dyn Encoder) {
        out.string(&self.0.to_string());
    }
}

/// Collects a map, converting its keys and values. Of two entries with one key the last one stays.
pub fn map<T>(entries: impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>) -> BTreeMap<String, T> {
    entries
        .into_iter()
        .map(|(key, value)| (key.into(), value.into()))
        .collect()
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, out: &mut dyn Encoder) {
        (**self).encode(out);
    }
}

impl Encode for str {
    fn encode(&self, out: &mut dyn Encoder) {
        out.string(self);
    }
}

impl Encode for String {
    fn encode(&self, out: &mut dyn Encoder) {
        out.string(self);
    }
}

/// Hidden wherever values are shown.
impl Encode for SecretString {
    fn encode(&self, out: &mut dyn Encoder) {
        out.hide();
        out.string(self.expose_secret());
    }
}

impl Encode for i64 {
    fn encode(&self, out: &mut dyn Encoder) {
        out.integer(*self);
    }
}

impl Encode for f64 {
    fn encode(&self, out: &mut dyn Encoder) {
        out.number(*self);
    }
}

impl Encode for bool {
    fn encode(&self, out: &mut dyn Encoder) {
        out.boolean(*self);
    }
}

/// Written as GitHub's docs ask for: `YYYY-MM-DDTHH:MM:SSZ`; fractions of a second are dropped.
impl Encode for Timestamp {
    fn encode(&self, out: &mut dyn Encoder) {
        static PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
        out.string(&PRINTER.timestamp_to_string(self));
    }
}

/// Written as `YYYY-MM-DD`.
impl Encode for Date {
    fn encode(&self, out: &mut dyn Encoder) {
        out.string(&self.to_string());
    }
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, out: &mut dyn Encoder) {
        out.list(&mut self.iter().map(|item| item as &dyn Encode));
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, out: &mut dyn Encoder) {
        self.as_slice().encode(out);
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self, out: &mut dyn Encoder) {
        out.map(&mut self.iter().map(|(key, value)| (key.as_str(), value as &dyn Encode)));
    }
}

impl Encode for JsonObject {
    fn encode(&self, out: &mut dyn Encoder) {
        out.map(&mut self.iter().map(|(key, value)| (key.as_str(), value as &dyn Encode)));
    }
}

impl Encode for Value {
    fn encode(&self, out: &mut dyn Encoder) {
        out.json(self);
    }
}

//! JSON objects under construction.

use std::fmt;
use std::ops::Range;

use serde_json::Value;

use crate::encode::{Encode, Encoder};
use crate::json::{JsonWriter, write_json};
use crate::rule::Rule;
use crate::secret::hide_secrets;
use crate::violation::Violation;

/// A JSON object under construction: the fields given so far, already encoded, and what is wrong with them.
///
/// A field that is given twice has its last value.
#[derive(Clone, Default)]
pub struct Object {
    /// The fields' `"name":value` texts; replaced ones stay behind as unused bytes.
    bytes: Vec<u8>,
    /// Names in the order in which they were first given, and where their texts are.
    fields: Vec<(&'static str, Range<usize>)>,
    checked: Checked,
}

impl Object {
    /// An object without fields.
    #[inline]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Checks the value that a field is about to get. It stays in the object whatever the outcome; what is wrong with it comes up when
    /// the request is validated.
    #[inline]
    #[must_use]
    pub fn check(mut self, name: &'static str, value: &(impl Encode + ?Sized), rule: &Rule) -> Self {
        self.checked.rule(name, &value, rule);
        self
    }

    /// Sets a field.
    #[inline]
    #[must_use]
    pub fn field(mut self, name: &'static str, value: impl Encode) -> Self {
        self.set(name, &value);
        self
    }

    /// Sets a field.
    pub(crate) fn set(&mut self, name: &'static str, value: &dyn Encode) {
        let start = self.bytes.len();
        write_json(&mut self.bytes, name);
        self.bytes.push(b':');
        let bytes = &mut self.bytes;
        self.checked
            .encoding(name, |violations| value.encode(&mut JsonWriter::new(bytes, violations)));
        let place = start..self.bytes.len();
        match self.fields.iter_mut().find(|(given, _)| *given == name) {
            Some((_, old)) => *old = place,
            None => self.fields.push((name, place)),
        }
    }

    /// Appends the object as JSON.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.reserve(self.bytes.len() + self.fields.len() + 2);
        out.push(b'{');
        for (index, (_, place)) in self.fields.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            out.extend_from_slice(self.bytes.get(place.clone()).unwrap_or_default());
        }
        out.push(b'}');
    }

    /// The names of the fields.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|(name, _)| *name)
    }

    /// How many fields there are.
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }

    /// What is wrong with the fields, their names relative to the object.
    pub(crate) fn violations(&self) -> impl Iterator<Item = &Violation> {
        self.checked.violations()
    }

    fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }
}

impl Encode for Object {
    #[inline]
    fn encode(&self, out: &mut dyn Encoder) {
        out.object(self);
    }
}

/// Objects are equal when their JSON texts are.
impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.to_json() == other.to_json()
    }
}

/// Shows the fields without secrets.
impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::from_slice::<Value>(&self.to_json()) {
            Ok(mut value) => {
                hide_secrets(&mut value);
                fmt::Display::fmt(&value, f)
            }
            // Values nested deeper than serde_json reads are not worth showing.
            Err(_) => f.debug_set().entries(self.names()).finish(),
        }
    }
}

/// Violations of values that may still be replaced: a later value of a parameter takes the violations of the earlier one with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Checked(Vec<(Origin, Violation)>);

/// What found a violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// The parameter's own rule.
    Rule,
    /// The value itself, or something inside it, when it was encoded.
    Encoding,
}

impl Checked {
    /// Checks a parameter's value against its own rule.
    pub(crate) fn rule(&mut self, name: &str, value: &dyn Encode, rule: &Rule) {
        self.replace(name, Origin::Rule, |violations| rule.check(value, violations));
    }

    /// Notes what `encode` finds in a parameter's value.
    pub(crate) fn encoding(&mut self, name: &str, encode: impl FnOnce(&mut Vec<Violation>)) {
        self.replace(name, Origin::Encoding, encode);
    }

    /// Takes out what a parameter's own rule found.
    pub(crate) fn take_rule(&mut self, name: &str) -> impl Iterator<Item = Violation> {
        let is_taken =
            move |(origin, violation): &mut (Origin, Violation)| *origin == Origin::Rule && violation.is_of(name);
        self.0.extract_if(.., is_taken).map(|(_, violation)| violation)
    }

    pub(crate) fn violations(&self) -> impl Iterator<Item = &Violation> {
        self.0.iter().map(|(_, violation)| violation)
    }

    fn replace(&mut self, name: &str, origin: Origin, find: impl FnOnce(&mut Vec<Violation>)) {
        self.0
            .retain(|(old, violation)| *old != origin || !violation.is_of(name));
        let mut found = Vec::new();
        find(&mut found);
        self.0.extend(found.into_iter().map(|mut violation| {
            violation.within(name);
            (origin, violation)
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_field_counts() {
        let rule = Rule::at_most(3);
        let object = Object::new()
            .check("a", "long text", &rule)
            .field("a", "long text")
            .field("b", 1);
        assert_eq!(object.violations().count(), 1);
        let object = object.check("a", "ok", &rule).field("a", "ok");
        assert_eq!(object.violations().count(), 0);
        assert_eq!(String::from_utf8(object.to_json()).unwrap(), r#"{"a":"ok","b":1}"#);
        assert_eq!(object, Object::new().field("a", "ok").field("b", 1));
        assert_ne!(object, Object::new().field("a", "ok"));
    }

    #[test]
    fn nested_violations_have_whole_paths() {
        let annotation = |path: &str| Object::new().check("path", path, &Rule::at_most(5)).field("path", path);
        let annotations = vec![annotation("short"), annotation("too long")];
        let output = Object::new()
            .check("annotations", &annotations, &Rule::at_most(1))
            .field("annotations", &annotations);
        let shown: Vec<String> = output.violations().map(ToString::to_string).collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        annotations: expected at most 1 item, got 2 items
        annotations[1].path: expected at most 5 characters, got "too long"
        "#);
    }

    #[test]
    fn debug_hides_secrets() {
        let config = Object::new()
            .field("url", "https://example.com")
            .field("secret", "hunter2");
        let hook = Object::new().field("config", &config);
        assert_eq!(
            format!("{hook:?}"),
            r#"{"config":{"secret":"(hidden)","url":"https://example.com"}}"#
        );
    }

    #[test]
    fn numbers_that_json_lacks_are_violations() {
        let object = Object::new().field("score", [1.5, f64::NAN].as_slice());
        assert_eq!(String::from_utf8(object.to_json()).unwrap(), r#"{"score":[1.5,null]}"#);
        assert_eq!(
            object.violations().next().unwrap().to_string(),
            "score[1]: expected a finite number, got NaN"
        );
    }
}

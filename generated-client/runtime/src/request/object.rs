//! JSON objects under construction.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use serde_json::Value;

use crate::request::encode::{Encode, Encoder};
use crate::request::json::{JsonWriter, write_json};
use crate::request::rules::Rule;
use crate::request::secret::{HIDDEN, hide_secrets};
use crate::request::violations::Violation;

/// A JSON object under construction: the fields set so far, already encoded, and their violations.
///
/// Setting a field again replaces its value.
#[derive(Clone, Default)]
#[must_use]
pub struct Object {
    /// The fields as `"name":value`; replaced ones stay as unused bytes.
    bytes: Vec<u8>,
    /// Names in the order in which they were first set, and where their bytes are.
    fields: Vec<(&'static str, Range<usize>)>,
    /// Entries beside the fields that the docs name.
    rest: Vec<(String, Range<usize>)>,
    /// Names of fields and entries that are not to be shown.
    hidden: BTreeSet<String>,
    checked: Checked,
}

impl Object {
    /// Creates an object without fields.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Checks a value that is about to be set. Violations are reported when the request is validated.
    pub fn check(mut self, name: &'static str, value: &(impl Encode + ?Sized), rule: &Rule) -> Self {
        self.checked.rule(name, &value, rule);
        self
    }

    /// Sets a field.
    pub fn field(mut self, name: &'static str, value: impl Encode) -> Self {
        self.set(name, &value);
        self
    }

    /// Sets the entries beside the named fields. A field that is set counts more than an entry of its name.
    pub fn rest<T: Encode>(mut self, entries: BTreeMap<String, T>) -> Self {
        self.rest.clear();
        let Self {
            bytes,
            rest,
            hidden,
            checked,
            ..
        } = &mut self;
        checked.encoding("*", |violations| {
            for (key, value) in entries {
                let before = violations.len();
                let range = append(bytes, hidden, &key, &value, violations);
                let found = violations.iter_mut().skip(before);
                found.for_each(|violation| violation.within(&key));
                rest.push((key, range));
            }
        });
        self
    }

    /// Sets a field.
    pub(crate) fn set(&mut self, name: &'static str, value: &dyn Encode) {
        let (bytes, hidden) = (&mut self.bytes, &mut self.hidden);
        let mut range = 0..0;
        self.checked.encoding(name, |violations| {
            range = append(bytes, hidden, name, value, violations);
        });
        match self.fields.iter_mut().find(|(given, _)| *given == name) {
            Some((_, old)) => *old = range,
            None => self.fields.push((name, range)),
        }
    }

    /// The names of the fields.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|(name, _)| *name)
    }

    /// The violations of the fields, with paths relative to the object.
    pub(crate) fn violations(&self) -> impl Iterator<Item = &Violation> {
        self.checked.violations()
    }

    /// The object as JSON.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len() + self.fields.len() + 2);
        self.encode(&mut JsonWriter::new(&mut out, &mut Vec::new()));
        out
    }
}

/// Appends a field, and adds its name to those that are not to be shown if its value says so. Returns where it is.
fn append(
    bytes: &mut Vec<u8>,
    hidden: &mut BTreeSet<String>,
    name: &str,
    value: &dyn Encode,
    violations: &mut Vec<Violation>,
) -> Range<usize> {
    let start = bytes.len();
    write_json(bytes, name);
    bytes.push(b':');
    let mut writer = JsonWriter::new(bytes, violations);
    value.encode(&mut writer);
    if writer.hides {
        hidden.insert(name.to_owned());
    }
    start..bytes.len()
}

impl Encode for Object {
    fn encode(&self, out: &mut dyn Encoder) {
        let is_free = |(key, _): &&(String, Range<usize>)| self.names().all(|name| name != key);
        let rest = self.rest.iter().filter(is_free).map(|(_, range)| range);
        let ranges = self.fields.iter().map(|(_, range)| range).chain(rest);
        let mut fields = ranges.map(|range| self.bytes.get(range.clone()).unwrap_or_default());
        if !self.hidden.is_empty() {
            out.hide();
        }
        out.object(&mut fields, &mut self.violations());
    }
}

/// Objects are equal when their JSON is.
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
                for name in &self.hidden {
                    if let Some(member) = value.get_mut(name) {
                        *member = HIDDEN.into();
                    }
                }
                hide_secrets(&mut value);
                fmt::Display::fmt(&value, f)
            }
            // Values nested deeper than serde_json reads are not worth showing.
            Err(_) => f.debug_set().entries(self.names()).finish(),
        }
    }
}

/// Violations of parameters that are still being set: setting a parameter again drops the violations of its old value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Checked(Vec<(Origin, Violation)>);

/// What reported a violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// The parameter's own rule.
    Rule,
    /// The encoding of the value or of something inside it.
    Encoding,
}

impl Checked {
    /// Checks a parameter's value against its own rule.
    pub(crate) fn rule(&mut self, name: &str, value: &dyn Encode, rule: &Rule) {
        self.replace(name, Origin::Rule, |violations| rule.check(value, violations));
    }

    /// Collects the violations that `encode` finds in a parameter's value.
    pub(crate) fn encoding(&mut self, name: &str, encode: impl FnOnce(&mut Vec<Violation>)) {
        self.replace(name, Origin::Encoding, encode);
    }

    /// Removes the violations of a parameter's own rule.
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
    use secrecy::SecretString;

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
    fn what_a_page_types_secret_is_hidden_at_any_depth() {
        let secret = SecretString::from("hunter2");
        let inner = Object::new()
            .check("pin", &secret, &Rule::exactly(4))
            .field("pin", secret.clone());
        let outer = Object::new().field("vault", vec![inner.clone()]).field("name", "n");
        insta::assert_snapshot!(format!("{inner:?}"), @r#"{"pin":"(hidden)"}"#);
        insta::assert_snapshot!(format!("{outer:?}"), @r#"{"name":"n","vault":"(hidden)"}"#);
        insta::assert_snapshot!(outer.violations().next().unwrap(), @"vault[0].pin: expected exactly 4 characters");
        assert!(String::from_utf8(outer.to_json()).unwrap().contains("hunter2"));
    }

    #[test]
    fn named_fields_count_more_than_other_entries() {
        let entries = |value: f64| BTreeMap::from([("a".to_owned(), value), ("b".to_owned(), value)]);
        let object = Object::new().rest(entries(9.5)).rest(entries(0.5)).field("a", 1);
        assert_eq!(String::from_utf8(object.to_json()).unwrap(), r#"{"a":1,"b":0.5}"#);
        let violations = Object::new().rest(entries(f64::NAN));
        insta::assert_snapshot!(violations.violations().next().unwrap(), @"*.a: expected a finite number, got NaN");
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

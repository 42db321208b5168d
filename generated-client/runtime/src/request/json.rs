//! Writes values as JSON.

use std::fmt::Display;

use serde::Serialize;
use serde_json::Value;

use crate::request::encode::{Encode, Encoder};
use crate::request::violations::{Violation, shown_text};

/// Appends values as JSON and collects their violations.
pub(crate) struct JsonWriter<'a> {
    out: &'a mut Vec<u8>,
    violations: &'a mut Vec<Violation>,
    /// Whether something in the values is not to be shown.
    pub(crate) hides: bool,
}

impl<'a> JsonWriter<'a> {
    /// Appends to `out` and `violations`.
    pub(crate) fn new(out: &'a mut Vec<u8>, violations: &'a mut Vec<Violation>) -> Self {
        Self {
            out,
            violations,
            hides: false,
        }
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.out.push(b',');
        }
    }

    /// Writes a nested value and applies `place` to each violation that it adds.
    fn nested(&mut self, value: &dyn Encode, place: impl Fn(&mut Violation)) {
        let before = self.violations.len();
        value.encode(self);
        self.violations.iter_mut().skip(before).for_each(place);
    }
}

impl Encoder for JsonWriter<'_> {
    fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }

    fn boolean(&mut self, value: bool) {
        write_json(self.out, &value);
    }

    fn integer(&mut self, value: i64) {
        write_json(self.out, &value);
    }

    fn number(&mut self, value: f64) {
        if !value.is_finite() {
            self.violations.push(not_finite(value));
        }
        // serde_json writes null for a number that is not finite.
        write_json(self.out, &value);
    }

    fn string(&mut self, value: &str) {
        write_json(self.out, value);
    }

    fn undocumented(&mut self, value: &str, documented: &dyn Display) {
        self.violations.push(undocumented(value, documented));
        self.string(value);
    }

    fn hide(&mut self) {
        self.hides = true;
    }

    fn list(&mut self, items: &mut dyn Iterator<Item = &dyn Encode>) {
        self.out.push(b'[');
        for (index, item) in items.enumerate() {
            self.separate(index);
            self.nested(item, |violation| violation.within_item(index));
        }
        self.out.push(b']');
    }

    fn map(&mut self, entries: &mut dyn Iterator<Item = (&str, &dyn Encode)>) {
        self.out.push(b'{');
        for (index, (key, value)) in entries.enumerate() {
            self.separate(index);
            self.string(key);
            self.out.push(b':');
            self.nested(value, |violation| violation.within(key));
        }
        self.out.push(b'}');
    }

    fn object(&mut self, fields: &mut dyn Iterator<Item = &[u8]>, violations: &mut dyn Iterator<Item = &Violation>) {
        self.out.push(b'{');
        for (index, field) in fields.enumerate() {
            self.separate(index);
            self.out.extend_from_slice(field);
        }
        self.out.push(b'}');
        self.violations.extend(violations.cloned());
    }

    fn json(&mut self, value: &Value) {
        write_json(self.out, value);
    }
}

/// The violation of a number that is infinite or NaN.
pub(crate) fn not_finite(value: f64) -> Violation {
    Violation::here("a finite number", Some(value.to_string()))
}

/// The violation of a string that is none of the documented values.
pub(crate) fn undocumented(value: &str, documented: &dyn Display) -> Violation {
    Violation::here(documented.to_string(), Some(shown_text(value)))
}

/// Appends a value as serde serializes it.
pub(crate) fn write_json(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    // Never fails: a `Vec` takes everything, and the keys of all values that come here are strings.
    let _ = serde_json::to_writer(out, value);
}

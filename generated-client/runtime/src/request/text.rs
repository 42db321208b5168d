//! Writes values as plain text, for URIs.

use std::fmt::Display;
use std::ops::Range;

use serde_json::Value;

use crate::request::encode::{Encode, Encoder};
use crate::request::json::{JsonWriter, not_finite, undocumented};
use crate::request::violations::Violation;

/// The plain text of a value: lists joined with commas, null as nothing, objects as JSON.
pub(crate) fn to_text(value: &dyn Encode, violations: &mut Vec<Violation>) -> String {
    write(value, violations).0
}

/// The plain texts of the items of a list; anything else is one item.
pub(crate) fn to_texts(value: &dyn Encode, violations: &mut Vec<Violation>) -> Vec<String> {
    match write(value, violations) {
        (text, None) => vec![text],
        (text, Some(items)) => {
            let items = items.into_iter();
            items
                .map(|item| text.get(item).unwrap_or_default().to_owned())
                .collect()
        }
    }
}

/// The plain text of a value, and where its items are.
fn write(value: &dyn Encode, violations: &mut Vec<Violation>) -> (String, Option<Vec<Range<usize>>>) {
    let mut writer = TextWriter {
        out: String::new(),
        items: None,
        violations,
    };
    value.encode(&mut writer);
    (writer.out, writer.items)
}

struct TextWriter<'a> {
    out: String,
    /// The items, if the value is a list.
    items: Option<Vec<Range<usize>>>,
    violations: &'a mut Vec<Violation>,
}

impl TextWriter<'_> {
    fn as_json(&mut self, write: impl FnOnce(&mut JsonWriter<'_>)) {
        let mut json = Vec::new();
        write(&mut JsonWriter::new(&mut json, self.violations));
        self.out.push_str(&String::from_utf8_lossy(&json));
    }
}

impl Encoder for TextWriter<'_> {
    fn null(&mut self) {}

    fn boolean(&mut self, value: bool) {
        self.out.push_str(if value { "true" } else { "false" });
    }

    fn integer(&mut self, value: i64) {
        self.out.push_str(&value.to_string());
    }

    fn number(&mut self, value: f64) {
        if !value.is_finite() {
            self.violations.push(not_finite(value));
        }
        self.out.push_str(&value.to_string());
    }

    fn string(&mut self, value: &str) {
        self.out.push_str(value);
    }

    fn undocumented(&mut self, value: &str, documented: &dyn Display) {
        self.violations.push(undocumented(value, documented));
        self.string(value);
    }

    fn hide(&mut self) {}

    fn list(&mut self, items: &mut dyn Iterator<Item = &dyn Encode>) {
        let mut places = Vec::new();
        for (index, item) in items.enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            let (start, before) = (self.out.len(), self.violations.len());
            item.encode(self);
            places.push(start..self.out.len());
            for violation in self.violations.iter_mut().skip(before) {
                violation.within_item(index);
            }
        }
        self.items = Some(places);
    }

    fn map(&mut self, entries: &mut dyn Iterator<Item = (&str, &dyn Encode)>) {
        self.as_json(|json| json.map(entries));
    }

    fn object(&mut self, fields: &mut dyn Iterator<Item = &[u8]>, violations: &mut dyn Iterator<Item = &Violation>) {
        self.as_json(|json| json.object(fields, violations));
    }

    fn json(&mut self, value: &Value) {
        match value {
            Value::Null => self.null(),
            Value::Bool(value) => self.boolean(*value),
            Value::Number(number) => self.out.push_str(&number.to_string()),
            Value::String(text) => self.string(text),
            Value::Array(items) => items.as_slice().encode(self),
            Value::Object(_) => self.as_json(|json| json.json(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::request::encode::Text;
    use crate::request::nullable::Nullable;
    use crate::request::object::Object;

    fn text(value: &dyn Encode) -> String {
        let mut violations = Vec::new();
        let text = to_text(value, &mut violations);
        assert_eq!(violations, []);
        text
    }

    #[test]
    fn every_kind_of_value_has_a_text() {
        let time: jiff::Timestamp = "2024-02-29T23:59:59.75+01:00".parse().unwrap();
        let map = BTreeMap::from([("k".to_owned(), 1)]);
        let cases: [(&dyn Encode, &str); 16] = [
            (&"a b", "a b"),
            (&String::from("s"), "s"),
            (&i64::MIN, "-9223372036854775808"),
            (&1.5, "1.5"),
            (&3.0, "3"),
            (&true, "true"),
            (&time, "2024-02-29T22:59:59Z"),
            (&date(2024, 2, 29), "2024-02-29"),
            (&vec!["a", "b"], "a,b"),
            (&Vec::<i64>::new(), ""),
            (&Nullable::<i64>::Null, ""),
            (&Nullable::Value("x"), "x"),
            (&Text('c'), "c"),
            (&map, r#"{"k":1}"#),
            (&Object::new().field("a", 1), r#"{"a":1}"#),
            (&json!([1, "x", [null, false], {"y": 0.5}]), r#"1,x,,false,{"y":0.5}"#),
        ];
        for (value, expected) in cases {
            assert_eq!(text(value), expected);
        }
    }

    #[test]
    fn items_have_texts_of_their_own() {
        let texts = |value: &dyn Encode| to_texts(value, &mut Vec::new());
        assert_eq!(texts(&vec!["a,b", "c"]), ["a,b", "c"]);
        assert_eq!(texts(&json!([1, null])), ["1", ""]);
        assert_eq!(texts(&Vec::<String>::new()), [""; 0]);
        assert_eq!(texts(&"a,b"), ["a,b"]);
    }

    #[test]
    fn numbers_may_be_long() {
        assert_eq!(text(&1e30), format!("1{}", "0".repeat(30)));
    }
}

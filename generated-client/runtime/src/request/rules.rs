//! Rules for single values: bounds and patterns.

use std::fmt::Display;
use std::sync::OnceLock;

use regex_lite::Regex;
use serde_json::Value;

use crate::request::encode::{Encode, Encoder};
use crate::request::violations::{Violation, shown_text};

/// Bounds and a pattern for a value.
///
/// The bounds are inclusive. They limit the value of a number, the characters of a string, the items of a list and the entries of a map or
/// object; the pattern applies to strings. Null and booleans always pass.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Rule {
    min: Option<i64>,
    max: Option<i64>,
    pattern: Option<&'static Pattern>,
    /// The rule for the items of a list or the values of a map.
    each: Option<&'static Rule>,
}

impl Rule {
    /// From `min` to `max`.
    pub const fn between(min: i64, max: i64) -> Self {
        Self::bounded(Some(min), Some(max))
    }

    /// `min` or more.
    pub const fn at_least(min: i64) -> Self {
        Self::bounded(Some(min), None)
    }

    /// `max` or less.
    pub const fn at_most(max: i64) -> Self {
        Self::bounded(None, Some(max))
    }

    /// Exactly `value`.
    pub const fn exactly(value: i64) -> Self {
        Self::between(value, value)
    }

    /// A string that matches a pattern.
    pub const fn pattern(pattern: &'static Pattern) -> Self {
        Self::any().matching(pattern)
    }

    /// Adds a pattern.
    pub const fn matching(mut self, pattern: &'static Pattern) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// No rule for the value itself.
    pub const fn any() -> Self {
        Self::bounded(None, None)
    }

    const fn bounded(min: Option<i64>, max: Option<i64>) -> Self {
        Self {
            min,
            max,
            pattern: None,
            each: None,
        }
    }

    /// Adds a rule for each item of a list or value of a map.
    pub const fn each(mut self, rule: &'static Self) -> Self {
        self.each = Some(rule);
        self
    }

    /// Adds the violations of a value, without a parameter's name.
    pub(crate) fn check(&self, value: &dyn Encode, violations: &mut Vec<Violation>) {
        value.encode(&mut Checker {
            rule: self,
            violations,
            hides: false,
        });
    }

    /// The bounds in words.
    fn bounds(&self, unit: Unit) -> String {
        match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => format!("exactly {}", counted(min, unit)),
            (Some(min), Some(max)) => format!("between {min} and {}", counted(max, unit)),
            (Some(min), None) => format!("at least {}", counted(min, unit)),
            (None, Some(max)) => format!("at most {}", counted(max, unit)),
            (None, None) => "any value".to_owned(),
        }
    }

    fn contains(&self, value: i64) -> bool {
        self.min.is_none_or(|min| min <= value) && self.max.is_none_or(|max| value <= max)
    }

    #[allow(clippy::cast_precision_loss, reason = "bounds of numbers are far below 2^53")]
    fn contains_number(&self, value: f64) -> bool {
        self.min.is_none_or(|min| min as f64 <= value) && self.max.is_none_or(|max| value <= max as f64)
    }
}

/// A regular expression that must match somewhere in a string. It is compiled on first use.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Creates a pattern in the syntax of [`regex_lite`]. A pattern that is invalid there matches every string.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    fn matches(&self, text: &str) -> bool {
        self.compiled
            .get_or_init(|| Regex::new(self.source).ok())
            .as_ref()
            .is_none_or(|regex| regex.is_match(text))
    }
}

/// What is counted: one of it, and several.
type Unit = (&'static str, &'static str);

const NUMBER: Unit = ("", "");
const CHARACTERS: Unit = (" character", " characters");
const ITEMS: Unit = (" item", " items");
const ENTRIES: Unit = (" entry", " entries");

fn counted(count: i64, (one, many): Unit) -> String {
    format!("{count}{}", if count == 1 { one } else { many })
}

/// Checks one value against a rule.
struct Checker<'a> {
    rule: &'a Rule,
    violations: &'a mut Vec<Violation>,
    hides: bool,
}

impl Checker<'_> {
    fn report(&mut self, rule: String, value: String) {
        self.violations
            .push(Violation::here(rule, (!self.hides).then_some(value)));
    }

    /// Checks an item of a list or a value of a map; `place` completes the paths of its violations.
    fn inside(&mut self, value: &dyn Encode, place: impl Fn(&mut Violation)) {
        if let Some(rule) = self.rule.each {
            let before = self.violations.len();
            rule.check(value, self.violations);
            self.violations.iter_mut().skip(before).for_each(place);
        }
    }

    fn count(&mut self, count: usize, unit: Unit) {
        let count = as_bound(count);
        if !self.rule.contains(count) {
            self.report(self.rule.bounds(unit), counted(count, unit));
        }
    }
}

impl Encoder for Checker<'_> {
    fn null(&mut self) {}

    fn boolean(&mut self, _: bool) {}

    fn integer(&mut self, value: i64) {
        if !self.rule.contains(value) {
            self.report(self.rule.bounds(NUMBER), value.to_string());
        }
    }

    fn number(&mut self, value: f64) {
        // The encoder reports numbers that are not finite.
        if value.is_finite() && !self.rule.contains_number(value) {
            self.report(self.rule.bounds(NUMBER), value.to_string());
        }
    }

    fn string(&mut self, value: &str) {
        if (self.rule.min.is_some() || self.rule.max.is_some()) && !self.rule.contains(as_bound(value.chars().count()))
        {
            self.report(self.rule.bounds(CHARACTERS), shown_text(value));
        }
        if let Some(pattern) = self.rule.pattern
            && !pattern.matches(value)
        {
            self.report(format!("a match of /{}/", pattern.source), shown_text(value));
        }
    }

    // The encoder reports it.
    fn undocumented(&mut self, value: &str, _: &dyn Display) {
        self.string(value);
    }

    fn hide(&mut self) {
        self.hides = true;
    }

    fn list(&mut self, items: &mut dyn Iterator<Item = &dyn Encode>) {
        let mut count = 0;
        for item in items {
            self.inside(item, |violation| violation.within_item(count));
            count += 1;
        }
        self.count(count, ITEMS);
    }

    fn map(&mut self, entries: &mut dyn Iterator<Item = (&str, &dyn Encode)>) {
        let mut count = 0;
        for (key, value) in entries {
            self.inside(value, |violation| violation.within(key));
            count += 1;
        }
        self.count(count, ENTRIES);
    }

    fn object(&mut self, fields: &mut dyn Iterator<Item = &[u8]>, _: &mut dyn Iterator<Item = &Violation>) {
        self.count(fields.count(), ENTRIES);
    }

    fn json(&mut self, value: &Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => self.integer(integer),
                (None, Some(number)) => self.number(number),
                (None, None) => {}
            },
            Value::String(text) => self.string(text),
            Value::Array(items) => self.count(items.len(), ITEMS),
            Value::Object(members) => self.count(members.len(), ENTRIES),
        }
    }
}

fn as_bound(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::request::encode::Text;
    use crate::request::nullable::Nullable;

    fn check(rule: Rule, value: &dyn Encode) -> String {
        let mut violations = Vec::new();
        rule.check(value, &mut violations);
        let lines: Vec<String> = violations
            .into_iter()
            .map(|mut violation| {
                violation.within("x");
                violation.to_string()
            })
            .collect();
        lines.join("\n")
    }

    #[test]
    fn bounds_mean_what_the_value_is() {
        let rule = Rule::between(2, 3);
        assert_eq!(check(rule, &4), "x: expected between 2 and 3, got 4");
        assert_eq!(check(rule, &1.5), "x: expected between 2 and 3, got 1.5");
        assert_eq!(
            check(rule, &"äöüß"),
            "x: expected between 2 and 3 characters, got \"äöüß\""
        );
        assert_eq!(
            check(rule, &vec![true]),
            "x: expected between 2 and 3 items, got 1 item"
        );
        assert_eq!(
            check(rule, &BTreeMap::<String, i64>::new()),
            "x: expected between 2 and 3 entries, got 0 entries"
        );
        assert_eq!(
            check(rule, &Text(12345)),
            "x: expected between 2 and 3 characters, got \"12345\""
        );
        for fitting in [&2_i64 as &dyn Encode, &3_i64, &2.5, &"äöü", &vec!["a", "b"]] {
            assert_eq!(check(rule, fitting), "");
        }
    }

    #[test]
    fn open_bounds() {
        assert_eq!(check(Rule::at_least(3), &2), "x: expected at least 3, got 2");
        assert_eq!(check(Rule::at_most(3), &4), "x: expected at most 3, got 4");
        assert_eq!(
            check(Rule::exactly(2), &"a"),
            "x: expected exactly 2 characters, got \"a\""
        );
        assert_eq!(check(Rule::at_least(0), &i64::MAX), "");
    }

    #[test]
    fn patterns_are_searched_for() {
        static DIGITS: Pattern = Pattern::new(r"\d{2}");
        static BROKEN: Pattern = Pattern::new("(");
        assert_eq!(check(Rule::pattern(&DIGITS), &"a12b"), "");
        assert_eq!(
            check(Rule::exactly(1).matching(&DIGITS), &"ab"),
            "x: expected exactly 1 character, got \"ab\"\nx: expected a match of /\\d{2}/, got \"ab\""
        );
        assert_eq!(check(Rule::pattern(&BROKEN), &"anything"), "");
        assert_eq!(check(Rule::pattern(&DIGITS), &7), "");
    }

    #[test]
    fn what_is_inside_has_rules_of_its_own() {
        let rule = Rule::at_most(1).each(const { &Rule::exactly(2) });
        assert_eq!(
            check(rule, &vec!["ab", "c"]),
            "x[1]: expected exactly 2 characters, got \"c\"\nx: expected at most 1 item, got 2 items"
        );
        let keyed = BTreeMap::from([("k".to_owned(), "abc".to_owned())]);
        assert_eq!(check(rule, &keyed), "x.k: expected exactly 2 characters, got \"abc\"");
        assert_eq!(
            check(Rule::any().each(const { &Rule::exactly(2) }), &vec!["ab", "cd"]),
            ""
        );
    }

    #[test]
    fn null_and_booleans_are_free() {
        let rule = Rule::between(2, 3);
        assert_eq!(check(rule, &Nullable::<i64>::Null), "");
        assert_eq!(check(rule, &true), "");
        assert_eq!(check(rule, &json!(null)), "");
    }

    #[test]
    fn json_is_checked_as_what_it_is() {
        let rule = Rule::between(2, 3);
        for (value, unit) in [
            (json!(9), "9"),
            (json!(0.5), "0.5"),
            (json!("a"), "\"a\""),
            (json!([1]), "1 item"),
            (json!({}), "0 entries"),
        ] {
            assert!(check(rule, &value).ends_with(&format!("got {unit}")), "{value}");
        }
    }
}

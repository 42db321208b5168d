//! Violations: parameters that break the rules of the docs, found before a request is sent.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Display};

use crate::request::secret::is_secret;

/// Characters of a value that a violation shows.
const SHOWN: usize = 40;

/// A parameter that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The parameter's path: `output.annotations[3].path`.
    pub parameter: String,
    /// The rule: `at most 100 items`.
    pub rule: Cow<'static, str>,
    /// The value, shortened. `None` for secrets and for missing values.
    pub value: Option<String>,
}

impl Violation {
    /// A violation of a parameter.
    pub(crate) fn of(name: &str, rule: impl Into<Cow<'static, str>>, value: Option<String>) -> Self {
        let mut violation = Self::here(rule, value);
        violation.within(name);
        violation
    }

    /// A violation whose path is completed by [`Violation::within`].
    pub(crate) fn here(rule: impl Into<Cow<'static, str>>, value: Option<String>) -> Self {
        Self {
            parameter: String::new(),
            rule: rule.into(),
            value,
        }
    }

    /// Prefixes the path with the name of a field, a map's entry or a parameter.
    pub(crate) fn within(&mut self, name: &str) {
        self.parameter = within(name, &self.parameter);
        if is_secret(name) {
            self.value = None;
        }
    }

    /// Prefixes the path with the index of a list's item.
    pub(crate) fn within_item(&mut self, index: usize) {
        self.within(&format!("[{index}]"));
    }

    /// Whether the violation is in this parameter.
    pub(crate) fn is_of(&self, name: &str) -> bool {
        self.parameter
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }
}

impl Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}", self.parameter, self.rule)?;
        match &self.value {
            Some(value) => write!(f, ", got {value}"),
            None => Ok(()),
        }
    }
}

/// All violations of a request. Displays one line for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Fails when there are violations.
    ///
    /// # Errors
    ///
    /// The violations.
    pub(crate) fn check(violations: Vec<Violation>) -> Result<(), Self> {
        if violations.is_empty() {
            Ok(())
        } else {
            Err(Self(violations))
        }
    }

    /// The violations, in the order in which the parameters were set.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self(vec![violation])
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl Error for Violations {}

/// The path of what is inside something else: `output` and `[3].path` are `output[3].path`.
pub(crate) fn within(name: &str, path: &str) -> String {
    let is_closed = path.is_empty() || path.starts_with('[');
    format!("{name}{}{path}", if is_closed { "" } else { "." })
}

/// The beginning of a string, quoted, with control characters escaped.
pub(crate) fn shown_text(text: &str) -> String {
    let count = text.chars().count();
    if count <= SHOWN {
        return format!("{text:?}");
    }
    let start: String = text.chars().take(SHOWN).chain(['…']).collect();
    format!("{start:?} ({count} characters)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_covers_its_parts_only() {
        let mut violation = Violation::here("x", None);
        violation.within("path");
        violation.within_item(3);
        violation.within("annotations");
        violation.within("output");
        assert_eq!(violation.parameter, "output.annotations[3].path");
        assert!(violation.is_of("output"));
        assert!(!violation.is_of("out"));
    }

    #[test]
    fn secrets_of_any_parent_are_dropped() {
        let mut violation = Violation::here("x", Some("hunter2".to_owned()));
        violation.within("value");
        assert!(violation.value.is_some());
        violation.within("credentials");
        assert_eq!(violation.value, None);
    }

    #[test]
    fn texts_are_shortened_and_escaped() {
        assert_eq!(shown_text("a\nb\u{202e}"), r#""a\nb\u{202e}""#);
        let long = "ä".repeat(50);
        assert_eq!(shown_text(&long), format!("\"{}…\" (50 characters)", "ä".repeat(40)));
    }
}

//! Problems: where a body is not what the docs say.

use std::fmt::{self, Display};

use crate::request::shown::{Shown, WORDS};

/// A value in a body that is not what the docs say.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Where: `[3].user.login`. Empty for the whole body.
    pub path: String,
    /// What the docs say, such as `a string`; or the syntax of JSON.
    pub expected: &'static str,
    /// What the body has: `null`, `a number`, `nothing`.
    pub found: String,
    /// Whether the body isn't JSON here; reading ended.
    pub is_syntax: bool,
}

impl Problem {
    /// A value of another type. [`Problem::within`] completes its path.
    pub(crate) fn mismatch(expected: &'static str, found: &str) -> Self {
        Self {
            path: String::new(),
            expected,
            found: found.to_owned(),
            is_syntax: false,
        }
    }

    /// Invalid JSON at a byte offset.
    pub(crate) fn syntax(expected: &'static str, offset: usize) -> Self {
        Self {
            path: String::new(),
            expected,
            found: format!("something else at byte {offset}"),
            is_syntax: true,
        }
    }

    /// Prefixes the path with a member's name or an item's `[index]`.
    pub(crate) fn within(&mut self, name: &str) {
        let dot = if self.path.is_empty() || self.path.starts_with('[') {
            ""
        } else {
            "."
        };
        self.path = format!("{name}{dot}{}", self.path);
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", Shown(&self.path, WORDS))?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

//! What is wrong with a body.

use std::fmt::{self, Display};

/// A place in a body that is not as the docs say.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Where: `[3].user.login`. Empty for the whole body.
    pub path: String,
    /// What the docs say: `a text`, or the syntax of JSON.
    pub expected: &'static str,
    /// What is there: `null`, `a number`, `nothing`.
    pub found: String,
    /// Whether the body isn't JSON at this place; reading ended there.
    pub is_syntax: bool,
}

impl Problem {
    /// A value of another type. Its path comes with [`Problem::within`].
    pub(crate) fn mismatch(expected: &'static str, found: &str) -> Self {
        Self {
            path: String::new(),
            expected,
            found: found.to_owned(),
            is_syntax: false,
        }
    }

    /// Text that isn't JSON, `offset` bytes from the beginning.
    pub(crate) fn syntax(expected: &'static str, offset: usize) -> Self {
        Self {
            path: String::new(),
            expected,
            found: format!("something else at byte {offset}"),
            is_syntax: true,
        }
    }

    /// Moves the problem into a member of an object.
    pub(crate) fn within(&mut self, name: &str) {
        let dot = if self.path.is_empty() || self.path.starts_with('[') {
            ""
        } else {
            "."
        };
        self.path = format!("{name}{dot}{}", self.path);
    }

    /// Moves the problem into an item of a list.
    pub(crate) fn within_item(&mut self, index: usize) {
        let dot = if self.path.is_empty() || self.path.starts_with('[') {
            ""
        } else {
            "."
        };
        self.path = format!("[{index}]{dot}{}", self.path);
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

/// All problems in one text.
pub(crate) fn listed(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

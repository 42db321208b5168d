//! Problems: where a body is not what the docs say, and what became of each.

use std::fmt::{self, Display};

use crate::request::shown::{Shown, WORDS};
use crate::request::violations::within;
use crate::response::model::policy::Resolution;

/// Problems that are kept; the others are counted.
pub(crate) const MAX_KEPT: usize = 100;

/// Characters of a map's key in a path.
const MAX_KEY: usize = 40;

/// A value in a body that is not what the docs say. Never has the value itself, which may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Where: `[3].user.login`, `files["a.txt"].size`. Empty for the whole body.
    pub path: String,
    /// What the docs say, such as `a string`; or the syntax of JSON.
    pub expected: &'static str,
    /// What the body has: `null`, `a number`, `nothing`.
    pub found: String,
    /// Whether the body isn't JSON here, or exceeds a limit; reading ended.
    pub is_syntax: bool,
    /// What became of it.
    pub resolution: Resolution,
}

impl Problem {
    /// A value of another type. [`Problem::within`] completes its path.
    pub(crate) fn mismatch(expected: &'static str, found: &str) -> Self {
        Self {
            path: String::new(),
            expected,
            found: found.to_owned(),
            is_syntax: false,
            resolution: Resolution::Error,
        }
    }

    /// Invalid JSON at a byte offset.
    pub(crate) fn syntax(expected: &'static str, offset: usize) -> Self {
        Self {
            is_syntax: true,
            ..Self::mismatch(expected, &format!("something else at byte {offset}"))
        }
    }

    /// A body whose value exceeds the memory limit.
    pub(crate) fn too_large(limit: usize) -> Self {
        Self {
            is_syntax: true,
            ..Self::mismatch(
                "a value within the memory limit",
                &format!("more than {limit} bytes (8 MiB and 16 times the body)"),
            )
        }
    }

    /// Prefixes the path with a member's name or an item's `[index]`.
    pub(crate) fn within(&mut self, name: &str) {
        self.path = within(name, &self.path);
    }

    /// Prefixes the path with a map's key.
    pub(crate) fn within_key(&mut self, key: &str) {
        let shown: String = key.chars().take(MAX_KEY).collect();
        self.within(&format!("[{shown:?}]"));
    }

    /// The path without indices and keys: `[].user.login`.
    pub(crate) fn general_path(&self) -> String {
        let (mut general, mut rest) = (String::new(), self.path.as_str());
        while let Some((before, inside)) = rest.split_once('[') {
            general.push_str(before);
            general.push_str("[]");
            let end = match inside.strip_prefix('"') {
                Some(key) => key.find("\"]").map(|end| end + 3),
                None => inside.find(']').map(|end| end + 1),
            };
            rest = end.and_then(|end| inside.get(end..)).unwrap_or_default();
        }
        general + rest
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", Shown(&self.path, WORDS))?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)?;
        f.write_str(match self.resolution {
            Resolution::Error => "",
            Resolution::Empty => " (read as empty)",
            Resolution::MadeUp => " (made up)",
            Resolution::Absent => " (read as absent)",
            Resolution::LeftOut => " (left out)",
            Resolution::Unknown => " (kept as `Unknown`)",
        })
    }
}

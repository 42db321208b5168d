//! What keeps an import from starting. Findings about facts are in its report instead.

use std::fmt::Display;

/// An error in a source, a page, a lock or a table: where it is, what it is and, where there is one, the way out.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

impl Error {
    /// The file isn't an OpenAPI description.
    pub(crate) fn not_openapi(pointer: &str, cause: &serde_json::Error) -> Self {
        Self(format!("not an OpenAPI 3.0 description: {cause}, at {pointer}"))
    }

    pub(crate) fn at(place: impl Display, cause: impl Display) -> Self {
        Self(format!("{place}: {cause}"))
    }
}

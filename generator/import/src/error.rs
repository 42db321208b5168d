//! What keeps an import from starting. Findings about facts are in its report instead.

use std::fmt::Display;

/// An error in a source.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file isn't an OpenAPI description.
    #[error("not an OpenAPI 3.0 description: {cause}, at {pointer}")]
    NotOpenApi {
        /// Where the first error is.
        pointer: String,
        /// What is wrong there.
        cause: String,
    },
    /// A reference leads to nothing.
    #[error("{pointer}: `{reference}` is not in the description")]
    UnknownReference {
        /// Where it is.
        pointer: String,
        /// The reference.
        reference: String,
    },
    /// Something the pages can't say and the import can't pass over.
    #[error("{pointer}: {cause}")]
    Unsupported {
        /// Where it is.
        pointer: String,
        /// What it is, and the way out.
        cause: String,
    },
    /// A page that can't be read, a line of a lock that isn't one, or a row of the corrections or names that can't be read or names nothing.
    #[error("{place}: {cause}")]
    Unreadable {
        /// The page, or the line with its file.
        place: String,
        /// What is wrong with it.
        cause: String,
    },
}

impl Error {
    pub(crate) fn not_openapi(pointer: &str, cause: &serde_json::Error) -> Self {
        Self::NotOpenApi {
            pointer: pointer.to_owned(),
            cause: cause.to_string(),
        }
    }

    pub(crate) fn unsupported(pointer: &dyn Display, cause: String) -> Self {
        Self::Unsupported {
            pointer: pointer.to_string(),
            cause,
        }
    }

    pub(crate) fn unreadable(place: &str, cause: &str) -> Self {
        Self::Unreadable {
            place: place.to_owned(),
            cause: cause.to_owned(),
        }
    }
}

//! What keeps an import from starting. Findings about facts are in its report instead.

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
    /// A line of a lock that isn't one.
    #[error("line {line} of the lock: {cause}")]
    Lock {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        cause: String,
    },
    /// A row of the corrections that can't be read.
    #[error("line {line} of the corrections: {cause}")]
    Corrections {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        cause: String,
    },
    /// A row of the table of names that can't be read, or that names nothing.
    #[error("row {line} of the names: {cause}")]
    Names {
        /// The row, from 1.
        line: usize,
        /// What is wrong with it.
        cause: String,
    },
    /// A page that can't be read; import needs every page.
    #[error("{path}: {cause}")]
    Page {
        /// The page.
        path: String,
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
}

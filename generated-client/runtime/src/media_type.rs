//! Media types: the forms in which GitHub gives the same thing.

use http::HeaderValue;

/// The form that an answer is asked for in; see [`Request::media_type`](crate::Request::media_type). The docs of an endpoint say which it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MediaType(&'static str);

impl MediaType {
    /// The content of a file or blob as it is; Markdown as it was written.
    pub const RAW: Self = Self::new("application/vnd.github.raw+json");
    /// Markdown as plain text.
    pub const TEXT: Self = Self::new("application/vnd.github.text+json");
    /// A file rendered as HTML; Markdown as HTML.
    pub const HTML: Self = Self::new("application/vnd.github.html+json");
    /// Markdown in all three forms.
    pub const FULL: Self = Self::new("application/vnd.github.full+json");
    /// A file or folder as an object in either case.
    pub const OBJECT: Self = Self::new("application/vnd.github.object+json");
    /// Stars with the time of each.
    pub const STAR: Self = Self::new("application/vnd.github.star+json");
    /// Results of a search with the places that match.
    pub const TEXT_MATCH: Self = Self::new("application/vnd.github.text-match+json");
    /// Changes as a diff.
    pub const DIFF: Self = Self::new("application/vnd.github.diff");
    /// Changes as patches, one for each commit.
    pub const PATCH: Self = Self::new("application/vnd.github.patch");
    /// The SHA of a commit alone.
    pub const SHA: Self = Self::new("application/vnd.github.sha");
    /// The results of a code scanning analysis.
    pub const SARIF: Self = Self::new("application/sarif+json");
    /// The content of a release asset.
    pub const OCTETS: Self = Self::new("application/octet-stream");

    /// Any other.
    ///
    /// # Panics
    ///
    /// When the text can't be a header's value; in a `const`, that is an error of the compiler.
    #[must_use]
    pub const fn new(media_type: &'static str) -> Self {
        // Checks the text; nothing is left to go wrong when it is sent.
        std::mem::forget(HeaderValue::from_static(media_type));
        Self(media_type)
    }

    /// The media type as it is sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }

    pub(crate) fn to_header(self) -> HeaderValue {
        HeaderValue::from_static(self.0)
    }
}

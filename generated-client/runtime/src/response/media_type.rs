//! Media types: the formats in which GitHub sends a response.

use http::HeaderValue;

/// The format of a response, see [`BareRequest::media_type`](crate::BareRequest::media_type). An endpoint's docs list its formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MediaType(&'static str);

impl MediaType {
    /// The raw content of a file or blob; the source of Markdown.
    pub const RAW: Self = Self::new("application/vnd.github.raw+json");
    /// Markdown as plain text.
    pub const TEXT: Self = Self::new("application/vnd.github.text+json");
    /// A file rendered as HTML; Markdown as HTML.
    pub const HTML: Self = Self::new("application/vnd.github.html+json");
    /// Markdown in all three formats.
    pub const FULL: Self = Self::new("application/vnd.github.full+json");
    /// A file or directory as an object.
    pub const OBJECT: Self = Self::new("application/vnd.github.object+json");
    /// Stars with their times.
    pub const STAR: Self = Self::new("application/vnd.github.star+json");
    /// Search results with the matching fragments.
    pub const TEXT_MATCH: Self = Self::new("application/vnd.github.text-match+json");
    /// Changes as a diff.
    pub const DIFF: Self = Self::new("application/vnd.github.diff");
    /// Changes as patches, one for each commit.
    pub const PATCH: Self = Self::new("application/vnd.github.patch");
    /// The SHA of a commit.
    pub const SHA: Self = Self::new("application/vnd.github.sha");
    /// The results of a code scanning analysis.
    pub const SARIF: Self = Self::new("application/sarif+json");
    /// The content of a release asset.
    pub const OCTETS: Self = Self::new("application/octet-stream");

    /// Any other media type.
    ///
    /// # Panics
    ///
    /// When the media type isn't a valid header value; in a `const`, the compiler reports it.
    #[must_use]
    pub const fn new(media_type: &'static str) -> Self {
        // Checks the value at compile time.
        std::mem::forget(HeaderValue::from_static(media_type));
        Self(media_type)
    }

    /// The media type as a string.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }

    pub(crate) fn to_header(self) -> HeaderValue {
        HeaderValue::from_static(self.0)
    }
}

//! Source texts, the spans that point into them, and the line index that turns a span into a line and a column.

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

pub use crate::line_index::LineColumn;
use crate::line_index::LineIndex;

/// What a path's characters are escaped to in a URI (RFC 3986): everything but the unreserved ones and `/`.
const IN_URI: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// One page as it was read: its path, as diagnostics print it, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Path with `/` between its parts, relative to the directory that the tool was called in (`spec/endpoints/…`).
    pub path: String,
    /// The whole text.
    pub text: Arc<str>,
}

/// Whether pages may not contain this character, since it makes text look like something else than it is.
///
/// Bidirectional controls reorder what people see ("Trojan Source", CVE-2021-42574); invisible ones make two names look the same;
/// other controls have no meaning in Markdown. Pages need none of them.
pub(crate) fn is_forbidden(c: char) -> bool {
    match c {
        ' '..='~' | '\t' | '\n' | '\r' => false,
        // Arabic letter mark, left-to-right and right-to-left marks, embeddings, overrides and isolates;
        // line and paragraph separators, which break lines in some readers only;
        // soft hyphen, zero-width space, word joiner and byte order mark, which can't be seen. (The zero-width joiner is part of emoji.)
        '\u{061C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{00AD}'
        | '\u{200B}'
        | '\u{2060}'
        | '\u{FEFF}' => true,
        other => other.is_control(),
    }
}

/// The path of a source inside of a URI. The names of files may hold anything, line breaks and markup among it.
#[must_use]
pub fn path_in_uri(path: &str) -> String {
    utf8_percent_encode(path, IN_URI).to_string()
}

/// The place of a source in [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A half-open range of bytes in one source.
///
/// Spans say where something was written, not what it says, so they are all equal to each other:
/// two IR values that differ in spans only are the same value.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// The source that the range lies in.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The span of a range. Pages are capped far below 4 GiB, so that the conversions never saturate in practice.
    pub(crate) fn new(source: SourceId, range: Range<usize>) -> Self {
        let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            source,
            start: offset(range.start),
            end: offset(range.end),
        }
    }
}

impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Span {}

impl Hash for Span {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// A value and the place where it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Ties a value to its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// All the sources of a run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
    /// The paths of pages that may be anywhere, under any name.
    loose: Vec<String>,
    /// The line index of every source that has been asked for a line.
    lines: Vec<OnceLock<LineIndex>>,
}

impl Sources {
    /// Takes over the sources in the order given; a [`SourceId`] counts them from 0.
    #[must_use]
    pub fn new(sources: Vec<Source>) -> Self {
        let lines = vec![OnceLock::new(); sources.len()];
        Self {
            list: sources,
            loose: Vec::new(),
            lines,
        }
    }

    /// Sets the paths of pages whose names and directories say nothing: such an endpoint has the name of its example call.
    #[must_use]
    pub fn with_loose(self, loose: Vec<String>) -> Self {
        Self { loose, ..self }
    }

    /// Whether the source of a span is a page whose name and directory say nothing.
    pub(crate) fn is_loose(&self, span: Span) -> bool {
        let path = self.path(span);
        self.loose.iter().any(|loose| loose == path)
    }

    /// Every source with its id.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.list)
    }

    /// The ids of all sources.
    #[must_use]
    pub fn ids(&self) -> Range<SourceId> {
        SourceId(0)..Self::id_after(&self.list)
    }

    /// The id of the source that would come next.
    pub(crate) fn id_after(sources: &[Source]) -> SourceId {
        SourceId(u32::try_from(sources.len()).unwrap_or(u32::MAX))
    }

    /// The source with an id; `None` for an id of another run.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0 as usize)
    }

    /// The path of the source that a span lies in; empty for a span of another run.
    #[must_use]
    pub fn path(&self, span: Span) -> &str {
        self.get(span.source).map_or("", |source| &source.path)
    }

    /// The text under a span; empty for a span of another run.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source)
            .and_then(|source| source.text.get(span.start as usize..span.end as usize))
            .unwrap_or("")
    }

    /// The line of a span's first character, from 1.
    #[must_use]
    pub fn line(&self, span: Span) -> u32 {
        let (_, index) = self.indexed(span);
        index.line(span.start as usize)
    }

    /// Line and column of a span's first character.
    #[must_use]
    pub fn line_column(&self, span: Span) -> LineColumn {
        let (text, index) = self.indexed(span);
        index.line_column(text, span.start as usize)
    }

    /// The whole text of the source that a span lies in, with its line index.
    pub(crate) fn indexed(&self, span: Span) -> (&str, &LineIndex) {
        static EMPTY: LazyLock<LineIndex> = LazyLock::new(|| LineIndex::new(""));
        let id = span.source.0 as usize;
        let (Some(source), Some(index)) = (self.list.get(id), self.lines.get(id)) else {
            return ("", &EMPTY);
        };
        (&source.text, index.get_or_init(|| LineIndex::new(&source.text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_counts_characters_not_bytes() {
        let sources = Sources::new(vec![Source {
            path: "page.md".to_owned(),
            text: "one\ntwö = three\n".into(),
        }]);
        let span = Span {
            source: SourceId(0),
            start: 11,
            end: 16,
        };
        assert_eq!(sources.text(span), "three");
        assert_eq!(sources.line_column(span), LineColumn { line: 2, column: 7 });
    }
}

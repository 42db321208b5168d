//! A piece of a page with its escapes undone (`&quot;`, `\|`, `''`) that still knows where each of its bytes was written.

use std::borrow::Cow;
use std::ops::Range;

use crate::source::{SourceId, Span};

/// Text whose bytes lead back to the page.
#[derive(Clone, Debug)]
pub(crate) struct Text<'a> {
    value: Cow<'a, str>,
    source: SourceId,
    /// Where the first byte was written.
    start: usize,
    /// Ascending pairs of an offset in `value` and the place in the page that it was written at. Between two of them, both sides
    /// advance by the same number of bytes, until the page's side reaches the next pair.
    anchors: Vec<(usize, usize)>,
    escapes: Escapes,
}

/// What a place of a page escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escapes {
    /// Nothing that a short text would have.
    Nothing,
    /// A `|`, in a table with pipes.
    Pipes,
    /// Tags and character references, in a table in HTML.
    Html,
    /// What means something in YAML.
    Yaml,
}

impl<'a> Text<'a> {
    /// Text that is in the page as it is, from `start` on.
    pub(crate) fn plain(source: SourceId, value: &'a str, start: usize) -> Self {
        Self {
            value: Cow::Borrowed(value),
            source,
            start,
            anchors: Vec::new(),
            escapes: Escapes::Nothing,
        }
    }

    /// Text whose parts can't be told apart in the page: every span in it is that of the whole.
    pub(crate) fn opaque(source: SourceId, value: String, written: Range<usize>) -> Self {
        Self {
            start: written.start,
            anchors: vec![(0, written.end)],
            value: Cow::Owned(value),
            source,
            escapes: Escapes::Nothing,
        }
    }

    /// Text that is put together in the order of the page, by [`Self::push`] and [`Self::replace`].
    pub(crate) fn empty(source: SourceId, start: usize) -> Self {
        Self {
            value: Cow::Owned(String::new()),
            source,
            start,
            anchors: Vec::new(),
            escapes: Escapes::Nothing,
        }
    }

    /// The same text at a place that escapes something.
    pub(crate) fn at(self, escapes: Escapes) -> Self {
        Self { escapes, ..self }
    }

    /// How the page spells a text that is put in place of a part of this one; `None` where that takes more than escapes.
    pub(crate) fn spelled(&self, text: &str) -> Option<String> {
        match self.escapes {
            Escapes::Nothing => Some(text.to_owned()),
            Escapes::Pipes => Some(text.replace('|', "\\|")),
            Escapes::Html => Some(text.replace('&', "&amp;").replace('<', "&lt;")),
            Escapes::Yaml => (!text.contains(['"', '\'', '#', ':'])).then(|| text.to_owned()),
        }
    }

    /// Appends a piece as it was written.
    pub(crate) fn push(&mut self, piece: &str) {
        self.value.to_mut().push_str(piece);
    }

    /// Appends what `written` bytes of the page mean.
    pub(crate) fn replace(&mut self, meaning: &str, written: usize) {
        let position = self.place(self.value.len());
        self.anchors.push((self.value.len(), position));
        self.push(meaning);
        self.anchors.push((self.value.len(), position + written));
    }

    /// The text itself.
    pub(crate) fn as_str(&self) -> &str {
        &self.value
    }

    /// Whether the page has the text as it is.
    pub(crate) fn is_verbatim(&self) -> bool {
        matches!(self.value, Cow::Borrowed(_))
    }

    /// Where a range of the text was written.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        if let [(0, end)] = self.anchors.as_slice() {
            return Span::new(self.source, self.start..*end);
        }
        Span::new(self.source, self.place(range.start)..self.place(range.end))
    }

    /// Where the whole of it was written.
    pub(crate) fn whole(&self) -> Span {
        self.span(0..self.value.len())
    }

    /// Spans are made for ranges of `value`, so the last anchor at or before an offset gives its place.
    fn place(&self, offset: usize) -> usize {
        let next = self.anchors.partition_point(|(value, _)| *value <= offset);
        let limit = self.anchors.get(next).map_or(usize::MAX, |(_, place)| *place);
        let (value, place) = next
            .checked_sub(1)
            .and_then(|last| self.anchors.get(last))
            .copied()
            .unwrap_or((0, self.start));
        (place + (offset - value)).min(limit)
    }
}

/// Whether a text is a word as names in code are: letters, digits and `_`.
pub(crate) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a text is a media type without parameters.
pub(crate) fn is_media_type(text: &str) -> bool {
    let is_token = |word: &str| {
        !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
    };
    text.split_once('/')
        .is_some_and(|(ty, subtype)| is_token(ty) && is_token(subtype))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(span: Span) -> (u32, u32) {
        (span.start, span.end)
    }

    #[test]
    fn spans_lead_around_replaced_pieces() {
        // Written from byte 10 on: a&quot;b
        let mut text = Text::empty(SourceId(0), 10);
        text.push("a");
        text.replace("\"", 6);
        text.push("b");
        assert_eq!(text.as_str(), "a\"b");
        assert_eq!(bounds(text.span(0..1)), (10, 11));
        assert_eq!(bounds(text.span(1..2)), (11, 17));
        assert_eq!(bounds(text.span(2..3)), (17, 18));
        assert_eq!(bounds(text.whole()), (10, 18));
    }

    #[test]
    fn opaque_text_has_one_span() {
        let text = Text::opaque(SourceId(0), "abc".to_owned(), 5..20);
        assert_eq!(bounds(text.span(1..2)), (5, 20));
    }

    #[test]
    fn plain_text_maps_one_to_one() {
        let text = Text::plain(SourceId(0), "abc", 5);
        assert_eq!(bounds(text.span(1..3)), (6, 8));
        assert_eq!(bounds(text.span(3..3)), (8, 8));
    }
}

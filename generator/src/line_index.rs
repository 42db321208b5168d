//! The line index of one text: turns a byte offset into a line and a column without reading the text again.

/// A place as people read it: both numbers count from 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Where the lines of a text start.
#[derive(Clone, Debug)]
pub(crate) struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Indexes a text.
    pub(crate) fn new(text: &str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// Where the line that holds a byte offset starts.
    pub(crate) fn line_start(&self, offset: usize) -> usize {
        let line = self.line(offset) as usize;
        self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0)
    }

    /// The line of a byte offset, from 1.
    pub(crate) fn line(&self, offset: usize) -> u32 {
        saturate(self.starts.partition_point(|&start| start <= offset))
    }

    /// Line and column of a byte offset in `text`, which must be the text that was indexed.
    pub(crate) fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let offset = offset.min(text.len());
        let before = text.get(self.line_start(offset)..offset).unwrap_or_default();
        LineColumn {
            line: self.line(offset),
            column: saturate(before.chars().count() + 1),
        }
    }
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_counting_from_the_start_at_every_character() {
        let text = format!("one\ntwö\n\n{}\nlast", "é1".repeat(100));
        let index = LineIndex::new(&text);
        let (mut line, mut column) = (1, 1);
        for (offset, character) in text.char_indices() {
            assert_eq!(
                index.line_column(&text, offset),
                LineColumn { line, column },
                "{offset}"
            );
            column += 1;
            if character == '\n' {
                (line, column) = (line + 1, 1);
            }
        }
        assert_eq!(index.line_column(&text, usize::MAX), LineColumn { line, column });
    }
}

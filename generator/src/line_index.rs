//! The line index of one text: turns a byte offset into a line and a column without reading the text again.

/// A place as people read it: both numbers count from 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Bytes between two places where the number of characters so far is noted.
const BLOCK: usize = 1024;

/// Where the lines of a text start, and how many characters come before every block of it.
///
/// Building it reads the text; a look-up afterwards reads at most a block, however long a line is.
#[derive(Clone, Debug)]
pub(crate) struct LineIndex {
    starts: Vec<usize>,
    characters: Vec<usize>,
}

impl LineIndex {
    /// Indexes a text.
    pub(crate) fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let bytes = (1..).zip(text.bytes());
        starts.extend(bytes.filter(|(_, byte)| *byte == b'\n').map(|(next, _)| next));
        let mut so_far = 0;
        let count = |block| {
            so_far += count_characters(block);
            so_far
        };
        Self {
            starts,
            characters: std::iter::once(0)
                .chain(text.as_bytes().chunks(BLOCK).map(count))
                .collect(),
        }
    }

    /// Where the line that holds a byte offset starts.
    pub(crate) fn line_start(&self, offset: usize) -> usize {
        let line = self.starts.partition_point(|&start| start <= offset);
        line.checked_sub(1)
            .and_then(|line| self.starts.get(line))
            .copied()
            .unwrap_or(0)
    }

    /// The line of a byte offset, from 1.
    pub(crate) fn line(&self, offset: usize) -> u32 {
        saturate(self.starts.partition_point(|&start| start <= offset))
    }

    /// Line and column of a byte offset in `text`, which must be the text that was indexed.
    pub(crate) fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let offset = offset.min(text.len());
        let start = self.line_start(offset);
        let before = self.characters_before(text, offset) - self.characters_before(text, start);
        LineColumn {
            line: self.line(offset),
            column: saturate(before + 1),
        }
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = text.as_bytes().get(block * BLOCK..offset).map_or(0, count_characters);
        self.characters.get(block).copied().unwrap_or(0) + rest
    }
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Counts the characters that start in a piece of UTF-8.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_counting_from_the_start_at_every_character() {
        let text = format!("one\ntwö\n\n{}\nlast", "é1".repeat(BLOCK));
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

    #[test]
    fn a_text_that_ends_on_a_block_has_an_end() {
        let text = "a".repeat(BLOCK);
        let end = LineIndex::new(&text).line_column(&text, BLOCK);
        assert_eq!(end, LineColumn { line: 1, column: 1025 });
    }
}

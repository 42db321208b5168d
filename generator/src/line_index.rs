//! The line index of one text: turns a byte offset into a line and a column without reading the text again.

use std::cell::OnceCell;

use crate::source::LineColumn;

/// Bytes between two places where the number of characters so far is noted.
const BLOCK: usize = 1024;

/// Where the lines of a text start, and how many characters come before every block of it.
///
/// Building it reads the text once, and the first column once more; a look-up afterwards reads at most a block, however long a line is.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
    characters: OnceCell<Vec<usize>>,
}

impl LineIndex {
    /// Indexes a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Self {
            starts,
            characters: OnceCell::new(),
        }
    }

    /// The line that holds a byte offset, from 1.
    #[must_use]
    pub fn line(&self, offset: usize) -> u32 {
        saturate(self.starts.partition_point(|&start| start <= offset).max(1))
    }

    /// Where a line starts; `None` after the last one.
    #[must_use]
    pub fn start(&self, line: u32) -> Option<usize> {
        self.starts.get((line as usize).checked_sub(1)?).copied()
    }

    /// Line and column of a byte offset in `text`, which must be the text that was indexed.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let offset = offset.min(text.len());
        let line = self.line(offset);
        let start = self.start(line).unwrap_or(0);
        let before = self.characters_before(text, offset) - self.characters_before(text, start);
        LineColumn {
            line,
            column: saturate(before + 1),
        }
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = text.as_bytes().get(block * BLOCK..offset).map_or(0, count_characters);
        let blocks = self.characters.get_or_init(|| count_blocks(text));
        blocks.get(block).copied().unwrap_or(0) + rest
    }
}

/// The number of characters in front of every block, and in the whole text.
fn count_blocks(text: &str) -> Vec<usize> {
    let mut so_far = 0;
    let mut counts = vec![0];
    for block in text.as_bytes().chunks(BLOCK) {
        so_far += count_characters(block);
        counts.push(so_far);
    }
    counts
}

/// Counts the characters that start in a piece of UTF-8.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
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

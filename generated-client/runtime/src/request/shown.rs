//! Text of servers as errors show it: on one line, without characters that a terminal obeys, and cut.

use std::fmt::{self, Display, Write};

/// Displays the beginning of a text, escaped.
pub(crate) struct Shown<'t>(pub(crate) &'t str, pub(crate) usize);

/// The characters shown of a server's message, and of anything shorter.
pub(crate) const MESSAGE: usize = 500;
pub(crate) const WORDS: usize = 200;

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text, limit) = *self;
        let mut characters = text.chars();
        for character in characters.by_ref().take(limit) {
            if is_obeyed(character) {
                write!(f, "{}", character.escape_debug())?;
            } else {
                f.write_char(character)?;
            }
        }
        if characters.next().is_some() {
            f.write_char('…')
        } else {
            Ok(())
        }
    }
}

/// Whether a terminal or an editor obeys a character instead of showing it: controls, line ends, and what changes the direction of text.
fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_cut() {
        let shown = |text: &str| Shown(text, 20).to_string();
        assert_eq!(shown("\"plain\", ü\\é"), "\"plain\", ü\\é");
        assert_eq!(shown("a\nb\r\u{1b}[31m\u{202e}"), "a\\nb\\r\\u{1b}[31m\\u{202e}");
        assert_eq!(shown(&"ä".repeat(21)), format!("{}…", "ä".repeat(20)));
    }
}

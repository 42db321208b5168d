//! Recognizes prose that is normalized already, as most descriptions are: one line of words and code spans. It needs no parsing.

/// Whether normalizing this Markdown would give it back as it is. `false` may also mean that it isn't known.
pub(super) fn is_normalized(markdown: &str) -> bool {
    let starts_well = markdown.starts_with(|c: char| c.is_ascii_alphabetic() || c == '`');
    if !starts_well || markdown.ends_with(' ') {
        return false;
    }
    // Outside and inside of code spans by turns.
    let mut pieces = markdown.split('`');
    let mut text = pieces.next().unwrap_or("");
    loop {
        if !is_plain(text) {
            return false;
        }
        let Some(code) = pieces.next() else { return true };
        let Some(next) = pieces.next() else { return false };
        // Without text between them, two code spans would have backticks side by side.
        let is_last = pieces.clone().next().is_none();
        if !is_code(code) || next.is_empty() && !is_last {
            return false;
        }
        text = next;
    }
}

fn is_code(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|byte| matches!(byte, b'!'..=b'~'))
}

/// Whether a piece of text has nothing in it that is markup anywhere, or that could be at the start of a line.
fn is_plain(text: &str) -> bool {
    let mut last = b'`';
    for byte in text.bytes() {
        let is_fine = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b',' | b';' | b'\'' | b'"' | b'(' | b'%' | b'$' | b'?' => true,
            b' ' => last != b' ',
            // These could make a number that of a list item.
            b')' | b'.' => !last.is_ascii_digit(),
            // At the start of a word, these could be a list item or a line under a heading; `//` could be in a URL.
            b'-' | b':' | b'/' => last.is_ascii_alphanumeric(),
            _ => false,
        };
        if !is_fine {
            return false;
        }
        last = byte;
    }
    true
}

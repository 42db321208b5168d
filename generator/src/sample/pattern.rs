//! A text that matches a regular expression: the shortest way through it.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Longest text worth making; patterns with larger repetitions get none.
const MAX_LENGTH: usize = 10_000;

/// A text that matches `pattern`, unless it is malformed or has look-around that the shortest way through it breaks.
#[must_use]
pub(super) fn matching(pattern: &str) -> Option<String> {
    let hir = ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern)
        .ok()?;
    let mut text = String::new();
    write(&hir, &mut text)?;
    Some(text)
}

/// Writes the shortest match. The parser's own nesting limit bounds the recursion.
fn write(hir: &Hir, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(character(class)?),
        HirKind::Repetition(repetition) => {
            // A text that is empty shows nothing, so what may repeat any number of times is shown once.
            let times = if repetition.min == 0 && repetition.max.is_none() {
                1
            } else {
                repetition.min
            };
            for _ in 0..times {
                write(&repetition.sub, text)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, text))?,
        HirKind::Alternation(parts) => write(parts.first()?, text)?,
    }
    (text.len() <= MAX_LENGTH).then_some(())
}

/// A letter or digit of the class where it has one, else its first character.
fn character(class: &Class) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class
            .ranges()
            .iter()
            .map(|range| (range.start(), range.end()))
            .collect(),
        Class::Bytes(class) => class
            .ranges()
            .iter()
            .map(|range| (range.start().into(), range.end().into()))
            .collect(),
    };
    let holds = |wanted: &char| ranges.iter().any(|(start, end)| start <= wanted && wanted <= end);
    ['a', '1', 'A']
        .into_iter()
        .find(holds)
        .or_else(|| ranges.first().map(|(start, _)| *start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_matches() {
        for pattern in [
            r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$",
            "^sha256:[a-f0-9]{64}$",
            r"^\d+\.\d+\.\d+$",
            "^refs/(heads|tags|pull)/.*$",
            "^ssh-(rsa|dss|ed25519) |^ecdsa-sha2-nistp(256|384|521) ",
        ] {
            let text = matching(pattern).unwrap();
            assert!(
                regex_lite::Regex::new(pattern).unwrap().is_match(&text),
                "{pattern}: {text}"
            );
        }
        assert_eq!(matching("("), None);
        assert_eq!(matching("a{9999999}"), None);
    }
}

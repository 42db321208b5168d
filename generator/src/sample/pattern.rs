//! A text that matches a regular expression: a short way through it.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Longest text worth making; patterns with larger repetitions get none.
const MAX_LENGTH: usize = 10_000;

/// Which of several ways through a pattern is taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// Which of several alternatives is taken.
    choice: usize,
    /// Whether what may repeat any number of times is there at all.
    shows_optional: bool,
}

impl Way {
    /// The ways that are tried.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..4).flat_map(|choice| [true, false].map(|shows_optional| Self { choice, shows_optional }))
    }
}

/// A text that matches `pattern`, unless it is malformed or has look-around that this way through it breaks. What repeats does so `more` times
/// than it must.
#[must_use]
pub(super) fn matching(pattern: &str, way: Way, more: usize) -> Option<String> {
    let hir = ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern)
        .ok()?;
    let mut writer = Writer {
        text: String::new(),
        way,
        more: u32::try_from(more).ok()?,
    };
    writer.write(&hir)?;
    Some(writer.text)
}

struct Writer {
    text: String,
    way: Way,
    more: u32,
}

impl Writer {
    /// Writes a match. The parser's own nesting limit bounds the recursion.
    fn write(&mut self, hir: &Hir) -> Option<()> {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.text.push_str(std::str::from_utf8(&literal.0).ok()?),
            HirKind::Class(class) => self.text.push(character(class)?),
            HirKind::Repetition(repetition) => {
                // A text that is empty shows nothing, so what may repeat any number of times is shown once.
                let is_shown = self.way.shows_optional && repetition.min == 0 && repetition.max.is_none();
                let least = if is_shown { 1 } else { repetition.min };
                let more = self
                    .more
                    .min(repetition.max.map_or(u32::MAX, |max| max.saturating_sub(least)));
                self.more -= more;
                for _ in 0..least.saturating_add(more) {
                    self.write(&repetition.sub)?;
                }
            }
            HirKind::Capture(capture) => self.write(&capture.sub)?,
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.write(part))?,
            HirKind::Alternation(parts) => self.write(parts.get(self.way.choice % parts.len())?)?,
        }
        (self.text.len() <= MAX_LENGTH).then_some(())
    }
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

    fn way(choice: usize) -> Way {
        Way {
            choice,
            shows_optional: true,
        }
    }

    #[test]
    fn the_text_matches() {
        for pattern in [
            r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$",
            "^sha256:[a-f0-9]{64}$",
            r"^\d+\.\d+\.\d+$",
            "^refs/(heads|tags|pull)/.*$",
            "^ssh-(rsa|dss|ed25519) |^ecdsa-sha2-nistp(256|384|521) ",
        ] {
            let text = matching(pattern, way(0), 0).unwrap();
            assert!(
                regex_lite::Regex::new(pattern).unwrap().is_match(&text),
                "{pattern}: {text}"
            );
        }
        assert_eq!(matching("(", way(0), 0), None);
        assert_eq!(matching("a{9999999}", way(0), 0), None);
        assert_eq!(matching("^[a-z]+-[0-9]{1,3}$", way(0), 4).as_deref(), Some("aaaaa-1"));
        assert_eq!(matching("^(long|b)$", way(1), 0).as_deref(), Some("b"));
    }
}

//! Words in messages: quoting what was written, and suggesting the nearest known word.

/// Words longer than this are shortened in messages and never taken for a misspelling.
const MAX_WORD: usize = 60;

/// The longest message of a library.
const MAX_MESSAGE: usize = 150;

/// The known word that a misspelled one is most likely meant to be.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if word.len() > MAX_WORD {
        return None;
    }
    let lower = word.to_lowercase();
    let near = known
        .into_iter()
        .filter(|candidate| candidate.len() <= 2 * MAX_WORD && *candidate != word);
    near.map(|candidate| {
        (
            strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()),
            candidate,
        )
    })
    .filter(|(distance, candidate)| *distance * 3 <= candidate.len().max(3))
    .min()
    .map(|(_, candidate)| candidate)
}

/// Text as messages quote it: between backticks, on one line, and shortened.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", short(text))
}

/// Text on one line, shortened to the length of a word.
pub(crate) fn short(text: &str) -> String {
    cut(text, MAX_WORD)
}

/// What a library says about the input, on one line and shortened: it may quote all of it.
pub(crate) fn shortened(message: &str) -> String {
    cut(message, MAX_MESSAGE)
}

fn cut(text: &str, max: usize) -> String {
    let line = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.chars().map(line).take(max).collect();
    if text.chars().nth(max).is_some() {
        short.push('…');
    }
    short
}

/// Characters of a message that are printed. Only a page with absurdly long names has longer ones.
const LONGEST_MESSAGE: usize = 1000;

/// A text, cut when it is absurdly long.
pub(crate) fn clip(text: &str) -> String {
    match text.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Known words in a help text: `a`, `b` or `c`.
pub(crate) fn alternatives(known: &[&str]) -> String {
    match known {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [rest @ .., last] => {
            let rest: Vec<String> = rest.iter().map(|word| format!("`{word}`")).collect();
            format!("{} or `{last}`", rest.join(", "))
        }
    }
}

/// A help text for an unknown word: the nearest known one, or else all of them.
pub(crate) fn suggestion(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("expected {}", alternatives(known)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_near() {
        assert_eq!(nearest("requird", ["name", "required"]), Some("required"));
        assert_eq!(nearest("Name", ["name", "required"]), Some("name"));
        assert_eq!(nearest("zebra", ["name", "required"]), None);
    }

    #[test]
    fn messages_stay_short() {
        assert_eq!(quoted("a\nb"), "`a b`");
        assert_eq!(quoted(&"x".repeat(1000)).chars().count(), MAX_WORD + 3);
        assert_eq!(suggestion("yess", &["yes", "no"]), "did you mean `yes`?");
        assert_eq!(suggestion("maybe", &["yes", "no"]), "expected `yes` or `no`");
    }
}

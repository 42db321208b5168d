//! Words of the dialect in messages: quoting what was written, and naming the nearest known word.

/// Words longer than this are shortened in messages and never taken for a misspelling.
const MAX_WORD: usize = 60;

/// The known word that a misspelled one most likely stands for.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if word.len() > MAX_WORD {
        return None;
    }
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance * 3 <= candidate.len().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Text as messages quote it: between backticks, on one line, and shortened.
pub(crate) fn quoted(text: &str) -> String {
    let mut line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MAX_WORD)
        .collect();
    if text.chars().nth(MAX_WORD).is_some() {
        line.push('…');
    }
    format!("`{line}`")
}

/// What a library says about the input, on one line and shortened: it may quote all of it.
pub(crate) fn shortened(message: &str) -> String {
    const MAX: usize = 150;
    let line = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = message.chars().map(line).take(MAX).collect();
    if message.chars().nth(MAX).is_some() {
        short.push('…');
    }
    short
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
        None => format!("known here: {}", alternatives(known)),
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
        assert_eq!(suggestion("maybe", &["yes", "no"]), "known here: `yes` or `no`");
    }
}

//! Words in messages: quoting what was written, and suggesting the nearest known word.

use crate::diagnostic::Help;

/// Words longer than this are shortened in messages and never taken for a misspelling.
const MAX_WORD: usize = 60;

/// The longest message of a library.
const MAX_MESSAGE: usize = 150;

/// Some of the known words of a kind, and what other notations call words of this kind, in lower case.
type Synonyms = (
    &'static [&'static str],
    &'static [(&'static str, &'static [&'static str])],
);

/// What other notations call things.
const SYNONYMS: &[Synonyms] = &[
    (
        &["string", "integer"],
        &[
            ("integer", &["int", "int32", "int64", "long", "id"]),
            ("number", &["float", "double", "decimal", "numeric"]),
            ("boolean", &["bool", "true", "false"]),
            ("string", &["str", "text", "char", "uuid", "email", "enum"]),
            ("date-time", &["datetime", "date_time", "timestamp", "time"]),
            ("uri", &["url", "link"]),
            ("any", &["json", "mixed", "unknown"]),
            ("object", &["dict", "hash", "struct"]),
            ("binary", &["bytes", "file", "blob"]),
            ("base64", &["byte"]),
            ("null", &["nil", "none", "undefined", "void"]),
        ],
    ),
    (
        &["yes", "no"],
        &[
            (
                "yes",
                &["y", "true", "required", "mandatory", "always", "x", "✓", "✔", "✅"],
            ),
            ("no", &["n", "false", "optional", "-", "❌"]),
        ],
    ),
    (
        &["name", "required"],
        &[
            ("name", &["parameter", "param", "field", "property", "key"]),
            ("required", &["mandatory"]),
            ("description", &["notes", "meaning"]),
            ("type", &["data type"]),
            ("constraints", &["limits", "validation"]),
            ("in", &["location", "where"]),
        ],
    ),
    (&["status", "description"], &[("status", &["code", "response"])]),
    (
        &["Parameters"],
        &[
            (
                "Parameters",
                &[
                    "params",
                    "arguments",
                    "query parameters",
                    "path parameters",
                    "body parameters",
                    "request",
                ],
            ),
            ("Responses", &["returns", "status codes"]),
        ],
    ),
    (&["Fields"], &[("Fields", &["properties", "attributes", "members"])]),
    (
        &["API method"],
        &[("API method", &["endpoint", "method"]), ("Schema", &["type", "model"])],
    ),
    (
        &["path", "query"],
        &[
            ("path", &["url"]),
            ("query", &["querystring"]),
            ("body", &["form", "json"]),
        ],
    ),
    (
        &["route"],
        &[
            ("name", &["title"]),
            ("route", &["path", "url"]),
            ("scope", &["tag"]),
            ("items", &["paging"]),
        ],
    ),
];

/// The known word that another notation's word, or one in other letters, stands for.
pub(crate) fn synonym<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let lower = word.trim().to_lowercase();
    let same = known
        .iter()
        .find(|known| known.to_lowercase() == lower && **known != word);
    let of_table = || {
        let tables = SYNONYMS
            .iter()
            .filter(|(of, _)| of.iter().all(|word| known.contains(word)));
        let mut meanings = tables.flat_map(|(_, meanings)| *meanings);
        let (meant, _) = meanings.find(|(_, others)| others.contains(&lower.as_str()))?;
        known.iter().find(|known| *known == meant)
    };
    same.or_else(of_table).copied()
}

/// The known word that is meant by one that isn't: a synonym, or the nearest.
pub(crate) fn meant<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    synonym(word, known).or_else(|| nearest(word, known.iter().copied()))
}

/// The known word that a misspelled one is most likely meant to be.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if word.len() > MAX_WORD {
        return None;
    }
    let lower = word.to_lowercase();
    let others = known
        .into_iter()
        .filter(|candidate| candidate.len() <= 2 * MAX_WORD && *candidate != word);
    let distance = |candidate: &str| strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
    let (_, nearest) = others
        .map(|candidate| (distance(candidate), candidate))
        .filter(|(distance, candidate)| *distance * 3 <= candidate.len().max(3))
        .min()?;
    Some(nearest)
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

/// The way out for an unknown word: the known one that is meant, or else all of them.
pub(crate) fn suggestion(word: &str, known: &[&str]) -> Help {
    match meant(word, known) {
        Some(meant) => Help::did_you_mean(meant),
        None => format!("expected {}", alternatives(known)).into(),
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
        assert_eq!(suggestion("yess", &["yes", "no"]), Help::did_you_mean("yes"));
        assert_eq!(suggestion("maybe", &["yes", "no"]), "expected `yes` or `no`".into());
    }
}

//! Lists of values in prose: "Can be one of `open`, `closed` or `all`."
//!
//! A list counts only when it is understood up to its end, and is closed only when the prose says that there is nothing else. "Either
//! `enabled` or `disabled`" doesn't: GitHub's own types take any text in such places.

/// What introduces a list: the words in lower case, and whether they say that the list is complete.
const INTRODUCTIONS: [(&str, bool); 12] = [
    ("can be one of", true),
    ("must be one of", true),
    ("should be one of", true),
    ("can only be", true),
    ("valid values are", true),
    ("possible values are", true),
    ("allowed values are", true),
    ("can be either", false),
    ("must be either", false),
    ("one of", false),
    ("either", false),
    ("can be", false),
];

/// Those that must begin a sentence.
const AT_START: [&str; 3] = ["one of", "either", "can be"];

/// What may be between an introduction and its list.
const FILLERS: [&str; 5] = ["the following values", "the following", "these values", "these", ":"];

/// A list of values.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed<'t> {
    /// Whether there are no others.
    pub(super) closed: bool,
    /// Its values, in the order of the prose.
    pub(super) values: Vec<String>,
    /// The introduction and the list.
    pub(super) phrase: &'t str,
}

/// The first list in a text; closed ones before others.
pub(super) fn listed(text: &str) -> Option<Listed<'_>> {
    let lower = text.to_ascii_lowercase();
    INTRODUCTIONS.iter().find_map(|(words, closed)| {
        let begins = if AT_START.contains(words) {
            begins_sentence
        } else {
            begins_word
        };
        let mut places = lower.match_indices(words).map(|(at, _)| at);
        places.find_map(|at| {
            let (values, phrase) = list_after(text, at, at + words.len()).filter(|_| begins(text, at))?;
            Some(Listed {
                closed: *closed,
                values,
                phrase,
            })
        })
    })
}

fn begins_word(text: &str, at: usize) -> bool {
    !text
        .get(..at)
        .is_some_and(|before| before.ends_with(char::is_alphanumeric))
}

fn begins_sentence(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let trimmed = before.trim_end();
    trimmed.is_empty()
        || before.ends_with('\n')
        || before.len() > trimmed.len() && trimmed.ends_with(['.', ':', '!', '*'])
}

fn list_after(text: &str, start: usize, end: usize) -> Option<(Vec<String>, &str)> {
    let mut rest = text.get(end..)?.trim_start();
    while let Some(filler) = FILLERS.iter().find(|filler| starts_with(rest, filler)) {
        rest = rest.get(filler.len()..)?.trim_start();
    }
    let (values, rest) = bullets(rest).or_else(|| inline(rest))?;
    let end = text.len() - rest.len();
    let phrase = text.get(start..end)?;
    (values.len() >= 2).then_some((values, phrase))
}

fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// A code span at the start of a text, and what follows it.
fn code(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('`')?;
    let (value, rest) = inside.split_once('`')?;
    (!value.is_empty() && !value.contains('\n')).then_some((value, rest))
}

/// `` `a`, `b` or `c` ``, up to the end of the sentence.
fn inline(text: &str) -> Option<(Vec<String>, &str)> {
    let mut values = Vec::new();
    let mut rest = text;
    loop {
        let (value, after) = code(rest)?;
        values.push(value.to_owned());
        rest = after;
        if ends_sentence(rest) {
            return Some((values, rest));
        }
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        for word in ["or ", "and "] {
            rest = rest.strip_prefix(word).map_or(rest, str::trim_start);
        }
    }
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_start_matches(' ');
    text.is_empty()
        || text.starts_with(['.', ';'])
        || text
            .strip_prefix('\n')
            .is_some_and(|next| next.trim_start().is_empty() || !next.trim_start().starts_with('`'))
}

/// A list of points, each of which starts with its value.
fn bullets(text: &str) -> Option<(Vec<String>, &str)> {
    let mut values = Vec::new();
    let mut rest = text;
    while let Some(point) = ["- ", "* "].iter().find_map(|mark| rest.strip_prefix(mark)) {
        let (value, after) = code(point.trim_start())?;
        values.push(value.to_owned());
        // The point goes on until a line that starts another one, or a new paragraph.
        rest = after.find('\n').map_or("", |end| after.get(end..).unwrap_or_default());
        let next = rest.trim_start();
        if !["- ", "* "].iter().any(|mark| next.starts_with(mark)) {
            break;
        }
        rest = next;
    }
    (!values.is_empty()).then_some((values, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        listed(text).map_or_else(
            || "-".to_owned(),
            |listed| listed.values.join(" ") + if listed.closed { "" } else { " …" },
        )
    }

    #[test]
    fn lists_in_a_sentence() {
        assert_eq!(
            check("The state. Can be one of `open`, `closed`, or `all`."),
            "open closed all"
        );
        assert_eq!(check("Must be one of: `a`, `b`"), "a b");
        assert_eq!(check("Either `asc` or `desc`. Ignored without `sort`."), "asc desc …");
        assert_eq!(check("Can only be `enabled` or `disabled`."), "enabled disabled");
        assert_eq!(
            check("Valid values are `read`, `write` and `admin`."),
            "read write admin"
        );
    }

    #[test]
    fn lists_of_points() {
        assert_eq!(
            check("Can be one of:\n\n- `admin` is an owner.\n- `member` is not.\n\nDefault: `member`"),
            "admin member"
        );
        assert_eq!(check("Can be one of:\n\n- an owner, `admin`\n- `member`"), "-");
    }

    #[test]
    fn what_is_not_said_to_be_complete_is_no_list() {
        assert_eq!(check("For example `open` or `closed`."), "-");
        assert_eq!(check("Use either `tool_name` or `tool_guid`, but not both."), "-");
        assert_eq!(check("Either `artifact_id` or `artifact_url` are required."), "-");
        assert_eq!(check("One of `100644` for a file, or `040000` for a folder."), "-");
        assert_eq!(check("Can be one of `open`, `closed` and so on."), "-");
        assert_eq!(check("Can be `open` or `closed`."), "open closed …");
        assert_eq!(check("Either `open`"), "-");
    }
}

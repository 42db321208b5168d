//! What the description of a parameter says about its values.
//!
//! Only forms that leave no doubt count. How often each form is right was measured on the pages of `spec` and on GitHub's own prose.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::policy::is_compound;
use super::values::{self, Listed};
use crate::ir::Type;

/// Something that prose says, and the words that say it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told<'t, T> {
    /// What it says.
    pub(super) value: T,
    /// The words.
    pub(super) phrase: &'t str,
}

/// All that a description says.
#[derive(Debug, Default)]
pub(super) struct Reading<'t> {
    /// The type, without null.
    pub(super) ty: Option<Told<'t, Type>>,
    /// That null is a value.
    pub(super) null: Option<Told<'t, ()>>,
    /// The value that the server takes when none is given.
    pub(super) default: Option<Told<'t, String>>,
    /// The largest value of a number.
    pub(super) max: Option<Told<'t, i64>>,
}

/// How descriptions of numbers and texts begin: "Number of results", "The name of the branch". After a noun other words than these make it
/// part of something else ("name and id", "path parameters").
static NOUN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let before = "the|a|an|optional|new|full|short|current|unique|custom|git";
    let number = "number of|page number";
    let list = "comma-separated.*|comma separated|email address[.,]*";
    let text = "name|handle|slug|cursor|url|sha1?|username|login|path|text|summary|contents|guid|description|permission|level|state|\
                visibility";
    let after = "of|for|to|that|in|on|from|which|with|by|as|under|where|without|at|this";
    let noun = format!("({number})|{list}|(?:{text})(?:[.,;:]+|$| (?:{after}))");
    Regex::new(&format!("^(?:(?:{before}) )*(?:{noun})(?: |$)")).ok()
});

/// Notices at the start of a description.
static NOTICES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let notice = r"\*\*.*?\*\*|(?:Closing down|Deprecated|Required).*?\. ";
    Regex::new(&format!(r"^\s*(?s:(?:{notice})[ .:\n]*)*")).ok()
});

/// Last words of names of a choice between words, even where prose says "whether".
const CHOICES: [&str; 8] = [
    "option", "mode", "type", "level", "status", "state", "policy", "setting",
];

/// Reads the description of a parameter that is called `name`.
pub(super) fn read<'t>(name: &str, text: &'t str) -> Reading<'t> {
    let default = default(text);
    let lead = lead(text);
    let mut null = text.find("`null`").and_then(|at| told((), text, at));
    let is_plural = has_any(&lead.to_ascii_lowercase(), &["list", "array", "comma"]);
    let listed = values::listed(text).filter(|_| !is_plural).and_then(|listed| {
        let phrase = listed.phrase;
        let (ty, with_null) = type_of(listed)?;
        if with_null {
            null = Some(Told { value: (), phrase });
        }
        Some(Told { value: ty, phrase })
    });
    let ty = listed
        .or_else(|| flag(name, text, lead))
        .or_else(|| moment(text))
        .or_else(|| by_noun(lead))
        .or_else(|| by_default(text, default.as_ref()));
    Reading {
        max: max(text),
        ty,
        null,
        default,
    }
}

fn told<T>(value: T, text: &str, at: usize) -> Option<Told<'_, T>> {
    Some(Told {
        value,
        phrase: sentence_around(text, at)?,
    })
}

/// The sentence around a place.
fn sentence_around(text: &str, at: usize) -> Option<&str> {
    let before = text.get(..at)?;
    let start = [". ", "\n"]
        .iter()
        .filter_map(|end| Some(before.rfind(end)? + end.len()))
        .max()
        .unwrap_or(0);
    let after = text.get(at..)?;
    let end = [". ", ".\n", "\n"]
        .iter()
        .filter_map(|end| after.find(end))
        .min()
        .map_or(text.len(), |end| at + end);
    text.get(start..end)
        .map(|sentence| sentence.trim().trim_end_matches('.'))
}

/// The first sentence that isn't a notice about deprecation or about when the parameter is required.
fn lead(text: &str) -> &str {
    let notices = NOTICES.as_ref().and_then(|notices| notices.find(text));
    let rest = text.get(notices.map_or(0, |notices| notices.end())..).unwrap_or(text);
    sentence_around(rest, 0).unwrap_or(rest)
}

fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// The type of listed values, and whether null is one of them. Numbers, and `true` among others, could be written in other ways.
fn type_of(listed: Listed<'_>) -> Option<(Type, bool)> {
    let mut seen = HashSet::new();
    let all = listed.values.into_iter().filter(|value| seen.insert(value.clone()));
    let (null, values): (Vec<String>, Vec<String>) = all.partition(|value| value == "null");
    let is_text = |value: &String| {
        value.chars().all(|c| c.is_alphanumeric() || "_-+.".contains(c)) && value.parse::<f64>().is_err()
    };
    let flags = values
        .iter()
        .filter(|value| matches!(value.as_str(), "true" | "false"))
        .count();
    let ty = if values.is_empty() {
        return None;
    } else if flags == values.len() {
        Type::Boolean
    } else if flags > 0 || !values.iter().all(is_text) {
        return None;
    } else if listed.closed {
        Type::Enum(values)
    } else {
        Type::String
    };
    Some((ty, !null.is_empty()))
}

/// Whether a sentence begins with a value other than those of a flag: "`legacy` decides by date."
fn explains_values(text: &str) -> bool {
    let sentences = text.split(['.', '\n']).map(str::trim_start);
    let values = sentences.filter_map(|sentence| sentence.strip_prefix('`')?.split('`').next());
    values
        .into_iter()
        .any(|value| !matches!(value, "true" | "false" | "null"))
}

/// "Whether …", "Set to `true` …". In GitHub's prose "whether something is enabled" also means states with more than two values.
fn flag<'t>(name: &str, text: &'t str, lead: &'t str) -> Option<Told<'t, Type>> {
    if explains_values(text) {
        return None;
    }
    let lower = lead.to_ascii_lowercase();
    let is_choice = name
        .rsplit(['_', '-'])
        .next()
        .is_some_and(|word| CHOICES.contains(&word));
    if lower.starts_with("whether ")
        && is_compound(name)
        && !is_choice
        && !has_any(&lower, &[" or ", "`", "enabled", "enforced", "used"])
    {
        return Some(Told {
            value: Type::Boolean,
            phrase: lead,
        });
    }
    let forms = [
        "set to `true`",
        "if `true`",
        "when `true`",
        "either `true` ",
        "pass `true`",
    ];
    let lower = text.to_ascii_lowercase();
    let at = forms.iter().find_map(|form| lower.find(form))?;
    told(Type::Boolean, text, at)
}

/// Timestamps and dates by the form that the docs ask for.
fn moment(text: &str) -> Option<Told<'_, Type>> {
    if let Some(at) = text.find("YYYY-MM-DDTHH:MM:SSZ") {
        return told(Type::DateTime, text, at);
    }
    if let Some(at) = text.find("ISO 8601")
        && text.contains("timestamp")
    {
        return told(Type::DateTime, text, at);
    }
    told(Type::Date, text, text.find("`YYYY-MM-DD`")?)
}

/// "Number of …", "Name of …", "A comma-separated list of …".
fn by_noun(lead: &str) -> Option<Told<'_, Type>> {
    let lower = lead.to_ascii_lowercase();
    let found = NOUN.as_ref()?.captures(&lower)?;
    let is_number = found.get(1).is_some();
    Some(Told {
        value: if is_number { Type::Integer } else { Type::String },
        phrase: lead,
    })
}

/// A default that is a number or a truth value. Other values in the description may be of another type.
fn by_default<'t>(text: &str, default: Option<&Told<'t, String>>) -> Option<Told<'t, Type>> {
    let default = default?;
    let codes = || text.split('`').skip(1).step_by(2);
    let ty = match default.value.as_str() {
        "true" | "false" if codes().all(|code| matches!(code, "true" | "false")) => Type::Boolean,
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) && codes().all(|code| code == digits) => {
            Type::Integer
        }
        _ => return None,
    };
    Some(Told {
        value: ty,
        phrase: default.phrase,
    })
}

/// ``Default: `30` ``, ``Defaults to `desc`.`` at the end of a sentence.
fn default(text: &str) -> Option<Told<'_, String>> {
    let lower = text.to_ascii_lowercase();
    ["default: `", "default:\n`", "defaults to `", "default is `"]
        .iter()
        .find_map(|form| {
            let at = lower.find(form)?;
            let (value, after) = text.get(at + form.len()..)?.split_once('`')?;
            let ends = after.is_empty() || after.starts_with(['.', '\n', ';']);
            (ends && !value.is_empty() && !value.contains('\n')).then_some(())?;
            told(value.to_owned(), text, at)
        })
}

/// "(max 100)".
fn max(text: &str) -> Option<Told<'_, i64>> {
    let at = text.find("(max ")?;
    let (digits, _) = text.get(at + 5..)?.split_once(')')?;
    told(digits.trim().parse().ok()?, text, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str) -> String {
        let reading = read(name, text);
        let parts = [
            Some(reading.ty.map_or_else(|| "-".to_owned(), |told| told.value.to_string())),
            reading.null.map(|_| "| null".to_owned()),
            reading.default.map(|told| format!("= {}", told.value)),
            reading.max.map(|told| format!("..={}", told.value)),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn flags() {
        assert_eq!(check("has_wiki", "Whether the repository has a wiki."), "boolean");
        assert_eq!(
            check("has_wiki", "Either `true` to have a wiki or `false` to have none."),
            "boolean"
        );
        assert_eq!(
            check("locked", "Set to `true` to lock it, to `null` to leave it."),
            "boolean | null"
        );
        assert_eq!(
            check("draft", "Either `true` or `false`. Default: `false`"),
            "boolean = false"
        );
        assert_eq!(check("make_latest", "Whether it is the latest, one or other."), "-");
        assert_eq!(check("is_latest", "Whether it is. `legacy` decides by date."), "-");
        assert_eq!(check("findings_option", "Whether findings are generated."), "-");
        assert_eq!(check("public", "Whether it is public."), "-");
        assert_eq!(check("scanning_state", "Whether scanning is enabled."), "-");
    }

    #[test]
    fn lists_of_values() {
        assert_eq!(
            check("state", "Can be one of `open`, `closed`. Defaults to `open`."),
            "\"open\" | \"closed\" = open"
        );
        assert_eq!(check("state", "Can be one of `open`, `null`."), "\"open\" | null");
        assert_eq!(
            check("states", "A list of states. Can be one of `open`, `closed`."),
            "-"
        );
        assert_eq!(check("latest", "Can be one of `true`, `false`, `legacy`."), "-");
        assert_eq!(check("size", "Can be one of `1`, `2`."), "-");
        assert_eq!(check("state", "Can be `enabled` or `disabled`."), "string");
    }

    #[test]
    fn moments() {
        assert_eq!(check("since", "An [ISO 8601](https://x.y) timestamp."), "date-time");
        assert_eq!(check("since", "In the form `YYYY-MM-DDTHH:MM:SSZ`."), "date-time");
        assert_eq!(check("day", "In the form `YYYY-MM-DD`."), "date");
        assert_eq!(check("day", "In the form `>YYYY-MM-DD`."), "-");
    }

    #[test]
    fn nouns() {
        assert_eq!(
            check("per_page", "The number of results per page (max 100)."),
            "integer ..=100"
        );
        assert_eq!(check("branch", "**Deprecated.** The name of the branch."), "string");
        assert_eq!(check("labels", "A comma-separated list of names."), "string");
        assert_eq!(check("url", "The URL to call."), "string");
        assert_eq!(check("who", "Name or id of the user."), "-");
        assert_eq!(check("id", "The unique identifier."), "-");
        assert_eq!(check("names", "Names of the teams."), "-");
    }

    #[test]
    fn defaults() {
        assert_eq!(check("size", "How many. Default: `30`"), "integer = 30");
        assert_eq!(check("size", "How many, or `all`. Default: `30`"), "- = 30");
        assert_eq!(check("size", "How many. Default: `30` for `a`"), "-");
    }
}

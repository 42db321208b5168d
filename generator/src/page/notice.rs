//! The markers that upstream's pages put into their prose.
//!
//! - `**This method is deprecated.**`
//! - `**Deprecated:** This method has been renamed to scope.method`, also with backticks, a link or `octokit.rest.` around the name
//! - `See also: [text](https://…)`

use std::ops::Range;
use std::sync::LazyLock;

use regex_lite::Regex;

use crate::diagnostic::{Code, Help};
use crate::ir::EndpointId;
use crate::markdown::absolute_link;
use crate::page::OldName;
use crate::page::context::Context;
use crate::page::text::{Text, is_word};
use crate::page::token_scopes;
use crate::source::{Span, Spanned};
use crate::suggest::quoted;
use crate::version::{self, VERSION};

/// Old names that a page may have. Each becomes an endpoint.
const MAX_OLD_NAMES: usize = 16;

const DEPRECATED: &str = "**This method is deprecated.**";
const RENAMED: &str = "**Deprecated:** This method has been renamed to";
/// How people write [`DEPRECATED`] too.
const DEPRECATED_SPELLINGS: &[&str] = &[
    "this method is deprecated",
    "this endpoint is deprecated",
    "this api method is deprecated",
    "this operation is deprecated",
    "deprecated",
];
/// How people begin a list of token scopes.
static SCOPES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let forms = "token scope[s:]|(?:required|oauth|required oauth|required token|oauth token|needed) scope|scopes?:";
    Regex::new(&format!("^(?:{forms})")).ok()
});
/// How people say that a method is deprecated in words that don't count.
static NEARLY_DEPRECATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let says = "deprecat|depreciat|obsolete|no longer supported|will be removed|going away";
    let subject = "this (?:method|endpoint|operation|api)";
    let misspelled = "depreciated|depracated|deprected|obsolete";
    Regex::new(&format!("^(?:{subject}[^.;]*(?:{says})|{misspelled})")).ok()
});
const SEE_ALSO: &str = "See also:";

/// What a page's markers say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notices {
    /// The deprecation notice.
    pub(crate) deprecated: Option<Span>,
    /// A paragraph that says it in words that don't count.
    pub(crate) nearly_deprecated: Option<Span>,
    /// The method named by the renaming notice.
    pub(crate) renamed_to: Option<Spanned<EndpointId>>,
    /// The link after `See also:`.
    pub(crate) see_also: Option<Spanned<String>>,
}

/// Reads a block as a marker; `false` when it is none.
pub(crate) fn read(ctx: &mut Context<'_>, block: Range<usize>, notices: &mut Notices) -> bool {
    let text = ctx.slice(block.clone());
    let span = ctx.span(block.clone());
    if text == DEPRECATED {
        notices.deprecated = Some(span);
    } else if let Some(rest) = text.strip_prefix(RENAMED) {
        let written = rest.trim_end().trim_end_matches('.');
        let place = block.end - rest.len();
        let place = ctx.trim(place..place + written.len());
        let message = format!("{} is not the name of a method", quoted(written.trim()));
        let help = "a renamed method is named as `scope.method`";
        let target = marked(ctx, method_name(rest), place, &message, help);
        once(ctx, &mut notices.renamed_to, target, span);
        notices.deprecated = notices.deprecated.or(Some(span));
    } else if let Some(rest) = text.strip_prefix(SEE_ALSO) {
        let place = ctx.trim(block.end - rest.len()..block.end);
        let link = link_destination(rest).and_then(|link| absolute_link(link, &ctx.config.docs.host));
        let message = "`See also:` must be followed by a link";
        let link = marked(ctx, link, place, message, "write `See also: [text](https://…).`");
        once(ctx, &mut notices.see_also, link, span);
    } else {
        let (plain, is_emphasized) = plain(text);
        if let Some(name) = renamed_in_other_words(&plain, text) {
            let message = "this looks like a renaming notice, but isn't one";
            let found = ctx.add(Code::UnreadNotice, span, message);
            found.help(Help::write(&format!("{RENAMED} {name}")));
            return false;
        }
        if plain.starts_with("see also") && text.contains("](") {
            ctx.add(Code::UnreadNotice, span, "this link to the official docs is not read")
                .help("write it as `See also: [text](https://…).`");
            return true;
        }
        let rest = DEPRECATED_SPELLINGS
            .iter()
            .find_map(|spelling| plain.strip_prefix(spelling));
        if rest.is_some_and(|rest| rest.is_empty() || (is_emphasized || plain.starts_with("this")) && !goes_on(rest)) {
            // Whatever it says besides stays in the description.
            notices.deprecated = notices.deprecated.or(Some(span));
            return rest.is_some_and(|rest| rest.trim_matches(['.', '!', ' ']).is_empty());
        }
        if is_match(NEARLY_DEPRECATED.as_ref(), &plain) {
            notices.nearly_deprecated = notices.nearly_deprecated.or(Some(span));
        }
        if is_match(SCOPES.as_ref(), &plain) && !text.starts_with(token_scopes::MARKER) {
            ctx.add(Code::UnreadNotice, span, "these token scopes are not read")
                .help("write them as ``Token scopes: `repo`, `read:org`.``");
        }
        return false;
    }
    true
}

fn is_match(pattern: Option<&Regex>, plain: &str) -> bool {
    pattern.is_some_and(|pattern| pattern.is_match(plain))
}

/// The name in a renaming notice that is written in other words.
fn renamed_in_other_words(plain: &str, text: &str) -> Option<EndpointId> {
    let is_notice = [
        "deprecated",
        "renamed to",
        "this method",
        "this endpoint",
        "this api method",
    ];
    if !is_notice.iter().any(|word| plain.starts_with(word)) {
        return None;
    }
    let (_, name) = text
        .split_once("renamed to")
        .or_else(|| text.split_once("Renamed to"))?;
    method_name(name.trim_start_matches([':', ' ']).trim_end_matches(['*', ' ']))
}

/// Reports a paragraph that says in other words that the method is deprecated, where no other one says it.
pub(crate) fn check_deprecated(ctx: &mut Context<'_>, notices: &Notices) {
    if let (Some(span), None) = (notices.nearly_deprecated, notices.deprecated) {
        ctx.add(Code::UnreadNotice, span, "this doesn't make the method deprecated")
            .help(format!("write `{DEPRECATED}` as a paragraph of its own, if it is"));
    }
}

/// A paragraph in lower case without the marks of quotes, alerts and emphasis; whether there were any.
fn plain(text: &str) -> (String, bool) {
    let without_marks: String = text
        .chars()
        .filter(|c| !matches!(c, '*' | '_' | '>' | '`' | '#'))
        .collect();
    let mut plain = without_marks.trim().to_lowercase();
    for alert in [
        "[!warning]",
        "[!caution]",
        "[!important]",
        "[!note]",
        "[!tip]",
        "warning:",
        "note:",
    ] {
        if let Some(rest) = plain.strip_prefix(alert) {
            plain = rest.trim_start().to_owned();
        }
    }
    let is_emphasized = plain.len() < text.trim().len();
    (plain, is_emphasized)
}

/// Whether a sentence goes on with a word.
fn goes_on(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphanumeric() || c == '-')
        || (rest.starts_with(' ') && !rest.starts_with(" and ") && !rest.starts_with(" in favo"))
}

/// Ties a marker's value to its place, or reports that there is none.
fn marked<T>(
    ctx: &mut Context<'_>,
    value: Option<T>,
    place: Range<usize>,
    message: &str,
    help: &str,
) -> Option<Spanned<T>> {
    let place = ctx.span(place);
    if value.is_none() {
        ctx.add(Code::InvalidNotice, place, message).help(help);
    }
    value.map(|value| Spanned::new(value, place))
}

/// Takes over a marker's value, unless there was one already.
fn once<T>(ctx: &mut Context<'_>, place: &mut Option<Spanned<T>>, value: Option<Spanned<T>>, span: Span) {
    if let Some(first) = place {
        let first = first.span;
        ctx.add(Code::Duplicate, span, "duplicate notice")
            .related(first, "first here");
    } else {
        *place = value;
    }
}

/// The scope and name in `scope.method`, `` `octokit.rest.scope.method()` `` or `[scope.method](…)`, with or without a full stop.
fn method_name(text: &str) -> Option<EndpointId> {
    let mut name = text.trim().trim_end_matches('.');
    if let Some(link) = name.strip_prefix('[') {
        let (text, destination) = link.split_once("](")?;
        destination.strip_suffix(')')?;
        name = text;
    }
    name = name
        .strip_prefix('`')
        .and_then(|name| name.strip_suffix('`'))
        .unwrap_or(name);
    name = name.strip_prefix("octokit.").unwrap_or(name);
    name = name.strip_prefix("rest.").unwrap_or(name);
    name = name.strip_suffix("()").unwrap_or(name);
    let (scope, method) = name.split_once('.')?;
    (is_word(scope) && is_word(method)).then(|| EndpointId::new(scope, method))
}

/// Reads the value of `renamed-from`: names such as `scope.method` or `scope.method until 0.3.0`, with commas between them. A name has any of
/// the spellings that a renaming notice has.
pub(crate) fn old_names(ctx: &mut Context<'_>, text: &Text<'_>) -> Vec<OldName> {
    let mut start = 0;
    let mut names = Vec::new();
    if text.as_str().split(',').nth(MAX_OLD_NAMES).is_some() {
        let message = format!("an endpoint can't have more than {MAX_OLD_NAMES} old names");
        ctx.add(Code::TooLarge, text.whole(), message);
        return names;
    }
    for part in text.as_str().split(',') {
        let at = start + part.len() - part.trim_start().len();
        start += part.len() + 1;
        let part = part.trim();
        let (name, until) = part
            .split_once(" until ")
            .map_or((part, None), |(name, until)| (name, Some(until)));
        let end = at + part.len();
        let span = text.span(at..at + name.len());
        let Some(id) = method_name(name.trim()) else {
            let message = format!("{} is not the name of a method", quoted(name));
            ctx.add(Code::InvalidValue, span, message)
                .help("write the old scope and method as `scope.method`");
            continue;
        };
        if let Some(until) = until {
            let span = text.span(end - until.len()..end);
            match version::numbers(until) {
                None => {
                    ctx.add(Code::InvalidValue, span, format!("{} is not a version", quoted(until)))
                        .help("write the version that drops the old name as three numbers: `until 0.3.0`");
                }
                due if due <= version::numbers(VERSION) => {
                    let message = format!("the old name `{id}` was to go in version {until}");
                    ctx.add(Code::OverdueName, span, message)
                        .help("delete it from `renamed-from`");
                }
                Some(_) => {}
            }
        }
        names.push(OldName {
            id: Spanned::new(id, span),
            until: until.map(str::to_owned),
        });
    }
    names
}

/// The destination in `[text](destination)` or `<destination>`, with or without a full stop.
fn link_destination(text: &str) -> Option<&str> {
    let text = text.trim().trim_end_matches('.');
    if let Some(link) = text.strip_prefix('<') {
        return link
            .strip_suffix('>')
            .filter(|link| !link.contains(char::is_whitespace));
    }
    let (_, destination) = text.strip_prefix('[')?.split_once("](")?;
    destination
        .strip_suffix(')')
        .filter(|link| !link.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_renamed_method() {
        let expected = Some(EndpointId::new("users", "listEmails"));
        for text in [
            " users.listEmails",
            "users.listEmails.",
            "`users.listEmails`",
            "`octokit.rest.users.listEmails()`.",
            "[users.listEmails](https://example.com/a)",
            "[`octokit.rest.users.listEmails`](listEmails.md).",
        ] {
            assert_eq!(method_name(text), expected, "{text}");
        }
        for text in [
            "",
            "users",
            "users.",
            "users.list.emails",
            "the other one",
            "users.list-emails",
        ] {
            assert_eq!(method_name(text), None, "{text}");
        }
    }

    #[test]
    fn spellings_of_a_link() {
        assert_eq!(
            link_destination(" [docs](https://example.com/a#b)."),
            Some("https://example.com/a#b")
        );
        assert_eq!(link_destination("<https://example.com>"), Some("https://example.com"));
        assert_eq!(link_destination("https://example.com"), None);
        assert_eq!(link_destination("[docs](two words)"), None);
    }
}

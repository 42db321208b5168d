//! Names of the description -> names of pages.

use http::StatusCode;

/// A component's name as that of a schema page, which starts with a letter: `simple-user` is `SimpleUser`.
pub(crate) fn schema(component: &str) -> String {
    let name: String = words(component).map(capital).collect();
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name
    } else {
        format!("Schema{name}")
    }
}

/// A part of an operation's name as octokit calls it: `code-scanning` is `codeScanning`.
pub(crate) fn camel(name: &str) -> String {
    let mut words = words(name);
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &capital(word))
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + chars.as_str()
    })
}

/// The words for a status: `Not found.`
pub(crate) fn status(code: &str) -> String {
    let status = StatusCode::from_bytes(code.as_bytes()).ok();
    let reason = status.and_then(|status| status.canonical_reason()).unwrap_or_default();
    match reason.split_once(' ') {
        Some((first, rest)) => format!("{first} {}.", rest.to_lowercase()),
        None if reason.is_empty() => String::new(),
        None => format!("{reason}."),
    }
}

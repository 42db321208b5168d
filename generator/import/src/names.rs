//! Names of the description -> names of pages.

/// A component's name as that of a schema page: `simple-user` is `SimpleUser`.
pub(crate) fn schema(component: &str) -> String {
    words(component).map(capital).collect()
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

/// The words for a status.
pub(crate) fn status(code: &str) -> &'static str {
    match code {
        "200" => "OK.",
        "201" => "Created.",
        "202" => "Accepted.",
        "204" => "No content.",
        "205" => "Reset content.",
        "301" => "Moved permanently.",
        "302" => "Found.",
        "303" => "See other.",
        "304" => "Not modified.",
        "307" => "Temporary redirect.",
        "400" => "Bad request.",
        "401" => "Authentication required.",
        "402" => "Payment required.",
        "403" => "Forbidden.",
        "404" => "Not found.",
        "405" => "Method not allowed.",
        "406" => "Not acceptable.",
        "409" => "Conflict.",
        "410" => "Gone.",
        "412" => "Precondition failed.",
        "413" => "Payload too large.",
        "422" => "Validation failed.",
        "429" => "Too many requests.",
        "500" => "Internal error.",
        "503" => "Service unavailable.",
        _ => "",
    }
}

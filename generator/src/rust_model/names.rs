//! The only place where words of the docs become Rust identifiers.
//!
//! Every function is total: it gives a name for any string. Names are not escaped; [`identifier`] does that. `name_check` reports
//! names that nobody would guess.

use std::collections::{HashMap, HashSet};

use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// Keywords that may stand as a raw identifier (`r#type`).
const RAW_KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that can't: they get an underscore behind them.
const PLAIN_KEYWORDS: &[&str] = &["crate", "self", "super"];

/// Options of requests, including those that may come; a setter of that name gets an underscore behind it, so that none ever moves.
const OPTIONS: &[&str] = &[
    "header",
    "headers",
    "idempotent",
    "lenient",
    "maybe",
    "media_type",
    "options",
    "raw",
    "retries",
    "skip_validation",
    "strict",
    "timeout",
];

/// Other methods of every request; a setter of that name gets an underscore behind it.
const REQUEST_METHODS: &[&str] = &[
    "as_ref",
    "clone",
    "download",
    "endpoint",
    "into",
    "items",
    "items_from",
    "json",
    "pages",
    "pages_from",
    "request",
    "response",
    "send",
    "text",
    "validate",
];

/// The word for the entries beside the named fields of an object.
pub const REST: &str = "additional_properties";

/// What the methods for forms of responses end in; a setter of such a name gets an underscore behind it.
const FORM: &str = "_form";

/// Methods of every object; a setter of that name gets an underscore behind it.
const OBJECT_METHODS: &[&str] = &["clone", "default", "encode", "into", "new"];

/// Methods of the operators in `std::ops`; clippy takes a setter of that name for one of them, so it gets an underscore behind it.
const OPERATORS: &[&str] = &[
    "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
];

/// Crates, modules in the root of the client crate, and methods of its `Client`; a scope of that name gets an underscore behind it. A method
/// that takes `self` wins over one of the client's own that takes `&self`.
const TAKEN_SCOPES: &[&str] = &[
    "alloc",
    "api_versions",
    "as_installation",
    "auth",
    "block_on",
    "builder",
    "bytes",
    "client",
    "conformance",
    "core",
    "crate",
    "current_token",
    "device_flow",
    "encode",
    "endpoints",
    "find_installation",
    "follow",
    "forget_token",
    "generated",
    "graphql",
    "guide",
    "http",
    "into",
    "jiff",
    "mod",
    "model",
    "new",
    "octoscribe",
    "octoscribe_derive",
    "octoscribe_runtime",
    "octoscribe_transport",
    "request",
    "route",
    "schemas",
    "secrecy",
    "serde",
    "serde_json",
    "std",
    "super",
    "testing",
    "transport",
    "try_into",
    "web_flow",
    "webhook",
    "webhooks",
    "with_auth",
    "with_token",
];

/// Cargo features of the client that are no scopes, and those kept free for later ones (`redis`, `tracing`); that of a scope with such a
/// name ends in `-scope`.
const TAKEN_FEATURES: &[&str] = &[
    "all-scopes",
    "app-auth",
    "blocking",
    "default",
    "enterprise-cloud",
    "gzip",
    "http2",
    "hyper",
    "native-tls",
    "redis",
    "reqwest",
    "rustls",
    "testing",
    "tower",
    "tracing",
    "webhooks",
];

/// Files that the module of a scope has besides those of its methods, methods of every value, and words that mean something else in paths; a
/// method of that name gets an underscore behind it.
const TAKEN_METHODS: &[&str] = &["crate", "into", "mod", "super", "tests", "try_into"];

/// Functions that emitted modules import from the runtime.
const FUNCTIONS: &[&str] = &["map"];

/// Functions that emitted tests import from the client crate's own tests.
const TEST_FUNCTIONS: &[&str] = &["check", "check_responses", "client"];

/// Names of the prelude that emitted code and its derives use; a type of that name gets `Value` behind it.
const PRELUDE: &[&str] = &[
    "AsRef",
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Eq",
    "Err",
    "From",
    "Into",
    "IntoIterator",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Self",
    "Some",
    "String",
    "Vec",
];

/// Crates, primitive types, the namespace of responses, and words that mean something else in paths; a module of that name gets an underscore behind it.
const TAKEN_MODULES: &[&str] = &[
    "bool",
    "bytes",
    "crate",
    "f64",
    "i32",
    "i64",
    "jiff",
    "response",
    "serde",
    "serde_json",
    "std",
    "str",
    "super",
    "usize",
];

/// The words of a string, ready for a case conversion: ASCII letters and digits stay, those of other scripts become their code points,
/// apostrophes vanish, a sign before a digit is spelled out, everything else separates.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let before_digit = characters.peek().is_some_and(char::is_ascii_digit);
        let starts = words.trim_end().is_empty();
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' => words.push(character),
            '\'' => {}
            '+' if before_digit && starts => words.push_str("plus "),
            '-' if before_digit && (starts || words.ends_with(' ')) => words.push_str("minus "),
            '+' => words.push_str(" plus "),
            _ if character.is_alphanumeric() => words.push_str(&code_point(character)),
            _ => words.push(' '),
        }
    }
    if words.trim().is_empty() {
        symbol_words(text)
    } else {
        words
    }
}

/// Words for a string without letters and digits.
fn symbol_words(text: &str) -> String {
    let spelled = text
        .chars()
        .map(|character| symbol(character).map_or_else(|| code_point(character), str::to_owned));
    let spelled: Vec<String> = spelled.collect();
    if spelled.is_empty() {
        "empty".to_owned()
    } else {
        spelled.join(" ")
    }
}

/// The word for a character that has none in ASCII: ` u65e5 `.
fn code_point(character: char) -> String {
    format!(" u{:x} ", u32::from(character))
}

/// The word for a sign that may stand alone as a value.
fn symbol(character: char) -> Option<&'static str> {
    Some(match character {
        '*' => "star",
        '/' => "slash",
        '+' => "plus",
        '-' => "minus",
        '.' => "dot",
        '_' => "underscore",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '!' => "bang",
        '?' => "question",
        '=' => "equals",
        '<' => "less",
        '>' => "greater",
        '~' => "tilde",
        ':' => "colon",
        ',' => "comma",
        _ => return None,
    })
}

/// Whether the name of this string has its letters and signs, rather than the code points of some.
#[must_use]
pub fn is_spelled(text: &str) -> bool {
    text.is_empty() || (text.is_ascii() && text.chars().any(|c| c.is_ascii_alphanumeric() || symbol(c).is_some()))
}

/// The words of a string in snake case: `code_scanning` from `codeScanning`. Not yet an identifier: it may be a keyword.
#[must_use]
pub fn snake(text: &str) -> String {
    after_letter('n', words(text).to_snake_case())
}

/// A type name: `CodeScanning` from `codeScanning`.
#[must_use]
pub fn camel(text: &str) -> String {
    after_letter('N', words(text).to_upper_camel_case())
}

/// The name, behind a letter where it starts with a digit.
fn after_letter(letter: char, name: String) -> String {
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("{letter}{name}")
    } else {
        name
    }
}

/// The module of a scope, and the method that leads to it: `code_scanning` from `codeScanning`. One that the client crate uses for
/// something else gets an underscore behind it.
#[must_use]
pub fn scope(word: &str) -> String {
    apart_from(snake(word), TAKEN_SCOPES, "_")
}

/// The type that a scope's methods belong to: `CodeScanning` from `codeScanning`. `Client` is the type that they call with.
#[must_use]
pub fn handle(word: &str) -> String {
    apart_from(declared(word), &["Client"], "Scope")
}

/// The Cargo feature of a scope with this module: `code-scanning` from `code_scanning`. One that the client crate uses for something else
/// ends in `-scope`.
#[must_use]
pub fn feature(module: &str) -> String {
    apart_from(module.to_kebab_case(), TAKEN_FEATURES, "-scope")
}

/// An identifier from a word that [`snake`] or [`camel`] made.
#[must_use]
pub fn identifier(name: &str) -> Ident {
    if RAW_KEYWORDS.contains(&name) {
        Ident::new_raw(name, Span::call_site())
    } else if PLAIN_KEYWORDS.contains(&name) || name == "Self" || name == "_" {
        Ident::new(&format!("{name}_"), Span::call_site())
    } else if is_plain_identifier(name) {
        Ident::new(name, Span::call_site())
    } else {
        Ident::new("unnamed", Span::call_site())
    }
}

fn is_plain_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The module of a schema or payload. One that the module around it has itself gets an underscore behind it.
#[must_use]
pub fn schema(page: &str) -> String {
    apart_from(snake(page), &["inner", "mod"], "_")
}

/// The name of a test. One that is called like a function which emitted tests call gets an underscore behind it.
#[must_use]
pub fn test(word: &str) -> String {
    apart_from(snake(word), TEST_FUNCTIONS, "_")
}

/// The stem of the file or directory of a module with this name.
#[must_use]
pub fn module_file(name: &str) -> String {
    let module = identifier(name).to_string();
    module.strip_prefix("r#").map_or_else(|| module.clone(), str::to_owned)
}

/// The name of an argument. One that is called like a function which emitted code calls gets an underscore behind it.
#[must_use]
pub fn argument(word: &str) -> String {
    apart_from(snake(word), FUNCTIONS, "_")
}

/// The name of an endpoint's method, which is that of its module, too.
#[must_use]
pub fn method(word: &str) -> String {
    apart_from(snake(word), TAKEN_METHODS, "_")
}

/// The name of the module for the types inside a type.
#[must_use]
pub fn inner_module(word: &str) -> String {
    apart_from(snake(word), TAKEN_MODULES, "_")
}

/// The name, with an ending where it is one of those taken.
pub(super) fn apart_from(name: String, taken: &[impl AsRef<str>], ending: &str) -> String {
    if taken.iter().any(|taken| taken.as_ref() == name) {
        name + ending
    } else {
        name
    }
}

/// The name of a request's setter: that of the parameter, unless every request has a method of that name.
#[must_use]
pub fn setter(word: &str) -> String {
    let name = apart_from(snake(word), &[OPTIONS, REQUEST_METHODS, OPERATORS].concat(), "_");
    if name.ends_with(FORM) { name + "_" } else { name }
}

/// The method of a request that asks for another form of the response: `star_form`.
#[must_use]
pub fn form(word: &str) -> String {
    snake(word) + FORM
}

/// The name of an object's setter: that of the field, unless every object has a method of that name.
#[must_use]
pub fn object_setter(word: &str) -> String {
    apart_from(snake(word), &[OBJECT_METHODS, OPERATORS].concat(), "_")
}

/// The type parameter that marks the form of a function's argument: `M`, `M2`, …
#[must_use]
pub fn marker(place: usize) -> Ident {
    match place {
        0 => identifier("M"),
        _ => identifier(&format!("M{}", place + 1)),
    }
}

/// The name of a declared type. Those of the prelude and of type parameters get `Value` behind them.
#[must_use]
pub fn declared(word: &str) -> String {
    let name = camel(word);
    let is_marker = name
        .strip_prefix('M')
        .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    if is_marker {
        name + "Value"
    } else {
        apart_from(name, PRELUDE, "Value")
    }
}

/// The variant of an enum value.
#[must_use]
pub fn variant(value: &str) -> String {
    apart_from(camel(value), &["Self"], "Literal")
}

/// The variant of a union for a schema. `Unknown` is that for values that fit no type.
#[must_use]
pub fn case(schema: &str) -> String {
    apart_from(variant(schema), &["Unknown"], "Literal")
}

/// A name that is unique among those of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Distinct {
    /// The name.
    pub(crate) name: String,
    /// The place of the word that has this word's plain name, where another one has it.
    pub(crate) yields_to: Option<usize>,
}

/// Gives each word a name of its own, as [`distinct`] does.
pub(crate) fn all_distinct<'w>(
    words: impl Iterator<Item = &'w str>,
    name: impl Fn(&str) -> String,
    separator: &str,
) -> impl Iterator<Item = Distinct> {
    let words: Vec<Option<&str>> = words.map(Some).collect();
    distinct(&words, name, separator).into_iter().flatten()
}

/// Gives each word a name of its own; a gap stays one. Of several words with the same name, one that is spelled like it keeps it, else the
/// first; the others get a number behind `separator`.
pub(crate) fn distinct(
    words: &[Option<&str>],
    name: impl Fn(&str) -> String,
    separator: &str,
) -> Vec<Option<Distinct>> {
    let plain = |word: Option<&str>| {
        let name = name(word?);
        Some(Distinct { name, yields_to: None })
    };
    let mut names: Vec<Option<Distinct>> = words.iter().copied().map(plain).collect();
    let plain: HashSet<&str> = names.iter().flatten().map(|own| own.name.as_str()).collect();
    if plain.len() == names.iter().flatten().count() {
        return names;
    }
    let plain: HashSet<String> = plain.into_iter().map(str::to_owned).collect();
    let mut order: Vec<(usize, &str)> = words
        .iter()
        .enumerate()
        .filter_map(|(at, word)| Some((at, (*word)?)))
        .collect();
    order.sort_by_cached_key(|(_, word)| !is_canonical(word));
    let mut taken: HashMap<String, usize> = HashMap::new();
    for (at, _) in order {
        let Some(Some(own)) = names.get_mut(at) else { continue };
        own.yields_to = taken.get(&own.name).copied();
        if own.yields_to.is_some() {
            let mut numbered = (2_u32..).map(|number| format!("{}{separator}{number}", own.name));
            let free = numbered.find(|name| !plain.contains(name) && !taken.contains_key(name));
            own.name = free.unwrap_or_default();
        }
        taken.insert(own.name.clone(), at);
    }
    names
}

/// Whether a word is spelled as Rust spells names.
fn is_canonical(word: &str) -> bool {
    snake(word) == word || camel(word) == word
}

/// One of the things that a plural word names: `Annotation` for `Annotations`.
#[must_use]
pub fn singular(plural: &str) -> String {
    let stem = |ending: &str| plural.strip_suffix(ending);
    if let Some(stem) = stem("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes"] {
        if stem(ending).is_some() {
            return stem("es").unwrap_or(plural).to_owned();
        }
    }
    if ["ss", "us", "is"].iter().any(|ending| plural.ends_with(ending)) {
        return plural.to_owned();
    }
    stem("s").filter(|stem| stem.len() > 1).unwrap_or(plural).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_docs_become_identifiers() {
        let shown: Vec<String> = [
            "codeScanning",
            "enterprise-team",
            "+1",
            "-1",
            "ref",
            "self",
            "SPDXID",
            "ifAnyMatch",
            "2fa",
            "",
            "*",
            "日本",
        ]
        .iter()
        .map(|word| format!("{word:?}: {} {} {}", argument(word), setter(word), variant(word)))
        .collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        "codeScanning": code_scanning code_scanning CodeScanning
        "enterprise-team": enterprise_team enterprise_team EnterpriseTeam
        "+1": plus_1 plus_1 Plus1
        "-1": minus_1 minus_1 Minus1
        "ref": ref ref Ref
        "self": self self SelfLiteral
        "SPDXID": spdxid spdxid Spdxid
        "ifAnyMatch": if_any_match if_any_match IfAnyMatch
        "2fa": n2fa n2fa N2fa
        "": empty empty Empty
        "*": star star Star
        "日本": u65e5_u672c u65e5_u672c U65e5U672c
        "#);
    }

    #[test]
    fn values_of_enums_become_variants() {
        let values = [
            "won't fix",
            "gh-pages",
            "/docs",
            "/",
            "unknown",
            "reactions-+1",
            "reactions--1",
            "SHA256_RSA",
            "c-cpp",
            "False Positive",
        ];
        let shown: Vec<String> = values
            .iter()
            .map(|value| format!("{value:?}: {}", variant(value)))
            .collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        "won't fix": WontFix
        "gh-pages": GhPages
        "/docs": Docs
        "/": Slash
        "unknown": Unknown
        "reactions-+1": ReactionsPlus1
        "reactions--1": ReactionsMinus1
        "SHA256_RSA": Sha256Rsa
        "c-cpp": CCpp
        "False Positive": FalsePositive
        "#);
    }

    #[test]
    fn setters_keep_clear_of_methods() {
        assert_eq!(object_setter("validate"), "validate");
        assert_eq!(object_setter("new"), "new_");
        assert_eq!(setter("validate"), "validate_");
        assert_eq!(setter("timeout"), "timeout_");
        assert_eq!(setter("type"), "type");
    }

    #[test]
    fn words_with_the_same_name_are_numbered() {
        let shown = |words: &[&str], name: fn(&str) -> String, separator: &str| {
            let names = all_distinct(words.iter().copied(), name, separator);
            names.map(|own| own.name).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(&["ASC", "asc", "Asc_2"], variant, ""), "Asc3 Asc Asc2");
        assert_eq!(
            shown(&["-created_at", "created_at"], snake, "_"),
            "created_at_2 created_at"
        );
        assert_eq!(shown(&["per_page", "perPage"], setter, "_"), "per_page per_page_2");
    }

    #[test]
    fn plural_words_give_the_name_of_one_item() {
        let plurals = [
            "Annotations",
            "Status",
            "Repositories",
            "Addresses",
            "Branches",
            "Access",
            "Checks",
            "Files",
            "Boxes",
            "Data",
        ];
        let shown: Vec<String> = plurals
            .iter()
            .map(|word| format!("{word} {}", singular(word)))
            .collect();
        assert_eq!(
            shown.join(", "),
            "Annotations Annotation, Status Status, Repositories Repository, Addresses Address, Branches Branch, Access Access, \
             Checks Check, Files File, Boxes Box, Data Data"
        );
    }

    #[test]
    fn letters_of_other_scripts_become_their_code_points() {
        let names =
            ["naïve", "won’t fix", "§", "(", "+1"].map(|word| format!("{} {}", variant(word), is_spelled(word)));
        assert_eq!(
            names,
            ["NaUefVe false", "WonTFix false", "Ua7 false", "U28 false", "Plus1 true"]
        );
        assert_eq!(scope("client") + " " + &scope("codeScanning"), "client_ code_scanning");
        assert_eq!(
            feature("webhooks") + " " + &feature("code_scanning"),
            "webhooks-scope code-scanning"
        );
    }
}

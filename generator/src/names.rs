//! The only place where words of the docs become Rust identifiers.
//!
//! Every function here is total: it gives a valid identifier for any text. Texts that can't be told apart afterwards, or that have
//! nothing an identifier could be made of, are reported by `name_check` before anything is emitted.

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

/// Methods that every request or object has; a setter of that name gets `set_` before it.
const METHODS: &[&str] = &[
    "clone",
    "default",
    "deref",
    "encode",
    "endpoint",
    "new",
    "request",
    "response",
    "send",
    "skip_validation",
    "validate",
];

/// Methods of the operators in `std::ops`; a setter of that name, which clippy takes for one of them, gets `set_` before it.
const OPERATORS: &[&str] = &[
    "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
];

/// What scopes can't be called, for their modules are in the root of the client crate and their functions on its `Client`.
const TAKEN_SCOPES: &[&str] = &[
    "as_installation",
    "auth",
    "block_on",
    "builder",
    "bytes",
    "client",
    "conformance",
    "current_token",
    "device_flow",
    "encode",
    "find_installation",
    "generated",
    "guide",
    "http",
    "jiff",
    "mod",
    "model",
    "new",
    "schemas",
    "secrecy",
    "serde_json",
    "testing",
    "transport",
    "with_auth",
    "with_token",
];

/// What methods can't be called, for the module of a scope has other uses for files of these names.
const TAKEN_METHODS: &[&str] = &["mod", "tests"];

/// Functions that emitted modules import from the runtime.
const FUNCTIONS: &[&str] = &["list", "map"];

/// Functions that emitted tests import from the client crate's own tests.
const TEST_FUNCTIONS: &[&str] = &["check", "client"];

/// Names that emitted modules import from the runtime or the prelude; types of their own don't take them.
const IMPORTED: &[&str] = &[
    "BTreeMap",
    "Body",
    "Box",
    "Bytes",
    "Client",
    "Clone",
    "Date",
    "Debug",
    "Decode",
    "Default",
    "Deref",
    "Display",
    "Encode",
    "Encoder",
    "Endpoint",
    "Eq",
    "Err",
    "Error",
    "From",
    "Hash",
    "Into",
    "IntoIterator",
    "Items",
    "Iterator",
    "JsonObject",
    "Keyword",
    "None",
    "Nullable",
    "Object",
    "Ok",
    "Option",
    "Paged",
    "PartialEq",
    "Pattern",
    "Record",
    "Request",
    "Result",
    "Rule",
    "Self",
    "Some",
    "String",
    "Text",
    "Timestamp",
    "ToString",
    "Union",
    "Value",
    "Vec",
];

/// The words of a text, ready for a case conversion: ASCII letters and digits stay, apostrophes vanish, a sign before a digit is spelled
/// out, everything else separates.
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
            _ => words.push(' '),
        }
    }
    if words.trim().is_empty() {
        symbol_words(text)
    } else {
        words
    }
}

/// Words for a text without letters and digits.
fn symbol_words(text: &str) -> String {
    let spelled: Vec<&str> = text.chars().filter_map(symbol).collect();
    if spelled.is_empty() {
        "empty".to_owned()
    } else {
        spelled.join(" ")
    }
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

/// Whether the naming rules give this text a name of its own: ASCII throughout, and something to spell.
#[must_use]
pub fn is_nameable(text: &str) -> bool {
    text.is_empty() || (text.is_ascii() && text.chars().any(|c| c.is_ascii_alphanumeric() || symbol(c).is_some()))
}

/// The words of a text in snake case: `code_scanning` from `codeScanning`. Not yet an identifier: it may be a keyword.
#[must_use]
pub fn snake(text: &str) -> String {
    if is_snake(text) {
        return text.to_owned();
    }
    let snake = words(text).to_snake_case();
    if snake.starts_with(|c: char| c.is_ascii_digit()) {
        format!("n{snake}")
    } else {
        snake
    }
}

/// A type name: `CodeScanning` from `codeScanning`.
#[must_use]
pub fn camel(text: &str) -> String {
    if is_camel(text) {
        return text.to_owned();
    }
    let camel = words(text).to_upper_camel_case();
    if camel.starts_with(|c: char| c.is_ascii_digit()) {
        format!("N{camel}")
    } else {
        camel
    }
}

/// Whether a text is a function's name already, as those of most parameters are.
fn is_snake(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .split('_')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// Whether a text is a type's name already, as those of most schemas are.
fn is_camel(text: &str) -> bool {
    let mut in_word = true;
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| {
            let fits = b.is_ascii_lowercase() || b.is_ascii_digit() || (b.is_ascii_uppercase() && in_word);
            in_word = b.is_ascii_lowercase() || (b.is_ascii_digit() && in_word);
            fits
        })
}

/// The cargo feature of a scope: `code-scanning` from `codeScanning`.
#[must_use]
pub fn feature(scope: &str) -> String {
    words(scope).to_kebab_case()
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

/// The name of a module or function.
#[must_use]
pub fn function(word: &str) -> Ident {
    identifier(&snake(word))
}

/// The name of a test. One that is called like a function which emitted tests call gets an underscore behind it.
#[must_use]
pub fn test(word: &str) -> Ident {
    keeping_clear(&snake(word), TEST_FUNCTIONS)
}

/// The stem of the file or folder that a module of this name is looked for in.
#[must_use]
pub fn module_file(word: &str) -> String {
    let module = function(word).to_string();
    module.strip_prefix("r#").map_or_else(|| module.clone(), str::to_owned)
}

/// The name of an argument. One that is called like a function which emitted code calls gets an underscore behind it.
#[must_use]
pub fn argument(parameter: &str) -> Ident {
    keeping_clear(&snake(parameter), FUNCTIONS)
}

fn keeping_clear(name: &str, functions: &[&str]) -> Ident {
    if functions.contains(&name) {
        identifier(&format!("{name}_"))
    } else {
        identifier(name)
    }
}

/// The name of a setter: that of the parameter, unless a request or object has a method of that name already.
#[must_use]
pub fn setter(parameter: &str) -> Ident {
    let name = snake(parameter);
    if [METHODS, OPERATORS].iter().any(|taken| taken.contains(&name.as_str())) {
        identifier(&format!("set_{name}"))
    } else {
        identifier(&name)
    }
}

/// The variant of an enum value. `unknown` itself becomes `UnknownLiteral`: `Unknown` is the variant for values that the docs don't list.
#[must_use]
pub fn variant(value: &str) -> Ident {
    let name = camel(value);
    if name == "Unknown" || name == "Self" {
        identifier(&format!("{name}Literal"))
    } else {
        identifier(&name)
    }
}

/// Whether the client crate uses the name of this scope for something else.
#[must_use]
pub fn is_taken_scope(scope: &str) -> bool {
    TAKEN_SCOPES.contains(&snake(scope).as_str())
}

/// Whether the module of a scope uses the name of this method for something else.
#[must_use]
pub fn is_taken_method(method: &str) -> bool {
    TAKEN_METHODS.contains(&snake(method).as_str())
}

/// Whether emitted modules use this name for something else.
#[must_use]
pub fn is_imported(name: &str) -> bool {
    IMPORTED.contains(&name)
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
        "ref": r#ref r#ref Ref
        "self": self_ self_ SelfLiteral
        "SPDXID": spdxid spdxid Spdxid
        "ifAnyMatch": if_any_match if_any_match IfAnyMatch
        "2fa": n2fa n2fa N2fa
        "": empty empty Empty
        "*": star star Star
        "日本": empty empty Empty
        "#);
    }

    proptest::proptest! {
        #[test]
        fn names_that_are_kept_are_those_that_conversion_would_keep(snake in "[ab1_]{0,8}", camel in "[ABab1]{0,8}") {
            proptest::prop_assert!(!is_snake(&snake) || words(&snake).to_snake_case() == snake);
            proptest::prop_assert!(!is_camel(&camel) || words(&camel).to_upper_camel_case() == camel);
        }
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
        "unknown": UnknownLiteral
        "reactions-+1": ReactionsPlus1
        "reactions--1": ReactionsMinus1
        "SHA256_RSA": Sha256Rsa
        "c-cpp": CCpp
        "False Positive": FalsePositive
        "#);
    }

    #[test]
    fn setters_keep_clear_of_methods() {
        assert_eq!(setter("validate").to_string(), "set_validate");
        assert_eq!(setter("type").to_string(), "r#type");
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
    fn a_text_in_other_scripts_has_no_name() {
        assert!(!is_nameable("日本"));
        assert!(!is_nameable("naïve"));
        assert!(is_nameable("+1"));
        assert!(is_nameable("/"));
    }
}

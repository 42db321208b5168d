//! Reads a type expression: `string`, `"open" | "closed"`, `(integer | string)[]`, `map(string | null)`, `SimpleUser | null`.
//!
//! ```text
//! union   = suffixed *("|" suffixed)
//! suffixed = atom *("[]")
//! atom    = word / literal / "map" "(" union ")" / "(" union ")"
//! literal = `"` anything but `"` and line breaks `"`
//! ```

use std::fmt;

use crate::diagnostic::{Code, Help};
use crate::ir::{Object, Type};
use crate::page::TypeExpression;
use crate::page::fault::{Fault, fail};
use crate::page::text::Text;
use crate::source::{SourceId, Spanned};
use crate::suggest::{self, alternatives, quoted};

/// How deep lists, maps and brackets may be nested. Types are walked recursively, here and later.
const MAX_DEPTH: usize = 32;

/// The words of the dialect.
const PRIMITIVES: [(&str, Type); 13] = [
    ("string", Type::String),
    ("integer", Type::Integer),
    ("number", Type::Number),
    ("boolean", Type::Boolean),
    ("date", Type::Date),
    ("date-time", Type::DateTime),
    ("uri", Type::Uri),
    ("base64", Type::Base64),
    ("secret", Type::Secret),
    ("binary", Type::Binary),
    (
        "object",
        Type::Object(Object {
            fields: Vec::new(),
            rest: None,
        }),
    ),
    ("any", Type::Any),
    ("null", Type::Null),
];

/// The words for types without anything inside them.
#[must_use]
pub fn words() -> [&'static str; 13] {
    PRIMITIVES.map(|(word, _)| word)
}

/// Reads a type that is in no page.
pub(crate) fn read_str(text: &str) -> Result<TypeExpression, Fault> {
    read(&Text::plain(SourceId(0), text, 0))
}

/// Reads a type. A word without a capital that nothing here knows is a name, for lowering to report: a schema's may be meant.
pub(crate) fn read(text: &Text<'_>) -> Result<TypeExpression, Fault> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    let (ty, _) = parser.union()?;
    match parser.peek() {
        None => Ok(ty),
        Some(')') => Err(parser.fault_here("this `)` closes nothing")),
        Some('[' | ']') => Err(parser.fault_here("a list is written `T[]`")),
        Some(_) => Err(parser.fault_here("expected `|` or `[]` here")),
    }
}

struct Parser<'t, 'a> {
    text: &'t Text<'a>,
    at: usize,
    /// Open brackets around the current place.
    depth: usize,
}

/// A type and how deep it is nested.
type Nested = (TypeExpression, usize);

impl Parser<'_, '_> {
    fn rest(&self) -> &str {
        self.text.as_str().get(self.at..).unwrap_or("")
    }

    /// Skips whitespace and shows the next character.
    fn peek(&mut self) -> Option<char> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        self.rest().chars().next()
    }

    fn take(&mut self, symbol: char) -> bool {
        let found = self.peek() == Some(symbol);
        if found {
            self.at += symbol.len_utf8();
        }
        found
    }

    /// A fault at the next character.
    fn fault_here(&mut self, message: impl Into<String>) -> Fault {
        let width = self.peek().map_or(0, char::len_utf8);
        Fault::new(self.at..self.at + width, message)
    }

    /// Checks a depth against the limit.
    fn check_depth(&self, depth: usize, start: usize) -> Result<usize, Fault> {
        if depth <= MAX_DEPTH {
            return Ok(depth);
        }
        let message = format!("a type can't be nested deeper than {MAX_DEPTH} levels");
        Err(Fault {
            code: Some(Code::TooLarge),
            ..Fault::new(start..self.at, message)
        })
    }

    fn union(&mut self) -> Result<Nested, Fault> {
        let (first, mut depth) = self.suffixed()?;
        let mut variants = vec![first];
        while self.take('|') {
            let (next, next_depth) = self.suffixed()?;
            depth = depth.max(next_depth);
            variants.push(next);
        }
        match variants.pop() {
            Some(only) if variants.is_empty() => Ok((only, depth)),
            last => {
                variants.extend(last);
                Ok((TypeExpression::Union(variants), depth))
            }
        }
    }

    fn suffixed(&mut self) -> Result<Nested, Fault> {
        self.peek();
        let start = self.at;
        let (mut ty, mut depth) = self.atom()?;
        while self.peek() == Some('[') {
            let bracket = self.at;
            self.at += 1;
            if !self.take(']') {
                return fail(bracket..bracket + 1, "a list is written `T[]`");
            }
            depth = self.check_depth(depth + 1, start)?;
            ty = TypeExpression::List(Box::new(ty));
        }
        Ok((ty, depth))
    }

    fn atom(&mut self) -> Result<Nested, Fault> {
        let next = self.peek();
        let start = self.at;
        match next {
            Some('(') => self.brackets(start),
            Some('"') => self.literal(start).map(|ty| (ty, 0)),
            Some(c) if c.is_ascii_alphabetic() => self.word(start),
            None | Some('|' | ')') => Err(self.fault_here("a type is missing here")),
            Some('\'' | '“' | '”') => Err(self
                .fault_here("this quote can't start a string")
                .help("write strings in straight double quotes: `\"open\"`")),
            _ => Err(self.fault_here("a type can't start with this character")),
        }
    }

    fn brackets(&mut self, start: usize) -> Result<Nested, Fault> {
        let bracket = self.at;
        self.at += 1;
        self.depth = self.check_depth(self.depth + 1, start)?;
        let (ty, depth) = self.union()?;
        self.depth -= 1;
        if self.take(')') {
            return Ok((ty, depth));
        }
        match self.peek() {
            None => fail(bracket..bracket + 1, "this `(` is never closed"),
            Some(_) => Err(self.fault_here("expected `|`, `[]` or `)` here")),
        }
    }

    fn literal(&mut self, start: usize) -> Result<TypeExpression, Fault> {
        let inside = self.rest().get(1..).unwrap_or("");
        match inside.split_once('"') {
            Some((literal, _)) if !literal.contains(['\n', '\r']) => {
                let literal = literal.to_owned();
                self.at += literal.len() + 2;
                Ok(TypeExpression::Literal(literal))
            }
            _ => fail(start..start + 1, "this quote is never closed"),
        }
    }

    fn word(&mut self, start: usize) -> Result<Nested, Fault> {
        let rest = self.rest();
        let length = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
            .unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or("").to_owned();
        self.at += length;
        let range = start..self.at;
        if word == "map" {
            if self.peek() != Some('(') {
                let help = "say what its values are, as in `map(string)`";
                return Err(Fault::new(range, "a map is written `map(T)`").help(help));
            }
            let (ty, depth) = self.brackets(start)?;
            let depth = self.check_depth(depth + 1, start)?;
            return Ok((TypeExpression::Map(Box::new(ty)), depth));
        }
        if let Some((_, primitive)) = PRIMITIVES.iter().find(|(name, _)| *name == word) {
            return Ok((TypeExpression::Primitive(primitive.clone()), 0));
        }
        let is_name = word.starts_with(|c: char| c.is_ascii_uppercase()) || meant_word(&word).is_none();
        if is_name && word != "array" && word != "list" && !word.contains('-') {
            return Ok((TypeExpression::Name(Spanned::new(word, self.text.span(range))), 0));
        }
        Err(Fault::new(range, format!("{} is not a type", quoted(&word))).help(unknown_word(&word)))
    }
}

impl fmt::Display for TypeExpression {
    /// Writes the type as pages do in their canonical form: one space around `|`, brackets only where they are needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Primitive(ty) => ty.fmt(f),
            Self::Literal(text) => write!(f, "\"{text}\""),
            Self::Name(name) => f.write_str(&name.value),
            Self::List(items) if matches!(**items, Self::Union(_)) => write!(f, "({items})[]"),
            Self::List(items) => write!(f, "{items}[]"),
            Self::Map(values) => write!(f, "map({values})"),
            Self::Union(variants) => {
                let variants: Vec<String> = variants.iter().map(Self::to_string).collect();
                f.write_str(&variants.join(" | "))
            }
        }
    }
}

/// The word for a type that is meant by an unknown one.
fn meant_word(word: &str) -> Option<&'static str> {
    suggest::meant(word, &[words().as_slice(), &["map"]].concat())
}

/// The way out for a word that is no type.
pub(crate) fn unknown_word(word: &str) -> Help {
    if word == "array" || word == "list" {
        return "a list is written `T[]`, for example `string[]`".into();
    }
    let otherwise = || {
        format!(
            "known types are {}, `map(…)`; write a string in double quotes, and a schema's name with a capital",
            alternatives(&words())
        )
    };
    meant_word(word).map_or_else(|| otherwise().into(), Help::did_you_mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows a type in a form that leaves no doubt about its nesting.
    fn show(ty: &TypeExpression) -> String {
        match ty {
            TypeExpression::Primitive(Type::Object(_)) => "Object".to_owned(),
            TypeExpression::Primitive(primitive) => format!("{primitive:?}"),
            TypeExpression::Literal(text) => format!("{text:?}"),
            TypeExpression::Name(name) => format!("&{}", name.value),
            TypeExpression::List(items) => format!("List<{}>", show(items)),
            TypeExpression::Map(values) => format!("Map<{}>", show(values)),
            TypeExpression::Union(variants) => {
                format!("Union<{}>", variants.iter().map(show).collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn check(expression: &str) -> String {
        match read(&Text::plain(SourceId(0), expression, 0)) {
            Ok(ty) => show(&ty),
            Err(found) => format!(
                "{}..{} {}: {}",
                found.range.start,
                found.range.end,
                found.code.unwrap_or(Code::InvalidType).as_str(),
                found.message
            ),
        }
    }

    #[test]
    fn words_and_names() {
        assert_eq!(check("string"), "String");
        assert_eq!(check("date-time | null"), "Union<DateTime, Null>");
        assert_eq!(check("SimpleUser | null"), "Union<&SimpleUser, Null>");
        assert_eq!(check("ProjectsV2StatusUpdate"), "&ProjectsV2StatusUpdate");
    }

    #[test]
    fn a_list_binds_tighter_than_a_union() {
        assert_eq!(check(r#"string | "patch"[]"#), r#"Union<String, List<"patch">>"#);
        assert_eq!(check("(MergeMethod)[]"), "List<&MergeMethod>");
        assert_eq!(check("((integer | string)[])[]"), "List<List<Union<Integer, String>>>");
        assert_eq!(check("string[][]"), "List<List<String>>");
        assert_eq!(
            check("map(string | number | null)[]"),
            "List<Map<Union<String, Number, Null>>>"
        );
    }

    #[test]
    fn literals_hold_anything_but_quotes() {
        assert_eq!(
            check(r#""won't fix" | "+1" | "/docs" | "*""#),
            r#"Union<"won't fix", "+1", "/docs", "*">"#
        );
        assert_eq!(check(r#""a | b" | """#), r#"Union<"a | b", "">"#);
    }

    #[test]
    fn whitespace_is_free() {
        assert_eq!(check("  map (\n string )\t| null "), "Union<Map<String>, Null>");
    }

    #[test]
    fn faults_point_at_their_place() {
        assert_eq!(check(""), "0..0 invalid-type: a type is missing here");
        assert_eq!(check("strin | null"), "0..5 invalid-type: `strin` is not a type");
        assert_eq!(check("string |"), "8..8 invalid-type: a type is missing here");
        assert_eq!(check("string | | null"), "9..10 invalid-type: a type is missing here");
        assert_eq!(check("string null"), "7..8 invalid-type: expected `|` or `[]` here");
        assert_eq!(check("(string"), "0..1 invalid-type: this `(` is never closed");
        assert_eq!(check("string)"), "6..7 invalid-type: this `)` closes nothing");
        assert_eq!(check("map"), "0..3 invalid-type: a map is written `map(T)`");
        assert_eq!(check("string[3]"), "6..7 invalid-type: a list is written `T[]`");
        assert_eq!(check("\"open"), "0..1 invalid-type: this quote is never closed");
        assert_eq!(check("'open'"), "0..1 invalid-type: this quote can't start a string");
        assert_eq!(check("?"), "0..1 invalid-type: a type can't start with this character");
        assert_eq!(check("zebra"), "&zebra");
        assert_eq!(check("Simple-User"), "0..11 invalid-type: `Simple-User` is not a type");
    }

    #[test]
    fn an_unknown_word_is_named_with_a_known_one() {
        assert_eq!(unknown_word("strng"), Help::did_you_mean("string"));
        assert_eq!(unknown_word("bool"), Help::did_you_mean("boolean"));
        assert_eq!(
            unknown_word("array"),
            "a list is written `T[]`, for example `string[]`".into()
        );
    }

    #[test]
    fn depth_is_bounded() {
        let lists = format!("string{}", "[]".repeat(100_000));
        assert!(check(&lists).contains("too-large"));
        let brackets = format!("{}string", "(".repeat(100_000));
        assert!(check(&brackets).contains("too-large"));
        let maps = format!("{}string", "map(".repeat(100_000));
        assert!(check(&maps).contains("too-large"));
        assert!(check(&format!("string{}", "[]".repeat(MAX_DEPTH))).starts_with("List<List<"));
        let both = format!("{}string{}{}", "(".repeat(20), "[]".repeat(20), ")[]".repeat(20));
        assert!(check(&both).contains("too-large"));
    }
}

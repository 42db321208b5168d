//! Reads types and constraints, and finds what is meant by those in other notations: `string?`, `[Frog]`, `max 100`.
//!
//! Another notation is an error all the same; what is meant becomes its help, and the change that `lint --fix` makes.

use std::iter::Peekable;
use std::str::Chars;

use regex_lite::Regex;

use crate::diagnostic::Code;
use crate::ir::{Constraints, Type};
use crate::page::context::Context;
use crate::page::fault::fail;
use crate::page::text::Text;
use crate::page::{TypeExpression, constraints, name_path, type_expression};
use crate::source::{SourceId, Span, Spanned};
use crate::suggest::{self, quoted, shortened};

const HELP: &str =
    "constraints are a range such as `1..=100`, `..=255`, `3..` or `40`, a `/pattern/`, or both: `1..=100, /^[a-z]+$/`";

/// Reads a type cell; reports what is wrong with one that can't be read.
pub(crate) fn type_expression(ctx: &mut Context<'_>, text: &Text<'_>) -> Option<Spanned<TypeExpression>> {
    let read = type_expression::read(text).and_then(|ty| match bare_word(&ty) {
        // Where it is the only word, it may be the name of a schema in other letters.
        Some(word) if meant_type(text.as_str()).is_some() => {
            fail(0..text.as_str().len(), format!("{} is not a type", quoted(&word.value)))
        }
        _ => Ok(ty),
    });
    let ty = ctx.accept(Code::InvalidType, text, read, None, meant_type)?;
    check_literals(ctx, &ty.value, text);
    Some(ty)
}

/// The first name in a type that can't be that of a schema, as it has no capital.
fn bare_word(ty: &TypeExpression) -> Option<&Spanned<String>> {
    match ty {
        TypeExpression::Name(name) => (!name.value.starts_with(|c: char| c.is_ascii_uppercase())).then_some(name),
        TypeExpression::List(inner) | TypeExpression::Map(inner) => bare_word(inner),
        TypeExpression::Union(variants) => variants.iter().find_map(bare_word),
        _ => None,
    }
}

/// Warns of a string that looks like several: `"small | large"`.
fn check_literals(ctx: &mut Context<'_>, ty: &TypeExpression, text: &Text<'_>) {
    match ty {
        TypeExpression::Literal(literal) => {
            let parts: Vec<&str> = literal.split(['|', ',']).map(str::trim).collect();
            let is_word = |part: &&str| !part.is_empty() && !part.contains(char::is_whitespace);
            if parts.len() > 1 && parts.iter().all(is_word) {
                let meant: Vec<String> = parts.iter().map(|part| format!("\"{part}\"")).collect();
                let meant = meant.join(" | ");
                let message = format!("`\"{}\"` is one value", shortened(literal));
                let found = ctx.add(Code::JoinedValues, text.whole(), message);
                found.help(format!("for several values write `{}`", shortened(&meant)));
                let is_all = text.as_str().len() == literal.len() + 2;
                if let Some(meant) = text.spelled(&meant).filter(|_| is_all) {
                    found.edit(text.whole(), meant);
                }
            } else if literal == "null" {
                let message = "`\"null\"` is a string, not JSON's null";
                ctx.add(Code::SuspectValue, text.whole(), message)
                    .help("write `null` without quotes, if that is meant");
            } else if literal.trim() != literal {
                let message = format!("the string `\"{}\"` starts or ends with a space", shortened(literal));
                ctx.add(Code::SuspectValue, text.whole(), message)
                    .help(format!("write `\"{}\"`, if that is meant", shortened(literal.trim())));
            }
        }
        TypeExpression::List(inner) | TypeExpression::Map(inner) => check_literals(ctx, inner, text),
        TypeExpression::Union(variants) => variants.iter().for_each(|ty| check_literals(ctx, ty, text)),
        _ => {}
    }
}

/// Reads a constraints cell that isn't empty.
pub(crate) fn constraints(ctx: &mut Context<'_>, text: &Text<'_>) -> Option<Spanned<Constraints>> {
    let read = constraints::read(text.as_str());
    ctx.accept(Code::InvalidConstraints, text, read, Some(HELP), meant_constraints)
}

/// The type that is meant by a cell in another notation.
pub(crate) fn meant_type(cell: &str) -> Option<String> {
    let mut lenient = Lenient {
        tokens: tokens(cell),
        at: 0,
    };
    let (ty, _) = lenient.union(0)?;
    let text = ty.to_string();
    (lenient.at == lenient.tokens.len() && type_expression::read_str(&text).is_ok()).then_some(text)
}

/// A piece of a type in any notation.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Sign(char),
}

fn tokens(cell: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = cell.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' | '\'' | '“' | '”' | '‘' | '’' | '`' => tokens.push(Token::Text(up_to_quote(c, &mut chars))),
            c if c.is_alphanumeric() => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_' || *c == '-') {
                    word.push(c);
                }
                tokens.push(Token::Word(word));
            }
            c if c.is_whitespace() => {}
            c => tokens.push(Token::Sign(c)),
        }
    }
    tokens
}

/// What follows an opening quote, up to one that closes it.
fn up_to_quote(open: char, chars: &mut Peekable<Chars<'_>>) -> String {
    let closes = |c: char| match open {
        '“' | '”' => "“”\"".contains(c),
        '‘' | '’' => "‘’'".contains(c),
        open => c == open,
    };
    chars.by_ref().take_while(|c| !closes(*c)).collect()
}

/// Reads types in any notation.
struct Lenient {
    tokens: Vec<Token>,
    at: usize,
}

/// How deep types in another notation are followed.
const MAX_DEPTH: usize = 8;

impl Lenient {
    fn word(&self) -> Option<String> {
        match self.tokens.get(self.at)? {
            Token::Word(word) => Some(word.to_lowercase()),
            _ => None,
        }
    }

    fn take(&mut self, sign: char) -> bool {
        let found = self.tokens.get(self.at) == Some(&Token::Sign(sign));
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, words: &[&str]) -> bool {
        let found = self.word().is_some_and(|word| words.contains(&word.as_str()));
        self.at += usize::from(found);
        found
    }

    /// Types with anything between them that says "or". The second value says whether a bare word stands for a string.
    fn union(&mut self, depth: usize) -> Option<(TypeExpression, bool)> {
        let mut members = Vec::new();
        let mut has_bare = false;
        loop {
            let (member, is_bare) = self.item(depth)?;
            has_bare |= is_bare;
            if !members.contains(&member) {
                members.push(member);
            }
            let mut goes_on = false;
            while ['|', ',', '/', ';', '&'].into_iter().any(|sign| self.take(sign)) || self.take_word(&["or", "and"]) {
                goes_on = true;
            }
            if !goes_on {
                break;
            }
        }
        let is_null = |member: &&TypeExpression| matches!(member, TypeExpression::Primitive(Type::Null));
        // A bare word alone may be anything.
        if depth == 0 && has_bare && members.len() - members.iter().filter(is_null).count() == 1 {
            return None;
        }
        let ty = match members.len() {
            1 => members.pop()?,
            _ => TypeExpression::Union(members),
        };
        Some((ty, has_bare))
    }

    fn item(&mut self, depth: usize) -> Option<(TypeExpression, bool)> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut is_nullable = self.take('?') || self.take_word(&["nullable", "optional"]);
        let (mut ty, is_bare) = self.atom(depth)?;
        loop {
            if self.take('[') {
                // A number of items is for the constraints to say.
                if matches!(self.tokens.get(self.at), Some(Token::Word(word)) if word.parse::<u64>().is_ok()) {
                    self.at += 1;
                }
                ty = self.take(']').then(|| TypeExpression::List(Box::new(ty)))?;
            } else if self.take_word(&["array", "list"]) {
                ty = TypeExpression::List(Box::new(ty));
            } else if self.take('?') || self.take_word(&["nullable"]) {
                is_nullable = true;
            } else if self.take('(') {
                is_nullable |= self.take_word(&["nullable", "optional"]);
                if !self.take(')') {
                    return None;
                }
            } else {
                break;
            }
        }
        if is_nullable {
            ty = TypeExpression::Union(vec![ty, TypeExpression::Primitive(Type::Null)]);
        }
        Some((ty, is_bare))
    }

    fn atom(&mut self, depth: usize) -> Option<(TypeExpression, bool)> {
        if self.take('(') {
            let (ty, is_bare) = self.union(depth + 1)?;
            return self.take(')').then_some((ty, is_bare));
        }
        if self.take('[') {
            let (ty, _) = self.union(depth + 1)?;
            return self.take(']').then(|| (TypeExpression::List(Box::new(ty)), false));
        }
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        let word = match token {
            Token::Word(word) => word,
            Token::Text(text) => return Some((TypeExpression::Literal(text), false)),
            Token::Sign(_) => return None,
        };
        let inside = |lenient: &mut Self| -> Option<TypeExpression> {
            let closing = match lenient.tokens.get(lenient.at)? {
                Token::Sign('<') => '>',
                Token::Sign('(') => ')',
                Token::Sign('[') => ']',
                Token::Word(word) if word == "of" => {
                    lenient.at += 1;
                    return Some(lenient.item(depth + 1)?.0);
                }
                _ => return None,
            };
            lenient.at += 1;
            // The key of a map, which is a string anyway.
            if matches!(lenient.tokens.get(lenient.at..lenient.at + 2), Some([Token::Word(key), Token::Sign(',')]) if key.to_lowercase().starts_with("str"))
            {
                lenient.at += 2;
            }
            let (ty, _) = lenient.union(depth + 1)?;
            lenient.take(closing).then_some(ty)
        };
        Some(match word.to_lowercase().as_str() {
            "array" | "list" | "vec" | "set" | "arrays" | "lists" => {
                (TypeExpression::List(Box::new(inside(self)?)), false)
            }
            "map" | "record" | "dict" | "hashmap" | "dictionary" => {
                (TypeExpression::Map(Box::new(inside(self)?)), false)
            }
            "enum" | "one" => {
                let _ = self.take_word(&["of"]) || self.take(':');
                (self.item(depth + 1)?.0, false)
            }
            lower => match primitive(lower).or_else(|| misspelled(lower)) {
                Some(ty) => (TypeExpression::Primitive(ty), false),
                None if word.starts_with(|c: char| c.is_ascii_uppercase()) && word != word.to_uppercase() => {
                    (TypeExpression::Name(Spanned::new(word, NOWHERE)), false)
                }
                None => (TypeExpression::Literal(word), true),
            },
        })
    }
}

/// Where words of other notations are: nowhere in the page.
const NOWHERE: Span = Span {
    source: SourceId(0),
    start: 0,
    end: 0,
};

/// A word for a type, also in the plural.
fn primitive(lower: &str) -> Option<Type> {
    let known = type_expression::words();
    let of = |text: &str| {
        let exact = known.iter().find(|known| **known == text).copied();
        let meant = exact.or_else(|| suggest::synonym(text, &known))?;
        match type_expression::read_str(meant) {
            Ok(TypeExpression::Primitive(ty)) => Some(ty),
            _ => None,
        }
    };
    of(lower).or_else(|| of(lower.strip_suffix('s')?))
}

/// A misspelled word for a type. Short words may be strings.
fn misspelled(lower: &str) -> Option<Type> {
    let known = type_expression::words();
    let meant = suggest::nearest(lower, known).filter(|_| lower.len() > 2)?;
    primitive(meant)
}

/// The constraints that are meant by a cell in another notation.
fn meant_constraints(cell: &str) -> Option<String> {
    let is_pattern = !cell.contains('/') && cell.contains(['^', '$', '\\']);
    let text = if is_pattern {
        format!("/{cell}/")
    } else {
        range(cell)?.to_string()
    };
    constraints::read(&text).is_ok().then_some(text)
}

/// The name path that is meant by a cell in another notation: `files[0].name`, `output[title]`, `owner?`, `the owner`.
pub(crate) fn name(cell: &str) -> Option<String> {
    let mut path = String::new();
    let plain = cell
        .trim()
        .trim_matches(['`', '*', '"', '\'', ':', ',', '?', '!'])
        .replace("->", ".")
        .replace(['/', '\\'], ".");
    let plain = plain.split_once(" (").map_or(plain.as_str(), |(name, _)| name);
    for (number, part) in plain.split('[').enumerate() {
        if number == 0 {
            path.push_str(part);
            continue;
        }
        let (index, rest) = part.split_once(']')?;
        match index.trim_matches(['"', '\'']) {
            "" | "*" | "i" | "n" => path.push_str("[]"),
            index if index.bytes().all(|byte| byte.is_ascii_digit()) => path.push_str("[]"),
            key => {
                path.push('.');
                path.push_str(key);
            }
        }
        path.push_str(rest);
    }
    let path: Vec<&str> = path
        .split('.')
        .map(|step| if step.starts_with(['{', '<']) { "*" } else { step })
        .collect();
    let path = path.join(".");
    (path != cell && name_path::parse(&path).is_ok()).then_some(path)
}

/// A whole number; a comma or `_` may be between groups of three digits.
const NUMBER: &str = r"\d+(?:,\d{3}\b|_\d{3})*";

/// What may be between a word that bounds and its number: `max length of 5`.
const GAP: &str = r"[ :=_`-]*(?:length|size|items)?[ :=_`-]*(?:of|is)?[ :=`]*";

/// How other notations write ranges. `N` is for [`NUMBER`] and `GAP` for [`GAP`]; what one of them finds, the others don't see.
const RANGES: [&str; 9] = [
    "(?:<=|≤|at most|up to|no more than|max(?:imum)?)GAP(?<max>N)",
    "(?:<|(?:less|fewer) than)GAP(?<below>N)",
    "(?<max>N) *max",
    "(?:>=|≥|at least|min(?:imum)?)GAP(?<min>N)",
    "(?:>|(?:more|greater) than)GAP(?<above>N)",
    r"(?<min>N) *(?:<=|≤|min|\+$)",
    "(?<above>N) *<",
    "^(?:exactly|==?) *(?<exact>N)",
    r"^\D*(?<min>N) *(?:-|to|and|,|through|until|;) *(?<max>N)\D*$",
];

fn range(cell: &str) -> Option<Constraints> {
    let dashes = ["–", "—", "...", "..="];
    let mut rest = dashes
        .iter()
        .fold(cell.to_lowercase(), |text, dash| text.replace(dash, "-"));
    rest.truncate(rest.trim_end().len());
    let least = match rest.trim_start() {
        "non-empty" | "nonempty" | "not empty" | "positive" => Some(1),
        "non-negative" => Some(0),
        _ => None,
    };
    let mut range = Constraints {
        min: least,
        ..Constraints::default()
    };
    for pattern in RANGES {
        let pattern = Regex::new(&pattern.replace('N', NUMBER).replace("GAP", GAP)).ok()?;
        let Some(found) = pattern.captures(&rest) else { continue };
        let number = |name: &str| found.name(name)?.as_str().replace([',', '_'], "").parse::<i64>().ok();
        let above = number("above").map(|bound| bound.saturating_add(1));
        let below = number("below").map(|bound| bound.saturating_sub(1));
        for (bound, said) in [
            (&mut range.min, number("min").or(above).or(number("exact"))),
            (&mut range.max, number("max").or(below).or(number("exact"))),
        ] {
            if let Some(said) = said
                && bound.replace(said).is_some()
            {
                return None;
            }
        }
        rest = rest.replacen(found.get(0)?.as_str(), " ", 1);
    }
    let is_understood = !range.is_empty() && !rest.contains(|c: char| c.is_ascii_digit());
    is_understood.then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_in_other_notations() {
        let meant: Vec<String> = [
            "string?",
            "?string",
            "nullable string",
            "string (nullable)",
            "string or null",
            "string || null",
            "String | Null",
            "\"a\" or \"b\"",
            "'a' | 'b'",
            "“a” | “b”",
            "a | b",
            "`a`, `b` or `c`",
            "enum: a, b",
            "one of a, b",
            "\"a\", \"b\"",
            "[Frog]",
            "array of strings",
            "Array<Frog>",
            "list of Frog",
            "string array",
            "integer[3]",
            "Frog[]?",
            "map<string, Frog>",
            "map(string, Frog)",
            "Record<string, int>",
            "map of Frog",
            "int",
            "datetime",
            "zebra",
            "Frog Toad",
        ]
        .iter()
        .map(|cell| format!("{cell} => {}", meant_type(cell).unwrap_or_default()))
        .collect();
        insta::assert_snapshot!(meant.join("\n"), @r#"
        string? => string | null
        ?string => string | null
        nullable string => string | null
        string (nullable) => string | null
        string or null => string | null
        string || null => string | null
        String | Null => string | null
        "a" or "b" => "a" | "b"
        'a' | 'b' => "a" | "b"
        “a” | “b” => "a" | "b"
        a | b => "a" | "b"
        `a`, `b` or `c` => "a" | "b" | "c"
        enum: a, b => "a" | "b"
        one of a, b => "a" | "b"
        "a", "b" => "a" | "b"
        [Frog] => Frog[]
        array of strings => string[]
        Array<Frog> => Frog[]
        list of Frog => Frog[]
        string array => string[]
        integer[3] => integer[]
        Frog[]? => Frog[] | null
        map<string, Frog> => map(Frog)
        map(string, Frog) => map(Frog)
        Record<string, int> => map(integer)
        map of Frog => map(Frog)
        int => integer
        datetime => date-time
        zebra => 
        Frog Toad =>
        "#);
    }

    #[test]
    fn constraints_in_other_notations() {
        let meant: Vec<String> = [
            "max 100",
            "max: 100",
            "maximum 100",
            "at most 100",
            "up to 100",
            "no more than 100",
            "<=100",
            "<= 100",
            "< 100",
            "≤100",
            "min 1",
            "at least 1",
            ">=1",
            ">0",
            "more than 0",
            "1-100",
            "1 - 100",
            "1 to 100",
            "1...100",
            "1 .. 100",
            "1–100",
            "between 1 and 100",
            "[1, 100]",
            "1 <= x <= 100",
            "min 1, max 100",
            "max length 80",
            "80 chars",
            "max 1,000",
            "1+",
            "non-empty",
            "^[a-z]+$",
            "max_length=5",
            "100 max",
            "some",
            "1, 2, 3",
        ]
        .iter()
        .map(|cell| format!("{cell} => {}", meant_constraints(cell).unwrap_or_default()))
        .collect();
        insta::assert_snapshot!(meant.join("\n"), @"
        max 100 => ..=100
        max: 100 => ..=100
        maximum 100 => ..=100
        at most 100 => ..=100
        up to 100 => ..=100
        no more than 100 => ..=100
        <=100 => ..=100
        <= 100 => ..=100
        < 100 => ..=99
        ≤100 => ..=100
        min 1 => 1..
        at least 1 => 1..
        >=1 => 1..
        >0 => 1..
        more than 0 => 1..
        1-100 => 1..=100
        1 - 100 => 1..=100
        1 to 100 => 1..=100
        1...100 => 1..=100
        1 .. 100 => 
        1–100 => 1..=100
        between 1 and 100 => 1..=100
        [1, 100] => 1..=100
        1 <= x <= 100 => 1..=100
        min 1, max 100 => 1..=100
        max length 80 => ..=80
        80 chars => 
        max 1,000 => ..=1000
        1+ => 1..
        non-empty => 1..
        ^[a-z]+$ => /^[a-z]+$/
        max_length=5 => ..=5
        100 max => ..=100
        some => 
        1, 2, 3 =>
        ");
    }
}

//! Reads JSON in one pass, straight into the fields of the emitted types.
//!
//! A value that a field doesn't take is skipped and reported, and reading goes on: one pass finds all problems. Invalid JSON stops the
//! reader; from then on every method returns what ends a loop.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::request::encode::JsonObject;
use crate::response::model::field::Field;
use crate::response::model::problem::Problem;

/// Maximum nesting; serde_json's limit.
const MAX_DEPTH: usize = 128;

/// Maximum number of problems; then reading ends.
const MAX_PROBLEMS: usize = 100;

/// JSON and how far it is read.
#[derive(Debug)]
pub(crate) struct Reader<'v> {
    text: &'v str,
    offset: usize,
    depth: usize,
    problems: Vec<Problem>,
    /// Nothing more is read: the text isn't JSON, there are too many problems, or the value doesn't fit the variant on trial.
    has_stopped: bool,
    is_trial: bool,
    /// Whether a union was skipped during the trial.
    pub(crate) has_unions: bool,
    /// The key of the value ahead, which is to become an entry of a map that has others.
    pub(crate) entry: Option<String>,
}

impl<'v> Reader<'v> {
    pub(crate) fn new(text: &'v str) -> Self {
        Self {
            text,
            offset: 0,
            depth: 0,
            problems: Vec::new(),
            has_stopped: false,
            is_trial: false,
            has_unions: false,
            entry: None,
        }
    }

    pub(crate) fn is_trial(&self) -> bool {
        self.is_trial
    }

    /// The members of the object ahead, without consuming it. `None` for any other value, for invalid JSON, and during a trial.
    pub(crate) fn members(&self) -> Option<Vec<Member<'v>>> {
        let mut ahead = self.trial(self.offset)?;
        let (mut members, mut is_first) = (Vec::new(), true);
        if ahead.peek() != b'{' || !ahead.open(b'{', "an object") {
            return None;
        }
        while ahead.next(&mut is_first, b'}') {
            let name = ahead.key();
            ahead.peek();
            let start = ahead.offset;
            ahead.skip();
            let json = ahead.text.get(start..ahead.offset).unwrap_or_default();
            members.push(Member { name, json });
        }
        ahead.problems.is_empty().then_some(members)
    }

    /// All problems. Anything left of the text is one.
    pub(crate) fn finish(mut self) -> Vec<Problem> {
        if !self.has_stopped && self.peek() != 0 {
            self.stop("the end of the body");
        }
        self.problems
    }

    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    pub(crate) fn go_to(&mut self, offset: usize) {
        if !self.has_stopped {
            self.offset = offset;
        }
    }

    /// A reader for the trial of a variant; `None` inside another trial, where every value fits a union.
    pub(crate) fn trial(&self, start: usize) -> Option<Self> {
        (!self.is_trial && !self.has_stopped).then(|| Self {
            offset: start,
            depth: self.depth,
            is_trial: true,
            ..Self::new(self.text)
        })
    }

    /// The value of a union that fits no variant.
    pub(crate) fn union_json(&mut self) -> Value {
        if self.is_trial {
            self.has_unions = true;
            self.skip();
            return Value::Null;
        }
        self.json()
    }

    /// The number of problems.
    pub(crate) fn problems(&self) -> usize {
        self.problems.len()
    }

    /// Whether the value whose problems follow the first `known` ones is itself of another type.
    pub(crate) fn is_mismatch(&self, known: usize) -> bool {
        self.problems.get(known).is_some_and(|problem| problem.path.is_empty())
    }

    /// During a trial, a literal must have its value; otherwise it is any string.
    pub(crate) fn check_literal(&mut self, field: Field) {
        let Some(literal) = Some(field).filter(|_| self.is_trial).and_then(Field::literal) else {
            return;
        };
        let start = self.offset;
        if self.string().is_some_and(|string| string == literal) {
            self.offset = start;
        } else {
            self.note(Problem::mismatch("another literal", "a string"));
        }
    }

    /// Applies `place` to the problems after the first `known` ones.
    pub(crate) fn place_problems(&mut self, known: usize, place: impl Fn(&mut Problem)) {
        self.problems.iter_mut().skip(known).for_each(place);
    }

    /// Reports a problem, unless reading has ended.
    #[cold]
    pub(crate) fn note(&mut self, problem: Problem) {
        if self.has_stopped {
            return;
        }
        self.problems.push(problem);
        if self.is_trial || self.problems.len() >= MAX_PROBLEMS {
            self.has_stopped = true;
        }
    }

    /// Reports that the value ahead has another type, and skips it.
    #[cold]
    pub(crate) fn mismatch(&mut self, expected: &'static str) {
        let found = match self.peek() {
            b'n' => "null",
            b'"' => "a string",
            b'{' => "an object",
            b'[' => "a list",
            b't' | b'f' => "a boolean",
            _ => "a number",
        };
        self.skip();
        self.note(Problem::mismatch(expected, found));
    }

    /// Stops reading: the text isn't JSON.
    #[cold]
    pub(crate) fn stop(&mut self, expected: &'static str) {
        if !self.has_stopped {
            self.has_stopped = true;
            self.problems.push(Problem::syntax(expected, self.offset));
        }
    }

    /// The next byte that isn't white space; 0 at the end and after a stop.
    #[inline]
    pub(crate) fn peek(&mut self) -> u8 {
        if self.has_stopped {
            return 0;
        }
        while let Some(&byte) = self.text.as_bytes().get(self.offset) {
            if !matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                return byte;
            }
            self.offset += 1;
        }
        0
    }

    /// Consumes a null if it is ahead.
    pub(crate) fn null(&mut self) -> bool {
        self.peek() == b'n' && self.parse::<()>("a value").is_some()
    }

    /// Opens a list or an object. Returns false and reports a mismatch on any other value.
    pub(crate) fn open(&mut self, bracket: u8, expected: &'static str) -> bool {
        if self.peek() != bracket {
            self.mismatch(expected);
            return false;
        }
        self.offset += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.stop("less nesting");
        }
        true
    }

    /// Whether another item or member follows; otherwise consumes the closing bracket.
    #[inline]
    pub(crate) fn next(&mut self, is_first: &mut bool, closing: u8) -> bool {
        let byte = self.peek();
        let first = std::mem::replace(is_first, false);
        if byte == closing {
            self.offset += 1;
            self.depth = self.depth.saturating_sub(1);
            return false;
        }
        if first && byte != 0 {
            return true;
        }
        if byte == b',' {
            self.offset += 1;
            return true;
        }
        self.stop("`,` or the closing bracket");
        false
    }

    /// A member's name; consumes the colon too.
    #[inline]
    pub(crate) fn key(&mut self) -> Cow<'v, str> {
        if self.peek() != b'"' {
            self.stop("a member's name");
        }
        let key = self.string().unwrap_or_default();
        if self.peek() == b':' {
            self.offset += 1;
        } else {
            self.stop("`:`");
        }
        key
    }

    /// A string.
    #[inline]
    pub(crate) fn string(&mut self) -> Option<Cow<'v, str>> {
        if self.peek() != b'"' {
            self.mismatch("a string");
            return None;
        }
        self.parse("a valid string").map(|Text(string)| string)
    }

    /// A boolean.
    pub(crate) fn boolean(&mut self) -> Option<bool> {
        if matches!(self.peek(), b't' | b'f') {
            return self.parse("a boolean");
        }
        self.mismatch("a boolean");
        None
    }

    /// Any object.
    pub(crate) fn object(&mut self) -> Option<JsonObject> {
        if self.peek() == b'{' {
            return self.parse("an object");
        }
        self.mismatch("an object");
        None
    }

    /// An integer, `1.0` and `1e3` included.
    pub(crate) fn integer(&mut self) -> Option<i64> {
        let start = self.offset;
        if self.is_number() {
            if let Some(integer) = self.try_parse() {
                return Some(integer);
            }
            let number: f64 = self.parse("a number")?;
            // Beyond 2^53 a fraction or an exponent doesn't determine one integer.
            if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0 {
                #[expect(clippy::cast_possible_truncation, reason = "it is an integer below 2^53")]
                return Some(number as i64);
            }
        }
        self.go_to(start);
        self.mismatch("an integer");
        None
    }

    /// A number.
    pub(crate) fn number(&mut self) -> Option<f64> {
        if self.is_number() {
            return self.parse("a number");
        }
        self.mismatch("a number");
        None
    }

    fn is_number(&mut self) -> bool {
        matches!(self.peek(), b'-' | b'0'..=b'9')
    }

    /// Skips a value.
    pub(crate) fn skip(&mut self) {
        self.parse::<IgnoredAny>("a value");
    }

    /// Any value.
    pub(crate) fn json(&mut self) -> Value {
        self.parse("a value").unwrap_or_default()
    }

    /// Parses the value ahead, which must be what the type takes.
    fn parse<T: Deserialize<'v>>(&mut self, expected: &'static str) -> Option<T> {
        let value = self.try_parse();
        if value.is_none() {
            self.stop(expected);
        }
        value
    }

    /// Parses the value ahead if it is what the type takes.
    #[inline]
    fn try_parse<T: Deserialize<'v>>(&mut self) -> Option<T> {
        if self.has_stopped {
            return None;
        }
        let rest = self.text.get(self.offset..).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter();
        let value = values.next()?.ok()?;
        self.offset += values.byte_offset();
        Some(value)
    }
}

/// A member of an object, and the JSON of its value.
#[derive(Debug)]
pub(crate) struct Member<'v> {
    pub(crate) name: Cow<'v, str>,
    json: &'v str,
}

impl Member<'_> {
    /// Whether the value is this string.
    pub(crate) fn is_string(&self, string: &str) -> bool {
        serde_json::from_str::<Text<'_>>(self.json).is_ok_and(|Text(own)| own == string)
    }
}

/// A string, borrowed unless it has escapes.
struct Text<'v>(Cow<'v, str>);

impl<'v> Deserialize<'v> for Text<'v> {
    fn deserialize<D: Deserializer<'v>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'v> Visitor<'v> for TextVisitor {
    type Value = Text<'v>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, string: &'v str) -> Result<Text<'v>, E> {
        Ok(Text(Cow::Borrowed(string)))
    }

    fn visit_str<E: Error>(self, string: &str) -> Result<Text<'v>, E> {
        Ok(Text(Cow::Owned(string.to_owned())))
    }
}

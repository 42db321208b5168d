//! Reads JSON in one pass, straight into the fields of the emitted types.
//!
//! A value that a field doesn't take is skipped and reported, and reading goes on: one pass finds all problems. Invalid JSON stops the
//! reader; from then on every method returns what ends the loop of its caller.

use std::borrow::Cow;

use serde_json::Value;

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
    /// Members that are fields of the types.
    known: usize,
    /// Whether a union was skipped during the trial.
    has_unions: bool,
}

/// The state before a trial.
#[derive(Debug)]
pub(crate) struct Before {
    depth: usize,
    problems: usize,
    known: usize,
}

/// A trial without a problem.
#[derive(Debug)]
pub(crate) struct Trial {
    /// Where the value ends.
    pub(crate) end: usize,
    /// How many of the value's fields the variant has.
    pub(crate) known: usize,
    /// Whether it has unions, which were skipped.
    pub(crate) has_unions: bool,
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
            known: 0,
            has_unions: false,
        }
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

    /// Begins the trial of a variant; `None` inside another trial, where every value fits a union.
    pub(crate) fn begin_trial(&mut self, start: usize) -> Option<Before> {
        if self.is_trial || self.has_stopped {
            return None;
        }
        self.offset = start;
        self.is_trial = true;
        self.has_unions = false;
        Some(Before {
            depth: self.depth,
            problems: self.problems.len(),
            known: std::mem::take(&mut self.known),
        })
    }

    /// Ends a trial; `None` when the value doesn't fit.
    pub(crate) fn end_trial(&mut self, before: &Before) -> Option<Trial> {
        let fits = self.problems.len() == before.problems && !self.has_stopped;
        let known = std::mem::replace(&mut self.known, before.known);
        self.problems.truncate(before.problems);
        self.depth = before.depth;
        self.has_stopped = false;
        self.is_trial = false;
        fits.then_some(Trial {
            end: self.offset,
            known,
            has_unions: self.has_unions,
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

    /// Counts a member that is a field of the type. During a trial, a literal must have its value; otherwise it is any string.
    pub(crate) fn know(&mut self, field: Field) {
        self.known += 1;
        let Some(literal) = Some(field).filter(|_| self.is_trial).and_then(Field::literal) else {
            return;
        };
        let start = self.offset;
        if self.string().is_some_and(|string| string == literal) {
            self.offset = start;
        } else if !self.has_stopped {
            self.note(Problem::mismatch("another literal", "a string"));
        }
    }

    /// Applies `place` to the problems after the first `known` ones.
    pub(crate) fn place_problems(&mut self, known: usize, place: impl Fn(&mut Problem)) {
        self.problems.iter_mut().skip(known).for_each(place);
    }

    /// Reports a problem.
    #[cold]
    pub(crate) fn note(&mut self, problem: Problem) {
        self.problems.push(problem);
        if self.is_trial || self.problems.len() >= MAX_PROBLEMS {
            self.has_stopped = true;
        }
    }

    /// Reports that the value ahead has another type, and skips it.
    #[cold]
    pub(crate) fn mismatch(&mut self, expected: &'static str) {
        if self.has_stopped {
            return;
        }
        let found = match self.peek() {
            b'n' => "null",
            b'"' => "a string",
            b'{' => "an object",
            b'[' => "a list",
            b't' | b'f' => "a boolean",
            _ => "a number",
        };
        self.skip();
        if !self.has_stopped {
            self.note(Problem::mismatch(expected, found));
        }
    }

    /// Stops reading: the text isn't JSON.
    #[cold]
    pub(crate) fn stop(&mut self, expected: &'static str) {
        if !self.has_stopped {
            self.has_stopped = true;
            self.problems.push(Problem::syntax(expected, self.offset));
        }
    }

    pub(crate) fn has_stopped(&self) -> bool {
        self.has_stopped
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

    /// Consumes a word if it is ahead.
    pub(crate) fn word(&mut self, word: &str) -> bool {
        self.peek();
        let is_ahead = !self.has_stopped && self.rest().starts_with(word);
        if is_ahead {
            self.offset += word.len();
        }
        is_ahead
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
        if first {
            return byte != 0 || self.ended();
        }
        if byte == b',' {
            self.offset += 1;
            return true;
        }
        self.stop("`,` or the closing bracket");
        false
    }

    /// Stops at the end of the text; always false.
    fn ended(&mut self) -> bool {
        self.stop("a value");
        false
    }

    /// A member's name; consumes the colon too.
    #[inline]
    pub(crate) fn key(&mut self) -> Cow<'v, str> {
        if self.peek() != b'"' {
            self.stop("a member's name");
            return Cow::Borrowed("");
        }
        let key = self.quoted();
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
        if self.peek() == b'"' {
            return Some(self.quoted());
        }
        self.mismatch("a string");
        None
    }

    fn rest(&self) -> &'v str {
        self.text.get(self.offset..).unwrap_or_default()
    }

    /// The string after the quote ahead.
    #[inline]
    fn quoted(&mut self) -> Cow<'v, str> {
        self.offset += 1;
        let start = self.offset;
        let has_escapes = self.find_quote();
        let raw = self.text.get(start..self.offset).unwrap_or_default();
        self.offset += 1;
        if !has_escapes {
            return Cow::Borrowed(raw);
        }
        // serde_json resolves escapes.
        let quoted = self.text.get(start - 1..self.offset).unwrap_or_default();
        if let Ok(text) = serde_json::from_str(quoted) {
            return Cow::Owned(text);
        }
        self.stop("a valid escape");
        Cow::Borrowed("")
    }

    /// Goes to the closing quote; returns whether there are escapes before it.
    #[inline]
    fn find_quote(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let mut has_escapes = false;
        loop {
            self.offset += plain_bytes(bytes.get(self.offset..).unwrap_or_default());
            match bytes.get(self.offset) {
                Some(b'"') => return has_escapes,
                Some(b'\\') => {
                    has_escapes = true;
                    self.offset += 2;
                }
                _ => {
                    self.stop("a string without control characters, and its closing quote");
                    return false;
                }
            }
        }
    }

    /// A number, as it is written.
    pub(crate) fn number(&mut self) -> Option<&'v str> {
        if !matches!(self.peek(), b'-' | b'0'..=b'9') {
            return None;
        }
        let rest = self.rest();
        let length = number_length(rest.as_bytes());
        if length == 0 {
            self.stop("a number");
            return None;
        }
        self.offset += length;
        rest.get(..length)
    }

    /// Skips a value.
    pub(crate) fn skip(&mut self) {
        match self.peek() {
            b'"' => {
                self.quoted();
            }
            b'{' => {
                let mut is_first = true;
                self.open(b'{', "an object");
                while self.next(&mut is_first, b'}') {
                    self.key();
                    self.skip();
                }
            }
            b'[' => {
                let mut is_first = true;
                self.open(b'[', "a list");
                while self.next(&mut is_first, b']') {
                    self.skip();
                }
            }
            b'-' | b'0'..=b'9' => {
                self.number();
            }
            _ => {
                if !(self.word("null") || self.word("true") || self.word("false")) {
                    self.stop("a value");
                }
            }
        }
    }

    /// Any value.
    pub(crate) fn json(&mut self) -> Value {
        self.peek();
        let start = self.offset;
        self.skip();
        if self.has_stopped {
            return Value::Null;
        }
        let text = self.text.get(start..self.offset).unwrap_or_default();
        serde_json::from_str(text).unwrap_or_else(|_| {
            self.stop("a value that fits a JSON value");
            Value::Null
        })
    }
}

/// How many bytes there are before the next quote, backslash or control character.
#[inline]
fn plain_bytes(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk);
        // A byte is zero, or below a bound, when subtracting makes its high bit rise that was not set before. A carry can only raise bits above
        // the lowest true one, and only the lowest is used.
        let quote = word ^ (ONES * u64::from(b'"'));
        let backslash = word ^ (ONES * u64::from(b'\\'));
        let found = (quote.wrapping_sub(ONES) & !quote)
            | (backslash.wrapping_sub(ONES) & !backslash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        let found = found & HIGH;
        if found != 0 {
            return index * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    chunks.len() * 8 + rest.iter().position(is_special).unwrap_or(rest.len())
}

/// The length of the number that the text begins with, by JSON's grammar; 0 where it is none.
fn number_length(bytes: &[u8]) -> usize {
    let digits = |from: usize| {
        bytes
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let mut length = usize::from(bytes.first() == Some(&b'-'));
    let whole = digits(length);
    if whole == 0 || (whole > 1 && bytes.get(length) == Some(&b'0')) {
        return 0;
    }
    length += whole;
    if bytes.get(length) == Some(&b'.') {
        let fraction = digits(length + 1);
        if fraction == 0 {
            return 0;
        }
        length += 1 + fraction;
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits(length + 1 + sign);
        if exponent == 0 {
            return 0;
        }
        length += 1 + sign + exponent;
    }
    length
}

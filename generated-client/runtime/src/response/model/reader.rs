//! Reads JSON in one pass, straight into the fields of the emitted types.
//!
//! Brackets, commas, colons, words and strings without escapes are read here, other strings and numbers by `serde_json`, each as the type
//! that is asked for. A value that a field doesn't take is skipped and noted, and reading goes on: one pass finds all problems. Invalid JSON
//! stops the reader; from then on every method returns what ends a loop.

use std::borrow::Cow;

use memchr::memchr2;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Number, Value};

use crate::request::encode::JsonObject;
use crate::response::model::notes::Notes;
use crate::response::model::policy::{Pending, Place, Reading, Resolution};
use crate::response::model::problem::{MAX_KEPT, Problem};

/// Maximum nesting; serde_json's limit.
const MAX_DEPTH: usize = 128;

/// Memory that every value may take, and memory for each byte of JSON.
const MEMORY: usize = 8 << 20;
const MEMORY_PER_BYTE: usize = 16;

/// The largest integer up to which a number with a fraction or an exponent determines one integer.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// JSON and how far it is read.
#[derive(Debug, Default)]
pub(crate) struct Reader<'v> {
    text: &'v str,
    /// Whether the text has control characters, which may be in strings, where JSON has none.
    has_controls: bool,
    offset: usize,
    depth: usize,
    reading: Reading,
    /// Whether a bad item of the outermost list is taken out of it.
    pub(super) isolates: bool,
    bad_items: Vec<BadItem>,
    problems: Vec<Problem>,
    /// The number of all problems, and of those that are errors.
    count: usize,
    pub(super) errors: usize,
    pending: Option<Pending>,
    /// The place of the value ahead.
    pub(super) place: Place,
    /// Bytes that the value may take in memory, and how many of them are left.
    memory: usize,
    left: usize,
    /// Nothing more is read: the text isn't JSON, memory is exhausted, or the value doesn't fit the variant on trial.
    pub(super) has_stopped: bool,
    trial: Option<Trial>,
    is_unfit: bool,
    /// Optional fields around the value ahead, and how many of them are objects.
    optionals: usize,
    optional_objects: usize,
    /// Bytes of JSON that were skipped, which the value doesn't keep.
    pub(super) lost: usize,
    /// Whether a union was skipped.
    pub(super) has_unions: bool,
    /// The key of the value ahead, which is to become an entry of a map that has others.
    pub(crate) entry: Option<String>,
}

/// The trial of a variant: the value must have all of its required fields, whatever the policy.
#[derive(Clone, Copy, Debug)]
struct Trial {
    /// Where the value begins.
    start: usize,
    /// Unions inside are skipped, since every value fits one. However deeply unions nest, the time for a value grows only with its length, its
    /// depth and the number of variants.
    is_probe: bool,
}

/// How a variant is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    /// By the policy.
    Chosen,
    /// All required fields must fit.
    Trial,
    /// A trial to compare the variant with others.
    Probe,
}

/// An item that isn't what the docs say.
#[derive(Clone, Debug)]
pub(crate) struct BadItem {
    /// How many good items come before it.
    pub(crate) index: usize,
    pub(crate) notes: Notes,
    /// Whether the paths begin at the body.
    is_placed: bool,
}

/// The state before an optional field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    kept: usize,
    count: usize,
    errors: usize,
    is_unfit: bool,
}

impl<'v> Reader<'v> {
    pub(crate) fn new(text: &'v str, reading: Reading, isolates: bool) -> Self {
        let memory = MEMORY.saturating_add(text.len().saturating_mul(MEMORY_PER_BYTE));
        Self {
            text,
            // Without an early end, many bytes are compared at once.
            has_controls: text.bytes().fold(u8::MAX, u8::min) < b' ',
            reading,
            isolates,
            memory,
            left: memory,
            ..Self::default()
        }
    }

    /// Settles the whole value. Anything left of the text is a problem.
    ///
    /// # Errors
    ///
    /// The notes, when one is an error.
    pub(crate) fn finish(mut self) -> Result<(Notes, Vec<BadItem>), Notes> {
        self.settle(Place::Root);
        if !self.has_stopped && self.peek() != 0 {
            self.stop("the end of the body");
        }
        // Errors come first: they are why the body can't be read.
        self.problems
            .sort_by_key(|problem| problem.resolution != Resolution::Error);
        let notes = Notes::new(self.problems, self.count);
        if self.errors > 0 {
            return Err(notes);
        }
        Ok((notes, self.bad_items))
    }

    /// A reader of the value ahead that leaves this one as it is.
    pub(super) fn look(&self) -> Self {
        Self {
            text: self.text,
            has_controls: self.has_controls,
            offset: self.offset,
            depth: self.depth,
            reading: self.reading,
            has_stopped: self.has_stopped,
            memory: self.memory,
            left: self.left,
            ..Self::default()
        }
    }

    /// A reader of the value ahead as a variant, for [`Reader::absorb`].
    pub(super) fn attempt(&mut self, attempt: Attempt) -> Self {
        self.peek();
        let start = self.offset;
        let mut reader = self.look();
        reader.trial = match attempt {
            Attempt::Chosen => None,
            Attempt::Trial | Attempt::Probe => Some(Trial {
                start,
                is_probe: attempt == Attempt::Probe,
            }),
        };
        reader
    }

    /// Goes on where a reader of a variant has ended, with what it noted.
    pub(super) fn absorb(&mut self, variant: Self) {
        self.offset = variant.offset;
        self.has_stopped = variant.has_stopped;
        self.problems.extend(variant.problems);
        self.count += variant.count;
        self.errors += variant.errors;
        self.left = variant.left;
        self.lost += variant.lost;
        self.has_unions |= variant.has_unions;
    }

    /// Whether the value fits the variant on trial.
    pub(super) fn fits(&self) -> bool {
        !self.is_unfit && self.pending.is_none() && !self.has_stopped
    }

    pub(super) fn is_strict(&self) -> bool {
        self.reading == Reading::Strict
    }

    /// Whether the text isn't JSON, or memory is exhausted.
    pub(super) fn is_broken(&self) -> bool {
        self.has_stopped && !self.is_unfit
    }

    /// Skips a union inside a probe; false elsewhere.
    pub(super) fn skip_union(&mut self) -> bool {
        let start = self.position();
        let skips = self.trial.is_some_and(|trial| trial.is_probe && trial.start != start);
        if skips {
            self.has_unions = true;
            if !self.is_nothing() {
                self.skip();
            }
        }
        skips
    }

    /// Whether the value ahead is itself on trial.
    pub(super) fn is_on_trial(&mut self) -> bool {
        let start = self.position();
        self.trial.is_some_and(|trial| trial.start == start)
    }

    /// The offset of the value ahead.
    fn position(&mut self) -> usize {
        self.peek();
        self.offset
    }

    /// Ends the trial: the value doesn't fit.
    #[cold]
    pub(super) fn unfit(&mut self) {
        self.is_unfit = true;
        self.has_stopped |= self.optionals == 0;
    }

    /// Notes why the variant that a literal chose couldn't be read.
    #[cold]
    pub(super) fn note_unknown(&mut self, variant: Self) {
        let mut problems = variant.problems.into_iter();
        let problem = problems.find(|problem| problem.resolution == Resolution::Error);
        let other = || Problem::mismatch("the variant of the literal", "another object");
        self.problems.push(problem.unwrap_or_else(other));
        self.count += 1;
        self.resolve(Resolution::Unknown);
    }

    /// The number of problems that are kept.
    pub(crate) fn kept(&self) -> usize {
        self.problems.len()
    }

    /// During a trial, a literal must have its value; otherwise it is any string.
    pub(super) fn check_literal(&mut self, literal: Option<&str>) {
        let Some(literal) = literal.filter(|_| self.trial.is_some()) else {
            return;
        };
        let start = self.offset;
        if self.peek() != b'"' || self.string().is_none_or(|string| string != literal) {
            self.unfit();
        }
        self.go_to(start);
    }

    /// Applies `place` to the problems after the first `known` ones.
    pub(crate) fn place_problems(&mut self, known: usize, place: impl Fn(&mut Problem)) {
        self.problems.iter_mut().skip(known).for_each(&place);
        if self.depth == 1 {
            for item in self.bad_items.iter_mut().filter(|item| !item.is_placed) {
                item.notes.problems.iter_mut().for_each(&place);
                item.is_placed = true;
            }
        }
    }

    /// Notes that the value ahead has another type, and skips it. What that means is settled by what is around it. `has_empty`: whether the
    /// expected type has an empty value.
    #[cold]
    pub(crate) fn mismatch(&mut self, expected: &'static str, has_empty: bool) {
        let found = match self.peek() {
            b'n' => "null",
            b'"' => "a string",
            b'{' => "an object",
            b'[' => "a list",
            b't' | b'f' => "a boolean",
            _ if self.is_nothing() => "nothing",
            _ => "a number",
        };
        if !self.is_nothing() {
            self.skip();
        }
        let is_absent = matches!(found, "null" | "nothing");
        self.note(Problem::mismatch(expected, found), Pending { is_absent, has_empty });
    }

    /// Notes that a string is not in the expected format.
    #[cold]
    pub(crate) fn malformed(&mut self, expected: &'static str) {
        self.note(Problem::mismatch(expected, "another string"), Pending::default());
    }

    fn note(&mut self, problem: Problem, pending: Pending) {
        if !self.has_stopped {
            self.problems.push(problem);
            self.count += 1;
            self.pending = Some(pending);
        }
    }

    /// Decides what a value of another type means for what is around it. Returns whether there was one.
    #[inline]
    pub(super) fn settle(&mut self, place: Place) -> bool {
        match self.pending.take() {
            Some(pending) => {
                self.judge(pending, place);
                true
            }
            None => false,
        }
    }

    #[cold]
    fn judge(&mut self, pending: Pending, place: Place) {
        let mut resolution = self.reading.resolve(place, pending);
        // Nothing is made up inside an optional object, which is absent instead.
        if resolution == Resolution::MadeUp && self.optional_objects > 0 {
            resolution = Resolution::Error;
        }
        let fits = place == Place::Optional || (place == Place::Item && pending.is_absent);
        if self.trial.is_some() && !fits {
            self.unfit();
        }
        self.resolve(resolution);
    }

    /// Completes the last problem. Up to 100 errors are kept, and other problems while there are fewer than 100.
    fn resolve(&mut self, resolution: Resolution) {
        let is_error = resolution == Resolution::Error;
        self.errors += usize::from(is_error);
        if let Some(problem) = self.problems.last_mut() {
            problem.resolution = resolution;
        }
        let is_full = self.problems.len() > MAX_KEPT && !is_error;
        if is_full || self.errors > MAX_KEPT {
            self.problems.pop();
        }
    }

    /// Begins to read an optional field that isn't null.
    pub(super) fn enter_optional(&mut self, is_object: bool) -> Mark {
        self.optionals += 1;
        self.optional_objects += usize::from(is_object);
        self.mark()
    }

    /// Ends an optional field. Returns whether it is absent: it has another type, or an error inside.
    pub(super) fn leave_optional(&mut self, before: Mark, is_object: bool) -> bool {
        self.optionals -= 1;
        self.optional_objects -= usize::from(is_object);
        if self.settle(Place::Optional) {
            return true;
        }
        let is_unfit = std::mem::replace(&mut self.is_unfit, before.is_unfit);
        if (self.errors == before.errors && is_unfit == before.is_unfit) || self.is_strict() || self.has_stopped {
            return false;
        }
        self.errors = before.errors;
        for problem in self.problems.iter_mut().skip(before.kept) {
            problem.resolution = Resolution::Absent;
        }
        true
    }

    /// Counts memory of the value; refuses what exceeds the limit.
    #[inline]
    pub(crate) fn spend(&mut self, bytes: usize) {
        match self.left.checked_sub(bytes) {
            Some(left) => self.left = left,
            None => self.fail(Problem::too_large(self.memory)),
        }
    }

    /// Gives back memory of an item that is dropped.
    pub(super) fn refund(&mut self, bytes: usize) {
        self.left += bytes;
    }

    /// Whether the list ahead is the one whose bad items are taken out.
    pub(super) fn isolates(&self) -> bool {
        // The root, or a member of an object that is the root.
        self.isolates && self.depth <= 1
    }

    /// Takes the problems of an item that has errors. Returns whether it has.
    pub(super) fn isolate(&mut self, index: usize, before: Mark) -> bool {
        if self.errors == before.errors || self.has_stopped {
            return false;
        }
        let problems = self.problems.split_off(before.kept.min(self.problems.len()));
        let count = self.count - before.count;
        (self.count, self.errors) = (before.count, before.errors);
        self.spend(size_of::<BadItem>() + problems.len() * size_of::<Problem>());
        let notes = Notes::new(problems, count);
        let is_placed = self.depth == 1;
        self.bad_items.push(BadItem {
            index,
            notes,
            is_placed,
        });
        true
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            kept: self.kept(),
            count: self.count,
            errors: self.errors,
            is_unfit: self.is_unfit,
        }
    }

    /// Stops reading: the text isn't JSON.
    #[cold]
    pub(crate) fn stop(&mut self, expected: &'static str) {
        self.stop_at(expected, self.offset);
    }

    #[cold]
    pub(crate) fn stop_at(&mut self, expected: &'static str, offset: usize) {
        self.fail(Problem::syntax(expected, offset));
    }

    #[cold]
    fn fail(&mut self, problem: Problem) {
        if !self.has_stopped {
            self.has_stopped = true;
            self.pending = None;
            self.problems.push(problem);
            self.count += 1;
            self.errors += 1;
        }
    }

    /// Puts the text aside, for a field that is missing.
    pub(super) fn take_text(&mut self) -> (&'v str, usize) {
        (std::mem::take(&mut self.text), std::mem::take(&mut self.offset))
    }

    pub(super) fn put_text(&mut self, (text, offset): (&'v str, usize)) {
        (self.text, self.offset) = (text, offset);
    }

    /// Whether there is no value: a field is missing, or the body is empty.
    pub(crate) fn is_nothing(&self) -> bool {
        self.text.is_empty() && !self.has_stopped
    }

    pub(super) fn go_to(&mut self, offset: usize) {
        if !self.has_stopped {
            self.offset = offset;
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
        self.peek() == b'n' && self.word("null", "a value")
    }

    /// Consumes a word; stops at another one.
    fn word(&mut self, word: &str, expected: &'static str) -> bool {
        let rest = self.text.as_bytes().get(self.offset..).unwrap_or_default();
        let is_ahead = rest.starts_with(word.as_bytes());
        if is_ahead {
            self.offset += word.len();
        } else {
            self.stop(expected);
        }
        is_ahead
    }

    /// Opens the list or object ahead; false when something else is.
    pub(crate) fn open(&mut self, bracket: u8) -> bool {
        if self.peek() != bracket {
            return false;
        }
        self.offset += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.stop("nesting of 128 levels at most");
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
            self.mismatch("a string", true);
            return None;
        }
        if let Some(string) = self.plain_string() {
            return Some(Cow::Borrowed(string));
        }
        match self.try_parse() {
            Some(string) => Some(Cow::Owned(string)),
            None => self.repaired(),
        }
    }

    /// The string ahead, if it certainly has no escapes and is valid.
    #[inline]
    fn plain_string(&mut self) -> Option<&'v str> {
        let inside = self.text.get(self.offset + 1..).filter(|_| !self.has_controls)?;
        let (string, rest) = inside.split_at_checked(memchr2(b'"', b'\\', inside.as_bytes())?)?;
        rest.starts_with('"').then(|| self.offset += string.len() + 2)?;
        Some(string)
    }

    /// A string with lone surrogates, which become U+FFFD.
    #[cold]
    fn repaired(&mut self) -> Option<Cow<'v, str>> {
        let start = self.offset;
        let repaired = without_lone_surrogates(self.skipped());
        let string = repaired.and_then(|json| serde_json::from_str::<String>(&json).ok());
        if string.is_none() {
            self.go_to(start);
            self.stop("a valid string");
        }
        string.map(Cow::Owned)
    }

    /// A boolean.
    pub(crate) fn boolean(&mut self) -> Option<bool> {
        match self.peek() {
            b't' => self.word("true", "a boolean").then_some(true),
            b'f' => self.word("false", "a boolean").then_some(false),
            _ => {
                self.mismatch("a boolean", true);
                None
            }
        }
    }

    /// An integer, `1.0` and `1e3` included.
    pub(crate) fn integer(&mut self) -> Option<i64> {
        let start = self.offset;
        if self.is_number() {
            if let Some(integer) = self.try_parse() {
                return Some(integer);
            }
            let number = self.try_parse::<f64>();
            if let Some(number) = number.filter(|number| number.fract() == 0.0 && number.abs() <= MAX_EXACT) {
                #[expect(clippy::cast_possible_truncation, reason = "it is an integer below 2^53")]
                return Some(number as i64);
            }
        }
        self.go_to(start);
        self.mismatch("an integer", false);
        None
    }

    /// A number.
    pub(crate) fn number(&mut self) -> Option<f64> {
        let number = self.is_number().then(|| self.try_parse()).flatten();
        if number.is_none() {
            self.mismatch("a number", false);
        }
        number
    }

    fn is_number(&mut self) -> bool {
        matches!(self.peek(), b'-' | b'0'..=b'9')
    }

    /// Skips a value that isn't kept.
    pub(crate) fn skip(&mut self) {
        self.lost += self.skipped().len();
    }

    /// Skips a value; returns its JSON.
    #[inline]
    pub(super) fn skipped(&mut self) -> &'v str {
        self.peek();
        let start = self.offset;
        self.parse::<IgnoredAny>("a value");
        self.text.get(start..self.offset).unwrap_or_default()
    }

    /// Any object.
    pub(crate) fn object(&mut self) -> Option<JsonObject> {
        if !self.open(b'{') {
            self.mismatch("an object", true);
            return None;
        }
        let (mut object, mut is_first) = (JsonObject::new(), true);
        while self.next(&mut is_first, b'}') {
            let (key, before) = (self.key(), self.kept());
            self.spend(size_of::<(String, Value)>() + key.len());
            let value = self.json();
            self.place_problems(before, |problem| problem.within_key(&key));
            object.insert(key.into_owned(), value);
        }
        Some(object)
    }

    /// Any value. A number that is out of range is null, noted.
    pub(crate) fn json(&mut self) -> Value {
        match self.peek() {
            b'{' => self.object().unwrap_or_default().into(),
            b'[' => {
                let (mut items, mut is_first) = (Vec::new(), true);
                self.open(b'[');
                while self.next(&mut is_first, b']') {
                    let before = self.kept();
                    self.spend(size_of::<Value>());
                    let item = self.json();
                    self.place_problems(before, |problem| problem.within(&format!("[{}]", items.len())));
                    items.push(item);
                }
                items.into()
            }
            b'"' => {
                let string = self.string().unwrap_or_default().into_owned();
                self.spend(string.len());
                string.into()
            }
            b'-' | b'0'..=b'9' => {
                if let Some(number) = self.try_parse::<Number>() {
                    return number.into();
                }
                self.mismatch("a number of 64 bits", false);
                self.settle(Place::Optional);
                Value::Null
            }
            _ => self.parse("a value").unwrap_or_default(),
        }
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

/// The JSON of a string with `\ufffd` in place of its lone surrogates; `None` when it has none.
fn without_lone_surrogates(json: &str) -> Option<String> {
    let unit = |at: usize| {
        let hex = json.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(hex, 16).ok()
    };
    let (mut repaired, mut copied, mut at) = (String::new(), 0, 0);
    while let Some(found) = json.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        at += match (unit(at), unit(at + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => 12,
            (Some(0xD800..0xE000), _) => {
                repaired.push_str(json.get(copied..at)?);
                repaired.push_str("\\ufffd");
                copied = at + 6;
                6
            }
            _ => 2,
        };
    }
    repaired.push_str(json.get(copied..)?);
    (copied > 0).then_some(repaired)
}

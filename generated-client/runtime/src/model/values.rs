//! How scalars, lists, maps and records are read and taken.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use crate::encode::JsonObject;
use crate::model::{Field, Mode, Model, Problem, Reader, Tree, Visitor};

/// Fields of a record that can be told apart; the largest one of the docs has 120.
const MAX_FIELDS: usize = 256;

/// Which fields were there.
#[derive(Default)]
struct Seen([u64; MAX_FIELDS / 64]);

impl Seen {
    fn add(&mut self, index: usize) {
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    fn contains(&self, index: usize) -> bool {
        self.0
            .get(index / 64)
            .is_none_or(|word| word & (1 << (index % 64)) != 0)
    }
}

impl Visitor<'_> {
    /// Fills the fields of a record. Objects mostly come with their members in the order of the docs, so that the field after the last one is
    /// tried first.
    pub(super) fn read_record(&mut self, fields: &'static [&'static str], slots: &mut [&mut dyn Model]) {
        let Some(reader) = self.reader() else { return };
        if !reader.open(b'{', "an object") {
            return;
        }
        let (mut seen, mut expected, mut is_first) = (Seen::default(), 0, true);
        while let Some(reader) = self.reader().filter_next(&mut is_first) {
            let key = reader.key();
            let is_it = |field: &&'static str| Field(field).is(&key);
            let index = match fields.get(expected) {
                Some(field) if is_it(field) => Some(expected),
                _ => fields.iter().position(is_it),
            };
            let Some((index, slot)) = index.and_then(|index| Some((index, slots.get_mut(index)?))) else {
                reader.skip();
                continue;
            };
            expected = index + 1;
            seen.add(index);
            reader.know();
            let before = reader.problems();
            if reader.is_trial()
                && let Some(literal) = fields.get(index).and_then(|field| Field(field).literal())
            {
                reader.expect_literal(literal);
            }
            slot.visit(self);
            self.place_problems(before, |problem| problem.within(&key));
        }
        self.note_missing(fields, &seen);
    }

    fn note_missing(&mut self, fields: &'static [&'static str], seen: &Seen) {
        let Some(reader) = self.reader().filter(|reader| !reader.has_stopped()) else {
            return;
        };
        for (index, field) in fields.iter().enumerate() {
            let field = Field(field);
            if field.is_required() && !seen.contains(index) {
                let mut problem = Problem::mismatch("a value", "nothing");
                problem.within(field.name());
                reader.note(problem);
            }
        }
    }

    /// Tells the problems after the first `known` ones where they are.
    fn place_problems(&mut self, known: usize, place: impl Fn(&mut Problem)) {
        if let Some(reader) = self.reader().filter(|reader| reader.problems() > known) {
            reader.place_problems(known, place);
        }
    }

    /// Fills a scalar by `read`, or takes it as `taken`.
    fn scalar<T>(
        &mut self,
        value: &mut T,
        read: impl FnOnce(&mut Reader<'_>) -> Option<T>,
        taken: impl FnOnce(&mut T) -> Tree,
    ) {
        match &mut self.0 {
            Mode::Read(reader) => {
                if let Some(read) = read(reader) {
                    *value = read;
                }
            }
            Mode::Take(tree) => *tree = taken(value),
        }
    }

    /// Fills a value from a text by `parse`, or takes it as a text.
    fn parsed<T: ToString>(&mut self, value: &mut T, expected: &'static str, parse: fn(&str) -> Option<T>) {
        let read = |reader: &mut Reader<'_>| {
            let text = reader.text()?;
            let parsed = parse(&text);
            if parsed.is_none() && !reader.has_stopped() {
                reader.note(Problem::mismatch(expected, "another text"));
            }
            parsed
        };
        self.scalar(value, read, |value| Tree::Text(value.to_string()));
    }
}

/// The reader, as long as there is another member.
trait FilterNext: Sized {
    fn filter_next(self, is_first: &mut bool) -> Self;
}

impl FilterNext for Option<&mut Reader<'_>> {
    #[inline]
    fn filter_next(self, is_first: &mut bool) -> Self {
        self.and_then(|reader| reader.next(is_first, b'}').then_some(reader))
    }
}

impl Model for String {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| reader.text().map(std::borrow::Cow::into_owned);
        visitor.scalar(self, read, |text| Tree::Text(std::mem::take(text)));
    }
}

impl Model for bool {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| {
            if reader.word("true") {
                return Some(true);
            }
            if reader.word("false") {
                return Some(false);
            }
            reader.mismatch("true or false");
            None
        };
        visitor.scalar(self, read, |value| Tree::Boolean(*value));
    }
}

impl Model for i64 {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| {
            let start = reader.place();
            let number = reader.number().and_then(whole);
            if number.is_none() {
                reader.go_to(start);
                reader.mismatch("a whole number");
            }
            number
        };
        visitor.scalar(self, read, |value| Tree::Integer(*value));
    }
}

/// A whole number, also when it is written as `1.0` or `1e3`.
fn whole(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        // Beyond 2^53 a number with a fraction or an exponent stands for no single whole number.
        let is_exact = number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0;
        #[expect(clippy::cast_possible_truncation, reason = "it is a whole number below 2^53")]
        is_exact.then_some(number as i64)
    })
}

impl Model for f64 {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| {
            let start = reader.place();
            let number = reader.number().and_then(|text| text.parse().ok());
            if number.is_none() {
                reader.go_to(start);
                reader.mismatch("a number");
            }
            number
        };
        visitor.scalar(self, read, |value| Tree::Number(*value));
    }
}

impl Model for Timestamp {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.parsed(self, "a moment (RFC 3339)", |text| text.parse().ok());
    }
}

impl Model for Date {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.parsed(self, "a day (YYYY-MM-DD)", |text| text.parse().ok());
    }
}

impl Model for Value {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        visitor.scalar(self, |reader| Some(reader.json()), |value| Tree::Json(value.take()));
    }
}

impl Model for JsonObject {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let read = |reader: &mut Reader<'_>| {
            if reader.peek() == b'{'
                && let Value::Object(object) = reader.json()
            {
                return Some(object);
            }
            reader.mismatch("an object");
            None
        };
        visitor.scalar(self, read, |object| Tree::Json(Value::Object(std::mem::take(object))));
    }
}

impl<T: Model + Default> Model for Option<T> {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let Some(reader) = visitor.reader() else {
            if let Some(value) = self {
                value.visit(visitor);
            }
            return;
        };
        if reader.peek() == b'n' && reader.word("null") {
            *self = None;
            return;
        }
        let before = reader.problems();
        self.insert(T::default()).visit(visitor);
        // A value of another type is no value; one with problems inside is.
        if visitor.reader().is_some_and(|reader| reader.is_mismatch(before)) {
            *self = None;
        }
    }
}

impl<T: Model> Model for Box<T> {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        (**self).visit(visitor);
    }
}

impl<T: Model + Default> Model for Vec<T> {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let Some(reader) = visitor.reader() else {
            let items = self.iter_mut().map(|item| visitor.taken(item)).collect();
            visitor.0 = Mode::Take(Tree::List(items));
            return;
        };
        self.clear();
        if !reader.open(b'[', "a list") {
            return;
        }
        let mut is_first = true;
        while visitor.reader().is_some_and(|reader| reader.next(&mut is_first, b']')) {
            let (before, index) = (visitor.problem_count(), self.len());
            let mut item = T::default();
            item.visit(visitor);
            self.push(item);
            visitor.place_problems(before, |problem| problem.within_item(index));
        }
    }
}

impl<T: Model + Default> Model for BTreeMap<String, T> {
    fn visit(&mut self, visitor: &mut Visitor<'_>) {
        let Some(reader) = visitor.reader() else {
            let entries = self
                .iter_mut()
                .map(|(key, value)| (key.clone(), visitor.taken(value)))
                .collect();
            visitor.0 = Mode::Take(Tree::Map(entries));
            return;
        };
        self.clear();
        if !reader.open(b'{', "an object") {
            return;
        }
        let mut is_first = true;
        while let Some(reader) = visitor.reader().filter_next(&mut is_first) {
            let key = reader.key().into_owned();
            let before = reader.problems();
            let mut value = T::default();
            value.visit(visitor);
            visitor.place_problems(before, |problem| problem.within(&key));
            self.insert(key, value);
        }
    }
}

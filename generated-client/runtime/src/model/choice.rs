//! Reads the values of unions, by trying what fits.

use std::fmt;

use serde_json::Value;

use crate::model::{Model, Visitor};

/// The choice between the alternatives of a union. Of the alternatives that fit the value without a problem the one that knows most of
/// the value's fields is taken, and the first among equals.
///
/// A union inside of an alternative fits every value, so that it is skipped while the alternative is tried and read when the alternative
/// is taken: however deeply unions are nested, the time for a value grows with its length, its depth and the number of alternatives only.
#[doc(hidden)]
pub struct Choice<'c, 'v, U> {
    visitor: &'c mut Visitor<'v>,
    /// Where the value begins.
    start: usize,
    best: Option<Best<'v, U>>,
}

struct Best<'v, U> {
    /// How many fields it knows.
    known: usize,
    outcome: Outcome<'v, U>,
}

enum Outcome<'v, U> {
    /// The value, and where it ends.
    Read(U, usize),
    /// The value must be read again, for there are unions in it.
    Again(Box<dyn FnOnce(&mut Visitor<'v>) -> U>),
}

impl<'c, 'v, U: 'static> Choice<'c, 'v, U> {
    pub(crate) fn new(visitor: &'c mut Visitor<'v>) -> Self {
        let start = visitor.reader().map_or(0, |reader| reader.place());
        Self {
            visitor,
            start,
            best: None,
        }
    }

    /// Tries an alternative.
    #[must_use]
    pub fn or<T: Model + Default + 'static>(mut self, make: fn(T) -> U) -> Self {
        let Some(before) = self.visitor.reader().and_then(|reader| reader.begin_trial(self.start)) else {
            return self;
        };
        let mut value = T::default();
        value.visit(self.visitor);
        let Some(trial) = self.visitor.reader().and_then(|reader| reader.end_trial(&before)) else {
            return self;
        };
        if self.best.as_ref().is_none_or(|best| best.known < trial.known) {
            let outcome = if trial.has_unions {
                Outcome::Again(Box::new(move |visitor| {
                    let mut value = T::default();
                    value.visit(visitor);
                    make(value)
                }))
            } else {
                Outcome::Read(make(value), trial.end)
            };
            self.best = Some(Best {
                known: trial.known,
                outcome,
            });
        }
        self
    }

    /// Takes the best alternative, or keeps the JSON where none fits.
    pub fn end(self, unknown: fn(Value) -> U) -> U {
        let Self { visitor, start, best } = self;
        let outcome = best.map(|best| best.outcome);
        if let Some(reader) = visitor.reader() {
            match &outcome {
                Some(Outcome::Read(_, end)) => reader.go_to(*end),
                Some(Outcome::Again(_)) | None => reader.go_to(start),
            }
        }
        match outcome {
            Some(Outcome::Read(value, _)) => value,
            Some(Outcome::Again(read)) => read(visitor),
            None => {
                let json = visitor.reader().map(super::Reader::union_json).unwrap_or_default();
                unknown(json)
            }
        }
    }
}

impl<U> fmt::Debug for Choice<'_, '_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Choice")
    }
}

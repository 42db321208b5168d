//! The choice between the variants of a union.

use std::cmp::Reverse;
use std::fmt;

use serde_json::Value;

use crate::response::model::ahead::Ahead;
use crate::response::model::reader::{Attempt, Reader};
use crate::response::model::shape::{Fit, FitKind};
use crate::response::model::visitor::{Model, Visitor};

/// The choice between the variants of a union. Names and literals rule out most of them before a value is read; what is left is decided by
/// reading. See [`Reading`](crate::Reading) for the rules.
#[doc(hidden)]
pub struct Choice<'c, 'v, U> {
    reader: &'c mut Reader<'v>,
    /// `None` when the value was skipped.
    ahead: Option<Ahead<'v>>,
    candidates: Vec<Candidate<U>>,
    /// How many variants are records.
    records: usize,
    /// Whether a variant has a literal of the value.
    is_decided: bool,
}

struct Candidate<U> {
    fit: Fit,
    read: Box<ReadVariant<U>>,
}

impl<'v> Visitor<'v> {
    /// Begins the choice between the variants of a union that is to be filled.
    pub fn choice<U: 'static>(&mut self) -> Option<Choice<'_, 'v, U>> {
        self.reader().map(Choice::new)
    }
}

type ReadVariant<U> = dyn Fn(&mut Visitor<'_>) -> U;

impl<'c, 'v, U: 'static> Choice<'c, 'v, U> {
    pub(super) fn new(reader: &'c mut Reader<'v>) -> Self {
        let is_skipped = reader.skip_union();
        let ahead = (!is_skipped).then(|| Ahead::new(reader));
        Self {
            reader,
            ahead,
            candidates: Vec::new(),
            records: 0,
            is_decided: false,
        }
    }

    /// Adds a variant.
    #[must_use]
    pub fn or<T: Model + Default + 'static>(mut self, make: fn(T) -> U) -> Self {
        let Some(ahead) = &mut self.ahead else {
            return self;
        };
        let shape = T::shape();
        if ahead.first() == b'{' {
            self.records += shape.records();
        }
        if let Some(fit) = shape.fit(ahead, self.is_decided) {
            self.is_decided |= fit.kind == FitKind::Literal;
            let read = move |visitor: &mut Visitor<'_>| {
                let mut value = T::default();
                value.visit(visitor);
                make(value)
            };
            let read = Box::new(read);
            self.candidates.push(Candidate { fit, read });
        }
        self
    }

    /// Returns the variant that the value fits, or keeps the JSON when it fits none.
    pub fn end(self, unknown: fn(Value) -> U) -> U {
        let Self {
            reader,
            ahead,
            mut candidates,
            records,
            ..
        } = self;
        let Some(mut ahead) = ahead else {
            return unknown(Value::Null);
        };
        let is_on_trial = reader.is_on_trial();
        // Among several records, one without required fields would take everything; alone, it takes what it knows something of.
        let is_empty = ahead.first() == b'{' && ahead.members().is_empty();
        candidates.retain(|Candidate { fit, .. }| {
            fit.kind != FitKind::Optional || (records == 1 && (fit.known > 0 || is_empty))
        });
        candidates.sort_by_key(|candidate| Reverse(candidate.fit));
        let mut left = candidates.as_slice();
        while let Some(first) = left.first() {
            let kind = first.fit.kind;
            let (equals, others) = left.split_at(left.partition_point(|candidate| candidate.fit.kind == kind));
            if let Some(chosen) = choose(reader, equals) {
                return chosen;
            }
            if kind == FitKind::Literal || reader.has_stopped() {
                break;
            }
            left = others;
        }
        if is_on_trial {
            reader.unfit();
        } else if reader.is_nothing() || (candidates.is_empty() && ahead.first() == b'n') {
            reader.mismatch("a value", true);
        } else {
            return unknown(reader.json());
        }
        unknown(Value::Null)
    }
}

/// Reads the value as the best of some variants that names don't tell apart.
fn choose<U>(reader: &mut Reader<'_>, candidates: &[Candidate<U>]) -> Option<U> {
    let mut best: Option<(&Candidate<U>, usize)> = None;
    let has_literal = candidates.first()?.fit.kind == FitKind::Literal;
    if let [single] = candidates {
        best = Some((single, 0));
    } else {
        for candidate in candidates {
            let (value, probe) = read(reader, candidate, Attempt::Probe)?;
            if !probe.fits() || best.is_some_and(|(_, lost)| lost <= probe.lost()) {
                continue;
            }
            if probe.lost() == 0 && !probe.has_unions() && probe.errors() == 0 {
                reader.absorb(probe);
                return Some(value);
            }
            best = Some((candidate, probe.lost()));
            if probe.lost() == 0 {
                break;
            }
        }
    }
    let (chosen, _) = best.or(candidates.first().filter(|_| has_literal).map(|first| (first, 0)))?;
    let attempt = if has_literal { Attempt::Chosen } else { Attempt::Trial };
    let (value, variant) = read(reader, chosen, attempt)?;
    if variant.is_broken() || (variant.fits() && (variant.errors() == 0 || variant.is_strict())) {
        reader.absorb(variant);
        return Some(value);
    }
    if has_literal {
        reader.note_unknown(variant);
    }
    None
}

/// Reads the value ahead as a variant, and leaves the reader as it is.
fn read<'v, U>(reader: &mut Reader<'v>, variant: &Candidate<U>, attempt: Attempt) -> Option<(U, Reader<'v>)> {
    let mut visitor = Visitor::of(reader.attempt(attempt));
    let value = (variant.read)(&mut visitor);
    Some((value, visitor.into_reader()?))
}

impl<U> fmt::Debug for Choice<'_, '_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Choice")
    }
}

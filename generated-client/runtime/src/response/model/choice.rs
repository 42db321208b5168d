//! The choice between the variants of a union.

use std::cmp::Reverse;

use crate::response::model::ahead::Ahead;
use crate::response::model::reader::{Attempt, Reader};
use crate::response::model::shape::{Fit, FitKind, Shape};
use crate::response::model::visitor::Visitor;

/// The number of the variant for a value that fits no other.
const UNKNOWN: usize = usize::MAX;

/// A union, whose variants are numbered in the order of its shape.
#[doc(hidden)]
pub trait Union {
    /// Makes the value an empty one of a variant; of `Unknown` for any other number.
    fn set(&mut self, variant: usize);

    /// Hands the value of the variant to a visitor.
    fn visit_variant(&mut self, visitor: &mut Visitor<'_>);
}

/// A variant that names and literals don't rule out.
struct Candidate {
    variant: usize,
    fit: Fit,
}

impl Visitor<'_> {
    /// Visits a union. Names and literals rule out most variants before the value is read; what is left is decided by reading. See
    /// [`Reading`](crate::Reading) for the rules.
    pub fn union(&mut self, union: &mut dyn Union, shape: Shape) {
        let Shape::Union(variants) = shape else { return };
        let is_read = self.reader().is_some_and(|reader| read_union(reader, union, variants));
        if !is_read {
            union.visit_variant(self);
        }
    }
}

/// Reads the value ahead as the variant that it fits. Returns false when it is to be kept as `Unknown`.
fn read_union(reader: &mut Reader<'_>, union: &mut dyn Union, variants: &[fn() -> Shape]) -> bool {
    union.set(UNKNOWN);
    if reader.skip_union() {
        return true;
    }
    let mut ahead = Ahead::new(reader);
    let candidates = candidates(variants, &mut ahead);
    let is_on_trial = reader.is_on_trial();
    for equals in candidates.chunk_by(|one, other| one.fit.kind == other.fit.kind) {
        if choose(reader, union, equals) {
            return true;
        }
        if equals.iter().any(Candidate::has_literal) || reader.has_stopped {
            break;
        }
    }
    union.set(UNKNOWN);
    if is_on_trial {
        reader.unfit();
    } else if reader.is_nothing() || (candidates.is_empty() && ahead.first == b'n') {
        reader.mismatch("a value", true);
    } else {
        return false;
    }
    true
}

/// The variants that the value ahead may fit, the best first.
fn candidates(variants: &[fn() -> Shape], ahead: &mut Ahead<'_>) -> Vec<Candidate> {
    let (mut candidates, mut is_decided) = (Vec::new(), false);
    for (variant, shape) in variants.iter().enumerate() {
        if let Some(fit) = shape().fit(ahead, is_decided) {
            is_decided |= fit.kind == FitKind::Literal;
            candidates.push(Candidate { variant, fit });
        }
    }
    // Among several records, one without required fields would take everything; alone, it takes what it knows something of.
    if candidates
        .iter()
        .any(|candidate| candidate.fit.kind == FitKind::Optional)
    {
        let is_single = variants.iter().map(|shape| shape().records()).sum::<usize>() == 1;
        let is_empty = ahead.members().is_empty();
        candidates.retain(|Candidate { fit, .. }| {
            fit.kind != FitKind::Optional || (is_single && (fit.known > 0 || is_empty))
        });
    }
    candidates.sort_by_key(|candidate| Reverse(candidate.fit));
    candidates
}

/// Reads the value as the best of some variants that names don't tell apart. Returns whether it fits one.
fn choose(reader: &mut Reader<'_>, union: &mut dyn Union, candidates: &[Candidate]) -> bool {
    let has_literal = candidates.iter().any(Candidate::has_literal);
    let mut best: Option<(usize, usize)> = None;
    if let [single] = candidates {
        best = Some((single.variant, 0));
    } else {
        for candidate in candidates {
            let probe = read(reader, union, candidate.variant, Attempt::Probe);
            if !probe.fits() || best.is_some_and(|(_, lost)| lost <= probe.lost) {
                continue;
            }
            if probe.lost == 0 && !probe.has_unions && probe.errors == 0 {
                reader.absorb(probe);
                return true;
            }
            best = Some((candidate.variant, probe.lost));
            if probe.lost == 0 {
                break;
            }
        }
    }
    let first = candidates.first().filter(|_| has_literal);
    let Some(chosen) = best.map(|(variant, _)| variant).or(first.map(|first| first.variant)) else {
        return false;
    };
    let attempt = if has_literal { Attempt::Chosen } else { Attempt::Trial };
    let variant = read(reader, union, chosen, attempt);
    if variant.is_broken() || (variant.fits() && (variant.errors == 0 || variant.is_strict())) {
        reader.absorb(variant);
        return true;
    }
    if has_literal {
        reader.note_unknown(variant);
    }
    false
}

/// Reads the value ahead as a variant, and leaves the reader as it is.
fn read<'v>(reader: &mut Reader<'v>, union: &mut dyn Union, variant: usize, attempt: Attempt) -> Reader<'v> {
    let mut visitor = Visitor::of(reader.attempt(attempt));
    union.set(variant);
    union.visit_variant(&mut visitor);
    visitor.into_reader()
}

impl Candidate {
    fn has_literal(&self) -> bool {
        self.fit.kind == FitKind::Literal
    }
}

//! What is different between two trees of pages, and what that does to callers of the emitted crate.
//!
//! ```text
//! old pages ┐
//!           ├─ compare ─> changes, each of a kind (kind) with its class, and the call before and after (calls) ─ report ─> text
//! new pages ┘
//! ```

mod calls;
mod constraints;
mod endpoints;
mod entries;
mod kind;
mod members;
mod notice;
mod reach;
mod record;
mod report;
mod responses;
mod schemas;
mod shapes;
mod slot;
mod suspects;
mod version;
mod webhooks;

use rayon::join;

use crate::Analysis;
use record::{Side, Sides};

pub use entries::Filter;
pub use kind::{Class, Kind};
pub use record::{Change, Migration, Position, Reach};
pub use report::{Format, report};
pub use suspects::{Outline, suspects};
pub use version::next_version;

/// What is different between two trees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The changes, sorted by class, then by id, then by position.
    pub changes: Vec<Change>,
    /// What looks like a mistake of the new pages: who, and what happens.
    pub suspects: Vec<(String, &'static str)>,
    /// Old names that the new pages claim with `renamed-from` and that the old tree doesn't have.
    pub unknown_old_names: Vec<(Position, String)>,
    /// Whether the silence of pages that can't speak of types was no statement.
    pub is_partial: bool,
}

/// Compares two trees of pages without errors.
///
/// Where only one tree states types, or where the caller says so (`is_partial`), types, constraints and responses are compared only of pages
/// that speak of them in both trees.
#[must_use]
pub fn compare(old: &Analysis, new: &Analysis, is_partial: bool) -> Difference {
    let (old, new) = join(|| Side::new(old), || Side::new(new));
    let renamed = schemas::renamed(&old, &new);
    let is_untyped = [&old, &new].map(endpoints::is_untyped);
    let sides = Sides {
        old: &old,
        new: &new,
        renamed_schemas: &renamed,
        is_partial: is_partial || is_untyped == [true, false] || is_untyped == [false, true],
    };
    let mut changes = endpoints::compare(&sides);
    if !(sides.is_partial && is_untyped.contains(&true)) {
        changes.extend(schemas::compare(&sides));
        changes.extend(webhooks::compare(&sides));
    }
    reach::add(&mut changes, &sides);
    calls::add(&mut changes, &sides);
    changes.sort_by(|one, other| {
        let key = |change: &Change| (change.class(), change.id.clone(), change.source.clone());
        key(one).cmp(&key(other)).then_with(|| one.kind.cmp(&other.kind))
    });
    let mut outlines = (endpoints::outlines(&old, &changes), endpoints::outlines(&new, &changes));
    if sides.is_partial {
        outlines.0.values_mut().for_each(|outline| outline.has_response = false);
    }
    let unknown = endpoints::unknown_old_names(&sides).into_iter();
    Difference {
        suspects: suspects(&outlines.0, &outlines.1),
        unknown_old_names: unknown.map(|(position, id)| (position, id.to_string())).collect(),
        is_partial: sides.is_partial,
        changes,
    }
}

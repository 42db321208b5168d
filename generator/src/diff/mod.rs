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
mod kind;
mod members;
mod record;
mod report;
mod responses;
mod schemas;
mod shapes;
mod slot;
mod version;

use crate::Analysis;
use record::{Side, Sides};

pub use kind::{Class, Kind};
pub use record::{Change, Migration, Position};
pub use report::{Format, report};
pub use version::{Bump, next_version};

/// Compares two trees of pages without errors. The changes come sorted by class, then by id, then by position.
#[must_use]
pub fn compare(old: &Analysis, new: &Analysis) -> Vec<Change> {
    let (old, new) = (Side::new(old), Side::new(new));
    let renamed = schemas::renamed(&old, &new);
    let sides = Sides {
        old: &old,
        new: &new,
        renamed_schemas: &renamed,
    };
    let mut changes = endpoints::compare(&sides);
    changes.extend(schemas::compare(&sides));
    calls::add(&mut changes, &sides);
    changes.sort_by(|one, other| {
        let key = |change: &Change| (change.class(), change.id.clone(), change.source.clone());
        key(one).cmp(&key(other)).then_with(|| one.kind.cmp(&other.kind))
    });
    changes
}

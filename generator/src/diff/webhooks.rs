//! Compares webhook events: which are gone or new, and what the payloads of the others have become.

use std::collections::BTreeMap;

use super::kind::Kind;
use super::record::{Change, Record, Side, Sides, both};
use super::schemas;
use super::slot::Usage;
use crate::rust_model::Webhook;

/// Compares all events.
pub(super) fn compare(sides: &Sides<'_, '_>) -> Vec<Change> {
    let (old, new) = (by_id(sides.old), by_id(sides.new));
    let mut changes = Vec::new();
    for (id, before, after) in both(&old, &new) {
        let mut record = Record::new(sides, id.clone());
        record.usage = Usage::RESPONSE;
        let span = |webhook: &Webhook<'_>| webhook.payload.origin.span;
        match (before, after) {
            (Some(before), Some(after)) => pair(before, after, &mut record),
            (Some(before), None) => _ = record.add_gone(Kind::EventRemoved, span(before)).from(id.clone()),
            (None, Some(after)) => _ = record.add(Kind::EventAdded, span(after)).to(id.clone()),
            (None, None) => {}
        }
        changes.extend(record.changes);
    }
    changes
}

fn pair<'a>(before: &Webhook<'a>, after: &Webhook<'a>, record: &mut Record<'_, 'a>) {
    let (old, new, span) = (before.origin.0, after.origin.0, after.payload.origin.span);
    record.edition(old.edition.as_deref(), new.edition.as_deref(), span);
    if (&old.title, &old.receivers, &old.docs_url) != (&new.title, &new.receivers, &new.docs_url) {
        record.add(Kind::DocsChanged, span);
    }
    schemas::pair(&before.payload, &after.payload, record);
}

/// The events by the ids that changes have: `webhooks.issues.opened`.
fn by_id<'m, 'a>(side: &'m Side<'a>) -> BTreeMap<String, &'m Webhook<'a>> {
    let webhooks = side.model.webhooks.iter();
    webhooks
        .map(|webhook| (format!("webhooks.{}", webhook.origin.id()), webhook))
        .collect()
}

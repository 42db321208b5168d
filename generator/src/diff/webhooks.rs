//! Compares webhook events: which are gone or new, and what the payloads of the others have become.

use std::collections::BTreeMap;

use super::kind::Kind;
use super::record::{Change, Record, Side, Sides};
use super::schemas;
use super::slot::Usage;
use crate::rust_model::Webhook;

/// Compares all events.
pub(super) fn compare(sides: &Sides<'_, '_>) -> Vec<Change> {
    let (old, new) = (by_id(sides.old), by_id(sides.new));
    let mut changes = Vec::new();
    for (id, before) in &old {
        let mut record = Record::new(sides, id.clone());
        record.usage = Usage::RESPONSE;
        if let Some(after) = new.get(id) {
            pair(before, after, &mut record);
        } else {
            let change = record.add_gone(Kind::EventRemoved, before.payload.origin.span);
            change.from(id.clone());
        }
        changes.extend(record.changes);
    }
    for (id, webhook) in new.iter().filter(|(id, _)| !old.contains_key(*id)) {
        let mut record = Record::new(sides, id.clone());
        record.add(Kind::EventAdded, webhook.payload.origin.span).to(id.clone());
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

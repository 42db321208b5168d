//! The page of a webhook event -> a webhook.

use super::report::Report;
use super::rows::Shared;
use super::schema;
use crate::diagnostic::Code;
use crate::ir::{Object, Schema, Type, Webhook};
use crate::page::WebhookPage;

/// Lowers the page of a webhook event.
pub(super) fn lower(page: &WebhookPage, shared: &Shared<'_>, report: &mut Report<'_>) -> Webhook {
    let root = Type::Object(Object::default());
    let mut webhook = Webhook {
        event: page.event.value.clone(),
        action: page.action.as_ref().map(|action| action.value.clone()),
        title: page.name.value.clone(),
        receivers: page.receivers.clone(),
        edition: page.edition.clone(),
        docs_url: page.see_also.as_ref().map(|url| url.value.clone()),
        payload: Schema {
            name: String::new(),
            description: page.description.clone(),
            value: schema::with_rows(&page.fields, &root, ("payload", true), shared, report).into(),
            source: report.location(page.name.span),
            span: page.name.span,
        },
    };
    webhook.payload.name = webhook.word();
    if let Some(action) = &page.action {
        check_action(&webhook, &action.value, page, report);
    }
    webhook
}

/// Reports a page whose payload has another `action` than the page says: readers choose the page by it.
fn check_action(webhook: &Webhook, action: &str, page: &WebhookPage, report: &mut Report<'_>) {
    let fields = webhook.payload.value.ty.fields();
    let row = fields.iter().find(|field| field.name == "action");
    if row.is_some_and(|row| row.value.ty == Type::Enum(vec![action.to_owned()])) {
        return;
    }
    let span = row.map_or(page.name.span, |row| row.span);
    let message = format!("the payload has no `action` that is always \"{action}\"");
    report
        .add(Code::InvalidType, span, message)
        .help(format!("write `\"{action}\"` as the type of the row `action`"));
}

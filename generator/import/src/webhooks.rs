//! Webhook events of a description -> the IR. The description spells each object of a payload out wherever it is, so that one pull request
//! has dozens of copies. Here objects of the same title are one schema, which takes what each copy takes.
//!
//! | object | becomes |
//! |---|---|
//! | a component that operations have too | a reference to it |
//! | one with a title: `Pull Request` | the schema `WebhookPullRequest` |
//! | a component without a title: `webhooks_answer` | the schema `WebhookAnswer` |
//! | one that several actions of an event have in the same property: `check_suite` | the schema `WebhookCheckSuite` |
//! | what differs in nothing from a schema of operations | a reference to that |
//! | another one | rows where it is |

use std::cell::RefCell;
use std::collections::BTreeMap;

use octoscribe_generator::ir::{Api, Object, Type, Webhook};

use crate::combine::fields;
use crate::error::Error;
use crate::names;
use crate::openapi::{Operation, preferred};
use crate::payloads::{MIN_FIELDS, Payloads, is_alike, refer, schema};
use crate::values::{At, Reader};

/// Adds the webhook events of the reader's description to an API that has its endpoints and their schemas.
pub(crate) fn describe(reader: Reader<'_>, api: &mut Api, top: &At<'_>) -> Result<(), Error> {
    let payloads = RefCell::new(Payloads::beside(api));
    let at = At::In(top, "x-webhooks");
    let mut webhooks = Vec::new();
    for (name, item) in &reader.description.webhooks {
        for (_, operation) in item.operations() {
            let reader = Reader {
                payloads: Some(&payloads),
                ..reader
            };
            webhooks.extend(webhook(reader, operation, &At::In(&at, name))?);
        }
    }
    let mut payloads = payloads.into_inner();
    share_within_events(&mut webhooks, &mut payloads);
    let (mut schemas, replaced) = payloads.finish();
    if let Some(clash) = schemas.iter().find(|schema| api.schema(&schema.name).is_some()) {
        let cause = "is the name of a component and of an object of payloads";
        return Err(Error::at(at, format_args!("`{}` {cause}", clash.name)));
    }
    let payloads = webhooks.iter_mut().map(|webhook| &mut webhook.payload);
    payloads
        .chain(&mut schemas)
        .for_each(|schema| refer(&mut schema.value.ty, &replaced));
    webhooks.sort_by(|one, other| (&one.event, &one.action).cmp(&(&other.event, &other.action)));
    api.webhooks = webhooks;
    api.schemas.extend(schemas);
    api.schemas.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(())
}

fn webhook<'a>(reader: Reader<'a>, operation: &'a Operation, at: &At<'_>) -> Result<Option<Webhook>, Error> {
    let body = operation.request_body.as_ref();
    let content = body.and_then(|body| preferred(&body.content));
    let Some(payload) = content.and_then(|(_, content)| content.schema.as_ref()) else {
        return Ok(None);
    };
    let mut value = reader.followed(payload, at)?;
    let mut action = None;
    if let Type::Object(object) = &mut value.ty
        && let Some(field) = object.fields.iter_mut().find(|field| field.name == "action")
        && let Type::Enum(values) = &field.value.ty
        && let [only] = values.as_slice()
    {
        // What tells payloads apart is always there.
        (action, field.required) = (Some(only.clone()), true);
    }
    let Some(event) = &operation.github.subcategory else {
        return Ok(None);
    };
    let mut webhook = Webhook {
        event: event.replace('-', "_"),
        action,
        receivers: operation.github.receivers.clone(),
        docs_url: operation.external_docs.as_ref().map(|docs| docs.url.clone()),
        payload: schema(String::new(), value.ty),
        ..Webhook::default()
    };
    webhook.payload.description.clone_from(&operation.description);
    webhook.payload.name = webhook.word();
    Ok(Some(webhook))
}

/// Gives a schema to the objects that several actions of an event have in the same property.
fn share_within_events(webhooks: &mut [Webhook], payloads: &mut Payloads) {
    let mut found: BTreeMap<(String, String), Vec<Object>> = BTreeMap::new();
    for webhook in webhooks.iter() {
        for (name, object) in own_objects(&webhook.payload.value.ty) {
            let place = (webhook.event.clone(), name.to_owned());
            found.entry(place).or_default().push(object.clone());
        }
    }
    found.retain(|_, objects| {
        let is_like_all = |one: &Object| objects.iter().all(|other| is_alike(one, other));
        objects.len() > 1 && objects.iter().all(is_like_all)
    });
    for webhook in webhooks {
        let Type::Object(payload) = &mut webhook.payload.value.ty else {
            continue;
        };
        for field in &mut payload.fields {
            if !found.contains_key(&(webhook.event.clone(), field.name.clone())) {
                continue;
            }
            let [event, property] = [&webhook.event, &field.name].map(|word| names::schema(word));
            let name = if event.ends_with(&property) {
                event
            } else {
                event + &property
            };
            let value = match &mut field.value.ty {
                Type::List(items) => &mut **items,
                _ => &mut field.value,
            };
            *value = payloads.hoist(value.clone(), &name);
        }
    }
}

/// The objects that a payload has in its properties, or in lists there.
fn own_objects(payload: &Type) -> impl Iterator<Item = (&str, &Object)> {
    fields(payload).iter().filter_map(|field| {
        let ty = field.value.ty.only_variant().unwrap_or(&field.value.ty);
        let ty = if let Type::List(items) = ty { &items.ty } else { ty };
        match ty {
            Type::Object(object) if object.fields.len() >= MIN_FIELDS => Some((field.name.as_str(), object)),
            _ => None,
        }
    })
}

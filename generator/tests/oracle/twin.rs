//! The benign twin of an API: the same endpoints and types, with harmless words in place of everything that is free text.

use octoscribe_generator::ir::{Api, Field, Type};

/// The same API without what anybody wrote for people to read.
pub(crate) fn of(api: &Api) -> Api {
    let mut twin = api.clone();
    for endpoint in &mut twin.endpoints {
        "Title".clone_into(&mut endpoint.title);
        harmless(&mut endpoint.description);
        if let Some(url) = &mut endpoint.docs_url {
            "https://docs.example.com".clone_into(url);
        }
        for parameter in &mut endpoint.parameters {
            calm_field(&mut parameter.field);
        }
        for response in &mut endpoint.responses {
            harmless(&mut response.description);
            if let Some(body) = &mut response.body {
                calm(&mut body.ty);
            }
        }
    }
    for schema in &mut twin.schemas {
        harmless(&mut schema.description);
        calm(&mut schema.value.ty);
    }
    twin
}

/// What is empty stays so: whether there is a text at all may show.
fn harmless(text: &mut String) {
    if !text.is_empty() {
        "Words.".clone_into(text);
    }
}

fn calm(ty: &mut Type) {
    match ty {
        Type::Object(object) => object.fields.iter_mut().for_each(calm_field),
        Type::List(inside) | Type::Map(inside) => calm(&mut inside.ty),
        Type::Union(variants) => variants.iter_mut().for_each(calm),
        _ => {}
    }
}

fn calm_field(field: &mut Field) {
    harmless(&mut field.description);
    if let Some(default) = &mut field.default {
        harmless(default);
    }
    for evidence in &mut field.evidence {
        harmless(&mut evidence.text);
    }
    calm(&mut field.value.ty);
}

//! The benign twin of an API: the same endpoints and types, with harmless words in place of everything that is free text.

use octoscribe_generator::ir::{Api, Parameter};

/// The same API without what anybody wrote for people to read.
pub(crate) fn of(api: &Api) -> Api {
    let mut twin = api.clone();
    for endpoint in &mut twin.endpoints {
        "Title".clone_into(&mut endpoint.title);
        harmless(&mut endpoint.description);
        if let Some(url) = &mut endpoint.docs_url {
            "https://docs.example.com".clone_into(url);
        }
        calm(&mut endpoint.parameters);
        for response in &mut endpoint.responses {
            harmless(&mut response.description);
            calm(&mut response.fields);
        }
    }
    for schema in &mut twin.schemas {
        harmless(&mut schema.description);
        calm(&mut schema.fields);
    }
    twin
}

/// What is empty stays so: whether there is a text at all may show.
fn harmless(text: &mut String) {
    if !text.is_empty() {
        "Words.".clone_into(text);
    }
}

fn calm(parameters: &mut [Parameter]) {
    for parameter in parameters {
        harmless(&mut parameter.description);
        if let Some(default) = &mut parameter.default {
            harmless(default);
        }
        for evidence in &mut parameter.evidence {
            harmless(&mut evidence.text);
        }
        calm(&mut parameter.fields);
        calm(&mut parameter.elements);
    }
}

//! The model becomes files: one emitter for each kind of file.

mod arguments;
mod declaration;
mod doc;
mod endpoint;
mod endpoints;
mod format;
mod imports;
mod method_doc;
mod own;
mod response;
pub(crate) mod rust_example;
mod schemas;
mod scope;
mod value_type;
mod webhooks;

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use proc_macro2::TokenStream;
use quote::quote;
use rapidhash::fast::RapidHasher;
use rayon::prelude::*;

use crate::config::Config;
use crate::ir::Api;
use crate::rust_model::{Endpoint, Model, WEBHOOKS, names};

use rust_example::Context;

pub(crate) use doc::code;
pub(crate) use endpoint::{field_signature, member_signature, setter_signature, signature};
pub use format::HEADER;

/// One emitted file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmittedFile {
    /// Path relative to the output directory, with `/` between its parts.
    pub path: String,
    /// Covers everything that the content depends on, except the generator itself.
    pub digest: u64,
    /// The content; `None` when the caller has it.
    pub content: Option<String>,
}

/// A file to be emitted: the digest of its model, and how its tokens are made.
struct File<'f> {
    path: String,
    digest: u64,
    tokens: Box<dyn Fn() -> TokenStream + Sync + Send + 'f>,
}

/// Emits all files, sorted by path. `pages_url` is the URL that the paths of pages are relative to; without it, nothing links to pages.
/// `is_current` says by path and digest that the caller has a file, which is then not made again.
#[must_use]
pub fn emit(api: &Api, pages_url: Option<&str>, is_current: &(dyn Fn(&str, u64) -> bool + Sync)) -> Vec<EmittedFile> {
    let config = Config {
        pages_url: pages_url.map(str::to_owned),
        ..Config::default()
    };
    emit_model(api, &Model::new(api), &config, &[], is_current)
}

/// [`emit`] for an API whose model is there already.
pub(crate) fn emit_model(
    api: &Api,
    model: &Model<'_>,
    config: &Config,
    releases: &[String],
    is_current: &(dyn Fn(&str, u64) -> bool + Sync),
) -> Vec<EmittedFile> {
    let context = Context::new(api, model, config);
    let mut files = files(&context, releases);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let emitted = files.into_par_iter().map(|File { path, digest, tokens }| EmittedFile {
        content: (!is_current(&path, digest)).then(|| content(&*tokens, config)),
        path,
        digest,
    });
    emitted.collect()
}

fn files<'c>(context: &'c Context<'c>, releases: &'c [String]) -> Vec<File<'c>> {
    let model = context.model;
    let mut files: Vec<File<'c>> = Vec::new();
    let mut add = |path: String, digest: u64, tokens: Box<dyn Fn() -> TokenStream + Sync + Send + 'c>| {
        files.push(File { path, digest, tokens });
    };
    let schemas = model.schemas.par_iter();
    let schemas: HashMap<&str, u64> = schemas.map(|schema| (schema.page, digest(schema))).collect();
    for scope in &model.scopes {
        let directory = names::module_file(&scope.module);
        // Examples and tests hold values of the schemas that parameters reach.
        let of_endpoint = |endpoint: &Endpoint<'_>| {
            let parameters = endpoint.origin.parameters.iter();
            let reached = context
                .api
                .reached(parameters.map(|parameter| &parameter.field.value.ty));
            let reached = reached.into_iter().map(|name| schemas.get(name));
            digest(&(endpoint, &endpoint.origin.edition, reached.collect::<Vec<_>>()))
        };
        let digests: Vec<u64> = scope.endpoints.par_iter().map(of_endpoint).collect();
        for (endpoint, own) in scope.endpoints.iter().zip(&digests) {
            let path = format!("{directory}/{}.rs", names::module_file(&endpoint.name));
            let digest = digest(&(own, endpoint.origin.0, context.config));
            add(path, digest, Box::new(move || endpoint::file(scope, endpoint, context)));
        }
        let all = digest(&(scope.page, digests, context.config));
        add(
            format!("{directory}/mod.rs"),
            all,
            Box::new(move || scope::module(scope, context)),
        );
        // A crate of one's own has no pages beside its client to compare requests with.
        if context.config.service.is_none() {
            add(
                format!("{directory}/tests.rs"),
                all,
                Box::new(move || scope::tests(scope, context)),
            );
        }
    }
    for (schema, declared) in schemas::emitted(model) {
        let path = format!("schemas/{}.rs", names::module_file(&schema.module));
        let digest = digest(&(schema, schema.origin.0, context.config));
        add(path, digest, Box::new(move || schemas::file(schema, declared, context)));
    }
    let modules = schemas::emitted(model).map(|(schema, declared)| {
        let has_inner = !declared.inner.is_empty();
        (schema.page, &schema.gates, declared.name(), has_inner)
    });
    let modules = digest(&(modules.collect::<Vec<_>>(), context.config));
    add(
        "schemas/mod.rs".to_owned(),
        modules,
        Box::new(move || schemas::module(model)),
    );
    for (webhook, declared) in webhooks::emitted(model) {
        let path = format!("webhooks/{}.rs", names::module_file(&webhook.payload.module));
        let digest = digest(&(webhook, webhook.origin.0, context.config));
        add(
            path,
            digest,
            Box::new(move || webhooks::file(webhook, declared, context)),
        );
    }
    if !model.webhooks.is_empty() {
        let origins = model.webhooks.iter().map(|webhook| webhook.origin.0);
        let digest = digest(&origins.collect::<Vec<_>>());
        add(
            "webhooks/mod.rs".to_owned(),
            digest,
            Box::new(move || webhooks::module(model)),
        );
    }
    let endpoints = model.scopes.iter().flat_map(|scope| &scope.endpoints);
    let endpoints = endpoints.map(|endpoint| {
        (
            &endpoint.id,
            &endpoint.route,
            &endpoint.origin.title,
            endpoint.origin.method,
            &endpoint.origin.edition,
        )
    });
    let endpoints = digest(&(endpoints.collect::<Vec<_>>(), releases, context.config));
    add(
        "endpoints.rs".to_owned(),
        endpoints,
        Box::new(move || endpoints::file(model, releases)),
    );
    let scopes: Vec<_> = model.scopes.iter().map(|scope| (scope.page, scope.edition)).collect();
    let digest = digest(&(scopes, model.webhooks.is_empty(), context.config));
    add("mod.rs".to_owned(), digest, Box::new(move || root(context)));
    if let Some(service) = &context.config.service {
        for (name, text) in own::FILES {
            let tokens = move || own::tokens(text, service);
            add(format!("{name}.rs"), digest, Box::new(tokens));
        }
    }
    files
}

/// ```ignore
/// //! Everything that is emitted from the docs.
///
/// pub mod schemas;
/// #[cfg(all(doc, feature = "all-scopes"))]
/// pub mod endpoints;
///
/// #[cfg(feature = "packages")]
/// pub mod packages;
///
/// #[cfg(feature = "webhooks")]
/// pub mod webhooks;
/// ```
fn root(context: &Context<'_>) -> TokenStream {
    let doc = doc::Doc::new("What the endpoint docs say: a module for each scope, and the types that scopes share.");
    let doc = doc.inner();
    let own = context.config.service.as_ref().map(|_| own::modules());
    let modules = context.model.scopes.iter().map(|scope| {
        let (feature, module) = (&scope.feature, names::identifier(&scope.module));
        if let Some(edition) = scope.edition {
            quote!(#[cfg(all(feature = #edition, feature = #feature))] pub mod #module;)
        } else {
            quote!(#[cfg(feature = #feature)] pub mod #module;)
        }
    });
    let webhooks = (!context.model.webhooks.is_empty()).then(|| {
        quote!(
            #[cfg(feature = #WEBHOOKS)]
            pub mod webhooks;
        )
    });
    quote! {
        #doc
        #own
        pub mod schemas;
        #[cfg(all(doc, feature = "all-scopes"))]
        pub mod endpoints;
        #(#modules)*
        #webhooks
    }
}

/// The formatted file. Tokens that don't parse are a defect of an emitter; they are written out, so that the compiler shows them.
fn content(tokens: &dyn Fn() -> TokenStream, config: &Config) -> String {
    let header = format::header(config);
    format::file(&header, tokens())
        .unwrap_or_else(|error| format!("{header}\ncompile_error!({:?});\n{}\n", error.to_string(), tokens()))
}

fn digest(value: &impl Hash) -> u64 {
    let mut hasher = RapidHasher::default_const();
    value.hash(&mut hasher);
    hasher.finish()
}

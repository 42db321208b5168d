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

impl<'f> File<'f> {
    /// A file that is made from `parts` and from the settings.
    fn new(path: impl Into<String>, parts: &impl Hash, tokens: impl Fn() -> TokenStream + Sync + Send + 'f) -> Self {
        Self {
            path: path.into(),
            digest: digest(parts),
            tokens: Box::new(tokens),
        }
    }
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
    let context = Context { api, model, config };
    let mut files = files(&context, releases);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let settings = digest(config);
    let emitted = files.into_par_iter().map(|File { path, digest, tokens }| {
        let digest = self::digest(&(digest, settings));
        EmittedFile {
            content: (!is_current(&path, digest)).then(|| content(&*tokens, config)),
            path,
            digest,
        }
    });
    emitted.collect()
}

fn files<'c>(context: &'c Context<'c>, releases: &'c [String]) -> Vec<File<'c>> {
    let model = context.model;
    let mut files: Vec<File<'c>> = Vec::new();
    let schemas = model.schemas.par_iter();
    let schemas: HashMap<&str, u64> = schemas.map(|schema| (schema.page, digest(schema))).collect();
    for scope in &model.scopes {
        let directory = names::module_file(&scope.module);
        // Examples and tests hold values of the schemas that parameters reach.
        let of_endpoint = |endpoint: &Endpoint<'_>| {
            let reached = context.api.reached(endpoint.origin.0.sent_types());
            let reached = reached.into_iter().map(|name| schemas.get(name));
            digest(&(endpoint, &endpoint.origin.edition, reached.collect::<Vec<_>>()))
        };
        let digests: Vec<u64> = scope.endpoints.par_iter().map(of_endpoint).collect();
        for (endpoint, own) in scope.endpoints.iter().zip(&digests) {
            let path = format!("{directory}/{}.rs", names::module_file(&endpoint.name));
            let parts = (own, endpoint.origin.0);
            files.push(File::new(path, &parts, move || {
                endpoint::file(scope, endpoint, context)
            }));
        }
        let parts = (scope.page, digests);
        let module = move || scope::module(scope, context);
        files.push(File::new(format!("{directory}/mod.rs"), &parts, module));
        // A crate of one's own has no pages beside its client to compare requests with.
        if context.config.service.is_none() {
            let tests = move || scope::tests(scope, context);
            files.push(File::new(format!("{directory}/tests.rs"), &parts, tests));
        }
    }
    for (schema, declared) in schemas::emitted(model) {
        let path = format!("schemas/{}.rs", names::module_file(&schema.module));
        let parts = (schema, schema.origin.0);
        files.push(File::new(path, &parts, move || {
            schemas::file(schema, declared, context)
        }));
    }
    let modules = schemas::emitted(model).map(|(schema, declared)| {
        let has_inner = !declared.inner.is_empty();
        (schema.page, &schema.gates, declared.name(), has_inner)
    });
    let modules: Vec<_> = modules.collect();
    files.push(File::new("schemas/mod.rs", &modules, move || schemas::module(model)));
    for (webhook, declared) in webhooks::emitted(model) {
        let path = format!("webhooks/{}.rs", names::module_file(&webhook.payload.module));
        let parts = (webhook, webhook.origin.0);
        files.push(File::new(path, &parts, move || {
            webhooks::file(webhook, declared, context)
        }));
    }
    if !model.webhooks.is_empty() {
        let origins: Vec<_> = model.webhooks.iter().map(|webhook| webhook.origin.0).collect();
        files.push(File::new("webhooks/mod.rs", &origins, move || webhooks::module(model)));
    }
    let endpoints = model.scopes.iter().flat_map(|scope| &scope.endpoints);
    let endpoints = endpoints.map(|endpoint| {
        let page = endpoint.origin.0;
        (&endpoint.id, &endpoint.route, &page.title, page.method, &page.edition)
    });
    let parts = (endpoints.collect::<Vec<_>>(), releases);
    files.push(File::new("endpoints.rs", &parts, move || {
        endpoints::file(model, releases)
    }));
    let scopes: Vec<_> = model.scopes.iter().map(|scope| (scope.page, scope.edition)).collect();
    let parts = (scopes, model.webhooks.is_empty());
    files.push(File::new("mod.rs", &parts, move || root(context)));
    if let Some(service) = &context.config.service {
        let own = own::FILES.iter().map(|(name, text)| {
            let tokens = move || own::tokens(text, service);
            File::new(format!("{name}.rs"), &parts, tokens)
        });
        files.extend(own);
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
    let own = context.config.service.as_ref().map(|_| {
        quote! {
            pub(crate) mod client;
            pub(crate) mod request;
        }
    });
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

//! The IR becomes files. One emitter for each kind of output; what they share is the model of a module's Rust types.

mod answer;
mod arguments;
mod declaration;
mod doc;
mod endpoint;
mod expression;
mod imports;
pub(crate) mod model;
mod outcome;
mod rust_example;
mod schemas;
mod scope;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use proc_macro2::TokenStream;
use quote::quote;
use rayon::prelude::*;

use crate::example::{Examples, Purpose};
use crate::ir::{Api, Endpoint};
use crate::{format, names};
use endpoint::Surroundings;
use model::Schemas;

/// One emitted file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmittedFile {
    /// Path relative to the output folder, with `/` between its parts.
    pub path: String,
    /// Covers everything that the content depends on, but for the generator itself.
    pub digest: u64,
    /// The text; `None` when the caller said that its copy is current.
    pub content: Option<String>,
}

/// A file to be emitted: what it depends on, and how its tokens are made.
struct Unit<'u> {
    path: String,
    digest: u64,
    tokens: Box<dyn Fn() -> TokenStream + Sync + 'u>,
}

/// Emits all files, sorted by path. A file of which `is_current` says that the caller has it, by path and digest, is not made again.
#[must_use]
pub fn emit(api: &Api, is_current: &(dyn Fn(&str, u64) -> bool + Sync)) -> Vec<EmittedFile> {
    let surroundings = Surroundings::new(api);
    let test_examples = Examples::new(api, Purpose::Test);
    let mut units = units(api, &surroundings, &test_examples);
    units.sort_by(|a, b| a.path.cmp(&b.path));
    units
        .par_iter()
        .map(|unit| EmittedFile {
            path: unit.path.clone(),
            digest: unit.digest,
            content: (!is_current(&unit.path, unit.digest)).then(|| content(unit)),
        })
        .collect()
}

/// The text of a file. Tokens that don't parse are a defect of an emitter; they are written out, so that the compiler shows them.
fn content(unit: &Unit<'_>) -> String {
    let tokens = (unit.tokens)();
    let text = tokens.to_string();
    format::file(tokens)
        .unwrap_or_else(|error| format!("{}\ncompile_error!({:?});\n{text}\n", format::HEADER, error.to_string()))
}

/// Cargo features for the scopes, sorted.
#[must_use]
pub fn features(api: &Api) -> Vec<String> {
    by_scope(api).into_keys().map(names::feature).collect()
}

fn by_scope(api: &Api) -> BTreeMap<&str, Vec<&Endpoint>> {
    let mut scopes: BTreeMap<&str, Vec<&Endpoint>> = BTreeMap::new();
    for endpoint in &api.endpoints {
        scopes.entry(&endpoint.scope).or_default().push(endpoint);
    }
    scopes
}

fn units<'u>(api: &'u Api, surroundings: &'u Surroundings<'u>, test_examples: &'u Examples<'u>) -> Vec<Unit<'u>> {
    let mut units: Vec<Unit<'u>> = Vec::new();
    let mut add = |path: String, digest: u64, tokens: Box<dyn Fn() -> TokenStream + Sync + 'u>| {
        units.push(Unit { path, digest, tokens });
    };
    let scopes = by_scope(api);
    for (scope, endpoints) in &scopes {
        let folder = names::snake(scope);
        let digests: Vec<u64> = endpoints
            .iter()
            .map(|endpoint| endpoint_digest(endpoint, surroundings))
            .collect();
        for (&endpoint, &digest) in endpoints.iter().zip(&digests) {
            let path = format!("{folder}/{}.rs", names::snake(&endpoint.name));
            add(path, digest, Box::new(move || endpoint::file(endpoint, surroundings)));
        }
        let all = digest(&digests);
        let (module, tests) = (endpoints.clone(), endpoints.clone());
        let scope: &'u str = scope;
        add(
            format!("{folder}/mod.rs"),
            all,
            Box::new(move || scope::module(scope, &module, surroundings)),
        );
        add(
            format!("{folder}/tests.rs"),
            all,
            Box::new(move || scope::tests(scope, &tests, surroundings, test_examples)),
        );
    }
    let reached = schemas::reached(api, &surroundings.schemas);
    for (name, used) in &reached {
        let Some(schema) = surroundings.schemas.get(name) else {
            continue;
        };
        let path = format!("schemas/{}.rs", names::snake(name));
        let digest = digest(&(schema, used, schemas::facts(schema, &surroundings.schemas)));
        let used = used.clone();
        add(
            path,
            digest,
            Box::new(move || schemas::file(schema, &used, &surroundings.schemas)),
        );
    }
    let names: Vec<String> = scopes.keys().map(|scope| (*scope).to_owned()).collect();
    let (digest_of_schemas, digest_of_root) = (digest(&reached), digest(&names));
    add(
        "schemas/mod.rs".to_owned(),
        digest_of_schemas,
        Box::new(move || schemas::module(&reached, &surroundings.schemas)),
    );
    add("mod.rs".to_owned(), digest_of_root, Box::new(move || root(&names)));
    units
}

/// ```ignore
/// //! Everything that is emitted from the docs.
///
/// pub mod schemas;
///
/// #[cfg(feature = "packages")]
/// pub mod packages;
/// ```
fn root(scopes: &[String]) -> TokenStream {
    let doc =
        doc::Doc::new("What the endpoint docs say: a module for each scope, and the types that scopes share.").inner();
    let features = scopes.iter().map(|scope| names::feature(scope));
    let modules = scopes.iter().map(|scope| names::argument(scope));
    quote! {
        #doc
        pub mod schemas;
        #(#[cfg(feature = #features)] pub mod #modules;)*
    }
}

fn digest(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Covers an endpoint, the schemas that its types refer to, and the endpoint that it forwards to.
fn endpoint_digest(endpoint: &Endpoint, surroundings: &Surroundings<'_>) -> u64 {
    let target = surroundings.forward_target(endpoint);
    digest(&(
        endpoint,
        target,
        reached_schemas(&surroundings.schemas, endpoint.parameters.iter()),
        reached_by_answers(&surroundings.schemas, endpoint),
    ))
}

fn reached_schemas<'a, 'p>(
    schemas: &Schemas<'a>,
    parameters: impl Iterator<Item = &'p crate::ir::Parameter>,
) -> Vec<Option<&'a crate::ir::Schema>> {
    schemas.reach(parameters).iter().map(|name| schemas.get(name)).collect()
}

/// What the types of an endpoint's answers are, as far as its own file depends on it.
fn reached_by_answers<'a>(schemas: &Schemas<'a>, endpoint: &Endpoint) -> Vec<(&'a str, &'a crate::ir::Type)> {
    let roots: Vec<_> = endpoint.responses.iter().map(outcome::root).collect();
    let named = schemas.named(roots.iter()).into_values();
    named.map(|schema| (schema.name.as_str(), &schema.ty)).collect()
}

/// A one-line text of the docs, safe inside rustdoc.
fn text(plain: &str) -> String {
    crate::page::prose::escape_inline(plain)
}

/// A text as inline code, whatever backticks it holds.
fn code(plain: &str) -> String {
    let longest = plain.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let flat: String = plain.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if longest > 0 || flat.starts_with(' ') || flat.is_empty() {
        format!("{fence} {flat} {fence}")
    } else {
        format!("{fence}{flat}{fence}")
    }
}

//! The IR becomes files. One emitter for each kind of output; what they share is the model of a module's Rust types.

mod answer;
mod answer_example;
pub(crate) mod arguments;
mod declaration;
mod doc;
pub(crate) mod endpoint;
pub(crate) mod expression;
mod forward;
mod imports;
mod method_doc;
pub(crate) mod model;
mod outcome;
pub(crate) mod outline;
pub(crate) mod rust_example;
mod schemas;
mod scope;
pub(crate) mod shared_types;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use proc_macro2::TokenStream;
use quote::quote;
use rapidhash::fast::RapidHasher;
use rayon::prelude::*;

use crate::example::{Examples, Purpose};
use crate::ir::{Api, Endpoint, Schema};
use crate::{format, names};
use endpoint::Surroundings;
use outline::Outline;
use shared_types::Schemas;

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
    format::file((unit.tokens)()).unwrap_or_else(|error| {
        let text = (unit.tokens)();
        format!("{}\ncompile_error!({:?});\n{text}\n", format::HEADER, error.to_string())
    })
}

/// The path of an endpoint's file.
pub(crate) fn file_of(endpoint: &Endpoint) -> String {
    format!(
        "{}/{}.rs",
        names::module_file(&endpoint.scope),
        names::module_file(&endpoint.name)
    )
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
    let schemas = digests_of_schemas(&surroundings.schemas);
    let digests = |endpoint| {
        (
            file_of(endpoint),
            Digests::of_endpoint(endpoint, surroundings, &schemas),
        )
    };
    let scopes = by_scope(api);
    let endpoints: Vec<&Endpoint> = scopes.values().flatten().copied().collect();
    let digests: Vec<(String, Digests)> = endpoints.into_par_iter().map(digests).collect();
    let mut digests = digests.into_iter();
    for (scope, endpoints) in &scopes {
        let folder = names::module_file(scope);
        let files: Vec<(String, Digests)> = digests.by_ref().take(endpoints.len()).collect();
        let all = digest(&files.iter().map(|(_, digests)| digests.call).collect::<Vec<_>>());
        for (&endpoint, (path, digests)) in endpoints.iter().zip(files) {
            add(
                path,
                digests.file,
                Box::new(move || endpoint::file(endpoint, surroundings)),
            );
        }
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
    let all = &surroundings.schemas;
    let files = schemas.into_par_iter().filter_map(|(schema, own)| {
        let used = reached.get(schema.name.as_str())?;
        let path = format!("schemas/{}.rs", names::module_file(&schema.name));
        let digest = digest(&(own, used, all.facts(all.named_by_schema(schema))));
        Some((path, digest, schema, used.is_sent))
    });
    for (path, digest, schema, is_sent) in files.collect::<Vec<_>>() {
        add(path, digest, Box::new(move || schemas::file(schema, is_sent, all)));
    }
    let names: Vec<String> = scopes.keys().map(|scope| (*scope).to_owned()).collect();
    let (digest_of_schemas, digest_of_root) = (digest(&reached), digest(&names));
    add(
        "schemas/mod.rs".to_owned(),
        digest_of_schemas,
        Box::new(move || schemas::module(&reached)),
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
    let modules = scopes.iter().map(|scope| names::function(scope));
    quote! {
        #doc
        pub mod schemas;
        #(#[cfg(feature = #features)] pub mod #modules;)*
    }
}

pub(crate) fn digest(value: &impl Hash) -> u64 {
    let mut hasher = RapidHasher::default_const();
    value.hash(&mut hasher);
    hasher.finish()
}

/// What depends on an endpoint.
struct Digests {
    /// Of its own file.
    file: u64,
    /// Of files that only call it: prose doesn't count.
    call: u64,
}

impl Digests {
    /// Covers an endpoint, the endpoint that it forwards to, the schemas that the types of their parameters refer to, and what its module
    /// needs to know of those of its answers.
    fn of_endpoint(endpoint: &Endpoint, surroundings: &Surroundings<'_>, digests: &[(&Schema, u64)]) -> Self {
        let target = surroundings.forward_target(endpoint);
        let schemas = &surroundings.schemas;
        let both = [Some(endpoint), target];
        let parameters = both.into_iter().flatten().flat_map(|endpoint| &endpoint.parameters);
        let reached = schemas.reach(parameters);
        let reached: Vec<Option<&u64>> = reached
            .iter()
            .map(|place| digests.get(*place).map(|(_, digest)| digest))
            .collect();
        let responses = both.into_iter().flatten().flat_map(|endpoint| &endpoint.responses);
        let answers: Vec<_> = responses
            .map(|response| schemas.facts(schemas.named_by_response(response)))
            .collect();
        let schemas = digest(&(reached, answers));
        Self {
            file: digest(&(endpoint, target, schemas)),
            call: digest(&(Outline(endpoint), target.map(Outline), schemas)),
        }
    }
}

/// Covers each schema, and where it is used, in the order of [`Schemas::all`].
fn digests_of_schemas<'a>(schemas: &Schemas<'a>) -> Vec<(&'a Schema, u64)> {
    let all: Vec<&Schema> = schemas.all().collect();
    all.into_par_iter()
        .map(|schema| (schema, digest(&(schema, schemas.side(schema)))))
        .collect()
}

/// A one-line text of the docs, safe inside rustdoc.
fn text(plain: &str) -> String {
    crate::page::prose::escape_inline(plain)
}

/// A text as inline code, whatever backticks it holds.
pub(crate) fn code(plain: &str) -> String {
    let longest = plain.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let flat: String = plain.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if longest > 0 || flat.starts_with(' ') || flat.is_empty() {
        format!("{fence} {flat} {fence}")
    } else {
        format!("{fence}{flat}{fence}")
    }
}

//! Reads Markdown endpoint docs and emits a typed, validating Rust client.
//!
//! Text in, files out: no file system, no network, and no panic on any input. The whole pipeline:
//!
//! ```text
//! sources --page::read--> pages --lower::lower--> ir::Api --infer::infer--> ir::Api --rust_model--> model --emit--> files
//! ```
//!
//! Every step but the last reports what it finds as [`Diagnostic`]s and goes on; nothing may be emitted while one of them is an error.

pub mod config;
pub mod diagnostic;
pub mod diff;
mod emit;
pub mod explain;
pub mod fix;
mod infer;
pub mod ir;
mod line_index;
pub mod lower;
mod markdown;
pub mod page;
pub mod provenance;
pub mod render;
mod rust_model;
pub mod sample;
pub mod source;
mod suggest;
mod version;

use std::iter;
use std::ops::Range;

use rayon::prelude::*;

use config::Config;
use diagnostic::{Diagnostic, Severity};
use page::Page;
use provenance::Provenance;
use source::{Source, SourceId, Sources};

pub use emit::{EmittedFile, HEADER, emit};
pub use rust_model::{features, names};

/// What the pages of a run say, and what is wrong with them.
#[derive(Debug, Default)]
pub struct Analysis {
    /// The pages' texts, sorted by path; those that only teach types come last.
    pub sources: Sources,
    /// What they say; fit for [`emit`] only when there are no errors.
    pub api: ir::Api,
    /// All findings, by the path of their page and their span in it.
    pub diagnostics: Vec<Diagnostic>,
}

impl Analysis {
    /// Whether a finding keeps output from being written.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity() == Severity::Error)
    }
}

/// The pages of an analysis, which the next one doesn't read again where path, text, place and settings are the same.
#[derive(Debug, Default)]
pub struct ReadPages {
    config: Config,
    pages: Vec<ReadPage>,
}

/// A page, as far as it could be read, and what is wrong with it.
#[derive(Debug)]
struct ReadPage {
    source: Source,
    page: Option<Page>,
    diagnostics: Vec<Diagnostic>,
}

/// An example of an endpoint of a crate: its imports, and its call on `client` as an expression.
#[must_use]
pub fn example(api: &ir::Api, config: &Config, id: &ir::EndpointId) -> Option<(Vec<String>, String)> {
    emit::rust_example::example(api, config, &id.to_string())
}

/// Reads and lowers all pages, in whatever order they come. Types that pages don't state are inferred from those that do.
#[must_use]
pub fn analyse(sources: Vec<Source>) -> Analysis {
    analyse_for(sources, Vec::new(), Vec::new(), &Config::default(), None)
}

/// Like [`analyse`] with the settings of a crate, with pages that add nothing to the API, but whose types tell those of untyped pages, and with
/// the paths of pages that may be anywhere ([`Sources::with_loose`]). Takes pages that are as they were from `known`, and leaves all pages there.
#[must_use]
pub fn analyse_for(
    own: Vec<Source>,
    types: Vec<Source>,
    loose: Vec<String>,
    config: &Config,
    known: Option<&mut ReadPages>,
) -> Analysis {
    analyse_then(own, types, loose, config, known, &Provenance::default(), |_, _| ()).0
}

/// [`analyse_for`] and [`emit`] in one step: what both need is worked out once. Emits nothing when a finding keeps output from being written.
#[must_use]
pub fn generate(
    own: Vec<Source>,
    types: Vec<Source>,
    loose: Vec<String>,
    config: &Config,
    provenance: &Provenance,
    is_current: &(dyn Fn(&str, u64) -> bool + Sync),
) -> (Analysis, Vec<EmittedFile>) {
    let emit = |api: &ir::Api, model: &rust_model::Model<'_>| {
        emit::emit_model(api, model, config, &provenance.releases, is_current)
    };
    let (analysis, emitted) = analyse_then(own, types, loose, config, None, provenance, emit);
    (analysis, emitted.unwrap_or_default())
}

/// Analyses, then does something with what the API is in Rust unless there are errors.
fn analyse_then<T>(
    own: Vec<Source>,
    types: Vec<Source>,
    loose: Vec<String>,
    config: &Config,
    mut known: Option<&mut ReadPages>,
    provenance: &Provenance,
    then: impl FnOnce(&ir::Api, &rust_model::Model<'_>) -> T,
) -> (Analysis, Option<T>) {
    let (sources, own_end) = in_order(own, types);
    let sources = sources.with_loose(loose);
    let last = known.as_deref_mut().map(std::mem::take).unwrap_or_default();
    let pages = read(&sources, config, last);
    let mut diagnostics: Vec<Diagnostic> = pages.iter().flat_map(|page| page.diagnostics.iter().cloned()).collect();
    let all = sources.ids();
    let (own_ids, type_ids) = (all.start..own_end, own_end..all.end);
    let (mut api, found) = lower::lower(&pages_of(&pages, &own_ids), &sources, own_ids);
    diagnostics.extend(found);
    let taught = (!type_ids.is_empty()).then(|| {
        let (taught, found) = lower::lower(&pages_of(&pages, &type_ids), &sources, type_ids);
        diagnostics.extend(found);
        taught
    });
    infer::infer(&mut api, taught.as_ref(), &sources);
    provenance.describe(&mut api, &config.docs.host);
    if let Some(known) = known {
        *known = ReadPages {
            config: config.clone(),
            pages,
        };
    }
    let model = rust_model::Model::new(&api);
    diagnostics.extend(rust_model::name_check::check(&model));
    diagnostics.extend(infer::check(&api));
    diagnostic::without_follow_ups(&mut diagnostics);
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span.source, diagnostic.span.start, diagnostic.code));
    let is_sound = diagnostics.iter().all(|found| found.severity() != Severity::Error);
    let done = is_sound.then(|| then(&api, &model));
    drop(model);
    let analysis = Analysis {
        sources,
        api,
        diagnostics,
    };
    (analysis, done)
}

/// The sources of both trees, each sorted by path, and the id of the first source of the second tree.
fn in_order(mut own: Vec<Source>, mut types: Vec<Source>) -> (Sources, SourceId) {
    own.sort_by(|one, other| one.path.cmp(&other.path));
    types.sort_by(|one, other| one.path.cmp(&other.path));
    let own_end = Sources::id_after(&own);
    own.extend(types);
    (Sources::new(own), own_end)
}

/// Reads all pages but those that were read `last` as they are now.
fn read(sources: &Sources, config: &Config, last: ReadPages) -> Vec<ReadPage> {
    let last = if last.config == *config { last.pages } else { Vec::new() };
    let last = last.into_iter().map(Some).chain(iter::repeat_with(|| None));
    let sources: Vec<((SourceId, &Source), Option<ReadPage>)> = sources.iter().zip(last).collect();
    let read = sources.into_par_iter().map(|((id, source), last)| {
        last.filter(|last| last.source == *source).unwrap_or_else(|| {
            let mut diagnostics = Vec::new();
            ReadPage {
                source: source.clone(),
                page: page::read(id, source, config, &mut diagnostics),
                diagnostics,
            }
        })
    });
    read.collect()
}

/// The pages of one tree.
fn pages_of<'p>(pages: &'p [ReadPage], ids: &Range<SourceId>) -> Vec<&'p Page> {
    let pages = pages.get(ids.start.0 as usize..ids.end.0 as usize).unwrap_or_default();
    pages.iter().filter_map(|read| read.page.as_ref()).collect()
}

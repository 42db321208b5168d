//! Reads Markdown endpoint docs and emits a typed, validating Rust client.
//!
//! Text in, files out: no file system, no network, and no panic on any input. The whole pipeline:
//!
//! ```text
//! sources --page::read--> pages --lower::lower--> ir::Api --infer::infer--> ir::Api --emit--> files
//! ```
//!
//! Every step but the last reports what it finds as [`Diagnostic`]s and goes on; nothing may be emitted while one of them is an error.

pub mod diagnostic;
mod emit;
pub mod example;
pub mod explain;
mod format;
mod infer;
pub mod ir;
pub mod ir_json;
pub mod line_index;
pub mod lower;
mod name_check;
pub mod names;
pub mod page;
mod pattern_example;
pub mod render;
mod signature;
pub mod source;
pub mod subtype;

use rayon::prelude::*;

use diagnostic::{Diagnostic, Severity};
use page::Page;
use source::{Source, Sources};

pub use emit::{EmittedFile, emit, features};
pub use format::HEADER;

/// What the pages of a run say, and what is wrong with them.
#[derive(Debug)]
pub struct Analysis {
    /// The pages' texts.
    pub sources: Sources,
    /// What they say; fit for [`emit`] only when there are no errors.
    pub api: ir::Api,
    /// All findings, in the order of the sources and of the places in them.
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

/// Reads and lowers all pages. Types that pages don't state are inferred from those that do.
#[must_use]
pub fn analyse(sources: Vec<Source>) -> Analysis {
    analyse_with(sources, Vec::new())
}

/// Like [`analyse`], with pages that add nothing to the API, but whose types tell those of untyped pages.
#[must_use]
pub fn analyse_with(own: Vec<Source>, types: Vec<Source>) -> Analysis {
    let mut all = own;
    let own_end = Sources::id_behind(&all);
    all.extend(types);
    let sources = Sources::new(all);
    let read: Vec<(Option<Page>, Vec<Diagnostic>)> = sources
        .iter()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(id, source)| {
            let mut diagnostics = Vec::new();
            (page::read(id, source, &mut diagnostics), diagnostics)
        })
        .collect();
    let (pages, diagnostics): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    let mut pages: Vec<Page> = pages.into_iter().flatten().collect();
    let mut diagnostics: Vec<Diagnostic> = diagnostics.into_iter().flatten().collect();
    let ids = sources.ids();
    let teaching = pages.split_off(pages.partition_point(|page| page.source() < own_end));
    let (mut api, found) = lower::tree_of(&pages, &sources, ids.start..own_end);
    diagnostics.extend(found);
    let mut types = None;
    if own_end < ids.end {
        let (taught, found) = lower::tree_of(&teaching, &sources, own_end..ids.end);
        diagnostics.extend(found);
        types = Some(taught);
    }
    infer::infer(&mut api, types.as_ref(), &sources);
    diagnostics.extend(name_check::check(&api));
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span.source, diagnostic.span.start, diagnostic.code));
    Analysis {
        sources,
        api,
        diagnostics,
    }
}

//! Reads Markdown endpoint docs and emits a typed, validating Rust client.
//!
//! Text in, files out: no file system, no network, and no panic on any input. The whole pipeline:
//!
//! ```text
//! sources --page::read--> pages --lower::lower--> ir::Api --emit--> files
//! ```
//!
//! Every step but the last reports what it finds as [`Diagnostic`]s and goes on; nothing may be emitted while one of them is an error.

pub mod diagnostic;
pub mod diff;
mod emit;
pub mod example;
mod format;
pub mod ir;
pub mod ir_json;
pub mod line_index;
pub mod lower;
mod name_check;
pub mod names;
pub mod page;
mod pattern_example;
pub mod render;
pub mod source;

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

/// Reads and lowers all pages.
#[must_use]
pub fn analyse(sources: Vec<Source>) -> Analysis {
    let sources = Sources::new(sources);
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
    let pages: Vec<Page> = pages.into_iter().flatten().collect();
    let mut diagnostics: Vec<Diagnostic> = diagnostics.into_iter().flatten().collect();
    let (api, found) = lower::lower(&pages, &sources);
    diagnostics.extend(found);
    diagnostics.extend(name_check::check(&api));
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span.source, diagnostic.span.start, diagnostic.code));
    Analysis {
        sources,
        api,
        diagnostics,
    }
}

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
pub mod diff;
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
mod references;
pub mod render;
mod session;
mod signature;
pub mod source;
pub mod subtype;

use diagnostic::{Diagnostic, Severity};
use source::{Source, Sources};

pub use emit::{EmittedFile, emit, features};
pub use format::HEADER;
pub use session::Session;

/// What the pages of a run say, and what is wrong with them.
#[derive(Debug, Default)]
pub struct Analysis {
    /// The pages' texts, sorted by path.
    pub sources: Sources,
    /// What they say; fit for [`emit`] only when there are no errors.
    pub api: ir::Api,
    /// All findings, by the path of their page and the place in it.
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

/// Reads and lowers all pages, in whatever order they come. Types that pages don't state are inferred from those that do.
#[must_use]
pub fn analyse(sources: Vec<Source>) -> Analysis {
    analyse_with(sources, Vec::new())
}

/// Like [`analyse`], with pages that add nothing to the API, but whose types tell those of untyped pages.
#[must_use]
pub fn analyse_with(own: Vec<Source>, types: Vec<Source>) -> Analysis {
    let mut session = Session::default();
    std::mem::take(session.update_with(own, types))
}

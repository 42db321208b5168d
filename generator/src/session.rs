//! Analyses one tree of pages again and again. What has not changed is neither read nor lowered nor checked anew, and the outcome is the same
//! as if it were.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::Analysis;
use crate::diagnostic::Diagnostic;
use crate::lower::{self, Known};
use crate::name_check::{self, Checked};
use crate::page::{self, Page};
use crate::source::{Source, SourceId, Sources};

/// An analysis that can be brought up to date.
#[derive(Debug, Default)]
pub struct Session {
    analysis: Analysis,
    /// What was read from each source.
    pages: Vec<Reading>,
    known: Known,
    checked: Checked,
}

/// A page, as far as it could be read, and what was wrong with it.
type Reading = (Option<Page>, Vec<Diagnostic>);

impl Session {
    /// The outcome for the pages given last.
    #[must_use]
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// Analyses a tree of pages, in whatever order they come. Costs the least when the paths are those of the last time.
    pub fn update(&mut self, mut sources: Vec<Source>) -> &mut Analysis {
        sources.sort_by(|one, other| one.path.cmp(&other.path));
        let sources = Sources::new(sources);
        let old = std::mem::take(&mut self.analysis);
        // A span names its source by its place in the list, so a page at another place is another page.
        let is_same = |id: SourceId, source: &Source| old.sources.get(id) == Some(source);
        let unchanged: HashSet<SourceId> = sources
            .iter()
            .filter(|(id, source)| is_same(*id, source))
            .map(|(id, _)| id)
            .collect();
        self.pages = read(&sources, std::mem::take(&mut self.pages), &unchanged);

        // What something was said about is looked at again, for it to be said again.
        let mut reusable = unchanged;
        for diagnostic in &old.diagnostics {
            reusable.remove(&diagnostic.span.source);
        }
        self.known.keep(old.api, &reusable, &self.pages, &sources);
        let pages: Vec<&Page> = self.pages.iter().filter_map(|(page, _)| page.as_ref()).collect();
        let (api, found, reused) = lower::lower_again(&pages, &sources, &mut self.known);

        let mut diagnostics: Vec<Diagnostic> = self.pages.iter().flat_map(|(_, found)| found).cloned().collect();
        diagnostics.extend(found);
        diagnostics.extend(name_check::check(&api, &reused, &mut self.checked));
        diagnostics.sort_by_key(|diagnostic| (diagnostic.span.source, diagnostic.span.start, diagnostic.code));
        self.analysis = Analysis {
            sources,
            api,
            diagnostics,
        };
        &mut self.analysis
    }
}

/// Reads all pages but those that were read before.
fn read(sources: &Sources, old: Vec<Reading>, unchanged: &HashSet<SourceId>) -> Vec<Reading> {
    let old = old.into_iter().map(Some).chain(std::iter::repeat_with(|| None));
    let waiting: Vec<_> = sources.iter().zip(old).collect();
    waiting
        .into_par_iter()
        .map(|((id, source), old)| {
            let read_again = || {
                let mut diagnostics = Vec::new();
                (page::read(id, source, &mut diagnostics), diagnostics)
            };
            old.filter(|_| unchanged.contains(&id)).unwrap_or_else(read_again)
        })
        .collect()
}

//! Analyses one tree of pages again and again. What has not changed is neither read nor lowered nor checked anew, and the outcome is the same
//! as if it were.

mod saved;

use std::collections::HashSet;
use std::ops::Range;

use rayon::prelude::*;

use crate::Analysis;
use crate::diagnostic::Diagnostic;
use crate::infer;
use crate::ir::Api;
use crate::lower::{self, Known, Reading};
use crate::name_check::{self, Checked};
use crate::page::{self, Page};
use crate::source::{Source, SourceId, Sources};
use saved::Saved;

/// An analysis that can be brought up to date.
#[derive(Debug, Default)]
pub struct Session {
    analysis: Analysis,
    /// What was read from each source.
    pages: Vec<Reading>,
    known: Known,
    checked: Checked,
    taught: Option<Taught>,
    /// How many pages the last update has lowered.
    lowered: usize,
    /// What a session of another process has left, until the pages come.
    saved: Option<Saved>,
}

impl Session {
    /// A session that goes on where one of another process stopped which was [saved](Self::save) by the same build of the program. What
    /// is damaged, or was saved by another build, is as good as nothing: it costs time, and changes no outcome.
    #[must_use]
    pub fn resume(saved: Vec<u8>, build: u64) -> Self {
        Self {
            saved: Saved::new(saved, build),
            ..Self::default()
        }
    }

    /// What a session of a later process can start from. `build` stands for all that it depends on besides the pages. `None` when there is
    /// nothing to rely on, because other pages tell the types of the session's own.
    #[must_use]
    pub fn save(&self, build: u64) -> Option<Vec<u8>> {
        saved::save(self, build)
    }

    /// How many pages the last update lowered, because they or what they depend on had changed: what another session would have to do again
    /// that goes on from where this one did.
    #[must_use]
    pub fn lowered(&self) -> usize {
        self.lowered
    }

    /// The outcome for the pages given last.
    #[must_use]
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// Analyses a tree of pages, in whatever order they come. Costs the least when the paths are those of the last time.
    pub fn update(&mut self, own: Vec<Source>) -> &mut Analysis {
        self.update_with(own, Vec::new())
    }

    /// Like [`Self::update`], with pages that add nothing to the API, but whose types tell those of untyped pages.
    pub fn update_with(&mut self, own: Vec<Source>, types: Vec<Source>) -> &mut Analysis {
        let (sources, own_end) = in_order(own, types);
        let (old, unchanged) = self.unchanged(&sources);
        self.pages = read(&sources, std::mem::take(&mut self.pages), &unchanged);
        let teaching = own_end..sources.ids().end;
        let taught = self.teach(&sources, &teaching, &unchanged);

        // What something was said about is looked at again, for it to be said again.
        let mut reusable = unchanged;
        for diagnostic in &old.diagnostics {
            reusable.remove(&diagnostic.span.source);
        }
        self.known.keep(old.api, &reusable, &self.pages, &sources);
        let ids = sources.ids().start..own_end;
        let pages = pages_of(&self.pages, &ids);
        let (mut api, found, reused) = lower::lower_again(&pages, &sources, ids, &mut self.known);
        let types = taught.as_ref().map(|taught| &taught.api);
        infer::infer(&mut api, types, &sources);
        self.lowered = reused.lowered;

        let mut diagnostics: Vec<Diagnostic> = self.pages.iter().flat_map(|(_, found)| found).cloned().collect();
        diagnostics.extend(found);
        diagnostics.extend(taught.iter().flat_map(|taught| &taught.diagnostics).cloned());
        diagnostics.extend(name_check::check(&api, &reused, &mut self.checked));
        diagnostics.sort_by_key(|diagnostic| (diagnostic.span.source, diagnostic.span.start, diagnostic.code));
        self.taught = taught;
        self.analysis = Analysis {
            sources,
            api,
            diagnostics,
        };
        &mut self.analysis
    }

    /// What is known from the last time, and which of the sources are what they were then.
    fn unchanged(&mut self, sources: &Sources) -> (Analysis, HashSet<SourceId>) {
        if let Some(saved) = self.saved.take() {
            let mut saved = saved.unchanged(sources);
            let unchanged: HashSet<SourceId> = saved.heads.keys().copied().collect();
            let pages = sources.iter().map(|(id, _)| (saved.heads.remove(&id), Vec::new()));
            self.pages = pages.collect();
            self.known = Known::resumed(saved.around, unchanged.clone());
            self.checked = saved.checked;
            let old = Analysis {
                api: saved.api,
                ..Analysis::default()
            };
            return (old, unchanged);
        }
        let old = std::mem::take(&mut self.analysis);
        // A span names its source by its place in the list, so a page at another place is another page.
        let is_same = |id: SourceId, source: &Source| old.sources.get(id) == Some(source);
        let same = sources.iter().filter(|(id, source)| is_same(*id, source));
        let unchanged = same.map(|(id, _)| id).collect();
        (old, unchanged)
    }

    /// Lowers the pages that teach, if there are any; only when one of them has changed.
    fn teach(&mut self, sources: &Sources, ids: &Range<SourceId>, unchanged: &HashSet<SourceId>) -> Option<Taught> {
        if ids.is_empty() {
            return None;
        }
        let is_unchanged = |taught: &Taught| {
            taught.ids == *ids && (ids.start.0..ids.end.0).all(|id| unchanged.contains(&SourceId(id)))
        };
        if let Some(taught) = self.taught.take().filter(is_unchanged) {
            return Some(taught);
        }
        let pages = pages_of(&self.pages, ids);
        let (api, diagnostics, _) = lower::lower_again(&pages, sources, ids.clone(), &mut self.known.afresh());
        Some(Taught {
            ids: ids.clone(),
            api,
            diagnostics,
        })
    }
}

/// What the pages say whose types tell those of others.
#[derive(Debug)]
struct Taught {
    ids: Range<SourceId>,
    api: Api,
    diagnostics: Vec<Diagnostic>,
}

/// The sources of both trees, each sorted by path, and where those of the second begin.
fn in_order(mut own: Vec<Source>, mut types: Vec<Source>) -> (Sources, SourceId) {
    own.sort_by(|one, other| one.path.cmp(&other.path));
    types.sort_by(|one, other| one.path.cmp(&other.path));
    let own_end = Sources::id_behind(&own);
    own.extend(types);
    (Sources::new(own), own_end)
}

/// The pages of one tree, as far as they could be read.
fn pages_of<'p>(pages: &'p [Reading], ids: &Range<SourceId>) -> Vec<&'p Page> {
    let readings = (0_u32..).map(SourceId).zip(pages);
    let own = readings.filter(|(id, _)| ids.contains(id));
    own.filter_map(|(_, (page, _))| page.as_ref()).collect()
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

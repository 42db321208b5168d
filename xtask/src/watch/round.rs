//! One round of the watch: reads what was saved, and writes what that changes.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use octoscribe_generator::{Analysis, Session, emit};

use super::events::Batch;
use crate::cli::Pages;
use crate::generate::{Changes, Target, facts};
use crate::output::OnDisk;
use crate::spec_files::SpecFiles;
use crate::terminal;

/// What one round leaves for the next one.
#[derive(Debug)]
pub(super) struct Rounds<'s> {
    given: &'s Pages,
    target: Target,
    session: Session,
    pages: Option<SpecFiles>,
}

impl<'s> Rounds<'s> {
    pub(super) fn new(given: &'s Pages, out: &Path) -> Result<Self> {
        let mut target = Target::new(out)?;
        target.load_cache();
        Ok(Self {
            given,
            target,
            session: Session::default(),
            pages: None,
        })
    }

    /// Generates, and prints what came of it. `started` is when the first of the changes was seen.
    pub(super) fn run(&mut self, batch: &Batch, started: Instant) {
        if let Err(error) = self.generate(batch, started) {
            // Reading starts all over, since anything may be as it was not.
            self.pages = None;
            terminal::complain(&format!("error: {error:#}"));
        }
    }

    fn generate(&mut self, batch: &Batch, started: Instant) -> Result<()> {
        let known = self.pages.take().filter(|_| !batch.tree);
        let reread = known.and_then(|mut pages| {
            let mut saved = batch.pages.iter();
            saved.all(|page| pages.reread(self.given, page)).then_some(pages)
        });
        let pages = match reread {
            Some(pages) => pages,
            None => SpecFiles::read_with(&self.given.spec, &self.given.types)?,
        };
        let pages = self.pages.insert(pages);
        let analysis = pages.analyse_again(&mut self.session);
        terminal::report(analysis);
        if analysis.has_errors() {
            return Ok(());
        }
        let _lock = self.target.lock()?;
        let quick = quick(&self.target, analysis)?;
        let digest = pages.digest();
        if let Some(changes) = quick {
            terminal::print(&changes.summary(&facts(analysis, digest), started))?;
        }
        // What is saved is on the disk by now. The whole folder is looked at nevertheless: it belongs to the generator, and others may have been there.
        let disk = OnDisk::read(&self.target.out.path)?;
        let changes = self.target.bring_in_line(analysis, digest, &disk)?;
        if quick.is_none() || changes.written + changes.removed > 0 {
            terminal::print(&changes.summary(&facts(analysis, digest), started))?;
        }
        Ok(())
    }
}

/// Writes what changes, if it is one file or files of one folder that were there before; `None` when the change is of another kind. Several
/// files are exchanged together, so that a run that is killed leaves either all or none of them.
fn quick(target: &Target, analysis: &Analysis) -> Result<Option<Changes>> {
    let Some(cache) = &target.cache else {
        return Ok(None);
    };
    let is_current = |path: &str, digest| cache.digest(path) == Some(digest);
    let emitted = emit(&analysis.api, &is_current);
    if emitted.len() != cache.emitted() || emitted.iter().any(|file| cache.digest(&file.path).is_none()) {
        return Ok(None);
    }
    let files = emitted.iter();
    let files: Vec<(&str, &str)> = files
        .filter_map(|file| Some((file.path.as_str(), file.content.as_deref()?)))
        .collect();
    let written = match files.as_slice() {
        [] => None,
        [(path, content)] => target.out.rewrite(path, content)?.map(usize::from),
        several => target.out.rewrite_together(several)?,
    };
    Ok(written.map(|written| Changes {
        written,
        unchanged: emitted.len().saturating_sub(written),
        removed: 0,
    }))
}

//! Brings what a source of endpoint docs says into the pages of a tree, fact by fact.
//!
//! ```text
//! OpenAPI description --describe--> ir::Api --align--> rows (theirs) --\
//! lock ---------------------read--> ir::Api --align--> rows (base) -----merge--> rows --write--> pages
//! pages -----------------analyse--> ir::Api ---------> rows (ours) ---/
//! ```
//!
//! A *source* is GitHub's description of an edition or upstream's Markdown docs. A *lock* is what a source said at its last import. Text in,
//! text out: nothing here touches the disk. Only `openapi`, `describe` and `values` know OpenAPI.

mod align;
mod combine;
mod corrections;
mod describe;
mod error;
mod lock;
mod merge;
mod names;
mod old_names;
mod openapi;
mod payloads;
mod report;
mod rows;
mod source;
mod suspect;
mod values;
mod versions;
mod webhooks;
mod write;

use std::collections::BTreeMap;

use octoscribe_generator::config::Config;
use octoscribe_generator::ir::{Api, Endpoint, EndpointId};
use octoscribe_generator::page::document::{Column, Document};
use octoscribe_generator::page::{PARAMETERS, RESPONSES, TO_DESCRIBE};
use octoscribe_generator::provenance::Provenance;
use octoscribe_generator::source::Source;

use corrections::Corrections;
use merge::{Merge, Merged};
use rows::{Page, Pages};
use source::Said;

pub use corrections::{Difference, Finding};
pub use error::Error;
pub use merge::{Change, Conflict, Place, Side};
pub use source::Input;

/// A tree of pages with what the import keeps beside them.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The pages; their paths are relative to the tree: `endpoints/issues/create.md`.
    pub pages: Vec<Source>,
    /// The locks by the names of their sources: `api.github.com`.
    pub locks: BTreeMap<String, String>,
    /// The table of corrections.
    pub corrections: String,
    /// The table of names: a component and the name of its page on each line.
    pub names: String,
    /// The settings of the crate that the pages are for.
    pub config: Config,
}

/// Where the text of new rows comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prose {
    /// The words of pages that all describe such a row alike; where there are none, a marker that lint warns about.
    Todo,
    /// The source's.
    Upstream,
}

/// How to import.
#[derive(Debug)]
pub struct Options<'a> {
    /// An earlier state of the source, for its first import into a tree that has been made from it.
    pub base: Option<Input>,
    /// What settles conflicts: a place with all that is inside it.
    pub take: BTreeMap<String, Side>,
    /// Where the text of new rows comes from.
    pub prose: Prose,
    /// Today, as `2026-11-27`: endpoints with an earlier day of removal are overdue.
    pub today: &'a str,
    /// Whether endpoints go that are overdue, though the source still lists them.
    pub remove_overdue: bool,
    /// The version of the client: the second breaking one after it drops the old names of endpoints that are renamed.
    pub version: &'a str,
}

/// What an import does.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The source's name and its new release.
    pub source: String,
    /// The release of the last import.
    pub before: Option<String>,
    /// Files to write, by their paths in the tree, with their new text; `None` removes one. Empty when there are conflicts.
    pub files: BTreeMap<String, Option<String>>,
    /// The facts that move.
    pub changes: Vec<Change>,
    /// Endpoints that get another name: old and new.
    pub renames: Vec<(String, String)>,
    /// What has to be settled first.
    pub conflicts: Vec<Conflict>,
    /// Differences and corrections that don't go together.
    pub findings: Vec<Finding>,
    /// Endpoints whose day of removal has passed, though the source still lists them.
    pub overdue: Vec<String>,
    /// Changes that look like a mistake of the source.
    pub suspects: Vec<String>,
}

/// Imports a source into a tree.
///
/// # Errors
/// When the source, a page, a lock or a table can't be read.
pub fn import(tree: &Tree, input: &Input, options: &Options<'_>) -> Result<Outcome, Error> {
    let names = source::names(&tree.names)?;
    let (said, known) = rayon::join(|| input.read(&names), || Known::read(tree));
    let (mut said, mut known) = (said?, known?);
    if options.prose == Prose::Upstream {
        source::heed_notices(&mut said.api);
    }
    source::check_names(&names, &said)?;
    let locked = known.locks.iter().find(|lock| lock.source == said.source);
    let earlier = options.base.as_ref().filter(|_| locked.is_none());
    let earlier = earlier.map(|base| base.read(&names)).transpose()?;
    let base = locked.or(earlier.as_ref());

    let renames = base.map_or_else(Vec::new, |base| old_names::renames(&base.api, &said.api, &known.ours));
    old_names::rename(&mut known.ours, &renames);
    let our_pages = rows::pages(&known.ours);
    let (base_api, opened) = base.map(|base| align::align(&base.api, &known.ours, None)).unzip();
    let mut theirs = rows::pages(&align::align(&said.api, &known.ours, opened.as_ref()).0);
    let is_before = |lock: &&Said| source::rank(&lock.source) < source::rank(&said.source);
    let (_, claims) = known.statements(known.locks.iter().take_while(is_before), &our_pages);
    let mut base_pages = match &base_api {
        Some(base) => rows::pages(base),
        // Nothing is known to have moved: what differs is a correction, or will be found to lack one. Rows beside another's are new.
        None => theirs
            .iter()
            .filter(|(path, _)| our_pages.contains_key(*path))
            .filter(|(path, _)| source::edition(&said.source).is_none() || !claims.contains_key(*path))
            .map(|(path, page)| (path.clone(), page.clone()))
            .collect(),
    };
    for (old, new) in &renames {
        if let Some(page) = base_pages.remove(&rows::path(old)) {
            base_pages.insert(rows::path(new), page);
        }
    }
    for pages in [&mut theirs, &mut base_pages] {
        source::keep_statements(&said.source, &claims, &our_pages, pages);
    }

    let is_overdue = |page: &Page| rows::type_of(page, "@sunset").is_some_and(|day| day < options.today);
    let is_left = |path: &&String| our_pages.contains_key(*path) && theirs.get(*path).is_some_and(is_overdue);
    let overdue: Vec<String> = theirs.keys().filter(is_left).cloned().collect();
    let mut kept = pages_of_others(tree, &said.source);
    if options.remove_overdue {
        theirs.retain(|_, page| !is_overdue(page));
        kept.retain(|path, _| !overdue.contains(path));
    }
    let corrections = corrections::read(&tree.corrections)?;
    let merged = Merge {
        base: &base_pages,
        theirs: &theirs,
        states: source::states(&said.source),
        kept: &kept,
        take: &options.take,
        corrected: &corrections.keys().cloned().collect(),
    }
    .run(our_pages.clone());
    let mut outcome = Outcome {
        before: base.map(|base| base.release.clone()),
        overdue,
        suspects: suspect::find(&our_pages, &merged.pages),
        source: format!("{} {}", said.source, said.release),
        ..Outcome::default()
    };
    if merged.conflicts.is_empty() {
        outcome.files = files(tree, &renames, &our_pages, &merged, &theirs, options)?;
        let lock = lock::write(&said.source, &said.release, &said.api);
        let path = format!("upstream/{}.lock", said.source);
        if tree.locks.get(&said.source) != Some(&lock) {
            outcome.files.insert(path, Some(lock));
        }
        outcome.findings = if outcome.files.is_empty() {
            known.check(&corrections)
        } else {
            check(&tree.with(&outcome.files))?
        };
    }
    outcome.changes = merged.changes;
    outcome.conflicts = merged.conflicts;
    outcome.renames = renames
        .iter()
        .map(|(old, new)| (rows::path(old), rows::path(new)))
        .collect();
    Ok(outcome)
}

/// Compares the pages of a tree with its locks: every difference has a row among the corrections, every row its difference, and every old name
/// an endpoint that had it.
///
/// # Errors
/// When a page, a lock or a table can't be read.
pub fn check(tree: &Tree) -> Result<Vec<Finding>, Error> {
    Ok(Known::read(tree)?.check(&corrections::read(&tree.corrections)?))
}

/// Where the facts of a page come from: a line for each source that has the page, with its release, and for each correction in it.
///
/// # Errors
/// When the table of corrections can't be read.
pub fn origins(tree: &Tree, page: &str) -> Result<Vec<String>, Error> {
    let heads = heads(tree, |lock| lock.lines().any(|line| line == page));
    let mut origins: Vec<String> = heads.map(|head| format!("source     {head}")).collect();
    let corrections = corrections::read(&tree.corrections)?;
    origins.extend(
        corrections::of_page(&corrections, page)
            .iter()
            .map(|row| format!("corrected  {row}")),
    );
    Ok(origins)
}

/// Where the pages of a tree come from; of the locks, only the first lines count.
///
/// # Errors
/// When the table of corrections can't be read.
pub fn provenance(tree: &Tree) -> Result<Provenance, Error> {
    Ok(Provenance {
        releases: heads(tree, |_| true).map(str::to_owned).collect(),
        corrections: corrections::in_documentation(&corrections::read(&tree.corrections)?),
    })
}

/// Source and release of some locks, the source with the last word first.
fn heads(tree: &Tree, is_wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
    let mut locks: Vec<_> = tree.locks.iter().filter(|(_, lock)| is_wanted(lock)).collect();
    locks.sort_by_key(|(source, _)| source::rank(source));
    locks
        .into_iter()
        .filter_map(|(_, lock)| lock.lines().next()?.strip_prefix("# "))
}

/// The lock of a source that says what a tree of pages says.
///
/// # Errors
/// When a page can't be read.
pub fn lock(tree: &Tree, source: &str, release: &str) -> Result<String, Error> {
    Ok(lock::write(source, release, &analyse(tree)?.0))
}

impl Tree {
    /// The tree as it is when files have been written.
    #[must_use]
    pub fn with(&self, files: &BTreeMap<String, Option<String>>) -> Self {
        let mut tree = self.clone();
        tree.pages.retain(|page| !files.contains_key(&page.path));
        for (path, text) in files {
            let Some(text) = text else { continue };
            match path
                .strip_prefix("upstream/")
                .and_then(|name| name.strip_suffix(".lock"))
            {
                Some(source) => drop(tree.locks.insert(source.to_owned(), text.clone())),
                None => tree.pages.push(Source {
                    path: path.clone(),
                    text: text.as_str().into(),
                }),
            }
        }
        tree
    }
}

/// A page taken apart; `None` where there is none.
fn document(tree: &Tree, path: &str) -> Result<Option<Document>, Error> {
    let file = format!("{path}.md");
    let Some(source) = tree.pages.iter().find(|source| source.path == file) else {
        return Ok(None);
    };
    let document = Document::parse(source, &tree.config);
    document.map(Some).map_err(|errors| {
        let cause = errors.first().map_or("not a page", |error| &error.message);
        Error::at(&file, cause)
    })
}

/// What the pages and the locks of a tree say.
struct Known {
    /// Without old names, which are endpoints too, but have no page.
    ours: Api,
    /// The locks, that of the source with the last word first.
    locks: Vec<Said>,
    /// The old names that no source knows.
    unknown_names: Vec<Finding>,
}

impl Known {
    fn read(tree: &Tree) -> Result<Self, Error> {
        let (ours, unknown_names) = analyse(tree)?;
        let locks = tree.locks.iter().map(|(source, lock)| lock::read(source, lock));
        let mut locks = locks.collect::<Result<Vec<_>, _>>()?;
        locks.sort_by(|one, other| source::rank(&one.source).cmp(&source::rank(&other.source)));
        Ok(Self {
            ours,
            locks,
            unknown_names,
        })
    }

    /// What each lock says, laid out as the pages are, except for what it can't speak of and what an earlier one says; and all of it.
    fn statements<'k>(&self, locks: impl Iterator<Item = &'k Said>, ours: &Pages) -> (Vec<(&'k str, Pages)>, Pages) {
        let (mut each, mut all) = (Vec::new(), Pages::new());
        for lock in locks {
            let mut pages = rows::pages(&align::align(&lock.api, &self.ours, None).0);
            source::keep_statements(&lock.source, &all, ours, &mut pages);
            for (path, page) in &pages {
                let page = page.iter().map(|(name, row)| (name.clone(), row.clone()));
                all.entry(path.clone()).or_default().extend(page);
            }
            each.push((lock.source.as_str(), pages));
        }
        (each, all)
    }

    fn check(self, corrections: &Corrections) -> Vec<Finding> {
        let ours = rows::pages(&self.ours);
        let (each, all) = self.statements(self.locks.iter(), &ours);
        let each = each.iter();
        let differences =
            each.flat_map(|(source, theirs)| corrections::differences(theirs, &ours, source::states(source)));
        // What one source doesn't have, another may.
        let is_said = |Place { page, row, .. }: &Place| all.get(page).is_some_and(|page| page.contains_key(row));
        let is_difference =
            |found: &Difference| found.upstream.is_some() || found.place.column.is_some() || !is_said(&found.place);
        let differences: Vec<Difference> = differences.filter(is_difference).collect();
        let mut findings = corrections::check(corrections, &differences);
        findings.extend(self.unknown_names);
        findings
    }
}

/// What the pages say, and the old names in them that no source knows.
fn analyse(tree: &Tree) -> Result<(Api, Vec<Finding>), Error> {
    let mut api = source::analyse(tree.pages.clone(), &tree.config, |page, cause| Error::at(page, cause))?;
    let unknown_names = old_names::unknown(&tree.locks, &api);
    // Old names are endpoints too, but have no page.
    let has_page = |endpoint: &Endpoint| endpoint.source.file.strip_suffix(".md") == Some(&rows::path(&endpoint.id()));
    api.endpoints.retain(has_page);
    Ok((api, unknown_names))
}

/// The pages of endpoints and events that other sources than this one have, and the edition that those are of.
fn pages_of_others(tree: &Tree, source: &str) -> BTreeMap<String, Option<&'static str>> {
    let others = tree.locks.iter().filter(|(name, _)| *name != source);
    let lines = others.flat_map(|(name, lock)| lock.lines().map(|line| (line.to_owned(), source::edition(name))));
    lines.filter(|(line, _)| rows::is_root(line)).collect()
}

/// The files that differ after a merge.
fn files(
    tree: &Tree,
    renames: &[(EndpointId, EndpointId)],
    ours: &Pages,
    merged: &Merged,
    theirs: &Pages,
    options: &Options<'_>,
) -> Result<BTreeMap<String, Option<String>>, Error> {
    let prefix = tree.config.example.as_str();
    let file = |path: &str| format!("{path}.md");
    let gone = ours.keys().filter(|path| !merged.pages.contains_key(*path)).cloned();
    let gone = gone.chain(renames.iter().map(|(old, _)| rows::path(old)));
    let mut files: BTreeMap<String, Option<String>> = gone.map(|path| (file(&path), None)).collect();
    let words = match options.prose {
        Prose::Todo => common_words(ours),
        Prose::Upstream => BTreeMap::new(),
    };
    for (path, page) in &merged.pages {
        let rename = renames.iter().find(|(_, new)| rows::path(new) == *path);
        if ours.get(path) == Some(page) && rename.is_none() {
            continue;
        }
        let text = |name: &str| {
            if options.prose == Prose::Upstream {
                let row = theirs.get(path).and_then(|page| page.get(name));
                return source::inert(row.map_or("", rows::prose));
            }
            if name.len() == 3 && rows::section(path, name) == Some(RESPONSES) {
                return names::status(name);
            }
            let known = words.get(&(name, rows::type_of(page, name)));
            known.copied().unwrap_or(TO_DESCRIBE).to_owned()
        };
        let old = rename.map_or_else(|| path.clone(), |(old, _)| rows::path(old));
        let document = match document(tree, &old)? {
            Some(mut document) => {
                if let Some((old, new)) = rename {
                    old_names::keep(&mut document, old, new, options.version);
                }
                write::change(&mut document, path, page, prefix, &text);
                document
            }
            None => write::new(path, page, prefix, &text),
        };
        files.insert(file(path), Some(document.render()));
    }
    Ok(files)
}

/// What all pages that have a parameter of a name and a type in their path or query say of it; three pages or more.
fn common_words(ours: &Pages) -> BTreeMap<(&str, Option<&str>), &str> {
    let mut said: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for (path, page) in ours.iter().filter(|(path, _)| path.starts_with("endpoints/")) {
        for (name, row) in page {
            // Fields of bodies mean something else in each.
            let is_word = row.contains_key(&Column::In) && !rows::says(row, Column::In, "body");
            if is_word && rows::section(path, name) == Some(PARAMETERS) {
                let key = (name.as_str(), rows::type_of(page, name));
                said.entry(key).or_default().push(rows::prose(row));
            }
        }
    }
    let common = said.into_iter().filter_map(|(key, texts)| {
        let first = *texts.first()?;
        (texts.len() >= 3 && texts.iter().all(|text| *text == first)).then_some((key, first))
    });
    common.collect()
}

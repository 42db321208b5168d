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
mod report;
mod rows;
mod source;
mod suspect;
mod values;
mod versions;
mod webhooks;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use octoscribe_generator::diagnostic::{Diagnostic, Severity};
use octoscribe_generator::diff::{Class, next_version};
use octoscribe_generator::ir::{Api, Endpoint, EndpointId};
use octoscribe_generator::page::document::{Column, Document, Key};
use octoscribe_generator::page::{PARAMETERS, RESPONSES, TO_DESCRIBE};
use octoscribe_generator::provenance::Provenance;
use octoscribe_generator::source::Source;

use merge::{Merge, Merged};
use rows::{Page, Pages};

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
    pub base: Option<Input<'a>>,
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
pub fn import(tree: &Tree, input: &Input<'_>, options: &Options<'_>) -> Result<Outcome, Error> {
    let names = source::names(&tree.names)?;
    let mut said = input.read(&names)?;
    if options.prose == Prose::Upstream {
        source::heed_notices(&mut said.api);
    }
    let base = match (tree.locks.get(&said.source), &options.base) {
        (Some(lock), _) => Some(lock::read(lock)?),
        (None, Some(base)) => Some(base.read(&names)?).map(|base| (base.release, base.api)),
        (None, None) => None,
    };
    source::check_names(&names, &said)?;
    let mut ours = analyse(tree)?;

    let renames = base
        .as_ref()
        .map(|(_, base)| renames(base, &said.api, &ours))
        .unwrap_or_default();
    for (old, new) in &renames {
        rename(&mut ours, old, new);
    }
    let our_pages = rows::pages(&ours);
    let (base_api, opened) = base
        .as_ref()
        .map(|(_, base)| align::align_like(base, &ours, None))
        .unzip();
    let mut theirs = rows::pages(&align::align_like(&said.api, &ours, opened.as_ref()).0);
    let claims = source::claims(&tree.locks, &ours, &said.source)?;
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
        if let Some(page) = base_pages.remove(old) {
            base_pages.insert(new.clone(), page);
        }
    }
    for pages in [&mut theirs, &mut base_pages] {
        source::keep_statements(&said.source, &claims, &our_pages, pages);
    }

    let is_overdue = |page: &Page| {
        let day = page.get("@sunset").and_then(|row| row.get(&Column::Type));
        day.is_some_and(|day| day.as_str() < options.today)
    };
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
        states: said.states,
        kept: &kept,
        take: &options.take,
        corrected: &corrections.keys().cloned().collect(),
    }
    .run(our_pages.clone());
    let mut outcome = Outcome {
        before: base.map(|(release, _)| release),
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
        outcome.findings = check(&tree.with(&outcome.files))?;
    }
    outcome.changes = merged.changes;
    outcome.conflicts = merged.conflicts;
    outcome.renames = renames;
    Ok(outcome)
}

/// Compares the pages of a tree with its locks: every difference has a row among the corrections, every row its difference, and every old name
/// an endpoint that had it.
///
/// # Errors
/// When a page, a lock or a table can't be read.
pub fn check(tree: &Tree) -> Result<Vec<Finding>, Error> {
    let ours = analyse(tree)?;
    let our_pages = rows::pages(&ours);
    let mut differences: Vec<Difference> = Vec::new();
    let mut claims = Pages::new();
    for (name, lock) in source::in_order(&tree.locks) {
        let (_, api) = lock::read(lock)?;
        let mut theirs = rows::pages(&align::align(&api, &ours));
        source::keep_statements(name, &claims, &our_pages, &mut theirs);
        differences.extend(corrections::differences(&theirs, &our_pages, source::states(name)));
        source::add_claims(&mut claims, theirs);
    }
    // What one source doesn't have, another may.
    let is_said = |place: &Place| {
        claims
            .get(&place.page)
            .is_some_and(|page| page.contains_key(&place.row))
    };
    differences.retain(|difference| {
        difference.upstream.is_some() || difference.place.column.is_some() || !is_said(&difference.place)
    });
    let mut findings = corrections::check(&corrections::read(&tree.corrections)?, &differences);
    findings.extend(old_names::unknown(&tree.pages, &tree.locks));
    Ok(findings)
}

/// Where the facts of a page come from: a line for each source that has the page, with its release, and for each correction in it.
///
/// # Errors
/// When the table of corrections can't be read.
pub fn origins(tree: &Tree, page: &str) -> Result<Vec<String>, Error> {
    let locks = source::in_order(&tree.locks).into_iter().map(|(_, lock)| lock);
    let has_page = locks.filter(|lock| lock.lines().any(|line| line == page));
    let heads = has_page.filter_map(|lock| lock.lines().next()?.strip_prefix("# "));
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
    let locks = source::in_order(&tree.locks).into_iter();
    let heads = locks.filter_map(|(_, lock)| lock.lines().next()?.strip_prefix("# "));
    Ok(Provenance {
        releases: heads.map(str::to_owned).collect(),
        corrections: corrections::in_documentation(&corrections::read(&tree.corrections)?),
    })
}

/// The lock of a source that says what a tree of pages says.
///
/// # Errors
/// When a page can't be read.
pub fn lock(tree: &Tree, source: &str, release: &str) -> Result<String, Error> {
    Ok(lock::write(source, release, &analyse(tree)?))
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
    let first = |errors: Vec<Diagnostic>| {
        errors
            .first()
            .map_or_else(|| "not a page".to_owned(), |error| error.message.clone())
    };
    let document = Document::parse(source).map_err(|errors| Error::Page {
        path: file,
        cause: first(errors),
    })?;
    Ok(Some(document))
}

fn analyse(tree: &Tree) -> Result<Api, Error> {
    let analysis = octoscribe_generator::analyse(tree.pages.clone());
    let is_error = |found: &&Diagnostic| found.severity() == Severity::Error;
    if let Some(error) = analysis.diagnostics.iter().find(is_error) {
        return Err(Error::Page {
            path: analysis.sources.path(error.span).to_owned(),
            cause: error.message.clone(),
        });
    }
    let mut api = analysis.api;
    // Old names are endpoints too, but have no page.
    let pages: BTreeSet<&str> = tree.pages.iter().map(|page| page.path.as_str()).collect();
    let path = |endpoint: &Endpoint| format!("endpoints/{}/{}.md", endpoint.scope, endpoint.name);
    api.endpoints.retain(|endpoint| pages.contains(path(endpoint).as_str()));
    Ok(api)
}

/// The pages of endpoints and events that other sources than this one have, and the edition that those are of.
fn pages_of_others(tree: &Tree, source: &str) -> BTreeMap<String, Option<&'static str>> {
    let others = tree.locks.iter().filter(|(name, _)| *name != source);
    let lines = others.flat_map(|(name, lock)| lock.lines().map(|line| (line.to_owned(), source::edition(name))));
    lines.filter(|(line, _)| rows::is_root(line)).collect()
}

/// The endpoints that the source calls by another name than before: the routes are the same, the old name is gone, the new one is new.
fn renames(base: &Api, theirs: &Api, ours: &Api) -> Vec<(String, String)> {
    let path = |id: &EndpointId| format!("endpoints/{}/{}", id.scope, id.name);
    let renamed = theirs.endpoints.iter().filter_map(|endpoint| {
        let new = endpoint.id();
        let is_new = base.endpoint(&new).is_none() && ours.endpoint(&new).is_none();
        let key = endpoint.route_key();
        let old = base
            .endpoints
            .iter()
            .filter(|_| is_new)
            .find(|old| old.route_key() == key)?
            .id();
        let has_page = ours.endpoint(&old).is_some();
        (theirs.endpoint(&old).is_none() && has_page).then(|| (path(&old), path(&new)))
    });
    renamed.collect()
}

/// The name of an endpoint that has this page.
fn id_of(path: &str) -> String {
    path.trim_start_matches("endpoints/").replace('/', ".")
}

/// Calls an endpoint by its new name.
fn rename(ours: &mut Api, old: &str, new: &str) {
    let (old, new) = (id_of(old), id_of(new));
    for endpoint in &mut ours.endpoints {
        if endpoint.id().to_string() == old
            && let Some((scope, name)) = new.split_once('.')
        {
            scope.clone_into(&mut endpoint.scope);
            name.clone_into(&mut endpoint.name);
        }
    }
    ours.endpoints.sort_by_key(Endpoint::id);
}

/// Makes a page that is moved keep its old name, and those that it had before.
fn keep_old_name(document: &mut Document, old: &str, new: &str, version: &str) {
    let scope = new.split('/').nth(1).unwrap_or_default();
    document.keys.insert("scope".to_owned(), Key::Text(scope.to_owned()));
    let breaking = |version: &str| next_version(version, Class::Breaking).map(|(_, next)| next);
    let until = breaking(version).and_then(|next| breaking(&next));
    let mut names = id_of(old) + &until.map_or_else(String::new, |until| format!(" until {until}"));
    if let Some(Key::Text(earlier)) = document.keys.get("renamed-from") {
        let is_old = |name: &&str| name.split(' ').next() != Some(id_of(new).as_str());
        for name in earlier.split(',').map(str::trim).filter(is_old) {
            let _ = write!(names, ", {name}");
        }
    }
    document.keys.insert("renamed-from".to_owned(), Key::Text(names));
}

/// The files that differ after a merge.
fn files(
    tree: &Tree,
    renames: &[(String, String)],
    ours: &Pages,
    merged: &Merged,
    theirs: &Pages,
    options: &Options<'_>,
) -> Result<BTreeMap<String, Option<String>>, Error> {
    let prose = options.prose;
    let file = |path: &str| format!("{path}.md");
    let gone = ours.keys().filter(|path| !merged.pages.contains_key(*path));
    let gone = gone.chain(renames.iter().map(|(old, _)| old));
    let mut files: BTreeMap<String, Option<String>> = gone.map(|path| (file(path), None)).collect();
    let words = if prose == Prose::Todo {
        common_words(ours)
    } else {
        BTreeMap::new()
    };
    for (path, page) in &merged.pages {
        let old = renames.iter().find(|(_, new)| new == path).map(|(old, _)| old);
        if ours.get(path) == Some(page) && old.is_none() {
            continue;
        }
        let text = |row: &str| text_for(path, row, page, theirs.get(path), &words, prose);
        let document = match document(tree, old.unwrap_or(path))? {
            Some(mut document) => {
                if let Some(old) = old {
                    keep_old_name(&mut document, old, path, options.version);
                }
                write::change(&mut document, path, page, &text);
                document
            }
            None => write::new(path, page, &text),
        };
        files.insert(file(path), Some(document.render()));
    }
    Ok(files)
}

fn text_for(
    path: &str,
    row: &str,
    page: &Page,
    theirs: Option<&Page>,
    words: &BTreeMap<(String, String), String>,
    prose: Prose,
) -> String {
    let cells = page.get(row);
    let upstream = || {
        theirs
            .and_then(|page| page.get(row)?.get(&Column::Description))
            .map(|text| source::inert(text))
            .unwrap_or_default()
    };
    if prose == Prose::Upstream {
        return upstream();
    }
    if rows::section(path, row) == Some(RESPONSES) && row.len() == 3 {
        return names::status(row);
    }
    let ty = cells
        .and_then(|cells| cells.get(&Column::Type))
        .cloned()
        .unwrap_or_default();
    words
        .get(&(row.to_owned(), ty))
        .cloned()
        .unwrap_or_else(|| TO_DESCRIBE.to_owned())
}

/// What all pages that have a parameter of a name and a type in their path or query say of it; three pages or more.
fn common_words(ours: &Pages) -> BTreeMap<(String, String), String> {
    let mut said: BTreeMap<(String, String), BTreeMap<String, usize>> = BTreeMap::new();
    for (path, page) in ours.iter().filter(|(path, _)| path.starts_with("endpoints/")) {
        for (name, row) in page
            .iter()
            .filter(|(name, _)| rows::section(path, name) == Some(PARAMETERS))
            // Fields of bodies mean something else in each.
            .filter(|(_, row)| row.get(&Column::In).is_some_and(|location| location != "body"))
        {
            let cell = |column| row.get(&column).cloned().unwrap_or_default();
            *said
                .entry((name.clone(), cell(Column::Type)))
                .or_default()
                .entry(cell(Column::Description))
                .or_default() += 1;
        }
    }
    let common = said.into_iter().filter_map(|(key, texts)| {
        let [(text, count)] = <[_; 1]>::try_from(texts.into_iter().collect::<Vec<_>>()).ok()?;
        (count >= 3).then_some((key, text))
    });
    common.collect()
}

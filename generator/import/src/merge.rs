//! Three ways for each fact: what the source said, what it says now, what the page says.
//!
//! Where only the source has moved, its word is taken; where only the page has, the page's stays. Where both have and differ, it is a
//! conflict, which someone settles.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use octoscribe_generator::page::document::{Column, Row};
use octoscribe_generator::page::{FIELDS, PARAMETERS, RESPONSES};

use crate::rows::{self, Page, Pages, references, section};
use crate::source::{self, EDITION};
use crate::versions;

/// The address of a fact: a page, a row of it, a column of that.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path of the page in the tree, without `.md`.
    pub page: String,
    /// Name of the row; empty for the page itself. What a page says of itself has names with an `@`.
    pub row: String,
    /// Column; `None` for the row itself.
    pub column: Option<Column>,
}

impl Place {
    pub(crate) fn page(page: &str) -> Self {
        Self {
            page: page.to_owned(),
            row: String::new(),
            column: None,
        }
    }

    pub(crate) fn row(page: &str, row: &str) -> Self {
        Self {
            row: row.to_owned(),
            ..Self::page(page)
        }
    }

    pub(crate) fn cell(page: &str, row: &str, column: Column) -> Self {
        Self {
            column: Some(column).filter(|_| section(page, row).is_some()),
            ..Self::row(page, row)
        }
    }

    /// Whether the place is the other one, or inside it.
    fn is_in(&self, around: &str) -> bool {
        let place = self.to_string();
        let rest = place.strip_prefix(around);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.page)?;
        if !self.row.is_empty() {
            write!(f, " {}", self.row)?;
        }
        let mut column = self.column.iter();
        column.try_for_each(|column| write!(f, " {}", column.title(FIELDS)))
    }
}

/// A fact that has moved, with the value before and after; `None` where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub place: Place,
    /// What the page says.
    pub from: Option<String>,
    /// What it shall say.
    pub to: Option<String>,
}

/// A fact that both the source and the page have moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Where.
    pub place: Place,
    /// What the source said at its last import.
    pub base: Option<String>,
    /// What the source says now.
    pub theirs: Option<String>,
    /// What the page says.
    pub ours: Option<String>,
}

/// Whose word counts in a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The page's.
    Ours,
    /// The source's.
    Theirs,
}

/// The three sides, and what decides between them.
pub(crate) struct Merge<'a> {
    pub(crate) base: &'a Pages,
    pub(crate) theirs: &'a Pages,
    /// The columns that the source can speak of.
    pub(crate) states: &'a [Column],
    /// The pages that other sources have, with the edition that those are of: this source may not take them away.
    pub(crate) kept: &'a BTreeMap<String, Option<&'static str>>,
    /// Conflicts that are settled: a place with all that is inside it.
    pub(crate) take: &'a BTreeMap<String, Side>,
    /// The differences that are corrections.
    pub(crate) corrected: &'a BTreeSet<String>,
}

/// What comes of a merge.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    pub(crate) pages: Pages,
    pub(crate) changes: Vec<Change>,
    pub(crate) conflicts: Vec<Conflict>,
}

impl Merged {
    fn change(&mut self, place: Place, from: Option<String>, to: Option<String>) {
        self.changes.push(Change { place, from, to });
    }

    fn add(&mut self, path: &str, page: &Page) {
        self.pages.insert(path.to_owned(), page.clone());
        self.change(Place::page(path), None, rows::head(page).cloned());
    }
}

impl Merge<'_> {
    /// Merges what the source says into `ours`.
    pub(crate) fn run(&self, ours: Pages) -> Merged {
        let mut merged = Merged {
            pages: ours,
            ..Merged::default()
        };
        let paths: BTreeSet<&String> = self.base.keys().chain(self.theirs.keys()).collect();
        for path in paths.into_iter().filter(|path| rows::is_root(path)) {
            self.page(path, &mut merged);
        }
        self.schemas(&mut merged);
        merged
    }

    /// Merges the page of an endpoint or event.
    fn page(&self, path: &str, merged: &mut Merged) {
        let (base, theirs) = (self.base.get(path), self.theirs.get(path));
        let ours = merged.pages.get(path);
        let heads = [base, theirs, ours].map(|page| page.and_then(rows::head).cloned());
        let place = Place::page(path);
        match (base, theirs, ours) {
            (_, Some(_), Some(_)) => self.rows(path, merged),
            (None, Some(theirs), None) => merged.add(path, theirs),
            (Some(_), None, Some(_)) if self.kept.contains_key(path) => {
                let edition = self.kept.get(path).copied().flatten();
                if let Some((page, edition)) = merged.pages.get_mut(path).zip(edition) {
                    page.insert(EDITION.to_owned(), source::edition_row(edition));
                    merged.change(Place::row(path, EDITION), None, Some(edition.to_owned()));
                }
            }
            (Some(base), None, Some(ours)) => {
                let is_touched = self.is_touched(path, base, ours);
                if self.is_taken(place, is_touched, heads, merged) {
                    merged.pages.remove(path);
                }
            }
            // The page has been deleted: what nobody has touched since stays deleted.
            (Some(base), Some(theirs), None) if base != theirs => {
                let is_taken = self.is_taken(place, true, heads, merged);
                if is_taken {
                    merged.pages.insert(path.to_owned(), theirs.clone());
                }
            }
            _ => {}
        }
    }

    /// Whether the source's word is taken for a fact, given what each side says: unless the page has moved, too. Takes down the change, or the
    /// conflict if nothing says who wins.
    fn is_taken(
        &self,
        place: Place,
        both_moved: bool,
        [base, theirs, ours]: [Option<String>; 3],
        merged: &mut Merged,
    ) -> bool {
        let mut said = self.take.iter();
        let side = if both_moved {
            said.find(|(around, _)| place.is_in(around)).map(|(_, side)| *side)
        } else {
            Some(Side::Theirs)
        };
        match side {
            Some(Side::Theirs) => merged.change(place, ours, theirs),
            Some(Side::Ours) => {}
            None => merged.conflicts.push(Conflict {
                place,
                base,
                theirs,
                ours,
            }),
        }
        side == Some(Side::Theirs)
    }

    /// Whether a page has been changed by hand, other than by corrections.
    fn is_touched(&self, path: &str, base: &Page, ours: &Page) -> bool {
        let none = Row::new();
        let differs = |(name, row): (&String, &Row)| {
            let is_known = self.corrected.contains(&Place::row(path, name).to_string());
            !is_known && !self.is_corrected(path, name, base.get(name).unwrap_or(&none), row)
        };
        ours.iter().any(differs)
    }

    /// Merges the rows of a page that both have.
    fn rows(&self, path: &str, merged: &mut Merged) {
        let empty = Page::new();
        let Some(theirs) = self.theirs.get(path) else { return };
        let Some(mut page) = merged.pages.get(path).cloned() else {
            return;
        };
        let base = self.base.get(path).unwrap_or(&empty);
        // An endpoint that only an edition had, and that this source has got.
        if base.is_empty()
            && rows::is_root(path)
            && !theirs.contains_key(EDITION)
            && let Some(row) = page.shift_remove(EDITION)
        {
            merged.change(Place::row(path, EDITION), Some(shown(&row)), None);
        }
        let names: BTreeSet<&String> = base.keys().chain(theirs.keys()).collect();
        for name in names {
            let (before, now, ours) = (base.get(name), theirs.get(name), page.get(name));
            let texts = [before, now, ours].map(|row| row.map(shown));
            let place = Place::row(path, name);
            match (before, now, ours) {
                (_, Some(now), Some(row)) => {
                    let row = self.cells(path, name, [before, Some(now)], row.clone(), merged);
                    page.insert(name.clone(), row);
                }
                (_, Some(now), None) if before.is_none_or(|before| !self.is_same(before, now)) => {
                    let is_taken = self.is_taken(place, before.is_some(), texts, merged);
                    if is_taken {
                        insert(path, name, now, &mut page);
                    }
                }
                (Some(before), None, Some(row)) => {
                    let is_touched = !self.is_corrected(path, name, before, row);
                    if self.is_taken(place, is_touched, texts, merged) {
                        page.shift_remove(name);
                    }
                }
                _ => {}
            }
        }
        require_last(path, &mut page, merged);
        merged.pages.insert(path.to_owned(), page);
    }

    /// Whether two rows say the same, as far as the source can speak.
    fn is_same(&self, one: &Row, other: &Row) -> bool {
        self.states.iter().all(|column| one.get(column) == other.get(column))
    }

    /// Whether a row differs from what the source said by corrections only.
    fn is_corrected(&self, path: &str, name: &str, before: &Row, row: &Row) -> bool {
        let is_known = |column: &Column| self.corrected.contains(&Place::cell(path, name, *column).to_string());
        self.states
            .iter()
            .all(|column| before.get(column) == row.get(column) || is_known(column))
    }

    fn cells(
        &self,
        path: &str,
        name: &str,
        [before, now]: [Option<&Row>; 2],
        mut row: Row,
        merged: &mut Merged,
    ) -> Row {
        for column in rows::columns(self.states, path, name) {
            let place = Place::cell(path, name, *column);
            let cells = [before, now, Some(&row)].map(|row| row.and_then(|row| row.get(column)).cloned());
            let [base, theirs, ours] = &cells;
            let (is_settled, both_moved) = (base == theirs || theirs == ours, base != ours);
            let text = theirs.clone();
            if !is_settled && self.is_taken(place, both_moved, cells, merged) {
                rows::put(&mut row, *column, text);
            }
        }
        // Which version lacks a row is the one thing that sources say in prose.
        if let Some(sentence) = now.and_then(|now| versions::note(&mut row, now)) {
            let place = Place::cell(path, name, Column::Description);
            merged.change(place, None, Some(sentence.to_owned()));
        }
        row
    }

    /// Merges the schemas that something refers to, adds those that are new, and drops those that nothing refers to any more.
    fn schemas(&self, merged: &mut Merged) {
        let mut waiting: Vec<String> = Vec::new();
        for (_, page) in merged.pages.iter().filter(|(path, _)| rows::is_root(path)) {
            waiting.extend(schemas_of(page));
        }
        let mut done: BTreeSet<String> = BTreeSet::new();
        while let Some(path) = waiting.pop() {
            if !done.insert(path.clone()) {
                continue;
            }
            match (self.theirs.get(&path), merged.pages.contains_key(&path)) {
                (Some(_), true) => self.rows(&path, merged),
                (Some(theirs), false) => merged.add(&path, theirs),
                (None, _) => {}
            }
            waiting.extend(merged.pages.get(&path).into_iter().flat_map(schemas_of));
        }
        let is_gone = |path: &&String| path.starts_with("schemas/") && !done.contains(*path);
        let gone: Vec<String> = merged.pages.keys().filter(is_gone).cloned().collect();
        for path in gone {
            merged.pages.remove(&path);
            merged.change(Place::page(&path), Some("schema".to_owned()), None);
        }
    }
}

/// The schema pages that a page refers to.
fn schemas_of(page: &Page) -> impl Iterator<Item = String> {
    let rows = page.iter().filter(|(name, _)| !name.starts_with('@') || *name == "@is");
    let types = rows.filter_map(|(_, row)| row.get(&Column::Type));
    types
        .flat_map(|ty| references(ty))
        .map(|name| format!("schemas/{name}"))
}

/// Puts a new row where it belongs: behind its siblings, so that no argument changes its place.
fn insert(path: &str, name: &str, row: &Row, page: &mut Page) {
    let is_beside = |known: &&String| section(path, known) == section(path, name);
    // Statuses are sorted.
    let is_status = name.len() == 3 && section(path, name) == Some(RESPONSES);
    let next = page
        .keys()
        .position(|known| is_status && is_beside(&known) && known.as_str() > name);
    let last = page.keys().rposition(|known| match rows::parent(name) {
        Some(parent) => known == parent || rows::is_below(known, parent),
        None => is_beside(&known),
    });
    let at = next.unwrap_or_else(|| last.map_or(page.len(), |last| last + 1));
    page.shift_insert(at, name.to_owned(), row.clone());
}

/// Moves parameters that have become required behind the others that go into query and body.
fn require_last(path: &str, page: &mut Page, merged: &Merged) {
    let newly = merged.changes.iter().filter(|change| {
        change.place.page == path
            && change.place.column == Some(Column::Required)
            && change.to.as_deref() == Some("yes")
            && rows::is_top(&change.place.row)
            && section(path, &change.place.row) == Some(PARAMETERS)
    });
    for change in newly {
        let name = &change.place.row;
        let is_its = |key: &&String| *key == name || rows::is_below(key, name);
        let keys: Vec<String> = page.keys().filter(is_its).cloned().collect();
        for key in keys {
            let last = page
                .keys()
                .rposition(|known| section(path, known) == section(path, name));
            if let Some((from, to)) = page.get_index_of(&key).zip(last) {
                page.move_index(from, to);
            }
        }
    }
}

/// A row on one line, for reports.
pub(crate) fn shown(row: &Row) -> String {
    let cells = rows::FACTS.iter().filter_map(|column| row.get(column));
    let cells: Vec<&str> = cells.map(String::as_str).collect();
    cells.join(", ")
}

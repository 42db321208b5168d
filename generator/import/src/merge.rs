//! Three ways for each fact: what the source said, what it says now, what the page says.
//!
//! Where only the source has moved, its word is taken; where only the page has, the page's stays. Where both have and differ, it is a
//! conflict, which someone settles.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use octoscribe_generator::page::document::{Column, Row};
use octoscribe_generator::page::{PARAMETERS, RESPONSES};

use crate::rows::{self, Page, Pages, column_name, references, section};
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
    #[must_use]
    pub fn is_in(&self, around: &str) -> bool {
        let place = self.to_string();
        place
            .strip_prefix(around)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.page)?;
        if !self.row.is_empty() {
            write!(f, " {}", self.row)?;
        }
        self.column
            .map_or(Ok(()), |column| write!(f, " {}", column_name(column)))
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

impl Merge<'_> {
    /// Merges what the source says into `ours`.
    pub(crate) fn run(&self, ours: Pages) -> Merged {
        let mut merged = Merged {
            pages: ours,
            ..Merged::default()
        };
        let paths: BTreeSet<&String> = self
            .base
            .keys()
            .chain(self.theirs.keys())
            .filter(|path| rows::is_root(path))
            .collect();
        for path in paths {
            self.page(path, &mut merged);
        }
        self.schemas(&mut merged);
        merged
    }

    /// Merges the page of an endpoint or event.
    fn page(&self, path: &str, merged: &mut Merged) {
        let (base, theirs) = (self.base.get(path), self.theirs.get(path));
        let head = |page: &Page| rows::head(page).cloned();
        let place = Place::page(path);
        match (base, theirs, merged.pages.contains_key(path)) {
            (_, Some(_), true) => self.rows(path, merged),
            (None, Some(theirs), false) => add(path, theirs, merged),
            (Some(_), None, true) if self.kept.contains_key(path) => {
                let edition = self.kept.get(path).copied().flatten();
                if let Some((page, edition)) = merged.pages.get_mut(path).zip(edition) {
                    page.insert(EDITION.to_owned(), source::edition_row(edition));
                    merged.changes.push(Change {
                        place: Place::row(path, EDITION),
                        from: None,
                        to: Some(edition.to_owned()),
                    });
                }
            }
            (Some(base), None, true) => {
                let ours = merged.pages.get(path).and_then(head);
                let is_touched = merged
                    .pages
                    .get(path)
                    .is_some_and(|ours| self.is_touched(path, base, ours));
                match self.settle(&place, is_touched) {
                    Some(Side::Theirs) => {
                        merged.pages.remove(path);
                        merged.changes.push(Change {
                            place,
                            from: ours,
                            to: None,
                        });
                    }
                    Some(Side::Ours) => {}
                    None => merged.conflicts.push(Conflict {
                        place,
                        base: head(base),
                        theirs: None,
                        ours,
                    }),
                }
            }
            // The page has been deleted: what nobody has touched since stays deleted.
            (Some(base), Some(theirs), false) => match self.settle(&place, base != theirs) {
                Some(Side::Theirs) if base != theirs => add(path, theirs, merged),
                Some(_) => {}
                None => merged.conflicts.push(Conflict {
                    place,
                    base: head(base),
                    theirs: head(theirs),
                    ours: None,
                }),
            },
            _ => {}
        }
    }

    /// Who wins at a place: the source, unless both have moved and nothing is said.
    fn settle(&self, place: &Place, both_moved: bool) -> Option<Side> {
        let said = self
            .take
            .iter()
            .find(|(around, _)| place.is_in(around))
            .map(|(_, side)| *side);
        if both_moved { said } else { Some(Side::Theirs) }
    }

    /// Whether a page has been changed by hand, other than by corrections.
    fn is_touched(&self, path: &str, base: &Page, ours: &Page) -> bool {
        let differs = |(name, row): (&String, &Row)| {
            let other = base.get(name);
            self.states.iter().any(|column| {
                let place = Place::cell(path, name, *column).to_string();
                other.and_then(|other| other.get(column)) != row.get(column) && !self.corrected.contains(&place)
            }) && !self.corrected.contains(&Place::row(path, name).to_string())
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
            merged.changes.push(Change {
                place: Place::row(path, EDITION),
                from: Some(shown(&row)),
                to: None,
            });
        }
        let names: BTreeSet<&String> = base.keys().chain(theirs.keys()).collect();
        for name in names {
            let (before, now) = (base.get(name), theirs.get(name));
            let place = Place::row(path, name);
            match (before, now, page.get(name).cloned()) {
                (_, Some(now), Some(row)) => {
                    let row = self.cells(path, name, [before, Some(now)], row, merged);
                    page.insert(name.clone(), row);
                }
                (None, Some(now), None) => {
                    merged.changes.push(Change {
                        place,
                        from: None,
                        to: Some(shown(now)),
                    });
                    insert(path, name, now, &mut page);
                }
                (Some(before), Some(now), None) => {
                    match self.settle(&place, before != now && !self.is_same(before, now)) {
                        Some(Side::Theirs) if !self.is_same(before, now) => {
                            merged.changes.push(Change {
                                place,
                                from: None,
                                to: Some(shown(now)),
                            });
                            insert(path, name, now, &mut page);
                        }
                        Some(_) => {}
                        None => merged.conflicts.push(Conflict {
                            place,
                            base: Some(shown(before)),
                            theirs: Some(shown(now)),
                            ours: None,
                        }),
                    }
                }
                (Some(before), None, Some(row)) => {
                    match self.settle(&place, !self.is_corrected(path, name, before, &row)) {
                        Some(Side::Theirs) => {
                            merged.changes.push(Change {
                                place,
                                from: Some(shown(&row)),
                                to: None,
                            });
                            page.shift_remove(name);
                        }
                        Some(Side::Ours) => {}
                        None => merged.conflicts.push(Conflict {
                            place,
                            base: Some(shown(before)),
                            theirs: None,
                            ours: Some(shown(&row)),
                        }),
                    }
                }
                _ => {}
            }
        }
        require_last(path, &mut page, merged);
        merged.pages.insert(path.to_owned(), page);
    }

    /// The columns that count in a row: what a page says of itself has one.
    fn columns(&self, path: &str, name: &str) -> &[Column] {
        if section(path, name).is_some() {
            self.states
        } else {
            &[Column::Type]
        }
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
        for column in self.columns(path, name) {
            let place = Place::cell(path, name, *column);
            let cell = |row: Option<&Row>| row.and_then(|row| row.get(column)).cloned();
            let (base, theirs, ours) = (cell(before), cell(now), row.get(column).cloned());
            if base == theirs || theirs == ours {
                continue;
            }
            match self.settle(&place, base != ours) {
                Some(Side::Theirs) => {
                    match &theirs {
                        Some(text) => row.insert(*column, text.clone()),
                        None => row.remove(column),
                    };
                    merged.changes.push(Change {
                        place,
                        from: ours,
                        to: theirs,
                    });
                }
                Some(Side::Ours) => {}
                None => merged.conflicts.push(Conflict {
                    place,
                    base,
                    theirs,
                    ours,
                }),
            }
        }
        // Which version lacks a row is the one thing that sources say in prose.
        let prose = |row: Option<&Row>| {
            row.and_then(|row| row.get(&Column::Description))
                .cloned()
                .unwrap_or_default()
        };
        if let (theirs, ours) = (prose(now), prose(Some(&row)))
            && let Some(sentence) = versions::said(&theirs)
            && !ours.contains(sentence)
        {
            merged.changes.push(Change {
                place: Place::cell(path, name, Column::Description),
                from: None,
                to: Some(sentence.to_owned()),
            });
            row.insert(Column::Description, versions::with_sentence(&ours, sentence));
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
                (Some(theirs), false) => add(&path, theirs, merged),
                (None, _) => {}
            }
            waiting.extend(merged.pages.get(&path).into_iter().flat_map(schemas_of));
        }
        let is_gone = |path: &&String| path.starts_with("schemas/") && !done.contains(*path);
        let gone: Vec<String> = merged.pages.keys().filter(is_gone).cloned().collect();
        for path in gone {
            merged.pages.remove(&path);
            merged.changes.push(Change {
                place: Place::page(&path),
                from: Some("schema".to_owned()),
                to: None,
            });
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

fn add(path: &str, page: &Page, merged: &mut Merged) {
    merged.pages.insert(path.to_owned(), page.clone());
    merged.changes.push(Change {
        place: Place::page(path),
        from: None,
        to: rows::head(page).cloned(),
    });
}

/// Puts a new row where it belongs: behind its siblings, so that no argument changes its place.
fn insert(path: &str, name: &str, row: &Row, page: &mut Page) {
    let last = match rows::parent(name) {
        Some(parent) => page.keys().rposition(|known| {
            known == parent
                || known
                    .strip_prefix(parent)
                    .is_some_and(|rest| rest.starts_with(['.', '[']))
        }),
        None => page
            .keys()
            .rposition(|known| section(path, known) == section(path, name)),
    };
    // Statuses are sorted.
    let is_status = name.len() == 3 && section(path, name) == Some(RESPONSES);
    let status = is_status
        .then(|| {
            page.keys()
                .position(|known| section(path, known) == section(path, name) && known.as_str() > name)
        })
        .flatten();
    let at = status.unwrap_or_else(|| last.map_or(page.len(), |last| last + 1));
    page.shift_insert(at.min(page.len()), name.to_owned(), row.clone());
}

/// Moves parameters that have become required behind the others that go into query and body.
fn require_last(path: &str, page: &mut Page, merged: &Merged) {
    let newly = merged.changes.iter().filter(|change| {
        change.place.page == path
            && change.place.column == Some(Column::Required)
            && change.to.as_deref() == Some("yes")
            && !change.place.row.contains(['.', '[', '*'])
            && section(path, &change.place.row) == Some(PARAMETERS)
    });
    for change in newly {
        let name = &change.place.row;
        let is_its = |key: &String| {
            key == name
                || key
                    .strip_prefix(name.as_str())
                    .is_some_and(|rest| rest.starts_with(['.', '[']))
        };
        let keys: Vec<String> = page.keys().filter(|key| is_its(key)).cloned().collect();
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

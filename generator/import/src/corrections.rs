//! The table of corrections: where pages say something else than a source, and why.
//!
//! | place | upstream says | page says | why |
//! |---|---|---|---|
//! | `schemas/Team type required` | `yes` | `no` | Left out of the example at <https://docs.github.com/…> |

use std::collections::{BTreeMap, BTreeSet};

use octoscribe_generator::page::document::Column;
use octoscribe_generator::provenance::Correction;

use crate::error::Error;
use crate::merge::{Place, shown};
use crate::rows::{Page, Pages, columns, is_below, is_root};

/// A difference between a source and the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where.
    pub place: Place,
    /// What the source says; `None` for nothing.
    pub upstream: Option<String>,
    /// What the page says.
    pub page: Option<String>,
}

/// A row of the table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) line: usize,
    upstream: String,
    page: String,
    why: String,
}

/// What doesn't go together in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A difference without a row.
    Unexplained(Difference),
    /// A row without a difference, or with another one.
    Dead {
        /// The row's line.
        line: usize,
        /// Its place.
        place: String,
    },
    /// A `renamed-from` line with a name that no endpoint had.
    OldName {
        /// The page.
        page: String,
        /// The name.
        name: String,
    },
}

/// The table, by place.
pub(crate) type Corrections = BTreeMap<String, Row>;

/// Reads the table.
pub(crate) fn read(text: &str) -> Result<Corrections, Error> {
    let mut corrections = Corrections::new();
    let rows = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.starts_with('|'))
        .skip(2);
    for (number, line) in rows {
        let broken = |cause| Error::at(format_args!("line {} of the corrections", number + 1), cause);
        let line = line.trim().trim_matches('|').replace("\\|", "\u{0}");
        let cells: Vec<String> = line.split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect();
        let [place, upstream, page, why] = cells.as_slice() else {
            return Err(broken(
                "expected four cells: place, what upstream says, what the page says, why",
            ));
        };
        if !(why.contains("https://") || why.contains('"')) {
            return Err(broken("a reason is a public link or a quoted sentence"));
        }
        let plain = |cell: &String| cell.trim_matches('`').to_owned();
        let correction = Row {
            line: number + 1,
            upstream: plain(upstream),
            page: plain(page),
            why: why.clone(),
        };
        if corrections.insert(plain(place), correction).is_some() {
            return Err(broken("the place has a row already"));
        }
    }
    Ok(corrections)
}

/// All corrections, as documentation shows them.
pub(crate) fn in_documentation(corrections: &Corrections) -> Vec<Correction> {
    let shown = |(place, row): (&String, &Row)| {
        let mut words = place.splitn(3, ' ');
        let (page, name, column) = (words.next()?, words.next()?, words.next());
        let said = |text: &str| match text {
            "" => "nothing".to_owned(),
            text => format!("`{text}`"),
        };
        let what = format!("`{name}` {}", column.unwrap_or_default());
        let (page_says, upstream_says) = (said(&row.page), said(&row.upstream));
        let text = format!(
            "Corrected: {} {page_says}, upstream {upstream_says}. {}",
            what.trim_end(),
            row.why
        );
        Some(Correction {
            page: page.to_owned(),
            row: name.to_owned(),
            text,
        })
    };
    corrections.iter().filter_map(shown).collect()
}

/// The corrections in a page, a line for each.
pub(crate) fn of_page(corrections: &Corrections, page: &str) -> Vec<String> {
    let shown = |(place, row): (&String, &Row)| {
        let inside = place.strip_prefix(page)?.strip_prefix(' ')?;
        Some(format!(
            "{inside}: `{}` upstream, `{}` here. {}",
            row.upstream, row.page, row.why
        ))
    };
    corrections.iter().filter_map(shown).collect()
}

/// Compares the table with the differences that there are.
pub(crate) fn check(corrections: &Corrections, differences: &[Difference]) -> Vec<Finding> {
    let mut used = BTreeSet::new();
    let mut findings = Vec::new();
    for difference in differences {
        let place = difference.place.to_string();
        let is_said = |said: &str, is: &Option<String>| said == is.as_deref().unwrap_or_default();
        match corrections.get(&place) {
            Some(row) if is_said(&row.upstream, &difference.upstream) && is_said(&row.page, &difference.page) => {
                used.insert(place);
            }
            _ => findings.push(Finding::Unexplained(difference.clone())),
        }
    }
    let dead = corrections.iter().filter(|(place, _)| !used.contains(*place));
    findings.extend(dead.map(|(place, row)| Finding::Dead {
        line: row.line,
        place: place.clone(),
    }));
    findings
}

/// Where the pages say something else than a source, laid out as they are.
pub(crate) fn differences(theirs: &Pages, ours: &Pages, states: &[Column]) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut add = |place, upstream, page| differences.push(Difference { place, upstream, page });
    for (path, page) in theirs {
        let Some(our_page) = ours.get(path) else {
            // Schemas are there when something refers to them, and what is to be removed may be gone.
            if is_root(path) && !page.contains_key("@sunset") {
                let is_endpoint = page.contains_key("@route");
                let kind = if is_endpoint { "an endpoint" } else { "an event" };
                add(Place::page(path), Some(kind.to_owned()), None);
            }
            continue;
        };
        let (taken_apart, spelled_out) = (below_other_types(page, our_page), below_other_types(our_page, page));
        let is_inside = |name: &str, outers: &[&str]| outers.iter().any(|outer| is_below(name, outer));
        for (name, row) in page {
            if let Some(our_row) = our_page.get(name) {
                for column in columns(states, path, name) {
                    let [here, there] = [row, our_row].map(|row| row.get(column).cloned());
                    if here != there {
                        add(Place::cell(path, name, *column), here, there);
                    }
                }
            } else if !is_inside(name, &taken_apart) {
                add(Place::row(path, name), Some(shown(row)), None);
            }
        }
        // What a source can't speak of, it doesn't deny.
        if states.contains(&Column::Type) {
            let is_new = |name: &str| !page.contains_key(name) && !is_inside(name, &spelled_out);
            for (name, row) in our_page.iter().filter(|(name, _)| is_new(name)) {
                add(Place::row(path, name), None, Some(shown(row)));
            }
        }
    }
    differences
}

/// The rows of `one` that have rows below them, where `other` has none and another type: that one difference says it all.
fn below_other_types<'a>(one: &'a Page, other: &Page) -> Vec<&'a str> {
    let names = one.keys().map(String::as_str);
    let differs = |name: &&str| {
        let [here, there] = [one, other].map(|page| Some(page.get(*name)?.get(&Column::Type)));
        let has_rows = |page: &Page| page.keys().any(|key| is_below(key, name));
        there.is_some() && here != there && has_rows(one) && !has_rows(other)
    };
    names.filter(differs).collect()
}

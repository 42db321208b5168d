//! Sources: what each can say, and how it is read.

use std::collections::BTreeMap;

use octoscribe_generator::ir::Api;
use octoscribe_generator::page::PARAMETERS;
use octoscribe_generator::page::document::Column;
use octoscribe_generator::source::Source;

use crate::align::align;
use crate::describe::describe;
use crate::error::Error;
use crate::lock;
use crate::openapi::Description;
use crate::rows::{self, FACTS, Pages, section};
use crate::versions;

/// A source as it comes.
#[derive(Clone, Debug)]
pub enum Input<'a> {
    /// The text of GitHub's OpenAPI description of an edition.
    OpenApi(&'a str),
    /// Pages of octokit's Markdown docs, and the release that they are of.
    Docs(Vec<Source>, &'a str),
}

/// What a source says.
pub(crate) struct Said {
    /// Its name, which is that of its lock.
    pub(crate) source: String,
    pub(crate) release: String,
    pub(crate) api: Api,
    /// The columns that it can speak of.
    pub(crate) states: &'static [Column],
}

/// The table of names: component to page.
pub(crate) type Names = BTreeMap<String, String>;

const DOCS: &str = "octokit-docs";

impl Input<'_> {
    pub(crate) fn read(&self, names: &Names) -> Result<Said, Error> {
        let (source, release, api) = match self {
            Self::OpenApi(json) => {
                let description = Description::read(json)?;
                let mut api = describe(&description, names)?;
                for (version, later) in versions::later(json)? {
                    versions::join(&mut api, describe(&later, names)?, &version);
                }
                (description.info.source(), description.info.version, api)
            }
            Self::Docs(pages, release) => {
                let analysis = octoscribe_generator::analyse(pages.clone());
                (DOCS.to_owned(), (*release).to_owned(), analysis.api)
            }
        };
        Ok(Said {
            states: states(&source),
            source,
            release,
            api,
        })
    }
}

/// The columns that a source can speak of. Upstream's docs know neither types nor defaults.
pub(crate) fn states(source: &str) -> &'static [Column] {
    if source == DOCS { &[Column::Required] } else { &FACTS }
}

/// The locks, the source with the last word first: GitHub's own description, those of other editions, upstream's docs.
pub(crate) fn in_order(locks: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    let mut locks: Vec<(&str, &str)> = locks
        .iter()
        .map(|(name, lock)| (name.as_str(), lock.as_str()))
        .collect();
    locks.sort_by_key(|(name, _)| rank(name));
    locks
}

fn rank(source: &str) -> (u8, &str) {
    let group = match source {
        "api.github.com" => 0,
        DOCS => 2,
        _ => 1,
    };
    (group, source)
}

/// What the sources before this one say, laid out as the pages are.
pub(crate) fn claims(locks: &BTreeMap<String, String>, ours: &Api, source: &str) -> Result<Pages, Error> {
    let mut claims = Pages::new();
    for (_, lock) in in_order(locks)
        .into_iter()
        .filter(|(name, _)| rank(name) < rank(source))
    {
        claims.extend(rows::pages(&align(&lock::read(lock)?.1, ours)));
    }
    Ok(claims)
}

/// Takes out what a source can't speak of, and what is another's: to the docs rows that a description has, to a description the pages
/// of another edition.
pub(crate) fn keep_statements(source: &str, claims: &Pages, pages: &mut Pages) {
    if source != DOCS {
        pages.retain(|path, _| !claims.contains_key(path));
        return;
    }
    pages.retain(|path, page| {
        let claimed = claims.get(path);
        page.retain(|name, row| {
            let kind = section(path, name);
            if kind.is_some() {
                row.retain(|column, _| *column == Column::Required || *column == Column::Description);
            }
            let can_say = kind.is_none_or(|kind| kind == PARAMETERS);
            can_say && !claimed.is_some_and(|claimed| claimed.contains_key(name))
        });
        path.starts_with("endpoints/") && !page.is_empty()
    });
}

/// Reads the table of names.
pub(crate) fn names(table: &str) -> Result<Names, Error> {
    let lines = table
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let names = lines.map(|(number, line)| {
        let pair = line
            .split_once(char::is_whitespace)
            .map(|(component, name)| (component.to_owned(), name.trim().to_owned()));
        pair.ok_or_else(|| Error::Names {
            line: number + 1,
            cause: "expected a component and the name of its page".to_owned(),
        })
    });
    names.collect()
}

/// Reports rows of the table of names that name no component.
pub(crate) fn check_names(names: &Names, said: &Said) -> Result<(), Error> {
    for (number, (component, name)) in names.iter().enumerate() {
        if said.states.contains(&Column::Type) && said.api.schema(name).is_none() {
            return Err(Error::Names {
                line: number + 1,
                cause: format!("{} has no component `{component}`", said.source),
            });
        }
    }
    Ok(())
}

/// Prose of a source as the prose of a page: no headings, which would be sections, and no HTML.
pub(crate) fn inert(text: &str) -> String {
    let line = |line: &str| {
        let heading = line.trim_start().trim_start_matches('#');
        let is_heading = line.trim_start().starts_with('#') && heading.starts_with(' ');
        let line = if is_heading {
            format!("**{}**", heading.trim())
        } else {
            line.to_owned()
        };
        line.replace('<', "&lt;")
    };
    let lines: Vec<String> = text.trim().lines().map(line).collect();
    lines.join("\n")
}

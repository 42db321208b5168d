//! Sources: what each can say, and how it is read.

use std::collections::BTreeMap;

use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::Severity;
use octoscribe_generator::ir::{Api, Endpoint};
use octoscribe_generator::page::document::{Column, Row};
use octoscribe_generator::page::{self, PARAMETERS, RESPONSES};
use octoscribe_generator::source::{Source, SourceId};

use crate::describe::describe;
use crate::error::Error;
use crate::openapi::Description;
use crate::rows::{FACTS, Page, Pages, is_root, parent, prose, says, section, type_of};
use crate::versions::{self, ONLY_CLOUD};
use crate::write::NO_PARAMETERS;

/// A source as it comes.
#[derive(Clone, Debug)]
pub enum Input {
    /// The text of GitHub's OpenAPI description of an edition.
    OpenApi(String),
    /// Pages of octokit's Markdown docs, and the release that they are of.
    Docs(Vec<Source>, String),
}

/// What a source says.
pub(crate) struct Said {
    /// Its name, which is that of its lock.
    pub(crate) source: String,
    pub(crate) release: String,
    pub(crate) api: Api,
}

/// The table of names: component to page.
pub(crate) type Names = BTreeMap<String, String>;

const DOCS: &str = "octokit-docs";

/// The row that says which edition alone has an endpoint or event.
pub(crate) const EDITION: &str = "@edition";

impl Input {
    pub(crate) fn read(&self, names: &Names) -> Result<Said, Error> {
        let (source, release, api) = match self {
            Self::OpenApi(json) => {
                let mut description = Description::read(json)?;
                let (api, later) = rayon::join(|| describe(&description, names), || versions::later(json));
                let mut api = api?;
                for (version, changes) in later? {
                    description.extend(changes);
                    versions::join(&mut api, describe(&description, names)?, &version);
                }
                (description.info.source(), description.info.version, api)
            }
            Self::Docs(pages, release) => {
                let analysis = octoscribe_generator::analyse(pages.clone());
                (DOCS.to_owned(), release.clone(), analysis.api)
            }
        };
        Ok(Said { source, release, api })
    }
}

/// What pages say, if they have no error; its path and message make the error of the import otherwise.
pub(crate) fn analyse(pages: Vec<Source>, config: &Config, error: impl Fn(&str, &str) -> Error) -> Result<Api, Error> {
    let analysis = octoscribe_generator::analyse_for(pages, Vec::new(), Vec::new(), config, None);
    let mut found = analysis.diagnostics.iter();
    match found.find(|found| found.severity() == Severity::Error) {
        Some(found) => Err(error(analysis.sources.path(found.span), &found.message)),
        None => Ok(analysis.api),
    }
}

/// The columns that a source can speak of. Upstream's docs know neither types nor defaults.
pub(crate) fn states(source: &str) -> &'static [Column] {
    if source == DOCS { &[Column::Required] } else { &FACTS }
}

/// What sorts sources, that with the last word first: GitHub's own description, those of other editions, upstream's docs.
pub(crate) fn rank(source: &str) -> (u8, &str) {
    let group = match source {
        "api.github.com" => 0,
        DOCS => 2,
        _ => 1,
    };
    (group, source)
}

/// The edition that has endpoints of its own beside those of GitHub's own description.
pub(crate) fn edition(source: &str) -> Option<&'static str> {
    (source == "ghec").then_some("enterprise-cloud")
}

pub(crate) fn edition_row(edition: &str) -> Row {
    Row::from([(Column::Type, edition.to_owned())])
}

/// Takes out what a source can't speak of, and what is another's: to the docs rows that a description has, to a description the pages
/// of another edition, except for optional rows that only it has.
pub(crate) fn keep_statements(source: &str, claims: &Pages, ours: &Pages, pages: &mut Pages) {
    if source != DOCS {
        let edition = edition(source).filter(|_| !claims.is_empty());
        pages.retain(|path, page| {
            if let Some(claimed) = claims.get(path) {
                keep_extra_rows(path, claimed, ours.get(path), page);
            } else if let Some(edition) = edition
                && is_root(path)
            {
                page.insert(EDITION.to_owned(), edition_row(edition));
            }
            edition.is_some() || !claims.contains_key(path)
        });
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

/// Keeps the rows that an edition adds to a page of all editions: parameters, fields and errors. They are optional, and say whose they are. A
/// row that our page has without saying so is one of all editions, which their description lacks: a correction.
fn keep_extra_rows(path: &str, claimed: &Page, ours: Option<&Page>, page: &mut Page) {
    let all = page.clone();
    let is_object = |row: &str| type_of(claimed, row).is_some_and(|ty| ty.contains("object"));
    let is_addition = |row: &str| match section(path, row) {
        Some(PARAMETERS) => all
            .get(row)
            .is_some_and(|row| row.contains_key(&Column::In) && !says(row, Column::In, "path")),
        // Another successful response would change what a call returns in every edition.
        Some(RESPONSES) => row >= "400",
        Some(_) => is_object("@is"),
        None => false,
    };
    let is_of_all = |row: &str| {
        let row = ours.and_then(|ours| ours.get(row));
        row.is_some_and(|row| versions::said(prose(row)) != Some(ONLY_CLOUD))
    };
    page.retain(|name, row| {
        let mut outermost = name.as_str();
        while let Some(outer) = around(outermost, claimed, &all).filter(|outer| !claimed.contains_key(*outer)) {
            outermost = outer;
        }
        let is_extra = !claimed.contains_key(name)
            && !is_of_all(outermost)
            && around(outermost, claimed, &all).map_or_else(|| is_addition(outermost), is_object);
        if is_extra && outermost == name {
            let prose = versions::with_sentence(prose(row), ONLY_CLOUD);
            row.insert(Column::Description, prose);
            row.entry(Column::Required)
                .and_modify(|required| "no".clone_into(required));
        }
        is_extra
    });
}

/// The row of one of the pages that is around a row.
fn around<'r>(row: &'r str, one: &Page, other: &Page) -> Option<&'r str> {
    let mut rows = std::iter::successors(parent(row), |row| parent(row));
    rows.find(|row| one.contains_key(*row) || other.contains_key(*row))
}

/// Reads the table of names.
pub(crate) fn names(table: &str) -> Result<Names, Error> {
    let lines = table
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let names = lines.map(|(number, line)| {
        let pair = line.split_once(char::is_whitespace);
        let cause = "expected a component and the name of its page";
        pair.map(|(component, name)| (component.to_owned(), name.trim().to_owned()))
            .ok_or_else(|| Error::at(format_args!("row {} of the names", number + 1), cause))
    });
    names.collect()
}

/// Reports rows of the table of names that name no component.
pub(crate) fn check_names(names: &Names, said: &Said) -> Result<(), Error> {
    for (number, (component, name)) in names.iter().enumerate() {
        if states(&said.source).contains(&Column::Type) && said.api.schema(name).is_none() {
            let cause = format_args!("{} has no component `{component}`", said.source);
            return Err(Error::at(format_args!("row {} of the names", number + 1), cause));
        }
    }
    Ok(())
}

/// Makes endpoints deprecated whose prose says so: where it becomes the prose of the page, the page says so too.
pub(crate) fn heed_notices(api: &mut Api) {
    let may_say = |endpoint: &&mut Endpoint| endpoint.description.to_lowercase().contains("deprecated");
    for endpoint in api.endpoints.iter_mut().filter(may_say) {
        let head = "---\nname: A\nroute: GET /\nscope: a\ntype: API method\n---\n\n# A";
        let prose = inert(&endpoint.description);
        let page = Source {
            path: "endpoints/a/a.md".to_owned(),
            text: format!("{head}\n\n{prose}\n\n## {PARAMETERS}\n\n{NO_PARAMETERS}\n").into(),
        };
        if let Some(page::Page::Endpoint(page)) = page::read(SourceId(0), &page, &Config::default(), &mut Vec::new()) {
            endpoint.deprecated |= page.deprecated.is_some();
        }
    }
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

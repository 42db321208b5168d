//! What is compared, and the changes that comparing it records.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::kind::{Class, Kind};
use super::slot::Usage;
use crate::Analysis;
use crate::ir::Api;
use crate::rust_model::Model;
use crate::source::{Sources, Span};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The endpoint (`scope.method`, the old one where it was renamed) or the schema.
    pub id: String,
    /// What has changed.
    pub kind: Kind,
    /// The parameter, field or response, as the pages name it: `output.annotations[].path`, `200.total_count`.
    pub parameter: Option<String>,
    /// What it was, where that can be said in a word: a name, a type, a bound.
    pub old: Option<String>,
    /// What it is now.
    pub new: Option<String>,
    /// Where the new page says so, or, for what is gone, where the old one did.
    pub source: Position,
    /// What the page says about why, or about what to use instead.
    pub notice: Option<String>,
    /// Whether a type that it rests on is inferred: no page states it.
    pub is_inferred: bool,
    /// The endpoints whose callers feel it.
    pub reach: Reach,
    /// The call before and after, for what is breaking.
    pub migration: Option<Migration>,
}

/// The endpoints that a change concerns: one, or all that take or return values of a schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// How many they are.
    pub endpoints: usize,
    /// The best known of them, best known first.
    pub first: Vec<String>,
    /// Their scopes, sorted.
    #[serde(skip)]
    pub scopes: Vec<String>,
}

impl Change {
    /// What it does to callers.
    #[must_use]
    pub fn class(&self) -> Class {
        self.kind.class()
    }

    /// Says which field inside the current path it is about.
    pub(super) fn of(&mut self, step: &str) -> &mut Self {
        self.parameter = Some(joined(self.parameter.as_deref().unwrap_or_default(), step));
        self
    }

    pub(super) fn from(&mut self, old: impl Into<Option<String>>) -> &mut Self {
        self.old = old.into();
        self
    }

    pub(super) fn to(&mut self, new: impl Into<Option<String>>) -> &mut Self {
        self.new = new.into();
        self
    }

    pub(super) fn because(&mut self, notice: Option<String>) {
        self.notice = notice;
    }
}

/// A position in a page: line and column count from 1, columns count characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Path of the page as its source names it.
    pub file: String,
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// How callers get from the old crate to the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Migration {
    /// A call of the old crate that the change concerns.
    #[serde(rename = "old")]
    pub old_call: String,
    /// The same with the new crate; `None` when nothing takes its place.
    #[serde(rename = "new")]
    pub new_call: Option<String>,
}

/// One of the two trees.
pub(super) struct Side<'a> {
    pub(super) api: &'a Api,
    sources: &'a Sources,
    pub(super) model: Model<'a>,
}

impl<'a> Side<'a> {
    pub(super) fn new(analysis: &'a Analysis) -> Self {
        Self {
            api: &analysis.api,
            sources: &analysis.sources,
            model: Model::new(&analysis.api),
        }
    }

    pub(super) fn position(&self, span: Span) -> Position {
        let start = self.sources.line_column(span);
        Position {
            file: self.sources.path(span).to_owned(),
            line: start.line,
            column: start.column,
        }
    }
}

/// Both trees, and what is known about how they belong together.
pub(super) struct Sides<'s, 'a> {
    pub(super) old: &'s Side<'a>,
    pub(super) new: &'s Side<'a>,
    /// New names of schemas by their old ones.
    pub(super) renamed_schemas: &'s HashMap<&'a str, &'a str>,
    /// Whether pages of one tree can't say what those of the other do: their silence is no statement.
    pub(super) is_partial: bool,
}

/// What two maps have for each key: for those of the first, then for those that only the second has.
pub(super) fn both<'s, K: Ord, T>(
    old: &'s BTreeMap<K, T>,
    new: &'s BTreeMap<K, T>,
) -> Vec<(&'s K, Option<&'s T>, Option<&'s T>)> {
    let fresh = new.iter().filter(|(key, _)| !old.contains_key(key));
    let known = old.iter().map(|(key, before)| (key, Some(before), new.get(key)));
    known
        .chain(fresh.map(|(key, after)| (key, None, Some(after))))
        .collect()
}

/// Takes down the changes of one endpoint or schema.
pub(super) struct Record<'s, 'a> {
    pub(super) sides: &'s Sides<'s, 'a>,
    pub(super) id: String,
    /// Who has the values that are compared.
    pub(super) usage: Usage,
    /// Whether it is an endpoint whose route is what it was, but for the names in it.
    pub(super) same_route: bool,
    /// Whether one of the pages can't speak of types, constraints and responses.
    pub(super) is_silent: bool,
    /// Whether a type that is compared is inferred.
    pub(super) is_inferred: bool,
    pub(super) changes: Vec<Change>,
    /// The path of what is compared: `output.annotations[]`; empty for the endpoint or schema itself.
    path: String,
}

impl<'s, 'a> Record<'s, 'a> {
    pub(super) fn new(sides: &'s Sides<'s, 'a>, id: String) -> Self {
        Self {
            sides,
            id,
            usage: Usage::default(),
            same_route: false,
            is_silent: false,
            is_inferred: false,
            changes: Vec::new(),
            path: String::new(),
        }
    }

    /// Adds a change that the new page shows.
    pub(super) fn add(&mut self, kind: Kind, span: Span) -> &mut Change {
        self.add_at(kind, self.sides.new.position(span))
    }

    /// Adds a change that only the old page shows: something is gone.
    pub(super) fn add_gone(&mut self, kind: Kind, span: Span) -> &mut Change {
        self.add_at(kind, self.sides.old.position(span))
    }

    #[expect(clippy::indexing_slicing, reason = "the change has just been pushed")]
    pub(super) fn add_at(&mut self, kind: Kind, source: Position) -> &mut Change {
        let at = self.changes.len();
        self.changes.push(Change {
            id: self.id.clone(),
            kind,
            parameter: (!self.path.is_empty()).then(|| self.path.clone()),
            old: None,
            new: None,
            source,
            notice: None,
            is_inferred: self.is_inferred && kind.is_of_types(),
            reach: Reach::default(),
            migration: None,
        });
        &mut self.changes[at]
    }

    /// Compares the editions that alone have an endpoint or event.
    pub(super) fn edition(&mut self, old: Option<&str>, new: Option<&str>, span: Span) {
        match (old, new) {
            (_, Some(after)) if old != new => _ = self.add(Kind::EditionAdded, span).to(after.to_owned()),
            (Some(before), None) => _ = self.add(Kind::EditionRemoved, span).from(before.to_owned()),
            _ => {}
        }
    }

    /// Compares what is inside the current path: a field, or the items of a list (`[]`).
    pub(super) fn inside(&mut self, step: &str, compare: impl FnOnce(&mut Self)) {
        let inner = self.path_of(step);
        let outer = std::mem::replace(&mut self.path, inner);
        compare(self);
        self.path = outer;
    }

    /// The path of a field inside the current path.
    pub(super) fn path_of(&self, step: &str) -> String {
        joined(&self.path, step)
    }

    /// What a change means to those who send a value or to those who receive it: the worse of the two, and the first of two alike.
    pub(super) fn pick(&self, request: impl Into<Option<Kind>>, response: impl Into<Option<Kind>>) -> Option<Kind> {
        let request = request.into().filter(|_| self.usage.request);
        let response = response.into().filter(|_| self.usage.response);
        request.into_iter().chain(response).min_by_key(|kind| kind.class())
    }
}

/// The path of a field, or of the items, inside of what has a path.
fn joined(outer: &str, step: &str) -> String {
    let separator = if outer.is_empty() || step.is_empty() || step.starts_with(['[', '.']) {
        ""
    } else {
        "."
    };
    format!("{outer}{separator}{step}")
}

//! What is compared, and the changes that comparing it records.

use std::collections::HashMap;

use super::kind::{Class, Kind};
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
    /// The call before and after, for what is breaking.
    pub migration: Option<Migration>,
}

impl Change {
    /// What it does to callers.
    #[must_use]
    pub fn class(&self) -> Class {
        self.kind.class()
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// A call of the old crate that the change concerns.
    pub old_call: String,
    /// The same with the new crate; `None` when nothing takes its place.
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

    fn position(&self, span: Span) -> Position {
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
}

/// Takes down the changes of one endpoint or schema.
pub(super) struct Record<'r, 's, 'a> {
    pub(super) sides: &'r Sides<'s, 'a>,
    pub(super) id: String,
    /// Whether it is an endpoint whose route is what it was, but for the names in it.
    pub(super) same_route: bool,
    pub(super) changes: Vec<Change>,
}

/// Where a change is to be looked up.
#[derive(Clone, Copy)]
pub(super) enum At {
    Old(Span),
    New(Span),
}

impl<'r, 's, 'a> Record<'r, 's, 'a> {
    pub(super) fn new(sides: &'r Sides<'s, 'a>, id: String) -> Self {
        Self {
            sides,
            id,
            same_route: false,
            changes: Vec::new(),
        }
    }

    pub(super) fn add(
        &mut self,
        kind: Kind,
        at: At,
        parameter: Option<&str>,
        old: Option<String>,
        new: Option<String>,
    ) {
        let source = match at {
            At::Old(span) => self.sides.old.position(span),
            At::New(span) => self.sides.new.position(span),
        };
        self.changes.push(Change {
            id: self.id.clone(),
            kind,
            parameter: parameter.map(str::to_owned),
            old,
            new,
            source,
            migration: None,
        });
    }
}

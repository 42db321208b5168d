//! What an earlier run has lowered, for pages that have not changed since.

use std::collections::{HashMap, HashSet};

use super::corpus::{self, Corpus};
use crate::diagnostic::Diagnostic;
use crate::ir::{Api, Endpoint, Schema, Type};
use crate::page::{EndpointPage, Page};
use crate::source::{SourceId, Sources};

/// Endpoints and schemas that need not be lowered again, by the sources of their pages.
#[derive(Debug, Default)]
pub(crate) struct Known {
    endpoints: HashMap<SourceId, Endpoint>,
    schemas: HashMap<SourceId, Schema>,
    /// All that a page may depend on besides itself.
    around: Around,
}

/// What lowering a page asks of the others: the names of the schemas, what each comes down to, and which pages can't be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Around {
    schemas: Vec<(String, Type)>,
    unread: Vec<String>,
}

impl Around {
    pub(super) fn new(corpus: &Corpus<'_>, types: &[Type]) -> Self {
        let names = corpus.schemas.iter().map(|page| page.name.value.clone());
        Self {
            schemas: names.zip(types.iter().cloned()).collect(),
            unread: corpus.names.unread.iter().map(|path| (*path).to_owned()).collect(),
        }
    }
}

/// What of an API was taken over from an earlier run.
#[derive(Debug, Default)]
pub(crate) struct Reused {
    /// Sources of the endpoints.
    pub(crate) endpoints: HashSet<SourceId>,
    /// Whether all schemas were.
    pub(crate) all_schemas: bool,
}

impl Known {
    /// Takes over what an earlier run made of the pages that are reusable: unchanged, and without any finding.
    pub(crate) fn keep(
        &mut self,
        api: Api,
        reusable: &HashSet<SourceId>,
        pages: &[(Option<Page>, Vec<Diagnostic>)],
        sources: &Sources,
    ) {
        let states_types = |id: SourceId| match pages.get(id.0 as usize) {
            Some((Some(Page::Endpoint(page)), _)) => states_types(page),
            _ => false,
        };
        // The names that pages claim with `renamed-from` are endpoints too, but not those of the page's own name.
        let is_own = |endpoint: &Endpoint| {
            let (scope, name) = corpus::place(sources.path(endpoint.span));
            scope == endpoint.scope && name == endpoint.name
        };
        let endpoints = api.endpoints.into_iter();
        self.endpoints = endpoints
            .filter(|endpoint| {
                let id = endpoint.span.source;
                reusable.contains(&id) && is_own(endpoint) && states_types(id)
            })
            .map(|endpoint| (endpoint.span.source, endpoint))
            .collect();
        let schemas = api.schemas.into_iter();
        self.schemas = schemas
            .filter(|schema| reusable.contains(&schema.span.source))
            .map(|schema| (schema.span.source, schema))
            .collect();
    }

    /// Forgets everything unless what is around the pages is what it was.
    pub(super) fn expect(&mut self, around: Around) {
        if self.around != around {
            *self = Self {
                around,
                ..Self::default()
            };
        }
    }

    pub(super) fn take_endpoint(&mut self, id: SourceId) -> Option<Endpoint> {
        self.endpoints.remove(&id)
    }

    pub(super) fn take_schema(&mut self, id: SourceId) -> Option<Schema> {
        self.schemas.remove(&id)
    }
}

/// Whether a page says all of its types itself. Those of others may come from other pages.
fn states_types(page: &EndpointPage) -> bool {
    page.parameters.iter().all(|row| row.ty.is_some())
}

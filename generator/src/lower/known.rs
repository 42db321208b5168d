//! What an earlier run has lowered, for pages that have not changed since.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::corpus::{self, Corpus};
use crate::diagnostic::Diagnostic;
use crate::ir::{Api, Endpoint, Schema, Type};
use crate::page::{self, EndpointPage, Page};
use crate::source::{SourceId, Sources};

/// Endpoints and schemas that need not be lowered again, by the sources of their pages.
#[derive(Debug, Default)]
pub(crate) struct Known {
    endpoints: HashMap<SourceId, Endpoint>,
    schemas: HashMap<SourceId, Schema>,
    /// All that a page may depend on besides itself.
    around: Around,
    /// Pages of which only the head is left: they are read again if they have to be lowered again.
    heads: HashSet<SourceId>,
}

/// What lowering a page asks of the others: the names of the schemas, what each comes down to, and which pages can't be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Around {
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

/// A page, as far as it could be read, and what was wrong with it.
pub(crate) type Reading = (Option<Page>, Vec<Diagnostic>);

/// What of an API was taken over from an earlier run.
#[derive(Debug, Default)]
pub(crate) struct Reused {
    /// Sources of the endpoints.
    pub(crate) endpoints: HashSet<SourceId>,
    /// How many pages were not.
    pub(crate) lowered: usize,
}

impl Known {
    /// Takes over what an earlier run made of the pages that are reusable: unchanged, and without any finding.
    pub(crate) fn keep(&mut self, api: Api, reusable: &HashSet<SourceId>, pages: &[Reading], sources: &Sources) {
        self.heads.retain(|id| reusable.contains(id));
        let endpoints = api.endpoints.into_iter();
        self.endpoints = endpoints
            .filter(|endpoint| reusable.contains(&endpoint.span.source) && is_lasting(endpoint, pages, sources))
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
                ..self.afresh()
            };
        }
    }

    /// Nothing of what was lowered.
    pub(crate) fn afresh(&self) -> Self {
        Self {
            heads: self.heads.clone(),
            ..Self::default()
        }
    }

    /// Nothing yet, but what is around pages that may be taken over, and which of them have only a head.
    pub(crate) fn resumed(around: Around, heads: HashSet<SourceId>) -> Self {
        Self {
            around,
            heads,
            ..Self::default()
        }
    }

    /// What was around the pages that were lowered last.
    pub(crate) fn around(&self) -> &Around {
        &self.around
    }

    /// Reads a page again of which only the head is left; `None` for those that are whole. There is nothing to find in it: it was sound.
    pub(super) fn whole(&self, page: SourceId, sources: &Sources) -> Option<Page> {
        let source = self.heads.contains(&page).then(|| sources.get(page))??;
        page::read(page, source, &mut Vec::new())
    }

    pub(super) fn take_endpoint(&mut self, id: SourceId) -> Option<Endpoint> {
        self.endpoints.remove(&id)
    }

    pub(super) fn take_schema(&mut self, id: SourceId) -> Option<Schema> {
        self.schemas.remove(&id)
    }
}

/// Whether an endpoint depends on no other page but for what is around all of them, so that it lasts as long as its own.
pub(crate) fn is_lasting(endpoint: &Endpoint, pages: &[Reading], sources: &Sources) -> bool {
    // The names that pages claim with `renamed-from` are endpoints too, but not those of the page's own name.
    let (scope, name) = corpus::place(sources.path(endpoint.span));
    let page = pages.get(endpoint.span.source.0 as usize);
    scope == endpoint.scope
        && name == endpoint.name
        && matches!(page, Some((Some(Page::Endpoint(page)), _)) if states_types(page))
}

/// Whether a page says all of its types itself. Those of others may come from other pages.
fn states_types(page: &EndpointPage) -> bool {
    page.parameters.iter().all(|row| row.ty.is_some())
}

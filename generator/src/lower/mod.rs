//! Pages -> IR, with every check that looks at more than one element of a page or at more than one page.
//!
//! Lowering never fails as a whole: what is wrong becomes a diagnostic, and the rest is lowered as if it weren't there. The IR is fit for
//! emission only when no diagnostic is an error. Whether a word can become an identifier is checked in `names`.

mod constraints;
mod corpus;
mod cycles;
mod defaults;
mod endpoint;
mod example;
mod forwarders;
mod groups;
mod known;
mod paths;
mod reach;
mod report;
mod response;
mod rivals;
mod rows;
mod schema;
mod schemas;
mod tree;
mod types;

pub(crate) use constraints::broken_by;
pub(crate) use corpus::shape as route_shape;
pub use defaults::typed_default;
pub(crate) use paths::{ObjectPlace, object_place, spell};
pub use reach::{reached, select};
pub use schemas::Schemas;
pub use types::type_text;

use std::ops::Range;

pub(crate) use known::{Around, Known, Reading, Reused, is_lasting};

use corpus::Corpus;
use report::Report;
use rows::Shared;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Api, Type};
use crate::page::{EndpointPage, Page, SchemaPage};
use crate::source::{SourceId, Sources};

/// Lowers all pages of a run and checks them against each other.
///
/// The endpoints are sorted by scope and name, the schemas by name, the diagnostics by place. Of two pages that declare the same thing
/// the first one counts. A page in `sources` that is not among `pages` is one that could not be read: what it would have declared is not
/// reported as unknown, and what it would have referred to is not reported as unreachable.
#[must_use]
pub fn lower(pages: &[Page], sources: &Sources) -> (Api, Vec<Diagnostic>) {
    let pages: Vec<&Page> = pages.iter().collect();
    let (api, diagnostics, _) = lower_again(&pages, sources, sources.ids(), &mut Known::default());
    (api, diagnostics)
}

/// The same for one of several trees, whose sources are those with the ids given, but for what is known from an earlier run. Says what of
/// that has been taken over.
pub(crate) fn lower_again(
    pages: &[&Page],
    sources: &Sources,
    ids: Range<SourceId>,
    known: &mut Known,
) -> (Api, Vec<Diagnostic>, Reused) {
    let mut report = Report::new(sources);
    let corpus = Corpus::of(pages, sources, ids, &mut report);

    let types: Vec<Type> = corpus
        .schemas
        .iter()
        .map(|page| schema::root_type(page, &corpus.names, &mut report))
        .collect();
    schema::check_circles(&corpus.schemas, &types, &mut report);
    let schemas = Schemas::new(corpus.schemas.iter().map(|page| page.name.value.as_str()).zip(&types));
    let shared = Shared {
        names: &corpus.names,
        schemas: &schemas,
        request: true,
    };
    known.expect(Around::new(&corpus, &types));
    let (mut api, reused, waiting) = take_over(&corpus, &types, known);

    let whole = |page| known.whole(page, sources);
    let lower = |&(page, name): &(&EndpointPage, _), report: &mut Report<'_>| match whole(page.name.span.source) {
        Some(Page::Endpoint(page)) => endpoint::lower(&page, name, &shared, report),
        _ => endpoint::lower(page, name, &shared, report),
    };
    api.endpoints.extend(report.of_each(&waiting.endpoints, lower));
    let lower = |&(page, ty): &(&SchemaPage, _), report: &mut Report<'_>| match whole(page.name.span.source) {
        Some(Page::Schema(page)) => schema::lower(&page, ty, &shared, report),
        _ => schema::lower(page, ty, &shared, report),
    };
    api.schemas.extend(report.of_each(&waiting.schemas, lower));
    api.endpoints
        .sort_by(|one, other| (&one.scope, &one.name).cmp(&(&other.scope, &other.name)));
    api.schemas.sort_by(|one, other| one.name.cmp(&other.name));

    forwarders::add(&corpus, &mut api, &mut report);
    rivals::note(&mut api.endpoints);

    corpus::check_renames(&corpus, &mut report);
    corpus::check_routes(&api.endpoints, &mut report);
    // What could not be read may be what refers to a schema.
    if corpus.names.unread.is_empty() {
        // A schema that is only reached by a misspelled name is not unreachable.
        if !report
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code == Code::UnknownSchema)
        {
            reach::check(&api, &mut report);
        }
    }

    let mut diagnostics = report.diagnostics;
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span.source, diagnostic.span.start, diagnostic.code));
    (api, diagnostics, reused)
}

/// Pages that have to be lowered.
#[derive(Default)]
struct Waiting<'p> {
    /// With the names of their endpoints.
    endpoints: Vec<(&'p EndpointPage, &'p str)>,
    /// With their root types.
    schemas: Vec<(&'p SchemaPage, &'p Type)>,
}

/// What is known of the pages already, and those of which nothing is.
fn take_over<'p>(corpus: &Corpus<'p>, types: &'p [Type], known: &mut Known) -> (Api, Reused, Waiting<'p>) {
    let (mut api, mut reused, mut waiting) = (Api::default(), Reused::default(), Waiting::default());
    for &(page, name) in &corpus.endpoints {
        let id = page.name.span.source;
        match known.take_endpoint(id) {
            Some(endpoint) => {
                reused.endpoints.insert(id);
                api.endpoints.push(endpoint);
            }
            None => waiting.endpoints.push((page, name)),
        }
    }
    for (&page, ty) in corpus.schemas.iter().zip(types) {
        match known.take_schema(page.name.span.source) {
            Some(schema) => api.schemas.push(schema),
            None => waiting.schemas.push((page, ty)),
        }
    }
    reused.lowered = waiting.endpoints.len() + waiting.schemas.len();
    (api, reused, waiting)
}

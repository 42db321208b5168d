//! Pages -> IR, with every check that looks at more than one element of a page or at more than one page.
//!
//! Lowering never fails as a whole: what is wrong becomes a diagnostic, and the rest is lowered as if it weren't there. The IR is fit for
//! emission only when no diagnostic is an error. Whether a word can become an identifier is checked in `names`.

mod ambiguous_unions;
mod constraints;
mod corpus;
mod cycles;
mod defaults;
mod endless;
mod endpoint;
mod example;
mod forwarders;
mod groups;
mod overlaps;
mod paths;
mod report;
mod response;
mod rows;
mod same_shapes;
mod schema;
mod tree;
mod types;
mod webhook;

pub use constraints::broken_by;
pub use defaults::typed_default;
pub(crate) use paths::{ObjectPath, object_path, spell};

use std::ops::Range;

use corpus::Corpus;
use report::Report;
use rows::Shared;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Api, Endpoint, Schemas, Type};
use crate::page::Page;
use crate::source::{SourceId, Sources};

/// Lowers all pages of a tree and checks them against each other.
///
/// The endpoints are sorted by scope and name, the schemas by name, the webhooks by event and action, the diagnostics by span. Of two pages that declare the same thing
/// the first one counts. `ids` are the sources of the tree: one that is not among `pages` could not be read, so what it would have declared
/// is not reported as unknown.
#[must_use]
pub fn lower(pages: &[&Page], sources: &Sources, ids: Range<SourceId>) -> (Api, Vec<Diagnostic>) {
    let mut report = Report::new(sources);
    let corpus = Corpus::of(pages, sources, ids, &mut report);

    let root_type = |page| schema::root_type(page, &corpus.names, &mut report);
    let types: Vec<Type> = corpus.schemas.iter().copied().map(root_type).collect();
    schema::check_cycles(&corpus.schemas, &types, &mut report);
    let has_aliases_of_themselves = report.findings.iter().any(|found| found.code == Code::AliasCycle);
    let names = corpus.schemas.iter().map(|page| page.name.value.as_str());
    let shared = Shared {
        names: &corpus.names,
        schemas: &names.zip(&types).collect::<Schemas<'_>>(),
        request: true,
    };

    let mut api = Api {
        endpoints: report.of_each(&corpus.endpoints, |(page, name), report| {
            endpoint::lower(page, name, &shared, report)
        }),
        schemas: report.of_each(&corpus.schemas, |page, report| schema::lower(page, &shared, report)),
        webhooks: report.of_each(&corpus.webhooks, |page, report| webhook::lower(page, &shared, report)),
    };
    api.webhooks
        .sort_by(|one, other| (&one.event, &one.action).cmp(&(&other.event, &other.action)));
    api.schemas.sort_by(|one, other| one.name.cmp(&other.name));
    forwarders::add(&corpus, &mut api, &mut report);
    api.endpoints.sort_by_cached_key(Endpoint::id);
    overlaps::note(&mut api.endpoints);
    overlaps::check_empty(&api.endpoints, &mut report);
    same_shapes::check(&api, &mut report);
    ambiguous_unions::check(&api, &mut report);
    if !has_aliases_of_themselves {
        endless::check(&api, &mut report);
    }

    corpus::check_renames(&corpus, &mut report);
    corpus::check_routes(&api.endpoints, &mut report);
    schema::check_reached(&api, &mut report);
    let mut diagnostics = report.findings.finish();
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span.source, diagnostic.span.start, diagnostic.code));
    (api, diagnostics)
}

//! The old names that pages claim with `renamed-from`: each becomes a deprecated endpoint that is like the new one in all but its name.

use std::collections::HashMap;

use super::corpus::Corpus;
use super::report::Report;
use crate::diagnostic::Code;
use crate::ir::{Api, Endpoint, EndpointId};
use crate::page::OldName;
use crate::source::{Span, Spanned};

/// Adds an endpoint for every old name that no page has, and reports the others.
pub(super) fn add(corpus: &Corpus<'_>, api: &mut Api, report: &mut Report<'_>) {
    let renamed: Vec<_> = corpus
        .endpoints
        .iter()
        .flat_map(|(page, name)| page.renamed_from.iter().map(move |old| (page, *name, old)))
        .collect();
    if renamed.is_empty() {
        return;
    }
    let pages: HashMap<EndpointId, Span> = api.endpoints.iter().map(|page| (page.id(), page.span)).collect();
    let mut claimed: HashMap<EndpointId, Span> = HashMap::new();
    let mut old_names = Vec::new();
    for (page, name, old) in renamed {
        let (span, old_id, new_id) = (
            old.id.span,
            old.id.value.clone(),
            EndpointId::new(&page.scope.value, name),
        );
        let (message, help, related) = match (pages.get(&old_id), claimed.get(&old_id)) {
            (Some(_), _) if old_id == new_id => (
                "this is the name that the endpoint has now".to_owned(),
                "write the name that it had before, or leave the line out",
                None,
            ),
            (Some(&page), _) => (
                format!("the endpoint `{old_id}` still has a page"),
                "delete the old page, or leave the line out",
                Some((page, "here")),
            ),
            (None, Some(&other)) => (
                format!("`{old_id}` is the old name of two endpoints"),
                "calls of the old name can go to one of them only",
                Some((other, "the other one")),
            ),
            (None, None) => {
                claimed.insert(old_id.clone(), span);
                check_spelling(&old_id, &new_id, span, &pages, report);
                let target = api.endpoints.iter().find(|endpoint| endpoint.id() == new_id);
                old_names.extend(target.map(|target| under_old_name(target, old, report)));
                continue;
            }
        };
        let found = report.add(Code::RenameClash, span, message).help(help);
        if let Some((other, label)) = related {
            found.related(other, label);
        }
    }
    api.endpoints.extend(old_names);
}

/// Warns of an old name that is nearly that of another endpoint, or whose scope is nearly another scope: it may be mistyped.
fn check_spelling(
    old: &EndpointId,
    new: &EndpointId,
    span: Span,
    pages: &HashMap<EndpointId, Span>,
    report: &mut Report<'_>,
) {
    let is_known_scope = pages.keys().any(|page| page.scope == old.scope);
    let name = old.to_string();
    let distance = strsim::damerau_levenshtein;
    let near = pages.keys().filter(|page| {
        if is_known_scope {
            *page != new && page.scope == old.scope && distance(&page.name, &old.name) <= 1
        } else {
            distance(&page.scope, &old.scope) <= usize::from(page.scope.len() > 3) + 1
        }
    });
    if let Some(near) = near.min() {
        let message = format!("the old name `{name}` is nearly that of the living `{near}`");
        let meant = if is_known_scope {
            near.to_string()
        } else {
            format!("{}.{}", near.scope, old.name)
        };
        report.add(Code::SuspectValue, span, message).help(format!(
            "correct it, if it is mistyped: callers get it as a deprecated method. Did you mean `{meant}`?"
        ));
    }
}

fn under_old_name(target: &Endpoint, old: &OldName, report: &mut Report<'_>) -> Endpoint {
    let Spanned { value: id, span } = old.id.clone();
    Endpoint {
        scope: id.scope,
        name: id.name,
        deprecated: true,
        renamed_to: Some(target.id()),
        dropped_in: old.until.clone(),
        source: report.location(span),
        span,
        ..target.clone()
    }
}

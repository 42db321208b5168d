//! Whether a page's example call agrees with the page.

use std::collections::HashSet;

use super::report::Report;
use super::{corpus, paths};
use crate::diagnostic::Code;
use crate::page::{EndpointPage, Row};
use crate::source::{Span, Spanned};

/// Compares the example with the page's scope, its file name and its rows.
///
/// Every required parameter at the top of the table must be in the call. Upstream's examples list nested required parameters as well
/// (`output.title`), ours leave them out; both are fine, and so are optional ones.
pub(super) fn check(page: &EndpointPage, name: &str, rows: &[&Row], report: &mut Report<'_>) {
    let Some(Spanned { value: example, span }) = &page.example else {
        return;
    };
    let prefix = report.sources.text(Span {
        end: example.scope.span.start,
        ..*span
    });
    let is_scope_alone = corpus::is_scope_alone(page, report.sources);
    let mut differ = |written: &Spanned<String>, right: &str, what: &str| {
        if written.value != right {
            let message = format!(
                "the example calls `{}`, but the page's {what} is `{right}`",
                written.value
            );
            let found = report.add(Code::ExampleMismatch, written.span, message);
            found.help(format!("write `{prefix}{}.{name}`", page.scope.value));
            found.edit(written.span, right);
        }
    };
    // A scope that neither the directory nor the example has is reported where it is.
    if !is_scope_alone {
        differ(&example.scope, &page.scope.value, "scope");
    }
    differ(&example.method, name, "file name");

    let known: HashSet<String> = rows.iter().map(|row| paths::spell(row.steps())).collect();
    let mut listed = HashSet::new();
    let required = || rows.iter().filter(|row| row.required).filter_map(|row| row.top_name());
    let all: HashSet<&str> = example.names.iter().map(|name| name.value.as_str()).collect();
    for written in &example.names {
        let word = written.value.as_str();
        if !known.contains(word) {
            // A name that is missing may be the one that is misspelled here.
            let missing = required().filter(|name| !all.contains(name));
            listed.extend(report.nearest(word, missing));
            let help = report.did_you_mean(
                word,
                known.iter().map(String::as_str),
                "leave it out, or add a row for it",
            );
            let message = format!("the example lists `{word}`, which has no row");
            report.add(Code::ExampleMismatch, written.span, message).help(help);
        } else if !listed.insert(word) {
            let message = format!("the example lists `{word}` twice");
            report
                .add(Code::ExampleMismatch, written.span, message)
                .help("leave one out");
        }
    }
    let lacking: Vec<&str> = required().filter(|name| listed.insert(name)).collect();
    if !lacking.is_empty() {
        let names = lacking.join("`, `");
        let message = format!("the example lacks `{names}`, which the table requires");
        let written = report.sources.text(*span);
        // Before the last name, a comma and a space; without names, braces.
        let (text, place) = match example.names.last() {
            Some(last) => (format!(", {}", lacking.join(", ")), Some(last.span.end)),
            None => (
                format!("{{ {} }}", lacking.join(", ")),
                written.ends_with("()").then(|| span.end.saturating_sub(1)),
            ),
        };
        let found = report.add(Code::ExampleMismatch, *span, message);
        found.help("list every required parameter in the example");
        if let Some(place) = place {
            found.edit(
                Span {
                    start: place,
                    end: place,
                    ..*span
                },
                text,
            );
        }
    }
}

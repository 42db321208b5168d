//! What holds of all findings, whatever they are about.

use octoscribe_generator::diagnostic::Diagnostic;
use octoscribe_generator::render::{Format, render};
use octoscribe_generator::source::{Sources, Span};

/// Every finding points into its page and says what it has to say on one line.
pub(crate) fn check(findings: &[Diagnostic], sources: &Sources) {
    let is_in_page = |span: Span| {
        let text = sources.get(span.source).map(|source| &*source.text);
        text.is_some_and(|text| text.get(span.start as usize..span.end as usize).is_some())
    };
    for finding in findings {
        let related = finding.related.iter().map(|(span, _)| *span);
        let mut places = related.chain([finding.span]);
        assert!(places.all(is_in_page), "a span outside of its page: {finding:?}");
        assert!(!finding.message.is_empty(), "{finding:?}");
        let labels = finding.related.iter().map(|(_, label)| label);
        let texts = labels.chain([&finding.message, &finding.label]).chain(&finding.help);
        for text in texts {
            assert!(!text.contains(['\n', '\r']), "several lines: {text:?} of {finding:?}");
        }
    }
}

/// Findings can be shown in every format.
pub(crate) fn show(findings: &[Diagnostic], sources: &Sources) {
    for format in [Format::Human, Format::Json, Format::Sarif] {
        let text = render(findings, sources, format, false);
        assert!(findings.is_empty() || !text.is_empty(), "{findings:?} are not shown");
    }
}

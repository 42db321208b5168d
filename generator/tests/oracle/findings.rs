//! What holds of all findings, whatever they are about.

use octoscribe_generator::diagnostic::Diagnostic;
use octoscribe_generator::render::{Format, render};
use octoscribe_generator::source::{Sources, Span};

/// Longest text, in characters. What comes from pages is shortened before it is shown.
const MAX_TEXT: usize = 400;

/// Findings that are shown in all formats: each of them costs as much as reading a page.
const SHOWN: usize = 2;

/// Every finding points into its page, says what it has to say on one line, and can be shown.
pub(crate) fn check(findings: &[Diagnostic], sources: &Sources) {
    let is_in_page = |span: Span| {
        let text = sources.get(span.source).map(|source| source.text.as_str());
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
            let is_short = text.chars().count() < MAX_TEXT;
            assert!(
                is_short && !text.contains(['\n', '\r']),
                "not short and on one line: {text:?} of {finding:?}"
            );
        }
    }
    let shown = findings.get(..findings.len().min(SHOWN)).unwrap_or_default();
    for format in [Format::Human, Format::Json, Format::Sarif] {
        let text = render(shown, sources, format, false);
        assert!(shown.is_empty() || !text.is_empty(), "{shown:?} is not shown");
    }
}

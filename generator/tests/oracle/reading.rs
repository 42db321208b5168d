//! What holds of a page that is read alone, and of the small languages inside it.

use std::fmt::Write;

use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::{Diagnostic, Severity};
use octoscribe_generator::ir::RoutePart;
use octoscribe_generator::page::{self, Page, Route, TypeExpression, document};
use octoscribe_generator::source::{Source, SourceId, Sources};

use super::{findings, rustdoc};

/// Longest message about a page alone, in characters.
const MAX_MESSAGE: usize = 300;

/// One page of so many has its findings shown.
const SHOW_EVERY: usize = 16;

/// Reads a page. Reading ends, every finding is sound, there is a page or an error, and the prose of the page does nothing. Formatting it
/// twice changes nothing more.
pub(crate) fn page(text: &str) -> Option<Page> {
    let sources = Sources::new(vec![Source {
        path: "page.md".to_owned(),
        text: text.into(),
    }]);
    let mut found: Vec<Diagnostic> = Vec::new();
    let page = sources
        .get(SourceId(0))
        .and_then(|source| page::read(SourceId(0), source, &Config::default(), &mut found));
    findings::check(&found, &sources);
    let is_long = |finding: &&Diagnostic| finding.message.chars().count() > MAX_MESSAGE;
    assert_eq!(found.iter().find(is_long), None, "what pages say is shortened");
    // To show them costs several times as much as to find them.
    if text.len().is_multiple_of(SHOW_EVERY) {
        findings::show(&found, &sources);
    }
    let has_error = found.iter().any(|finding| finding.severity() == Severity::Error);
    assert!(page.is_some() || has_error, "neither a page nor an error: {text:?}");
    let formatted = sources
        .get(SourceId(0))
        .and_then(|source| document::format(source, &Config::default()).ok());
    assert!(
        formatted.is_none() || !has_error,
        "a page with errors is formatted: {text:?}"
    );
    if let Some(formatted) = formatted {
        let path = "page.md".to_owned();
        let again = Source {
            path,
            text: formatted.as_str().into(),
        };
        let again = document::format(&again, &Config::default());
        assert_eq!(again, Ok(formatted), "formatting again changes {text:?}");
    }
    for prose in page.iter().flat_map(prose) {
        let objections = rustdoc::objections(prose);
        assert!(objections.is_empty(), "{prose:?} has {objections:?}");
    }
    page
}

/// All prose of a page.
fn prose(page: &Page) -> Vec<&str> {
    let (description, rows, responses) = match page {
        Page::Schema(page) => (&page.description, &page.fields, [].as_slice()),
        Page::Webhook(page) => (&page.description, &page.fields, [].as_slice()),
        Page::Endpoint(page) => (&page.description, &page.parameters, page.responses.as_slice()),
    };
    let of_rows = rows.iter().map(|row| &row.description);
    let of_responses = responses.iter().map(|row| &row.row.description);
    let prose = of_rows.chain(of_responses).chain([description]);
    prose.map(String::as_str).collect()
}

/// Reads front-matter. Its texts are those that a YAML reader finds.
pub(crate) fn front_matter(yaml: &str) {
    let Some(page) = page(&format!("---\n{yaml}\n---\n\n# A page\n")) else {
        return;
    };
    // A line `---` inside ends it; a key may be there by a misspelling of it.
    let ends_early = yaml.lines().any(|line| line.trim_end() == "---");
    let known: Option<serde_yaml::Mapping> = serde_yaml::from_str(yaml).ok().filter(|_| !ends_early);
    let Some(known) = known else { return };
    let expect = |key: &str, read: &str| {
        if let Some(text) = known.get(key).and_then(serde_yaml::Value::as_str) {
            assert_eq!(read, text.trim(), "`{key}` of {yaml:?}");
        }
    };
    match page {
        Page::Schema(page) => expect("name", &page.name.value),
        Page::Webhook(page) => {
            expect("name", &page.name.value);
            expect("event", &page.event.value);
        }
        Page::Endpoint(page) => {
            expect("name", &page.name.value);
            expect("scope", &page.scope.value);
        }
    }
}

/// Reads a route. One that is understood says what was written.
pub(crate) fn route(text: &str) {
    let quoted = serde_json::Value::from(text);
    let read = page(&format!(
        "---\nname: A page\nexample: octokit.rest.zoo.act()\nroute: {quoted}\nscope: zoo\ntype: API method\n---\n\n# A page\n"
    ));
    if let Some(Page::Endpoint(page)) = read {
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(shown_route(&page.route.value), squeeze(text));
    }
}

fn shown_route(route: &Route) -> String {
    let mut text = format!("{} ", route.method.as_str());
    if route.route.uploads {
        text.push_str("{origin}");
    }
    for part in &route.route.parts {
        match part {
            RoutePart::Literal(literal) => text.push_str(literal),
            RoutePart::Parameter { name, multi_segment } => {
                let sign = if *multi_segment { "+" } else { "" };
                let _ = write!(text, "{{{sign}{name}}}");
            }
        }
    }
    if !route.query.is_empty() {
        let names: Vec<&str> = route.query.iter().map(|name| name.value.as_str()).collect();
        let _ = write!(text, "{{?{}}}", names.join(","));
    }
    text
}

/// Reads a type expression. One that is understood means the same when it is written anew.
pub(crate) fn type_expression(text: &str) {
    if let Some(ty) = read_type(text) {
        let written = shown_type(&ty);
        assert_eq!(read_type(&written), Some(ty), "{text:?} became {written:?}");
    }
}

/// The type that a schema page states. Without spans, which compare equal in any case.
fn read_type(text: &str) -> Option<TypeExpression> {
    let quoted = serde_json::Value::from(text);
    let read = page(&format!(
        "---\nname: Page\ntype: Schema\nis: {quoted}\n---\n\n# A page\n"
    ));
    match read {
        Some(Page::Schema(page)) => page.is.map(|ty| ty.value),
        _ => None,
    }
}

fn shown_type(ty: &TypeExpression) -> String {
    match ty {
        TypeExpression::Primitive(word) => word.to_string(),
        TypeExpression::Literal(text) => format!("\"{text}\""),
        TypeExpression::Name(name) => name.value.clone(),
        TypeExpression::Map(values) => format!("map({})", shown_type(values)),
        TypeExpression::List(items) => match **items {
            TypeExpression::Union(_) => format!("({})[]", shown_type(items)),
            _ => format!("{}[]", shown_type(items)),
        },
        TypeExpression::Union(variants) => {
            let variants = variants.iter().map(|variant| match variant {
                TypeExpression::Union(_) => format!("({})", shown_type(variant)),
                _ => shown_type(variant),
            });
            variants.collect::<Vec<_>>().join(" | ")
        }
    }
}

//! The real pages: all of `spec`, all of upstream's docs, and pages that fell apart.

#![allow(clippy::unwrap_used, reason = "a page that can't be read fails the test")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use octoscribe_generator::analyse_with;
use octoscribe_generator::diagnostic::Severity;
use octoscribe_generator::ir::{Parameter, Type};
use octoscribe_generator::ir_json;
use octoscribe_generator::render::{Format, render};
use octoscribe_generator::source::{Source, Sources};

/// Reads every page below a folder, sorted by path.
fn read(folder: &Path) -> Sources {
    fn add(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                add(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    add(folder, &mut files);
    files.sort();
    let source = |path: PathBuf| Source {
        text: std::fs::read_to_string(&path).unwrap().into(),
        path: path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/"),
    };
    Sources::new(
        files
            .into_iter()
            .map(source)
            .filter(|source| source.path != "README.md")
            .collect(),
    )
}

fn spec() -> Sources {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec"))
}

fn count(parameters: &[Parameter]) -> usize {
    parameters
        .iter()
        .map(|parameter| 1 + count(&parameter.fields) + count(&parameter.elements))
        .sum()
}

#[test]
fn the_whole_spec_is_sound() {
    let sources = spec();
    let (api, diagnostics) = support::run(&sources);
    let text = render(&diagnostics, &sources, Format::Human, false);
    assert_eq!(text, "no errors, no warnings\n");

    let pages = |folder: &str| {
        sources
            .iter()
            .filter(|(_, source)| source.path.starts_with(folder))
            .count()
    };
    assert_eq!(api.endpoints.len(), pages("endpoints/"));
    assert_eq!(api.schemas.len(), pages("schemas/"));
    // Every row of every table is somewhere in the tree, and every row of an endpoint has its type from its own page.
    let rows = |folder: &str, section: &str| -> usize {
        let section = |text: &str| {
            text.split("\n## ")
                .find(|part| part.starts_with(section))
                .map_or(0, |part| part.matches("<tr><td>").count())
        };
        sources
            .iter()
            .filter(|(_, source)| source.path.starts_with(folder))
            .map(|(_, source)| section(&source.text))
            .sum()
    };
    let parameters: usize = api.endpoints.iter().map(|endpoint| count(&endpoint.parameters)).sum();
    assert_eq!(parameters, rows("endpoints/", "Parameters"));
    let responses = api.endpoints.iter().flat_map(|endpoint| &endpoint.responses);
    assert_eq!(
        responses.map(|response| 1 + count(&response.fields)).sum::<usize>(),
        rows("endpoints/", "Responses")
    );
    assert_eq!(
        api.schemas.iter().map(|schema| count(&schema.fields)).sum::<usize>(),
        rows("schemas/", "Fields")
    );
    let untyped = api
        .endpoints
        .iter()
        .flat_map(|endpoint| &endpoint.parameters)
        .find(|parameter| parameter.ty == Type::Open);
    assert_eq!(untyped, None);
}

#[test]
fn the_ir_of_the_whole_spec_is_written_with_every_key() {
    let (api, _) = support::run(&spec());
    let mut text = Vec::new();
    ir_json::write(&api, &mut text).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(json["endpoints"].as_array().unwrap().len(), api.endpoints.len());
    let with_default = |parameters: &[Parameter]| {
        parameters
            .iter()
            .filter(|parameter| parameter.default.is_some())
            .count()
    };
    let stated: usize = api
        .endpoints
        .iter()
        .map(|endpoint| with_default(&endpoint.parameters))
        .sum();
    let written = json["endpoints"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|endpoint| endpoint["parameters"].as_array().unwrap());
    assert_eq!(
        written.filter(|parameter| !parameter["default"].is_null()).count(),
        stated
    );
}

#[test]
fn upstream_pages_have_no_errors() {
    let Some(folder) = std::env::var_os("UPSTREAM_DOCS") else {
        eprintln!("skipped: UPSTREAM_DOCS is not set");
        return;
    };
    let sources = read(Path::new(&folder));
    let (api, diagnostics) = support::run(&sources);
    let errors: Vec<_> = diagnostics
        .into_iter()
        .filter(|diagnostic| diagnostic.severity() == Severity::Error)
        .collect();
    assert_eq!(
        render(&errors, &sources, Format::Human, false),
        "no errors, no warnings\n"
    );
    assert_eq!(api.endpoints.len(), sources.iter().count());
}

/// Upstream's pages with `spec` to teach: no errors, and a table of how many parameters have a type, and why.
#[test]
fn upstream_pages_get_types_from_the_spec() {
    let Some(folder) = std::env::var_os("UPSTREAM_DOCS") else {
        eprintln!("skipped: UPSTREAM_DOCS is not set");
        return;
    };
    let all = |sources: &Sources| sources.iter().map(|(_, source)| source.clone()).collect::<Vec<_>>();
    let analysis = analyse_with(all(&read(Path::new(&folder))), all(&spec()));
    let errors: Vec<_> = analysis
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity() == Severity::Error)
        .cloned()
        .collect();
    let text = render(&errors, &analysis.sources, Format::Human, false);
    assert_eq!(text, "no errors, no warnings\n");

    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let endpoints = analysis.api.endpoints.iter();
    let mut waiting: Vec<&Parameter> = endpoints.flat_map(|endpoint| &endpoint.parameters).collect();
    while let Some(parameter) = waiting.pop() {
        let kind = parameter
            .evidence
            .first()
            .map_or("open", |evidence| evidence.kind.as_str());
        assert_eq!(kind == "open", parameter.ty == Type::Open, "{parameter:?}");
        *kinds.entry(kind).or_default() += 1;
        waiting.extend(&parameter.fields);
    }
    for (kind, number) in &kinds {
        eprintln!("{kind:<8} {number:>5}");
    }
    let all: usize = kinds.values().sum();
    assert!(kinds["open"] * 20 < all, "{kinds:?}");
}

/// A piece is torn out of every third page at a place of its own: nothing panics, and what is found is printed.
#[test]
fn pages_that_fell_apart_are_survived() {
    let whole = spec();
    let torn = whole.iter().map(|(id, source)| {
        let text = &source.text;
        let seed = (id.0 as usize + 1).wrapping_mul(2_654_435_761);
        let boundary = |at: usize| {
            (at..text.len())
                .find(|&at| text.is_char_boundary(at))
                .unwrap_or(text.len())
        };
        let from = boundary(seed % text.len());
        let to = boundary(from + seed / 7 % 200);
        let torn: Arc<str> = if id.0 % 3 == 0 {
            (text[..from].to_owned() + &text[to..]).into()
        } else {
            text.clone()
        };
        Source {
            path: source.path.clone(),
            text: torn,
        }
    });
    let sources = Sources::new(torn.collect());
    let (api, diagnostics) = support::run(&sources);
    assert!(api.endpoints.len() > 1000, "{}", api.endpoints.len());
    assert!(diagnostics.len() > 100, "{}", diagnostics.len());
    for format in [Format::Human, Format::Json, Format::Sarif] {
        assert!(!render(&diagnostics, &sources, format, true).is_empty());
    }
}

/// Prints how long lowering takes: `cargo test --release --test lower_corpus -- --ignored --nocapture`.
#[test]
#[ignore = "measures"]
fn how_long_lowering_takes() {
    let sources = spec();
    let mut diagnostics = Vec::new();
    let pages: Vec<_> = sources
        .iter()
        .filter_map(|(id, source)| octoscribe_generator::page::read(id, source, &mut diagnostics))
        .collect();
    let mut times: Vec<_> = (0..20)
        .map(|_| {
            let start = std::time::Instant::now();
            let lowered = octoscribe_generator::lower::lower(&pages, &sources);
            let time = start.elapsed();
            drop(lowered);
            time
        })
        .collect();
    times.sort();
    eprintln!(
        "lowering {} pages: best {:?}, median {:?}",
        pages.len(),
        times[0],
        times[10]
    );
}

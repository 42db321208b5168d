//! The real pages: all of `spec`, all of upstream's docs, and pages that fell apart.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use octoscribe_generator::analyse_for;
use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::Severity;
use octoscribe_generator::ir::{Field, Type};
use octoscribe_generator::render::{Format, render};
use octoscribe_generator::source::{Source, Sources};

use crate::support;

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
            .filter(|source| source.path != "README.md" && source.path != "CORRECTIONS.md")
            .collect(),
    )
}

fn spec() -> Sources {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec"))
}

fn count<'f>(fields: impl IntoIterator<Item = &'f Field>) -> usize {
    fields.into_iter().map(|field| 1 + count(field.fields())).sum()
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
    // Every row of every table is somewhere in the tree but for those about items and values, which are in the types, and every row of an
    // endpoint has its type from its own page.
    let rows = |folder: &str, section: &str| -> usize {
        let section = |text: &str| {
            text.split("\n## ")
                .find(|part| part.starts_with(section))
                .map_or(0, |part| {
                    let names = part.split("<tr><td>").skip(1).filter_map(|row| row.split('<').next());
                    names
                        .filter(|name| !name.ends_with("[]") && !name.ends_with(".*"))
                        .count()
                })
        };
        sources
            .iter()
            .filter(|(_, source)| source.path.starts_with(folder))
            .map(|(_, source)| section(&source.text))
            .sum()
    };
    let parameters: usize = api
        .endpoints
        .iter()
        .map(|endpoint| count(endpoint.parameters.iter().map(|parameter| &parameter.field)))
        .sum();
    assert_eq!(parameters, rows("endpoints/", "Parameters"));
    let fields = |ty: &Type| ty.object().map_or(0, |object| count(&object.fields));
    let responses = api.endpoints.iter().flat_map(|endpoint| &endpoint.responses);
    assert_eq!(
        responses
            .map(|response| 1 + response.body.as_ref().map_or(0, |body| fields(&body.ty)))
            .sum::<usize>()
            + api.endpoints.iter().map(|endpoint| endpoint.forms.len()).sum::<usize>(),
        rows("endpoints/", "Responses")
    );
    assert_eq!(
        api.schemas.iter().map(|schema| fields(&schema.value.ty)).sum::<usize>(),
        rows("schemas/", "Fields")
    );
    let untyped = api
        .endpoints
        .iter()
        .flat_map(|endpoint| &endpoint.parameters)
        .find(|parameter| parameter.field.value.ty == Type::Open);
    assert_eq!(untyped, None);
}

#[test]
fn the_ir_of_the_whole_spec_is_written_with_every_row() {
    let (api, _) = support::run(&spec());
    let json = serde_json::to_value(&api).unwrap();
    assert_eq!(json["endpoints"].as_array().unwrap().len(), api.endpoints.len());
    let rows = |value: &serde_json::Value| {
        let (mut rows, mut waiting) = (0, vec![value.clone()]);
        while let Some(value) = waiting.pop() {
            match value {
                serde_json::Value::Array(items) => waiting.extend(items),
                serde_json::Value::Object(entries) => {
                    rows += usize::from(
                        ["name", "required", "type"]
                            .iter()
                            .all(|key| entries.contains_key(*key)),
                    );
                    waiting.extend(entries.into_iter().map(|(_, value)| value));
                }
                _ => {}
            }
        }
        rows
    };
    let parameters = api.endpoints.iter().flat_map(|endpoint| &endpoint.parameters);
    let all = json["endpoints"].as_array().unwrap().iter();
    assert_eq!(
        all.map(|endpoint| rows(&endpoint["parameters"])).sum::<usize>(),
        count(parameters.map(|parameter| &parameter.field))
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
    let analysis = analyse_for(
        all(&read(Path::new(&folder))),
        all(&spec()),
        Vec::new(),
        &Config::default(),
        None,
    );
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
    let parameters = endpoints.flat_map(|endpoint| &endpoint.parameters);
    let mut waiting: Vec<&Field> = parameters.map(|parameter| &parameter.field).collect();
    while let Some(field) = waiting.pop() {
        let kind = field.evidence.first().map_or("open", |evidence| evidence.kind.as_str());
        assert_eq!(kind == "open", field.value.ty == Type::Open, "{field:?}");
        *kinds.entry(kind).or_default() += 1;
        waiting.extend(field.fields());
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

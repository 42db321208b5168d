//! Counts the response rows of all pages by what they become, and holds ARCHITECTURE.md to the table.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use octoscribe_generator::analyse;
use octoscribe_generator::ir::{Response, Type};
use octoscribe_generator::source::Source;

fn pages(directory: &Path, sources: &mut Vec<Source>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            pages(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "md")
            && !path.ends_with("README.md")
            && !path.ends_with("CORRECTIONS.md")
        {
            let text = std::fs::read_to_string(&path).unwrap();
            sources.push(Source {
                path: path.to_string_lossy().into_owned(),
                text: text.into(),
            });
        }
    }
}

/// What a row becomes.
fn kind(response: &Response) -> &'static str {
    match response.body.as_ref().map(|body| &body.ty) {
        None => "no body",
        Some(Type::Any | Type::Open) => "any JSON, by the page",
        Some(Type::Object(object)) if object.fields.is_empty() => "object without fields, by the page",
        Some(_) => "typed",
    }
}

#[test]
fn the_architecture_counts_all_response_rows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut sources = Vec::new();
    pages(&root.join("spec"), &mut sources);
    let api = analyse(sources).api;
    let mut rows: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for response in api.endpoints.iter().flat_map(|endpoint| &endpoint.responses) {
        let class = match response.status {
            200..300 => 0,
            300..400 => 1,
            400..500 => 2,
            _ => 3,
        };
        rows.entry(kind(response)).or_default()[class] += 1;
    }
    let mut table = String::from("| response rows | 2xx | 3xx | 4xx | 5xx |\n|---|---|---|---|---|\n");
    for (kind, [success, redirect, client, server]) in rows {
        writeln!(table, "| {kind} | {success} | {redirect} | {client} | {server} |").unwrap();
    }
    let architecture = std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    assert!(
        architecture.contains(&table),
        "ARCHITECTURE.md needs this table:\n{table}"
    );
}

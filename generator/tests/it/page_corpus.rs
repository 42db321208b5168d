//! Every page that there is gets read: our own without a finding, upstream's without an error.

use std::fs;
use std::path::{Path, PathBuf};

use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::{Diagnostic, Severity};
use octoscribe_generator::page::{self, Page};
use octoscribe_generator::source::{Source, Sources};

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

fn read_all(folder: &Path) -> (Sources, Vec<Page>, Vec<Diagnostic>) {
    let mut paths = Vec::new();
    pages(folder, &mut paths);
    paths.sort();
    let sources = Sources::new(
        paths
            .iter()
            .map(|path| Source {
                path: path.strip_prefix(folder).unwrap().display().to_string(),
                text: fs::read_to_string(path).unwrap().into(),
            })
            .collect(),
    );
    let mut diagnostics = Vec::new();
    let pages = sources
        .iter()
        .filter_map(|(id, source)| page::read(id, source, &Config::default(), &mut diagnostics))
        .collect();
    (sources, pages, diagnostics)
}

fn show(sources: &Sources, diagnostics: &[Diagnostic]) -> Vec<String> {
    let show = |found: &Diagnostic| {
        let place = sources.line_column(found.span);
        let path = sources.path(found.span);
        format!(
            "{path}:{}:{}: {} {}",
            place.line,
            place.column,
            found.code.as_str(),
            found.message
        )
    };
    diagnostics.iter().map(show).collect()
}

#[test]
fn our_pages_are_read_without_a_finding() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    for (folder, count) in [("endpoints", 1484), ("schemas", 1021), ("webhooks", 294)] {
        let (sources, pages, diagnostics) = read_all(&spec.join(folder));
        assert_eq!(show(&sources, &diagnostics), [""; 0]);
        assert_eq!(pages.len(), count);
    }
}

#[test]
fn upstream_pages_are_read_without_an_error() {
    let Some(folder) = std::env::var_os("UPSTREAM_DOCS") else {
        eprintln!("skipped: UPSTREAM_DOCS names no folder");
        return;
    };
    let (sources, pages, diagnostics) = read_all(Path::new(&folder));
    let errors: Vec<Diagnostic> = diagnostics
        .into_iter()
        .filter(|found| found.severity() == Severity::Error)
        .collect();
    assert_eq!(show(&sources, &errors), [""; 0]);
    assert_eq!(pages.len(), sources.iter().count());
}

//! What holds of whole trees of pages: nothing panics, and what is emitted is what the naming rules and the types of the pages give. No
//! free text gets further than into literals and into docs that do nothing.

use std::collections::BTreeSet;

use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::Diagnostic;
use octoscribe_generator::ir::Api;
use octoscribe_generator::source::Source;
use octoscribe_generator::{analyse_for, emit};

use super::items::Items;
use super::tokens::File;
use super::vocabulary::Vocabulary;
use super::{doctest, findings, rustdoc, twin};

/// Before the path of each page.
const SEPARATOR: &str = "=== ";

/// Pages that are looked at.
const MAX_PAGES: usize = 64;

/// One text of so many has its findings shown, which costs more than to find them.
const SHOW_EVERY: usize = 16;

/// Runs the pipeline over the pages in a text: `=== path` starts one, and those below `types/` only teach types. Gives the
/// findings when nothing was emitted.
pub(crate) fn check(text: &str) -> Result<(), Vec<Diagnostic>> {
    let pages = text.split(SEPARATOR).skip(1).take(MAX_PAGES).map(|page| {
        let (path, text) = page.split_once('\n').unwrap_or((page, ""));
        Source {
            path: path.to_owned(),
            text: text.into(),
        }
    });
    let (types, own) = pages.partition(|page| page.path.starts_with("types/"));
    let analysis = analyse_for(own, types, Vec::new(), &Config::default(), None);
    findings::check(&analysis.diagnostics, &analysis.sources);
    if text.len().is_multiple_of(SHOW_EVERY) {
        findings::show(&analysis.diagnostics, &analysis.sources);
    }
    if analysis.has_errors() || analysis.api.endpoints.is_empty() {
        return Err(analysis.diagnostics);
    }
    check_files(&analysis.api);
    Ok(())
}

fn check_files(api: &Api) {
    let files = files(api);
    check_paths(&files);
    let vocabulary = Vocabulary::new(api);
    for ((path, text), (twin_path, twin)) in files.iter().zip(self::files(&twin::of(api))) {
        assert_eq!(*path, twin_path);
        check_items(path, text, &vocabulary);
        // Whatever parses as a file can be taken apart.
        let (file, twin) = (File::read(text), File::read(&twin));
        assert!(file.is_some() && twin.is_some(), "{path}:\n{text}");
        let (file, twin) = (file.unwrap_or_default(), twin.unwrap_or_default());
        check_code(path, &file.code, &twin.code);
        check_docs(path, &file.docs, &twin.docs);
    }
}

/// Paths and texts of all files.
fn files(api: &Api) -> Vec<(String, String)> {
    let files = emit(api, Some("https://example.com/pages"), &|_, _| false).into_iter();
    files
        .map(|file| (file.path, file.content.unwrap_or_default()))
        .collect()
}

/// Every file has a path of its own inside of the output folder, on file systems without upper and lower case too.
fn check_paths(files: &[(String, String)]) {
    let mut seen = BTreeSet::new();
    for (path, _) in files {
        let is_plain = |part: &str| {
            let stem = part.strip_suffix(".rs").unwrap_or(part);
            !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        assert!(path.split('/').all(is_plain), "the path {path:?}");
        assert!(seen.insert(path.to_ascii_lowercase()), "{path:?} is there twice");
    }
}

/// A file is Rust, declares nothing twice, and nothing but what the naming rules give.
fn check_items(path: &str, text: &str, vocabulary: &Vocabulary) {
    let parsed = syn::parse_file(text);
    assert!(parsed.is_ok(), "{path}: {:?}\n{text}", parsed.err());
    let items = parsed.map(|file| Items::read(&file)).unwrap_or_default();
    assert!(items.odd.is_empty(), "{path} has {:?}", items.odd);
    assert!(items.twice().is_empty(), "{path} declares {:?} twice", items.twice());
    for (place, name) in &items.declared {
        assert!(
            vocabulary.spells(name),
            "{path}, {place}: where does `{name}` come from?"
        );
    }
    let hidden = text.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(hidden, None, "{path}");
}

/// Free text makes no difference to the compiler.
fn check_code(path: &str, code: &[String], twin: &[String]) {
    let differs = code.iter().zip(twin).position(|(own, other)| own != other);
    let at = differs.unwrap_or(code.len().min(twin.len()));
    let around = |code: &[String]| {
        code.iter()
            .skip(at.saturating_sub(12))
            .take(24)
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(
        differs.is_none() && code.len() == twin.len(),
        "{path}: free text became code: {:?}, not {:?}",
        around(code),
        around(twin)
    );
}

/// Nor to rustdoc: it runs, links and renders the same.
fn check_docs(path: &str, docs: &[String], twin: &[String]) {
    assert_eq!(docs.len(), twin.len(), "{path}: doc comments");
    for (doc, twin) in docs.iter().zip(twin) {
        let objections = rustdoc::objections(doc);
        let is_own = |objection: &String| objection.starts_with("link ") || objection == "fence ";
        assert!(objections.iter().all(is_own), "{path}: {objections:?} in\n{doc}");
        assert_eq!(objections, rustdoc::objections(twin), "{path}:\n{doc}");
        let tests = doctest::read(doc);
        assert_eq!(tests, doctest::read(twin), "{path}:\n{doc}");
        for test in &tests {
            doctest::check(test);
        }
    }
}

//! How long the stages take over all of `spec/`: pages are read, lowered and emitted; files are neither read nor written.
//!
//! Run it with `cargo bench -p octoscribe-generator`. Reading uses one thread, every other stage as many as there are cores.

#![allow(clippy::expect_used, reason = "without the pages there is nothing to measure")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use divan::{Bencher, black_box};
use octoscribe_generator::diff::compare;
use octoscribe_generator::lower::lower;
use octoscribe_generator::page::{self, Page};
use octoscribe_generator::source::{Source, Sources};
use octoscribe_generator::{Analysis, Session, analyse, emit};

fn main() {
    divan::main();
}

/// All pages of `spec/`, sorted by path.
fn spec() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in ["spec/endpoints", "spec/schemas"] {
        add_files(&root.join(folder), &mut files);
    }
    files.sort();
    files
        .iter()
        .map(|file| Source {
            path: file
                .strip_prefix(&root)
                .expect("it is below the root")
                .display()
                .to_string(),
            text: fs::read_to_string(file).expect("the pages are readable").into(),
        })
        .collect()
}

fn add_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder is readable").path();
        if path.is_dir() {
            add_files(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn analysis() -> Analysis {
    let analysis = analyse(spec());
    assert!(!analysis.has_errors(), "the pages have errors");
    analysis
}

fn read_all(sources: &Sources) -> Vec<Page> {
    let mut diagnostics = Vec::new();
    sources
        .iter()
        .filter_map(|(id, source)| page::read(id, source, &mut diagnostics))
        .collect()
}

/// Text to pages, on one thread.
#[divan::bench(max_time = 3)]
fn read(bencher: Bencher<'_, '_>) {
    let sources = Sources::new(spec());
    bencher.bench(|| read_all(black_box(&sources)));
}

/// Pages to IR.
#[divan::bench(max_time = 3)]
fn lower_all(bencher: Bencher<'_, '_>) {
    let sources = Sources::new(spec());
    let pages = read_all(&sources);
    bencher.bench(|| lower(black_box(&pages), &sources));
}

/// Text to IR, with every check.
#[divan::bench(max_time = 3)]
fn analyse_all(bencher: Bencher<'_, '_>) {
    let sources = spec();
    bencher.with_inputs(|| sources.clone()).bench_values(analyse);
}

/// IR to all files.
#[divan::bench(max_time = 3)]
fn emit_all(bencher: Bencher<'_, '_>) {
    let analysis = analysis();
    bencher.bench(|| emit(black_box(&analysis.api), &|_, _| false));
}

/// IR to the file of one endpoint, all others being current: what a change of one page costs.
#[divan::bench(max_time = 3)]
fn emit_one(bencher: Bencher<'_, '_>) {
    let analysis = analysis();
    let is_current = |path: &str, _| path != "packages/delete_package_for_user.rs";
    bencher.bench(|| emit(black_box(&analysis.api), &is_current));
}

fn add_line(page: &mut Source) {
    page.text = format!("{}\n", page.text).into();
}

/// A page is saved while everything else is known: its text to its file, in turn of two texts.
#[divan::bench(max_time = 3)]
fn save_one(bencher: Bencher<'_, '_>) {
    let mut session = Session::default();
    let mut sources = spec();
    let files = emit(&session.update(sources.clone()).api, &|_, _| false);
    let mut digests: HashMap<String, u64> = files.into_iter().map(|file| (file.path, file.digest)).collect();
    bencher.bench_local(|| {
        let page = sources
            .iter_mut()
            .find(|source| source.path.ends_with("deletePackageForUser.md"));
        add_line(page.expect("the page is there"));
        let analysis = session.update(sources.clone());
        let is_current = |path: &str, digest| digests.get(path) == Some(&digest);
        let files = emit(&analysis.api, &is_current);
        digests = files.iter().map(|file| (file.path.clone(), file.digest)).collect();
        files
    });
}

/// What another process has left, brought up to date with one page that has changed since: what a run costs besides files.
#[divan::bench(max_time = 3)]
fn resume_one(bencher: Bencher<'_, '_>) {
    let mut sources = spec();
    let mut session = Session::default();
    session.update(sources.clone());
    let saved = session.save(0).expect("nothing else tells types");
    let page = sources
        .iter_mut()
        .find(|source| source.path.ends_with("deletePackageForUser.md"));
    add_line(page.expect("the page is there"));
    bencher
        .with_inputs(|| (saved.clone(), sources.clone()))
        .bench_values(|(saved, sources)| {
            let mut session = Session::resume(saved, 0);
            session.update(sources);
            session
        });
}

/// What a session leaves for the next process.
#[divan::bench(max_time = 3)]
fn save_session(bencher: Bencher<'_, '_>) {
    let mut session = Session::default();
    session.update(spec());
    bencher.bench(|| session.save(0));
}

/// Two trees without errors to what is different.
#[divan::bench(max_time = 3)]
fn compare_all(bencher: Bencher<'_, '_>) {
    let old = analysis();
    let mut sources = spec();
    for source in sources.iter_mut().step_by(3) {
        source.text = source
            .text
            .replacen("<td>no</td><td>string</td>", "<td>no</td><td>integer</td>", 1)
            .into();
    }
    let new = analyse(sources);
    bencher.bench(|| compare(black_box(&old), &new));
}

/// Text to all files.
#[divan::bench(max_time = 3)]
fn whole(bencher: Bencher<'_, '_>) {
    let sources = spec();
    bencher.with_inputs(|| sources.clone()).bench_values(|sources| {
        let analysis = analyse(sources);
        emit(&analysis.api, &|_, _| false)
    });
}

//! Times the stages of generating the whole client in memory.
//!
//! Run it with `cargo bench -p octoscribe-generator`.

#![allow(clippy::expect_used, reason = "without the pages there is nothing to measure")]

use std::fs;
use std::path::{Path, PathBuf};

use divan::{Bencher, black_box};
use octoscribe_generator::diff::compare;
use octoscribe_generator::source::Source;
use octoscribe_generator::{Analysis, analyse, emit};

fn main() {
    divan::main();
}

/// All pages of `spec/`, sorted by path.
fn spec() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for directory in ["spec/endpoints", "spec/schemas"] {
        add_files(&root.join(directory), &mut files);
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

fn add_files(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("the directory exists") {
        let path = entry.expect("the directory is readable").path();
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

/// IR to the file of one endpoint, with all others up to date.
#[divan::bench(max_time = 3)]
fn emit_one(bencher: Bencher<'_, '_>) {
    let analysis = analysis();
    let is_current = |path: &str, _| path != "packages/delete_package_for_user.rs";
    bencher.bench(|| emit(black_box(&analysis.api), &is_current));
}

/// Two trees to their differences.
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

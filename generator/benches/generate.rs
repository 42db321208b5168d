//! Times the stages of generating the whole client in memory.
//!
//! Run it with `cargo bench -p octoscribe-generator`.

#![allow(clippy::unwrap_used, reason = "without the pages there is nothing to measure")]

#[path = "../tests/it/support/spec.rs"]
mod spec;

use divan::{Bencher, black_box};
use octoscribe_generator::config::Config;
use octoscribe_generator::diff::compare;
use octoscribe_generator::provenance::Provenance;
use octoscribe_generator::{Analysis, analyse, emit, generate};
use spec::spec;

fn main() {
    divan::main();
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
    bencher.bench(|| emit(black_box(&analysis.api), None, &|_, _| false));
}

/// IR to the file of one endpoint, with all others up to date.
#[divan::bench(max_time = 3)]
fn emit_one(bencher: Bencher<'_, '_>) {
    let analysis = analysis();
    let is_current = |path: &str, _| path != "packages/delete_package_for_user.rs";
    bencher.bench(|| emit(black_box(&analysis.api), None, &is_current));
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
    bencher.bench(|| compare(black_box(&old), &new, false));
}

/// Text to all files.
#[divan::bench(max_time = 3)]
fn whole(bencher: Bencher<'_, '_>) {
    let sources = spec();
    let all = |sources| {
        generate(
            sources,
            Vec::new(),
            Vec::new(),
            &Config::default(),
            &Provenance::default(),
            &|_, _| false,
        )
    };
    bencher.with_inputs(|| sources.clone()).bench_values(all);
}

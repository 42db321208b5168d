//! Neither the order of the pages nor the number of threads changes a byte of what a run gives.

use std::fs;
use std::path::Path;

use octoscribe_generator::diff::{Filter, Format, compare, report};
use octoscribe_generator::render::{self, render};
use octoscribe_generator::source::Source;
use octoscribe_generator::{analyse, emit};
use proptest::prelude::*;

/// The pages of the emitters' fixtures.
fn fixtures() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/emit");
    let (mut pages, mut waiting) = (Vec::new(), vec![root.clone()]);
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            pages.push(Source {
                path: path.strip_prefix(&root).unwrap().display().to_string(),
                text: fs::read_to_string(&path).unwrap().into(),
            });
        }
    }
    assert!(pages.len() > 20, "{}", pages.len());
    pages
}

/// All that a run gives: the IR, the findings, the files, and the changes since a tree with one page less.
fn outcome(pages: Vec<Source>, threads: usize) -> String {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let fewer = pages.iter().filter(|page| !page.path.contains("places/read"));
        let fewer = analyse(fewer.cloned().collect());
        let analysis = analyse(pages);
        let ir = serde_json::to_string(&analysis.api).unwrap();
        let findings = render(&analysis.diagnostics, &analysis.sources, render::Format::Human, false);
        let files = emit(&analysis.api, None, &|_, _| false);
        let changes = report(
            &compare(&analysis, &fewer, false),
            "0.1.0",
            Format::Human,
            &Filter::default(),
        );
        format!("{ir}\n{findings}\n{files:?}\n{changes}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_order_nor_threads_change_a_byte(order in Just(fixtures()).prop_shuffle(), threads in 1_usize..5) {
        prop_assert!(outcome(order, threads) == outcome(fixtures(), 1));
    }
}

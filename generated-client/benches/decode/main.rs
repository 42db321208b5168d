//! Decoding a page of 30 issues: the emitted types against the same structs under serde's derive, both from the same bytes.

mod page;
mod peer;

use divan::Bencher;
use divan::counter::BytesCount;
use octoscribe::schemas::Issue;
use octoscribe::{Body, Decode};

fn main() {
    let page = page::thirty_issues();
    let issues = Vec::<Issue>::decode(&mut Body::from_json(page.clone().into_bytes())).map(|issues| issues.len());
    assert_eq!(issues.ok(), Some(30), "the emitted types read the page");
    let peers = serde_json::from_str::<Vec<peer::Issue>>(&page).map(|issues| issues.len());
    assert_eq!(peers.ok(), Some(30), "the derived types read the page");
    divan::main();
}

#[divan::bench]
fn emitted_types(bencher: Bencher<'_, '_>) {
    let page = page::thirty_issues().into_bytes();
    bencher
        .counter(BytesCount::new(page.len()))
        .with_inputs(|| Body::from_json(page.clone()))
        .bench_values(|mut body| Vec::<Issue>::decode(&mut body));
}

#[divan::bench]
fn serde_derive(bencher: Bencher<'_, '_>) {
    let page = page::thirty_issues().into_bytes();
    bencher
        .counter(BytesCount::new(page.len()))
        .bench(|| serde_json::from_slice::<Vec<peer::Issue>>(divan::black_box(&page)));
}

#[divan::bench]
fn json_values(bencher: Bencher<'_, '_>) {
    let page = page::thirty_issues().into_bytes();
    bencher
        .counter(BytesCount::new(page.len()))
        .bench(|| serde_json::from_slice::<serde_json::Value>(divan::black_box(&page)));
}

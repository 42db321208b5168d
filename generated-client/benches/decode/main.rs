//! Decoding of pages: the emitted types, and the same structs with serde's derive, from the same bytes.

mod page;
mod peer;

use divan::Bencher;
use octoscribe::schemas::{Issue, MinimalRepository, TimelineIssueEvents};
use octoscribe::{Body, Decode};
use serde::de::DeserializeOwned;

fn main() {
    check::<Issue, peer::Issue>(&page::thirty_issues(), 30);
    check::<MinimalRepository, peer::Repository>(&page::hundred_repositories(), 100);
    check::<TimelineIssueEvents, peer::Event>(&page::two_hundred_events(), 200);
    divan::main();
}

/// Both types read the whole page.
fn check<E, P>(page: &str, items: usize)
where
    Vec<E>: Decode,
    P: DeserializeOwned,
{
    let emitted = Vec::<E>::decode(&mut Body::from_json(page.to_owned())).map(|items| items.len());
    assert_eq!(emitted.ok(), Some(items), "the emitted types read the page");
    let peers = serde_json::from_str::<Vec<P>>(page).map(|items| items.len());
    assert_eq!(peers.ok(), Some(items), "the derived types read the page");
}

/// Decodes with the emitted types.
fn emitted<T: Decode>(bencher: Bencher<'_, '_>, page: &str) {
    bencher
        .with_inputs(|| Body::from_json(page.to_owned()))
        .bench_values(|mut body| T::decode(&mut body));
}

/// Decodes with serde alone.
fn serde<T: DeserializeOwned>(bencher: Bencher<'_, '_>, page: &str) {
    bencher.bench(|| serde_json::from_slice::<T>(divan::black_box(page.as_bytes())));
}

#[divan::bench]
fn issues_emitted(bencher: Bencher<'_, '_>) {
    emitted::<Vec<Issue>>(bencher, &page::thirty_issues());
}

#[divan::bench]
fn issues_serde_derive(bencher: Bencher<'_, '_>) {
    serde::<Vec<peer::Issue>>(bencher, &page::thirty_issues());
}

#[divan::bench]
fn repositories_emitted(bencher: Bencher<'_, '_>) {
    emitted::<Vec<MinimalRepository>>(bencher, &page::hundred_repositories());
}

#[divan::bench]
fn repositories_serde_derive(bencher: Bencher<'_, '_>) {
    serde::<Vec<peer::Repository>>(bencher, &page::hundred_repositories());
}

#[divan::bench]
fn timeline_emitted(bencher: Bencher<'_, '_>) {
    emitted::<Vec<TimelineIssueEvents>>(bencher, &page::two_hundred_events());
}

#[divan::bench]
fn timeline_serde_derive(bencher: Bencher<'_, '_>) {
    serde::<Vec<peer::Event>>(bencher, &page::two_hundred_events());
}

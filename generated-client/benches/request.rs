//! How long it takes to build a request: values encoded, everything validated, URL, headers and body put together, and everything
//! freed again. Nothing is sent.
//!
//! Run it with `cargo bench -p octoscribe --bench request`.

#![allow(clippy::expect_used, reason = "a request that can't be built has nothing to measure")]

use divan::{Bencher, black_box};
use octoscribe::Client;
use octoscribe::checks::create::Output;
use octoscribe::schemas::{AnnotationLevel, CheckRunAnnotation, Direction, OpenStateFilter};

fn main() {
    divan::main();
}

/// Measures how a request is built with a client.
fn measure(bencher: Bencher<'_, '_>, build: impl Fn(&Client) -> bool + Sync) {
    let client = Client::builder()
        .token("ghp_0123456789abcdefghijklmnopqrstuvwxyz")
        .build();
    let client = client.expect("the settings are valid");
    bencher.bench(|| build(&client));
}

/// Three path parameters; one keeps its slashes.
#[divan::bench]
fn path(bencher: Bencher<'_, '_>) {
    measure(bencher, |client| {
        let name = black_box("heads/feature/a.b");
        client
            .git()
            .get_ref(black_box("octocat"), black_box("hello-world"), name)
            .request()
            .is_ok()
    });
}

/// Two path parameters and four of the query.
#[divan::bench]
fn query(bencher: Bencher<'_, '_>) {
    measure(bencher, |client| {
        client
            .issues()
            .list_for_repo(black_box("octocat"), black_box("hello-world"))
            .state(black_box(OpenStateFilter::All))
            .direction(black_box(Direction::Asc))
            .per_page(black_box(100))
            .page(black_box(2))
            .request()
            .is_ok()
    });
}

/// A JSON body: an object with a list of three objects, the lengths of its strings bounded by rules.
#[divan::bench]
fn nested_body(bencher: Bencher<'_, '_>) {
    measure(bencher, |client| {
        let annotation = |line| {
            let level = black_box(AnnotationLevel::Warning);
            CheckRunAnnotation::new(
                black_box("src/main.rs"),
                line,
                line,
                level,
                "This line is never reached.",
            )
            .title("Unreachable")
        };
        let output = Output::new(black_box("3 warnings"), black_box("Three lines are never reached."));
        let head = black_box("6dcb09b5b57875f334f61aebed695e2e4193db5e");
        client
            .checks()
            .create(black_box("octocat"), black_box("hello-world"), black_box("lint"), head)
            .output(output.annotations([3, 14, 15].map(annotation)))
            .request()
            .is_ok()
    });
}

//! How long it takes to make a request: values encoded, everything validated, URL, headers and body put together, and everything
//! freed again. Nothing is sent.
//!
//! Run it with `cargo bench -p octoscribe --bench request`.

#![allow(clippy::expect_used, reason = "a request that can't be made has nothing to measure")]

use divan::{Bencher, black_box};
use octoscribe::Client;
use octoscribe::checks::create::{Output, output};
use octoscribe::schemas::{AnnotationLevel, Direction, OpenStateFilter, PackageType};

fn main() {
    divan::main();
}

fn client() -> Client {
    Client::builder()
        .token("ghp_0123456789abcdefghijklmnopqrstuvwxyz")
        .build()
        .expect("the settings are valid")
}

/// Three path parameters, an enum among them, and nothing else: the endpoint of the page that started the project.
#[divan::bench]
fn path(bencher: Bencher<'_, '_>) {
    let client = client();
    bencher.bench(|| {
        client
            .packages()
            .delete_package_for_user(
                black_box("octocat"),
                black_box(PackageType::Npm),
                black_box("hello-world"),
            )
            .request()
            .is_ok()
    });
}

/// The same with a value that has to be encoded.
#[divan::bench]
fn path_encoded(bencher: Bencher<'_, '_>) {
    let client = client();
    bencher.bench(|| {
        client
            .packages()
            .delete_package_for_user(
                black_box("octocat"),
                black_box(PackageType::Npm),
                black_box("@octo/hello world"),
            )
            .request()
            .is_ok()
    });
}

/// A path parameter that keeps its slashes.
#[divan::bench]
fn path_of_several_segments(bencher: Bencher<'_, '_>) {
    let client = client();
    bencher.bench(|| {
        client
            .git()
            .get_ref(
                black_box("octocat"),
                black_box("hello-world"),
                black_box("heads/feature/a.b"),
            )
            .request()
            .is_ok()
    });
}

/// Two path parameters and four of the query.
#[divan::bench]
fn query(bencher: Bencher<'_, '_>) {
    let client = client();
    bencher.bench(|| {
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

/// A list in the query, the number of its items bounded by a rule.
#[divan::bench]
fn query_with_rule(bencher: Bencher<'_, '_>) {
    let client = client();
    bencher.bench(|| {
        client
            .projects()
            .list_items_for_org(black_box("octocat"), black_box(5))
            .fields(black_box(["123", "456", "789"]))
            .per_page(black_box(100))
            .request()
            .is_ok()
    });
}

/// A JSON body: an object with a list of three objects, the lengths of its texts bounded by rules.
#[divan::bench]
fn nested_body(bencher: Bencher<'_, '_>) {
    let client = client();
    let annotation = |line| {
        output::Annotation::new(
            black_box("src/main.rs"),
            line,
            line,
            black_box(AnnotationLevel::Warning),
            black_box("This line is never reached."),
        )
        .title("Unreachable")
    };
    bencher.bench(|| {
        let output = Output::new(black_box("3 warnings"), black_box("Three lines are never reached.")).annotations([
            annotation(3),
            annotation(14),
            annotation(15),
        ]);
        client
            .checks()
            .create(
                black_box("octocat"),
                black_box("hello-world"),
                black_box("lint"),
                black_box("6dcb09b5b57875f334f61aebed695e2e4193db5e"),
            )
            .output(output)
            .request()
            .is_ok()
    });
}

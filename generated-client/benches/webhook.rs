//! How long it takes to check the signature of a delivery of 25 KB, beside ring's HMAC alone, and to take the delivery.
//!
//! Run it with `cargo bench -p octoscribe --features webhooks --bench webhook`.

#![allow(clippy::expect_used, reason = "a delivery that can't be made has nothing to measure")]

use divan::{Bencher, black_box};
use octoscribe::testing::FakeDelivery;
use octoscribe::webhook::{Delivery, Secrets};
use ring::hmac;
use serde_json::json;

const SECRET: &str = "It's a Secret to Everybody";

fn main() {
    divan::main();
}

fn secrets() -> Secrets {
    Secrets::new([SECRET]).expect("the secret is not empty")
}

/// A payload of 25 KB, of many small members as those of GitHub.
fn delivery() -> FakeDelivery {
    let item = json!({"login": "octocat", "id": 1, "url": "https://api.github.com/users/octocat", "site_admin": false});
    FakeDelivery::json(
        "push",
        json!({"action": "opened", "items": vec![item; 260], "installation": {"id": 7}}),
    )
}

#[divan::bench]
fn ring(bencher: Bencher<'_, '_>) {
    let body = delivery().signed(&secrets()).into_body();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = hmac::sign(&key, &body);
    bencher.bench(|| hmac::verify(&key, black_box(&body), tag.as_ref()).is_ok());
}

#[divan::bench]
fn signature(bencher: Bencher<'_, '_>) {
    let (secrets, body) = (secrets(), delivery().signed(&secrets()).into_body());
    let signature = secrets.sign(&body);
    bencher.bench(|| secrets.verify(black_box(&body), &signature).is_ok());
}

#[divan::bench]
fn whole(bencher: Bencher<'_, '_>) {
    let (secrets, request) = (secrets(), delivery().signed(&secrets()));
    bencher.bench(|| Delivery::from_request(black_box(&request), &secrets).is_ok());
}

//! GitHub Apps.

use std::time::Duration;

use crate::FakeGitHub;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use jiff::Timestamp;
use octoscribe_runtime::auth::App;
use octoscribe_testing::StubResponse;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::Value;

use super::{LIST, authorizations, call, chain};

pub(super) const PKCS1: &str = include_str!("../../keys/rsa-pkcs1.pem");
const PKCS8: &str = include_str!("../../keys/rsa-pkcs8.pem");
const PUBLIC: &[u8] = include_bytes!("../../keys/rsa-public.der");
const EC: &str = include_str!("../../keys/ec.pem");

/// The claims of a token, when its signature is the app's.
fn claims(authorization: &str) -> Value {
    let token = authorization.strip_prefix("Bearer ").unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, PUBLIC);
    key.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap())
        .unwrap();
    let header = URL_SAFE_NO_PAD.decode(header).unwrap();
    assert_eq!(header, br#"{"alg":"RS256","typ":"JWT"}"#);
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

/// The claim of a time, in seconds from the double's.
fn seconds(claims: &Value, name: &str, now: Timestamp) -> i64 {
    claims[name].as_i64().unwrap() - now.as_second()
}

#[tokio::test]
async fn apps_sign_for_nine_minutes_and_begin_one_early() {
    let github = FakeGitHub::new();
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    let start = github.now();
    for (id, issuer) in [("Iv23li", Value::from("Iv23li")), ("12345", Value::from(12345))] {
        let client = github.builder().auth(App::new(id, PKCS1).unwrap()).build().unwrap();
        call(&client).await.unwrap();
        let token = authorizations(&github.calls()).pop().unwrap();
        let claims = claims(&token);
        assert_eq!(claims["iss"], issuer);
        assert_eq!(
            (seconds(&claims, "iat", start), seconds(&claims, "exp", start)),
            (-60, 540)
        );
    }
}

#[tokio::test]
async fn a_signature_serves_many_calls() {
    let github = FakeGitHub::new();
    github.when_endpoint(&LIST).respond(StubResponse::json(&[0; 0]));
    let client = github.builder().auth(App::new(1, PKCS8).unwrap()).build().unwrap();
    call(&client).await.unwrap();
    github.advance(Duration::from_secs(479));
    call(&client).await.unwrap();
    github.advance(Duration::from_secs(1));
    call(&client).await.unwrap();
    let tokens = authorizations(&github.calls());
    assert_eq!(tokens[0], tokens[1]);
    assert_eq!(seconds(&claims(&tokens[2]), "exp", github.now()), 540);
}

#[test]
fn keys_have_either_form() {
    for pem in [PKCS1, PKCS8, &PKCS1.replace('\n', "\\n"), &PKCS8.replace('\n', "\r\n")] {
        let app = App::new("Iv23li", pem).unwrap();
        assert_eq!(format!("{app:?}"), r#"App { id: String("Iv23li"), .. }"#);
    }
    let broken = PKCS1.replace("MII", "MIJ");
    let problems = ["", "ghp_token", EC, &broken].map(|pem| App::new(1, pem).unwrap_err().to_string());
    insta::assert_snapshot!(problems.join("\n"), @r"
    App::new: the private key is not in PEM
    App::new: the private key is not in PEM
    App::new: the private key is not an RSA key
    App::new: the private key is not an RSA key of at least 2048 bits
    ");
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_put_right_by_the_servers() {
    let github = FakeGitHub::new();
    let ahead = Duration::from_secs(3600);
    let server = github.clone();
    github.when_endpoint(&LIST).respond_with(move |call| {
        let now = server.now() + ahead;
        let claims = claims(call.header("authorization").unwrap());
        let is_good = seconds(&claims, "exp", now) > 0 && seconds(&claims, "exp", now) <= 600;
        let response = if is_good {
            StubResponse::json(&[0; 0])
        } else {
            StubResponse::error(
                StatusCode::UNAUTHORIZED,
                "'Expiration time' claim ('exp') is too far in the future",
            )
        };
        let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
        response.header("date", date.unwrap())
    });
    let client = github.builder().auth(App::new(1, PKCS1).unwrap()).build().unwrap();
    call(&client).await.unwrap();
    assert_eq!(github.calls().len(), 2);
    call(&client).await.unwrap();
    assert_eq!(github.calls().len(), 3);
}

#[tokio::test]
async fn a_key_that_is_not_the_apps_is_tried_once() {
    let github = FakeGitHub::new();
    github.when_endpoint(&LIST).respond(StubResponse::error(
        StatusCode::UNAUTHORIZED,
        "A JSON web token could not be decoded",
    ));
    let client = github.builder().auth(App::new(1, PKCS1).unwrap()).build().unwrap();
    let error = call(&client).await.unwrap_err();
    insta::assert_snapshot!(chain(&error), @"issues.listForRepo at api.github.com: 401 Unauthorized: A JSON web token could not be decoded (see https://docs.github.com/rest) [request FAKE:0001]");
    assert_eq!(github.calls().len(), 1);
}

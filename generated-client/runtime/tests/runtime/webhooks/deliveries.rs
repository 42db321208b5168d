//! What is taken for a delivery, and what it says.

use std::fmt::Write;

use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode};
use octoscribe_runtime::Reading;
use octoscribe_runtime::webhook::{Delivery, DeliveryError, MAX_SIZE, Secrets};
use octoscribe_testing::FakeDelivery;
use serde_json::{Value, json};

use super::{Event, Opened, Push, SECRET, opened, push, secrets};

fn delivery(delivery: &FakeDelivery) -> Delivery {
    Delivery::from_request(&delivery.signed(&secrets()), &secrets()).unwrap()
}

/// The status to respond with, and why.
fn refusal(request: &Request<impl AsRef<[u8]>>) -> (u16, String) {
    match Delivery::from_request(request, &secrets()) {
        Ok(delivery) => (200, format!("{delivery:?}")),
        Err(error) => (error.status().as_u16(), error.to_string()),
    }
}

#[test]
fn deliveries_have_the_facts_of_headers_and_payload() {
    let delivery = delivery(&opened().id("72d3162e").installation(7));
    assert_eq!(delivery.id(), "72d3162e");
    assert_eq!((delivery.event_name(), delivery.action()), ("issues", Some("opened")));
    assert_eq!((delivery.hook_id(), delivery.target_id()), (Some(1), Some(1)));
    assert_eq!(delivery.target_type(), Some("integration"));
    assert_eq!(delivery.installation(), Some(7));
    assert!(delivery.is::<Opened>() && !delivery.is::<Push>());
    insta::assert_debug_snapshot!(delivery, @r#"
    Delivery {
        id: "72d3162e",
        event: "issues.opened",
        installation: Some(
            7,
        ),
        size: 87,
        ..
    }
    "#);
}

#[test]
fn both_content_types_have_the_same_payload() {
    let odd = FakeDelivery::json("push", json!({"ref": "a+b & c=d% \"ä\""}));
    let form = odd.clone().form();
    assert_eq!(delivery(&odd).payload(), delivery(&form).payload());
    let mut request = odd.signed(&secrets());
    let charset = HeaderValue::from_static("Application/JSON; charset=utf-8");
    request.headers_mut().insert("content-type", charset);
    assert_eq!(refusal(&request).0, 200);
    let spaced = b"other=1&payload=%7B%22ref%22:+%22a%20b%22}".as_slice();
    let mut request = form.signed(&secrets()).map(|_| spaced);
    let signature = secrets().sign(spaced).parse().unwrap();
    request.headers_mut().insert("x-hub-signature-256", signature);
    let read = Delivery::from_request(&request, &secrets()).unwrap();
    assert_eq!(read.read::<Push>().unwrap().r#ref, "a b");
}

#[test]
fn secrets_are_rotated_and_hidden() {
    let both = Secrets::new(["the next one", SECRET]).unwrap();
    let signed = |secrets: &Secrets| Delivery::from_request(&push().signed(secrets), &both).is_ok();
    assert!(signed(&secrets()) && signed(&both));
    assert!(!signed(&Secrets::new(["another"]).unwrap()));
    assert_eq!(format!("{both:?}"), "Secrets(2 hidden)");
    let error = |secrets: &[&str]| Secrets::new(secrets.iter().copied()).unwrap_err().to_string();
    assert_eq!(error(&["a", ""]), "Secrets::new: a secret is empty");
    assert_eq!(error(&[]), "Secrets::new: there is no secret");
}

#[test]
fn what_is_refused() {
    let good = opened().signed(&secrets());
    let body = good.body().clone();
    let with = |name: &'static str, value: Option<&str>| {
        let mut request = good.clone();
        match value {
            Some(value) => drop(request.headers_mut().insert(name, value.parse().unwrap())),
            None => drop(request.headers_mut().remove(name)),
        }
        request
    };
    let sha1_only = {
        let mut request = with("x-hub-signature-256", None);
        let signature = HeaderValue::from_static("sha1=5257a869e7ecebeda32affa62cdca3fa51cad77e");
        request.headers_mut().insert("x-hub-signature", signature);
        request
    };
    let signed = |body: &'static str, content_type: &str| {
        let mut request = with("content-type", Some(content_type)).map(|_| Bytes::from(body));
        let signature = secrets().sign(body.as_bytes()).parse().unwrap();
        request.headers_mut().insert("x-hub-signature-256", signature);
        request
    };
    let forged = body
        .iter()
        .map(|byte| if *byte == b'4' { b'5' } else { *byte })
        .collect();
    let right = good.headers()["x-hub-signature-256"].to_str().unwrap().to_owned();
    let cases = [
        ("as sent", good.clone()),
        ("forged", good.clone().map(|_| forged)),
        ("truncated", good.clone().map(|body| body.slice(..body.len() - 1))),
        ("empty", good.clone().map(|_| Bytes::new())),
        ("unsigned", with("x-hub-signature-256", None)),
        ("SHA-1", sha1_only),
        ("half a signature", with("x-hub-signature-256", right.get(..40))),
        ("no scheme", with("x-hub-signature-256", right.get(7..))),
        (
            "not hexadecimal",
            with("x-hub-signature-256", Some(&format!("sha256={}", "+f".repeat(32)))),
        ),
        ("no id", with("x-github-delivery", None)),
        ("no event", with("x-github-event", Some(""))),
        ("long id", with("x-github-delivery", Some(&"a".repeat(201)))),
        ("other type", with("content-type", Some("text/plain"))),
        ("no type", with("content-type", None)),
        ("not JSON", signed("payload", "application/json")),
        ("a list", signed("[]", "application/json")),
        ("cut", signed("{\"a\":", "application/json")),
        ("no payload", signed("a=b", "application/x-www-form-urlencoded")),
        ("too large", good.map(|_| Bytes::from(vec![b' '; MAX_SIZE + 1]))),
    ];
    let mut shown = String::new();
    for (name, request) in cases {
        let (status, reason) = refusal(&request);
        let reason = if status == 200 { "taken" } else { &reason };
        writeln!(shown, "{name}: {status} {reason}").unwrap();
    }
    insta::assert_snapshot!(shown, @"
    as sent: 200 taken
    forged: 401 wrong signature (secrets tried: 1): the secret is not that of the webhook, or the body was changed on the way
    truncated: 401 wrong signature (secrets tried: 1): the secret is not that of the webhook, or the body was changed on the way
    empty: 401 wrong signature (secrets tried: 1): the secret is not that of the webhook, or the body was changed on the way
    unsigned: 401 no header `X-Hub-Signature-256`: set a secret in the settings of the webhook
    SHA-1: 401 no header `X-Hub-Signature-256`: `X-Hub-Signature` (SHA-1) alone is not accepted
    half a signature: 401 wrong signature (secrets tried: 1): the secret is not that of the webhook, or the body was changed on the way
    no scheme: 401 wrong signature (secrets tried: 1): the secret is not that of the webhook, or the body was changed on the way
    not hexadecimal: 401 wrong signature (secrets tried: 1): the secret is not that of the webhook, or the body was changed on the way
    no id: 400 header `X-GitHub-Delivery` missing or invalid
    no event: 400 header `X-GitHub-Event` missing or invalid
    long id: 400 header `X-GitHub-Delivery` missing or invalid
    other type: 400 content type `text/plain`: expected `application/json` or `application/x-www-form-urlencoded`
    no type: 400 content type ``: expected `application/json` or `application/x-www-form-urlencoded`
    not JSON: 400 the payload is not a JSON object
    a list: 400 the payload is not a JSON object
    cut: 400 the payload is not a JSON object
    no payload: 400 the form has no `payload`
    too large: 413 body too large: 26214401 bytes (limit 26214400)
    ");
}

#[test]
fn nothing_but_the_whole_body_has_its_signature() {
    let signature = secrets().sign(b"payload");
    for end in 0..7 {
        assert!(secrets().verify(&b"payload"[..end], &signature).is_err());
    }
    for digit in 7..signature.len() {
        let mut other = signature.clone().into_bytes();
        other[digit] = if other[digit] == b'0' { b'1' } else { b'0' };
        let other = String::from_utf8(other).unwrap();
        let error = secrets().verify(b"payload", &other).unwrap_err();
        assert_eq!(error, DeliveryError::Signature { secrets: 1 });
        assert_eq!(error.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(
        secrets().verify(b"payload", &signature.to_uppercase().replace("SHA", "sha")),
        Ok(())
    );
}

#[test]
fn payloads_are_read_by_the_policy() {
    let opened = delivery(&opened());
    assert_eq!(opened.read::<Opened>().unwrap().issue.number, 42);
    assert!(matches!(opened.event::<Event>(), Ok(Event::Opened(read)) if read.issue.title == "Found a bug"));
    assert_eq!(opened.json::<Value>().unwrap()["issue"]["number"], 42);

    let untitled = json!({"action": "opened", "issue": {"number": 1, "title": null}});
    let untitled = delivery(&FakeDelivery::json("issues", untitled));
    assert_eq!(untitled.read::<Opened>().unwrap().issue.title, "");
    let strict = untitled.clone().with_reading(Reading::Strict);
    let other = delivery(&FakeDelivery::json("issues", json!({"action": "closed"})));
    let errors = [
        strict.read::<Opened>().unwrap_err(),
        strict.event::<Event>().unwrap_err(),
        other.read::<Opened>().unwrap_err(),
        opened.read::<Push>().unwrap_err(),
        opened.json::<Vec<u8>>().unwrap_err(),
    ];
    insta::assert_snapshot!(errors.map(|error| error.to_string()).join("\n"), @"
    issues: issue.title: expected a string, found null
    issues: issue.title: expected a string, found null
    issues: expected a delivery of this event and action, found `issues.closed`
    push: expected a delivery of this event and action, found `issues.opened`
    webhook: invalid type: map, expected a sequence at line 1 column 0
    ");
    assert_eq!(
        other.event::<Event>().unwrap(),
        Event::Unknown(json!({"action": "closed"}))
    );
}

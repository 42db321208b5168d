//! Wrong requests are told apart before anything is sent, with all that is wrong.

use octoscribe_runtime::{BareRequest, Body, Endpoint, Error, RequestBuilder};

use super::offline;
use crate::sample::{Annotation, HasSample, Output, PackageType};

fn violations<T>(request: &BareRequest<T>) -> String {
    let found = request.validate().map_err(|violations| violations.to_string());
    match request.request() {
        Ok(_) => assert_eq!(found, Ok(())),
        Err(Error::Validation(violations)) => assert_eq!(found, Err(violations.to_string())),
        Err(other) => panic!("{other}"),
    }
    found.err().unwrap_or_default()
}

#[test]
fn all_violations_come_at_once_with_their_whole_names() {
    let annotations = [
        Annotation::new("a", 1),
        Annotation::new("", 0),
        Annotation::new("b", -1),
    ];
    let output = Output::new("t").text("far too long").annotations(annotations);
    let request = offline().sample().create("o", "..", "n", "sha256:zz").output(output);
    insta::assert_snapshot!(violations(&request), @r#"
    repo: expected a value without `.` and `..` as segments, percent-encoded or not, got ".."
    head_sha: expected exactly 71 characters, got "sha256:zz"
    head_sha: expected a match of /^sha256:[a-f0-9]{64}$/, got "sha256:zz"
    output.text: expected at most 10 characters, got "far too long"
    output.annotations: expected at most 2 items, got 3 items
    output.annotations[1].path: expected at least 1 character, got ""
    output.annotations[1].start_line: expected at least 1, got 0
    output.annotations[2].start_line: expected at least 1, got -1
    "#);
}

#[test]
fn violations_of_whole_bodies_and_maps() {
    let nested = Output::new("v").text("far too long");
    let output = Output::new("t").secrets([("K".to_owned(), nested.clone())].into());
    let client = offline();
    insta::assert_snapshot!(violations(&client.sample().set_all([("a", nested), ("b", output)])), @r#"
    data.a.text: expected at most 10 characters, got "far too long"
    data.b.secrets.K.text: expected at most 10 characters
    "#);
}

#[test]
fn a_new_value_takes_the_old_ones_violations_away() {
    let client = offline();
    let request = client.sample().list_for_repo("o", "r").per_page(0);
    assert_eq!(violations(&request), "per_page: expected between 1 and 100, got 0");
    assert_eq!(violations(&request.per_page(100)), "");
    let create = client
        .sample()
        .create("o", "r", "n", &format!("sha256:{}", "a".repeat(64)));
    let request = create.output(Output::new("t").text("far too long"));
    assert_ne!(violations(&request), "");
    assert_eq!(violations(&request.output(Output::new("t"))), "");
}

#[test]
fn values_of_secrets_stay_out_of_violations() {
    let request = offline()
        .sample()
        .restore_package_for_user("o", PackageType::Npm, "p")
        .token("hunter2");
    assert_eq!(violations(&request), "token: expected at most 4 characters");
}

#[test]
fn numbers_must_be_finite() {
    let request = offline().sample().update("o", "r", 1).weight(f64::INFINITY);
    assert_eq!(violations(&request), "weight: expected a finite number, got inf");
}

#[test]
fn groups() {
    let client = offline();
    let item = || client.sample().add_item(1);
    assert_eq!(
        violations(&item()),
        "id, owner + repo + number: expected exactly one of these, got none"
    );
    assert_eq!(violations(&item().id(1)), "");
    assert_eq!(
        violations(&item().id(1).owner("o")),
        "id, owner + repo + number: expected exactly one of these, got id, owner"
    );
    assert_eq!(
        violations(&client.sample().update_alert(1)),
        "state, assignees: expected at least one of these, got none"
    );
    assert_eq!(violations(&client.sample().update_alert("1").state("open")), "");
}

#[test]
fn validation_can_be_skipped_and_path_safety_cannot() {
    let client = offline();
    let request = client
        .sample()
        .list_for_repo("o", "r")
        .per_page(1000)
        .bare()
        .skip_validation();
    assert_eq!(request.request().unwrap().uri().query(), Some("per_page=1000"));
    for value in ["", ".", "..", "%2e%2E", "../x"] {
        let request = client.sample().delete_package_for_user("o", PackageType::Npm, value);
        assert!(
            violations(&request).starts_with("package_name: expected a value "),
            "{value}"
        );
        assert!(request.skip_validation().request().is_err(), "{value}");
    }
    for value in ["", "/x", "x/", "a//b", "heads/..", "heads/%2e/x"] {
        let request = client.sample().get_ref("o", "r", value);
        assert!(request.skip_validation().request().is_err(), "{value}");
    }
}

#[test]
fn path_parameters_must_fit_the_route() {
    static ROUTE: Endpoint = Endpoint::get("a.b", "/a/{b}/{c}");
    let client = offline();
    let start = || RequestBuilder::<Body>::new(&client, &ROUTE);
    assert_eq!(violations(&start().path("b", "x")), "c: expected a value");
    assert_eq!(
        violations(&start().path("c", "x").path("b", "y").path("c", "z").path("d", "1")),
        "c: expected the path parameter `b` first\nd: expected no further path parameter"
    );
    assert_eq!(
        violations(&start().path("b", "x").path("c", f64::NAN)),
        "c: expected a finite number, got NaN"
    );
}

#[test]
fn a_body_parameter_may_have_the_name_of_a_path_parameter() {
    static ROUTE: Endpoint = Endpoint::patch("a.b", "/variables/{name}");
    let client = offline();
    let rule = octoscribe_runtime::Rule::at_most(2);
    let request = RequestBuilder::<Body>::new(&client, &ROUTE)
        .check("name", "old", &rule)
        .path("name", "old");
    let request = request.check("name", "ok", &rule).body("name", "ok");
    assert_eq!(violations(&request), "name: expected at most 2 characters, got \"old\"");
    let sent = request.build().skip_validation().request().unwrap();
    assert_eq!(sent.body().as_bytes().unwrap(), r#"{"name":"ok"}"#);
}

#[test]
fn urls_have_an_end() {
    let request = offline().sample().list_for_repo("o", "r").labels(["x".repeat(70_000)]);
    let error = request.request().unwrap_err().to_string();
    assert_eq!(error, "invalid request:\nquery: expected a URL of at most 64 KiB");
}

#[test]
fn sending_a_wrong_request_sends_nothing() {
    let request = offline().sample().list_for_repo("o", "r").per_page(0);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut pending = std::pin::pin!(request.send());
    match pending.as_mut().poll(&mut context) {
        std::task::Poll::Ready(Err(Error::Validation(violations))) => assert_eq!(violations.iter().count(), 1),
        other => panic!("{other:?}"),
    }
    assert!(
        pending.as_mut().poll(&mut context).is_pending(),
        "no second outcome, and no panic"
    );
}

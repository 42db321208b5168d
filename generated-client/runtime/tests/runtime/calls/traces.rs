//! Spans, events and hints.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use http::StatusCode;
use insta::assert_snapshot;
use octoscribe_runtime::{BareClient, Body, Endpoint, RequestBuilder};
use octoscribe_testing::StubResponse;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::{default, list, play};
use crate::FakeGitHub;
use crate::sample::HasSample;

/// Writes all spans and events of this crate to a text.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Recorder {
    fn add(&self, what: &str, record: impl FnOnce(&mut Line<'_>)) {
        let mut text = self.0.lock().unwrap();
        text.push_str(what);
        record(&mut Line(&mut text));
        text.push('\n');
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("octoscribe")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.add(span.metadata().name(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.add("  note", |line| values.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.add(&format!("  {}", event.metadata().level()), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn traced(script: &[&'static str], act: impl AsyncFnOnce(BareClient) -> String) -> String {
    let recorder = Recorder::default();
    let text = Arc::clone(&recorder.0);
    tracing::subscriber::with_default(recorder, || play(default, script, async |client| act(client).await));
    let text = text.lock().unwrap().clone();
    for secret in [super::TOKEN, "secret-owner"] {
        assert!(!text.contains(secret), "{text}");
    }
    text
}

async fn secret(client: BareClient) -> String {
    super::shown(client.sample().list_for_repo("secret-owner", "r").send().await)
}

#[test]
fn spans_have_names_and_no_values() {
    let script = ["503", "200 x-github-request-id: AB:12 | []"];
    assert_snapshot!(traced(&script, secret), @r#"
    github.request otel.name=GET /repos/{owner}/{repo}/issues otel.kind="client" github.endpoint="issues.listForRepo" http.request.method="GET" url.template="/repos/{owner}/{repo}/issues" url.scheme="https" server.address="api.github.com" server.port=443
      INFO message=waiting: attempt 1 failed github.endpoint="issues.listForRepo" seconds=0.386690901
      note http.response.status_code=200
      note github.is_cached=false
      note github.request_id="AB:12"
      note http.request.resend_count=1
      note github.wait_ms=386
    "#);
    assert_snapshot!(traced(&["429 retry-after: 5", "404"], secret), @r#"
    github.request otel.name=GET /repos/{owner}/{repo}/issues otel.kind="client" github.endpoint="issues.listForRepo" http.request.method="GET" url.template="/repos/{owner}/{repo}/issues" url.scheme="https" server.address="api.github.com" server.port=443
      WARN message=waiting: secondary rate limit hit github.endpoint="issues.listForRepo" seconds=5.386
      note http.response.status_code=404
      note github.is_cached=false
      note http.request.resend_count=1
      note github.wait_ms=5386
      note otel.status_code="ERROR"
      note error.type="404"
    "#);
}

#[test]
fn the_end_of_an_endpoint_is_told_once() {
    let twice = async |client: BareClient| format!("{} {}", list(client.clone()).await, list(client).await);
    let ending = "200 deprecation: @1688169599; sunset: Sun, 30 Jun 2024 23:59:59 GMT | []";
    let text = traced(&[ending, ending], twice);
    let warnings: Vec<&str> = text.lines().filter(|line| line.contains("WARN")).collect();
    assert_snapshot!(warnings.join("\n"), @r#"  WARN message=this endpoint is deprecated github.endpoint="issues.listForRepo" deprecation="@1688169599" sunset="Sun, 30 Jun 2024 23:59:59 GMT""#);
}

static LABELS: Endpoint = Endpoint::get("labels.sample", "/labels");

#[test]
fn each_difference_from_the_docs_is_told_once() {
    let thrice = async |client: BareClient| {
        for _ in 0..3 {
            let request = RequestBuilder::<Vec<String>>::new(&client, &LABELS);
            assert_eq!(request.send().await.unwrap(), ["a", "b"]);
        }
        String::new()
    };
    let text = traced(&[r#"200 | ["a", null, "b", null]"#; 3], thrice);
    let warnings: Vec<&str> = text.lines().filter(|line| line.contains("WARN")).collect();
    assert_snapshot!(warnings.join("\n"), @r#"  WARN message=the response differs from the docs github.endpoint="labels.sample" path="[]" expected="a string" found="null""#);
}

static PACKAGES: Endpoint =
    Endpoint::get("packages.sample", "/packages").scopes(&[&["read:packages"], &["delete:packages"]]);

#[tokio::test]
async fn errors_tell_what_an_organization_and_an_app_require() {
    let hint = async |status: u16, name: &str, value: &str| {
        let github = FakeGitHub::new();
        let client = github.client().unwrap();
        let list = client.sample().list_for_repo("o", "r");
        let response = StubResponse::empty(StatusCode::from_u16(status).unwrap()).header(name, value);
        github.when(&list.bare()).respond(response);
        let error = list.send().await.unwrap_err().to_string();
        error.split_once("hint: ").map_or("none", |(_, hint)| hint).to_owned()
    };
    let permissions = "x-accepted-github-permissions";
    let hints = [
        hint(
            403,
            "x-github-sso",
            "required; url=https://github.com/orgs/o/sso?authorization_request=A",
        )
        .await,
        hint(403, permissions, "issues=write,contents=read; pull_requests=write").await,
        hint(403, permissions, "").await,
        hint(404, permissions, "issues=write").await,
    ];
    assert_snapshot!(hints.join("\n"), @r"
    the organization requires SAML single sign-on; authorize the token at https://github.com/orgs/o/sso?authorization_request=A
    the call needs the permission `issues=write` and `contents=read`, or `pull_requests=write`
    none
    none
    ");
}

#[test]
fn errors_tell_what_a_token_lacks() {
    let call = async |client: BareClient| {
        let request = RequestBuilder::<Body>::new(&client, &PACKAGES);
        super::shown(request.send().await)
    };
    let lacking = r#"403 x-oauth-scopes: gist, read:packages | {"message": "Forbidden"}"#;
    assert_snapshot!(play(default, &[lacking], call), @"
       0.00 GET https://api.github.com/packages authorization: (token) x-github-api-version: 2022-11-28
       0.00 = packages.sample at api.github.com: 403 Forbidden: Forbidden
    hint: the token lacks `delete:packages`; it has `gist`, `read:packages`
    ");
    assert_snapshot!(play(default, &["404 x-oauth-scopes: delete:packages, read:packages"], call), @"
    0.00 GET https://api.github.com/packages authorization: (token) x-github-api-version: 2022-11-28
    0.00 = packages.sample at api.github.com: 404 Not Found: Not Found
    ");
}
